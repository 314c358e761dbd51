"""Timestamps: exact where sound, mended by told rules where not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.sources.clock import Clock, is_variable, to_us

MILLISECONDS = Fraction(1, 1000)
_stamps = st.one_of(st.none(), st.integers(-(10**9), 10**9))


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.integers(1, 10**6))
def test_microseconds_are_the_nearest_integer(ticks: int, num: int, den: int) -> None:
    exact = ticks * Fraction(num, den) * 1_000_000
    assert abs(to_us(ticks, Fraction(num, den)) - exact) <= Fraction(1, 2)


@given(st.lists(st.tuples(_stamps, _stamps), max_size=60))
def test_times_always_rise(stamps: list[tuple[int | None, int | None]]) -> None:
    clock = Clock(MILLISECONDS, 40_000)
    times = [clock.stamp(pts, dts) for pts, dts in stamps]
    assert all(a < b for a, b in pairwise(times))


@given(st.lists(st.integers(-(10**6), 10**9), unique=True, max_size=60))
def test_sound_times_pass_unchanged(ticks: list[int]) -> None:
    clock = Clock(MILLISECONDS, 40_000)
    assert [clock.stamp(t, None) for t in sorted(ticks)] == [t * 1000 for t in sorted(ticks)]


def test_missing_times_come_one_interval_later() -> None:
    clock = Clock(MILLISECONDS, 40_000)
    stamps = [clock.stamp(pts, None) for pts in (100, None, None, 200)]
    assert stamps == [100_000, 140_000, 180_000, 200_000]


def test_without_any_times_the_rate_counts() -> None:
    clock = Clock(MILLISECONDS, 40_000)
    assert [clock.stamp(None, None) for _ in range(3)] == [0, 40_000, 80_000]


def test_repeated_times_come_a_microsecond_later() -> None:
    clock = Clock(MILLISECONDS, 40_000)
    assert [clock.stamp(pts, None) for pts in (0, 40, 40, 80)] == [0, 40_000, 40_001, 80_000]


def test_a_new_recording_within_the_file_goes_on_after_the_old_one() -> None:
    clock = Clock(MILLISECONDS, 40_000)
    stamps = [clock.stamp(pts, None) for pts in (90_000, 90_040, 0, 40)]
    assert stamps == [90_000_000, 90_040_000, 90_080_000, 90_120_000]


def test_decoding_times_serve_where_presentation_times_are_disordered() -> None:
    clock = Clock(MILLISECONDS, 40_000)
    disordered = [(40, 80), (160, 120), (120, 160), (200, 200), (80, 240), (320, 280)]
    stamps = [clock.stamp(pts, dts) for pts, dts in disordered]
    assert stamps[3:] == [200_000, 240_000, 280_000]


def test_rounding_and_gif_ticks_are_not_variable_but_a_lost_frame_is() -> None:
    assert not is_variable(33_000, 34_000, MILLISECONDS)
    assert not is_variable(60_000, 70_000, Fraction(1, 100))
    assert is_variable(33_000, 67_000, MILLISECONDS)
