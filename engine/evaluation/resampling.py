"""How sure a figure is: percentile intervals of the bootstrap over pictures.

The same resamples serve both distributions, so that the interval of their difference is a paired
one: narrower than two intervals side by side suggest. Resampling adds noise to a calibration
error, which is never negative: its intervals lie somewhat high.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.answers import Answers
from engine.evaluation.metrics import (
    ECE_BINS,
    calibration_bin,
    proper_rows,
    squared_distance,
)
from engine.labels import LABELS, Floating

RESAMPLES: Final = 1000
LEVEL: Final = 0.95

#: The figures that get an interval.
FIGURES: Final = ("accuracy", "mean_class_accuracy", "macro_f1", "nll", "brier", "ece")

#: Resamples that are held at once: memory stays below a hundred megabytes at 100,000 pictures.
_CHUNK: Final = 100

Columns = NDArray[np.float64]
_N: Final = len(LABELS)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between `low` and `high` lie 95 % of the resampled figures."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """By figure: of primary, of corrected, and of corrected minus primary."""

    primary: dict[str, Interval]
    corrected: dict[str, Interval]
    difference: dict[str, Interval]


def intervals(answers: Answers, resamples: int = RESAMPLES, seed: int = 0) -> Intervals:
    """Intervals of all `FIGURES`; the same for the same answers and seed."""
    first = columns(answers, answers.primary)
    second = columns(answers, answers.corrected)
    rng = np.random.default_rng(seed)
    n = len(answers)
    a: list[Columns] = []
    b: list[Columns] = []
    for start in range(0, resamples, _CHUNK):
        count = min(_CHUNK, resamples - start)
        weights = rng.multinomial(n, np.full(n, 1.0 / n), size=count).astype(np.float64)
        a.append(figures(weights @ first, n))
        b.append(figures(weights @ second, n))
    primary, corrected = np.concatenate(a), np.concatenate(b)
    return Intervals(_of(primary), _of(corrected), _of(corrected - primary))


def columns(answers: Answers, probabilities: Floating) -> Columns:
    """What each picture adds to every figure: (n, 2 + 3 · 8 + bins); sums make the figures."""
    p = proper_rows(probabilities)
    rows = np.arange(len(p))
    predicted, sure = p.argmax(axis=1), p.max(axis=1)
    right = answers.seen & (predicted == answers.labels)
    one_hot = np.eye(_N)
    truth = one_hot[answers.labels]
    gaps = np.zeros((len(p), ECE_BINS))
    gaps[rows, calibration_bin(sure)] = right - sure
    return np.column_stack(
        [
            -np.log(p[rows, answers.labels]),
            squared_distance(answers.labels, p),
            truth,
            truth * right[:, None],
            one_hot[predicted] * answers.seen[:, None],
            gaps,
        ]
    )


def figures(sums: Columns, n: int) -> Columns:
    """(r, ...) sums of `columns` over n pictures each to (r, 6) figures in `FIGURES` order."""
    nll, brier = sums[:, 0] / n, sums[:, 1] / n
    had, hits, said = (sums[:, 2 + i * _N : 2 + (i + 1) * _N] for i in range(3))
    gaps = sums[:, 2 + 3 * _N :]
    return np.column_stack(
        [
            hits.sum(axis=1) / n,
            _mean_quotient(hits, had),
            _mean_quotient(2 * hits, had + said),
            nll,
            brier,
            np.abs(gaps).sum(axis=1) / n,
        ]
    )


def _mean_quotient(parts: Columns, wholes: Columns) -> NDArray[np.float64]:
    """Mean over the labels whose divisor is not zero: those that the resample has."""
    there = wholes > 0
    quotients = np.where(there, parts / np.where(there, wholes, 1.0), 0.0)
    return np.asarray(quotients.sum(axis=1) / there.sum(axis=1))


def _of(values: Columns) -> dict[str, Interval]:
    edge = (1.0 - LEVEL) / 2
    low, high = np.quantile(values, [edge, 1.0 - edge], axis=0)
    return {
        name: Interval(float(a), float(b)) for name, a, b in zip(FIGURES, low, high, strict=True)
    }
