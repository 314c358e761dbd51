"""Each backend: whether it can run here, and how it loads a model."""

from __future__ import annotations

import importlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import BackendUnavailable, MienError
from engine.models import manifest as manifests
from engine.models.base import Backend, EmotionModel
from engine.models.cpu import worthwhile_precision
from engine.models.cuda import CudaProbe
from engine.models.openvino_import import import_openvino
from engine.models.tensorrt.flavour import INSTALL, Flavour, installed_version

#: Fastest first. NVIDIA's own TensorRT tunes an engine to its GPU; RTX's fits any RTX card.
GPU_ORDER: Final = (Backend.TENSORRT, Backend.TENSORRT_RTX, Backend.ONNXRUNTIME_CUDA)

#: OpenVINO is the faster one on the CPUs measured; ONNX Runtime is the reference.
CPU_ORDER: Final = (Backend.OPENVINO, Backend.ONNXRUNTIME)

_log = logging.getLogger(__name__)

_FLAVOURS: Final = {Backend.TENSORRT: Flavour.TENSORRT, Backend.TENSORRT_RTX: Flavour.RTX}


@dataclass(frozen=True, slots=True)
class BackendReport:
    """One backend: whether it runs here, why or why not in words, and its version or ""."""

    backend: Backend
    available: bool
    reason: str
    version: str


def report_on(backend: Backend, probe: CudaProbe) -> BackendReport:
    """Whether a backend can run here. probe: what the NVIDIA driver says.

    Imports the CPU's runtimes; those of the GPU only where the driver found one.
    """
    if backend in _FLAVOURS:
        return _report_on_tensorrt(backend, probe)
    if backend is Backend.ONNXRUNTIME_CUDA:
        return _report_on_cuda(probe)
    return _report_on_cpu(backend)


def load_on(backend: Backend, folder: Path, probe: CudaProbe, at_once: int) -> EmotionModel:
    """Load the model in `folder` on one backend.

    at_once: faces that are mostly asked about together.

    Raises `ModelError` if the model is missing or damaged, `BackendUnavailable` if the backend
    cannot run it here.
    """
    report = report_on(backend, probe)
    if not report.available:
        raise BackendUnavailable(
            report.reason, subject=backend, hint="Choose --backend auto; mien doctor tells more"
        )
    if backend in GPU_ORDER:
        try:
            return _load_on_gpu(backend, folder, probe)
        except MienError:
            raise
        # A GPU's packages fail in ways that nobody can foresee; the processor goes on.
        except Exception as error:
            _log.exception("%s failed", backend)
            raise BackendUnavailable(
                f"it fails in an unexpected way ({type(error).__name__}: {error})",
                subject=backend,
                hint="Please report it with the log; meanwhile choose --backend cpu",
            ) from error
    if backend is Backend.OPENVINO:
        from engine.models.openvino_model import OpenVinoModel

        quantised = manifests.read(folder).int8 is not None
        return OpenVinoModel(folder, worthwhile_precision(quantised=quantised), at_once=at_once)
    from engine.models.onnx_model import OnnxRuntimeModel

    return OnnxRuntimeModel(folder)


def _load_on_gpu(backend: Backend, folder: Path, probe: CudaProbe) -> EmotionModel:
    if backend in _FLAVOURS:
        return _load_tensorrt(folder, _FLAVOURS[backend], probe)
    from engine.models.onnx_model import OnnxRuntimeCudaModel

    return OnnxRuntimeCudaModel(folder, probe)


def _load_tensorrt(folder: Path, flavour: Flavour, probe: CudaProbe) -> EmotionModel:
    from engine.models.tensorrt.jobs import engine_job
    from engine.models.tensorrt.model import TensorRtModel

    job = engine_job(folder, flavour, probe)
    stored = job.stored()
    if stored is None:
        raise BackendUnavailable(
            f"its engine for {folder.name} is not built yet",
            subject=flavour,
            hint=f"Run once: mien engine build --backend {flavour}",
        )
    return TensorRtModel(folder, flavour, stored, probe, job.cache)


def _report_on_tensorrt(backend: Backend, probe: CudaProbe) -> BackendReport:
    from engine.models.tensorrt.gpu import installed_gpu_packages

    flavour = _FLAVOURS[backend]
    version = installed_version(flavour)
    if not probe.usable:
        return BackendReport(backend, False, probe.reason, version or "")
    if version is None:
        return BackendReport(backend, False, f"not installed ({INSTALL[flavour]})", "")
    if not installed_gpu_packages():
        reason = f"neither pycuda nor cuda-bindings is installed ({INSTALL[Flavour.RTX]})"
        return BackendReport(backend, False, reason, version)
    return BackendReport(backend, True, f"runs on {probe.gpu}", version)


def _report_on_cuda(probe: CudaProbe) -> BackendReport:
    backend = Backend.ONNXRUNTIME_CUDA
    if not probe.usable:
        return BackendReport(backend, False, probe.reason, "")
    cpu = _report_on_cpu(Backend.ONNXRUNTIME)
    if not cpu.available:
        return BackendReport(backend, False, cpu.reason, "")
    providers = importlib.import_module("onnxruntime").get_available_providers()
    if "CUDAExecutionProvider" not in providers:
        return BackendReport(backend, False, "this build of ONNX Runtime has no CUDA", cpu.version)
    return BackendReport(backend, True, f"runs on {probe.gpu}", cpu.version)


def _report_on_cpu(backend: Backend) -> BackendReport:
    try:
        is_openvino = backend is Backend.OPENVINO
        runtime = import_openvino() if is_openvino else importlib.import_module(backend.value)
    except (ImportError, OSError) as error:
        return BackendReport(backend, False, f"it cannot be imported ({error})", "")
    version = str(runtime.__version__).split("-", maxsplit=1)[0]  # OpenVINO adds its build
    return BackendReport(backend, True, "runs on the CPU", version)
