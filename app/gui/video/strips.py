"""What the timeline's strips have in common, and the ruler above the lanes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.gui.theme import colours, px
from app.gui.video.timeline_model import TimelineModel
from app.gui.video.viewport import Viewport, ticks

#: Free space right of the last frame.
MARGIN: Final = 12

_RULER_HEIGHT: Final = 27
_ZOOM_STEP: Final = 1.25

#: So near to a marker the mouse is told its note, in pixels.
_NEAR: Final = 7


class Strip(QWidget):
    """A widget whose x axis is time, right of the gutter."""

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.playhead_changed.connect(self._move_playhead)

    @property
    def track_width(self) -> int:
        """Pixels that the visible range takes."""
        return self.model.width

    @property
    def gutter(self) -> int:
        """Width of the column at the left that names the lanes."""
        return self.model.gutter

    def view(self) -> Viewport:
        """The range that this strip shows."""
        return self.model.view

    def time_at(self, x: float) -> float:
        """Microseconds under a pixel of this widget, or at the nearest one in view."""
        inside = min(max(x - self.gutter, 0.0), float(self.track_width))
        return self.view().at(inside, self.track_width)

    def x_of(self, pts_us: float) -> float:
        """Pixel of a time."""
        return self.gutter + self.view().x(pts_us, self.track_width)

    def draw_playhead(self, painter: QPainter, top: float = 0.0) -> None:
        """A line from `top` to the bottom where the current frame is."""
        if self.model.index is None:
            return
        x = self.x_of(self.model.playhead)
        if self.gutter - 1 <= x <= self.width():
            painter.setPen(QPen(self.playhead_colour(), 1.6))
            painter.drawLine(QPointF(x, top), QPointF(x, self.height()))

    def draw_marks(self, painter: QPainter) -> None:
        """The in and out points: lines, and a tint between them."""
        start, end = self.model.marks
        if self.model.index is None or (start is None and end is None):
            return
        accent = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        painter.save()
        painter.setClipRect(QRectF(self.gutter - 1, 0, self.track_width + 2, self.height()))
        if start is not None and end is not None:
            tint = QColor(accent)
            tint.setAlphaF(0.16)
            left, right = self.x_of(start), self.x_of(end)
            painter.fillRect(QRectF(left, 0, right - left, self.height()), tint)
        painter.setPen(QPen(accent, 2))
        for at in (start, end):
            if at is not None:
                x = self.x_of(at)
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.restore()

    def playhead_colour(self) -> QColor:
        """Text colour: the one thing that stands out from every ribbon in both themes."""
        return self.palette().color(QPalette.ColorRole.Text)

    @Slot(object, object)
    def _move_playhead(self, old: int, new: int) -> None:
        for pts_us in (old, new):
            self.update(QRect(round(self.x_of(pts_us)) - 8, 0, 17, self.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl zooms at the mouse, otherwise the view moves along."""
        model = self.model
        if model.index is None:
            return
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _ZOOM_STEP ** (turn.y() / 120.0)
            model.set_view(model.view.zoomed(factor, self.time_at(event.position().x())))
        else:
            way = turn.x() or turn.y()
            model.set_view(model.view.panned(-way / 120.0 * 0.1 * model.view.span))
        event.accept()


class Ruler(Strip):
    """Times along the top of the lanes; press or drag to go there."""

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setFixedHeight(px(_RULER_HEIGHT))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Time ruler"))
        model.view_changed.connect(self.update)
        model.marks_changed.connect(self.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go to the pressed time."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.model.seek_wanted.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Scrub."""
        self.mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ticks, labels and the playhead's handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.model.index is None:
            return
        text = self.palette().color(QPalette.ColorRole.Text)
        faint = QColor(text)
        faint.setAlphaF(0.35)
        font = painter.font()
        font.setPointSizeF(max(font.pointSizeF() - 1.5, 7.0))
        painter.setFont(font)
        bottom = self.height()
        for tick in ticks(self.view(), self.track_width):
            x = self.x_of(tick.pts_us)
            painter.setPen(faint)
            painter.drawLine(QPointF(x, bottom - (8 if tick.text else 4)), QPointF(x, bottom))
            if x + 4 + painter.fontMetrics().horizontalAdvance(tick.text) <= self.width():
                colour = QColor(text)
                colour.setAlphaF(0.75)
                painter.setPen(colour)
                painter.drawText(
                    QRectF(x + 4, 0, px(90), px(16)), Qt.AlignmentFlag.AlignVCenter, tick.text
                )
        self.draw_marks(painter)
        self._draw_markers(painter)
        self._draw_handle(painter)

    def event(self, event: QEvent) -> bool:
        """Tell the note of the marker below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [
                text
                for at, text in self.model.markers
                if abs(self.x_of(at) - event.pos().x()) <= _NEAR
            ]
            QToolTip.showText(event.globalPos(), "\n".join(near), self)
            return True
        return super().event(event)

    def _draw_markers(self, painter: QPainter) -> None:
        """A flag where somebody left a note."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours(self.palette()).warning))
        for at, _text in self.model.markers:
            x = self.x_of(at)
            if self.gutter <= x <= self.width():
                bottom = self.height()
                corners = ((0, bottom), (0, bottom - 14), (8, bottom - 11), (1.5, bottom - 7))
                painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in corners]))

    def _draw_handle(self, painter: QPainter) -> None:
        x = self.x_of(self.model.playhead)
        if x < self.gutter - 1:
            return
        bottom = self.height()
        self.draw_playhead(painter, bottom - 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.playhead_colour())
        corners = ((-6, -14), (6, -14), (6, -7), (0, -1), (-6, -7))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, bottom + dy) for dx, dy in corners]))


def draw_gaps(
    painter: QPainter, area: QRectF, gaps: list[tuple[int, int]], palette: QPalette
) -> None:
    """Hatch the pixel ranges (from the area's left) that were not analysed."""
    colour = QColor(palette.color(QPalette.ColorRole.Text))
    colour.setAlphaF(0.13)
    brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
    for start, stop in gaps:
        painter.fillRect(
            QRectF(area.left() + start, area.top(), stop - start, area.height()), brush
        )
