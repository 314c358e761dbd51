"""The further output of a model's file, by which its reliability balancing can be looked into."""

from __future__ import annotations

from pathlib import Path

import cv2
import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import ModelError
from engine.evaluation.branches import open_branches
from engine.evaluation.readers import open_dataset
from engine.evaluation.run import evaluate
from engine.models import manifest as manifests
from engine.models.onnx_model import OnnxRuntimeModel
from tests.engine.models import small_model


def with_branches() -> bytes:
    """The small network, its primary and corrected stacked as a third output."""
    model = onnx.load_from_string(small_model.network())
    graph = model.graph
    for name in ("primary", "corrected"):
        graph.node.append(helper.make_node("Unsqueeze", [name, "last"], [f"{name}_row"]))
    rows = ["primary_row", "corrected_row"]
    graph.node.append(helper.make_node("Concat", rows, ["branches"], axis=1))
    shape = ["batch", 2, 8]
    graph.output.append(helper.make_tensor_value_info("branches", TensorProto.FLOAT, shape))
    return bytes(model.SerializeToString())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = small_model.make_model(tmp_path, onnx_bytes=with_branches())
    named = msgspec.structs.replace(manifests.read(folder), branches=("primary", "correction"))
    manifests.write(folder, named)
    return folder


def test_rows_come_by_name(folder: Path) -> None:
    reader = open_branches(folder)
    assert reader is not None
    batch = np.random.default_rng(0).random((3, 1, 8, 8), dtype=np.float32)
    found = reader.read(batch)
    assert list(found) == ["primary", "correction"]
    expected = small_model.expected(batch, small_model.CORRECTED_WEIGHT)
    np.testing.assert_allclose(found["correction"], expected, atol=1e-6)


def test_a_model_with_branches_serves_and_is_measured_as_before(
    folder: Path, tmp_path: Path
) -> None:
    for name, level in (("happy", 255), ("neutral", 0)):
        (tmp_path / "data" / name).mkdir(parents=True)
        picture = np.full((9, 9), level, np.uint8)
        assert cv2.imwrite(str(tmp_path / "data" / name / "a.png"), picture)
    model = OnnxRuntimeModel(folder)
    data = open_dataset(tmp_path / "data")
    found = evaluate(model, data, inner=open_branches(folder))
    assert evaluate(model, data).branches is None
    model.close()
    assert found.branches is not None
    assert list(found.branches) == ["primary", "correction"]
    assert found.branches["correction"].accuracy == found.corrected.accuracy == 1.0
    assert found.branches["correction"].wrong is None


def test_there_may_be_none(tmp_path: Path) -> None:
    assert open_branches(small_model.make_model(tmp_path)) is None


def test_the_file_must_be_the_one_described(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(small_model.network())
    with pytest.raises(ModelError, match="not the one its manifest describes"):
        open_branches(folder)
