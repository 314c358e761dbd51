"""Which samples an epoch has, and in which order."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from trainer.data.batch import N, TrainingSet

#: The paper's largest number of pictures of one group in an epoch's pool (N_pg).
PER_GROUP: Final = 512
#: A rare class's pictures come at most so often in an epoch (specification A.6 #27).
REPEATS: Final = 5


def plain_order(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Every sample once, shuffled."""
    return rng.permutation(count)


def balanced_count(data: TrainingSet, per_class: int) -> NDArray[np.int64]:
    """(N,) how many pictures of each class an epoch has: `per_class`, or `REPEATS` of each."""
    sizes = np.bincount(_classes(data), minlength=N)
    return np.minimum(per_class, REPEATS * sizes)


def balanced_order(
    data: TrainingSet, per_class: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The paper's refined set, redrawn each epoch.

    From a pool of at most `PER_GROUP` pictures a group, `per_class` of each class; the pictures
    of classes with fewer are repeated.
    """
    shuffled = rng.permutation(len(data))
    if data.groups is not None:
        shuffled = shuffled[_rank_in_group(data.groups[shuffled]) < PER_GROUP]
    classes = _classes(data)
    chosen = []
    for label, wanted in enumerate(balanced_count(data, per_class)):
        pool = shuffled[classes[shuffled] == label]
        if wanted:
            chosen.append(np.resize(pool, wanted))  # repeats the shuffled pool from its start
    return rng.permutation(np.concatenate(chosen))


def _classes(data: TrainingSet) -> NDArray[np.int64]:
    labels = data.labels()
    return np.zeros(len(data), np.int64) if labels is None else labels


def _rank_in_group(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) how many of the same group came before."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    starts = np.flatnonzero(first)
    rank = np.empty(len(groups), np.int64)
    rank[order] = np.arange(len(groups)) - np.repeat(starts, np.diff([*starts, len(groups)]))
    return rank
