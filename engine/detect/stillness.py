"""Which looks at the frame can be spared, because they would show again what they showed before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.thumbnail import thumbnail
from engine.types import Box, Floats, Image

#: Size of the thumbnails that are compared: the smallest face that is found covers two cells.
_WIDTH: Final = 64
_HEIGHT: Final = 36
#: So far may cells differ, of 255, where nothing but a camera's noise does.
_NOISE: Final = 3.0
#: What moves with a followed face lies within its box and so much of its sides around it.
_AROUND: Final = 0.4
#: So many times in a row may a look be spared: what a thumbnail hides is seen a second later.
_MOST_SPARED: Final = 3


@dataclass(frozen=True, slots=True)
class _Taken:
    """A look that was taken: the thumbnail and the faces then; how often it was spared since."""

    thumbnail: Floats
    faces: int
    spared: int = 0


class Stillness:
    """Spares looks while nothing changes in the frame but the faces that are followed.

    As before a camera that stands, with nobody coming or going: there the detector would find the
    same faces, at half the cost of following them. Depends on the frames alone.
    """

    def __init__(self) -> None:
        self._taken: dict[Hashable, _Taken] = {}

    def spares(self, look: Hashable, image: Image, faces: Sequence[Box]) -> bool:
        """Whether a look whose turn it is may be left out; where not, it counts as taken.

        look: which one, of those that are taken of a frame. image: HxWx3 uint8. faces: those that
        are followed, in pixels.
        """
        now, before = thumbnail(image, _WIDTH, _HEIGHT), self._taken.get(look)
        if (
            before is not None
            and before.spared < _MOST_SPARED
            and before.faces == len(faces)
            and not _differ(now, before.thumbnail, faces, image)
        ):
            self._taken[look] = replace(before, spared=before.spared + 1)
            return True
        self._taken[look] = _Taken(now, len(faces))
        return False


def _differ(a: Floats, b: Floats, faces: Sequence[Box], image: Image) -> bool:
    """Whether any cell outside the faces shows something else."""
    changed: NDArray[np.bool_] = (np.abs(a - b) > _NOISE).any(axis=2)
    height, width = image.shape[:2]
    for box in faces:
        reach = _AROUND * max(box.w, box.h)
        left, right = (x / width * _WIDTH for x in (box.x - reach, box.x + box.w + reach))
        top, bottom = (y / height * _HEIGHT for y in (box.y - reach, box.y + box.h + reach))
        rows = slice(max(int(top), 0), max(int(bottom) + 1, 0))
        changed[rows, max(int(left), 0) : max(int(right) + 1, 0)] = False
    return bool(changed.any())
