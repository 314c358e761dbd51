"""FER+'s rules, by hand-made rows and by the counts that the literature states."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.votes import (
    crossentropy,
    distribution,
    majority,
    multi_target,
    without_outliers,
)

ROWS = st.lists(st.integers(0, 10), min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("votes", "label"),
    [
        ([6, 4, 0, 0, 0, 0, 0, 0, 0, 0], 0),
        ([5, 5, 0, 0, 0, 0, 0, 0, 0, 0], -1),  # half is not more than half
        ([4, 1, 1, 1, 3, 0, 0, 0, 0, 0], 0),  # 4 of 7, once single votes are gone
        ([4, 2, 0, 0, 3, 0, 0, 0, 1, 0], -1),
        ([2, 0, 0, 0, 0, 0, 0, 0, 8, 0], -1),  # unknown wins
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 10], -1),  # no face
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], -1),  # nothing left
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], -1),
        ([0, 0, 0, 0, 0, 0, 0, 10, 0, 0], 7),
    ],
)
def test_majority(votes: list[int], label: int) -> None:
    assert majority(np.array([votes], dtype=float)).tolist() == [label]


def test_shares_are_not_taken_for_single_votes() -> None:
    shares = np.array([[0.1, 0.7, 0.2, 0, 0, 0, 0, 0]])
    np.testing.assert_array_equal(without_outliers(shares), shares)
    assert majority(shares).tolist() == [1]
    assert majority(np.array([[0.4, 0.4, 0.2, 0, 0, 0, 0, 0]])).tolist() == [-1]


@pytest.mark.parametrize(
    ("votes", "share"),
    [
        ([8, 2, 0, 0, 0, 0, 0, 0, 0, 0], {0: 1.0}),  # 8 cover 75 %
        ([4, 0, 0, 3, 3, 0, 0, 0, 0, 0], {0: 0.4, 3: 0.3, 4: 0.3}),
        ([5, 5, 0, 0, 0, 0, 0, 0, 0, 0], {0: 0.5, 1: 0.5}),
        ([2, 2, 2, 2, 2, 0, 0, 0, 0, 0], {}),  # a tie of more than three
        ([4, 0, 0, 0, 0, 0, 0, 0, 6, 0], {}),  # unknown leads
        ([6, 0, 0, 0, 0, 0, 0, 0, 4, 0], {0: 1.0}),  # the sum ends before unknown
    ],
)
def test_crossentropy(votes: list[int], share: dict[int, float]) -> None:
    rows, kept = crossentropy(np.array([votes], dtype=float))
    assert kept.tolist() == [bool(share)]
    assert {i: p for i, p in enumerate(rows[0].tolist()) if p} == pytest.approx(share)


@given(st.lists(ROWS, min_size=1, max_size=20))
def test_targets_are_distributions_or_nothing(rows: list[list[int]]) -> None:
    votes = np.array(rows, dtype=float)
    for targets, kept in (crossentropy(votes), multi_target(votes), distribution(votes)):
        np.testing.assert_allclose(targets[kept].sum(axis=1), 1.0)
        assert not targets[~kept].any()
        assert (targets >= 0).all()
    decided = majority(votes) >= 0
    soft, kept = crossentropy(votes)
    assert kept[decided].all()
    np.testing.assert_array_equal(soft[decided].argmax(axis=1), majority(votes)[decided])


@pytest.mark.media
@pytest.mark.parametrize(
    ("usage", "counts"),
    [("Training", (25_060, 27_956, 27_671)), ("PublicTest", (3_199, 3_505, 3_472))],
)
def test_counts_of_the_literature(usage: str, counts: tuple[int, ...], ferplus: Path) -> None:
    with (ferplus / "fer2013new.csv").open(newline="") as table:
        rows = [row[2:] for row in csv.reader(table) if row[0] == usage]
    votes = np.array(rows, dtype=float)
    found = (
        int((majority(votes) >= 0).sum()),
        int(crossentropy(votes)[1].sum()),
        int(multi_target(votes)[1].sum()),
    )
    assert found == counts
