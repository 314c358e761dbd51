"""What a model said of every picture of a data set: all figures are made of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.metrics import Labels
from engine.types import Floats

#: Branches of reliability balancing in the order of a report, by their names in a manifest.
BRANCHES = ("primary", "geometric", "attentive", "correction")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The n pictures that count, in the data set's order.

    names: of the pictures. labels: (n,) index of the right label. primary, corrected: (n, 8),
    rows sum to 1; uniform where `seen` (n,) is false, since the model gave no answer.
    votes: (n, 10) as counted, or None. branches: distributions within reliability balancing,
    before calibration, (n, 8) each, by names of `BRANCHES`; empty where the model has none.
    """

    names: tuple[str, ...]
    labels: Labels
    primary: Floats
    corrected: Floats
    seen: NDArray[np.bool_]
    votes: NDArray[np.float64] | None = None
    branches: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)
