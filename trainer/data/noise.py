"""Synthetic label noise, for the papers' robustness studies (specification F.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.batch import N, TrainingSet


def with_noise(data: TrainingSet, share: float, seed: int) -> TrainingSet:
    """Exchange the labels of a random `share` of the samples with another one, uniformly drawn.

    The hard label becomes the other; the votes and the candidacies of the two change places, so
    that every objective meets the same mistake. `clean` keeps what the labels were.
    """
    old = data.labels()
    if share <= 0 or old is None:
        return data
    rng = np.random.default_rng((seed, 1))
    chosen = rng.permutation(len(data))[: round(share * len(data))]
    was = old[chosen]
    now = (was + rng.integers(1, N, len(chosen))) % N
    hard = None
    if data.hard is not None:
        hard = data.hard.copy()
        hard[chosen] = now
    return replace(
        data,
        hard=hard,
        distribution=_exchanged(data.distribution, chosen, was, now),
        candidates=_exchanged(data.candidates, chosen, was, now),
        clean=old,
    )


def _exchanged(
    table: NDArray[Any] | None,
    rows: NDArray[np.int64],
    one: NDArray[np.int64],
    two: NDArray[np.int64],
) -> NDArray[Any] | None:
    """A copy in which two columns of each of the rows have changed places."""
    if table is None:
        return None
    changed = table.copy()
    changed[rows, one], changed[rows, two] = table[rows, two], table[rows, one]
    return changed
