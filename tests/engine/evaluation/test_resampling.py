"""Bootstrap intervals: built on the very figures they are about, and about as wide as they must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.metrics import measure
from engine.evaluation.resampling import FIGURES, columns, figures, intervals
from tests.engine.evaluation.answers import made_up


@pytest.mark.parametrize("seen", [1.0, 0.8])
@pytest.mark.parametrize("n", [1, 7, 400])
def test_summed_columns_are_the_figures(n: int, seen: float) -> None:
    given = made_up(n, seen=seen)
    own = figures(columns(given, given.corrected).sum(axis=0, keepdims=True), n)[0]
    found = measure(given.labels, given.corrected, given.seen)
    for name, value in zip(FIGURES, own, strict=True):
        assert value == pytest.approx(getattr(found, name), abs=1e-9), name


def test_the_width_is_that_of_the_binomial() -> None:
    given = made_up(400)
    found = intervals(given, resamples=2000).primary["accuracy"]
    share = measure(given.labels, given.primary, given.seen).accuracy
    half = 1.96 * np.sqrt(share * (1 - share) / 400)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.1)
    assert found.low < share < found.high


def test_a_paired_difference_is_narrower_than_two_intervals() -> None:
    found = intervals(made_up(400))
    width = {kind: getattr(found, kind)["nll"] for kind in ("primary", "corrected", "difference")}
    widths = {kind: each.high - each.low for kind, each in width.items()}
    assert widths["difference"] < widths["primary"]
    same = made_up(100)
    nothing = intervals(replace(same, corrected=same.primary)).difference
    assert all((each.low, each.high) == (0, 0) for each in nothing.values())


def test_the_same_seed_gives_the_same_intervals() -> None:
    given = made_up(50)
    assert intervals(given, resamples=150) == intervals(given, resamples=150)
    assert intervals(given, resamples=150) != intervals(given, resamples=150, seed=1)
