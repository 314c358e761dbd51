"""The arithmetic of the timeline's view and of a variable frame rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.video.viewport import TimeIndex, Viewport, clock, duration, ticks

WHOLE = Viewport.whole(500_000, 3_600_500_000)
times = st.lists(st.integers(1_000, 400_000), min_size=1, max_size=80).map(
    lambda steps: TimeIndex(np.cumsum(steps).astype(np.int64))
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.05, 20), st.floats(0, 1), st.floats(-5e9, 5e9)),
        min_size=1,
        max_size=30,
    )
)
def test_no_way_of_moving_leaves_the_limits(moves: list[tuple[float, float, float]]) -> None:
    view = WHOLE
    for factor, where, by in moves:
        view = view.zoomed(factor, view.at(where, 1.0)).panned(by)
        assert view.low - 1e-3 <= view.start < view.end <= view.high + 1e-3
        assert view.span >= 200_000 * (1 - 1e-9)


@settings(deadline=None)
@given(st.floats(1, 50), st.floats(0, 1))
def test_zooming_in_keeps_what_is_under_the_mouse(factor: float, where: float) -> None:
    anchor = WHOLE.at(where, 1.0)
    view = WHOLE.zoomed(factor, anchor)
    assert view.x(anchor, 1.0) == pytest.approx(where, abs=1e-6)


@settings(deadline=None)
@given(st.floats(0, 1200))
def test_pixel_and_time_are_inverse(x: float) -> None:
    view = WHOLE.zoomed(7.0, 9e8)
    assert view.x(view.at(x, 1200.0), 1200.0) == pytest.approx(x, abs=1e-5)


def test_a_short_video_cannot_be_zoomed_beyond_itself() -> None:
    view = Viewport.whole(0, 40_000).zoomed(10.0, 20_000)
    assert (view.start, view.end) == (0, 40_000)


def test_the_page_turns_when_the_playhead_leaves_it() -> None:
    view = WHOLE.shown(500_000, 10_500_000)
    assert view.containing(4_000_000) == view
    turned = view.containing(12_000_000)
    assert turned.start <= 12_000_000 <= turned.end
    assert turned.span == pytest.approx(view.span)


@settings(deadline=None)
@given(times, st.integers(-1_000_000, 40_000_000))
def test_the_frame_at_a_time_is_the_one_on_screen(index: TimeIndex, pts_us: int) -> None:
    found = index.index_at(pts_us)
    assert found == 0 or index.times[found] <= pts_us
    assert found == len(index) - 1 or pts_us < index.times[found + 1]


@settings(deadline=None)
@given(times, st.integers(1, 300))
def test_columns_cover_every_frame_in_order(index: TimeIndex, width: int) -> None:
    first, last = index.columns(Viewport.whole(index.start, index.end), width)
    assert np.all(first < last)
    assert first[0] == 0
    assert last[-1] == len(index)
    assert np.all(first[1:] <= last[:-1])  # no frame between two columns is left out


@settings(deadline=None)
@given(times)
def test_zoomed_in_columns_hold_the_frame_that_is_shown(index: TimeIndex) -> None:
    middle = float(index.times[len(index) // 2])
    view = Viewport.whole(index.start, index.end).shown(middle, middle + 1)
    first, _ = index.columns(view, 500)
    edges = view.start + view.span * np.arange(500) / 500
    assert all(index.index_at(edge) == found for edge, found in zip(edges, first, strict=True))


def test_variable_and_constant_rates_are_told_apart() -> None:
    assert not TimeIndex(np.round(np.arange(100) * 1e6 / 29.97).astype(np.int64)).variable
    assert TimeIndex(np.array([0, 33_000, 66_000, 199_000])).variable
    assert not TimeIndex(np.array([0])).variable


@pytest.mark.parametrize(
    ("us", "step", "text"),
    [
        (0, 1_000, "0:00.000"),
        (83_456_000, 1_000, "1:23.456"),
        (3_723_000_000, 1_000_000, "1:02:03"),
        (59_999_600, 1_000_000, "1:00"),
        (1_500_000, 500_000, "0:01.5"),
        (250_000, 50_000, "0:00.25"),
        (-5, 1_000, "0:00.000"),
    ],
)
def test_clock(us: int, step: int, text: str) -> None:
    assert clock(us, step) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (7.2, "8 s"), (125, "2 min 05 s"), (3720, "1 h 02 min")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@settings(deadline=None)
@given(st.floats(1, 17_000), st.floats(200, 3000))
def test_ticks_are_in_view_and_their_texts_do_not_touch(factor: float, width: float) -> None:
    view = WHOLE.zoomed(factor, 1.7e9)
    marks = list(ticks(view, width))
    assert all(view.start <= mark.pts_us <= view.end for mark in marks)
    labelled = [view.x(mark.pts_us, width) for mark in marks if mark.text]
    assert all(b - a >= 95 for a, b in pairwise(labelled))
