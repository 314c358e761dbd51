"""Paints labels as bars: one colour, a split for candidates, a stack for votes."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF

from app.gui import theme
from app.gui.language import translate
from app.gui.theme import Colours, colours, is_dark, style
from app.gui.video.bars import Bar, BarKind
from app.gui.words import either, label_name, percent
from engine.labels import Expression

#: Narrower bars are plain colours, without frame, corners or text.
PLAIN: Final = 14.0
_RADIUS: Final = 4.0
_PAD: Final = 5.0


def paint_bar(painter: QPainter, bar: Bar, rect: QRectF, palette: QPalette) -> None:
    """Paint one bar into its rectangle, which may reach out of view on both sides."""
    if rect.width() < PLAIN:
        paint_plain(painter, plain_colours(bar, colours(palette)), rect.left(), rect)
        return
    dark = is_dark(palette)
    body = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if colours(palette).contrast and bar.shares:
        _paint_patterns(painter, bar, body)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    match bar.kind:
        case BarKind.SINGLE:
            painter.setBrush(style(bar.shares[0][0], dark).colour)
            painter.drawRoundedRect(body, _RADIUS, _RADIUS)
        case BarKind.CANDIDATES:
            _paint_split(painter, bar, body, dark=dark)
        case BarKind.VOTES:
            _paint_stack(painter, bar, body, dark=dark)
        case BarKind.UNSURE | BarKind.NO_FACE:
            _paint_hollow(painter, bar, body, palette)


def plain_colours(bar: Bar, look: Colours) -> tuple[QColor, ...]:
    """The colours of a narrow bar, side by side: those of all candidates, else the main one."""
    if bar.kind is BarKind.CANDIDATES:
        return tuple(style(expression, look.dark).colour for expression, _share in bar.shares)
    return (main_colour(bar, look),)


def paint_plain(painter: QPainter, fills: tuple[QColor, ...], left: float, rect: QRectF) -> None:
    """Fill a narrow bar that begins at `left`; `rect` gives its width and height."""
    width = rect.width() / len(fills)
    for place, fill in enumerate(fills):
        painter.fillRect(QRectF(left + place * width, rect.top(), width, rect.height()), fill)


def main_colour(bar: Bar, look: Colours) -> QColor:
    """The colour that stands for a bar where there is room for one only."""
    if not bar.shares:
        return QColor(look.muted)
    leading = max(bar.shares, key=itemgetter(1))[0]
    return style(leading, look.dark).colour


def paint_bar_text(painter: QPainter, bar: Bar, room: QRectF, palette: QPalette) -> None:
    """Write on a bar what it says, as far as there is room in the visible part of it."""
    if room.width() < 2 * _PAD + 8:
        return
    inner = room.adjusted(_PAD, 0, -_PAD, 0)
    dark = is_dark(palette)
    painter.setFont(theme.ui_font(-1.0))
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if colours(palette).contrast and bar.shares:
        code = " ".join(_code(e, dark) for e, _share in bar.shares)
        mark = f"{code} ?" if bar.kind is BarKind.CANDIDATES else code
        _paint_plate(painter, _fitting((bar_text(bar), mark, code), inner.width()), inner, palette)
    elif bar.kind is BarKind.SINGLE:
        expression = bar.shares[0][0]
        painter.setPen(style(expression, dark).text)
        painter.drawText(inner, align, _fitting(_single_texts(expression, dark), inner.width()))
    elif bar.kind is BarKind.CANDIDATES:
        _paint_parts(painter, bar, inner, dark=dark)
    elif bar.kind is BarKind.VOTES:
        # The stack has several colours: a plate keeps the text readable on all of them.
        texts = (_vote_text(bar, dark), _code(bar.shares[0][0], dark))
        _paint_plate(painter, _fitting(texts, inner.width()), inner, palette)
    else:
        painter.setPen(QColor(colours(palette).muted))
        texts = (bar_text(bar), "?" if bar.kind is BarKind.UNSURE else "∅")
        painter.drawText(inner, align, _fitting(texts, inner.width()))


def bar_text(bar: Bar) -> str:
    """What a bar says, in words."""
    match bar.kind:
        case BarKind.UNSURE:
            return translate("labels", "Unsure")
        case BarKind.NO_FACE:
            return translate("labels", "No usable face")
        case BarKind.SINGLE:
            return label_name(bar.shares[0][0])
        case BarKind.CANDIDATES:
            names = [label_name(expression) for expression, _share in bar.shares]
            return translate("labels", "{0}: which one is open").format(either(names))
        case BarKind.VOTES:
            names = [f"{label_name(e)} {percent(share)}" for e, share in bar.shares]
            return ", ".join(names)


def _code(expression: Expression, dark: bool) -> str:
    return style(expression, dark).code


@lru_cache(maxsize=64)
def _single_texts(expression: Expression, dark: bool) -> tuple[str, ...]:
    return label_name(expression), _code(expression, dark)


def _vote_text(bar: Bar, dark: bool) -> str:
    return " ".join(f"{_code(e, dark)} {100 * share:.0f}" for e, share in bar.shares)


@lru_cache(maxsize=1024)
def _advance(text: str) -> float:
    return QFontMetricsF(theme.ui_font(-1.0)).horizontalAdvance(text)


def _fitting(texts: tuple[str, ...], width: float) -> str:
    """The first text that fits, or none."""
    return next((text for text in texts if _advance(text) <= width), "")


def _paint_split(painter: QPainter, bar: Bar, body: QRectF, *, dark: bool) -> None:
    """Candidates side by side, parted by slanted lines: none is above the others."""
    count = len(bar.shares)
    slant = min(0.35 * body.height(), 0.3 * body.width() / count)
    borders = [body.left() + body.width() * i / count for i in range(count + 1)]
    for i, ((left, right), (expression, _share)) in enumerate(
        zip(pairwise(borders), bar.shares, strict=True)
    ):
        lean_left, lean_right = (slant if i else 0.0), (slant if i < count - 1 else 0.0)
        painter.setBrush(style(expression, dark).colour)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(left + lean_left, body.top()),
                    QPointF(right + lean_right, body.top()),
                    QPointF(right - lean_right, body.bottom()),
                    QPointF(left - lean_left, body.bottom()),
                ]
            )
        )


def _paint_parts(painter: QPainter, bar: Bar, inner: QRectF, *, dark: bool) -> None:
    """Each candidate's code with a question mark, in its own part."""
    width = inner.width() / len(bar.shares)
    for i, (expression, _share) in enumerate(bar.shares):
        look = style(expression, dark)
        part = QRectF(inner.left() + i * width, inner.top(), width, inner.height())
        painter.setPen(look.text)
        texts = (f"{look.code} ?", look.code)
        painter.drawText(part, Qt.AlignmentFlag.AlignCenter, _fitting(texts, width - 4))


