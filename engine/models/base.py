"""What every expression model offers, whichever runtime carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.models.manifest import Manifest
from engine.types import Floats


class Backend(StrEnum):
    """Inference runtimes."""

    OPENVINO = "openvino"
    ONNXRUNTIME = "onnxruntime"
    ONNXRUNTIME_CUDA = "onnxruntime_cuda"
    TENSORRT = "tensorrt"
    TENSORRT_RTX = "tensorrt_rtx"


class Precision(StrEnum):
    """Number format the network runs in; chosen by us, never left to a plug-in."""

    F32 = "f32"
    BF16 = "bf16"
    F16 = "f16"
    INT8 = "int8"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What runs: shown in the status bar, written to session.json.

    sha256: of the network in float, which is what was trained, in whatever `precision` it runs.
    refused: backends that would have come first, each with the reason why it does not run.
    """

    name: str
    sha256: str
    backend: Backend
    precision: Precision
    device: str
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distributions:
    """The network's answer for a batch: (B, 8) float32 each, rows sum to 1, `LABELS` order."""

    primary: Floats
    corrected: Floats


class EmotionModel(Protocol):
    """One network on one runtime. Created, used and closed in one and the same thread."""

    @property
    def manifest(self) -> Manifest:
        """The model's own description."""

    @property
    def info(self) -> ModelInfo:
        """What runs, on what, how."""

    def infer(self, batch: Floats) -> Distributions:
        """Both distributions of a batch.

        batch: (B, C, H, W) float32 as `engine.align.to_batch` makes it; B >= 1.
        """

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
