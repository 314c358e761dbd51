"""Data sets in every layout, and what is said of those that are not in order."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.evaluation.dataset import UNDECIDED, DataSet, expression_of
from engine.evaluation.readers import open_dataset, open_samples
from engine.labels import LABELS, Expression

HAPPY = "0,9,0,0,0,0,0,0,1,0"
TORN = "5,5,0,0,0,0,0,0,0,0"
SAD = "0,0,0,10,0,0,0,0,0,0"
HEADER = "Usage,Image name," + ",".join([*LABELS, "unknown", "NF"])


def labels(data: DataSet) -> dict[str, str]:
    return {sample.name: LABELS[sample.label].value for sample in data.samples}


@pytest.fixture
def official(tmp_path: Path) -> Path:
    folder = tmp_path / "set" / "FER2013Valid"
    folder.mkdir(parents=True)
    lines = [
        f'{name}.png,"(0, 0, 48, 48)",{v}' for name, v in (("a", HAPPY), ("b", TORN), ("c", SAD))
    ]
    (folder / "label.csv").write_text("\n".join(lines) + "\n")
    for name in "abc":
        (folder / f"{name}.png").write_bytes(name.encode())
    return folder


def test_official_layout_folder_parent_and_archive(official: Path, tmp_path: Path) -> None:
    archive = tmp_path / "set.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(official, "FER2013Valid")
    for path in (official, official.parent, archive):
        with closing(open_dataset(path)) as data:
            assert labels(data) == {"a.png": "happiness", "c.png": "sadness"}
            assert data.left_out == 1
            assert data.samples[0].votes == (0, 9, 0, 0, 0, 0, 0, 0, 1, 0)
            assert data.samples[0].box == (0, 0, 48, 48)
            assert data.pictures.read("c.png") == b"c"


def test_other_votes_replace_the_official_ones(official: Path, tmp_path: Path) -> None:
    votes = tmp_path / "fer2013new.csv"
    votes.write_text(
        f"{HEADER}\nPublicTest,a.png,{SAD}\nPublicTest,b.png,{HAPPY}\nTraining,,{SAD}\n"
    )
    data = open_dataset(official, votes)
    assert labels(data) == {"a.png": "sadness", "b.png": "happiness"}
    assert data.left_out == 1  # c has no votes there


def test_a_parent_of_several_sets_asks_which(official: Path) -> None:
    other = official.with_name("FER2013Train")
    other.mkdir()
    (other / "label.csv").write_text((official / "label.csv").read_text())
    with pytest.raises(DataError, match=r"2 data sets\. Name one of them: FER2013Train, FER2013V"):
        open_dataset(official.parent)


def test_folder_per_class(tmp_path: Path) -> None:
    for name, count in (("Happy", 2), ("SADNESS", 1), ("angry", 1), (".cache", 1), ("empty", 0)):
        (tmp_path / name / "deeper").mkdir(parents=True)
        for i in range(count):
            (tmp_path / name / "deeper" / f"{i}.JPG").write_bytes(b"x")
        (tmp_path / name / "notes.txt").write_text("no picture")
    data = open_dataset(tmp_path)
    assert labels(data) == {
        "Happy/deeper/0.JPG": "happiness",
        "Happy/deeper/1.JPG": "happiness",
        "SADNESS/deeper/0.JPG": "sadness",
        "angry/deeper/0.JPG": "anger",
    }


def test_a_folder_of_no_class_is_named(tmp_path: Path) -> None:
    (tmp_path / "bored").mkdir()
    (tmp_path / "bored" / "a.png").write_bytes(b"x")
    with pytest.raises(DataError, match="'bored' is none of the eight labels"):
        open_dataset(tmp_path)


def test_table_with_labels(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\ufeffWho,File,Label\nx,in/a.png, Happy \ny,b.png,fear\n\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_bytes(b"A")
    data = open_dataset(path)
    assert labels(data) == {"in/a.png": "happiness", "b.png": "fear"}
    assert data.pictures.read("in/a.png") == b"A"
    assert data.samples[0].votes is None


def test_table_with_votes_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "contempt,fear,disgust,angry,sad,surprise,happy,neutral,file\n"
        "0,0,0,0,0,1,7,2,a.png\n"
        "0,0,0,0,4,0,0,4,b.png\n"
    )
    data = open_dataset(path)
    assert labels(data) == {"a.png": "happiness"}
    assert data.samples[0].votes == (2, 7, 1, 0, 0, 0, 0, 0, 0, 0)
    assert data.left_out == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,label\na.png,happy\nb.png,bored\n", r"row 3: 'bored' is none of the eight labels"),
        ("file,label\na.png\n", r"row 2: 1 columns, the header has 2"),
        ("file,mood\na.png,happy\n", "no columns 'file' and 'label'"),
        ("", "the table is empty"),
        (f"file,{','.join(LABELS)}\na.png,1,2,x,0,0,0,0,0\n", "row 2: a vote is not a number"),
        (
            f"file,{','.join(LABELS)}\na.png,1,2,-3,0,0,0,0,0\n",
            "row 2: a vote is negative or no finite number. Votes are counts",
        ),
        (f"file,{','.join(LABELS)}\na.png,1,1,1,0,0,0,0,0\n", "no picture has a label"),
        (f'a.png,"(0, 0, 48, 48)",{HAPPY}\nb.png,"(0, 0, 48)",{SAD}\n', r"row 2: '\(0, 0, 48\)'"),
        (f'a.png,"(0, 0, 48, 48)",{HAPPY}\nb.png,"(0, 0)",1\n', r"row 2: 3 columns instead of 12"),
    ],
)
def test_bad_tables_are_named_by_row(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=words) as caught:
        open_dataset(path)
    assert str(path) in str(caught.value)


def test_files_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        open_dataset(tmp_path / "absent")
    with pytest.raises(DataError, match="no picture has a label"):
        open_dataset(tmp_path)
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00\x9f")
    with pytest.raises(DataError, match="not a CSV table"):
        open_dataset(binary)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    with pytest.raises(DataError, match="neither a CSV table nor an archive"):
        open_dataset(tmp_path / "photo.png")
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    with pytest.raises(DataError, match=r"holds label\.csv 0 times"):
        open_dataset(tmp_path / "empty.tar")


def test_a_table_without_votes_is_no_replacement(official: Path, tmp_path: Path) -> None:
    table = tmp_path / "other.csv"
    table.write_text("name,neutral\na.png,3\n")
    with pytest.raises(DataError, match="no table of votes"):
        open_dataset(official, table)


def test_names_of_the_labels() -> None:
    assert expression_of(" Surprised ") is Expression.SURPRISE
    assert all(expression_of(label.value.upper()) is label for label in LABELS)
    assert expression_of("calm") is None


@pytest.fixture(scope="module")
def valid(ferplus: Path) -> Iterator[DataSet]:
    data = open_dataset(ferplus / "FER2013Valid.tar", ferplus / "fer2013new.csv")
    yield data
    data.close()


@pytest.mark.media
def test_ferplus_validation_has_the_pictures_that_the_literature_counts(valid: DataSet) -> None:
    assert len(valid.samples) == 3_199
    assert valid.left_out == 380
    assert all(sample.box == (0, 0, 48, 48) for sample in valid.samples)
    assert valid.pictures.read(valid.samples[-1].name).startswith(b"\x89PNG")


def test_candidate_sets_and_whose_picture_it_is(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "file,label,person_id,video\na.png,sad|fear,7,v1\nb.png,happy|joy,8,\n"
    )
    samples, pictures = open_samples(tmp_path / "list.csv")
    pictures.close()
    torn, sure = samples
    assert torn.candidates == (LABELS.index(Expression.SADNESS), LABELS.index(Expression.FEAR))
    assert (torn.label, torn.person, torn.video, torn.group) == (UNDECIDED, "7", "v1", "")
    assert torn.place.endswith("list.csv, row 2")
    assert (sure.label, sure.candidates) == (LABELS.index(Expression.HAPPINESS), ())
    with closing(open_dataset(tmp_path / "list.csv")) as data:  # measured are decided ones only
        assert (labels(data), data.left_out) == ({"b.png": "happiness"}, 1)


@pytest.mark.parametrize("row", ["a.png,sad|bored", "a.png,sad|", ",sad"])
def test_a_bad_row_of_candidates_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "list.csv").write_text(f"file,label\n{row}\n")
    with pytest.raises(DataError, match=r"list\.csv, row 2"):
        open_samples(tmp_path / "list.csv")
