"""Distributions over time as pixels: stacked bands whose heights are the probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import Floats, Image


def stacked(shares: Floats, height: int, palette: NDArray[np.uint8]) -> Image:
    """Draw one distribution a column, first label at the bottom, edges anti-aliased.

    shares: (W, 8), rows sum to 1 (or 0: left transparent). height: pixels. palette: (8, 3) RGB.
    Returns (height, W, 4) uint8 RGBA.
    """
    width = len(shares)
    if not width or height < 1:
        return np.zeros((max(height, 0), width, 4), np.uint8)
    # Columns of a zoomed-in view repeat: each different one is drawn once.
    starts = np.flatnonzero(np.append(True, np.any(shares[1:] != shares[:-1], axis=1)))
    repeats = np.diff(np.append(starts, width))
    drawn = _drawn(shares[starts], height, palette.astype(np.float32))
    return np.repeat(drawn, repeats, axis=1)


def _drawn(shares: Floats, height: int, palette: Floats) -> Image:
    """As `stacked`, every column computed."""
    columns = len(shares)
    tops = np.ascontiguousarray(np.cumsum(shares, axis=1, dtype=np.float32).T) * height
    tops[-1] = np.where(tops[-1] > 0, height, 0)  # rounding leaves no gap at the top
    rows = np.arange(height, dtype=np.float32)[::-1, None]
    below = np.clip(tops[:, None, :] - rows, 0.0, 1.0)  # share of a pixel under each band's edge
    # A pixel is the sum of (below_i - below_{i-1}) colour_i, which is one matrix product.
    steps = palette - np.vstack([palette[1:], np.zeros((1, 3), np.float32)])
    rgb = below.reshape(len(palette), -1).T @ steps
    rgba = np.empty((height, columns, 4), np.uint8)
    rgba[:, :, :3] = (rgb + 0.5).reshape(height, columns, 3).clip(0, 255)
    rgba[:, :, 3] = np.where(tops[-1] > 0, 255, 0)
    return rgba
