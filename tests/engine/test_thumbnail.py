"""Thumbnails: the cells' means, whatever the size of the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.thumbnail import thumbnail
from engine.types import Image


@pytest.mark.parametrize(("width", "height", "step"), [(640, 360, 2), (1280, 720, 5)])
def test_it_averages_every_few_pixels(astronaut: Image, width: int, height: int, step: int) -> None:
    image = np.asarray(cv2.resize(astronaut, (width, height)), dtype=np.uint8)
    expected = cv2.resize(image[::step, ::step], (64, 36), interpolation=cv2.INTER_AREA)
    found = thumbnail(image, 64, 36)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("width", "height"), [(641, 363), (64, 36), (20, 10), (1, 1), (5000, 40)])
def test_each_cell_shows_its_part_of_any_picture(width: int, height: int) -> None:
    image = np.full((height, width, 3), 40, dtype=np.uint8)
    image[: height // 2, :, 0] = 200
    found = thumbnail(image, 32, 18)
    assert found.shape == (18, 32, 3)
    np.testing.assert_array_equal(found[..., 1:], 40)
    if height > 1:
        np.testing.assert_array_equal(found[:8, :, 0], 200)
        np.testing.assert_array_equal(found[11:, :, 0], 40)
