"""The embedded default: expression models on the CPU by OpenVINO."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino

from engine.errors import BackendUnavailable, ModelError
from engine.models import manifest as manifests
from engine.models.base import Backend, Distributions, ModelInfo, Precision
from engine.models.manifest import Manifest
from engine.models.verification import (
    Shape,
    check_answer,
    check_batch,
    check_interface,
    verified_bytes,
)
from engine.types import Floats

_DEVICE = "CPU"


class OpenVinoModel:
    """A model folder, compiled by OpenVINO for this processor.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    precision: F32, or BF16 where the processor computes in it.
    threads: number of threads that one `infer` may use; None for one.

    Raises `ModelError` where the model is not what its manifest says, `BackendUnavailable` where
    the processor does not have the precision.
    """

    def __init__(
        self, folder: Path, precision: Precision = Precision.F32, threads: int | None = None
    ) -> None:
        self._manifest = manifests.read(folder)
        path = folder / self._manifest.onnx.file
        data = verified_bytes(folder, self._manifest.onnx)
        core = openvino.Core()
        self._info = ModelInfo(
            name=self._manifest.name,
            sha256=self._manifest.onnx.sha256,
            backend=Backend.OPENVINO,
            precision=precision,
            device=str(core.get_property(_DEVICE, "FULL_DEVICE_NAME")).strip(),
        )
        _check_precision(core, precision)
        try:
            network = core.read_model(data, b"")
            # An explicit precision: left alone, the plug-in takes bf16 where it can, and results
            # would differ between machines. Unpinned: a desktop app is never alone on the cores.
            compiled = core.compile_model(
                network,
                _DEVICE,
                {
                    "PERFORMANCE_HINT": "LATENCY",
                    "NUM_STREAMS": "1",
                    "INFERENCE_NUM_THREADS": str(threads or 1),
                    "INFERENCE_PRECISION_HINT": precision.value,
                    "ENABLE_CPU_PINNING": "NO",
                },
            )
        except RuntimeError as error:
            raise ModelError(
                f"OpenVINO cannot load the network ({_reason(error)})",
                subject=str(path),
                hint="Choose another backend or model with --backend or --model",
            ) from error
        check_interface(path, self._manifest, _shapes(compiled.inputs), _shapes(compiled.outputs))
        self._request = compiled.create_infer_request()
        self._outputs = [compiled.output(name) for name in self._manifest.outputs]
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

        batch: (B, C, H, W) float32 in 0..1; B >= 1. The network's batch axis is free: shapes are
        compiled when first met and kept, at the speed of a fixed shape (measured).

        Raises `ValueError` for another shape or after `close`.
        """
        check_batch(self._manifest, batch)
        if self._request is None:
            raise ValueError("the model is closed")
        self._request.infer([np.ascontiguousarray(batch)], share_inputs=True)
        primary, corrected = (
            np.array(self._request.get_tensor(port).data, dtype=np.float32)
            for port in self._outputs
        )
        return Distributions(primary, corrected)

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        self._request = None
        self._outputs = []


def _check_precision(core: openvino.Core, precision: Precision) -> None:
    """Raise `BackendUnavailable` unless the processor computes in `precision`."""
    native = set(core.get_property(_DEVICE, "OPTIMIZATION_CAPABILITIES"))
    allowed = {Precision.F32} | ({Precision.BF16} if "BF16" in native else set())
    if precision not in allowed:
        raise BackendUnavailable(
            f"this processor does not run {precision} networks with OpenVINO",
            subject=Backend.OPENVINO,
            hint=f"Choose one of: {', '.join(sorted(allowed))}",
        )


def _shapes(ports: list[openvino.ConstOutput]) -> dict[str, Shape]:
    return {
        port.get_any_name(): tuple(
            None if size.is_dynamic else size.get_length() for size in port.get_partial_shape()
        )
        for port in ports
    }


def _reason(error: Exception) -> str:
    """The last line of an OpenVINO message: the ones above are source positions."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
