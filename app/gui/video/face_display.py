"""Keeps picture, panel and timeline in step about which face is told of."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot

from app.gui.language import translate
from app.gui.video.overlay import face_in_view, neighbour, scored_of
from app.gui.video.record_panel import RecordPanel
from app.gui.video.store import ResultStore
from app.gui.video.timeline import Timeline
from app.gui.widgets.video_view import VideoView
from engine.types import Frame


class FaceDisplay(QObject):
    """Shows a frame with what is recorded of it; no model runs here.

    The face is the one that the user chose, or the largest while that one is out of view.
    """

    def __init__(
        self, view: VideoView, panel: RecordPanel, timeline: Timeline, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._panel = panel
        self._timeline = timeline
        self._frame: Frame | None = None
        self._results = ResultStore()
        self._busy = False
        self._offsets: Mapping[int, tuple[float, ...]] = {}
        self._track: int | None = None
        self._visible = True
        view.face_selected.connect(self.select)
        timeline.track_wanted.connect(self.select)
        panel.next_asked.connect(self.next_face)
        timeline.model.view_changed.connect(self._refresh_offset)

    @property
    def track(self) -> int | None:
        """The face that the user chose."""
        return self._track

    def clear(self) -> None:
        """Another video: nothing is shown, no face is chosen."""
        self._frame, self._track, self._results = None, None, ResultStore()
        self._panel.show_nothing("", "")

    def show_frame(self, frame: Frame) -> None:
        """Show another frame."""
        self._frame = frame
        self._refresh()

    def show_results(self, results: ResultStore, *, busy: bool) -> None:
        """Show what is recorded now; `busy`: more is coming."""
        self._results, self._busy = results, busy
        self._refresh()

    @Slot(object)
    def select(self, track: int | None) -> None:
        """Tell of this face from now on."""
        self._track = track
        self._refresh()

    @Slot()
    def next_face(self, step: int = 1) -> None:
        """Choose the face `step` places on, among those in view; without any, among the lanes."""
        if self._frame is None:
            return
        face = neighbour(self._results.record_at(self._frame.index), self._track, step)
        tracks = [row.track for row in self._timeline.model.rows()]
        if face is not None:
            self.select(face.track)
        elif tracks:
            at = tracks.index(self._track) if self._track in tracks else -step
            self.select(tracks[(at + step) % len(tracks)])

    def toggle_overlay(self) -> None:
        """Hide or show what the model says over the picture."""
        self._visible = not self._visible
        self._view.set_overlay_visible(self._visible)

    @Slot()
    def _refresh_offset(self) -> None:
        """The view moves more often than somebody's neutral offset changes."""
        offsets = self._timeline.model.offsets
        if offsets != self._offsets:
            self._offsets = offsets
            self._refresh()

    def _refresh(self) -> None:
        if self._frame is None:
            return
        record = self._results.record_at(self._frame.index)
        self._view.show_frame(self._frame, scored_of(self._frame, record))
        position = face_in_view(record, self._track)
        if record is None:
            coming = self._busy or len(self._results) > 0
            self._panel.show_nothing(*_why_nothing(coming=coming))
        elif position is None:
            self._panel.show_nothing(
                translate("video", "No face"),
                translate("video", "No face was found in this frame."),
            )
        else:
            face = record.faces[position]
            offset = self._timeline.model.offsets.get(face.track)
            self._panel.show_face(face, position + 1, len(record.faces), offset)
            self._view.set_selected(face.track)
        if self._track is not None:
            self._timeline.select(self._track)
        elif record is not None and position is not None:
            self._timeline.select(record.faces[position].track)


def _why_nothing(*, coming: bool) -> tuple[str, str]:
    if coming:
        return translate("video", "Not analysed yet"), translate(
            "video", "The analysis has not come to this frame."
        )
    return translate("video", "Not analysed"), translate(
        "video", "Press Analyse to read the expressions."
    )
