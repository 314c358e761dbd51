"""The embedded default: expression models on the CPU by OpenVINO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import BackendUnavailable, ModelError
from engine.models.base import Backend, Distributions, Precision
from engine.models.checked import CheckedModel, precision_of
from engine.models.cpu import is_large, processor_name, worthwhile_threads
from engine.models.manifest import FileSpec
from engine.models.openvino_cache import CompiledNetwork
from engine.models.openvino_import import import_openvino
from engine.models.parts import FEW_AT_ONCE, MOST_AT_ONCE, joined, shares
from engine.models.verification import Shape
from engine.types import Floats

if TYPE_CHECKING:
    import openvino
else:
    openvino = import_openvino()

_DEVICE = "CPU"


class OpenVinoModel(CheckedModel):
    """A model folder, compiled by OpenVINO for this processor.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    precision: F32, or BF16 where the processor computes in it; INT8 runs the model's int8 form (F32
    where it has none), with float32 between. A model that is nothing but quantised runs in INT8
    whatever is asked.
    threads: number of threads that one `infer` may use; None chooses by the network's size.
    at_once: faces that are mostly asked about together, 1 or more. Eight together are cheapest, one
    alone is answered soonest; with 1, a small network also runs for `FEW_AT_ONCE`, and is made
    ready for them when they first appear: mostly they never do.

    Raises `ModelError` where the model is not what its manifest says, `BackendUnavailable` where
    the processor does not have the precision or OpenVINO cannot compile the network for it.
    """

    def __init__(
        self,
        folder: Path,
        precision: Precision = Precision.F32,
        threads: int | None = None,
        at_once: int = MOST_AT_ONCE,
    ) -> None:
        super().__init__(folder)
        self._file = self._form(precision)
        self._path = folder / self._file.file
        self._data = self._network(self._file)
        self._core = _core(precision)
        precision = precision_of(self._data, precision)
        self._info = self._info_of(Backend.OPENVINO, precision, processor_name())
        macs = self._manifest.macs
        self._settings = _settings(precision, threads or worthwhile_threads(macs))
        few = at_once == 1 and not is_large(macs)  # a large one gains nothing by it
        self._sizes = (1, FEW_AT_ONCE) if few else (at_once,)
        self._ready: dict[int, _Compiled] = {}
        self._for(self._sizes[0])

    def _form(self, precision: Precision) -> FileSpec:
        """The file of the model that runs in a precision."""
        int8 = self._manifest.int8
        if precision is Precision.INT8 and int8 is not None:
            return int8.onnx
        return self._manifest.onnx

    def _for(self, size: int) -> _Compiled:
        """The network for so many faces, made ready and tested when it is first needed."""
        if size not in self._ready:
            spec = self._manifest.input
            self._ready[size] = self._load((size, spec.channels, spec.size, spec.size))
            self._self_test(size)
            if len(self._ready) == len(self._sizes):
                self._data = b""  # as many bytes as the network has weights
        return self._ready[size]

    def _load(self, shape: tuple[int, ...]) -> _Compiled:
        """The network for one input shape, as it was compiled at an earlier start if it was."""
        interface = (self._manifest.input.name, *self._manifest.outputs)
        stored = CompiledNetwork((self._file.sha256, shape, interface, self._settings))
        compiled = stored.load(self._core, _DEVICE, self._settings)
        if compiled is None:
            network = _read(self._core, self._data, self._path)
            self._check_interface(_shapes(network.inputs), _shapes(network.outputs))
            compiled = _compile(self._core, network, shape, self._path, self._settings)
            stored.keep(compiled)
        return _Compiled(compiled, self._manifest.outputs, shape)

    def _infer(self, batch: Floats) -> Distributions:
        answers = []
        first = 0
        for count in shares(len(batch), self._sizes):
            fitting = min(size for size in self._sizes if size >= count)
            part = np.ascontiguousarray(batch[first : first + count])
            answers.append(self._for(fitting).run(part))
            first += count
        return joined(answers)

    def _release(self) -> None:
        self._ready, self._data = {}, b""


class _Compiled:
    """The network for runs of one size, neither more nor fewer: what is missing is filled up.

    Of a fixed size it takes a fifth to a quarter less time a face than of any size.
    """

    def __init__(
        self, compiled: openvino.CompiledModel, outputs: Sequence[str], shape: tuple[int, ...]
    ) -> None:
        self._request = compiled.create_infer_request()
        self._outputs = [compiled.output(name) for name in outputs]
        self._batch = np.zeros(shape, dtype=np.float32)

    def run(self, batch: Floats) -> tuple[Floats, Floats]:
        """Both outputs, copied out of the buffers that the next run overwrites."""
        faces = len(batch)
        if faces < len(
            self._batch
        ):  # the rest is what was there before: rows do not see each other
            self._batch[:faces] = batch
            batch = self._batch
        self._request.infer([batch], share_inputs=True)
        primary, corrected = (
            np.array(self._request.get_tensor(port).data[:faces], dtype=np.float32)
            for port in self._outputs
        )
        return primary, corrected


def _read(core: openvino.Core, data: bytes, path: Path) -> openvino.Model:
    """Parse an ONNX file. Raises `ModelError` where OpenVINO cannot."""
    try:
        return core.read_model(data, b"")
    except RuntimeError as error:
        raise _cannot_load(path, error) from error


def _settings(precision: Precision, threads: int) -> dict[str, str]:
    """How the plug-in is to compile."""
    quantised = precision is Precision.INT8
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": str(threads),
        # Left alone, the plug-in takes bf16 where it can: results would differ between machines.
        # Between 8-bit steps bf16 would only add conversions: it takes half as long again.
        "INFERENCE_PRECISION_HINT": str(Precision.F32 if quantised else precision),
        # A desktop app is never alone on its cores.
        "ENABLE_CPU_PINNING": "NO",
        # OpenVINO 2026.4 fails to compile quantised attention with its generator for small graphs.
        **({"SNIPPETS_MODE": "DISABLE"} if quantised else {}),
    }


def _compile(
    core: openvino.Core,
    network: openvino.Model,
    shape: tuple[int, ...],
    path: Path,
    settings: Mapping[str, str],
) -> openvino.CompiledModel:
    """Compile for this processor and input shape. Raises `BackendUnavailable` where it cannot."""
    try:
        network.reshape(list(shape))
        return core.compile_model(network, _DEVICE, dict(settings))
    except RuntimeError as error:
        raise BackendUnavailable(
            f"OpenVINO cannot compile the network here ({_reason(error)})",
            subject=str(path),
            hint="Choose --backend onnxruntime",
        ) from error


def _cannot_load(path: Path, error: RuntimeError) -> ModelError:
    return ModelError(
        f"OpenVINO cannot load the network ({_reason(error)})",
        subject=str(path),
        hint="Choose another backend or model with --backend or --model",
    )


def _reason(error: RuntimeError) -> str:
    """The last line of what OpenVINO says: those above are places in its source."""
    return ([line.strip() for line in str(error).splitlines() if line.strip()] or ["no reason"])[-1]


@cache
def _runtime() -> openvino.Core:
    """One for the process, and never let go.

    Its CPU part gives the thread that makes it a stack of its own for signals, and unmaps that in
    whichever thread lets the last one go: the next signal then kills the process.
    """
    return openvino.Core()


def _core(precision: Precision) -> openvino.Core:
    """OpenVINO's runtime. Raises `BackendUnavailable` unless it can compute in `precision` here."""
    try:
        core = _runtime()
        native = set(core.get_property(_DEVICE, "OPTIMIZATION_CAPABILITIES"))
    except RuntimeError as error:
        raise BackendUnavailable(
            f"OpenVINO does not run on this processor ({error})",
            subject=Backend.OPENVINO,
            hint="Choose --backend onnxruntime",
        ) from error
    allowed = {Precision.F32, Precision.INT8} | ({Precision.BF16} if "BF16" in native else set())
    if precision not in allowed:
        raise BackendUnavailable(
            f"this processor does not run {precision} networks with OpenVINO",
            subject=Backend.OPENVINO,
            hint=f"Choose one of: {', '.join(sorted(allowed))}",
        )
    return core


def _shapes(ports: list[openvino.ConstOutput]) -> dict[str, Shape]:
    return {
        port.get_any_name(): tuple(
            None if size.is_dynamic else size.get_length() for size in port.get_partial_shape()
        )
        for port in ports
    }
