"""From a trained network to `assets/models/NAME/`: safetensors, ONNX, manifest, parity check."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.models.manifest import FileSpec
from trainer.models.grefel import GReFEL

OPSET: Final = 18
INPUT: Final = "image"
OUTPUTS: Final = ("primary", "corrected")


class Served(nn.Module):
    """The network as it is served: both distributions, calibrated by one temperature each.

    A distribution p with temperature T becomes softmax(log p / T): arg-max and ranking stay.
    """

    temperatures: Tensor

    def __init__(self, network: GReFEL, primary: float = 1.0, corrected: float = 1.0) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("temperatures", torch.tensor([primary, corrected]))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """(B, C, S, S) in 0..1 to primary and corrected, (B, N) each."""
        balanced = self.network(image).balanced
        return (
            tempered(balanced.primary, self.temperatures[0]),
            tempered(balanced.corrected, self.temperatures[1]),
        )


def tempered(p: Tensor, temperature: Tensor | float) -> Tensor:
    """softmax(log p / T) over the last axis; T < 1 sharpens, T > 1 flattens."""
    return torch.softmax(p.float().clamp_min(1e-7).log() / temperature, dim=-1)


def file_spec(path: Path) -> FileSpec:
    """Name, SHA-256 and size of a file."""
    data = path.read_bytes()
    return FileSpec(path.name, hashlib.sha256(data).hexdigest(), len(data))


def export(served: Served, folder: Path, name: str, channels: int, size: int) -> float:
    """Write NAME.safetensors and NAME.onnx into `folder`; check the ONNX against torch.

    Returns the largest absolute difference of any probability between torch and ONNX Runtime on
    random pictures, batch sizes 1 and 5. Raises `RuntimeError` when it reaches 1e-4.
    """
    served = served.eval()
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {k: v.contiguous() for k, v in served.state_dict().items()}
    save_file(tensors, folder / f"{name}.safetensors")
    (folder / f"{name}.safetensors").chmod(0o644)  # safetensors writes for its owner only
    example = torch.rand(2, channels, size, size)
    path = folder / f"{name}.onnx"
    program = torch.onnx.export(
        served,
        (example,),
        input_names=[INPUT],
        output_names=list(OUTPUTS),
        dynamic_shapes={"image": {0: torch.export.Dim("batch", min=1, max=1024)}},
        opset_version=OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the ONNX exporter returned nothing")
    program.save(str(path), external_data=False)
    return _parity(served, path, channels, size)


def _parity(served: Served, path: Path, channels: int, size: int) -> float:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch in (1, 5):
        x = torch.rand(batch, channels, size, size, generator=torch.Generator().manual_seed(batch))
        with torch.inference_mode():
            expected = served(x)
        got = session.run(list(OUTPUTS), {INPUT: x.numpy()})
        for a, b in zip(expected, got, strict=True):
            worst = max(worst, float(np.abs(a.numpy() - b).max()))
    if worst >= 1e-4:
        raise RuntimeError(f"ONNX and torch differ by {worst:.2e}")
    return worst
