"""The ONNX file says what torch says, on real faces and in batches of any size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.models.manifest import Colour, InputSpec
from engine.types import Floats
from trainer.data.opening import TEMPLATE
from trainer.export_onnx import INPUT, PARITY, Served, difference, export
from trainer.faces import portrait_faces
from trainer.models.grefel import GReFEL
from trainer.networks import network_named

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnxscript")

# Loading torch's exporter takes 20 s of processor time, and a busy machine stretches that.
pytestmark = pytest.mark.timeout(400)

COMPACT = network_named("grefel-s")


def compact(*, anchors: bool = True, attention: bool = True) -> GReFEL:
    torch.manual_seed(0)
    return COMPACT.build(replace(COMPACT.options, anchors=anchors, attention=attention))


@pytest.fixture(scope="module")
def faces() -> Floats:
    return portrait_faces(InputSpec(INPUT, COMPACT.size, Colour.GREY, TEMPLATE))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, faces: Floats) -> tuple[Served, Path]:
    folder = tmp_path_factory.mktemp("exported")
    served = Served(compact(), 0.8, 0.7)
    export(served, folder, "tiny", COMPACT.channels, COMPACT.size, faces)
    return served, folder


def test_faces_are_real_different_and_always_the_same(faces: Floats) -> None:
    assert faces.shape == (16, COMPACT.channels, COMPACT.size, COMPACT.size)
    assert (faces.min() >= 0, faces.max() <= 1) == (True, True)
    assert faces.std(axis=(1, 2, 3)).min() > 0.05
    assert len(np.unique(faces.reshape(16, -1), axis=0)) == 16
    spec = InputSpec(INPUT, COMPACT.size, Colour.GREY, TEMPLATE)
    np.testing.assert_array_equal(portrait_faces(spec), faces)


@pytest.mark.parametrize("batch", [1, 3, 16])
def test_parity_on_real_faces(exported: tuple[Served, Path], faces: Floats, batch: int) -> None:
    served, folder = exported
    assert difference(served, folder / "tiny.onnx", faces[:batch]) < 1e-5
    assert (folder / "tiny.safetensors").stat().st_size > 1_000_000


def test_branches_are_a_third_output(exported: tuple[Served, Path], faces: Floats) -> None:
    served, folder = exported
    assert served.branches == ("primary", "geometric", "attentive", "correction")
    session = onnxruntime.InferenceSession(str(folder / "tiny.onnx"))
    assert [o.name for o in session.get_outputs()] == ["primary", "corrected", "branches"]
    primary, _, rows = session.run(None, {INPUT: faces})
    assert rows.shape == (16, 4, 8)
    np.testing.assert_allclose(rows.sum(axis=2), 1.0, atol=1e-5)
    # The first one is the primary distribution before its temperature of 0.8.
    undone = primary**0.8
    np.testing.assert_allclose(rows[:, 0], undone / undone.sum(axis=1, keepdims=True), atol=1e-5)


def test_branches_are_those_that_the_network_has() -> None:
    assert Served(compact(attention=False)).branches == ("primary", "geometric", "correction")
    plain = Served(compact(anchors=False, attention=False)).eval()
    assert plain.outputs == ("primary", "corrected")
    with torch.inference_mode():
        assert len(plain(torch.rand(1, COMPACT.channels, COMPACT.size, COMPACT.size))) == 2


def test_a_file_that_says_something_else_is_refused(
    exported: tuple[Served, Path], faces: Floats
) -> None:
    _, folder = exported
    torch.manual_seed(1)
    other = Served(COMPACT.build(COMPACT.options)).eval()
    assert difference(other, folder / "tiny.onnx", faces) > PARITY
