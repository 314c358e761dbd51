"""A face's two distributions side by side: the answer solid, the first look hatched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.theme import px
from app.gui.widgets.glyphs import draw_glyph
from engine.labels import LABELS, Expression
from engine.types import Emotion

_HEAD = 30.0
_ROW = 36.0
_LOW_ROW, _TALL_ROW = 30.0, 52.0
_CHIP = 38.0
_GAP = 10.0

#: A smaller share would be drawn as a speck.
_VISIBLE = 0.004

#: What the ground depends on: size, pixel ratio, whether it is dark, whose name is the boldest.
_GroundLook = tuple[QSize, float, bool, Expression | None]


class EmotionBars(QWidget):
    """Eight rows in the taxonomy's order: code and name, two bars, two numbers.

    The upper, solid bar is the corrected distribution (smoothed where smoothing is on, with a
    tick at the raw value); the lower, hatched bar is the primary one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._emotion: Emotion | None = None
        self._ground: QPixmap | None = None
        self._ground_look: _GroundLook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(px(_HEAD + _TALL_ROW * len(LABELS)))
        self.setAccessibleName(self.tr("Expression of the selected face"))
        self.set_emotion(None)

    @property
    def emotion(self) -> Emotion | None:
        """What is shown."""
        return self._emotion

    def set_emotion(self, emotion: Emotion | None) -> None:
        """Show an emotion, or empty tracks for None."""
        if emotion is self._emotion and emotion is not None:
            return
        self._emotion = emotion
        text = self.tr("No face") if emotion is None else words.headline(emotion)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the eight rows."""
        return QSize(px(340), px(_HEAD + _ROW * len(LABELS)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrower, and a little closer together."""
        return QSize(round(_columns(0).bar) + px(100), px(_HEAD + _LOW_ROW * len(LABELS)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What seldom changes, then the bars and numbers."""
        leading = None if self._emotion is None else words.top(words.shown(self._emotion))
        look = (self.size(), self.devicePixelRatioF(), theme.is_dark(self.palette()), leading)
        if self._ground is None or look != self._ground_look:
            self._ground, self._ground_look = self._painted_ground(leading), look
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        if self._emotion is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours(self.palette())
            columns = _columns(self.width())
            shown = words.shown(self._emotion).tolist()
            primary, raw = self._emotion.primary.tolist(), self._emotion.corrected.tolist()
            for i, (label, row) in enumerate(self._rows()):
                colour = theme.style(label, colours.dark).colour
                _paint_bars(painter, row, columns, colour, (shown[i], primary[i], raw[i]), colours)
                strong = label is leading
                _paint_numbers(painter, row, columns, shown[i], primary[i], colours, strong=strong)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another font, theme or language: nothing stays as it was."""
        super().changeEvent(event)
        self._ground = None
        _columns.cache_clear()

    def _rows(self) -> Iterator[tuple[Expression, QRectF]]:
        head = px(_HEAD)
        height = (self.height() - head) / len(LABELS)
        for i, label in enumerate(LABELS):
            yield label, QRectF(0, head + i * height, self.width(), height)

    def _painted_ground(self, leading: Expression | None) -> QPixmap:
        """The head, and of each label its name and the tracks of its bars."""
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        colours = theme.colours(self.palette())
        columns = _columns(self.width())
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter, columns, colours)
        for label, row in self._rows():
            look, name = theme.style(label, colours.dark), words.label_name(label)
            _paint_name(painter, row, columns, look, name, colours, strong=label is leading)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.raised))
            upper, lower = _tracks(row, columns)
            painter.drawRoundedRect(upper, 4, 4)
            painter.drawRoundedRect(lower, 3, 3)
        painter.end()
        return ground

    def _paint_head(self, painter: QPainter, columns: _Columns, colours: theme.Colours) -> None:
        """The legend: which bar is which."""
        painter.setFont(theme.ui_font(-1.0))
        metrics = QFontMetricsF(painter.font())
        y = px(8)
        heads = ((self.tr("corrected"), True), (self.tr("first look"), False))
        wide = sum(metrics.horizontalAdvance(text) + 36 for text, _solid in heads)
        x = max(min(columns.bar, self.width() - wide), 0.0)
        for text, solid in heads:
            swatch = QRectF(x, y + 2, 16, 8)
            painter.setPen(QPen(QColor(colours.muted), 1.0))
            fill = QBrush(QColor(colours.muted))
            if not solid:
                fill.setStyle(Qt.BrushStyle.BDiagPattern)
            painter.setBrush(fill)
            painter.drawRoundedRect(swatch, 3, 3)
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(x + 22, y + 6 + metrics.capHeight() / 2), text)
            x += 22 + metrics.horizontalAdvance(text) + 14


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges of the name, bar and number columns, and the right edge of the last."""

    name: float
    bar: float
    number: float
    right: float


@lru_cache(maxsize=4)
def _columns(width: float) -> _Columns:
    """The columns for a width."""
    metrics = QFontMetricsF(theme.ui_font(weight=QFont.Weight.DemiBold))
    names = max(metrics.horizontalAdvance(words.label_name(label)) for label in LABELS)
    numbers = metrics.horizontalAdvance(words.percent(1.0))
    chip = px(_CHIP)
    return _Columns(chip + _GAP, chip + _GAP + names + _GAP + 2, width - numbers, width)


def _tracks(row: QRectF, columns: _Columns) -> tuple[QRectF, QRectF]:
    """Where a row's bars can lie: the corrected one's track, then the primary one's."""
    width, middle = columns.number - columns.bar - _GAP, row.center().y()
    upper = QRectF(columns.bar, middle - px(10), width, px(10))
    return upper, QRectF(columns.bar, middle + px(3), width, px(7))


