"""The rules by which FER+ crowd votes become labels (Barsoum et al. 2016).

Ten people voted on each picture, for one of the eight expressions, "unknown" or "NF" (no face).
Evaluation is always on the majority label; training may use the other two rules.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import CANDIDATE_LIMIT, CANDIDATE_MASS, LABELS, Floating

#: Vote columns in FER+ order: the eight expressions, then these two.
UNKNOWN: Final = "unknown"
NO_FACE: Final = "NF"
VOTE_COLUMNS: Final = (*LABELS, UNKNOWN, NO_FACE)

#: "Multi-target" keeps every expression with at least this share.
_MULTI_SHARE: Final = 0.3

_COUNT: Final = len(LABELS)

Targets = NDArray[np.float64]
Labels = NDArray[np.int64]
Mask = NDArray[np.bool_]


def without_outliers(votes: Floating) -> Targets:
    """Votes with single ones set to zero: one person of ten is taken for a slip.

    votes: (N, 10) or (N, 8), `VOTE_COLUMNS` order. Rows with fractions are shares, not counts,
    and stay as they are.
    """
    counts = np.array(votes, dtype=np.float64)
    whole = (counts == np.round(counts)).all(axis=-1, keepdims=True)
    return np.where(whole & (counts <= 1), 0.0, counts)


def majority(votes: Floating) -> Labels:
    """Index of the expression with more than half of the remaining votes; -1 where none has.

    votes: (N, 10) or (N, 8) as counted, single votes included. Returns (N,).
    """
    counts = without_outliers(votes)
    top = counts.argmax(axis=-1)
    wins = 2.0 * counts.max(axis=-1) > counts.sum(axis=-1)
    return np.where(wins & (top < _COUNT), top, -1).astype(np.int64)


def distribution(votes: Floating) -> tuple[Targets, Mask]:
    """Share of each expression among the remaining votes for expressions.

    Returns (N, 8) rows that sum to 1, and (N,) true where there is any such vote (other rows
    are zero).
    """
    counts = without_outliers(votes)[..., :_COUNT]
    return _normalised(counts, np.ones(counts.shape[:-1], dtype=bool))


def crossentropy(votes: Floating) -> tuple[Targets, Mask]:
    """FER+'s "crossentropy" (also "probability") targets.

    The most voted are added up until they cover `CANDIDATE_MASS` of the votes or
    `CANDIDATE_LIMIT` is reached; all that tie for a place come in together, and the sum ends
    before "unknown" or "NF". A picture is dropped if at most half of the votes are covered, if
    ties bring in more than the limit, or if "unknown" or "NF" leads.
    Returns (N, 8) rows that sum to 1, and (N,) true where the picture is kept (others are zero).
    """
    counts = without_outliers(votes)
    chosen = np.array([_leading(row) for row in counts]).reshape(counts.shape)
    sound = 2.0 * chosen.sum(axis=-1) > counts.sum(axis=-1)
    return _normalised(chosen, sound)


def _leading(row: Targets) -> Targets:
    """The votes that crossentropy mode keeps of one picture; all zero where it has too many."""
    chosen = np.zeros_like(row)
    enough = CANDIDATE_MASS * row.sum()
    rest = row.copy()
    while chosen.sum() < enough and np.count_nonzero(chosen) < CANDIDATE_LIMIT:
        top = rest.max()
        for index in np.flatnonzero(rest == top):
            if index >= _COUNT and chosen.any():
                return _unless_too_many(chosen)
            chosen[index], rest[index] = top, 0.0
            if index >= _COUNT:
                return chosen
    return _unless_too_many(chosen)


def _unless_too_many(chosen: Targets) -> Targets:
    return chosen if np.count_nonzero(chosen) <= CANDIDATE_LIMIT else np.zeros_like(chosen)


def multi_target(votes: Floating) -> tuple[Targets, Mask]:
    """FER+'s "multi-target" targets: every expression with at least 30 % of the votes.

    A picture is dropped if these cover at most half of the votes, or if "unknown" or "NF" leads.
    Returns (N, 8) rows that sum to 1, and (N,) true where the picture is kept (others are zero).
    """
    counts = without_outliers(votes)
    total = counts.sum(axis=-1)
    chosen = np.where(counts >= _MULTI_SHARE * total[..., None], counts, 0.0)
    return _normalised(chosen, 2.0 * chosen.sum(axis=-1) > total)


def _normalised(chosen: Targets, sound: Mask) -> tuple[Targets, Mask]:
    """Shares among the expressions, of rows that are sound and led by one of them."""
    counts = chosen[..., :_COUNT]
    total = counts.sum(axis=-1)
    kept = sound & (chosen.argmax(axis=-1) < _COUNT) & (total > 0)
    rows = np.where(kept[..., None], counts / np.maximum(total, 1e-9)[..., None], 0.0)
    return rows, kept
