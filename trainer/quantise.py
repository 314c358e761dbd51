"""Static int8 quantisation of an exported network, calibrated on training faces.

Products with weights (convolutions, linear layers) run in 8 bit, everything else in float: products
of attention, softmax, norms, distances to anchors and biases. Weights have a scale a channel,
activations one a tensor. Signed, all are symmetric about zero, the one form that TensorRT takes.
Unsigned activations use all of their 256 steps, which changes answers by a third less; OpenVINO
runs both equally fast.

Written as pairs of QuantizeLinear and DequantizeLinear before each product, which every runtime
turns into its own 8-bit kernels. There are none behind a product: what adds to its sums, bends or
normalises them takes them as they are, and runtimes do it in the product's own kernel.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from engine.align import crop_whole, to_batch
from engine.errors import DataError
from engine.evaluation.dataset import DataSet
from engine.evaluation.readers import open_samples
from engine.evaluation.run import read_picture
from engine.models.manifest import InputSpec
from engine.models.tensorrt.half import distances_of
from engine.types import Floats
from trainer.data.table import read_bytes

#: Faces that the ranges of activations are measured on; more changed nothing on FER+.
FACES: Final = 256

#: Points of accuracy on the validation set that int8 may lose before it is refused.
MOST_LOST: Final = 0.5

_BATCH: Final = 16
_OPERATORS: Final = ("Conv", "MatMul", "Gemm")


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    """Hands out the faces batch by batch."""

    def __init__(self, name: str, faces: Floats) -> None:
        self._batches: Iterator[dict[str, Floats]] = (
            {name: faces[i : i + _BATCH]} for i in range(0, len(faces), _BATCH)
        )

    def get_next(self) -> dict[str, Floats] | None:
        """The next batch, None after the last."""
        return next(self._batches, None)


def quantise(
    source: Path, target: Path, input_name: str, faces: Floats, *, signed: bool = True
) -> None:
    """Write the int8 form of the ONNX file `source` to `target`.

    faces: (n, C, S, S) float32 in 0..1, what the network's ranges are measured on. signed: for
    GPUs as well; without, for processors only.
    """
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it warns about its own steps on the root logger
    try:
        with tempfile.TemporaryDirectory() as folder:
            prepared = Path(folder) / "prepared.onnx"
            quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
            quantize_static(
                str(prepared),
                str(target),
                _Reader(input_name, faces),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=list(_OPERATORS),
                per_channel=True,
                activation_type=QuantType.QInt8 if signed else QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                calibrate_method=CalibrationMethod.MinMax,
                nodes_to_exclude=_in_float(prepared),
                extra_options={
                    "ActivationSymmetric": signed,
                    "WeightSymmetric": True,
                    "QuantizeBias": False,  # TensorRT reads no 32-bit one, and adds in float
                    "OpTypesToExcludeOutputQuantization": list(_OPERATORS),
                },
            )
    finally:
        root.setLevel(level)


def _in_float(path: Path) -> list[str]:
    """Names of the operators that stay in float: distances to anchors, products without weights."""
    graph = onnx.load(path).graph
    weights = {tensor.name for tensor in graph.initializer}
    tensors = distances_of(graph.node)
    return [
        node.name
        for node in graph.node
        if node.output[0] in tensors
        or (node.op_type == "MatMul" and weights.isdisjoint(node.input))
    ]


def calibration_faces(path: Path, spec: InputSpec, count: int = FACES, seed: int = 0) -> Floats:
    """Face crops of a data set, at most `count`, drawn at random: (n, C, S, S) float32.

    Raises `DataError` that names file or row where the data set or a picture cannot be read.
    """
    samples, pictures = open_samples(path)
    data = DataSet(str(path), samples, pictures)
    try:
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(samples))[:count]
        crops = []
        for index in np.sort(chosen):
            sample = samples[index]
            read_bytes(pictures, sample.name, sample.place)
            try:
                crops.append(crop_whole(read_picture(data, sample, whole=False), spec))
            except ValueError as error:
                raise DataError(f"{sample.name}: {error}", subject=sample.place) from error
    finally:
        data.close()
    if not crops:
        raise DataError("there are no pictures to calibrate on", subject=str(path))
    return to_batch(crops)
