"""Which models and which backends there are, and how to get one that runs."""

from __future__ import annotations

import logging
import os
from enum import StrEnum
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Final

import platformdirs

from engine.errors import ModelError
from engine.models import manifest as manifests
from engine.models.backends import CPU_ORDER, GPU_ORDER, BackendReport, load_on, report_on
from engine.models.base import Backend, EmotionModel
from engine.models.cuda import CudaProbe, probe_cuda
from engine.models.fallback import FallbackModel
from engine.models.parts import MOST_AT_ONCE
from engine.models.verification import verify

__all__ = [
    "DEFAULT_MODEL",
    "BackendChoice",
    "BackendReport",
    "available_models",
    "find_model",
    "load_model",
    "probe_backends",
    "user_models_folder",
    "verify",
]

DEFAULT_MODEL = "grefel-s"

#: Folders of further models, separated as in PATH.
MODELS_VARIABLE = "MIEN_MODELS"

_log = logging.getLogger(__name__)


class BackendChoice(StrEnum):
    """What a person may ask for. AUTO, GPU and CPU: the first that runs of several."""

    AUTO = "auto"
    GPU = "gpu"
    CPU = "cpu"
    OPENVINO = "openvino"
    ONNXRUNTIME = "onnxruntime"
    ONNXRUNTIME_CUDA = "onnxruntime_cuda"
    TENSORRT = "tensorrt"
    TENSORRT_RTX = "tensorrt_rtx"


#: What each general wish stands for; of AUTO, what is installed.
_ORDER: Final = {
    BackendChoice.AUTO: (*GPU_ORDER, *CPU_ORDER),
    BackendChoice.GPU: GPU_ORDER,
    BackendChoice.CPU: CPU_ORDER,
}


def user_models_folder() -> Path:
    """Where a person puts models of their own: one folder each, with its manifest."""
    return platformdirs.user_data_path("mien", appauthor=False) / "models"


def available_models() -> tuple[Path, ...]:
    """Folders that hold a manifest: shipped ones first, then the person's own.

    Own ones lie in `user_models_folder()` and the folders that MIEN_MODELS names, which may also
    be models themselves. Of two with the same folder name the first counts. None is verified here.
    """
    extra = [Path(p) for p in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if p]
    shipped = Path(str(files("assets"))) / "models"
    found: dict[str, Path] = {}
    for root in (shipped, user_models_folder(), *extra):
        for folder in (root, *sorted(root.glob("*/"))):
            if (folder / manifests.FILE_NAME).is_file():
                found.setdefault(folder.name, folder)
    return tuple(found.values())


def find_model(name: str | None = None) -> Path:
    """Folder of the model called `name` (its folder's name, or a path to the folder).

    None: the default model. Raises `ModelError` that lists what there is.
    """
    wanted = name or DEFAULT_MODEL
    models = available_models()
    for folder in models:
        if folder.name == wanted:
            return folder
    if (Path(wanted) / manifests.FILE_NAME).is_file():
        return Path(wanted)
    there = ", ".join(folder.name for folder in models) or "none"
    raise ModelError(
        "there is no such model",
        subject=wanted,
        hint=f"Installed: {there}. Put further ones into {user_models_folder()}",
    )


def load_model(
    name: str | None = None,
    backend: BackendChoice = BackendChoice.AUTO,
    at_once: int = MOST_AT_ONCE,
) -> EmotionModel:
    """Load a model, its hash checked, on the backend asked for.

    AUTO tries the GPU's backends, then the CPU's, in the order of `backends`; GPU and CPU only
    those. What cannot be used is passed over, and the model's `info.refused` and the log say why.
    OpenVINO runs in the precision that pays on this processor, ONNX Runtime always in float32.
    To be called in the thread that will use the model. at_once: faces that are mostly asked about
    together; 1 where each answer is waited for.

    Raises `ModelError` if the model is missing or damaged, `BackendUnavailable` if no backend
    that was asked for can run here.
    """
    folder = find_model(name)
    probe = probe_cuda()
    wanted = _ORDER.get(backend) or (Backend(backend.value),)
    absent: tuple[str, ...] = ()
    if backend is BackendChoice.AUTO:
        gpus, absent = _present_on_gpu(probe)
        wanted = (*gpus, *CPU_ORDER)
    return FallbackModel(
        ((each, partial(load_on, each, folder, probe, at_once)) for each in wanted), absent
    )


def _present_on_gpu(probe: CudaProbe) -> tuple[tuple[Backend, ...], tuple[str, ...]]:
    """The GPU's backends that are installed, and why the others are no candidates.

    What nobody installed is no warning: a computer without a GPU is as good as any.
    """
    if not probe.usable:
        return (), (f"gpu: {probe.reason}",)  # said once, and not of each backend
    reports = [report_on(backend, probe) for backend in GPU_ORDER]
    for report in reports:
        _log.info("%s: %s", report.backend, report.reason)
    return (
        tuple(report.backend for report in reports if report.available),
        tuple(f"{report.backend}: {report.reason}" for report in reports if not report.available),
    )


def probe_backends() -> tuple[BackendReport, ...]:
    """Every backend: available or why not. Imports the CPU's runtimes (0.3 s), loads no model."""
    probe = probe_cuda()
    return tuple(report_on(backend, probe) for backend in (*CPU_ORDER, *GPU_ORDER))
