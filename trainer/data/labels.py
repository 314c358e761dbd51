"""From crowd votes to what objectives need: hard labels, distributions, candidate sets.

The rules of FER+ (Barsoum et al. 2016) live in `engine.evaluation.votes`; here they say which
pictures a training set keeps (specification E.5) and what each carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.votes import (
    crossentropy,
    distribution,
    majority,
    multi_target,
    without_outliers,
)
from engine.labels import LABELS

N: Final = len(LABELS)

#: A candidate label has at least this many of the ten votes (specification D.3).
CANDIDATE_VOTES: Final = 2


class Rule(StrEnum):
    """Which pictures are kept, and what their distribution is.

    VOTES: the emotions hold more than half of the votes; all of them count. MAJORITY: one emotion
    does. CROSSENTROPY, MULTI_TARGET: FER+'s. CANDIDATES: some emotion has two votes.
    """

    VOTES = "votes"
    MAJORITY = "majority"
    CROSSENTROPY = "crossentropy"
    MULTI_TARGET = "multi-target"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Labels:
    """Of n pictures.

    hard: (n,) int64, -1 where there is no majority. distribution: (n, N) float32, rows sum to 1.
    candidates: (n, N) bool.
    """

    hard: NDArray[np.int64]
    distribution: NDArray[np.float32]
    candidates: NDArray[np.bool_]


def labels_of(
    votes: NDArray[np.int64] | NDArray[np.float64], rule: Rule
) -> tuple[Labels, NDArray[np.bool_]]:
    """Labels of the pictures that the rule keeps, and which of the (n, 10) votes these are."""
    counts = votes.astype(np.float64)
    hard = majority(counts)
    candidates = counts[:, :N] >= CANDIDATE_VOTES
    target, keep = _targets(counts, rule, hard, candidates)
    kept = Labels(hard[keep], target[keep].astype(np.float32), candidates[keep])
    return kept, keep


def _targets(
    counts: NDArray[np.float64],
    rule: Rule,
    hard: NDArray[np.int64],
    candidates: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    if rule is Rule.CROSSENTROPY:
        return crossentropy(counts)
    if rule is Rule.MULTI_TARGET:
        return multi_target(counts)
    target, voted = distribution(counts)
    if rule is Rule.MAJORITY:
        return target, hard >= 0
    if rule is Rule.CANDIDATES:
        return target, candidates.any(axis=1) & voted
    clean = without_outliers(counts)
    emotions = clean[:, :N].sum(axis=1)
    return target, voted & (clean.argmax(axis=1) < N) & (emotions * 2 > clean.sum(axis=1))
