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
    # Small faces first, so that the largest face's panel lies on top.
    pairs = list(zip(scored.faces.faces, scored.emotions, strict=True))
    for face, emotion in reversed(pairs):
        _paint_box(picture, face.box, _STYLES[emotion.label].colour, unit)
    for face, emotion in reversed(pairs):
        _paint_panel(picture, face.box, emotion, unit)
        _paint_chip(picture, face, emotion, unit)
    return picture


def _paint_box(picture: Image, box: Box, colour: Bgr, unit: float) -> None:
    corner, opposite = _point(box.x, box.y), _point(box.x + box.w, box.y + box.h)
    thick = max(round(1.5 * unit), 1)
    cv2.rectangle(picture, corner, opposite, _PANEL, thick + 2, cv2.LINE_AA)
    cv2.rectangle(picture, corner, opposite, colour, thick, cv2.LINE_AA)


def _paint_chip(picture: Image, face: Face, emotion: Emotion, unit: float) -> None:
    """Track, label and probability on a filled chip above the box, or in it at the top border."""
    style = _STYLES[emotion.label]
    text = f"{emotion.label.capitalize()} {emotion.probability:.0%}"
    if face.track is not None:
        text = f"{face.track}  {text}"
    scale = 10.0 * unit / _CAP
    (width, _), _ = cv2.getTextSize(text, _FONT, scale, 1)
    pad = round(4 * unit)
    height = round(10.0 * unit) + 2 * pad
    x = _fit(face.box.x, width + 2 * pad, picture.shape[1])
    y = _fit(face.box.y - height, height, picture.shape[0])
    cv2.rectangle(picture, (x, y), (x + width + 2 * pad, y + height), style.colour, cv2.FILLED)
    baseline = (x + pad, y + height - pad)
    cv2.putText(picture, text, baseline, _FONT, scale, style.text, 1, cv2.LINE_AA)


def _paint_panel(picture: Image, box: Box, emotion: Emotion, unit: float) -> None:
    """Eight rows: code, thin primary bar, thick corrected bar, on a see-through dark ground."""
    row, pad = round(11 * unit), round(4 * unit)
    code_width, bar_width = round(17 * unit), round(46 * unit)
    width, height = code_width + bar_width + 2 * pad, row * len(LABELS) + 2 * pad
    if box.h < 1.5 * row or width > picture.shape[1] or height > picture.shape[0]:
        return
    right = box.x + box.w + pad
    beside = right if right + width <= picture.shape[1] else box.x - pad - width
    x = _fit(beside, width, picture.shape[1])
    y = _fit(box.y, height, picture.shape[0])
    ground = picture[y : y + height, x : x + width]
    cv2.addWeighted(ground, 0.3, np.full_like(ground, _PANEL), 0.7, 0.0, dst=ground)
    for i, label in enumerate(LABELS):
        style = _STYLES[label]
        top = y + pad + i * row
        left = x + pad + code_width
        where = (x + pad, top + round(8.5 * unit))
        cv2.putText(picture, style.code, where, _FONT, 7.5 * unit / _CAP, _WHITE, 1, cv2.LINE_AA)
        thin, thick = round(2 * unit), round(5 * unit)
        first = top + round(1 * unit)
        second = first + thin + max(round(unit), 1)
        _bar(picture, left, first, bar_width, thin, float(emotion.primary[i]), style.colour)
        _bar(picture, left, second, bar_width, thick, float(emotion.corrected[i]), style.colour)


def _bar(picture: Image, x: int, y: int, width: int, height: int, share: float, c: Bgr) -> None:
    picture[y : y + height, x : x + width] = _TRACK
    filled = round(width * share)
    picture[y : y + height, x : x + filled] = c


def _point(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def _fit(start: float, length: int, limit: int) -> int:
    """Shift a span of `length` from `start` so that it lies in 0..limit, if it can."""
    return max(min(round(start), limit - length), 0)
