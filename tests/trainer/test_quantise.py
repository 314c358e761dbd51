"""The int8 form of the shipped network: what it looks like, what it says, and who runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from engine.models import manifest as manifests
from engine.models.registry import find_model
from engine.models.tensorrt.half import distances_of, to_half
from engine.types import Floats
from trainer.faces import portrait_faces
from trainer.quantise import quantise

MANIFEST = manifests.read(find_model())
FLOAT = find_model() / MANIFEST.onnx.file


@pytest.fixture(scope="module")
def faces() -> Floats:
    return portrait_faces(MANIFEST.input)


@pytest.fixture(scope="module")
def int8(faces: Floats, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Calibrated on every other face, so that the rest is new to it."""
    path = tmp_path_factory.mktemp("int8") / "int8.onnx"
    quantise(FLOAT, path, MANIFEST.input.name, faces[::2])
    return path.read_bytes()


def ask(data: bytes, faces: Floats) -> Floats:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    answer: Floats = session.run(["corrected"], {MANIFEST.input.name: faces})[0]
    return answer


def test_only_products_with_weights_are_signed_and_symmetric(int8: bytes) -> None:
    graph = onnx.load_from_string(int8).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    steps = [n for n in graph.node if n.op_type in ("QuantizeLinear", "DequantizeLinear")]
    assert len(steps) > 100
    for step in steps:
        zero = values[step.input[2]]
        assert zero.dtype == np.int8
        assert not zero.any()
    dequantised = {n.output[0] for n in steps if n.op_type == "DequantizeLinear"}
    distances = distances_of(graph.node)
    products = [n for n in graph.node if n.op_type in ("Conv", "MatMul", "Gemm")]
    quantised = [n for n in products if set(n.input[:2]) <= dequantised]
    for product in products:
        if product not in quantised:
            assert product.output[0] in distances or values.keys().isdisjoint(product.input)
    assert len(quantised) > 0.7 * len(products)
    # What leaves a product is rounded only on its way into the next one, behind all that bends it.
    assert {n.output[0] for n in quantised}.isdisjoint(
        n.input[0] for n in steps if n.op_type == "QuantizeLinear"
    )
    assert len(int8) < 0.35 * FLOAT.stat().st_size


def test_it_says_nearly_the_same(int8: bytes, faces: Floats) -> None:
    exact, ours = ask(FLOAT.read_bytes(), faces), ask(int8, faces)
    assert 0 < np.abs(ours - exact).max() < 0.2
    assert np.abs(ours - exact).mean() < 0.02
    assert (ours.argmax(axis=1) == exact.argmax(axis=1)).mean() >= 0.9


def test_unsigned_it_says_more_nearly_the_same(int8: bytes, faces: Floats, tmp_path: Path) -> None:
    path = tmp_path / "unsigned.onnx"
    quantise(FLOAT, path, MANIFEST.input.name, faces[::2], signed=False)
    graph = onnx.load(path).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    kinds = {values[n.input[2]].dtype for n in graph.node if n.op_type == "QuantizeLinear"}
    assert kinds == {np.dtype(np.uint8)}
    exact, signed = ask(FLOAT.read_bytes(), faces), ask(int8, faces)
    unsigned = ask(path.read_bytes(), faces)
    assert 0 < np.abs(unsigned - exact).mean() < np.abs(signed - exact).mean()


def test_its_half_form_says_the_same(int8: bytes, faces: Floats) -> None:
    half = to_half(int8)
    onnx.checker.check_model(onnx.load_from_string(half), full_check=True)
    np.testing.assert_allclose(ask(half, faces), ask(int8, faces), atol=0.15)


@pytest.mark.parametrize("target", ["ampere", "turing"])
def test_tensorrt_rtx_builds_it_without_a_gpu(int8: bytes, target: str) -> None:
    pytest.importorskip("tensorrt_rtx", reason="tensorrt_rtx is not installed")
    from engine.models.tensorrt.build import build_plan
    from engine.models.tensorrt.flavour import Flavour, import_package

    package = import_package(Flavour.RTX)
    plan = build_plan(package, to_half(int8), MANIFEST.outputs, target, lambda *_: None)
    assert len(plan) > 1_000_000
