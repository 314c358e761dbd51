"""The arithmetic of label distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.labels import (
    CANDIDATE_LIMIT,
    CANDIDATE_MASS,
    LABELS,
    candidate_set,
    entropy,
    jensen_shannon,
)

N = len(LABELS)

distributions = (
    st.lists(st.floats(0.0, 1.0, width=32), min_size=N, max_size=N)
    .filter(lambda shares: sum(shares) > 0.1)
    .map(lambda shares: np.array(shares, dtype=np.float32) / np.float32(sum(shares)))
)


def _certain(label: int) -> np.ndarray:
    p = np.zeros(N, dtype=np.float32)
    p[label] = 1.0
    return p


def test_entropy_runs_from_certain_to_uniform() -> None:
    assert entropy(_certain(3)) == 0.0
    assert entropy(np.full(N, 1 / N)) == pytest.approx(1.0)
    half = np.zeros(N)
    half[:2] = 0.5
    assert entropy(half) == pytest.approx(math.log(2) / math.log(N))


def test_divergence_runs_from_equal_to_disjoint() -> None:
    assert jensen_shannon(_certain(0), _certain(0)) == 0.0
    assert jensen_shannon(_certain(0), _certain(1)) == pytest.approx(1.0)


@given(distributions, distributions)
def test_rows_of_a_table_give_what_each_gives_alone(p: np.ndarray, q: np.ndarray) -> None:
    table, other = np.stack([p, q]), np.stack([q, q])
    assert entropy(table) == pytest.approx([float(entropy(p)), float(entropy(q))])
    assert jensen_shannon(table, other) == pytest.approx([float(jensen_shannon(p, q)), 0.0])
    assert 0.0 <= entropy(p) <= 1.0
    assert jensen_shannon(p, q) == pytest.approx(float(jensen_shannon(q, p)))


@given(distributions)
def test_candidates_are_the_fewest_that_cover_enough(p: np.ndarray) -> None:
    found = candidate_set(p)
    shares = [float(p[i]) for i in found]
    assert 1 <= len(found) == len(set(found)) <= CANDIDATE_LIMIT
    assert shares == sorted(p.tolist(), reverse=True)[: len(found)]  # the most probable, in order
    assert sum(shares[:-1]) < CANDIDATE_MASS  # the last one was needed
    assert sum(shares) >= CANDIDATE_MASS - 1e-9 or len(found) == CANDIDATE_LIMIT


def test_of_equally_probable_candidates_the_first_label_comes_first() -> None:
    assert candidate_set(np.array([0.0, 0.4, 0.1, 0.4, 0.1, 0.0, 0.0, 0.0])) == (1, 3)
    assert candidate_set(_certain(5)) == (5,)
    assert candidate_set(np.full(N, 1 / N)) == (0, 1, 2)
