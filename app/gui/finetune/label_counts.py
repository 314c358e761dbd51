"""How many faces of each label are learned from and measured on: a bar a label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from app.gui.theme import px
from app.gui.words import label_name
from engine.labels import LABELS

_ROW = 26
_NUMBERS = 92


class LabelCounts(QWidget):
    """Solid: learned from; hatched: measured on; numbers beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._learned: NDArray[np.float64] = np.zeros(len(LABELS))
        self._held: NDArray[np.float64] = np.zeros(len(LABELS))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Faces of each label"))

    def show_counts(self, learned: NDArray[np.float64], held: NDArray[np.float64]) -> None:
        """Show (8,) faces of each label; ambiguous ones count in parts."""
        self._learned, self._held = learned, held
        said = [
            self.tr("{0}: {1} to learn from, {2} to measure on").format(
                label_name(label), round(learned[i]), round(held[i])
            )
            for i, label in enumerate(LABELS)
        ]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A row a label."""
        return QSize(320, px(_ROW) * len(LABELS))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height."""
        return QSize(260, px(_ROW) * len(LABELS))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Names, bars, numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, dark = theme.colours(self.palette()), theme.is_dark(self.palette())
        most = max(float((self._learned + self._held).max()), 1.0)
        metrics, high = painter.fontMetrics(), px(_ROW)
        names = max(metrics.horizontalAdvance(label_name(label)) for label in LABELS) + 10
        numbers = px(_NUMBERS)
        room = self.width() - names - numbers
        for i, label in enumerate(LABELS):
            top = i * high
            colour = theme.style(label, dark).colour
            painter.setPen(QColor(look.text))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, names, high), middle, label_name(label))
            first = room * self._learned[i] / most
            second = room * self._held[i] / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.raised))
            painter.drawRoundedRect(QRectF(names, top + 8, room, high - 16), 3, 3)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(names, top + 6, first, high - 12), 3, 3)
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.drawRect(QRectF(names + first, top + 6, second, high - 12))
            painter.setPen(QColor(look.muted))
            text = f"{round(self._learned[i])} + {round(self._held[i])}"
            place = QRectF(names + room + 8, top, numbers - 8, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
