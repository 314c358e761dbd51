"""The timeline's lanes: for each face its labels, first look, corrected answer, disagreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from app.gui.theme import colours, px
from app.gui.video.bar_drag import BarDrag
from app.gui.video.bars import Bar
from app.gui.video.lane_cache import LaneCache, bar_rect, draw_bar, draw_focus
from app.gui.video.lane_layout import LaneParts
from app.gui.video.strips import MARGIN, Strip, draw_gaps
from app.gui.video.timeline_model import Row, TimelineModel

#: Left and right of a lane's names.
_NAME_MARGINS: Final = 26


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the mouse points at. track: the lane's, or None below the lanes."""

    pts_us: float
    track: int | None
    at: QPointF


class Lanes(Strip):
    """All lanes one below the other; only those that are visible are rendered, and kept."""

    pointed = Signal(object)  # Pointed, or None when the mouse leaves
    menu_wanted = Signal(object)  # global position of a right click on a bar, which is selected

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Expressions of each face over time"))
        self._cache = LaneCache(model)
        self._hover: float | None = None
        self.drag = BarDrag(model, self)
        model.view_changed.connect(self._forget)
        model.layout_changed.connect(self._resize)
        model.bars_changed.connect(self._take_bars)
        model.results_changed.connect(self._take_results)
        model.selection_changed.connect(self.update)
        model.marks_changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for all lanes, at least one."""
        return QSize(400, self.model.layout.top(max(len(self.model.rows()), 1)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: the scroll area around does the rest."""
        return self.sizeHint()

    @Slot()
    def _forget(self) -> None:
        self._cache.forget()
        self.update()

    @Slot()
    def _resize(self) -> None:
        self._share_width()
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self._forget()

    @Slot()
    def _take_bars(self) -> None:
        self._fit_height()

    @Slot()
    def _take_results(self) -> None:
        self._cache.forget_gaps()
        self._fit_height()

    def _fit_height(self) -> None:
        if self.minimumHeight() != self.sizeHint().height():
            self.updateGeometry()
            self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell all strips the width: that of the lanes, beside which a scroll bar may stand."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        metrics = QFontMetrics(_small(self.font()))
        words = (
            self.tr("disagreement"),
            self.tr("first look"),
            self.tr("corrected"),
            self.tr("calibrated"),
        )
        gutter = max(metrics.horizontalAdvance(word) for word in words) + _NAME_MARGINS
        self.model.set_columns(gutter, self.width() - gutter - MARGIN)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._cache.forget(theme=True)
            self.update()

    # --- mouse -------------------------------------------------------------------------------

    def row_at(self, y: float) -> tuple[Row, LaneParts] | None:
        """The lane at a height, and where its parts lie."""
        number, rows = self.model.layout.row_at(y), self.model.rows()
        if not 0 <= number < len(rows):
            return None
        return rows[number], self._parts(number)

    def _parts(self, number: int) -> LaneParts:
        layout = self.model.layout
        return layout.parts(layout.top(number), self.gutter, self.track_width)

    def bar_at(self, position: QPointF) -> tuple[int, Bar] | None:
        """The bar under a point, with its track."""
        found = self.row_at(position.y())
        if found is None or position.x() < self.gutter:
            return None
        row, parts = found
        if not parts.labels.contains(position):
            return None
        bar = self.model.row_bars(row.track).at(self.time_at(position.x()))
        return None if bar is None else (row.track, bar)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select the lane, take hold of a bar, or go to the pressed time."""
        if not event.buttons() & Qt.MouseButton.LeftButton or self.model.index is None:
            return
        found = self.row_at(event.position().y())
        if found is not None:
            self.model.track_wanted.emit(found[0].track)
        held = self.bar_at(event.position())
        if held is not None:
            self.drag.press(*held, event.position())
        elif event.position().x() >= self.gutter:
            self.drag.clicked.emit(None)
            self.model.seek_wanted.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag a bar or scrub while pressed, tell the values below the mouse otherwise."""
        x = event.position().x()
        if self.model.index is None:
            return
        if self.drag.active:
            self.drag.move(event.position(), event.modifiers())
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.model.seek_wanted.emit(self.time_at(x))
        self._set_hover(x if x >= self.gutter else None)
        held = self.bar_at(event.position())
        self.setCursor(self.drag.cursor_at(held, event.position()))
        found = self.row_at(event.position().y())
        track = found[0].track if found is not None else None
        at = self.mapToGlobal(event.position())
        self.pointed.emit(Pointed(self.time_at(x), track, at) if x >= self.gutter else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of a bar."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.drag.release(self.time_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Watch a bar in a loop."""
        held = self.bar_at(event.position())
        if held is not None:
            self.drag.opened.emit(held[1].key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the bar below the mouse."""
        held = self.bar_at(QPointF(event.pos()))
        if held is not None:
            self.drag.clicked.emit(held[1].key)
            self.menu_wanted.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The mouse has gone."""
        super().leaveEvent(event)
        self._set_hover(None)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the lanes where there are more than fit; Shift moves along, Ctrl zooms."""
        viewport = self.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and not event.angleDelta().x()
        if plain and isinstance(area, QScrollArea) and area.verticalScrollBar().maximum() > 0:
            event.ignore()
            return
        super().wheelEvent(event)

    def _set_hover(self, x: float | None) -> None:
        for edge in (self._hover, x):
            if edge is not None:
                self.update(QRect(round(edge) - 2, 0, 5, self.height()))
        self._hover = x

    # --- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The lanes that the event touches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.model.index is None:
            return
        rows, layout = self.model.rows(), self.model.layout
        first = max(layout.row_at(event.rect().top()), 0)
        last = layout.row_at(event.rect().bottom()) + 1
        for number in range(first, min(last, max(len(rows), 1))):
            row = rows[number] if rows else None
            self._paint_lane(painter, row, self._parts(number), event.rect())
        self.draw_marks(painter)
        if self._hover is not None:
            faint = QColor(self.playhead_colour())
            faint.setAlphaF(0.4)
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(self._hover, 0), QPointF(self._hover, self.height()))
        self.draw_playhead(painter)

    def _paint_lane(
        self, painter: QPainter, row: Row | None, parts: LaneParts, dirty: QRect
    ) -> None:
        base = self.palette().color(QPalette.ColorRole.Base)
        for area in (parts.primary, parts.corrected):
            painter.fillRect(area, base)
            draw_gaps(painter, area, self._cache.gaps(), self.palette())
        if dirty.left() < self.gutter:
            self._paint_names(painter, row, parts)
        if self.model.layout.labels:
            self._paint_labels(painter, row, parts.labels)
        if row is None or row.lane is None or not self.model.layout.model:
            return
        drawn = self._cache.lane(row.lane, parts, self.palette(), self.devicePixelRatioF())
        painter.drawImage(parts.primary.topLeft(), drawn.primary)
        painter.drawImage(parts.corrected.topLeft(), drawn.corrected)
        if drawn.calibrated is not None:
            painter.fillRect(parts.calibrated, base)
            painter.drawImage(parts.calibrated.topLeft(), drawn.calibrated)
        painter.setPen(QPen(QColor(colours(self.palette()).border), 1))
        painter.drawLine(parts.curve.bottomLeft(), parts.curve.bottomRight())
        painter.drawImage(parts.curve.topLeft(), drawn.disagreement)

    def _paint_labels(self, painter: QPainter, row: Row | None, area: QRectF) -> None:
        model, palette = self.model, self.palette()
        if row is None:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
            return
        ratio = self.devicePixelRatioF()
        labels = self._cache.labels(row.track, area.height(), palette, ratio)
        painter.drawPixmap(area.topLeft(), labels)
        painter.save()
        painter.setClipRect(area)
        for bar in model.row_bars(row.track).visible(model.view):
            if bar.key == model.bar:
                rect = bar_rect(model, bar, area.left(), area.top(), area.height())
                draw_focus(painter, rect, palette)
        if model.draft is not None and model.draft[0] == row.track:
            draft = model.draft[1]
            rect = bar_rect(model, draft, area.left(), area.top(), area.height())
            draw_bar(painter, draft, rect, area.width(), palette, area.left())
            draw_focus(painter, rect, palette, dashed=True)
        painter.restore()

    def _paint_names(self, painter: QPainter, row: Row | None, parts: LaneParts) -> None:
        selected = row is not None and row.track == self.model.track
        text = QColor(self.palette().color(QPalette.ColorRole.Text))
        bottom = parts.curve.bottom() if self.model.layout.model else parts.labels.bottom()
        if selected:
            bar = QRectF(2, parts.labels.top(), 3, bottom - parts.labels.top())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        font = painter.font()
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        layout = self.model.layout
        if layout.model:
            painter.setFont(_small(font))
            painter.setPen(QColor(colours(self.palette()).muted))
            corrected = parts.corrected.adjusted(0, 0 if layout.labels else px(20), 0, 0)
            has = row is not None and row.track in self.model.offsets
            offset = [(parts.calibrated, self.tr("calibrated"))] if has else []
            for area, words in (
                (parts.primary, self.tr("first look")),
                (parts.curve, self.tr("disagreement")),
                (corrected, self.tr("corrected")),
                *offset,
            ):
                painter.drawText(
                    QRectF(0, area.top(), self.gutter - 10, area.height()), align, words
                )
        if row is not None:
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(text)
            name = self.model.names.get(row.track) or self.tr("Face {0}").format(row.track + 1)
            place = parts.labels if layout.labels else parts.corrected
            height = place.height() if layout.labels else px(22)
            room = QRectF(8, place.top(), self.gutter - 18, height)
            elided = painter.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, round(room.width())
            )
            painter.drawText(room, align, elided)
        font.setBold(False)
        painter.setFont(font)


def _small(font: QFont) -> QFont:
    """For names that are read once."""
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() - 2.0, 7.0))
    return small
