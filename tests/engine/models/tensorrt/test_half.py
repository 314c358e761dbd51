"""The float16 network: what stays exact, and that it says what the float32 one says."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ModelError
from engine.models import manifest as manifests
from engine.models.check import pictures
from engine.models.registry import find_model
from engine.models.tensorrt.half import to_half
from engine.types import Floats
from tests.engine.models.small_model import network


def shipped() -> bytes:
    folder = find_model()
    return (folder / manifests.read(folder).onnx.file).read_bytes()


def ask(data: bytes, batch: Floats, outputs: list[str]) -> list[Floats]:
    """ONNX Runtime on the CPU keeps float16 between operators, which is what rounds."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    answers: list[Floats] = session.run(outputs, {session.get_inputs()[0].name: batch})
    return answers


def formats(data: bytes) -> dict[str, int]:
    """Number format of every tensor that a node makes, as ONNX itself infers it."""
    model = onnx.shape_inference.infer_shapes(onnx.load_from_string(data), strict_mode=True)
    values = (*model.graph.value_info, *model.graph.output)
    return {value.name: value.type.tensor_type.elem_type for value in values}


def test_the_shipped_network_says_the_same_in_half() -> None:
    manifest = manifests.read(find_model())
    batch = pictures(manifest.input)
    data = shipped()
    half = to_half(data)

    onnx.checker.check_model(onnx.load_from_string(half), full_check=True)
    for exact, ours in zip(
        ask(data, batch, list(manifest.outputs)),
        ask(half, batch, list(manifest.outputs)),
        strict=True,
    ):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, exact, atol=0.005)
        assert (ours.argmax(axis=1) == exact.argmax(axis=1)).mean() > 0.9
    assert len(half) < 0.6 * len(data)


def test_the_shipped_network_computes_in_half_but_for_its_islands() -> None:
    half = to_half(shipped())
    of = formats(half)
    by_type: dict[str, set[int]] = {}
    for node in onnx.load_from_string(half).graph.node:
        by_type.setdefault(node.op_type, set()).add(of[node.output[0]])
    assert by_type["Conv"] == {TensorProto.FLOAT16}
    assert by_type["Gemm"] == {TensorProto.FLOAT16}
    # Turing has no code for float32 products of matrices: distances are sums of products.
    assert by_type["MatMul"] == {TensorProto.FLOAT16}
    assert by_type["ReduceSum"] == {TensorProto.FLOAT}
    for island in ("Softmax", "LayerNormalization", "Log", "Sqrt"):
        assert by_type[island] == {TensorProto.FLOAT}


def distance_network(columns: int = 64) -> tuple[bytes, Floats]:
    """|z - a| by |z|² + |a|² - 2za, the way in which the network compares faces with anchors."""
    anchors = np.random.default_rng(0).normal(size=(5, columns)).astype(np.float32)
    nodes = [
        helper.make_node("Mul", ["z", "z"], ["zz"]),
        helper.make_node("ReduceSum", ["zz", "last"], ["z2"], keepdims=1),
        helper.make_node("MatMul", ["z", "turned"], ["za"]),
        helper.make_node("Mul", ["za", "two"], ["za2"]),
        helper.make_node("Add", ["z2", "a2"], ["sum"]),
        helper.make_node("Sub", ["sum", "za2"], ["squared"]),
        helper.make_node("Clip", ["squared", "least"], ["safe"]),
        helper.make_node("Sqrt", ["safe"], ["d"]),
        helper.make_node("MatMul", ["z", "turned"], ["y"]),
    ]
    constants = {
        "turned": anchors.T.copy(),
        "a2": (anchors**2).sum(axis=1)[None],
        "two": np.float32(2.0),
        "least": np.float32(0.0),
        "last": np.array([1], dtype=np.int64),
    }
    graph = helper.make_graph(
        nodes,
        "distance",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", columns])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", 5]) for n in ("d", "y")],
        [numpy_helper.from_array(np.asarray(v), n) for n, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return bytes(model.SerializeToString()), anchors


def test_a_small_distance_between_large_vectors_survives() -> None:
    data, anchors = distance_network()
    z = (anchors + np.random.default_rng(1).normal(size=anchors.shape) * 0.01).astype(np.float32)
    near, _ = ask(to_half(data), z, ["d", "y"])
    np.testing.assert_allclose(
        near.diagonal(), np.linalg.norm(z - anchors, axis=1), atol=2e-3, rtol=0.05
    )


def conv_chain(*, weight: float = 0.5, output: str = "y") -> bytes:
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("Reshape", ["r", "shape"], ["f"]),
        helper.make_node("MatMul", ["f", "m"], [output]),
    ]
    constants = {
        "w": np.full((2, 1, 1, 1), weight, dtype=np.float32),
        "shape": np.array([0, -1], dtype=np.int64),
        "m": np.full((8, 3), 0.25, dtype=np.float32),
    }
    graph = helper.make_graph(
        nodes,
        "chain",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 2, 2])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", 3])],
        [numpy_helper.from_array(v, n) for n, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return bytes(model.SerializeToString())


def test_what_lies_between_matrices_follows_them_and_outputs_stay_exact() -> None:
    half = to_half(conv_chain())
    of = formats(half)
    assert [of[name] for name in ("c", "r", "f")] == [TensorProto.FLOAT16] * 3
    assert of["y"] == TensorProto.FLOAT
    (answer,) = ask(half, np.ones((3, 1, 2, 2), dtype=np.float32), ["y"])
    np.testing.assert_allclose(answer, 1.0)


def test_a_weight_beyond_half_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="float16 cannot hold its weight w"):
        to_half(conv_chain(weight=70_000.0))


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        to_half(b"this is no network")


def test_branches_are_refused() -> None:
    body = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["o"])],
        "body",
        [],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, [1])],
    )
    graph = helper.make_graph(
        [helper.make_node("If", ["c"], ["y"], then_branch=body, else_branch=body)],
        "branch",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [1]),
            helper.make_tensor_value_info("c", TensorProto.BOOL, [1]),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with pytest.raises(ModelError, match="branch or loop"):
        to_half(model.SerializeToString())


def test_the_small_network_converts_too() -> None:
    batch = np.full((2, 1, 8, 8), 0.7, dtype=np.float32)
    names = ["primary", "corrected"]
    for ours, exact in zip(
        ask(to_half(network()), batch, names), ask(network(), batch, names), strict=True
    ):
        np.testing.assert_allclose(ours, exact, atol=2e-3)
