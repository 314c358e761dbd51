"""Figures against hand-made examples and slow, obvious formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.metrics import (
    ECE_BINS,
    adaptive_calibration_error,
    calibration_error,
    measure,
    measure_votes,
)
from engine.labels import Expression

N = 8


def rows(*pairs: tuple[int, float]) -> np.ndarray:
    """Distributions with so much on one label and the rest spread evenly."""
    p = np.empty((len(pairs), N))
    for row, (label, mass) in zip(p, pairs, strict=True):
        row[:] = (1 - mass) / (N - 1)
        row[label] = mass
    return p


def test_a_hand_made_example() -> None:
    labels = np.array([0, 0, 0, 1])
    p = rows((0, 0.9), (0, 0.9), (1, 0.6), (1, 0.8))
    found = measure(labels, p, np.ones(4, dtype=bool))

    assert found.accuracy == pytest.approx(3 / 4)
    assert found.mean_class_accuracy == pytest.approx((2 / 3 + 1) / 2)
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    likelihood = [0.9, 0.9, 0.4 / 7, 0.8]
    assert found.nll == pytest.approx(-sum(map(math.log, likelihood)) / 4)
    # 0.9 and 0.9 share a bin, all right; 0.6 alone, wrong; 0.8 alone, right.
    assert found.ece == pytest.approx((2 * 0.1 + 0.6 + 0.2) / 4)
    assert found.recall[Expression.NEUTRAL] == pytest.approx(2 / 3)
    assert found.recall[Expression.HAPPINESS] == 1.0
    assert found.recall[Expression.FEAR] is None
    assert found.precision[Expression.NEUTRAL] == 1.0
    assert found.precision[Expression.HAPPINESS] == 0.5
    assert found.precision[Expression.FEAR] is None
    assert found.f1[Expression.NEUTRAL] == pytest.approx(0.8)
    assert found.f1[Expression.FEAR] is None
    rest = [7 * (miss / 7) ** 2 for miss in (0.1, 0.1, 0.2)]
    wrong = 0.6**2 + (1 - 0.4 / 7) ** 2 + 6 * (0.4 / 7) ** 2
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.04 + sum(rest) + wrong) / 4)
    assert found.confusion[0][:2] == (2, 1)
    assert sum(map(sum, found.confusion)) == 4


def test_an_unseen_picture_is_wrong_even_where_uniform_would_win() -> None:
    labels = np.array([0, 0])
    p = np.vstack([np.full(N, 1 / N), rows((0, 1.0))])
    found = measure(labels, p, np.array([False, True]))
    assert found.accuracy == 0.5
    assert found.recall[Expression.NEUTRAL] == 0.5
    assert found.nll == pytest.approx(math.log(N) / 2, abs=1e-5)
    assert found.confusion[0] == (1, 0, 0, 0, 0, 0, 0, 0, 1)


def test_perfect_and_certainly_wrong() -> None:
    labels = np.arange(N)
    perfect = measure(labels, np.eye(N), np.ones(N, dtype=bool))
    assert (perfect.accuracy, perfect.macro_f1, perfect.mean_class_accuracy) == (1, 1, 1)
    assert perfect.nll == pytest.approx(0, abs=1e-5)
    assert perfect.ece == pytest.approx(0, abs=1e-5)
    wrong = measure(labels, np.roll(np.eye(N), 1, axis=1), np.ones(N, dtype=bool))
    assert (wrong.accuracy, wrong.macro_f1) == (0, 0)
    assert wrong.ece == pytest.approx(1, abs=1e-5)
    assert math.isfinite(wrong.nll)


@given(st.lists(st.tuples(st.floats(1 / N, 1.0), st.booleans()), min_size=1, max_size=60))
def test_calibration_error_is_the_textbook_sum(pairs: list[tuple[float, bool]]) -> None:
    confidence = np.array([c for c, _ in pairs])
    right = np.array([r for _, r in pairs])
    expected = 0.0
    for b in range(ECE_BINS):
        inside = (confidence * ECE_BINS > b) & (confidence * ECE_BINS <= b + 1)
        if inside.any():
            gap = abs(right[inside].mean() - confidence[inside].mean())
            expected += inside.mean() * gap
    assert calibration_error(confidence, right) == pytest.approx(expected, abs=1e-9)


def test_calibration_of_an_honest_guesser() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.2, 1.0, 200_000)
    right = rng.random(200_000) < confidence
    assert calibration_error(confidence, right) < 0.01
    assert calibration_error(confidence, np.zeros_like(right)) == pytest.approx(0.6, abs=0.01)


def test_fit_to_votes() -> None:
    votes = np.array([[10, 0, 0, 0, 0, 0, 0, 0, 0, 0], [6, 4, 0, 0, 0, 0, 0, 0, 0, 0]], float)
    labels = np.array([0, 0])
    p = np.array([[1.0] + [0.0] * 7, [0.4, 0.6] + [0.0] * 6])
    fit = measure_votes(labels, p, np.ones(2, dtype=bool), votes)
    kl = 0.6 * math.log(0.6 / 0.4) + 0.4 * math.log(0.4 / 0.6)
    assert fit.kl == pytest.approx(kl / 2, abs=1e-4)
    assert fit.share == pytest.approx((1.0 + 0.4) / 2)
    assert fit.top2 == 1.0
    assert (fit.unanimous, fit.contested) == (1.0, 0.0)


def test_bins_of_equal_count() -> None:
    confidence = np.linspace(0.9, 0.99, 150)  # all in two bins of equal width
    right = np.arange(150) % 10 != 0
    parts = [abs(float((right - confidence)[i : i + 10].sum())) for i in range(0, 150, 10)]
    assert adaptive_calibration_error(confidence, right) == pytest.approx(sum(parts) / 150)


def test_equal_confidences_share_a_bin_in_whatever_order() -> None:
    confidence = np.full(100, 0.8)
    right = np.arange(100) < 80  # calibrated, but sorted
    assert adaptive_calibration_error(confidence, right) == pytest.approx(0.0, abs=1e-12)
    assert adaptive_calibration_error(np.array([0.7]), np.array([True])) == pytest.approx(0.3)
