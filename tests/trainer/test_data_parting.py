"""No person, video, near-duplicate or picture on two sides, in splits of any data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from tests.trainer.faces import face
from trainer.data.duplicates import components, near_duplicates
from trainer.data.parting import leaks, refuse_leaks, units, without_leaks
from trainer.data.table import SampleTable

PAIR = np.array([[0, 1]])


def table(
    n: int,
    *,
    content: list[str] | None = None,
    persons: list[str] | None = None,
    videos: list[str] | None = None,
    groups: list[str] | None = None,
) -> SampleTable:
    nobody = tuple([""] * n)
    return SampleTable(
        sources=("set",),
        source=np.zeros(n, dtype=np.int64),
        names=tuple(f"{i}.png" for i in range(n)),
        places=tuple(f"list.csv, row {i + 2}" for i in range(n)),
        boxes=(None,) * n,
        points=(None,) * n,
        content=tuple(content or map(str, range(n))),
        hard=np.zeros(n, dtype=np.int64),
        votes=np.full((n, 10), np.nan),
        candidates=np.zeros((n, 8), dtype=bool),
        persons=tuple(persons or nobody),
        videos=tuple(videos or nobody),
        groups=tuple(groups or nobody),
    )


def test_ties_of_every_kind_chain() -> None:
    #        0-1 person, 1-2 video, 2-3 bytes, 3-4 group, 4-5 nearly the same; 6 and 7 alone
    found = units(
        table(
            8,
            persons=["p", "p", "", "", "", "", "q", ""],
            videos=["", "v", "v", "", "", "", "", ""],
            content=["a", "b", "c", "c", "d", "e", "f", "g"],
            groups=["", "", "", "g", "g", "", "", ""],
        ),
        np.array([[4, 5]]),
    )
    assert len(set(found[:6].tolist())) == 1
    assert len(set(found.tolist())) == 3


def test_unknown_people_are_not_one_person() -> None:
    assert len(set(units(table(5)).tolist())) == 5


@pytest.mark.parametrize(
    ("ties", "why"),
    [
        ({"content": ["a", "a"]}, "the same picture"),
        ({"persons": ["7", "7"]}, "the same person"),
        ({"videos": ["v", "v"]}, "the same video"),
        ({"groups": ["g", "g"]}, "the same group of near-duplicates"),
    ],
)
def test_a_leak_is_refused_by_name(ties: dict[str, list[str]], why: str) -> None:
    held = np.array([False, True])
    with pytest.raises(DataError) as caught:
        refuse_leaks(table(2, **ties), held)
    assert f"set/0.png and set/1.png ({why})" in str(caught.value)
    assert not without_leaks(table(2, **ties), held).any()


def test_near_duplicates_leak_from_either_side() -> None:
    for held in ([False, True], [True, False]):
        (found,) = leaks(table(2), np.array(held), PAIR)
        assert found.why == "nearly the same picture"
        assert found.trained == f"set/{held.index(False)}.png"


def test_nothing_shared_is_no_leak() -> None:
    both = table(4, persons=["a", "a", "b", "b"])
    refuse_leaks(both, np.array([False, False, True, True]))
    assert without_leaks(both, np.array([False, False, True, True])).tolist() == [1, 1, 0, 0]


@settings(max_examples=50)
@given(st.integers(2, 40), st.integers(0, 2**32 - 1), st.data())
def test_what_is_left_of_any_data_never_leaks(n: int, seed: int, data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    some = st.lists(st.sampled_from(["", "", "a", "b", "c", "d"]), min_size=n, max_size=n)
    any_table = table(n, persons=data.draw(some), videos=data.draw(some), groups=data.draw(some))
    pairs = np.sort(rng.integers(0, n, (n // 4, 2)), axis=1)
    held = rng.random(n) < 0.3
    safe = without_leaks(any_table, held, pairs)
    assert not (safe & held).any()
    rows = np.flatnonzero(safe | held)
    kept = [
        (np.searchsorted(rows, a), np.searchsorted(rows, b))
        for a, b in pairs
        if a in rows and b in rows
    ]
    refuse_leaks(any_table.take(rows), held[rows], np.array(kept, np.int64).reshape(-1, 2))
    # Whole units go or stay.
    own = units(any_table, pairs)
    for unit in np.unique(own):
        assert len(set(safe[own == unit].tolist())) == 1


def test_components_are_numbered_and_whole() -> None:
    found = components(6, np.array([[4, 1], [1, 5]]))
    assert found[1] == found[4] == found[5]
    assert len(set(found.tolist())) == 4
    assert components(3, np.zeros((0, 2), np.int64)).tolist() == [0, 1, 2]


def test_near_duplicates_are_found_and_others_are_not() -> None:
    crops = np.stack([face(i) for i in range(60)])
    assert len(near_duplicates(crops)) == 0
    rng = np.random.default_rng(0)
    noisy = np.clip(face(7) + rng.normal(0, 4, (32, 32)), 0, 255).astype(np.uint8)
    crops = np.concatenate(
        [crops, [face(3, shift=20), noisy, np.full((32, 32), 90), np.full((32, 32), 90)]]
    )
    assert near_duplicates(crops.astype(np.uint8)).tolist() == [[3, 60], [7, 61]]


def test_few_crops_and_colours() -> None:
    two = np.stack([face(1), face(1, shift=9)])
    assert near_duplicates(two).tolist() == [[0, 1]]
    assert near_duplicates(np.repeat(two[..., None], 3, axis=3)).tolist() == [[0, 1]]
    assert near_duplicates(np.stack([face(1), face(2)])).tolist() == []


@pytest.mark.media
def test_most_of_ferplus_near_duplicates_are_found(ferplus: Path) -> None:
    from trainer.data import ferplus as reader

    pictures = reader.read(ferplus, "FER2013Valid")
    pairs = near_duplicates(pictures.images)
    same = pictures.groups[pairs[:, 0]] == pictures.groups[pairs[:, 1]]
    _, sizes = np.unique(pictures.groups, return_counts=True)
    listed = int((sizes * (sizes - 1) // 2).sum())
    assert same.mean() > 0.8
    assert same.sum() > 0.8 * listed
