"""From numpy columns to the images that the timeline's strips paint."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from app.gui.theme import style
from app.gui.video.ribbon_image import stacked
from engine.labels import LABELS
from engine.types import Floats


def colour_table(dark: bool) -> NDArray[np.uint8]:
    """(8, 3) RGB of the labels."""
    return np.array([rgb(style(label, dark).colour) for label in LABELS], np.uint8)


def rgb(colour: QColor) -> tuple[int, int, int]:
    """Red, green and blue, 0..255."""
    return colour.red(), colour.green(), colour.blue()


def ribbon_image(shares: Floats, height: int, *, dark: bool, ratio: float) -> QImage:
    """Stacked bands of (W, 8) shares as an image of W x height device pixels.

    ratio: device pixels a logical pixel; set on the image.
    """
    return _image(stacked(shares, height, colour_table(dark)), ratio)


def runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Maximal ranges of True: start, stop (excluded)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2):
        yield int(start), int(stop)


def curve_image(values: Floats, height: int, colour: QColor, ratio: float) -> QImage:
    """Filled curve of divergences: (W,) values 0..1 as an image of W x height device pixels.

    The square root is drawn: the Jensen-Shannon distance, in which small corrections show.
    """
    tops = np.sqrt(values) * height
    rows = np.arange(height, dtype=np.float32)[::-1, None]
    pixels = np.empty((height, len(values), 4), np.uint8)
    pixels[:, :, :3] = rgb(colour)
    pixels[:, :, 3] = np.clip(tops[None, :] - rows, 0.0, 1.0) * colour.alpha()
    return _image(pixels, ratio)


def _image(pixels: NDArray[np.uint8], ratio: float) -> QImage:
    """A QImage of its own from (height, width, 4) RGBA."""
    rows, columns = pixels.shape[:2]
    data = np.ascontiguousarray(pixels).data
    image = QImage(data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    # Copied, as QImage only points at the array; converted, as painting is fastest from this.
    painted = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painted.setDevicePixelRatio(ratio)
    return painted
