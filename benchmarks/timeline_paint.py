"""How long the video page's timeline takes to paint an hour of results.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.timeline_paint [--hours H] [--faces N]

Prints CPU milliseconds of the painting thread, so that a busy machine disturbs little.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.video.store import ResultStore
from app.gui.video.timeline import Timeline
from app.gui.video.viewport import TimeIndex
from engine.types import Box, Emotion, FaceRecord, Record, Status

_FPS = 30.0
_REPEATS = 30


def main() -> int:
    """Fill a timeline and paint it in the ways that matter."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--faces", type=int, default=2)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.ThemeChoice.DARK)
    times = np.round(np.arange(int(args.hours * 3600 * _FPS)) * 1e6 / _FPS).astype(np.int64)
    results = _filled(times, args.faces)
    timeline = Timeline()
    timeline.resize(1280, 260)
    timeline.show()
    timeline.set_index(TimeIndex(times))
    timeline.set_results(results)
    app.processEvents()

    def zoom(step: int) -> None:
        timeline.model.set_view(timeline.model.view.zoomed(1.2, float(times[-1]) / 3))

    def grow(step: int) -> None:
        index = len(times) + step
        results.append(
            Record(index, int(times[-1]) + step + 1, Status.OK, _faces(args.faces, step))
        )
        timeline.set_results(results)

    print(f"{len(times):,} frames, {args.faces} faces, {timeline.width()} pixels wide")
    _measure(timeline, "playhead moved", lambda step: timeline.set_playhead(int(times[step])))
    _measure(timeline, "whole hour, a result more", grow)
    _measure(timeline, "zoomed, all drawn anew", zoom)
    return 0


def _measure(timeline: Timeline, name: str, act: Callable[[int], None]) -> None:
    spent = []
    for step in range(_REPEATS):
        began = time.thread_time()
        act(step)
        timeline.grab()
        spent.append((time.thread_time() - began) * 1e3)
    print(f"{name:28} median {statistics.median(spent):5.1f} ms, worst {max(spent):5.1f} ms")


def _filled(times: np.ndarray, faces: int) -> ResultStore:
    store = ResultStore()
    for index, pts_us in enumerate(times.tolist()):
        store.append(Record(index, pts_us, Status.OK, _faces(faces, index)))
    return store


_PROBABILITIES = np.random.default_rng(0).dirichlet(np.full(8, 0.5), 4096).astype(np.float32)


def _faces(count: int, step: int) -> tuple[FaceRecord, ...]:
    rows = (np.arange(2 * count) + 2 * count * step) % len(_PROBABILITIES)
    return tuple(
        FaceRecord(i, 0.9, Box(0, 0, 9, 9), Emotion(*_PROBABILITIES[rows[2 * i : 2 * i + 2]]))
        for i in range(count)
    )


if __name__ == "__main__":
    sys.exit(main())
