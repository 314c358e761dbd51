"""Faces painted over a picture: a box, and a tag that says what is seen and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.gui import theme, words
from app.gui.theme import px
from app.gui.widgets.glyphs import draw_glyph
from engine.types import Box, Emotion, Scored

_CORNER = 10.0
_TAG_HEIGHT = 26.0


@dataclass(frozen=True, slots=True)
class Placement:
    """How frame pixels lie in the widget: scaled, shifted, and mirrored if asked."""

    target: QRectF
    frame_width: int
    frame_height: int
    mirrored: bool = False

    @property
    def scale(self) -> float:
        """Widget units per frame pixel."""
        return self.target.width() / max(self.frame_width, 1)

    def rect(self, box: Box) -> QRectF:
        """Where a box of the frame lies in the widget."""
        x = self.frame_width - box.x - box.w if self.mirrored else box.x
        s = self.scale
        return QRectF(
            self.target.x() + x * s, self.target.y() + box.y * s, box.w * s, box.h * s
        ).normalized()


def letterbox(width: int, height: int, area: QRectF) -> QRectF:
    """The largest rectangle of the picture's shape, centred in `area`, on whole units."""
    if width <= 0 or height <= 0 or area.width() <= 0 or area.height() <= 0:
        return QRectF()
    scale = min(area.width() / width, area.height() / height)
    w, h = round(width * scale), round(height * scale)
    return QRectF(
        area.x() + (area.width() - w) // 2, area.y() + (area.height() - h) // 2, float(w), float(h)
    )


def paint_overlay(
    painter: QPainter, scored: Scored, place: Placement, *, selected: int | None, dark: bool
) -> None:
    """Paint every face of `scored`; the one whose track is `selected` is named in full, on top."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pairs = list(zip(scored.faces.faces, scored.emotions, strict=True))
    pairs.sort(key=lambda pair: pair[0].track == selected)
    for face, emotion in pairs:
        chosen = face.track == selected
        rect = place.rect(face.box)
        look = theme.style(words.top(words.shown(emotion)), dark)
        _paint_box(painter, rect, look.colour, strong=chosen)
        _paint_tag(painter, rect, face.track, emotion, look, place.target, full=chosen)


def paint_boxes(
    painter: QPainter, scored: Scored, place: Placement, *, selected: int | None
) -> None:
    """Paint where the faces are and their numbers, and nothing that the model says of them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = theme.ui_font(-0.5, weight=QFont.Weight.DemiBold)
    for face in sorted(scored.faces.faces, key=lambda face: face.track == selected):
        chosen = face.track == selected
        rect = place.rect(face.box)
        _paint_box(painter, rect, QColor("#ffffff"), strong=chosen)
        if face.track is None:
            continue
        text = f"#{face.track + 1}"
        width = QFontMetricsF(font).horizontalAdvance(text) + 14
        chip = QRectF(rect.x(), max(rect.y() - px(28), place.target.top() + 4), width, px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff" if chosen else "#30333a"))
        painter.drawRoundedRect(chip, 7, 7)
        painter.setPen(QColor("#16181d" if chosen else "#ffffff"))
        painter.setFont(font)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def _paint_box(painter: QPainter, rect: QRectF, colour: QColor, *, strong: bool) -> None:
    path = QPainterPath()
    path.addRoundedRect(rect, _CORNER, _CORNER)
    halo = QColor(0, 0, 0, 110)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, QPen(halo, 5.0 if strong else 3.5))
    painter.strokePath(path, QPen(colour, 3.0 if strong else 1.8))


def _paint_tag(
    painter: QPainter,
    box: QRectF,
    track: int | None,
    emotion: Emotion,
    look: theme.EmotionStyle,
    bounds: QRectF,
    *,
    full: bool,
) -> None:
    """A chip above the box; below its upper edge where there is no room above."""
    share = float(words.shown(emotion).max())
    name = words.label_name(words.top(words.shown(emotion))) if full else look.code
    doubt = "?" if len(words.candidates(emotion)) > 1 else ""
    number = "" if track is None else f"#{track + 1}"
    text = f"{name}{doubt} {words.percent(share)}"

    font = theme.ui_font(0.5, weight=QFont.Weight.DemiBold)
    small = theme.ui_font(-1.0)
    metrics, small_metrics = QFontMetricsF(font), QFontMetricsF(small)
    tail = small_metrics.horizontalAdvance(number) + 8 if number else 0.0
    width = 30.0 + metrics.horizontalAdvance(text) + tail + 10.0
    chip = QRectF(box.x(), box.y() - px(_TAG_HEIGHT) - 6, width, px(_TAG_HEIGHT))
    if chip.top() < bounds.top() + 4:
        chip.moveTop(box.top() + 6)
    chip.moveLeft(max(min(chip.left(), bounds.right() - width - 4), bounds.left() + 4))

    painter.setPen(QPen(QColor(0, 0, 0, 70), 1.0))
    painter.setBrush(look.colour)
    painter.drawRoundedRect(chip, 8, 8)
    draw_glyph(painter, look.glyph, QRectF(chip.x() + 9, chip.center().y() - 6, 12, 12), look.text)
    painter.setPen(look.text)
    painter.setFont(font)
    baseline = chip.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(chip.x() + 29, baseline), text)
    if number:
        faded = QColor(look.text)
        faded.setAlpha(190)
        painter.setPen(faded)
        painter.setFont(small)
        x = chip.right() - 9 - small_metrics.horizontalAdvance(number)
        painter.drawText(QPointF(x, baseline), number)
