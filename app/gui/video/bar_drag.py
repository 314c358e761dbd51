"""Bars under the mouse: edges are dragged to trim, the middle to move; snapping on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from app.gui.video.bars import Bar
from app.gui.video.timeline_model import TimelineModel
from app.gui.video.viewport import Ints, TimeIndex

#: So near to an edge the mouse takes hold of it, in pixels.
_GRIP: Final = 6.0
#: So far the mouse moves before a press becomes a drag, in pixels.
_SLACK: Final = 3.0
#: So near edges, marks and the playhead draw a dragged edge to them, in pixels.
_PULL: Final = 7.0


class _Part(Enum):
    """What of a bar is held."""

    START = auto()
    END = auto()
    ALL = auto()


@dataclass(slots=True)
class _Held:
    """A bar in the mouse's hand. moved: the press has become a drag."""

    track: int
    bar: Bar
    part: _Part
    x: float
    moved: bool = False


class BarDrag(QObject):
    """Follows one press from its beginning to its end; the model shows it as a draft."""

    clicked = Signal(object)  # key of a bar, or None for the empty lane
    opened = Signal(str)  # double-clicked
    pressed_at = Signal(object)  # microseconds: a bar was clicked there, not dragged
    trimmed = Signal(str, object, object)  # key, start, end in microseconds

    def __init__(self, model: TimelineModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._held: _Held | None = None
        self.enabled = False

    @property
    def active(self) -> bool:
        """Whether a bar is held."""
        return self._held is not None

    def press(self, track: int, bar: Bar, at: QPointF) -> None:
        """Take hold of a bar."""
        self.clicked.emit(bar.key)
        self._held = _Held(track, bar, self._part_at(bar, at), at.x())

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Drag; with Alt nothing draws the edge to it."""
        held, index = self._held, self._model.index
        if held is None or index is None or not self.enabled:
            return
        if not held.moved and abs(at.x() - held.x) < _SLACK:
            return
        held.moved = True
        snaps = not modifiers & Qt.KeyboardModifier.AltModifier
        start, end = self._dragged(held, index, at.x() - held.x, snaps=snaps)
        draft = replace(held.bar, start_us=start, end_us=end)
        self._model.set_draft((held.track, draft))

    def release(self, time_us: float) -> None:
        """Let go: the bar takes its new place."""
        held, self._held = self._held, None
        draft = self._model.draft
        self._model.set_draft(None)
        if held is None:
            return
        if held.moved and draft is not None:
            self.trimmed.emit(held.bar.key, draft[1].start_us, draft[1].end_us)
        else:
            self.pressed_at.emit(time_us)

    def cursor_at(self, held: tuple[int, Bar] | None, at: QPointF) -> Qt.CursorShape:
        """Which cursor tells what a press would take hold of."""
        if held is None or not self.enabled:
            return Qt.CursorShape.ArrowCursor
        if self._part_at(held[1], at) is _Part.ALL:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.SizeHorCursor

    def _part_at(self, bar: Bar, at: QPointF) -> _Part:
        model = self._model
        left = model.gutter + model.view.x(bar.start_us, model.width)
        right = model.gutter + model.view.x(bar.end_us, model.width)
        grip = min(_GRIP, (right - left) / 4)
        if at.x() - left <= grip:
            return _Part.START
        return _Part.END if right - at.x() <= grip else _Part.ALL

    def _dragged(
        self, held: _Held, index: TimeIndex, pixels: float, *, snaps: bool
    ) -> tuple[int, int]:
        bar = held.bar
        shift = pixels * self._model.view.span / max(self._model.width, 1)
        edges = frame_edges(index)
        if held.part is _Part.START:
            start = self._near(bar.start_us + shift, edges, bar, snaps=snaps)
            return min(start, _before(edges, bar.end_us)), bar.end_us
        if held.part is _Part.END:
            end = self._near(bar.end_us + shift, edges, bar, snaps=snaps)
            return bar.start_us, max(end, _after(edges, bar.start_us))
        length = bar.end_us - bar.start_us
        start = self._near(bar.start_us + shift, edges, bar, snaps=snaps)
        start = min(start, int(edges[-1]) - length)
        start = max(_nearest(edges, start), index.start)
        return start, max(_nearest(edges, start + length), _after(edges, start))

    def _near(self, time_us: float, edges: Ints, bar: Bar, *, snaps: bool) -> int:
        """A frame's edge: that of a close landmark, or simply the nearest."""
        model = self._model
        if snaps:
            pull = _PULL * model.view.span / max(model.width, 1)
            marks = [mark for mark in (*model.marks, model.playhead) if mark is not None]
            others = [t for row in model.bars.values() for t in row.edges()]
            taken = {bar.start_us, bar.end_us}
            close = [t for t in (*marks, *others) if abs(t - time_us) <= pull and t not in taken]
            if close:
                return _nearest(edges, min(close, key=lambda t: abs(t - time_us)))
        return _nearest(edges, time_us)


def frame_edges(index: TimeIndex) -> Ints:
    """(n + 1,) int64: when each frame begins, and when the last one ends."""
    return np.append(index.times, index.end)


def _nearest(edges: Ints, time_us: float) -> int:
    right = min(int(np.searchsorted(edges, time_us)), len(edges) - 1)
    left = max(right - 1, 0)
    nearer = left if time_us - edges[left] <= edges[right] - time_us else right
    return int(edges[nearer])


def _before(edges: Ints, time_us: int) -> int:
    return int(edges[max(int(np.searchsorted(edges, time_us)) - 1, 0)])


def _after(edges: Ints, time_us: int) -> int:
    return int(edges[min(int(np.searchsorted(edges, time_us, side="right")), len(edges) - 1)])
