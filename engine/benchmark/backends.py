"""Every way of running the network side by side, on real faces."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from engine.align import to_batch
from engine.benchmark.figures import BackendFigures, Times
from engine.errors import MienError
from engine.models import manifest as manifests
from engine.models.backends import GPU_ORDER, load_on, report_on
from engine.models.base import Backend, EmotionModel, Precision
from engine.models.cpu import worthwhile_precision
from engine.models.cuda import probe_cuda
from engine.types import Floats, Image

_TOGETHER: Final = 8

#: Runs before the first that counts.
_WARM_UP: Final = 3

#: Makes a model that is mostly asked about so many faces at once.
_Load = Callable[[int], EmotionModel]


@dataclass(slots=True)
class _Way:
    """A way of running the network: loaded for a face alone and for eight; what it took so far.

    difference: from the reference, 0 for the reference itself.
    """

    backend: Backend
    precision: Precision
    load_s: float
    alone: EmotionModel
    together: EmotionModel
    difference: float
    one: list[tuple[float, float]] = field(default_factory=list)
    eight: list[tuple[float, float]] = field(default_factory=list)


def compare_backends(
    folder: Path, crops: Sequence[Image], goes_on: Callable[[int], bool]
) -> tuple[BackendFigures, ...]:
    """Run a model every way that this machine can, in turns, so that a busy moment hits all alike.

    crops: real faces, at least one. `goes_on`: called with the faces done so far, says whether
    there is time for another round. The first of the results is the reference, ONNX Runtime in
    f32. What cannot run stands there with its reason.
    """
    faces = to_batch([crops[i % len(crops)] for i in range(max(len(crops), _TOGETHER))])
    failed: list[BackendFigures] = []
    ways: list[_Way] = []
    expected: Floats | None = None
    with ExitStack() as stack:
        for backend, precision, load in _ways(folder, failed):
            try:
                began = time.perf_counter()
                alone = load(1)
                load_s = time.perf_counter() - began
                stack.callback(alone.close)
                together = load(_TOGETHER)
                stack.callback(together.close)
                found = together.infer(faces).corrected
            except MienError as error:
                failed.append(BackendFigures(backend, precision, problem=error.what))
                continue
            if any((w.backend, w.precision) == (backend, alone.info.precision) for w in ways):
                continue  # a quantised network runs in int8, whatever was asked
            expected = found if expected is None else expected
            difference = float(np.abs(found - expected).max())
            ways.append(_Way(backend, alone.info.precision, load_s, alone, together, difference))
        _measure(ways, faces, goes_on)
    reference = ways[0] if ways else None
    return (*(_figures(way, reference) for way in ways), *failed)


def _ways(
    folder: Path, refused: list[BackendFigures]
) -> Iterator[tuple[Backend, Precision, _Load]]:
    """The reference first; those that cannot run here are added to `refused` instead."""
    from engine.models.onnx_model import OnnxRuntimeModel

    yield Backend.ONNXRUNTIME, Precision.F32, lambda _: OnnxRuntimeModel(folder)
    probe = probe_cuda()
    openvino = report_on(Backend.OPENVINO, probe)
    if openvino.available:
        from engine.models.openvino_model import OpenVinoModel

        quantised = manifests.read(folder).int8 is not None
        chosen = (worthwhile_precision(), worthwhile_precision(quantised=quantised))
        for precision in dict.fromkeys((Precision.F32, *chosen)):
            yield Backend.OPENVINO, precision, partial(OpenVinoModel, folder, precision, None)
    else:
        refused.append(BackendFigures(Backend.OPENVINO, "", problem=openvino.reason))
    for backend in GPU_ORDER:
        report = report_on(backend, probe)
        if report.available:
            yield backend, Precision.F16, partial(load_on, backend, folder, probe)
        else:
            refused.append(BackendFigures(backend, "", problem=report.reason))


def _measure(ways: Sequence[_Way], faces: Floats, goes_on: Callable[[int], bool]) -> None:
    rounds = done = 0
    while goes_on(done):
        first = rounds * _TOGETHER % (len(faces) - _TOGETHER + 1)
        eight = faces[first : first + _TOGETHER]
        for way in ways:
            one, all_ = _spent(way.alone, eight[:1]), _spent(way.together, eight)
            if rounds >= _WARM_UP:
                way.one.append(one)
                way.eight.append((all_[0] / _TOGETHER, all_[1] / _TOGETHER))
            done += 1 + _TOGETHER
        rounds += 1


def _spent(model: EmotionModel, batch: Floats) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    model.infer(batch)
    return time.perf_counter() - wall, time.process_time() - cpu


def _figures(way: _Way, reference: _Way | None) -> BackendFigures:
    if not way.one or reference is None:
        return BackendFigures(way.backend, way.precision, problem="not measured")
    eight = Times.of(way.eight)
    return BackendFigures(
        way.backend,
        way.precision,
        load_s=way.load_s,
        one=Times.of(way.one),
        eight=eight,
        ratio=Times.of(reference.eight).p50_ms / eight.p50_ms,
        difference=way.difference,
    )
