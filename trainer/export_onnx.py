"""From a trained network to `assets/models/NAME/`: safetensors, ONNX, manifest, parity check."""

from __future__ import annotations

import hashlib
import logging
import warnings
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.errors import ModelError
from engine.evaluation.branches import OUTPUT as BRANCHES_OUTPUT
from engine.models.manifest import FileSpec
from engine.types import Floats
from trainer.models.grefel import GReFEL

OPSET: Final = 18
INPUT: Final = "image"
OUTPUTS: Final = ("primary", "corrected")

#: Largest difference of any probability between torch and ONNX Runtime that passes.
PARITY: Final = 1e-4


class Served(nn.Module):
    """The network as it is served: both distributions, calibrated by one temperature each.

    A distribution p with temperature T becomes softmax(log p / T): arg-max and ranking stay.
    A third output, which only evaluation asks for, holds the distributions within reliability
    balancing as they are before calibration.

    Attributes:
        branches: their names, in the order of the third output's second axis; empty where the
            network has no reliability balancing, and then there is no third output.
    """

    temperatures: Tensor

    def __init__(self, network: GReFEL, primary: float = 1.0, corrected: float = 1.0) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("temperatures", torch.tensor([primary, corrected]))
        parts = network.balancing
        there = {
            "geometric": parts.anchors is not None,
            "attentive": parts.attention is not None,
            "correction": parts.anchors is not None or parts.attention is not None,
        }
        names = tuple(name for name, has in there.items() if has)
        self.branches: tuple[str, ...] = ("primary", *names) if names else ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of what `forward` returns."""
        return (*OUTPUTS, BRANCHES_OUTPUT) if self.branches else OUTPUTS

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """(B, C, S, S) in 0..1 to primary, corrected, (B, N) each, and branches (B, n, N)."""
        balanced = self.network(image).balanced
        served = (
            tempered(balanced.primary, self.temperatures[0]),
            tempered(balanced.corrected, self.temperatures[1]),
        )
        if not self.branches:
            return served
        rows = [getattr(balanced, name) for name in self.branches]
        return (*served, torch.stack(rows, dim=1))


def tempered(p: Tensor, temperature: Tensor | float) -> Tensor:
    """softmax(log p / T) over the last axis; T < 1 sharpens, T > 1 flattens."""
    return torch.softmax(p.float().clamp_min(1e-7).log() / temperature, dim=-1)


def file_spec(path: Path) -> FileSpec:
    """Name, SHA-256 and size of a file."""
    data = path.read_bytes()
    return FileSpec(path.name, hashlib.sha256(data).hexdigest(), len(data))


def export(
    served: Served, folder: Path, name: str, channels: int, size: int, faces: Floats | None = None
) -> float:
    """Write NAME.safetensors and NAME.onnx into `folder`; check the ONNX against torch.

    faces: (n, C, S, S) real faces for the check, in batches of 1 and n; without, random pictures.

    Returns the largest absolute difference of any probability between torch and ONNX Runtime.
    Raises `ModelError` when it reaches `PARITY`.
    """
    served = served.eval()
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {k: v.contiguous() for k, v in served.state_dict().items()}
    save_file(tensors, folder / f"{name}.safetensors")
    (folder / f"{name}.safetensors").chmod(0o644)  # safetensors writes for its owner only
    example = torch.rand(2, channels, size, size)
    path = folder / f"{name}.onnx"
    program = _exported(served, example)
    if program is None:
        raise RuntimeError("the ONNX exporter returned nothing")
    program.save(str(path), external_data=False)
    if faces is None:
        faces = np.random.default_rng(0).random((5, channels, size, size), dtype=np.float32)
    worst = max(difference(served, path, faces[:1]), difference(served, path, faces))
    if worst >= PARITY:
        raise ModelError(
            f"the exported network differs from torch's by {worst:.1e}",
            subject=str(path),
            hint="Report it, with the versions that mien doctor shows",
        )
    return worst


def _exported(served: Served, example: Tensor) -> torch.onnx.ONNXProgram | None:
    """The graph, without the exporter's remarks on packages that are not there."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _program(served, example)
    finally:
        logger.setLevel(level)


def _program(served: Served, example: Tensor) -> torch.onnx.ONNXProgram | None:
    return torch.onnx.export(
        served,
        (example,),
        input_names=[INPUT],
        output_names=list(served.outputs),
        dynamic_shapes={"image": {0: torch.export.Dim("batch", min=1, max=1024)}},
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def difference(served: Served, path: Path, batch: Floats) -> float:
    """Largest absolute difference of any probability between torch and ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        expected = served(torch.from_numpy(batch))
    got = session.run(list(served.outputs), {INPUT: batch})
    pairs = zip(expected, got, strict=True)
    return max(float(np.abs(a.numpy() - b).max()) for a, b in pairs)
