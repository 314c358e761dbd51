"""Flips, McNemar's test, signals of errors and branches, against counts by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.answers import Answers
from engine.evaluation.balance import Flips, branches, error_auroc, flips, signals
from tests.engine.evaluation.answers import made_up


def answers(labels: list[int], before: list[int], after: list[int]) -> Answers:
    """Each label with probability 0.9."""

    def rows(leading: list[int]) -> np.ndarray:
        return np.asarray(0.1 / 7 + (0.9 - 0.1 / 7) * np.eye(8)[leading], dtype=np.float32)

    n = len(labels)
    seen = np.ones(n, dtype=bool)
    names = tuple(map(str, range(n)))
    return Answers(names, np.array(labels), rows(before), rows(after), seen)


def test_flips_by_kind() -> None:
    #                         kept  saved  spoilt  wrong twice
    found = flips(answers([0, 1, 2, 3, 3], [0, 0, 2, 0, 1], [0, 1, 0, 1, 1]))
    assert found == Flips(changed=3, wrong_to_right=1, right_to_wrong=1)


@pytest.mark.parametrize(("right", "wrong"), [(4, 9), (0, 5), (7, 7), (1, 0)])
def test_mcnemar_is_the_binomial_tail(right: int, wrong: int) -> None:
    n = right + wrong
    tail = sum(math.comb(n, k) for k in range(min(right, wrong) + 1)) / 2**n
    assert Flips(n, right, wrong).mcnemar_p == pytest.approx(min(1.0, 2 * tail))


def test_no_decisive_flip_proves_nothing() -> None:
    assert Flips(3, 0, 0).mcnemar_p == 1.0


def test_a_signal_that_knows_ranks_perfectly_and_one_that_does_not_by_chance() -> None:
    given = made_up(2000)
    wrong = given.primary.argmax(axis=1) != given.labels
    # Corrected is primary turned round wherever the primary is wrong, and else the same.
    knowing = np.where(wrong[:, None], given.primary[:, ::-1], given.primary)
    found = error_auroc(replace(given, corrected=knowing))
    assert found.disagreement == pytest.approx(1.0, abs=0.01)
    assert found.max_probability is not None
    assert found.max_probability > 0.6  # calibrated by construction: less sure, more often wrong
    same = error_auroc(replace(given, corrected=given.primary))
    assert same.disagreement == 0.5


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    given = made_up(60)
    wrong = given.primary.argmax(axis=1) != given.labels
    values = signals(given)["entropy"]
    pairs = [(a > b) + 0.5 * (a == b) for a in values[wrong] for b in values[~wrong]]
    assert error_auroc(given).entropy == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("before", [[0, 1], [1, 0]])
def test_without_errors_or_without_hits_there_is_nothing_to_rank(before: list[int]) -> None:
    found = error_auroc(answers([0, 1], before, [0, 1]))
    assert (found.max_probability, found.entropy, found.disagreement) == (None, None, None)


def test_pictures_never_seen_do_not_count() -> None:
    given = made_up(300, seen=0.5)
    assert flips(given).changed <= int(given.seen.sum())
    there = replace(
        given,
        labels=given.labels[given.seen],
        primary=given.primary[given.seen],
        corrected=given.corrected[given.seen],
        seen=given.seen[given.seen],
    )
    assert error_auroc(given) == error_auroc(there)
    assert flips(given) == flips(there)


def test_branches() -> None:
    given = made_up(50)
    sharp = np.eye(8, dtype=np.float32)[(given.labels + 1) % 8]
    flat = np.full((50, 8), 1 / 8, dtype=np.float32)
    found = branches(replace(given, branches={"attentive": sharp, "primary": flat}))
    assert found is not None
    assert list(found) == ["primary", "attentive"]  # always in one order
    assert found["attentive"].accuracy == 0.0
    assert found["attentive"].confidence == pytest.approx(1.0)
    assert found["attentive"].right is None
    assert found["attentive"].wrong == pytest.approx(1.0)
    assert found["primary"].confidence == pytest.approx(0.0, abs=1e-6)
    assert branches(replace(given, branches={})) is None
