"""Which models and which backends there are, and how to get one that runs."""

from __future__ import annotations

import importlib
import logging
import os
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import platformdirs

from engine.errors import BackendUnavailable, ModelError
from engine.models import manifest as manifests
from engine.models.base import Backend, EmotionModel
from engine.models.cpu import worthwhile_precision
from engine.models.cuda import probe_cuda
from engine.models.openvino_import import import_openvino
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
    """What a person may ask for. AUTO and CPU: the first that runs of `_CPU_ORDER`."""

    AUTO = "auto"
    CPU = "cpu"
    OPENVINO = "openvino"
    ONNXRUNTIME = "onnxruntime"
    TENSORRT = "tensorrt"


#: OpenVINO is the faster one on the CPUs measured; ONNX Runtime is the reference.
_CPU_ORDER = (Backend.OPENVINO, Backend.ONNXRUNTIME)


@dataclass(frozen=True, slots=True)
class BackendReport:
    """One backend: whether it runs here, why or why not in words, and its version or ""."""

    backend: Backend
    available: bool
    reason: str
    version: str


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

    AUTO and CPU take OpenVINO, in the precision that pays on this processor; if that cannot be
    used here, ONNX Runtime, and the log says why. ONNX Runtime is always float32.
    To be called in the thread that will use the model. at_once: faces that are mostly asked about
    together; 1 where each answer is waited for.

    Raises `ModelError` if the model is missing or damaged, `BackendUnavailable` if no backend
    that was asked for can run here.
    """
    folder = find_model(name)
    if backend not in (BackendChoice.AUTO, BackendChoice.CPU):
        return _load(folder, Backend(backend.value), at_once)
    refusals: list[str] = []
    for candidate in _CPU_ORDER:
        try:
            return _load(folder, candidate, at_once)
        except BackendUnavailable as error:
            _log.warning("%s", error)
            refusals.append(f"{candidate}: {error.what}")
    raise BackendUnavailable(
        "no backend can run here", subject="; ".join(refusals), hint="Reinstall Mien"
    )


def probe_backends() -> tuple[BackendReport, ...]:
    """Every backend: available or why not. Imports the runtimes (0.3 s), loads no model."""
    return (*(_probe_cpu(backend) for backend in _CPU_ORDER), _probe_tensorrt())


def _load(folder: Path, backend: Backend, at_once: int) -> EmotionModel:
    if backend is Backend.TENSORRT:
        raise BackendUnavailable(
            _probe_tensorrt().reason, subject=backend, hint="Choose --backend auto"
        )
    report = _probe_cpu(backend)
    if not report.available:
        raise BackendUnavailable(report.reason, subject=backend, hint="Reinstall Mien")
    if backend is Backend.OPENVINO:
        from engine.models.openvino_model import OpenVinoModel

        return OpenVinoModel(folder, worthwhile_precision(), at_once=at_once)
    from engine.models.onnx_model import OnnxRuntimeModel

    return OnnxRuntimeModel(folder)


def _probe_cpu(backend: Backend) -> BackendReport:
    try:
        is_openvino = backend is Backend.OPENVINO
        runtime = import_openvino() if is_openvino else importlib.import_module(backend.value)
    except (ImportError, OSError) as error:
        return BackendReport(backend, False, f"it cannot be imported ({error})", "")
    version = str(runtime.__version__).split("-", maxsplit=1)[0]  # OpenVINO adds its build
    return BackendReport(backend, True, "runs on the CPU", version)


def _probe_tensorrt() -> BackendReport:
    probe = probe_cuda()
    reason = probe.reason
    if probe.usable:
        reason = f"the TensorRT backend is not part of this version (GPU found: {probe.reason})"
    return BackendReport(Backend.TENSORRT, False, reason, "")
