"""The whole benchmark: stages, a file, backends, each for its share of the time."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from engine import __version__
from engine.analyser import AnalyserOptions
from engine.benchmark.backends import compare_backends
from engine.benchmark.figures import BackendFigures, Benchmark, FileFigures
from engine.benchmark.file_mode import measure_file
from engine.benchmark.machine import this_machine
from engine.benchmark.stages import StageRun
from engine.demo import FPS, HEIGHT, WIDTH, make_demo_clip
from engine.models.registry import find_model, load_model


class Part(StrEnum):
    """What is measured one after the other."""

    STAGES = "stages"
    FILE = "file"
    BACKENDS = "backends"


#: Of the time that there is, each part's share; the rest goes into loading and the clip.
_SHARES = {Part.STAGES: 0.3, Part.FILE: 0.35, Part.BACKENDS: 0.25}

#: Shows how far a part is: entered when it begins, its value called with what is done.
Watch = Callable[[Part], AbstractContextManager[Callable[[int], None]]]


class _Until:
    """Says whether a part goes on: its share of `seconds` runs from when it is first asked."""

    def __init__(
        self, seconds: float, part: Part, show: Callable[[int], None], stop: threading.Event
    ) -> None:
        self._seconds = seconds * _SHARES[part]
        self._show = show
        self._stop = stop
        self._end: float | None = None

    def __call__(self, done: int) -> bool:
        self._show(done)
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._seconds
        return now < self._end and not self._stop.is_set()


def run_benchmark(
    seconds: float, watch: Watch, stop: threading.Event, model: str | None = None
) -> Benchmark:
    """Measure for about so many seconds; setting `stop` ends it, with what was measured so far.

    The clip is made on the spot, of real faces: everyone measures the same. model: name or folder.

    Raises `MienError` where the model cannot be loaded or the clip not be made.
    """
    machine, began = this_machine(), time.monotonic()
    options = AnalyserOptions(model=model)
    file: FileFigures | None = None
    backends: tuple[BackendFigures, ...] = ()

    with tempfile.TemporaryDirectory(prefix="mien-") as name:
        folder = Path(name)
        clip = make_demo_clip(folder / "demo.mp4")
        network = load_model(model, at_once=1)
        info = network.info
        stages = StageRun(network)
        try:
            with watch(Part.STAGES) as show:
                stages.over(clip, folder / "stages.csv", _Until(seconds, Part.STAGES, show, stop))
        finally:
            stages.close()
            network.close()
        if not stop.is_set():
            with watch(Part.FILE) as show:
                file = measure_file(clip, options, folder, _Until(seconds, Part.FILE, show, stop))
        if not stop.is_set() and stages.crops:
            with watch(Part.BACKENDS) as show:
                goes_on = _Until(seconds, Part.BACKENDS, show, stop)
                backends = compare_backends(find_model(model), stages.crops, goes_on)
    return Benchmark(
        mien=__version__,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=machine,
        model=info.name,
        backend=info.backend,
        precision=info.precision,
        clip=f"{WIDTH}x{HEIGHT}, {FPS} frames/s, 0 to 2 faces",
        seconds=time.monotonic() - began,
        complete=not stop.is_set(),
        stages=stages.figures(),
        file=file,
        backends=backends,
    )
