"""Large batches in equal parts: bounded memory, and few shapes that a runtime must prepare for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from engine.models.base import Distributions
from engine.types import Floats

#: Faces a run. More at once gain nothing (measured on GReFEL-S); each new size costs 30 ms once.
MOST_AT_ONCE: Final = 8

#: Faces a run where each answer is waited for but several faces may be in the picture: a lone one
#: goes alone, three or four take little more than half the time of as many runs.
FEW_AT_ONCE: Final = 4

#: Runs some faces: (B, C, H, W) to primary and corrected, (B, 8) each.
Run = Callable[[Floats], tuple[Floats, Floats]]


def infer_in_parts(batch: Floats, run: Run, at_once: int = MOST_AT_ONCE) -> Distributions:
    """Run a batch of B >= 1 faces in parts of `at_once`, the last one smaller."""
    return joined([run(part) for part in parts_of(batch, at_once)])


def shares(faces: int, sizes: Sequence[int]) -> list[int]:
    """How many of so many faces each run takes, where a run is of one of `sizes` faces, filled up.

    sizes: from the smallest to the largest. Runs are as large as can be without being filled by
    half or less.
    """
    found: list[int] = []
    while faces > 0:
        fitting = [size for size in sizes if faces > size // 2]
        found.append(min(max(fitting, default=sizes[0]), faces))
        faces -= found[-1]
    return found


def parts_of(batch: Floats, at_once: int) -> list[Floats]:
    """A batch cut into parts of `at_once` faces, the last one smaller; each contiguous."""
    starts = range(0, len(batch), at_once)
    return [np.ascontiguousarray(batch[i : i + at_once]) for i in starts]


def joined(answers: Sequence[tuple[Floats, Floats]]) -> Distributions:
    """The answers to the parts of a batch as one."""
    primary, corrected = zip(*answers, strict=True)
    return Distributions(np.concatenate(primary), np.concatenate(corrected))
