"""The reference: expression models on the CPU by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from engine.errors import ModelError
from engine.models import manifest as manifests
from engine.models.base import Backend, Distributions, ModelInfo, Precision
from engine.models.cpu import processor_name, worthwhile_threads
from engine.models.manifest import Manifest
from engine.models.parts import infer_in_parts
from engine.models.verification import (
    Shape,
    check_answer,
    check_batch,
    check_interface,
    verified_bytes,
)
from engine.types import Floats

#: 3 = errors only: the runtime warns of harmless things on stderr.
_ERRORS_ONLY = 3


class OnnxRuntimeModel:
    """A model folder, run by ONNX Runtime in float32.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    threads: number of threads that one `infer` may use; None chooses by the network's size.

    Raises `ModelError` where the model is not what its manifest says.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._manifest = manifests.read(folder)
        path = folder / self._manifest.onnx.file
        data = verified_bytes(folder, self._manifest.onnx)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or worthwhile_threads(self._manifest.macs)
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # Spinning threads take processor time from decoding and detection while they wait.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"]
            )
        # ONNX Runtime raises a family of its own, straight from Exception.
        except Exception as error:
            raise ModelError(
                f"ONNX Runtime cannot load the network ({error})",
                subject=str(path),
                hint="Choose another backend or model with --backend or --model",
            ) from error
        check_interface(
            path,
            self._manifest,
            _shapes(self._session.get_inputs()),
            _shapes(self._session.get_outputs()),
        )
        self._info = ModelInfo(
            name=self._manifest.name,
            sha256=self._manifest.onnx.sha256,
            backend=Backend.ONNXRUNTIME,
            precision=Precision.F32,
            device=processor_name(),
        )
        spec = self._manifest.input
        grey = np.full((1, spec.channels, spec.size, spec.size), 0.5, dtype=np.float32)
        check_answer(path, self.infer(grey))

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
        if self._session is None:
            raise ValueError("the model is closed")
        return infer_in_parts(batch, self._run)

    def _run(self, batch: Floats) -> tuple[Floats, Floats]:
        primary, corrected = self._session.run(
            list(self._manifest.outputs), {self._manifest.input.name: batch}
        )
        return primary, corrected

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        self._session = None


def _shapes(nodes: Sequence[onnxruntime.NodeArg]) -> dict[str, Shape]:
    return {
        node.name: tuple(size if isinstance(size, int) else None for size in node.shape)
        for node in nodes
    }
