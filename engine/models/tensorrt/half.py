"""From the float32 ONNX to one that computes in float16 where that is safe.

TensorRT takes a network's number formats from the ONNX as they are written there. Products of
matrices and convolutions become float16. What decides about the answer stays in float32:
normalisations, softmax, logarithms and the distances to the anchors, whose float16 would move
probabilities by 0.007 instead of 0.0006. Everything else follows what it is fed with. A network
that was quantised computes in int8 what it did, and in float16 what else is safe.

Whoever changes the recipe counts up `plan.RECIPE`, so that engines are built anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ModelError

#: Operators that float16 makes fast.
_MATRIX: Final = frozenset({"Conv", "MatMul", "Gemm"})

#: Where 8-bit values begin and end: they stay next to the products that they are for.
_QUANTISED: Final = frozenset({"QuantizeLinear", "DequantizeLinear"})

#: The first version of ONNX's operators in which those two know float16.
_QUANTISED_OPSET: Final = 19

#: Operators that always compute in float32: sums of many terms, exponentials, small differences.
_FULL: Final = frozenset(
    {
        *("LayerNormalization", "BatchNormalization", "Softmax", "Sigmoid", "Log", "Exp"),
        *("Pow", "Sqrt", "ReduceMean", "ReduceSum", "Cast"),
    }
)

#: Operators between a matrix product and the root of a squared distance.
_ELEMENTWISE: Final = frozenset(
    {"Add", "Sub", "Mul", "Neg", "Clip", "Max", "Reshape", "Transpose", "Unsqueeze", "Squeeze"}
)

_LARGEST: Final = float(np.finfo(np.float16).max)


def to_half(data: bytes) -> bytes:
    """The same network with float16 inside; inputs and outputs stay float32.

    Raises `ModelError` for a network that is no ONNX, has branches or loops, or weights that
    float16 cannot hold.
    """
    try:
        model = onnx.shape_inference.infer_shapes(onnx.load_from_string(data))
    except Exception as error:  # protobuf and onnx raise families of their own
        raise _refused(f"it cannot be read ({error})") from error
    _Rewriter(model.graph).rewrite()
    if any(node.op_type in _QUANTISED for node in model.graph.node):
        for opset in model.opset_import:
            if opset.domain == "":
                opset.version = max(opset.version, _QUANTISED_OPSET)
    return bytes(model.SerializeToString())


class _Rewriter:
    """Writes one graph anew, node by node, with a cast wherever formats meet."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._weights = {weight.name: weight for weight in graph.initializer}
        self._floats = _float_tensors(graph)
        #: Format that each computed tensor has: True for float16.
        self._is_half: dict[str, bool] = {value.name: False for value in graph.input}
        self._casts: dict[tuple[str, bool], str] = {}
        self._half_weights: dict[str, onnx.TensorProto] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._ranks = _ranks(graph)
        self._extra: list[onnx.TensorProto] = []

    def rewrite(self) -> None:
        outputs = {value.name for value in self._graph.output}
        distances = distances_of(self._graph.node)
        for node in self._graph.node:
            if any(a.type in (a.GRAPH, a.GRAPHS) for a in node.attribute):
                raise _refused(f"it has a branch or loop ({node.op_type} {node.name})")
            half = self._wants_half(node, distances) and not outputs & set(node.output)
            new = onnx.NodeProto()
            new.CopyFrom(node)
            del new.input[:]
            new.input.extend(self._as(name, half) for name in node.input)
            if node.op_type == "MatMul" and node.output[0] in distances:
                self._add_products(new)
            else:
                self._nodes.append(new)
            self._is_half.update({name: half for name in node.output if name in self._floats})
        used = {name for node in self._nodes for name in node.input} | outputs
        weights = [w for name, w in self._weights.items() if name in used]
        _replace(self._graph.node, self._nodes)
        _replace(self._graph.initializer, [*weights, *self._half_weights.values(), *self._extra])
        del self._graph.value_info[:]  # it would state the former formats

    def _wants_half(self, node: onnx.NodeProto, distances: frozenset[str]) -> bool:
        if node.op_type in _FULL or node.output[0] in distances:
            return False
        if node.op_type in _MATRIX or node.op_type in _QUANTISED:
            return True
        fed = [self._is_half[n] for n in node.input if n in self._is_half and n in self._floats]
        return bool(fed) and all(fed)

    def _add_products(self, matmul: onnx.NodeProto) -> None:
        """A·B as a sum of products, for which Turing, too, has float32 code.

        A is (..., M, D), B (D, N): A becomes (..., M, 1, D), B transposed (N, D).
        """
        name, (a, b) = matmul.output[0], matmul.input
        if self._ranks.get(b) != 2:
            self._nodes.append(matmul)
            return
        before, last = f"{name}_before_last", f"{name}_last"
        self._extra.append(numpy_helper.from_array(np.array([-2], dtype=np.int64), before))
        self._extra.append(numpy_helper.from_array(np.array([-1], dtype=np.int64), last))
        rows, columns, products = (f"{name}_{part}" for part in ("rows", "columns", "products"))
        self._nodes += [
            helper.make_node("Unsqueeze", [a, before], [rows], name=rows),
            helper.make_node("Transpose", [b], [columns], name=columns, perm=[1, 0]),
            helper.make_node("Mul", [rows, columns], [products], name=products),
            helper.make_node("ReduceSum", [products, last], [name], name=name, keepdims=0),
        ]

    def _as(self, name: str, half: bool) -> str:
        """Name of a tensor in the format asked for; casts it first if it has the other one."""
        if name not in self._floats:
            return name
        if name in self._weights:
            return self._half_weight(name) if half else name
        if self._is_half.get(name, False) is half:
            return name
        key = (name, half)
        if key not in self._casts:
            cast = f"{name}_{'f16' if half else 'f32'}"
            to = TensorProto.FLOAT16 if half else TensorProto.FLOAT
            self._nodes.append(helper.make_node("Cast", [name], [cast], name=cast, to=to))
            self._casts[key] = cast
        return self._casts[key]

    def _half_weight(self, name: str) -> str:
        """Name of a float16 copy of a weight, made once."""
        copy = f"{name}_f16"
        if name not in self._half_weights:
            values = numpy_helper.to_array(self._weights[name])
            # -inf is what attention masks are made of, and stays what it is.
            if float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) > _LARGEST:
                raise _refused(f"float16 cannot hold its weight {name}")
            self._half_weights[name] = numpy_helper.from_array(values.astype(np.float16), copy)
        return copy


