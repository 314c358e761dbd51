"""Distributions as pixels: heights are probabilities."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.video.ribbon_image import stacked

#: One colour channel per label, so that a pixel tells which labels it mixes.
PALETTE = np.array(
    [
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 0),
        (0, 255, 255),
        (255, 0, 255),
        (10, 10, 10),
        (200, 200, 200),
    ],
    np.uint8,
)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(8, 60))
def test_each_label_takes_its_share_of_the_height(seed: int, width: int, height: int) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(8), width).astype(np.float32)
    image = stacked(shares, height, PALETTE)
    assert image.shape == (height, width, 4)
    assert np.all(image[:, :, 3] == 255)
    # The mean colour of a column is the palette weighted by the distribution.
    np.testing.assert_allclose(image[:, :, :3].mean(axis=0), shares @ PALETTE, atol=2.0)


def test_the_first_label_lies_at_the_bottom() -> None:
    shares = np.zeros((1, 8), np.float32)
    shares[0, :2] = 0.5
    image = stacked(shares, 10, PALETTE)
    assert tuple(image[-1, 0, :3]) == (255, 0, 0)
    assert tuple(image[0, 0, :3]) == (0, 255, 0)


def test_columns_without_a_face_are_transparent() -> None:
    shares = np.zeros((3, 8), np.float32)
    shares[1, 4] = 1.0
    image = stacked(shares, 6, PALETTE)
    assert np.all(image[:, [0, 2], 3] == 0)
    assert np.all(image[:, 1] == (0, 255, 255, 255))


def test_nothing_gives_an_empty_image() -> None:
    assert stacked(np.zeros((0, 8), np.float32), 5, PALETTE).shape == (5, 0, 4)
