"""What each backend costs: start, a lone face, a face in a batch; and how far answers differ.

python -m benchmarks.backends [--model NAME] [--data FER+] [--runs 3]

Each way runs in a process of its own, the ways in turns; every figure is the least of all calls,
in processor milliseconds (user + system, all threads), so that a busy machine disturbs little.
Loading is told apart: reading, checking and compiling, as at a first start on a machine. int8 is
measured where the model has such a form. With --data (a data set as `mien evaluate` takes it) the
answers on real faces are compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import machine, run_child
from engine.models import manifest as manifests
from engine.models.registry import find_model

#: Calls of a way go on for so long, of one face and of eight; as many are made in any case.
SECONDS = 1.0
CALLS = 5
COLUMNS = ("import", "load", "b1", "b8", "b1 wall", "b8 wall")


@dataclass(frozen=True, slots=True)
class Way:
    """One way of running a model."""

    backend: str
    precision: str
    threads: int

    @property
    def title(self) -> str:
        """For the table."""
        return f"{self.backend} {self.precision}, {self.threads} threads"


WAYS = tuple(
    way
    for threads in (1, 2)
    for way in (
        Way("onnxruntime", "f32", threads),
        Way("openvino", "f32", threads),
        Way("openvino", "bf16", threads),
        Way("openvino", "int8", threads),
    )
)


def main() -> None:
    """Measure every way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="name or folder; without: the default model")
    parser.add_argument("--data", type=Path, help="labelled faces to compare answers on")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", type=json.loads, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one is not None:
        print(json.dumps(_measure(args.model, Way(**args.one))))
        return
    print(f"{machine()}\nprocessor milliseconds; b1, b8: a face alone and one of eight")
    print(f"{'':34}" + "".join(f"{name:>9}" for name in COLUMNS))
    for way in WAYS:
        if way.precision == "int8" and manifests.read(find_model(args.model)).int8 is None:
            continue
        runs = [_child(args.model, way) for _ in range(args.runs)]
        best = [min(run[name] for run in runs) for name in COLUMNS]
        print(f"{way.title:34}" + "".join(f"{value:9.2f}" for value in best), flush=True)
    if args.data is not None:
        _compare(args.model, args.data)


def _child(model: str | None, way: Way) -> dict[str, float]:
    one = {f: getattr(way, f) for f in Way.__slots__}
    named = ["--model", model] if model else []
    command = [sys.executable, "-m", "benchmarks.backends", "--one", json.dumps(one), *named]
    with tempfile.TemporaryDirectory() as cache:  # on Linux, compiled networks are kept there
        output = run_child(command, XDG_CACHE_HOME=cache).output
    return dict(json.loads(output.splitlines()[-1]))


def _measure(name: str | None, way: Way) -> dict[str, float]:
    """Milliseconds by column, in this process."""
    import numpy as np

    from engine.models.base import EmotionModel

    folder = find_model(name)
    began = time.process_time()
    if way.backend == "openvino":
        from engine.models.base import Precision
        from engine.models.openvino_model import OpenVinoModel

        def make(at_once: int) -> EmotionModel:
            return OpenVinoModel(folder, Precision(way.precision), way.threads, at_once)
    else:
        from engine.models.onnx_model import OnnxRuntimeModel

        def make(at_once: int) -> EmotionModel:
            return OnnxRuntimeModel(folder, way.threads)

    imported = time.process_time()
    found = {"import": (imported - began) * 1e3}
    for count in (1, 8):
        began = time.process_time()
        model = make(count)
        found["load"] = (time.process_time() - began) * 1e3
        spec = model.manifest.input
        shape = (count, spec.channels, spec.size, spec.size)
        pictures = np.random.default_rng(0).random(shape).astype(np.float32)
        model.infer(pictures)
        cpu: list[float] = []
        wall: list[float] = []
        end = time.perf_counter() + SECONDS
        while len(cpu) < CALLS or time.perf_counter() < end:
            c, w = time.process_time(), time.perf_counter()
            model.infer(pictures)
            cpu.append((time.process_time() - c) * 1e3 / count)
            wall.append((time.perf_counter() - w) * 1e3 / count)
        found[f"b{count}"], found[f"b{count} wall"] = min(cpu), min(wall)
        model.close()
    return found


def _compare(name: str | None, path: Path) -> None:
    """Largest and mean difference of any probability from ONNX Runtime, and changed labels."""
    import cv2
    import numpy as np

    from engine.align import crop_whole, to_batch
    from engine.errors import BackendUnavailable
    from engine.evaluation.readers import open_dataset
    from engine.models.base import Precision
    from engine.models.onnx_model import OnnxRuntimeModel
    from engine.models.openvino_model import OpenVinoModel

    folder = find_model(name)
    reference = OnnxRuntimeModel(folder)
    data = open_dataset(path)
    files = (np.frombuffer(data.pictures.read(s.name), np.uint8) for s in data.samples[::8])
    pictures = [np.asarray(cv2.imdecode(f, cv2.IMREAD_COLOR), np.uint8) for f in files]
    data.close()
    batch = to_batch([crop_whole(picture, reference.manifest.input) for picture in pictures])
    expected = reference.infer(batch)
    print(f"\ndifference from onnxruntime on {len(batch)} faces of {path.name}")
    for precision in (Precision.F32, Precision.BF16):
        try:
            found = OpenVinoModel(folder, precision).infer(batch)
        except BackendUnavailable as error:
            print(f"  {error}")
            continue
        for kind in ("primary", "corrected"):
            ours, theirs = getattr(found, kind), getattr(expected, kind)
            gap = np.abs(ours - theirs)
            changed = np.mean(ours.argmax(axis=1) != theirs.argmax(axis=1))
            print(
                f"  openvino {precision}, {kind}: largest {gap.max():.2g}, "
                f"mean {gap.mean():.2g}, label changed in {changed:.2%}"
            )


if __name__ == "__main__":
    main()
