"""How sure a difference is: Student's interval over seeds, McNemar's test over pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.stats import binomtest, t

from benchmarks.study.result import Result

LEVEL: Final = 0.95

#: Fewer seeds claim nothing.
SEEDS: Final = 3


@dataclass(frozen=True, slots=True)
class Mean:
    """Of a figure over seeds. half: half the width of its 95 % t-interval, None for one seed."""

    mean: float
    half: float | None
    seeds: int


class Verdict(StrEnum):
    """What a paired difference says."""

    BETTER = "better"
    WORSE = "worse"
    OPEN = "cannot be told"


@dataclass(frozen=True, slots=True)
class Paired:
    """A condition against its baseline, the same seeds and the same pictures on both sides.

    difference: of the corrected accuracy. won, lost: decisions that only the condition, or only
    the baseline, got right, all seeds together. p: McNemar's exact test on them; seeds see the
    same pictures, so that it is smaller than it should be, and claims nothing by itself.
    """

    difference: Mean
    won: int
    lost: int
    p: float

    @property
    def verdict(self) -> Verdict:
        """By the t-interval of the difference over at least `SEEDS` seeds."""
        half = self.difference.half
        if half is None or self.difference.seeds < SEEDS or abs(self.difference.mean) <= half:
            return Verdict.OPEN
        return Verdict.BETTER if self.difference.mean > 0 else Verdict.WORSE


def mean(values: Sequence[float]) -> Mean:
    """Mean and t-interval of n >= 1 values."""
    n = len(values)
    if n == 1:
        return Mean(values[0], None, 1)
    spread = float(np.std(values, ddof=1)) / np.sqrt(n)
    return Mean(float(np.mean(values)), float(t.ppf((1 + LEVEL) / 2, n - 1) * spread), n)


def paired(these: Sequence[Result], base: Sequence[Result]) -> Paired | None:
    """Compare by the seeds that both have; None where there is none."""
    others = {result.seed: result for result in base}
    pairs = [(result, others[result.seed]) for result in these if result.seed in others]
    if not pairs:
        return None
    won = lost = 0
    for this, other in pairs:
        for mine, yours in zip(this.right["corrected"], other.right["corrected"], strict=True):
            won += mine > yours
            lost += yours > mine
    p = float(binomtest(won, won + lost).pvalue) if won + lost else 1.0
    gains = [this.corrected.accuracy - other.corrected.accuracy for this, other in pairs]
    return Paired(mean(gains), won, lost, p)
