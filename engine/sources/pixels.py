"""From a decoded frame to the picture as it is meant to be seen: upright BGR, square pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import av
import cv2
import numpy as np
from av.buffer import Buffer
from av.video.reformatter import VideoReformatter

from engine.types import Image

#: Pixel shapes beyond this are taken for nonsense in the header.
_ODDEST_PIXEL = 3.0


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture is turned to stand upright: transposed first, then mirrored."""

    transposed: bool = False
    mirrored_x: bool = False
    mirrored_y: bool = False
    clockwise: int = 0

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Orientation:
        """What the container says (all eight orientations; other angles to the nearest)."""
        data = frame.side_data.get("DISPLAYMATRIX")
        if data is None:
            return cls()
        # Maps the stored point (x, y) to (a x + c y, b x + d y), y downwards.
        a, b, _, c, d = np.frombuffer(bytes(cast("Buffer", data)), np.int32, count=5).tolist()
        clockwise = round(math.degrees(math.atan2(-c, d)) / 90) * 90 % 360
        if abs(b) > abs(a):
            return cls(True, c < 0, b < 0, clockwise)
        return cls(False, a < 0, d < 0, clockwise)

    def apply(self, image: Image) -> Image:
        """The picture upright; the same array where nothing is to be done."""
        if self.transposed:
            image = np.asarray(cv2.transpose(image), dtype=np.uint8)
        if self.mirrored_x or self.mirrored_y:
            axis = -1 if self.mirrored_x and self.mirrored_y else int(self.mirrored_x)
            image = np.asarray(cv2.flip(image, axis), dtype=np.uint8)
        return image


class PictureMaker:
    """Converts every frame of one video to the same size and orientation.

    One reused swscale context on one thread: faster than `cv2.cvtColor` on the planes, and right
    for every pixel format, colour matrix, range and bit depth. A video that changes its size
    midway is scaled to the size that it began with, so whoever reads it sees one size.
    """

    def __init__(self, first: av.VideoFrame, pixel_aspect: float) -> None:
        """first: the video's first frame. pixel_aspect: width by height of its pixels."""
        if not 1 / _ODDEST_PIXEL <= pixel_aspect <= _ODDEST_PIXEL:
            pixel_aspect = 1.0
        self._stored = (max(round(first.width * pixel_aspect), 1), first.height)
        self._reformatter = VideoReformatter()
        self.orientation = Orientation.of(first)
        self.size = self._stored[::-1] if self.orientation.transposed else self._stored

    def picture(self, frame: av.VideoFrame) -> Image:
        """HxWx3 uint8 BGR, contiguous; `size` is (W, H)."""
        width, height = self._stored
        bgr = self._reformatter.reformat(frame, width, height, format="bgr24", threads=1)
        image = self.orientation.apply(np.asarray(bgr.to_ndarray(), dtype=np.uint8))
        return np.ascontiguousarray(image)  # FFmpeg pads the rows of some widths
