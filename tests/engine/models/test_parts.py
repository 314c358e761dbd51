"""How faces are shared out over runs of the network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.parts import shares


@pytest.mark.parametrize(
    ("faces", "sizes", "runs"),
    [
        (1, (1, 4), [1]),
        (2, (1, 4), [1, 1]),  # half of a run would be for nothing
        (3, (1, 4), [3]),
        (4, (1, 4), [4]),
        (6, (1, 4), [4, 1, 1]),
        (7, (1, 4), [4, 3]),
        (3, (8,), [3]),
        (17, (8,), [8, 8, 1]),
        (2, (1,), [1, 1]),
    ],
)
def test_runs_are_large_but_hardly_filled_up(
    faces: int, sizes: tuple[int, ...], runs: list[int]
) -> None:
    assert shares(faces, sizes) == runs


@given(st.integers(1, 100), st.sets(st.integers(1, 16), min_size=1))
def test_every_face_is_in_one_run_that_holds_it(faces: int, sizes: set[int]) -> None:
    runs = shares(faces, sorted(sizes))
    assert sum(runs) == faces
    assert all(1 <= run <= max(sizes) for run in runs)
