"""How well errors are found, against counts by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.finding import FIRSTS, error_finding
from engine.labels import entropy
from tests.engine.evaluation.answers import made_up


def test_the_first_pictures_are_those_least_to_be_trusted() -> None:
    given = made_up(300, seen=0.9)
    found = error_finding(given)
    rows = np.flatnonzero(given.seen)
    wrong = given.corrected[rows].argmax(axis=1) != given.labels[rows]
    assert (found.n, found.errors) == (len(rows), wrong.sum())
    order = np.argsort(-entropy(given.corrected[rows]), kind="stable")
    assert found.entropy.first == {n: wrong[order][:n].sum() for n in FIRSTS}
    hits, misses = (entropy(given.corrected[rows])[wrong == kind] for kind in (False, True))
    pairs = (misses[:, None] > hits[None, :]) + 0.5 * (misses[:, None] == hits[None, :])
    assert found.entropy.auroc == pytest.approx(pairs.mean())


def test_errors_are_those_of_the_corrected_label() -> None:
    given = made_up(200)
    right = np.eye(8, dtype=np.float32)[given.labels]
    found = error_finding(replace(given, corrected=right))
    assert found.errors == 0
    assert found.disagreement.auroc is None
    assert found.disagreement.first == dict.fromkeys(FIRSTS, 0)


def test_figures_are_named_after_the_orders_of_a_review() -> None:
    found = error_finding(made_up(100))
    figures = found.figures()
    assert figures["review_errors"] == found.errors
    assert figures["review_uncertainty_auroc"] == found.uncertainty.auroc
    assert figures["review_disagreement_first_20"] == found.disagreement.first[20]
    none = error_finding(made_up(100, seen=0.0))
    assert (none.n, none.errors) == (0, 0)
    assert "review_entropy_auroc" not in none.figures()
