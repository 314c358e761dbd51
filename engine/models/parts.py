"""Large batches in equal parts: bounded memory, and few shapes that a runtime must prepare for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from engine.models.base import Distributions
from engine.types import Floats

#: Faces a run. More at once gain nothing (measured on GReFEL-S); each new size costs 30 ms once.
MOST_AT_ONCE: Final = 8

#: Runs up to `MOST_AT_ONCE` faces: (B, C, H, W) to primary and corrected, (B, 8) each.
Run = Callable[[Floats], tuple[Floats, Floats]]


def infer_in_parts(batch: Floats, size: int, run: Run) -> Distributions:
    """Run a batch of B >= 1 faces in parts of `size`, the last one smaller."""
    parts = [np.ascontiguousarray(batch[i : i + size]) for i in range(0, len(batch), size)]
    primary, corrected = zip(*(run(part) for part in parts), strict=True)
    return Distributions(np.concatenate(primary), np.concatenate(corrected))
