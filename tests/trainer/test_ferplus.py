"""FER+ rules by hand, the specification's counts on the real votes, and a split without leaks."""

from __future__ import annotations

import csv
import gc
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import DataError, OutputError
from tests.trainer.test_run import room_for
from trainer.data import ferplus
from trainer.data.batch import TrainingSet
from trainer.data.labels import Rule, labels_of
from trainer.data.noise import with_noise
from trainer.data.prepare import prepare


def votes(*row: int) -> np.ndarray:
    return np.array([[*row, *([0] * (10 - len(row)))]])


def test_distribution_drops_outliers_and_unknown() -> None:
    labels, keep = labels_of(votes(4, 0, 0, 4, 0, 0, 0, 0, 2), Rule.VOTES)
    assert keep[0]
    assert labels.distribution[0].tolist() == [0.5, 0, 0, 0.5, 0, 0, 0, 0]
    assert labels.hard[0] == -1
    assert labels.candidates[0].tolist() == [True, False, False, True, *[False] * 4]


@pytest.mark.parametrize("row", [(2, 0, 0, 0, 0, 0, 0, 0, 8), (3, 0, 0, 0, 0, 0, 0, 0, 2, 2)])
def test_pictures_that_the_crowd_gave_up_on_are_left_out(row: tuple[int, ...]) -> None:
    assert not labels_of(votes(*row), Rule.VOTES)[1][0]


def test_votes_that_sum_to_nothing_are_left_out() -> None:
    for rule in Rule:
        assert not labels_of(votes(0), rule)[1][0]
        assert not labels_of(votes(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), rule)[1][0]


def test_noise_exchanges_labels_with_their_votes_and_keeps_the_truth() -> None:
    rows = np.concatenate([votes(*np.roll([7, 3, 0, 0, 0, 0, 0, 0], i)) for i in range(8)] * 50)
    labels, _ = labels_of(rows, Rule.MAJORITY)
    data = TrainingSet(
        images=np.zeros((400, 2, 2), np.uint8),
        hard=labels.hard,
        distribution=labels.distribution,
        candidates=labels.candidates,
    )
    noisy = with_noise(data, 0.3, seed=1)
    assert noisy.hard is not None
    assert noisy.clean is not None
    assert noisy.distribution is not None
    assert noisy.candidates is not None
    changed = noisy.hard != noisy.clean
    assert changed.mean() == pytest.approx(0.3)
    np.testing.assert_array_equal(noisy.clean, labels.hard)
    np.testing.assert_array_equal(noisy.distribution.argmax(1), noisy.hard)
    np.testing.assert_allclose(noisy.distribution.sum(1), 1.0, rtol=1e-6)
    assert noisy.candidates[np.arange(400), noisy.hard].all()
    np.testing.assert_array_equal(with_noise(data, 0.3, seed=1).hard, noisy.hard)
    assert (with_noise(data, 0.3, seed=2).hard != noisy.hard).any()
    assert with_noise(data, 0.0, seed=1) is data
    # Every other label is drawn, none of them the old one.
    assert len(np.unique((noisy.hard - noisy.clean)[changed] % 8)) == 7


def test_held_out_groups_are_whole() -> None:
    groups = np.repeat(np.arange(100), 3)
    held = ferplus.held_out(groups, 0.1, seed=0)
    assert 0.05 < held.mean() < 0.15
    assert not set(groups[held]) & set(groups[~held])


NAMES = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
PICTURE = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """FER+ with one training picture."""
    (tmp_path / "FER2013Train").mkdir()
    cv2.imwrite(str(tmp_path / "FER2013Train" / "fer0000001.png"), PICTURE)
    (tmp_path / "fer2013new.csv").write_text(
        f"Usage,Image name,{NAMES}\nTraining,,0,0,0,0,0,0,0,0,0,10\n"
        "Training,fer0000001.png,6,0,1,1,0,0,0,0,2,0\n"
    )
    return tmp_path


def test_reads_the_official_layout(official: Path) -> None:
    pictures = ferplus.read(official, "FER2013Train")
    assert pictures.names == ("fer0000001.png",)
    np.testing.assert_array_equal(pictures.images[0], PICTURE)


def test_missing_votes_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fer2013new\.csv"):
        ferplus.read(tmp_path, "FER2013Train")


