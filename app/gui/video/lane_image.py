"""From numpy columns to the images and shapes that the timeline's strips paint."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainterPath

from app.gui.theme import style
from app.gui.video.ribbon_image import stacked
from engine.labels import LABELS
from engine.types import Floats


def colour_table(dark: bool) -> NDArray[np.uint8]:
    """(8, 3) RGB of the labels."""
    colours = [style(label, dark).colour for label in LABELS]
    return np.array([[c.red(), c.green(), c.blue()] for c in colours], np.uint8)


def ribbon_image(shares: Floats, height: int, *, dark: bool, ratio: float) -> QImage:
    """Stacked bands of (W, 8) shares as an image of W x height device pixels.

    ratio: device pixels a logical pixel; set on the image.
    """
    pixels = np.ascontiguousarray(stacked(shares, height, colour_table(dark)))
    rows, columns = pixels.shape[:2]
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return image


def runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Maximal ranges of True: start, stop (excluded)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2):
        yield int(start), int(stop)


def curve(values: Floats, present: NDArray[np.bool_], height: float, ratio: float) -> QPainterPath:
    """Filled curve of divergences 0..1 over their columns, standing on y = `height`.

    The square root is drawn: the Jensen-Shannon distance, which small corrections show in.
    """
    path = QPainterPath()
    values = np.sqrt(values)
    for start, stop in runs(present):
        path.moveTo(QPointF(start / ratio, height))
        for column in range(start, stop):
            y = height * (1.0 - float(values[column]))
            path.lineTo(QPointF(column / ratio, y))
            path.lineTo(QPointF((column + 1) / ratio, y))
        path.lineTo(QPointF(stop / ratio, height))
        path.closeSubpath()
    return path
