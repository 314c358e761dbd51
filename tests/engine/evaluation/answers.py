"""Answers of a model that errs as told, for tests of what is made of them."""

from __future__ import annotations

import numpy as np

from engine.evaluation.answers import BRANCHES, Answers


def made_up(n: int = 400, seed: int = 0, *, seen: float = 1.0) -> Answers:
    """A model that is right about as often as its probabilities say; correction sharpens it."""
    rng = np.random.default_rng(seed)
    primary = rng.dirichlet(np.full(8, 0.3), n)
    labels = np.array([rng.choice(8, p=row) for row in primary])
    corrected = 0.7 * primary + 0.3 * rng.dirichlet(np.full(8, 0.5), n)
    there = rng.random(n) < seen
    for rows in (primary, corrected):
        rows[~there] = 1 / 8
    votes = np.array([[*rng.multinomial(10, row), 0, 0] for row in primary], dtype=float)
    return Answers(
        names=tuple(f"{i:03}.png" for i in range(n)),
        labels=labels,
        primary=primary.astype(np.float32),
        corrected=corrected.astype(np.float32),
        seen=there,
        votes=votes,
        branches={name: rng.dirichlet(np.ones(8), n).astype(np.float32) for name in BRANCHES},
    )