@pytest.mark.parametrize(
    "row", ["Training;a.png;1;2", "Training,a.png,1,2", "T,a.png" + ",-1" * 10]
)
def test_a_bad_row_of_votes_is_named(official: Path, row: str) -> None:
    with (official / "fer2013new.csv").open("a") as file:
        file.write(row + "\n")
    with pytest.raises(DataError, match=r"fer2013new\.csv, row 4.*10 counts of votes"):
        ferplus.read(official, "FER2013Train")


@pytest.mark.parametrize("content", [b"", b"xx", cv2.imencode(".png", PICTURE[:20])[1].tobytes()])
def test_a_damaged_picture_is_named_with_its_folder(official: Path, content: bytes) -> None:
    (official / "FER2013Train" / "fer0000001.png").write_bytes(content)
    with pytest.raises(DataError, match=r"FER2013Train/fer0000001\.png.*48x48"):
        ferplus.read(official, "FER2013Train")


def test_a_missing_split_says_what_is_expected(official: Path) -> None:
    with pytest.raises(DataError, match=r"neither a folder FER2013Valid nor FER2013Valid\.tar"):
        ferplus.read(official, "FER2013Valid")


def test_a_full_disk_leaves_no_cache_and_says_so_once(
    official: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that was being written would complain again when it is thrown away."""
    shutil.copytree(official / "FER2013Train", official / "FER2013Valid")
    later: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", later.append)
    out = tmp_path / "cache.npz"
    with room_for(1000), pytest.raises(OutputError, match=r"cache\.npz"):
        prepare(official, out)
    gc.collect()
    assert later == []
    assert not list(tmp_path.glob("cache.npz*"))


def test_groups_that_are_none_are_named(official: Path) -> None:
    (official / "groups.csv").write_text("split,name\nFER2013Train,fer0000001.png\n")
    with pytest.raises(DataError, match=r"groups\.csv.*split, name and group"):
        ferplus.read(official, "FER2013Train")


#: Rows that each rule keeps of train, validation and test (specification E.5). The test split is
#: checked where its votes are.
COUNTS = {
    Rule.MAJORITY: (25_060, 3_199, 3_153),
    Rule.CROSSENTROPY: (27_956, 3_505, 3_505),
    Rule.MULTI_TARGET: (27_671, 3_472, 3_472),
}
SPLITS = ("Training", "PublicTest", "PrivateTest")


@pytest.fixture(scope="module")
def crowd(ferplus: Path) -> dict[str, np.ndarray]:
    """All votes of fer2013new.csv by split, rows without a picture's name included."""
    rows: dict[str, list[list[int]]] = {}
    with (ferplus / "fer2013new.csv").open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            rows.setdefault(row[0], []).append([int(v) for v in row[2:12]])
    return {split: np.array(rows[split]) for split in SPLITS if split in rows}


@pytest.mark.media
@pytest.mark.parametrize("rule", COUNTS)
def test_every_count_of_the_specification(crowd: dict[str, np.ndarray], rule: Rule) -> None:
    found = [int(labels_of(votes, rule)[1].sum()) for votes in crowd.values()]
    assert len(found) >= 2
    assert found == list(COUNTS[rule][: len(found)])


@pytest.mark.media
def test_counts_by_class_and_plain_argmax(crowd: dict[str, np.ndarray]) -> None:
    train = labels_of(crowd["Training"], Rule.MAJORITY)[0].hard
    assert np.bincount(train).tolist() == [8740, 7287, 3149, 3014, 2100, 119, 532, 119]
    first = [int((votes.argmax(1) < 8).sum()) for votes in crowd.values()]
    assert first == [28_389, 3_553, 3_546][: len(first)]


@pytest.mark.media
def test_candidate_sets_of_the_specification(crowd: dict[str, np.ndarray]) -> None:
    """D.3: two votes or more; sizes on the pictures with a majority, 151 rows without any."""
    labels, _ = labels_of(crowd["Training"], Rule.MAJORITY)
    size = labels.candidates.sum(1)
    shares = [round(100 * float((size == n).mean()), 1) for n in (1, 2, 3)]
    assert shares == [60.5, 37.8, 1.7]
    assert float(size.mean()) == pytest.approx(1.41, abs=0.005)
    _, keep = labels_of(crowd["Training"], Rule.CANDIDATES)
    assert len(keep) - int(keep.sum()) == 151
