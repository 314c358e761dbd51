"""What an item looks like: its face at a few moments, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from engine.project.items import LOOKS

_SIDE: Final = 62
_GAP: Final = 5


class FaceStrip(QWidget):
    """Up to five pictures; the places of those that are still made are empty frames."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[QImage, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The face at a few moments of the item"))

    def show_pictures(self, pictures: Sequence[QImage]) -> None:
        """Show these, by time."""
        if tuple(pictures) != self._pictures:
            self._pictures = tuple(pictures)
            self.update()

    @property
    def count(self) -> int:
        """How many pictures are shown."""
        return len(self._pictures)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for five, so that nothing moves from item to item."""
        return QSize(LOOKS * _SIDE + (LOOKS - 1) * _GAP, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The pictures with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = theme.colours(self.palette())
        side = min((self.width() - (LOOKS - 1) * _GAP) / LOOKS, float(self.height()))
        for place in range(LOOKS):
            frame = QRectF(place * (side + _GAP), 0, side, side)
            path = QPainterPath()
            path.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            if place < len(self._pictures):
                picture = self._pictures[place]
                painter.save()
                painter.setClipPath(path)
                painter.drawImage(frame, picture, _middle(picture))
                painter.restore()
            else:
                painter.fillPath(path, QColor(colours.raised))


def _middle(picture: QImage) -> QRectF:
    """The largest square in the middle of a picture."""
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
