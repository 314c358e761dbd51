"""A model over a data set: right figures, and every kind of failure counted."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pytest

from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.errors import MienError, ModelError
from engine.evaluation.readers import open_dataset
from engine.evaluation.run import FacesMode, evaluate
from engine.labels import LABELS, Expression
from engine.models.base import EmotionModel
from engine.models.openvino_model import OpenVinoModel
from engine.models.registry import load_model
from engine.types import Image
from tests.engine.models.small_model import make_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> EmotionModel:
    """Dark pictures are neutral to it, bright ones happy (corrected: above half as bright)."""
    return OpenVinoModel(make_model(tmp_path_factory.mktemp("models")))


def write_grey(path: Path, level: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((20, 20), level, dtype=np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i, level in enumerate((250, 240, 180)):
        write_grey(tmp_path / "data" / "happy" / f"{i}.png", level)
    for i, level in enumerate((0, 20, 200)):
        write_grey(tmp_path / "data" / "neutral" / f"{i}.png", level)
    return tmp_path / "data"


def test_figures_of_both_distributions(model: EmotionModel, folder: Path) -> None:
    calls: list[tuple[int, int]] = []
    found = evaluate(
        model, open_dataset(folder), progress=lambda done, total: calls.append((done, total))
    )
    assert (found.n, found.of, found.left_out, found.missed_faces) == (6, 6, 0, 0)
    # The primary distribution turns happy at 0.5 of full brightness, the corrected at 0.25.
    assert found.primary.accuracy == found.corrected.accuracy == pytest.approx(5 / 6)
    assert found.corrected.recall[Expression.NEUTRAL] == pytest.approx(2 / 3)
    assert found.corrected.nll != found.primary.nll
    assert found.primary_votes is None
    assert found.model == model.info
    assert calls == [(6, 6)]


def test_an_unreadable_picture_is_an_error_and_named(model: EmotionModel, folder: Path) -> None:
    (folder / "happy" / "0.png").write_bytes(b"no picture")
    (folder / "happy" / "1.png").write_bytes(b"")
    found = evaluate(model, open_dataset(folder))
    assert found.n == 6
    assert [bad.name for bad in found.bad_pictures] == ["happy/0.png", "happy/1.png"]
    assert found.corrected.recall[Expression.HAPPINESS] == pytest.approx(1 / 3)
    assert found.corrected.confusion[1][-1] == 2


def test_listed_pictures_that_are_not_there(model: EmotionModel, folder: Path) -> None:
    table = folder / "list.csv"
    table.write_text("file,label\nhappy/0.png,happy\nlost.png,happy\n")
    found = evaluate(model, open_dataset(table))
    assert found.corrected.accuracy == 0.5
    assert found.bad_pictures[0].name == "lost.png"
    assert "No such file" in found.bad_pictures[0].reason


def test_the_box_is_what_counts(model: EmotionModel, tmp_path: Path) -> None:
    picture = np.zeros((40, 60), dtype=np.uint8)
    picture[10:30, 20:40] = 255
    assert cv2.imwrite(str(tmp_path / "a.png"), picture)
    happy = "0,10,0,0,0,0,0,0,0,0"
    (tmp_path / "label.csv").write_text(
        f'a.png,"(20, 10, 40, 30)",{happy}\na.png,"(0, 0, 10, 10)",{happy}\n'
        f'a.png,"(90, 90, 99, 99)",{happy}\n'
    )
    found = evaluate(model, open_dataset(tmp_path))
    assert found.corrected.accuracy == pytest.approx(1 / 3)
    assert "lies outside" in found.bad_pictures[0].reason
    assert found.corrected_votes is not None
    assert found.corrected_votes.unanimous == pytest.approx(1 / 3)
    assert found.corrected_votes.contested is None


def test_photos_through_detection(model: EmotionModel, astronaut: Image, tmp_path: Path) -> None:
    (tmp_path / "happy").mkdir()
    assert cv2.imwrite(str(tmp_path / "happy" / "face.png"), astronaut)
    write_grey(tmp_path / "happy" / "nobody.png", 255)
    detector = MediaPipeFaces()
    found = evaluate(model, open_dataset(tmp_path), faces=FacesMode.DETECT, detector=detector)
    detector.close()
    assert (found.n, found.missed_faces, found.bad_pictures) == (2, 1, ())
    confusion = np.array(found.corrected.confusion)
    assert confusion[1, -1] == 1
    assert confusion[1, :-1].sum() == 1
    with pytest.raises(ValueError, match="needs a detector"):
        evaluate(model, open_dataset(tmp_path), faces=FacesMode.DETECT)


def test_stopping_keeps_what_is_done(model: EmotionModel, tmp_path: Path) -> None:
    for i in range(40):
        write_grey(tmp_path / "happy" / f"{i:02}.png", 255)
    stop = Event()
    found = evaluate(model, open_dataset(tmp_path), progress=lambda *_: stop.set(), stop=stop)
    assert 0 < found.n < found.of == 40
    with pytest.raises(MienError, match="stopped before the first picture"):
        evaluate(model, open_dataset(tmp_path), stop=stop)


def test_recall_names_all_labels(model: EmotionModel, folder: Path) -> None:
    assert list(evaluate(model, open_dataset(folder)).primary.recall) == list(LABELS)


def test_headline_figures_are_those_of_the_parts(model: EmotionModel, folder: Path) -> None:
    found = evaluate(model, open_dataset(folder))
    figures = found.figures()
    assert figures["n"] == 6
    assert figures["corrected_accuracy"] == found.corrected.accuracy
    assert figures["primary_ece"] == found.primary.ece
    assert figures["review_errors"] == found.finding.errors == 1


@pytest.mark.media
def test_the_shipped_model_is_as_good_as_its_manifest_says(ferplus: Path) -> None:
    try:
        shipped = load_model()
    except ModelError as error:
        pytest.skip(str(error))
    if not shipped.manifest.metrics:
        pytest.skip("the model in assets/models claims no figures")
    with closing(open_dataset(ferplus / "FER2013Valid.tar", ferplus / "fer2013new.csv")) as data:
        some = replace(data, samples=data.samples[::8])
        found = evaluate(shipped, some).figures()
    claimed = shipped.manifest.metrics
    # 400 pictures at 85 %: three standard errors are 5.4 points.
    assert found["corrected_accuracy"] == pytest.approx(claimed["corrected_accuracy"], abs=0.054)
    assert found["primary_accuracy"] == pytest.approx(claimed["primary_accuracy"], abs=0.054)
