"""How sure a difference is: Student's interval over seeds, McNemar's test over pictures.

Three seeds of one row say little of how much rows scatter: by themselves they leave 2 degrees of
freedom, and intervals of points. The rows of a table share what scatters, so that all of them
together say it (a block design: rows are treatments, seeds are blocks).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    """Of a figure over seeds. half: half the width of its 95 % t-interval, None if unknown."""

    mean: float
    half: float | None
    seeds: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """How much accuracy varies beside what its row and its seed make of it.

    deviation: standard deviation, as a share. freedom: degrees of freedom behind it.
    """

    deviation: float
    freedom: int

    def of_difference(self, seeds: int) -> float:
        """Half the 95 % interval of a mean difference between two rows over `seeds` seeds."""
        wide = float(t.ppf((1 + LEVEL) / 2, self.freedom))
        return wide * self.deviation * float(np.sqrt(2 / seeds))


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


def scatter(rows: Sequence[Sequence[Result]]) -> Scatter | None:
    """Of the corrected accuracies of a table, by the rows that have all of its seeds.

    None where fewer than two rows have two seeds in common.
    """
    seeds = {result.seed for row in rows for result in row}
    whole = [row for row in rows if {result.seed for result in row} == seeds]
    if len(whole) < 2 or len(seeds) < 2:
        return None
    by_seed = [sorted(row, key=lambda result: result.seed) for row in whole]
    x = np.array([[result.corrected.accuracy for result in row] for row in by_seed])
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + x.mean()
    freedom = (len(whole) - 1) * (len(seeds) - 1)
    return Scatter(float(np.sqrt(np.square(rest).sum() / freedom)), freedom)


def paired(
    these: Sequence[Result], base: Sequence[Result], table: Scatter | None = None
) -> Paired | None:
    """Compare by the seeds that both have; None where there is none.

    table: the scatter of the table that both are rows of; without, the pairs' own.
    """
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
    gain = mean([this.corrected.accuracy - other.corrected.accuracy for this, other in pairs])
    if table is not None:
        gain = replace(gain, half=table.of_difference(len(pairs)))
    return Paired(gain, won, lost, p)
