"""Which engine is to be built for a model here, and whether it is there already."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import BackendUnavailable
from engine.models import manifest as manifests
from engine.models.base import Precision
from engine.models.checked import precision_of
from engine.models.cuda import CudaProbe
from engine.models.tensorrt.builder import build_engine
from engine.models.tensorrt.cache import PlanCache, StoredPlan
from engine.models.tensorrt.flavour import INSTALL, Flavour, installed_version
from engine.models.tensorrt.gpu import installed_gpu_packages
from engine.models.tensorrt.plan import PlanKey, key_of
from engine.models.verification import verified_bytes


@dataclass(frozen=True, slots=True)
class EngineJob:
    """One engine: of which model folder, with which key, in which cache."""

    folder: Path
    key: PlanKey
    cache: PlanCache

    def stored(self) -> StoredPlan | None:
        """The engine, if it was built and is whole."""
        return self.cache.get(self.key)

    def build(self, progress: Callable[[float, str], None], stop: threading.Event) -> Path:
        """Build it in a child process, see `build_engine`; returns its file."""
        return build_engine(self.folder, self.key, self.cache, progress, stop)


def engine_job(
    folder: Path,
    flavour: Flavour,
    probe: CudaProbe,
    cache: PlanCache | None = None,
    target: str | None = None,
) -> EngineJob:
    """The engine that `flavour` would run the model in `folder` with.

    It runs in int8 where the network was quantised, else in float16. target: for RTX "turing" or
    "ampere" (and all later), to build for other computers than this.

    Raises `BackendUnavailable` where the package is not installed, `ModelError` where the model is
    not what its manifest says.
    """
    version = installed_version(flavour)
    if version is None:
        raise BackendUnavailable("it is not installed", subject=flavour, hint=INSTALL[flavour])
    onnx = manifests.read(folder).onnx
    precision = precision_of(verified_bytes(folder, onnx), Precision.F16)
    key = key_of(onnx.sha256.lower(), flavour, version, probe, precision)
    if target is not None and flavour is Flavour.RTX:
        key = msgspec.structs.replace(key, gpu=target)
    return EngineJob(folder, key, cache or PlanCache())


def flavour_to_build(probe: CudaProbe) -> Flavour:
    """The package whose engine is worth building here: NVIDIA's own on a GPU, else RTX's.

    Raises `BackendUnavailable` where neither can build here.
    """
    if probe.usable and installed_version(Flavour.TENSORRT) is not None:
        return Flavour.TENSORRT
    if installed_version(Flavour.RTX) is not None:
        return Flavour.RTX
    why = "no package of TensorRT is installed" if probe.usable else probe.reason
    raise BackendUnavailable(
        f"no engine can be built ({why})",
        subject="TensorRT",
        hint=f"For RTX cards, in Mien's folder: {INSTALL[Flavour.RTX]}",
    )


def missing_engine(
    folder: Path, probe: CudaProbe, cache: PlanCache | None = None
) -> EngineJob | None:
    """The engine that would run the model here and is yet to be built.

    None where no GPU can be used, no package is installed, or the engine is there.

    Raises `ModelError` where the model's manifest cannot be read.
    """
    if not probe.usable or not installed_gpu_packages():
        return None
    for flavour in Flavour:
        if installed_version(flavour) is not None:
            job = engine_job(folder, flavour, probe, cache=cache)
            return job if job.stored() is None else None
    return None
