from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.detect.turns import Look, Turns

INTERVAL_US = 300_000
ALL = frozenset(Look)


def test_everything_is_looked_at_in_the_first_frame() -> None:
    turns = Turns(0.3)
    assert not turns.begun
    assert turns.due(5_000_000) == ALL
    assert turns.begun


def test_at_30_fps_no_frame_has_more_than_one_look() -> None:
    turns = Turns(0.3)
    turns.due(0)
    looks = [turns.due(round(i * 1e6 / 30)) for i in range(1, 91)]
    assert max(len(look) for look in looks) == 1
    assert Counter(look for due in looks for look in due) == dict.fromkeys(Look, 10)
    assert sum(len(look) == 1 for look in looks[:9]) == 3


@given(steps=st.lists(st.integers(1, INTERVAL_US - 1), min_size=1, max_size=60))
def test_each_look_comes_once_in_every_interval(steps: list[int]) -> None:
    turns = Turns(0.3)
    turns.due(0)
    now, last = 0, dict.fromkeys(Look, 0)
    count: Counter[Look] = Counter()
    for step in steps:
        now += step
        for look in turns.due(now):
            last[look] = now
            count[look] += 1
        # A look that falls due between two frames comes in the second one.
        assert all(now - seen < INTERVAL_US + step for seen in last.values())
    assert all(n <= now / INTERVAL_US + 1 for n in count.values())


@pytest.mark.parametrize("then_us", [900_000, 5_000_000])
def test_after_a_seek_or_a_silence_everything_is_looked_at(then_us: int) -> None:
    turns = Turns(0.3)
    turns.due(1_000_000)
    turns.due(1_033_333)
    assert turns.due(then_us) == ALL
    assert turns.due(then_us + 33_333) == frozenset()


def test_without_an_interval_every_frame_is_looked_at() -> None:
    turns = Turns(0.0)
    assert [turns.due(i * 33_333) for i in range(4)] == [ALL] * 4
