"""The eight shapes that stand for expressions, drawn by code so that they are sharp anywhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.gui.theme import Glyph


def draw_glyph(painter: QPainter, glyph: Glyph, rect: QRectF, colour: QColor) -> None:
    """Draw `glyph` in one colour, filling the square `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if glyph in (Glyph.UP_ARC, Glyph.DOWN_ARC):
        pen = QPen(colour, rect.width() * 0.22)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_arc(rect, smile=glyph is Glyph.UP_ARC))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        painter.drawPath(_solid(glyph, rect))
    painter.restore()


def _arc(rect: QRectF, *, smile: bool) -> QPainterPath:
    """A mouth: corners up for happiness, corners down for sadness."""
    inner = rect.adjusted(*(0.12 * rect.width() * s for s in (1, 1, -1, -1)))
    path = QPainterPath()
    # The full circle's lower (or upper) part, shifted so that the arc is centred in the square.
    inner.translate(0, (-0.22 if smile else 0.22) * rect.height())
    path.arcMoveTo(inner, 200 if smile else 20)
    path.arcTo(inner, 200 if smile else 20, 140)
    return path


def _solid(glyph: Glyph, rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    centre, left, right = rect.center(), rect.left(), rect.right()
    top, bottom = rect.top(), rect.bottom()
    if glyph is Glyph.CIRCLE:
        path.addEllipse(rect.adjusted(1, 1, -1, -1))
    elif glyph is Glyph.SQUARE:
        inset = 0.1 * rect.width()
        path.addRect(rect.adjusted(inset, inset, -inset, -inset))
    elif glyph is Glyph.HALF_DISC:
        disc = rect.translated(0.22 * rect.width(), 0)
        path.moveTo(disc.center().x(), top)
        path.arcTo(disc, 90, 180)
        path.closeSubpath()
    else:
        corners = {
            Glyph.DIAMOND: [(centre.x(), top), (right, centre.y()), (centre.x(), bottom),
                            (left, centre.y())],
            Glyph.TRIANGLE_UP: [(centre.x(), top), (right, bottom), (left, bottom)],
            Glyph.TRIANGLE_DOWN: [(left, top), (right, top), (centre.x(), bottom)],
        }[glyph]  # fmt: skip
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    return path
