"""What is seen of the faces: picture, selected face, and its past, kept in step."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.gui import words
from app.gui.live.state import Picture
from app.gui.widgets.face_panel import FacePanel
from app.gui.widgets.history import History
from app.gui.widgets.rolling_plot import RollingPlot
from app.gui.widgets.video_view import VideoView
from engine.types import Emotion, Scored

#: The plot is redrawn this often, in milliseconds: smooth to the eye, cheap for the machine.
_PLOT_MS = 150

#: Numbers change at most this often, in seconds: faster ones cannot be read.
_PANEL_S = 0.095

#: A face that was not seen for this long, in seconds, loses the selection.
_FORGET_S = 0.5


class LiveScene(QObject):
    """Distributes pictures to the three widgets and keeps one face selected.

    The largest face is selected first; a selection stays with its track until that has been
    away for half a second.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = VideoView(parent)
        self.panel = FacePanel(parent)
        self._history = History()
        self.plot = RollingPlot(self._history.window_s, parent)
        self._selected: int | None = None
        self._selected_seen_s = 0.0
        self._now_s = 0.0
        self._panel_at_s = 0.0
        self._panel_track: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PLOT_MS)
        self._timer.timeout.connect(self._draw_plot)
        self.view.face_selected.connect(self.select)
        self.panel.next_asked.connect(self.next_face)

    @property
    def selected(self) -> int | None:
        """Track of the selected face."""
        return self._selected

    def clear(self) -> None:
        """Another source begins."""
        self._history.clear()
        self._selected = None
        self.panel.set_face(None, 0, 0)
        self.plot.show_series(self._history.series(0), 0.0)

    def run(self, on: bool) -> None:
        """Let the plot move, or hold it."""
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def show(self, picture: Picture) -> None:
        """Show a picture, and of its faces what is known."""
        self.view.show_frame(picture.frame, picture.scored)
        if picture.scored is None:
            return
        self._now_s = picture.frame.taken_ns / 1e9
        for face, emotion in zip(picture.scored.faces.faces, picture.scored.emotions, strict=True):
            if face.track is not None:
                self._history.add(face.track, self._now_s, words.shown(emotion), emotion.primary)
        self._show_selected(picture.scored)

    def select(self, track: int) -> None:
        """Select a face by its track."""
        self._selected = track
        self._selected_seen_s = self._now_s
        if self.view.scored is not None:
            self._show_selected(self.view.scored)

    def next_face(self) -> None:
        """Select the next face, from left to right."""
        scored = self.view.scored
        tracks = [] if scored is None else _left_to_right(scored)
        if tracks:
            here = tracks.index(self._selected) if self._selected in tracks else -1
            self.select(tracks[(here + 1) % len(tracks)])

    def _show_selected(self, scored: Scored) -> None:
        faces = scored.faces.faces
        tracks = [face.track for face in faces]
        lost = self._now_s - self._selected_seen_s > _FORGET_S
        if self._selected in tracks:
            self._selected_seen_s = self._now_s
        elif faces and (self._selected is None or lost):
            if self._selected is not None and tracks[0] is not None:
                self._history.link(tracks[0], self._selected)
            self._selected, self._selected_seen_s = tracks[0], self._now_s
        self.view.set_selected(self._selected)
        if self._selected in tracks:
            order = _left_to_right(scored)
            place = order.index(self._selected) + 1 if self._selected in order else 1
            emotion = scored.emotions[tracks.index(self._selected)]
            self._show_panel(emotion, place, len(faces))
        elif lost:
            self.panel.set_face(None, 0, 0)

    def _show_panel(self, emotion: Emotion, place: int, count: int) -> None:
        due = time.monotonic() - self._panel_at_s >= _PANEL_S
        if due or self._selected != self._panel_track:
            self._panel_at_s, self._panel_track = time.monotonic(), self._selected
            self.panel.set_face(emotion, place, count)

    def _draw_plot(self) -> None:
        if self._selected is not None and self.plot.isVisible():
            self.plot.show_series(self._history.series(self._selected), self._now_s)


def _left_to_right(scored: Scored) -> list[int]:
    faces = sorted(scored.faces.faces, key=lambda face: face.box.x)
    return [face.track for face in faces if face.track is not None]
