"""Line icons from `assets/icons`, drawn in the colour of the theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

#: Pixels drawn for one unit, so that icons stay sharp on fine screens.
_DENSITY = 3


@lru_cache(maxsize=64)
def _source(name: str) -> bytes:
    return (files("assets") / "icons" / f"{name}.svg").read_bytes()


def pixmap(name: str, colour: QColor | str, size: int = 20) -> QPixmap:
    """The icon `name` as a square of `size` units; its black lines take `colour`."""
    text = _source(name).replace(b"#000000", QColor(colour).name().encode())
    picture = QPixmap(QSize(size, size) * _DENSITY)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(_DENSITY)
    return picture


def icon(name: str, colour: QColor | str) -> QIcon:
    """The icon `name` for buttons; faint where the button is disabled."""
    return _icon(name, QColor(colour).name())


@lru_cache(maxsize=256)
def _icon(name: str, colour: str) -> QIcon:
    """Kept, as the same ones come again with the theme, and many widgets share them."""
    whole = pixmap(name, colour, 24)
    faint = QPixmap(whole.size())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.35)
    painter.drawPixmap(faint.rect(), whole)
    painter.end()
    faint.setDevicePixelRatio(whole.devicePixelRatio())
    both = QIcon(whole)
    both.addPixmap(faint, QIcon.Mode.Disabled)
    return both


def app_icon() -> QIcon:
    """Mien's own icon."""
    return QIcon(pixmap("mien", "#000000", 128))
