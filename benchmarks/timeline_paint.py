"""How long the video page's timeline takes to paint an hour of results and labels.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.timeline_paint [--hours H] [--faces N] [--labels N]

Prints CPU milliseconds of the painting thread, so that a busy machine disturbs little.
"""  # noqa: E501 - the command belongs on one line

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.video.bars import Bar, BarKind, BarRow
from app.gui.video.lane_layout import LaneLayout
from app.gui.video.store import ResultStore
from app.gui.video.timeline import Timeline
from app.gui.video.viewport import TimeIndex
from engine.labels import LABELS
from engine.types import Box, Emotion, FaceRecord, Record, Status

_FPS = 30.0
_REPEATS = 30


def main() -> int:
    """Fill a timeline and paint it in the ways that matter."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--faces", type=int, default=8)
    parser.add_argument("--labels", type=int, default=2000)
    parser.add_argument("--height", type=int, default=320)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.ThemeChoice.DARK)
    times = np.round(np.arange(int(args.hours * 3600 * _FPS)) * 1e6 / _FPS).astype(np.int64)
    results = _filled(times, args.faces)
    timeline = Timeline()
    theme.dress(timeline)
    timeline.resize(1280, args.height)
    timeline.show()
    timeline.set_index(TimeIndex(times))
    timeline.set_results(results)
    timeline.model.set_layout(LaneLayout(labels=True, model=True))
    rows = _labels(times, args.faces, args.labels)
    timeline.model.set_bars(rows)
    app.processEvents()
    model = timeline.model
    last = float(times[-1])

    def zoom(step: int) -> None:
        model.set_view(model.view.zoomed(1.2, last / 3))

    def pan(step: int) -> None:
        model.set_view(model.view.panned(0.02 * model.view.span))

    def grow(step: int) -> None:
        index = len(times) + step
        results.append(
            Record(index, int(times[-1]) + step + 1, Status.OK, _faces(args.faces, step))
        )
        timeline.set_results(results)

    def label(step: int) -> None:
        bars = [*rows[0], _bar("new", 1_000_000 * step, 1_000_000 * step + 400_000, step)]
        model.set_bars({**rows, 0: BarRow(bars)})

    print(
        f"{len(times):,} frames, {args.faces} faces, {args.labels} labels, "
        f"{timeline.width()}x{timeline.height()} pixels"
    )
    _measure(timeline, "playhead moved", lambda step: timeline.set_playhead(int(times[step])))
    _measure(timeline, "one label more, whole hour", label)
    _measure(timeline, "whole hour, a result more", grow)
    _measure(timeline, "zoomed, all drawn anew", zoom)
    model.set_view(model.view.shown(0, last / 20))
    _measure(timeline, "panned, 3 minutes in view", pan)
    model.set_view(model.view.shown(0, last / 2))
    _measure(timeline, "panned, half an hour in view", pan)
    model.set_layout(LaneLayout(labels=True, model=False))
    model.set_view(model.view.shown(0, last / 2))
    _measure(timeline, "panned, model hidden", pan)
    return 0


def _measure(timeline: Timeline, name: str, act: Callable[[int], None]) -> None:
    spent = []
    for step in range(_REPEATS):
        began = time.thread_time()
        act(step)
        timeline.grab()
        spent.append((time.thread_time() - began) * 1e3)
    print(f"{name:30} median {statistics.median(spent):5.1f} ms, worst {max(spent):5.1f} ms")


def _filled(times: NDArray[np.int64], faces: int) -> ResultStore:
    store = ResultStore()
    for index, pts_us in enumerate(times.tolist()):
        store.append(Record(index, pts_us, Status.OK, _faces(faces, index)))
    return store


def _labels(times: NDArray[np.int64], faces: int, count: int) -> dict[int, BarRow]:
    """Labels of all kinds, evenly over all faces and the whole time."""
    each = max(count // faces, 1)
    span = int(times[-1]) // each
    return {
        face: BarRow(
            [_bar(f"{face}-{i}", i * span, i * span + span * 4 // 5, i) for i in range(each)]
        )
        for face in range(faces)
    }


def _bar(key: str, start_us: int, end_us: int, step: int) -> Bar:
    first, second = LABELS[step % 8], LABELS[(step + 3) % 8]
    kind = (BarKind.SINGLE, BarKind.CANDIDATES, BarKind.VOTES, BarKind.UNSURE)[step % 4]
    shares = {
        BarKind.SINGLE: ((first, 1.0),),
        BarKind.CANDIDATES: ((first, 0.5), (second, 0.5)),
        BarKind.VOTES: ((first, 0.7), (second, 0.3)),
    }.get(kind, ())
    return Bar(key, start_us, end_us, kind, shares)


_PROBABILITIES = np.random.default_rng(0).dirichlet(np.full(8, 0.5), 4096).astype(np.float32)


def _faces(count: int, step: int) -> tuple[FaceRecord, ...]:
    rows = (np.arange(2 * count) + 2 * count * step) % len(_PROBABILITIES)
    return tuple(
        FaceRecord(i, 0.9, Box(0, 0, 9, 9), Emotion(*_PROBABILITIES[rows[2 * i : 2 * i + 2]]))
        for i in range(count)
    )


if __name__ == "__main__":
    sys.exit(main())