def _paint_stack(painter: QPainter, bar: Bar, body: QRectF, *, dark: bool) -> None:
    """Votes one above the other, each as high as its share."""
    bottom = body.bottom()
    for expression, share in bar.shares:
        height = share * body.height()
        part = QRectF(body.left(), bottom - height, body.width(), height)
        painter.fillRect(part, style(expression, dark).colour)
        bottom -= height


def _paint_plate(painter: QPainter, text: str, inner: QRectF, palette: QPalette) -> None:
    if not text:
        return
    plate = QRectF(inner.left() - 1, inner.center().y() - 8, _advance(text) + 8, 16)
    look = colours(palette)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.surface))
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(QColor(look.text))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _paint_patterns(painter: QPainter, bar: Bar, body: QRectF) -> None:
    """High contrast: the label's pattern within an outline, parts by share side by side."""
    left = body.left()
    for expression, share in bar.shares:
        look = style(expression, True)
        part = QRectF(left, body.top(), share * body.width(), body.height())
        painter.fillRect(part, QColor("#000000"))
        solid = look.hatch is Qt.BrushStyle.NoBrush
        painter.setBrush(Qt.BrushStyle.NoBrush if solid else QBrush(look.colour, look.hatch))
        painter.setPen(QPen(QColor("#ffffff"), 2))
        painter.drawRect(part.adjusted(1, 1, -1, -1))
        left = part.right()


def _paint_hollow(painter: QPainter, bar: Bar, body: QRectF, palette: QPalette) -> None:
    """No expression: a frame; hatched where there was no usable face."""
    muted = QColor(colours(palette).muted)
    painter.setBrush(palette.color(QPalette.ColorRole.Base))
    painter.setPen(QPen(muted, 1.2))
    painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    if bar.kind is BarKind.NO_FACE:
        faint = QColor(muted)
        faint.setAlphaF(0.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(faint, Qt.BrushStyle.DiagCrossPattern))
        painter.drawRoundedRect(body, _RADIUS, _RADIUS)
