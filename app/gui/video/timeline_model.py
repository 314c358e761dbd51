"""What the timeline's strips have in common: the video, its results, the view, the playhead."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.gui.video.store import ResultStore
from app.gui.video.viewport import TimeIndex, Viewport


class TimelineModel(QObject):
    """Shared state of the strips; each strip repaints on the signal that concerns it."""

    view_changed = Signal()
    results_changed = Signal()
    playhead_changed = Signal(object, object)  # old, new: microseconds
    selection_changed = Signal()
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

    @property
    def analysed_share(self) -> float:
        """Share of the video's frames that have a record, 0 to 1."""
        return min(len(self.results) / len(self.index), 1.0) if self.index else 0.0
