from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.smooth import Smoother
from engine.types import Floats

SECOND = 1_000_000


def one_hot(index: int) -> Floats:
    return np.eye(8, dtype=np.float32)[index]


@st.composite
def distributions(draw: st.DrawFn) -> Floats:
    weights = draw(st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8))
    p = np.array(weights, dtype=np.float32)
    return p / p.sum()


def test_starts_at_the_first_value() -> None:
    np.testing.assert_array_equal(Smoother(0.5).update(0, 0, one_hot(3)), one_hot(3))


@pytest.mark.parametrize("tau_s", [0.1, 0.25, 2.0])
@pytest.mark.parametrize("step_us", [8_333, 33_333, 100_000])
def test_step_response_is_the_closed_form(tau_s: float, step_us: int) -> None:
    smoother = Smoother(tau_s)
    smoother.update(0, 0, one_hot(0))
    for k in range(1, 30):
        smooth = smoother.update(0, k * step_us, one_hot(1))
        expected = 1.0 - math.exp(-k * step_us / 1e6 / tau_s)
        assert smooth[1] == pytest.approx(expected, abs=1e-5)
        assert smooth[0] == pytest.approx(1.0 - expected, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    p=distributions(),
    q=distributions(),
    times=st.lists(st.integers(1, SECOND), min_size=1, max_size=20, unique=True),
)
def test_constant_input_gives_the_same_however_time_is_divided(
    p: Floats, q: Floats, times: list[int]
) -> None:
    at_once, in_steps = Smoother(0.25), Smoother(0.25)
    at_once.update(0, 0, p)
    in_steps.update(0, 0, p)
    for time in sorted(times):
        last = in_steps.update(0, time, q)
    np.testing.assert_allclose(last, at_once.update(0, max(times), q), atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.tuples(st.integers(-SECOND, SECOND), distributions()), min_size=1))
def test_stays_a_distribution_whatever_time_does(values: list[tuple[int, Floats]]) -> None:
    smoother = Smoother(0.3)
    for time, p in values:
        smooth = smoother.update(7, time, p)
        assert smooth.dtype == np.float32
        assert smooth.min() >= 0.0
        assert float(smooth.sum()) == pytest.approx(1.0, abs=1e-4)


def test_raw_values_are_left_alone() -> None:
    smoother = Smoother(0.25)
    p = one_hot(0)
    smoother.update(0, 0, p)
    smoother.update(0, 10_000, one_hot(1))
    np.testing.assert_array_equal(p, one_hot(0))


def test_zero_turns_it_off() -> None:
    smoother = Smoother(0.0)
    smoother.update(0, 0, one_hot(0))
    np.testing.assert_array_equal(smoother.update(0, 1, one_hot(1)), one_hot(1))


def test_tracks_do_not_mix() -> None:
    smoother = Smoother(0.25)
    smoother.update(0, 0, one_hot(0))
    np.testing.assert_array_equal(smoother.update(1, 1000, one_hot(5)), one_hot(5))


@pytest.mark.parametrize("time", [0, -SECOND])
def test_standing_or_backward_time_starts_anew(time: int) -> None:
    smoother = Smoother(10.0)
    smoother.update(0, 0, one_hot(0))
    np.testing.assert_array_equal(smoother.update(0, time, one_hot(1)), one_hot(1))


def test_forget_and_reset_start_anew() -> None:
    smoother = Smoother(10.0)
    for track in (0, 1):
        smoother.update(track, 0, one_hot(0))
    smoother.forget(0)
    smoother.forget(99)
    assert smoother.update(0, 1000, one_hot(1))[1] == 1.0
    assert smoother.update(1, 1000, one_hot(1))[1] < 0.01
    smoother.reset()
    assert smoother.update(1, 2000, one_hot(1))[1] == 1.0


@pytest.mark.parametrize("tau_s", [-0.1, math.nan, math.inf])
def test_refuses_senseless_time_constants(tau_s: float) -> None:
    with pytest.raises(ValueError, match="time constant"):
        Smoother(tau_s)