def _float_tensors(graph: onnx.GraphProto) -> frozenset[str]:
    """Names of all float32 tensors: weights, inputs, outputs, and what is computed."""
    values = (*graph.input, *graph.output, *graph.value_info)
    names = {v.name for v in values if v.type.tensor_type.elem_type == TensorProto.FLOAT}
    names |= {w.name for w in graph.initializer if w.data_type == TensorProto.FLOAT}
    return frozenset(names)


def _ranks(graph: onnx.GraphProto) -> dict[str, int]:
    """Number of axes of every tensor that it is known of."""
    ranks = {w.name: len(w.dims) for w in graph.initializer}
    for value in (*graph.input, *graph.value_info):
        if value.type.tensor_type.HasField("shape"):
            ranks[value.name] = len(value.type.tensor_type.shape.dim)
    return ranks


def distances_of(nodes: Iterable[onnx.NodeProto]) -> frozenset[str]:
    """Results of the matrix products that a square root is taken of: -2ab in |a - b|.

    They are differences of nearly equal numbers, which 8 or 16 bits would make a coarse staircase
    of. Returns names of tensors, those on the way from product to root included.
    """
    makers = {output: node for node in nodes for output in node.output}
    found: set[str] = set()
    waiting = [n.input[0] for n in makers.values() if n.op_type == "Sqrt"]
    while waiting:
        node = makers.get(waiting.pop())
        if node is None or node.output[0] in found:
            continue
        if node.op_type in _MATRIX or node.op_type in _ELEMENTWISE:
            found.add(node.output[0])
        if node.op_type in _ELEMENTWISE:
            waiting.extend(node.input)
    return frozenset(found)


def _replace(field: list[onnx.NodeProto], new: Iterable[onnx.NodeProto]) -> None:
    del field[:]
    field.extend(new)


def _refused(why: str) -> ModelError:
    return ModelError(
        f"the network cannot be converted to float16: {why}",
        hint="Choose --backend cpu",
    )
