"""Small versions of frames, to be compared with each other: fast rather than exact."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from engine.types import Floats, Image

#: Samples that a cell averages each way: enough for one that only noise changes to stay the same.
_SAMPLES: Final = 4


def thumbnail(image: Image, width: int, height: int) -> Floats:
    """(height, width, 3) float32, 0..255. image: HxWx3 uint8.

    Skips pixels first, since averaging all would cost ten times more.
    """
    rows, columns = image.shape[:2]
    step = max(1, min(rows // (_SAMPLES * height), columns // (_SAMPLES * width)))
    few = (columns // step, rows // step)
    # Not `image[::step, ::step]`: to gather that takes OpenCV three times as long.
    whole = image[: few[1] * step, : few[0] * step]
    samples = cv2.resize(whole, few, interpolation=cv2.INTER_NEAREST)
    small = cv2.resize(samples, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)
