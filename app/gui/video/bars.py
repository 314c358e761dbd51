"""Labels on the timeline: stretches of a face's lane with what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from app.gui.video.viewport import Viewport
from engine.labels import Expression

Floats64 = NDArray[np.float64]
Ints = NDArray[np.int64]


class BarKind(Enum):
    """How a bar is drawn."""

    SINGLE = auto()
    CANDIDATES = auto()
    VOTES = auto()
    UNSURE = auto()
    NO_FACE = auto()


@dataclass(frozen=True, slots=True)
class Bar:
    """One label on the timeline.

    key: what the label is known by outside. start_us, end_us: first included, last excluded.
    shares: the labels it names with their shares (positive, sum 1); empty without an expression.
    """

    key: str
    start_us: int
    end_us: int
    kind: BarKind
    shares: tuple[tuple[Expression, float], ...] = ()


class BarRow:
    """The bars of one lane, which never overlap; finds those in view at once."""

    def __init__(self, bars: Sequence[Bar] = ()) -> None:
        self._bars = tuple(sorted(bars, key=lambda bar: bar.start_us))
        self._starts = np.array([bar.start_us for bar in self._bars], np.int64)
        self._ends = np.array([bar.end_us for bar in self._bars], np.int64)

    def __len__(self) -> int:
        return len(self._bars)

    def __iter__(self) -> Iterator[Bar]:
        return iter(self._bars)

    def visible(self, view: Viewport) -> Sequence[Bar]:
        """The bars that a view shows some of, in order."""
        return self._bars[self._in(view)]

    def places(self, view: Viewport, width: float) -> tuple[Sequence[Bar], Floats64, Floats64]:
        """The bars that a view shows some of, with their left and right pixels: (n,) each."""
        found = self._in(view)
        scale = width / max(view.span, 1e-9)
        left = (self._starts[found] - view.start) * scale
        return self._bars[found], left, (self._ends[found] - view.start) * scale

    def columns(self, view: Viewport, width: int) -> tuple[Sequence[Bar], Ints]:
        """The bars that a view shows some of; which of them each pixel shows, (width,) or -1.

        A bar takes at least a pixel; where several share one, the last of them has it.
        """
        bars, lefts, rights = self.places(view, width)
        starts, pixels = np.floor(lefts), np.arange(width)
        place = np.searchsorted(starts, pixels, side="right") - 1
        ends = np.append(np.maximum(np.ceil(rights), starts + 1), 0)
        return bars, np.where(pixels < ends[place], place, -1)

    def _in(self, view: Viewport) -> slice:
        first = int(np.searchsorted(self._ends, view.start, side="right"))
        last = int(np.searchsorted(self._starts, view.end, side="left"))
        return slice(first, last)

    def at(self, pts_us: float) -> Bar | None:
        """The bar at a time."""
        found = int(np.searchsorted(self._starts, pts_us, side="right")) - 1
        if found < 0 or pts_us >= self._ends[found]:
            return None
        return self._bars[found]

    def neighbour(self, pts_us: float, step: int) -> Bar | None:
        """The first bar that begins after a time (step 1), or the last before it (-1)."""
        if step > 0:
            found = int(np.searchsorted(self._starts, pts_us, side="right"))
        else:
            found = int(np.searchsorted(self._starts, pts_us, side="left")) - 1
        return self._bars[found] if 0 <= found < len(self._bars) else None

    def edges(self) -> tuple[int, ...]:
        """Every start and end, rising, each once."""
        return tuple(int(t) for t in np.unique(np.concatenate([self._starts, self._ends])))
