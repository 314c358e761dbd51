"""The timeline's lanes: for each face its first look, its corrected answer, their disagreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from app.gui.theme import colours, is_dark
from app.gui.video.columns import Lane
from app.gui.video.lane_image import curve_image, ribbon_image, runs
from app.gui.video.strips import MARGIN, Strip, draw_gaps
from app.gui.video.timeline_model import TimelineModel

#: Heights in pixels, from the top of a lane: first look, corrected, disagreement, spacing.
_PRIMARY: Final = 14
_CORRECTED: Final = 40
_CURVE: Final = 16
_INNER: Final = 3
_SPACING: Final = 9
#: Left and right of a lane's names.
_NAME_MARGINS: Final = 26
LANE_HEIGHT: Final = _PRIMARY + _INNER + _CORRECTED + _INNER + _CURVE + _SPACING
#: Free space above the first lane.
TOP: Final = 4


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One lane, rendered: valid for `rows` rows of one view."""

    rows: int
    primary: QImage
    corrected: QImage
    disagreement: QImage


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the mouse points at. track: the lane's, or None below the lanes."""

    pts_us: float
    track: int | None
    at: QPointF


class Lanes(Strip):
    """All lanes one below the other; only those that are visible are rendered, and kept."""

    pointed = Signal(object)  # Pointed, or None when the mouse leaves

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Expressions of each face over time"))
        self._drawn: dict[int, _Drawn] = {}
        self._gaps: list[tuple[int, int]] | None = None
        self._hover: float | None = None
        model.view_changed.connect(self._forget)
        model.results_changed.connect(self._take_results)
        model.selection_changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for all lanes, at least one."""
        return QSize(400, TOP + max(len(self.model.results.lanes), 1) * LANE_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: the scroll area around does the rest."""
        return self.sizeHint()

    @Slot()
    def _forget(self) -> None:
        self._drawn.clear()
        self._gaps = None
        self.update()

    @Slot()
    def _take_results(self) -> None:
        # Lanes that did not grow are kept: `_drawn_lane` compares their rows.
        self._gaps = None
        if not len(self.model.results):
            self._drawn.clear()
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell all strips the width: that of the lanes, beside which a scroll bar may stand."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        metrics = QFontMetrics(_small(self.font()))
        words = (self.tr("disagreement"), self.tr("first look"), self.tr("corrected"))
        gutter = max(metrics.horizontalAdvance(word) for word in words) + _NAME_MARGINS
        self.model.set_columns(gutter, self.width() - gutter - MARGIN)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._forget()

    # --- mouse -------------------------------------------------------------------------------

    def _lane_at(self, y: float) -> Lane | None:
        row = int((y - TOP) // LANE_HEIGHT)
        lanes = self.model.results.lanes
        return lanes[row] if 0 <= row < len(lanes) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select the lane and go to the pressed time."""
        if not event.buttons() & Qt.MouseButton.LeftButton or self.model.index is None:
            return
        lane = self._lane_at(event.position().y())
        if lane is not None:
            self.model.track_wanted.emit(lane.track)
        if event.position().x() >= self.gutter:
            self.model.seek_wanted.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Scrub while pressed, tell the values below the mouse otherwise."""
        x = event.position().x()
        if self.model.index is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.model.seek_wanted.emit(self.time_at(x))
        self._set_hover(x if x >= self.gutter else None)
        lane = self._lane_at(event.position().y())
        track = lane.track if lane is not None else None
        at = self.mapToGlobal(event.position())
        self.pointed.emit(Pointed(self.time_at(x), track, at) if x >= self.gutter else None)

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
        lanes = self.model.results.lanes
        first = max((event.rect().top() - TOP) // LANE_HEIGHT, 0)
        last = (event.rect().bottom() - TOP) // LANE_HEIGHT + 1
        for row in range(first, min(last, max(len(lanes), 1))):
            lane = lanes[row] if lanes else None
            self._paint_lane(painter, TOP + row * LANE_HEIGHT, lane, event.rect())
        if self._hover is not None:
            faint = QColor(self.playhead_colour())
            faint.setAlphaF(0.4)
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(self._hover, 0), QPointF(self._hover, self.height()))
        self.draw_playhead(painter)

    def _paint_lane(self, painter: QPainter, top: int, lane: Lane | None, dirty: QRect) -> None:
        base = self.palette().color(QPalette.ColorRole.Base)
        primary = QRectF(self.gutter, top, self.track_width, _PRIMARY)
        corrected = QRectF(self.gutter, primary.bottom() + _INNER, self.track_width, _CORRECTED)
        below = QRectF(self.gutter, corrected.bottom() + _INNER, self.track_width, _CURVE)
        for area in (primary, corrected):
            painter.fillRect(area, base)
            draw_gaps(painter, area, self._find_gaps(), self.palette())
        if dirty.left() < self.gutter:
            self._paint_names(painter, lane, primary, corrected, below)
        if lane is None:
            return
        drawn = self._drawn_lane(lane)
        painter.drawImage(primary.topLeft(), drawn.primary)
        painter.drawImage(corrected.topLeft(), drawn.corrected)
        painter.setPen(QPen(QColor(colours(self.palette()).border), 1))
        painter.drawLine(below.bottomLeft(), below.bottomRight())
        painter.drawImage(below.topLeft(), drawn.disagreement)

    def _paint_names(
        self,
        painter: QPainter,
        lane: Lane | None,
        primary: QRectF,
        corrected: QRectF,
        below: QRectF,
    ) -> None:
        selected = lane is not None and lane.track == self.model.track
        text = QColor(self.palette().color(QPalette.ColorRole.Text))
        if selected:
            bar = QRectF(2, primary.top(), 3, below.bottom() - primary.top())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        font = painter.font()
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(_small(font))
        painter.setPen(QColor(colours(self.palette()).muted))
        for area, words in (
            (primary, self.tr("first look")),
            (below, self.tr("disagreement")),
            (corrected.adjusted(0, 20, 0, 0), self.tr("corrected")),
        ):
            painter.drawText(QRectF(0, area.top(), self.gutter - 10, area.height()), align, words)
        if lane is not None:
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(text)
            name = self.tr("Face {0}").format(lane.track + 1)
            painter.drawText(QRectF(0, corrected.top(), self.gutter - 10, 22), align, name)
        font.setBold(False)
        painter.setFont(font)

    def _find_gaps(self) -> list[tuple[int, int]]:
        if self._gaps is None and self.model.index is not None:
            first, last = self.model.index.columns(self.view(), self.track_width)
            self._gaps = list(runs(~self.model.results.analysed(first, last)))
        return self._gaps or []

    def _drawn_lane(self, lane: Lane) -> _Drawn:
        """The lane rendered for this view: from the last painting if nothing was added since."""
        drawn = self._drawn.get(lane.track)
        if drawn is None or drawn.rows != len(lane):
            drawn = self._drawn[lane.track] = self._render(lane)
        return drawn

    def _render(self, lane: Lane) -> _Drawn:
        index = self.model.index
        assert index is not None
        ratio = self.devicePixelRatioF()
        first, last = index.columns(self.view(), round(self.track_width * ratio))
        ribbon = lane.ribbon(first, last)
        dark = is_dark(self.palette())
        accent = QColor(colours(self.palette()).accent)
        return _Drawn(
            rows=len(lane),
            primary=ribbon_image(ribbon.primary, round(_PRIMARY * ratio), dark=dark, ratio=ratio),
            corrected=ribbon_image(
                ribbon.corrected, round(_CORRECTED * ratio), dark=dark, ratio=ratio
            ),
            disagreement=curve_image(ribbon.disagreement, round(_CURVE * ratio), accent, ratio),
        )


def _small(font: QFont) -> QFont:
    """For names that are read once."""
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() - 2.0, 7.0))
    return small
