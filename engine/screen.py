"""Pictures in the layout that screens use."""

from __future__ import annotations

import numpy as np

from engine.types import Image


def four_channels(image: Image) -> Image:
    """A picture with four bytes a pixel, as window systems store and scale them best.

    image: HxWx3 uint8, BGR. Returns HxWx4 uint8: blue, green, red, 255. A quarter of the time
    that Qt takes, which shares the picture out to more threads than gain from it.
    """
    import cv2  # here, so that a window can open before it is loaded

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), dtype=np.uint8)
