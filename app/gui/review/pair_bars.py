"""Both distributions of a review item as paired bars: only the labels that matter."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.theme import px
from app.gui.widgets.glyphs import draw_glyph
from engine.labels import LABELS

_ROW: Final = 32
#: Labels with less than this in both distributions are left out.
_TOLD: Final = 0.05
_MOST: Final = 3
_NUMBER: Final = 52.0


class PairBars(QWidget):
    """The corrected distribution solid, the first look hatched below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[int, float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Corrected and first look"))

    def show_pair(self, primary: tuple[float, ...], corrected: tuple[float, ...]) -> None:
        """Show two distributions in `LABELS` order; empty ones clear the bars."""
        self._rows = []
        if primary and corrected:
            both = np.maximum(primary, corrected)
            order = [int(i) for i in np.argsort(-both)[:_MOST] if both[i] >= _TOLD]
            self._rows = [(i, corrected[i], primary[i]) for i in order]
        told = [
            f"{words.label_name(LABELS[i])} {words.percent(c)}, {words.percent(p)}"
            for i, c, p in self._rows
        ]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the most rows, so that nothing below moves from item to item."""
        return QSize(280, _MOST * px(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A row a label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self.palette())
        for place, (i, corrected, primary) in enumerate(self._rows):
            row = QRectF(0, place * px(_ROW), self.width(), px(_ROW))
            self._paint_row(painter, row, i, corrected, primary, colours)

    def _paint_row(
        self,
        painter: QPainter,
        row: QRectF,
        i: int,
        corrected: float,
        primary: float,
        colours: theme.Colours,
    ) -> None:
        look = theme.style(LABELS[i], colours.dark)
        chip = QRectF(row.left(), row.top() + px(4), px(24), px(24))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour)
        painter.drawRoundedRect(chip, 6, 6)
        draw_glyph(painter, look.glyph, chip.adjusted(6, 6, -6, -6), look.text)
        strong = i == self._rows[0][0]
        weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
        painter.setFont(theme.ui_font(weight=weight))
        painter.setPen(QColor(colours.text))
        name = QRectF(chip.right() + 8, row.top(), _widest_name(), row.height())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, words.label_name(LABELS[i]))
        left, number = name.right() + 8, px(_NUMBER)
        width = row.right() - left - number
        upper = QRectF(left, row.top() + px(6), width, px(10))
        lower = QRectF(left, row.top() + px(19), width, px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        for track in (upper, lower):
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(track, 4, 4)
        painter.setBrush(look.colour)
        painter.drawRoundedRect(_part(upper, corrected), 4, 4)
        painter.setBrush(QBrush(look.colour, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(look.colour, 1))
        painter.drawRoundedRect(_part(lower, primary), 3, 3)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        end = QRectF(upper.right(), row.top(), number, row.height())
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.ui_font(-0.5))
        painter.drawText(end.adjusted(0, 0, 0, -px(15)), right, words.percent(corrected))
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme.ui_font(-2.0))
        painter.drawText(end.adjusted(0, px(16), 0, 0), right, words.percent(primary))


@lru_cache(maxsize=1)
def _widest_name() -> float:
    metrics = QFontMetricsF(theme.ui_font(weight=QFont.Weight.DemiBold))
    return max(metrics.horizontalAdvance(words.label_name(label)) for label in LABELS) + 2


def _part(track: QRectF, share: float) -> QRectF:
    return QRectF(track.left(), track.top(), max(track.width() * share, 2.0), track.height())
