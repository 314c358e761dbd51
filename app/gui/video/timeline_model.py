"""What the timeline's strips have in common: the video, its results, the view, the playhead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.gui.video.bars import Bar, BarRow
from app.gui.video.columns import Lane
from app.gui.video.lane_layout import LaneLayout
from app.gui.video.store import ResultStore
from app.gui.video.viewport import TimeIndex, Viewport

_NO_BARS = BarRow()


@dataclass(frozen=True, slots=True)
class Row:
    """One face's lane. lane: what the model says of it, or None where it says nothing."""

    track: int
    lane: Lane | None


class TimelineModel(QObject):
    """Shared state of the strips; each strip repaints on the signal that concerns it."""

    view_changed = Signal()
    results_changed = Signal()
    playhead_changed = Signal(object, object)  # old, new: microseconds
    selection_changed = Signal()
    bars_changed = Signal()
    marks_changed = Signal()
    layout_changed = Signal()
    seek_wanted = Signal(object)  # microseconds
    track_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index: TimeIndex | None = None
        self.results = ResultStore()
        self.view = Viewport.whole(0, 1)
        self.gutter = 0
        self.width = 1
        self.playhead = 0
        self.track: int | None = None
        self.layout = LaneLayout()
        self.bars: Mapping[int, BarRow] = {}
        self.names: Mapping[int, str] = {}
        #: Neutral offsets of the people whose faces the lanes are: (8,) each.
        self.offsets: Mapping[int, tuple[float, ...]] = {}
        #: The bar being made or dragged, drawn over the others: track and bar.
        self.draft: tuple[int, Bar] | None = None
        self.bar: str | None = None
        self.marks: tuple[int | None, int | None] = (None, None)
        #: Moments with a note, by time: microseconds and text.
        self.markers: tuple[tuple[int, str], ...] = ()

    def set_index(self, index: TimeIndex | None) -> None:
        """Another video, or none: all of it is shown."""
        self.index = index
        if index is not None:
            self.view = Viewport.whole(index.start, index.end)
        self.view_changed.emit()

    def set_results(self, results: ResultStore) -> None:
        """Show these results, or the same ones after they grew."""
        self.results = results
        self.results_changed.emit()

    def set_layout(self, layout: LaneLayout) -> None:
        """Choose which parts of the lanes are shown."""
        if layout != self.layout:
            self.layout = layout
            self.layout_changed.emit()

    def set_bars(self, bars: Mapping[int, BarRow], names: Mapping[int, str] | None = None) -> None:
        """Show these labels by track, and call the faces by these names."""
        self.bars = bars
        self.names = self.names if names is None else names
        self.bars_changed.emit()

    def set_offsets(self, offsets: Mapping[int, tuple[float, ...]], layout: LaneLayout) -> None:
        """Show the model's answer without these neutral offsets, too, in lanes of this layout."""
        new = offsets != self.offsets
        self.offsets = offsets
        self.set_layout(layout)
        if new:
            self.view_changed.emit()

    def set_draft(self, draft: tuple[int, Bar] | None) -> None:
        """Show a bar that is being made, or none."""
        if draft != self.draft:
            self.draft = draft
            self.marks_changed.emit()

    def select_bar(self, key: str | None) -> None:
        """Mark a bar."""
        if key != self.bar:
            self.bar = key
            self.selection_changed.emit()

    def set_marks(self, start_us: int | None, end_us: int | None) -> None:
        """Show the in and out points, in microseconds."""
        if (start_us, end_us) != self.marks:
            self.marks = (start_us, end_us)
            self.marks_changed.emit()

    def set_markers(self, markers: tuple[tuple[int, str], ...]) -> None:
        """Show moments with a note."""
        if markers != self.markers:
            self.markers = markers
            self.marks_changed.emit()

    def set_columns(self, gutter: int, width: int) -> None:
        """Pixels of the names and of the view: the same in all strips, so that they align."""
        if (gutter, width) != (self.gutter, self.width):
            self.gutter, self.width = gutter, max(width, 1)
            self.view_changed.emit()

    def set_view(self, view: Viewport) -> None:
        """Show another range."""
        if view != self.view:
            self.view = view
            self.view_changed.emit()

    def set_playhead(self, pts_us: int) -> None:
        """Move the playhead; the page is turned when it would leave the view."""
        old, self.playhead = self.playhead, pts_us
        if self.index is not None:
            self.set_view(self.view.containing(pts_us))
        self.playhead_changed.emit(old, pts_us)

    def select(self, track: int | None) -> None:
        """Mark a track's lane."""
        if track != self.track:
            self.track = track
            self.selection_changed.emit()

    def rows(self) -> tuple[Row, ...]:
        """The lanes in order: faces as they appear, then faces that only people labelled."""
        found = [Row(lane.track, lane) for lane in self.results.lanes]
        known = {row.track for row in found}
        others = sorted(track for track in {*self.bars, *self.names} if track not in known)
        return (*found, *(Row(track, None) for track in others))

    def row_bars(self, track: int) -> BarRow:
        """The labels of a face."""
        return self.bars.get(track, _NO_BARS)

    @property
    def analysed_share(self) -> float:
        """Share of the video's frames that have a record, 0 to 1."""
        return min(len(self.results) / len(self.index), 1.0) if self.index else 0.0
