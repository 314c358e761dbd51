"""The int8 form of published weights: measured as it is served, kept only where it loses little."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.evaluation.run import Evaluation
from engine.models import manifest as manifests
from engine.models.base import EmotionModel, Precision
from engine.models.openvino_model import OpenVinoModel
from engine.models.registry import verify
from engine.types import Floats
from tests.engine.models.small_model import SIZE, make_model
from tests.trainer.test_publish import evaluation
from trainer.int8_form import Int8Form, add_int8


def pictures(count: int) -> Floats:
    rng = np.random.default_rng(0)
    level = rng.random((count, 1, 1, 1), dtype=np.float32)
    return np.asarray(level * rng.random((count, 1, SIZE, SIZE), dtype=np.float32))


def of_accuracy(accuracy: float) -> Evaluation:
    whole = evaluation()
    return dataclasses.replace(
        whole, corrected=dataclasses.replace(whole.corrected, accuracy=accuracy)
    )


def made(folder: Path, exact: float, int8: float) -> tuple[Int8Form, list[Precision]]:
    """What comes of an int8 form of that accuracy, and in what the measured model ran."""
    ran: list[Precision] = []

    def measured(model: EmotionModel) -> Evaluation:
        ran.append(model.info.precision)
        return of_accuracy(int8)

    before = manifests.read(folder)
    return add_int8(folder, before, pictures(32), of_accuracy(exact), measured), ran


@pytest.mark.parametrize("int8", [0.8612, 0.8665])
def test_a_form_that_loses_little_is_kept_with_its_own_figures(int8: float, tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    form, ran = made(folder, 0.866, int8)
    assert ran == [Precision.INT8]
    manifest = verify(folder)
    assert manifest == form.manifest
    assert manifest.int8 is not None
    assert manifest.int8.metrics["corrected_accuracy"] == int8
    assert manifest.metrics["corrected_accuracy"] == 0.5  # the float network's stay its own
    assert f"{int8:.4f}" in form.in_words()
    graph = onnx.load(folder / manifest.int8.onnx.file).graph
    assert onnx.TensorProto.UINT8 in {t.data_type for t in graph.initializer}  # all 256 steps
    exact, rounded = OpenVinoModel(folder), OpenVinoModel(folder, Precision.INT8)
    gap = np.abs(exact.infer(pictures(8)).corrected - rounded.infer(pictures(8)).corrected)
    assert 1e-6 < gap.max() < 0.05
    exact.close()
    rounded.close()


def test_a_form_that_loses_much_is_left_out(tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    form, _ = made(folder, 0.866, 0.8605)
    assert manifests.read(folder) == form.manifest
    assert form.manifest.int8 is None
    assert not list(folder.glob("*int8*"))
    assert "0.55 points" in form.in_words()
