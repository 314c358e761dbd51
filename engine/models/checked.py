"""What models do alike on every runtime: trust no byte, take no other batch, answer in parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.models import manifest as manifests
from engine.models.base import Backend, Distributions, ModelInfo, Precision
from engine.models.manifest import FileSpec, Manifest
from engine.models.verification import (
    Shape,
    check_answer,
    check_batch,
    check_interface,
    verified_bytes,
)
from engine.types import Floats


def precision_of(network: bytes, floats: Precision) -> Precision:
    """What an ONNX file runs in: int8 where it was quantised, else in `floats` (int8: f32)."""
    # The names of operators stand in the file as they are; one of these follows every 8-bit value.
    if b"DequantizeLinear" in network:
        return Precision.INT8
    return Precision.F32 if floats is Precision.INT8 else floats


class CheckedModel(ABC):
    """A model folder on some runtime; the runtime's own class says how it loads, runs and ends.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.

    Raises `ModelError` where the model is not what its manifest says.
    """

    #: Set by the runtime's class as soon as it knows.
    _info: ModelInfo

    def __init__(self, folder: Path) -> None:
        self._manifest = manifests.read(folder)
        self._folder = folder
        self._path = folder / self._manifest.onnx.file
        self._closed = False

    @property
    def manifest(self) -> Manifest:
        """The model's own description."""
        return self._manifest

    @property
    def info(self) -> ModelInfo:
        """What runs, on what, how."""
        return self._info

    def infer(self, batch: Floats) -> Distributions:
        """Both distributions of a batch.

        batch: (B, C, H, W) float32 in 0..1; B >= 1.

        Raises `ValueError` for another shape or after `close`.
        """
        check_batch(self._manifest, batch)
        if self._closed:
            raise ValueError("the model is closed")
        return self._infer(batch)

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        if not self._closed:
            self._closed = True
            self._release()

    @abstractmethod
    def _infer(self, batch: Floats) -> Distributions:
        """As `infer`, of a batch that is right."""

    @abstractmethod
    def _release(self) -> None:
        """Let go of what the runtime holds; called once."""

    def _network(self, form: FileSpec | None = None) -> bytes:
        """An ONNX file of the model, its hash checked; without `form` the one in float.

        Raises `ModelError` where it is another one.
        """
        return verified_bytes(self._folder, form or self._manifest.onnx)

    def _info_of(self, backend: Backend, precision: Precision, device: str) -> ModelInfo:
        return ModelInfo(
            name=self._manifest.name,
            sha256=self._manifest.onnx.sha256,
            backend=backend,
            precision=precision,
            device=device,
        )

    def _check_interface(self, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape]) -> None:
        check_interface(self._path, self._manifest, inputs, outputs)

    def _self_test(self, faces: int = 1) -> None:
        """Ask about grey pictures: a distribution must come back. Raises `ModelError` else."""
        spec = self._manifest.input
        grey = np.full((faces, spec.channels, spec.size, spec.size), 0.5, dtype=np.float32)
        check_answer(self._path, self.infer(grey))
