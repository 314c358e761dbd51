"""Crops by content, and training sets of data on disk with labels of every kind."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.errors import DataError, OutputError
from engine.labels import LABELS
from engine.models.manifest import Colour, InputSpec, Template
from engine.types import Image
from tests.trainer.faces import SIDE, class_folders, face, manifest, write
from trainer.config import RunConfig
from trainer.data.batch import Carried, TrainingSet
from trainer.data.crops import CropCache
from trainer.data.labels import Rule
from trainer.data.opening import Apart, open_data
from trainer.data.read import Source, open_corpus
from trainer.data.sets import Wanted, training_sets_of

SPEC = InputSpec("image", SIDE, Colour.GREY, Template((0.31, 0.39), (0.69, 0.39), (0.5, 0.77)))
VOTES = "file," + ",".join(LABELS)


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted(spec=SPEC, crops=tmp_path / "crops", held_out=0.0)


def train(wanted: Wanted, *paths: Path) -> TrainingSet:
    return training_sets_of([Source(path) for path in paths], wanted)[0]


def test_crops_are_made_once_and_found_by_content(tmp_path: Path) -> None:
    folders = class_folders(tmp_path / "set", "happy", each=3)
    cache = CropCache(tmp_path / "crops", SPEC)
    with open_corpus([Source(folders)]) as corpus:
        first = cache.crops(corpus)
        assert cache.made == 3
        np.testing.assert_array_equal(first.images[1, :, :, 0], face(1))
    (folders / "happy" / "0.png").rename(folders / "happy" / "renamed.png")
    write(folders / "happy" / "1.png", face(9))
    again = CropCache(tmp_path / "crops", SPEC)
    with open_corpus([Source(folders)]) as corpus:
        second = again.crops(corpus)
    assert again.made == 1  # only the changed one
    np.testing.assert_array_equal(second.images[0, :, :, 0], face(9))
    np.testing.assert_array_equal(second.images[2], first.images[0])


def test_a_damaged_crop_is_made_again_and_another_size_is_another_crop(tmp_path: Path) -> None:
    folders = class_folders(tmp_path / "set", "happy", each=2)
    with open_corpus([Source(folders)]) as corpus:
        CropCache(tmp_path / "crops", SPEC).crops(corpus)
        for file in (tmp_path / "crops").rglob("*.png"):
            file.write_bytes(b"half a pict")
        cache = CropCache(tmp_path / "crops", SPEC)
        np.testing.assert_array_equal(cache.crops(corpus).images[1, :, :, 0], face(1))
        assert cache.made == 2
        rgb = InputSpec("image", 16, Colour.RGB, SPEC.template)
        assert CropCache(tmp_path / "crops", rgb).crops(corpus).images.shape == (2, 16, 16, 3)
    assert not list((tmp_path / "crops").rglob("*.part"))


def test_colours_come_back_as_they_were(tmp_path: Path) -> None:
    picture = np.dstack([face(1), face(2), face(3)])  # BGR
    write(tmp_path / "happy" / "a.png", picture)
    rgb = InputSpec("image", SIDE, Colour.RGB, SPEC.template)
    with open_corpus([Source(tmp_path)]) as corpus:
        made = CropCache(tmp_path / "crops", rgb).crops(corpus).images
        stored = CropCache(tmp_path / "crops", rgb).crops(corpus).images
    np.testing.assert_array_equal(made[0], picture[:, :, ::-1])
    np.testing.assert_array_equal(stored, made)


def test_photos_are_aligned_once_and_those_without_a_face_are_told(
    tmp_path: Path, astronaut: Image
) -> None:
    write(tmp_path / "set" / "happy" / "a.png", astronaut)
    write(tmp_path / "set" / "happy" / "b.png", np.full((200, 200), 90, np.uint8))
    detector = MediaPipeFaces()
    try:
        with open_corpus([Source(tmp_path / "set")]) as corpus:
            found = CropCache(tmp_path / "crops", SPEC, detector).crops(corpus)
            again = CropCache(tmp_path / "crops", SPEC, detector)
            stored = again.crops(corpus)
    finally:
        detector.close()
    assert (found.rows.tolist(), found.missed.tolist()) == ([0], [1])
    assert (stored.rows.tolist(), stored.missed.tolist(), again.made) == ([0], [1], 0)
    np.testing.assert_array_equal(stored.images, found.images)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["a.png,happy", "bad.png,sad"], "bad.png is no picture, or damaged"),
        (["bad.png,happy"], "list.csv, row 2"),
    ],
)
def test_a_damaged_picture_is_named(
    tmp_path: Path, wanted: Wanted, rows: list[str], words: str
) -> None:
    write(tmp_path / "a.png", face(1))
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=words):
        train(wanted, manifest(tmp_path / "list.csv", "file,label", *rows))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "crops").mkdir(mode=0o500)
    with (
        open_corpus([Source(class_folders(tmp_path / "set", "happy", each=1))]) as corpus,
        pytest.raises(OutputError, match="cannot be kept"),
    ):
        CropCache(tmp_path / "crops", SPEC).crops(corpus)


def test_a_cache_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "crops").write_text("a file")
    with (
        open_corpus([Source(class_folders(tmp_path / "set", "happy", each=1))]) as corpus,
        pytest.raises(OutputError, match="cannot be kept"),
    ):
        CropCache(tmp_path / "crops", SPEC).crops(corpus)


def test_hard_labels_carry_everything(tmp_path: Path, wanted: Wanted) -> None:
    found = train(wanted, class_folders(tmp_path / "set", "happy", "sad"))
    assert {Carried.HARD, Carried.DISTRIBUTION, Carried.CANDIDATES} <= found.carries
    assert found.images.shape == (8, SIDE, SIDE)
    assert found.hard is not None
    assert found.distribution is not None
    np.testing.assert_array_equal(found.distribution.argmax(axis=1), found.hard)
    assert found.names[0] == "set/happy/0.png"


def test_a_candidate_set_takes_labels_and_distributions_away(
    tmp_path: Path, wanted: Wanted
) -> None:
    for i in range(3):
        write(tmp_path / f"{i}.png", face(i))
    rows = ["0.png,happy", "1.png,sad|fear", "2.png,sad"]
    found = train(wanted, manifest(tmp_path / "list.csv", "file,label", *rows))
    assert Carried.CANDIDATES in found.carries
    assert not {Carried.HARD, Carried.DISTRIBUTION} & found.carries
    assert found.candidates is not None
    assert found.candidates.sum(axis=1).tolist() == [1, 2, 1]


def test_votes_follow_the_rule(tmp_path: Path, wanted: Wanted) -> None:
    for i in range(3):
        write(tmp_path / f"{i}.png", face(i))
    rows = ["0.png,0,8,0,2,0,0,0,0", "1.png,0,5,0,5,0,0,0,0", "2.png,0,0,0,9,1,0,0,0"]
    listed = manifest(tmp_path / "list.csv", VOTES, *rows)
    assert len(train(wanted, listed)) == 3
    majority = train(replace(wanted, rule=Rule.MAJORITY), listed)
    assert majority.names == ("list/0.png", "list/2.png")
    assert majority.distribution is not None
    assert majority.distribution[0, 1] == pytest.approx(0.8)
    assert majority.hard is not None


def test_one_class_only_is_refused(tmp_path: Path, wanted: Wanted) -> None:
    with pytest.raises(DataError, match="every training picture is labelled happiness"):
        train(wanted, class_folders(tmp_path / "set", "happy"))


def test_held_out_units_are_whole(tmp_path: Path, wanted: Wanted) -> None:
    for i in range(40):
        write(tmp_path / f"{i}.png", face(i))
    rows = [f"{i}.png,{'happy' if i % 2 else 'sad'},{i // 4}" for i in range(40)]
    listed = manifest(tmp_path / "list.csv", "file,label,person", *rows)
    kept, held = training_sets_of([Source(listed)], replace(wanted, held_out=0.2))
    assert held is not None
    assert kept.groups is not None
    assert held.groups is not None
    assert len(kept) + len(held) == 40
    assert len(held) in (8, 12)
    assert not set(kept.groups.tolist()) & set(held.groups.tolist())
    again, _ = training_sets_of([Source(listed)], replace(wanted, held_out=0.2))
    assert again.names == kept.names


def test_a_leak_into_what_is_measured_is_refused_or_dropped(tmp_path: Path, wanted: Wanted) -> None:
    ours = class_folders(tmp_path / "ours", "happy", "sad")
    theirs = class_folders(tmp_path / "theirs", "happy", each=2, first=50)
    write(theirs / "happy" / "copy.png", cv2.imread(str(ours / "sad" / "1.png"), 0))
    write(theirs / "happy" / "near.png", face(0, shift=6))
    strict = replace(wanted, measured=[Source(theirs)])
    with pytest.raises(DataError) as caught:
        train(strict, ours)
    said = str(caught.value)
    assert "ours/sad/1.png and theirs/happy/copy.png (the same picture)" in said
    assert "ours/happy/0.png and theirs/happy/near.png (nearly the same picture)" in said
    left = train(replace(strict, drop_leaks=True), ours)
    assert len(left) == 6
    assert not {"ours/sad/1.png", "ours/happy/0.png"} & set(left.names)


def test_a_run_keeps_apart_from_what_it_will_be_measured_on(tmp_path: Path) -> None:
    config = RunConfig(lambda_points=0.0, held_out=0.0)
    ours = class_folders(tmp_path / "ours", "happy", "sad")
    theirs = class_folders(tmp_path / "theirs", "fear", each=2, first=50)
    write(theirs / "fear" / "copy.png", cv2.imread(str(ours / "sad" / "1.png"), 0))
    with pytest.raises(DataError, match=r"ours/sad/1\.png and theirs/fear/copy\.png"):
        open_data([ours], None, config, apart=Apart([theirs]))
    opened = open_data([ours], None, config, apart=Apart([theirs], drop=True))
    assert len(opened.train) == 7
    with pytest.raises(DataError, match="its own validation split"):
        open_data([tmp_path / "cache.npz"], None, config, apart=Apart([theirs]))


def test_progress_tells_what_is_done(tmp_path: Path, wanted: Wanted) -> None:
    told: list[tuple[str, int, int]] = []
    folders = class_folders(tmp_path / "set", "happy", "sad", each=2)
    training_sets_of([Source(folders)], wanted, progress=lambda *step: told.append(step))
    assert told == [("pictures", 4, 4), ("crops", 4, 4)]
