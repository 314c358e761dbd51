"""What this machine is, as far as it matters to speed."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.benchmark.figures import Machine
from engine.models import cpu

#: Distributions that take the time.
_PACKAGES = ("openvino", "onnxruntime", "mediapipe", "av", "numpy", "tensorrt", "tensorrt-rtx")


def this_machine() -> Machine:
    """The machine, as it is now."""
    return Machine(
        processor=cpu.processor_name(),
        features=cpu.features(),
        cores=cpu.usable_cores(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        system=f"{platform.system()} {platform.release()} ({platform.machine()})",
        python=platform.python_version(),
        versions={name: found for name in _PACKAGES if (found := _version(name)) is not None},
    )


def peak_memory_mb() -> float | None:
    """The most memory that was ever resident in this process, in MB of 2**20 bytes.

    None where the system does not tell.
    """
    status = Path("/proc/self/status")
    if status.is_file():  # what getrusage says on Linux counts in the process that started this one
        lines = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return next((int(line.split()[1]) / 1024 for line in lines), None)
    if sys.platform == "win32":
        return None
    import resource

    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
