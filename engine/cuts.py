"""Hard cuts in a stream of frames."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.thumbnail import thumbnail
from engine.types import Frame

#: Size of the thumbnails that are compared.
_WIDTH: Final = 32
_HEIGHT: Final = 18
#: Less change than this (mean absolute difference, of 255) is no cut, whatever else.
_MIN_CHANGE: Final = 12.0
#: Pictures that correlate less than this show different things.
_UNRELATED: Final = 0.5
#: Similar pictures, as of two people in like surroundings, may correlate up to this. There the
#: change must be sudden (so many times that of the frame before: motion builds up) and be all
#: over the picture (this share of pixels differs by more than `_NOISE`).
_LOOSELY_RELATED: Final = 0.8
_SUDDEN: Final = 6.0
_ALL_OVER: Final = 0.6
_NOISE: Final = 6.0
#: Standard deviation below which a thumbnail is flat and correlates with nothing.
_FLAT: Final = 2.0


class CutDetector:
    """Says whether a hard cut lies between two frames. Costs about 0.1 ms a frame.

    Compares thumbnails: a cut changes much (mean absolute difference) and leaves little in its
    place (correlation). A change of light keeps the correlation; motion builds up over frames.
    Fades and dissolves are not cuts.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the last frame: the next one is the first of another source."""
        self._last: NDArray[np.float32] | None = None
        self._last_change = 0.0

    def update(self, frame: Frame) -> bool:
        """Whether a cut lies between the frame of the last call and this one."""
        now, last = thumbnail(frame.image, _WIDTH, _HEIGHT), self._last
        self._last = now
        if last is None:
            return False
        change = cv2.norm(now, last, cv2.NORM_L1) / now.size
        sudden = change >= _SUDDEN * self._last_change
        self._last_change = change
        if change < _MIN_CHANGE:
            return False
        all_over = float(np.mean(np.abs(now - last) > _NOISE)) >= _ALL_OVER
        return _correlation(now, last) < (_LOOSELY_RELATED if sudden and all_over else _UNRELATED)


def _correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Pearson's, -1 to 1, over all pixels and channels; 0 where a picture is flat."""
    spread = float(a.std() * b.std())
    if spread < _FLAT * _FLAT:
        return 0.0
    return float(np.mean((a - a.mean()) * (b - b.mean()))) / spread
