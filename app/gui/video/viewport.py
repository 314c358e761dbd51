"""What part of a video the timeline shows, the ruler above it, and how times are written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_SECOND: Final = 1_000_000
#: Steps between labelled ticks, in microseconds: 1 ms to 6 h in the ways clocks divide.
_STEPS: Final = tuple(n * 1_000 for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)) + tuple(
    n * _SECOND
    for n in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600)
)


@dataclass(frozen=True)
class TimeIndex:
    """Presentation times of every frame of a video.

    times: (n,) int64 microseconds, strictly rising, n >= 1. What takes a look at all of them is
    worked out once: the end is asked for with every frame that is shown.
    """

    times: Ints

    def __len__(self) -> int:
        return len(self.times)

    @property
    def start(self) -> int:
        """Time of the first frame."""
        return int(self.times[0])

    @cached_property
    def interval(self) -> int:
        """Median distance of frames in microseconds; a second for a video of one frame."""
        return max(int(np.median(np.diff(self.times))), 1) if len(self) > 1 else _SECOND

    @property
    def end(self) -> int:
        """When the last frame stops being shown."""
        return int(self.times[-1]) + self.interval

    @cached_property
    def variable(self) -> bool:
        """Whether frame intervals differ by more than the rounding of a container's clock."""
        steps = np.diff(self.times)
        return len(steps) > 1 and bool(np.ptp(steps) > max(2_000, 0.02 * self.interval))

    def index_at(self, pts_us: float) -> int:
        """The frame that is on screen at a time, clamped to the video."""
        found = int(np.searchsorted(self.times, pts_us, side="right")) - 1
        return min(max(found, 0), len(self) - 1)

    def columns(self, view: Viewport, width: int) -> tuple[Ints, Ints]:
        """For each of `width` pixel columns the frames on screen in it: first, last (excluded)."""
        edges = view.start + (view.end - view.start) * np.arange(width + 1) / width
        first = np.searchsorted(self.times, edges[:-1], side="right") - 1
        last = np.searchsorted(self.times, edges[1:], side="left")
        beyond = edges[:-1] >= self.end
        last[beyond] = first[beyond] = len(self)
        return np.maximum(first, 0), np.maximum(last, 0)


@dataclass(frozen=True, slots=True)
class Viewport:
    """The visible range start..end within low..high, in microseconds.

    Always inside the limits and never narrower than `_NARROWEST` (or the limits themselves).
    """

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def whole(cls, low: float, high: float) -> Viewport:
        """All there is."""
        return cls(low, high, low, high)

    @property
    def span(self) -> float:
        """Visible microseconds."""
        return self.end - self.start

    @property
    def is_whole(self) -> bool:
        """Whether everything is visible."""
        return self.start <= self.low and self.end >= self.high

    def at(self, x: float, width: float) -> float:
        """The time under pixel x of a strip `width` pixels wide."""
        return self.start + self.span * x / max(width, 1.0)

    def x(self, pts_us: float, width: float) -> float:
        """The pixel of a time."""
        return (pts_us - self.start) / max(self.span, 1e-9) * width

    def shown(self, start: float, end: float) -> Viewport:
        """The view of a range, cut to the limits and to the smallest useful width."""
        whole = self.high - self.low
        span = min(max(end - start, min(_NARROWEST, whole)), whole)
        middle = 0.5 * (start + end)
        left = min(max(middle - 0.5 * span, self.low), self.high - span)
        return Viewport(self.low, self.high, left, left + span)

    def zoomed(self, factor: float, anchor: float) -> Viewport:
        """Magnified `factor` times while `anchor` (microseconds) stays where it is."""
        span = min(max(self.span / factor, _NARROWEST), self.high - self.low)
        share = (anchor - self.start) / max(self.span, 1e-9)
        left = anchor - share * span
        # A view that would stick out is pushed back in, not shrunk, so that wheels feel even.
        left = min(max(left, self.low), max(self.high - span, self.low))
        return self.shown(left, left + span)

    def panned(self, by: float) -> Viewport:
        """Moved by microseconds, stopping at the limits."""
        by = min(max(by, self.low - self.start), self.high - self.end)
        return self.shown(self.start + by, self.end + by)

    def containing(self, pts_us: float) -> Viewport:
        """Turned to the page that holds a time; itself where that is visible already."""
        if self.start <= pts_us <= self.end:
            return self
        pages = math.floor((pts_us - self.start) / max(self.span, 1e-9))
        return self.panned(pages * self.span)


_NARROWEST: Final = 0.2 * _SECOND


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the ruler; only major ones carry a text."""

    pts_us: float
    text: str


def ticks(view: Viewport, width: float, spacing: float = 96.0) -> Iterator[Tick]:
    """Round times across the view, labelled ones at least `spacing` pixels apart."""
    wanted = view.span * spacing / max(width, 1.0)
    step = next((s for s in _STEPS if s >= wanted), _STEPS[-1])
    minor = step // 5
    number = math.ceil((view.start - view.low) / minor)
    while (at := view.low + number * minor) <= view.end:
        text = clock(at - view.low, step) if number % 5 == 0 else ""
        yield Tick(at, text)
        number += 1


def clock(us: float, step: float = 1_000) -> str:
    """Time as h:mm:ss with the decimals that `step` microseconds need (leading hours if any)."""
    decimals = 0 if step >= _SECOND else 1 if step >= 100_000 else 2 if step >= 10_000 else 3
    unit = 10**decimals
    # Whole units first, so that 59.9996 s carries over to the minute.
    total = math.floor(max(us, 0.0) * unit / _SECOND + 0.5)
    seconds, fraction = divmod(total, unit)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}.{fraction:0{decimals}d}" if decimals else text


def duration(seconds: float) -> str:
    """A span in words short enough for a label: "8 s", "2 min 05 s", "1 h 02 min"."""
    whole = math.ceil(max(seconds, 0.0))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
