"""The transport's symbols, drawn as paths: sharp at any size, in the colour of the text."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPixmap, QPolygonF

#: Paths are drawn on a square of this side and scaled.
_GRID: Final = 24.0
_SIZES: Final = (16, 20, 24, 32, 48)


class Symbol(Enum):
    """What a button does."""

    PLAY = auto()
    PAUSE = auto()
    NEXT = auto()
    PREVIOUS = auto()
    FIRST = auto()
    LAST = auto()


def icon(symbol: Symbol, palette: QPalette) -> QIcon:
    """The symbol in the palette's button text colour, greyed where disabled."""
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled)
    normal, disabled = (palette.color(group, QPalette.ColorRole.ButtonText) for group in groups)
    return _icon(symbol, normal.rgba(), disabled.rgba())


@lru_cache(maxsize=64)
def _icon(symbol: Symbol, normal: int, disabled: int) -> QIcon:
    """Kept, as the same ones come again with the theme. Colours as 0xAARRGGBB."""
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        for size in _SIZES:
            pixmap = QPixmap(QSize(size, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(size / _GRID, size / _GRID)
            painter.fillPath(_path(symbol), QColor.fromRgba(colour))
            painter.end()
            result.addPixmap(pixmap, mode)
    return result


def _path(symbol: Symbol) -> QPainterPath:
    path = QPainterPath()
    match symbol:
        case Symbol.PLAY:
            _triangle(path, 7.0, 19.5, 8.5)
        case Symbol.PAUSE:
            path.addRoundedRect(QRectF(6.0, 4.5, 4.2, 15.0), 1.0, 1.0)
            path.addRoundedRect(QRectF(13.8, 4.5, 4.2, 15.0), 1.0, 1.0)
        case Symbol.NEXT:
            path.addRoundedRect(QRectF(6.0, 6.0, 2.6, 12.0), 1.0, 1.0)
            _triangle(path, 10.5, 19.0, 6.5)
        case Symbol.PREVIOUS:
            path.addRoundedRect(QRectF(15.4, 6.0, 2.6, 12.0), 1.0, 1.0)
            _triangle(path, 13.5, 5.0, 6.5)
        case Symbol.LAST:
            _triangle(path, 5.0, 15.0, 7.0)
            path.addRoundedRect(QRectF(16.0, 5.5, 2.6, 13.0), 1.0, 1.0)
        case Symbol.FIRST:
            _triangle(path, 19.0, 9.0, 7.0)
            path.addRoundedRect(QRectF(5.4, 5.5, 2.6, 13.0), 1.0, 1.0)
    return path


def _triangle(path: QPainterPath, base: float, tip: float, half: float) -> None:
    """A triangle from a vertical base at x = `base` to its tip, `half` pixels up and down."""
    middle = 0.5 * _GRID
    corners = [QPointF(base, middle - half), QPointF(tip, middle), QPointF(base, middle + half)]
    path.addPolygon(QPolygonF([*corners, corners[0]]))
