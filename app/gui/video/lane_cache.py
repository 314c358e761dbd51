"""Lanes rendered to images, kept until the view, the results or the theme change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPixmap

from app.gui.theme import Colours, colours, is_dark
from app.gui.video.bar_painter import PLAIN, paint_bar, paint_bar_text, paint_plain, plain_colours
from app.gui.video.bars import Bar, BarRow
from app.gui.video.columns import Lane
from app.gui.video.lane_image import curve_image, ribbon_image, runs
from app.gui.video.lane_layout import LaneParts
from app.gui.video.timeline_model import TimelineModel

#: So many bars' colours are remembered; those of bars that are gone are among them.
_MOST_COLOURS: Final = 20_000


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """What the model says of one face, rendered: valid for `rows` rows of one view."""

    rows: int
    primary: QImage
    corrected: QImage
    disagreement: QImage
    calibrated: QImage | None = None


class LaneCache:
    """Renders what is asked for, once; `forget` it when the view or the theme changes."""

    def __init__(self, model: TimelineModel) -> None:
        self._model = model
        self._lanes: dict[int, DrawnLane] = {}
        self._labels: dict[int, tuple[BarRow, QPixmap]] = {}
        self._colours: dict[int, tuple[Bar, tuple[QColor, ...]]] = {}
        self._gaps: list[tuple[int, int]] | None = None

    def forget(self, *, theme: bool = False) -> None:
        """The view, or the theme, is another one."""
        self._lanes.clear()
        self._labels.clear()
        if theme or len(self._colours) > _MOST_COLOURS:
            self._colours.clear()
        self.forget_gaps()

    def forget_gaps(self) -> None:
        """Results were added. Lanes that did not grow are kept: their rows are compared."""
        self._gaps = None
        if not len(self._model.results):
            self._lanes.clear()

    def gaps(self) -> list[tuple[int, int]]:
        """Pixel ranges (from the left of the view) that were not analysed."""
        index = self._model.index
        if self._gaps is None and index is not None:
            first, last = index.columns(self._model.view, self._model.width)
            self._gaps = list(runs(~self._model.results.analysed(first, last)))
        return self._gaps or []

    def lane(self, lane: Lane, parts: LaneParts, palette: QPalette, ratio: float) -> DrawnLane:
        """A lane's ribbons and its curve."""
        drawn = self._lanes.get(lane.track)
        if drawn is None or drawn.rows != len(lane):
            drawn = self._lanes[lane.track] = self._render(lane, parts, palette, ratio)
        return drawn

    def _render(self, lane: Lane, parts: LaneParts, palette: QPalette, ratio: float) -> DrawnLane:
        index = self._model.index
        assert index is not None
        first, last = index.columns(self._model.view, round(self._model.width * ratio))
        ribbon = lane.ribbon(first, last)
        dark = is_dark(palette)
        heights = [
            round(part.height() * ratio) for part in (parts.primary, parts.corrected, parts.curve)
        ]
        offset = self._model.offsets.get(lane.track)
        beside = None
        if offset is not None:
            height = round(parts.calibrated.height() * ratio)
            shares = lane.calibrated(offset, first, last)
            beside = ribbon_image(shares, height, dark=dark, ratio=ratio) if height else None
        return DrawnLane(
            len(lane),
            ribbon_image(ribbon.primary, heights[0], dark=dark, ratio=ratio),
            ribbon_image(ribbon.corrected, heights[1], dark=dark, ratio=ratio),
            curve_image(ribbon.disagreement, heights[2], QColor(colours(palette).accent), ratio),
            beside,
        )

    def labels(self, track: int, height: float, palette: QPalette, ratio: float) -> QPixmap:
        """The labels of a face in view, without selection; only those that changed are drawn."""
        row = self._model.row_bars(track)
        known = self._labels.get(track)
        if known is None or known[0] is not row:
            known = self._labels[track] = (row, self._render_labels(row, height, palette, ratio))
        return known[1]

    def _render_labels(
        self, row: BarRow, height: float, palette: QPalette, ratio: float
    ) -> QPixmap:
        model = self._model
        pixmap = QPixmap(round(model.width * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(palette.color(QPalette.ColorRole.Base))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = colours(palette)
        bars, lefts, rights = row.places(model.view, model.width)
        for bar, left, right in zip(bars, lefts.tolist(), rights.tolist(), strict=True):
            rect = QRectF(left, 1, max(right - left, 1.0), height - 2)
            if right - left < PLAIN:
                paint_plain(painter, self._plain_colours(bar, look), left, rect)
            else:
                draw_bar(painter, bar, rect, model.width, palette)
        painter.end()
        return pixmap

    def _plain_colours(self, bar: Bar, look: Colours) -> tuple[QColor, ...]:
        """Looked up once: there may be thousands of bars in view."""
        known = self._colours.get(id(bar))
        if known is None or known[0] is not bar:
            known = self._colours[id(bar)] = (bar, plain_colours(bar, look))
        return known[1]


def bar_rect(model: TimelineModel, bar: Bar, left: float, top: float, height: float) -> QRectF:
    """Where a bar lies in a strip whose view begins at `left`; at least a pixel wide."""
    start = model.view.x(bar.start_us, model.width)
    end = model.view.x(bar.end_us, model.width)
    return QRectF(left + start, top + 1, max(end - start, 1.0), height - 2)


def draw_bar(
    painter: QPainter, bar: Bar, rect: QRectF, width: float, palette: QPalette, left: float = 0.0
) -> None:
    """A bar with its text in the part of it that is in view."""
    # Bars that reach far out of view are cut, as painting a million pixels takes its time.
    near = rect.intersected(QRectF(left - 20, rect.top(), width + 40, rect.height()))
    paint_bar(painter, bar, near, palette)
    seen = rect.intersected(QRectF(left, rect.top(), width, rect.height()))
    paint_bar_text(painter, bar, seen, palette)


def draw_focus(painter: QPainter, rect: QRectF, palette: QPalette, *, dashed: bool = False) -> None:
    """The outline of the selected bar, or of one that is being made."""
    pen = QPen(palette.color(QPalette.ColorRole.Text), 2.0)
    if dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0, 0, 0, 0), 4, 4)
