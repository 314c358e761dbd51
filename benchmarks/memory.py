"""Peak memory of a long analysis, and what it grows by on the way.

python -m benchmarks.memory [--frames 20000] [--size 640x360]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.common import face_clip, looped, machine
from engine.analyse_file import FileOptions, analyse_file, plan
from engine.export.session import Settings
from engine.pipeline import AnalyserOptions, make_analyser
from engine.sources.files import open_path
from engine.types import Scored

#: Frames after which everything that is made once has been made.
_SETTLED = 1000
_EVERY = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--size", default="640x360", help="WIDTHxHEIGHT of the made clip")
    args = parser.parse_args()
    width, height = (int(side) for side in args.size.split("x"))
    with tempfile.TemporaryDirectory() as name:
        short = face_clip(Path(name) / "short.mp4", width, height, 300)
        video = looped(short, Path(name) / "long.mp4", args.frames)
        print(machine())
        _measure(video, Path(name) / "out")


def _measure(video: Path, base: Path) -> None:
    resident: dict[int, float] = {}

    def look(scored: Scored) -> None:
        analysed = scored.frame.index + 1
        if analysed % _EVERY == 0:
            resident[analysed] = _resident_mb()

    options = AnalyserOptions()
    settings = Settings(1, options.max_faces, options.smoothing_s)
    began = time.monotonic()
    with make_analyser(options) as analyser, open_path(video) as source:
        session = plan(source, video, analyser, settings)
        result = analyse_file(
            source,
            session,
            base,
            analyser,
            FileOptions(settings),
            stop=threading.Event(),
            on_scored=look,
        )
    took = time.monotonic() - began
    counts = result.session.counts
    assert counts is not None
    last = max(resident)
    print(f"{counts.decoded} frames, {counts.written} rows, {counts.decoded / took:.0f} frames/s")
    for frame in sorted({_SETTLED, *range(5000, last, 5000), last}):
        print(f"resident after {frame:6d} frames  {resident[frame]:7.1f} MB")
    print(f"growth from {_SETTLED} to {last}  {resident[last] - resident[_SETTLED]:+.1f} MB")
    print(f"peak  {_peak_mb():.1f} MB")


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _peak_mb() -> float:
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


if __name__ == "__main__":
    main()
