from __future__ import annotations

import numpy as np

from engine.screen import four_channels
from engine.types import Frame, Image


def test_colours_stay_and_nothing_shines_through(astronaut: Image) -> None:
    frame = Frame(0, 0, 0, np.ascontiguousarray(astronaut[:301, :99]))
    shown = four_channels(frame.image)
    assert shown.shape == (301, 99, 4)
    assert shown.flags.c_contiguous
    np.testing.assert_array_equal(shown[:, :, :3], frame.image)
    assert (shown[:, :, 3] == 255).all()
