"""The whole video in one line, with the window that the lanes below show."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.gui.theme import colours, is_dark
from app.gui.video.bar_painter import main_colour
from app.gui.video.lane_image import rgb, ribbon_image, runs
from app.gui.video.strips import Strip, draw_gaps
from app.gui.video.timeline_model import TimelineModel
from app.gui.video.viewport import Viewport

_OVERVIEW_HEIGHT: Final = 30
#: So near to an edge of the window the mouse takes hold of it, in pixels.
_GRIP: Final = 6.0


#: Height of the labels along the lower edge, in pixels.
_LABELS: Final = 6


class _Grab(Enum):
    """What the mouse holds in the overview."""

    NOTHING = auto()
    START = auto()
    END = auto()
    WINDOW = auto()


class Overview(Strip):
    """The whole video in one line; the frame in it is what the lanes below show."""

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setFixedHeight(_OVERVIEW_HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Overview of the whole video"))
        self._image: QImage | None = None
        self._labels: QImage | None = None
        self._gaps: list[tuple[int, int]] = []
        self._grab = _Grab.NOTHING
        self._grab_at = 0.0
        self._drawn_width = 0
        model.view_changed.connect(self.update)
        model.results_changed.connect(self._forget)
        model.layout_changed.connect(self._forget)
        model.bars_changed.connect(self._forget_labels)
        model.marks_changed.connect(self.update)

    def view(self) -> Viewport:
        """Always everything."""
        return Viewport.whole(self.model.view.low, self.model.view.high)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as fixed."""
        return QSize(400, _OVERVIEW_HEIGHT)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._forget()

    @Slot()
    def _forget(self) -> None:
        self._image = None
        self._forget_labels()

    @Slot()
    def _forget_labels(self) -> None:
        self._labels = None
        self.update()

    def _render(self) -> QImage:
        self._drawn_width = self.track_width
        ratio = self.devicePixelRatioF()
        width = round(self.track_width * ratio)
        height = round((self.height() - 8) * ratio)
        index, results = self.model.index, self.model.results
        if index is None:
            self._gaps = []
            return QImage()
        first, last = index.columns(self.view(), width)
        gaps = runs(~results.analysed(first, last))
        self._gaps = [(round(a / ratio), round(b / ratio)) for a, b in gaps]
        if not self.model.layout.model:
            return QImage()
        shares = results.overview(first, last)
        return ribbon_image(shares, height, dark=is_dark(self.palette()), ratio=ratio)

    def _render_labels(self) -> QImage:
        """The labels of all faces along the lower edge: where people have been."""
        width = self.track_width
        if not self.model.bars:
            return QImage()
        look = colours(self.palette())
        strip = np.full((width, 3), rgb(self.palette().base().color()), np.uint8)
        free = np.ones(width, bool)
        for row in reversed(list(self.model.bars.values())):  # the last one lies above the others
            bars, place = row.columns(self.view(), width)
            taken = free & (place >= 0)
            shown, which = np.unique(place[taken], return_inverse=True)
            fills = [rgb(main_colour(bars[at], look)) for at in shown.tolist()]
            strip[taken] = np.array(fills, np.uint8).reshape(-1, 3)[which]
            free &= ~taken
        pixels = np.ascontiguousarray(np.broadcast_to(strip, (_LABELS, width, 3)))
        lane = QImage(pixels.data, width, _LABELS, 3 * width, QImage.Format.Format_RGB888)
        return lane.copy()  # it only points at the array

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Bands, what is not analysed, the window, the playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.model.index is None:
            return
        if self._image is None or self._drawn_width != self.track_width:
            self._image, self._labels = self._render(), None
        if self._labels is None:
            self._labels = self._render_labels()
        area = QRectF(self.gutter, 4, self.track_width, self.height() - 8)
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Base))
        draw_gaps(painter, area, self._gaps, self.palette())
        painter.drawImage(area.topLeft(), self._image)
        if not self._labels.isNull():
            lane = QRectF(area.left(), area.bottom() - _LABELS, area.width(), _LABELS)
            painter.fillRect(lane.adjusted(0, -1, 0, 0), self.palette().base())
            painter.drawImage(lane, self._labels)
        self._draw_window(painter, area)
        self.draw_marks(painter)
        self.draw_playhead(painter)

    def _draw_window(self, painter: QPainter, area: QRectF) -> None:
        view = self.model.view
        if view.is_whole:
            return
        left, right = self.x_of(view.start), self.x_of(view.end)
        veil = QColor(self.palette().color(QPalette.ColorRole.Window))
        veil.setAlphaF(0.62)
        painter.fillRect(QRectF(area.left(), area.top(), left - area.left(), area.height()), veil)
        painter.fillRect(QRectF(right, area.top(), area.right() - right, area.height()), veil)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(left, area.top() - 2, max(right - left, 4.0), area.height() + 4)
        painter.drawRoundedRect(frame, 3, 3)

    def _held_at(self, x: float) -> _Grab:
        view = self.model.view
        if view.is_whole:
            return _Grab.NOTHING
        left, right = self.x_of(view.start), self.x_of(view.end)
        if abs(x - left) <= _GRIP and abs(x - left) <= abs(x - right):
            return _Grab.START
        if abs(x - right) <= _GRIP:
            return _Grab.END
        return _Grab.WINDOW if left < x < right else _Grab.NOTHING

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the window or an edge; elsewhere the window comes to the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or self.model.index is None:
            return
        x = event.position().x()
        self._grab = self._held_at(x)
        at = self.time_at(x)
        if self._grab is _Grab.NOTHING:
            if self.model.view.is_whole:
                self.model.seek_wanted.emit(at)
                return
            half = 0.5 * self.model.view.span
            self.model.set_view(self.model.view.shown(at - half, at + half))
            self._grab = _Grab.WINDOW
        self._grab_at = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what is held."""
        x = event.position().x()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            edge = self._held_at(x) in (_Grab.START, _Grab.END)
            self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)
            return
        view, at = self.model.view, self.time_at(x)
        if self._grab is _Grab.WINDOW:
            self.model.set_view(view.panned(at - self._grab_at))
            self._grab_at = at
        elif self._grab is _Grab.START:
            self.model.set_view(view.shown(min(at, view.end - 1), view.end))
        elif self._grab is _Grab.END:
            self.model.set_view(view.shown(view.start, max(at, view.start + 1)))
        elif self.model.index is not None:
            self.model.seek_wanted.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._grab = _Grab.NOTHING

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show everything."""
        self.model.set_view(self.view())
