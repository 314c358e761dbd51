"""Between frames and times: which span frames cover, which frames nobody has labelled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from app.gui.video.viewport import Ints, TimeIndex
from engine.project.values import Segment


def span_of(index: TimeIndex, first: int, last: int) -> tuple[int, int]:
    """From the first frame's time to when the last one stops being shown (excluded)."""
    end = int(index.times[last + 1]) if last + 1 < len(index) else index.end
    return int(index.times[first]), end


def frames_of(index: TimeIndex, start_us: int, end_us: int) -> tuple[int, int]:
    """First and last frame that a span shows."""
    return index.index_at(start_us), max(index.index_at(end_us - 1), index.index_at(start_us))


def covering(segments: Sequence[Segment], pts_us: int) -> Segment | None:
    """The segment at a time. segments: by time, of one tier."""
    place = bisect_right(segments, pts_us, key=lambda s: s.start_us) - 1
    return segments[place] if place >= 0 and pts_us < segments[place].end_us else None


def free_spans(
    segments: Sequence[Segment], start_us: int, end_us: int
) -> tuple[tuple[int, int], ...]:
    """The parts of a span that no segment covers, in order. segments: by time, of one tier."""
    spans, at = [], start_us
    for segment in segments:
        if segment.end_us <= at or segment.start_us >= end_us:
            continue
        if segment.start_us > at:
            spans.append((at, segment.start_us))
        at = segment.end_us
    if at < end_us:
        spans.append((at, end_us))
    return tuple(spans)


def edges(segments: Sequence[Segment], index: TimeIndex) -> Ints:
    """Frames where something begins or ends, rising, with the first and the last one."""
    times = np.array([t for s in segments for t in (s.start_us, s.end_us)], np.int64)
    found = np.searchsorted(index.times, times, side="right") - 1
    ends = np.array([0, len(index) - 1], np.int64)
    return np.union1d(np.clip(found, 0, len(index) - 1), ends)


def unlabelled(
    index: TimeIndex,
    segments: Sequence[Segment],
    at: int,
    step: int,
    seen: Ints | None = None,
) -> int | None:
    """The nearest frame after `at` (step 1) or before it (-1) that has no label; None without.

    seen: frames in which the face was found, rising; None where that is not known. Stretches are
    skipped, not frames: going back leads to the first frame of the stretch before.
    """
    free = np.ones(len(index), bool)
    if seen is not None:
        free[:] = False
        free[seen[seen < len(index)]] = True
    spans = np.array([(s.start_us, s.end_us) for s in segments], np.int64).reshape(-1, 2)
    depth = np.zeros(len(index) + 1, np.int64)
    np.add.at(depth, np.searchsorted(index.times, spans[:, 0]), 1)
    np.add.at(depth, np.searchsorted(index.times, spans[:, 1]), -1)
    free &= np.cumsum(depth)[:-1] == 0
    starts = np.flatnonzero(free & ~np.concatenate([[False], free[:-1]]))
    if step > 0:
        if at + 1 < len(free) and free[at + 1] and not free[at]:
            return at + 1
        later = starts[starts > at]
        return int(later[0]) if len(later) else None
    earlier = starts[starts < at]
    return int(earlier[-1]) if len(earlier) else None
