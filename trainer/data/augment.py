"""Augmentation: what cameras do to faces that FER+'s small grey pictures do not show.

One geometric step (through `engine.align.warp`, the function that serving uses), then light,
colour, resolution, blur, noise, compression and occlusion. Deterministic in its generator.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.align import warp, whole
from engine.models.manifest import Colour
from trainer.data.points import mirrored

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]

_MAX_ANGLE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Strength:
    """Magnitudes and probabilities; the defaults are the shipped weights' recipe."""

    flip: float = 0.5
    angle: float = 9.0
    scale: float = 0.12
    shift: float = 0.06
    light: float = 0.6
    shade: float = 0.2
    resolution: float = 0.25
    blur: float = 0.15
    noise: float = 0.2
    compression: float = 0.15
    erase: float = 0.25
    colour: float = 0.5

    def scaled(self, factor: float, geometry: float = 1.0, erase: float = 1.0) -> Strength:
        """All but the flip times `factor`; the geometric step and the erasing once more, each."""
        more = dict.fromkeys(("angle", "scale", "shift"), geometry) | {"erase": erase}
        names = (f.name for f in fields(self) if f.name != "flip")
        return replace(
            self, **{name: factor * more.get(name, 1.0) * getattr(self, name) for name in names}
        )


def geometric(rng: np.random.Generator, side: int, size: int, how: Strength) -> NDArray[np.float64]:
    """Random rotation, scale and shift about the centre: (2, 3), picture to crop pixels."""
    angle = float(np.clip(rng.normal(0.0, how.angle), -_MAX_ANGLE, _MAX_ANGLE))
    scale = float(np.exp(rng.uniform(-how.scale, how.scale)))
    centre = ((side - 1) / 2, (side - 1) / 2)
    turn = np.vstack([cv2.getRotationMatrix2D(centre, angle, scale), [0.0, 0.0, 1.0]])
    turn[:2, 2] += rng.uniform(-how.shift, how.shift, 2) * side
    return np.asarray(whole(side, side, size) @ turn)


def augment(
    image: Pixels,
    points: Points | None,
    rng: np.random.Generator,
    size: int,
    how: Strength,
    channels: int = 1,
) -> tuple[Pixels, Points | None]:
    """One random view.

    image: (S, S) grey or (S, S, 3) BGR uint8. points: (68, 2) in 0..1 or None. channels: 1 grey,
    3 RGB. Returns (size, size, channels) uint8 and the points of the view.
    """
    side = image.shape[0]
    matrix = geometric(rng, side, size, how)
    coloured = channels == 3 and image.ndim == 3
    view = warp(image, matrix, size, Colour.RGB if coloured else Colour.GREY)
    if points is not None:
        moved = (points * side - 0.5) @ matrix[:, :2].T + matrix[:, 2]
        points = ((moved + 0.5) / size).astype(np.float32)
    if rng.random() < how.flip:
        view, points = view[:, ::-1], None if points is None else mirrored(points)
    if coloured and rng.random() < how.colour:
        view = _tint(view, rng)
    view = _degrade(np.ascontiguousarray(view), rng, how)
    return np.repeat(view, channels // view.shape[2], axis=2), points


def plain_view(image: Pixels, size: int, channels: int = 1) -> Pixels:
    """The picture as it is, in the network's size: (size, size, channels) uint8."""
    coloured = channels == 3 and image.ndim == 3
    matrix = whole(image.shape[1], image.shape[0], size)
    view = warp(image, matrix, size, Colour.RGB if coloured else Colour.GREY)
    return np.asarray(np.repeat(view, channels // view.shape[2], axis=2), np.uint8)


def _tint(view: Pixels, rng: np.random.Generator) -> Pixels:
    """What white balance and saturation of cameras do; sometimes no colour is left at all."""
    x = view.astype(np.float32)
    grey = x @ np.array([0.299, 0.587, 0.114], np.float32)
    saturation = 0.0 if rng.random() < 0.2 else rng.uniform(0.5, 1.5)
    x = grey[..., None] + saturation * (x - grey[..., None])
    x = x * np.exp(rng.uniform(-0.15, 0.15, 3)).astype(np.float32)
    return np.asarray(np.clip(x, 0, 255), np.uint8)


def _degrade(view: Pixels, rng: np.random.Generator, how: Strength) -> Pixels:
    shape = view.shape  # OpenCV drops a single channel
    if rng.random() < how.resolution:
        view = _coarser(view, rng)
    if rng.random() < how.blur:
        view = np.asarray(cv2.GaussianBlur(view, (0, 0), rng.uniform(0.4, 1.2)), np.uint8)
    x = view.reshape(shape).astype(np.float32)
    if rng.random() < how.light:
        x = 255.0 * (x / 255.0) ** np.exp(rng.uniform(-0.35, 0.35))
        x = x * np.exp(rng.uniform(-0.25, 0.25)) + rng.uniform(-15.0, 15.0)
    if rng.random() < how.shade:
        x = x * _shade(x.shape[0], rng)[..., None]
    if rng.random() < how.noise:
        x = x + rng.normal(0.0, rng.uniform(2.0, 9.0), x.shape).astype(np.float32)
    view = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < how.compression:
        _, data = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))])
        view = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)
    if rng.random() < how.erase:
        view = _erase(view, rng)
    return view.reshape(shape)


def _coarser(view: Pixels, rng: np.random.Generator) -> Pixels:
    side = view.shape[0]
    low = int(rng.integers(side // 2, side))
    small = cv2.resize(view, (low, low), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def _shade(side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A window at one side of the room: a linear ramp of light across the face."""
    ramp = np.linspace(-1.0, 1.0, side, dtype=np.float32)
    turn = rng.uniform(0.0, 2.0 * np.pi)
    field = np.cos(turn) * ramp[None, :] + np.sin(turn) * ramp[:, None]
    return np.asarray(np.exp(rng.uniform(0.1, 0.7) * field), np.float32)


def _erase(view: Pixels, rng: np.random.Generator) -> Pixels:
    side = view.shape[0]
    area = rng.uniform(0.02, 0.12) * side * side
    ratio = float(np.exp(rng.uniform(-0.9, 0.9)))
    h = int(np.clip(np.sqrt(area * ratio), 2, side))
    w = int(np.clip(np.sqrt(area / ratio), 2, side))
    y, x = int(rng.integers(0, side - h + 1)), int(rng.integers(0, side - w + 1))
    view = view.copy()
    view[y : y + h, x : x + w] = rng.integers(0, 256, dtype=np.uint8)
    return view
