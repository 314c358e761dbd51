"""Annotated pictures: box, track, label and both distributions, painted with OpenCV.

Lengths scale with the picture, so that a thumbnail and a 4K frame look alike. Colours are those
of the app's dark theme, which stay apart in every common form of colour blindness; label names
and codes stand beside them, so that colour is never alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from engine.labels import LABELS, Expression
from engine.types import Box, Emotion, Face, Image, Scored

Bgr = tuple[int, int, int]

_BLACK: Final[Bgr] = (0, 0, 0)
_WHITE: Final[Bgr] = (255, 255, 255)
_PANEL: Final[Bgr] = (30, 30, 30)
_TRACK: Final[Bgr] = (72, 72, 72)
_FONT: Final = cv2.FONT_HERSHEY_DUPLEX

#: Cap height of the font at scale 1, in pixels.
_CAP: Final = 21.0


@dataclass(frozen=True, slots=True)
class _Style:
    colour: Bgr
    text: Bgr
    code: str


_STYLES: Final[dict[Expression, _Style]] = {
    Expression.NEUTRAL: _Style((0xC9, 0xC9, 0xC9), _BLACK, "Ne"),
    Expression.HAPPINESS: _Style((0x00, 0x8B, 0xEC), _BLACK, "Ha"),
    Expression.SURPRISE: _Style((0x01, 0xFF, 0xD0), _BLACK, "Su"),
    Expression.SADNESS: _Style((0xB2, 0x69, 0x6B), _WHITE, "Sa"),
    Expression.ANGER: _Style((0x00, 0x3C, 0xC6), _WHITE, "An"),
    Expression.DISGUST: _Style((0x57, 0x85, 0x21), _WHITE, "Di"),
    Expression.FEAR: _Style((0xB0, 0x8A, 0xBB), _BLACK, "Fe"),
    Expression.CONTEMPT: _Style((0xFD, 0xC6, 0x21), _BLACK, "Co"),
}


def paint(scored: Scored) -> Image:
    """A copy of the frame with its faces marked: HxWx3 uint8 BGR.

    Beside each face the thin bars are the primary, the thick ones the corrected distribution.
    """
    picture: Image = scored.frame.image.copy()
    unit = max(min(picture.shape[:2]) / 360.0, 0.6)
    pairs = list(zip(scored.faces.faces, scored.emotions, strict=True))
    for face, emotion in pairs:
        _paint_box(picture, face.box, _STYLES[emotion.label].colour, unit)
    taken = [face.box for face, _ in pairs]
    for face, emotion in pairs:
        taken.append(_paint_chip(picture, face, emotion, unit))
    for face, emotion in pairs:
        panel = _panel_place(picture, face.box, taken, unit)
        if panel is not None:
            taken.append(panel)
            _paint_panel(picture, panel, emotion, unit)
    return picture


def percent(p: float) -> str:
    """A probability in words; what is only nearly certain is not called 100 %."""
    return f"{min(p, 0.99) if p < 0.9995 else p:.0%}"


def _paint_box(picture: Image, box: Box, colour: Bgr, unit: float) -> None:
    corner, opposite = _point(box.x, box.y), _point(box.x + box.w, box.y + box.h)
    thick = max(round(1.5 * unit), 1)
    cv2.rectangle(picture, corner, opposite, _PANEL, thick + 2, cv2.LINE_AA)
    cv2.rectangle(picture, corner, opposite, colour, thick, cv2.LINE_AA)


def _paint_chip(picture: Image, face: Face, emotion: Emotion, unit: float) -> Box:
    """Track, label and probability on a filled chip above the box, or in it at the top border."""
    style = _STYLES[emotion.label]
    text = f"{emotion.label.capitalize()} {percent(emotion.probability)}"
    if face.track is not None:
        text = f"{face.track}  {text}"
    scale = 10.0 * unit / _CAP
    (text_width, _), _ = cv2.getTextSize(text, _FONT, scale, 1)
    pad = round(4 * unit)
    width, height = text_width + 2 * pad, round(10.0 * unit) + 2 * pad
    x = _fit(face.box.x, width, picture.shape[1])
    y = _fit(face.box.y - height, height, picture.shape[0])
    cv2.rectangle(picture, (x, y), (x + width, y + height), style.colour, cv2.FILLED)
    baseline = (x + pad, y + height - pad)
    cv2.putText(picture, text, baseline, _FONT, scale, style.text, 1, cv2.LINE_AA)
    return Box(x, y, width, height)


def _panel_place(picture: Image, face: Box, taken: list[Box], unit: float) -> Box | None:
    """Where the bars hide least of faces and of what is painted: beside, under or over the face.

    None for faces too small to be worth it, and pictures too small to hold it.
    """
    width, height = round(75 * unit), round(112 * unit)
    if face.h < 16 * unit or width > picture.shape[1] or height > picture.shape[0]:
        return None
    gap = 4 * unit
    right, left = face.x + face.w + gap, face.x - gap - width
    under, over = face.y + face.h + gap, face.y - gap - height - 18 * unit
    low = face.y + face.h - height
    places = [
        Box(_fit(x, width, picture.shape[1]), _fit(y, height, picture.shape[0]), width, height)
        for x, y in (
            *((right, face.y), (left, face.y), (right, low), (left, low)),
            *((face.x, under), (face.x, over)),
        )
    ]
    return min(places, key=lambda place: sum(_overlap(place, other) for other in taken))


def _paint_panel(picture: Image, panel: Box, emotion: Emotion, unit: float) -> None:
    """Eight rows: code, thin primary bar, thick corrected bar, on a see-through dark ground."""
    x, y, width, height = round(panel.x), round(panel.y), round(panel.w), round(panel.h)
    ground = picture[y : y + height, x : x + width]
    cv2.addWeighted(ground, 0.25, np.full_like(ground, _PANEL), 0.75, 0.0, dst=ground)
    pad, left = round(4 * unit), x + round(23 * unit)
    full = x + width - pad - left
    for i, label in enumerate(LABELS):
        style = _STYLES[label]
        top = y + pad + round(13 * unit * i)
        where = (x + pad, top + round(9.5 * unit))
        cv2.putText(picture, style.code, where, _FONT, 7.5 * unit / _CAP, _WHITE, 1, cv2.LINE_AA)
        thin, thick = max(round(2 * unit), 1), round(6 * unit)
        first, second = top + round(unit), top + round(unit) + thin + max(round(unit), 1)
        picture[first : second + thick, left : left + full] = _TRACK
        _bar(picture, left, first, full, thin, float(emotion.primary[i]), style.colour)
        _bar(picture, left, second, full, thick, float(emotion.corrected[i]), style.colour)


def _bar(picture: Image, x: int, y: int, full: int, height: int, share: float, c: Bgr) -> None:
    picture[y : y + height, x : x + round(full * share)] = c


def _overlap(a: Box, b: Box) -> float:
    """Square pixels that two rectangles share."""
    w = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    h = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return max(w, 0.0) * max(h, 0.0)


def _point(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def _fit(start: float, length: int, limit: int) -> int:
    """Shift a span of `length` from `start` so that it lies in 0..limit, if it can."""
    return max(min(round(start), limit - length), 0)
