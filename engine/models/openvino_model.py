"""The embedded default: expression models on the CPU by OpenVINO."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import BackendUnavailable, ModelError
from engine.models import manifest as manifests
from engine.models.base import Backend, Distributions, ModelInfo, Precision
from engine.models.cpu import processor_name, worthwhile_threads
from engine.models.manifest import Manifest
from engine.models.openvino_import import import_openvino
from engine.models.parts import MOST_AT_ONCE, infer_in_parts
from engine.models.verification import (
    Shape,
    check_answer,
    check_batch,
    check_interface,
    verified_bytes,
)
from engine.types import Floats

if TYPE_CHECKING:
    import openvino
else:
    openvino = import_openvino()

_DEVICE = "CPU"


class OpenVinoModel:
    """A model folder, compiled by OpenVINO for this processor.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    precision: F32, or BF16 where the processor computes in it.
    threads: number of threads that one `infer` may use; None chooses by the network's size.

    Raises `ModelError` where the model is not what its manifest says, `BackendUnavailable` where
    the processor does not have the precision.
    """

    def __init__(
        self, folder: Path, precision: Precision = Precision.F32, threads: int | None = None
    ) -> None:
        self._manifest = manifests.read(folder)
        path = folder / self._manifest.onnx.file
        data = verified_bytes(folder, self._manifest.onnx)
        core = _core(precision)
        self._info = ModelInfo(
            name=self._manifest.name,
            sha256=self._manifest.onnx.sha256,
            backend=Backend.OPENVINO,
            precision=precision,
            device=processor_name(),
        )
        network = _read(core, data, path)
        check_interface(path, self._manifest, _shapes(network.inputs), _shapes(network.outputs))
        compiled = _compile(
            core, network, path, precision, threads or worthwhile_threads(self._manifest.macs)
        )
        self._request = compiled.create_infer_request()
        self._outputs = [compiled.output(name) for name in self._manifest.outputs]
        # The self-test also prepares the runtime for the batch size of a file's analysis.
        spec = self._manifest.input
        grey = np.full((MOST_AT_ONCE, spec.channels, spec.size, spec.size), 0.5, np.float32)
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
        if self._request is None:
            raise ValueError("the model is closed")
        return infer_in_parts(batch, self._run)

    def _run(self, batch: Floats) -> tuple[Floats, Floats]:
        """Both outputs, copied out of the buffers that the next run overwrites."""
        self._request.infer([batch], share_inputs=True)
        primary, corrected = (
            np.array(self._request.get_tensor(port).data, dtype=np.float32)
            for port in self._outputs
        )
        return primary, corrected

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        self._request = None
        self._outputs = []


def _read(core: openvino.Core, data: bytes, path: Path) -> openvino.Model:
    """Parse an ONNX file. Raises `ModelError` where OpenVINO cannot."""
    try:
        return core.read_model(data, b"")
    except RuntimeError as error:
        raise _cannot_load(path, error) from error


def _compile(
    core: openvino.Core, network: openvino.Model, path: Path, precision: Precision, threads: int
) -> openvino.CompiledModel:
    """Compile for this processor. Raises `ModelError` where OpenVINO cannot.

    No compiled model is kept on disk: it would save 0.15 s a start, and be one more file to trust.
    """
    try:
        return core.compile_model(
            network,
            _DEVICE,
            {
                "PERFORMANCE_HINT": "LATENCY",
                "NUM_STREAMS": "1",
                "INFERENCE_NUM_THREADS": str(threads),
                # Left alone, the plug-in takes bf16 where it can: results would differ between
                # machines.
                "INFERENCE_PRECISION_HINT": precision.value,
                # A desktop app is never alone on its cores.
                "ENABLE_CPU_PINNING": "NO",
            },
        )
    except RuntimeError as error:
        raise _cannot_load(path, error) from error


def _cannot_load(path: Path, error: RuntimeError) -> ModelError:
    # The lines above the last are places in OpenVINO's source.
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or ["no reason"]
    return ModelError(
        f"OpenVINO cannot load the network ({lines[-1]})",
        subject=str(path),
        hint="Choose another backend or model with --backend or --model",
    )


def _core(precision: Precision) -> openvino.Core:
    """OpenVINO's runtime. Raises `BackendUnavailable` unless it can compute in `precision` here."""
    try:
        core = openvino.Core()
        native = set(core.get_property(_DEVICE, "OPTIMIZATION_CAPABILITIES"))
    except RuntimeError as error:
        raise BackendUnavailable(
            f"OpenVINO does not run on this processor ({error})",
            subject=Backend.OPENVINO,
            hint="Choose --backend onnxruntime",
        ) from error
    allowed = {Precision.F32} | ({Precision.BF16} if "BF16" in native else set())
    if precision not in allowed:
        raise BackendUnavailable(
            f"this processor does not run {precision} networks with OpenVINO",
            subject=Backend.OPENVINO,
            hint=f"Choose one of: {', '.join(sorted(allowed))}",
        )
    return core


def _shapes(ports: list[openvino.ConstOutput]) -> dict[str, Shape]:
    return {
        port.get_any_name(): tuple(
            None if size.is_dynamic else size.get_length() for size in port.get_partial_shape()
        )
        for port in ports
    }
