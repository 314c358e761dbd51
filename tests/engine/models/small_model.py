"""A real ONNX network small enough to know its answers by heart."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.labels import LABELS
from engine.models import manifest as manifests
from engine.models.manifest import (
    Colour,
    FileSpec,
    InputSpec,
    Manifest,
    Quantised,
    Template,
    Training,
)
from engine.types import Floats

SIZE = 8
OPSET = 18

#: How strongly the picture's mean brightness speaks for each label.
PRIMARY_WEIGHT = np.array([0.0, 4.0, -1.0, 0.5, 0.0, 0.0, 1.0, 0.0], dtype=np.float32)
CORRECTED_WEIGHT = 2.0 * PRIMARY_WEIGHT
#: At brightness 0 neutral leads; above 0.5 happiness does.
BIAS = np.array([2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)


def expected(batch: Floats, weight: Floats) -> Floats:
    """What the network must answer: softmax(weight * mean brightness + bias), (B, 8)."""
    z = batch.mean(axis=(1, 2, 3))[:, None] * weight + BIAS
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), dtype=np.float32)


def network(
    *,
    size: int = SIZE,
    input_name: str = "image",
    outputs: tuple[str, str] = ("primary", "corrected"),
    labels: int = 8,
    batch: str | int = "batch",
    softmax: bool = True,
) -> bytes:
    """Bytes of an ONNX file: mean brightness, one weight a label, softmax."""
    nodes = [helper.make_node("ReduceMean", [input_name, "axes"], ["mean"], keepdims=0)]
    nodes.append(helper.make_node("Unsqueeze", ["mean", "last"], ["column"]))
    constants = {
        "axes": np.array([1, 2, 3], dtype=np.int64),
        "last": np.array([1], dtype=np.int64),
        "bias": BIAS[:labels],
    }
    for output, weight in zip(outputs, (PRIMARY_WEIGHT, CORRECTED_WEIGHT), strict=True):
        constants[f"{output}_weight"] = weight[None, :labels]
        score = f"{output}_score"
        nodes.append(helper.make_node("Gemm", ["column", f"{output}_weight", "bias"], [score]))
        nodes.append(helper.make_node("Softmax" if softmax else "Identity", [score], [output]))
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(input_name, TensorProto.FLOAT, [batch, 1, size, size])],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, [batch, labels]) for o in outputs],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 9
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def quantised() -> bytes:
    """The same network with its mean brightness rounded to 8 bit, 0..1, as int8 exports do it."""
    model = onnx.load_from_string(network())
    graph = model.graph
    for node in graph.node:
        node.input[:] = ["rounded" if name == "column" else name for name in node.input]
    scale = numpy_helper.from_array(np.array(1 / 255, dtype=np.float32), "scale")
    zero = numpy_helper.from_array(np.array(0, dtype=np.uint8), "zero")
    graph.initializer.extend([scale, zero])
    column = next(i for i, node in enumerate(graph.node) if "column" in node.output)
    for place, (operator, source, target) in enumerate(
        (("QuantizeLinear", "column", "levels"), ("DequantizeLinear", "levels", "rounded")), 1
    ):
        graph.node.insert(
            column + place, helper.make_node(operator, [source, "scale", "zero"], [target])
        )
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def manifest_of(name: str, onnx_bytes: bytes, weights_bytes: bytes) -> Manifest:
    return Manifest(
        schema=manifests.SCHEMA,
        name=name,
        title="Small test network",
        version="1",
        labels=tuple(LABELS),
        input=InputSpec(
            "image", SIZE, Colour.GREY, Template((0.3, 0.35), (0.7, 0.35), (0.5, 0.75))
        ),
        outputs=("primary", "corrected"),
        opset=OPSET,
        onnx=file_spec("model.onnx", onnx_bytes),
        weights=file_spec("model.safetensors", weights_bytes),
        parameters=24,
        macs=16,
        training=Training("none", "none", "none", 0.0, 0, "", "made for a test"),
        metrics_on="nothing",
        metrics={"n": 4.0, "corrected_accuracy": 0.5, "corrected_ece": 0.25},
    )


def file_spec(name: str, data: bytes) -> FileSpec:
    return FileSpec(name, hashlib.sha256(data).hexdigest(), len(data))


def make_model(
    root: Path, name: str = "small", onnx_bytes: bytes | None = None, int8: bytes | None = None
) -> Path:
    """Write a whole model folder `root/name`, with an int8 form where given, and return it."""
    folder = root / name
    folder.mkdir(parents=True)
    data, weights = onnx_bytes or network(), b"weights"
    (folder / "model.onnx").write_bytes(data)
    (folder / "model.safetensors").write_bytes(weights)
    manifest = manifest_of(name, data, weights)
    if int8 is not None:
        (folder / "model-int8.onnx").write_bytes(int8)
        form = Quantised(file_spec("model-int8.onnx", int8), {"corrected_accuracy": 0.25})
        manifest = msgspec.structs.replace(manifest, int8=form)
    manifests.write(folder, manifest)
    return folder
