"""Data sets of every layout in one table, and what is said of those that are not in order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DataError
from engine.labels import LABELS, Expression
from tests.trainer.faces import class_folders, face, manifest, write
from trainer.data.read import Source, open_corpus
from trainer.data.table import SampleTable

HAPPY, SAD, FEAR = (
    LABELS.index(e) for e in (Expression.HAPPINESS, Expression.SADNESS, Expression.FEAR)
)
VOTES = "file," + ",".join(LABELS)


def table(*paths: Path) -> SampleTable:
    with open_corpus([Source(path) for path in paths]) as corpus:
        return corpus.table


def refusal(*paths: Path) -> str:
    with pytest.raises(DataError) as caught:
        table(*paths)
    return str(caught.value)


def test_a_mixture_of_layouts_is_one_table(tmp_path: Path) -> None:
    folders = class_folders(tmp_path / "folders", "happy", "sadness", each=2)
    for name in ("a", "b", "c"):
        write(tmp_path / "list" / f"{name}.png", face(ord(name)))
    listed = manifest(
        tmp_path / "list" / "mine.csv",
        "file,label,person,video",
        *("a.png,fear,7,", "b.png,sad|fear,7,v1", "c.png,happy,,v1"),
    )
    found = table(folders, listed)
    assert found.sources == ("folders", "mine")
    assert found.source.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert found.ids[0] == "folders/happy/0.png"
    assert found.ids[-1] == "mine/c.png"
    assert found.hard.tolist() == [HAPPY, HAPPY, SAD, SAD, FEAR, -1, HAPPY]
    assert np.flatnonzero(found.candidates[5]).tolist() == sorted([SAD, FEAR])
    assert not found.candidates[[0, 4]].any()
    assert found.persons[4] == found.persons[5] != ""
    assert found.videos[5] == found.videos[6] != ""
    assert found.persons[0] == found.persons[6] == ""
    data = (tmp_path / "list" / "a.png").read_bytes()
    assert found.content[4] == hashlib.sha256(data).hexdigest()
    assert found.places[4].endswith("mine.csv, row 2")


def test_a_table_without_rows_is_named(tmp_path: Path) -> None:
    full = class_folders(tmp_path / "folders", "happy", "sadness", each=1)
    empty = manifest(tmp_path / "empty.csv", "file,label")
    assert f"{empty}: there is not one labelled picture" in refusal(full, empty)


def test_votes_are_kept_as_counted(tmp_path: Path) -> None:
    write(tmp_path / "a.png", face(1))
    listed = manifest(tmp_path / "list.csv", VOTES, "a.png,0,6,0,4,0,0,0,0")
    found = table(listed)
    assert found.votes[0].tolist() == [0, 6, 0, 4, 0, 0, 0, 0, 0, 0]
    assert found.voted.tolist() == [True]
    assert found.hard.tolist() == [HAPPY]


def test_the_same_people_only_within_one_folder(tmp_path: Path) -> None:
    """Two tables beside each other speak of the same "7", tables of two places do not."""
    for place in ("x", "y"):
        for name in ("a", "b"):
            write(tmp_path / place / f"{name}.png", face(ord(name) + ord(place)))
    rows = [
        manifest(tmp_path / place / f"{name}.csv", "file,label,person", f"{name}.png,happy,7")
        for place, name in (("x", "a"), ("x", "b"), ("y", "a"))
    ]
    persons = table(*rows).persons
    assert persons[0] == persons[1] != persons[2]


def test_two_sets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one = class_folders(tmp_path / "x" / "data", "happy", each=1)
    two = class_folders(tmp_path / "y" / "data", "happy", each=1, first=5)
    assert table(one, two).ids == ("data-1/happy/0.png", "data-2/happy/0.png")


def test_groups_beside_the_data_are_read(tmp_path: Path) -> None:
    folders = class_folders(tmp_path / "set", "happy", each=2)
    manifest(tmp_path / "groups.csv", "split,name,group", "set,0.png,4", "other,1.png,4")
    groups = table(folders).groups
    assert groups[0].endswith("#4")
    assert groups[1] == ""


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["a.png,bored"], ["list.csv, row 2", "'bored' is none of the eight labels"]),
        (["a.png,happy", "b.png,happy"], ["list.csv, row 3", "b.png", "No such file"]),
        (["a.png,happy", "empty.png,sad"], ["list.csv, row 3", "empty.png is empty"]),
        (["a.png,happy", "a.png,sad"], ["row 2 and", "row 3", "listed twice"]),
    ],
)
def test_what_is_wrong_is_said_with_its_row(
    tmp_path: Path, rows: Sequence[str], words: Sequence[str]
) -> None:
    write(tmp_path / "a.png", face(1))
    (tmp_path / "empty.png").touch()
    said = refusal(manifest(tmp_path / "list.csv", "file,label", *rows))
    assert all(word in said for word in words), said


def test_votes_that_sum_to_zero(tmp_path: Path) -> None:
    write(tmp_path / "a.png", face(1))
    said = refusal(manifest(tmp_path / "list.csv", VOTES, "a.png,0,0,0,0,0,0,0,0"))
    assert "list.csv, row 2" in said
    assert "votes of a.png sum to zero" in said


def test_a_table_cannot_be_changed_and_parts_are_tables(tmp_path: Path) -> None:
    found = table(class_folders(tmp_path / "set", "happy", "sad", each=2))
    with pytest.raises(ValueError, match="read-only"):
        found.hard[0] = 3
    part = found.take(found.hard == SAD)
    assert part.ids == found.ids[2:]
    assert part.take(np.array([1])).ids == found.ids[3:]


@pytest.mark.media
def test_ferplus_has_the_literatures_counts(ferplus: Path) -> None:
    votes = ferplus / "fer2013new.csv"
    with open_corpus([Source(ferplus / "FER2013Valid.tar", votes)]) as corpus:
        found = corpus.table
    assert (found.hard >= 0).sum() == 3199
    assert found.voted.all()
    assert all(found.groups)