def _paint_name(
    painter: QPainter,
    row: QRectF,
    columns: _Columns,
    look: theme.EmotionStyle,
    name: str,
    colours: theme.Colours,
    *,
    strong: bool,
) -> None:
    """Glyph and code on the label's colour, then its name."""
    middle = row.center().y()
    chip = QRectF(0, middle - px(11), px(_CHIP), px(22))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour)
    painter.drawRoundedRect(chip, 6, 6)
    glyph = QRectF(chip.x() + px(5), middle - px(4.5), px(9), px(9))
    draw_glyph(painter, look.glyph, glyph, look.text)
    code_font = theme.ui_font(-1.5, weight=QFont.Weight.DemiBold)
    painter.setFont(code_font)
    painter.setPen(look.text)
    painter.drawText(
        QPointF(chip.x() + px(17), middle + QFontMetricsF(code_font).capHeight() / 2), look.code
    )
    font = theme.ui_font(weight=QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    painter.drawText(QPointF(columns.name, middle + QFontMetricsF(font).capHeight() / 2), name)


def _paint_bars(
    painter: QPainter,
    row: QRectF,
    columns: _Columns,
    colour: QColor,
    values: tuple[float, float, float],
    colours: theme.Colours,
) -> None:
    """Corrected (upper, solid, raw tick) and primary (lower, hatched) on their tracks."""
    corrected, primary, raw = values
    upper, lower = _tracks(row, columns)
    if corrected >= _VISIBLE:
        painter.fillPath(_filled(upper, corrected, 4), colour)
    if primary >= _VISIBLE:
        filled = _filled(lower.adjusted(0.5, 0.5, -0.5, -0.5), primary, 3)
        painter.fillPath(filled, QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.strokePath(filled, QPen(colour, 1.0))
    if abs(raw - corrected) > 0.03:
        x = upper.x() + raw * upper.width()
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawLine(QPointF(x, upper.top() - 1.5), QPointF(x, upper.bottom() + 1.5))


def _filled(track: QRectF, share: float, radius: float) -> QPainterPath:
    """The part of a bar's track that a share covers, with the track's own corners."""
    whole = QPainterPath()
    whole.addRoundedRect(track, radius, radius)
    part = QPainterPath()
    part.addRect(QRectF(track.x(), track.y(), track.width() * share, track.height()))
    return whole.intersected(part)


def _paint_numbers(
    painter: QPainter,
    row: QRectF,
    columns: _Columns,
    corrected: float,
    primary: float,
    colours: theme.Colours,
    *,
    strong: bool,
) -> None:
    middle = row.center().y()
    upper = theme.ui_font(weight=QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(upper)
    painter.setPen(QColor(colours.text))
    x, width = columns.number - 20, columns.right - columns.number + 20
    painter.drawText(QRectF(x, middle - px(15), width, px(17)), right, words.percent(corrected))
    painter.setFont(theme.ui_font(-2.0))
    painter.setPen(QColor(colours.muted))
    painter.drawText(QRectF(x, middle + px(1), width, px(14)), right, words.percent(primary))
