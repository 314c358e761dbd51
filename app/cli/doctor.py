"""`mien doctor`: what is here, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from app.cli.report import FAILED

#: Distributions whose versions matter, by what people call them.
_PACKAGES = (
    "mien",
    "openvino",
    "onnxruntime",
    "mediapipe",
    "av",
    "numpy",
    "scikit-learn",
    "PySide6-Essentials",
    "pyarrow",
    "distributed",
    "tensorrt",
    "tensorrt-rtx",
    "pycuda",
    "cuda-bindings",
)
#: Each of these puts its own `cv2` into the same folder: two of them break each other.
_OPENCV = (
    "opencv-contrib-python",
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python-headless",
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser(
        "doctor",
        help="show versions, cameras, backends and what is missing",
        description="Shows versions, processor, display, cameras, inference backends and models, "
        "and what is wrong with them.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")


def run(args: argparse.Namespace) -> int:
    """Examine; the exit code is 1 if something is wrong that Mien cannot do without."""
    found = examine()
    print(json.dumps(found, indent=2) if args.json else _as_text(found))
    return FAILED if found["problems"] else 0


def examine() -> dict[str, Any]:
    """Everything as plain data; `problems` lists what Mien cannot do without."""
    from app.cli.engine import engines
    from app.cli.models import describe
    from engine.models import cpu
    from engine.models.registry import available_models, probe_backends

    backends = [
        {
            "name": r.backend.value,
            "available": r.available,
            "reason": r.reason,
            "version": r.version,
        }
        for r in probe_backends()
    ]
    found: dict[str, Any] = {
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "opencv": {name: _version(name) for name in _OPENCV if _version(name)},
        "processor": {
            "name": cpu.processor_name(),
            "usable_cores": cpu.usable_cores(),
            "features": cpu.features(),
            "precision": cpu.worthwhile_precision().value,
            "precision_of_int8": cpu.worthwhile_precision(quantised=True).value,
        },
        "gpu": _gpu(),
        "display": _display(),
        "cameras": _cameras(),
        "backends": backends,
        "engines": engines(),
        "models": [describe(folder) for folder in available_models()],
        "folders": _folders(),
    }
    return found | {"problems": _problems(found)}


def _problems(found: dict[str, Any]) -> list[str]:
    problems = []
    if len(found["opencv"]) != 1:
        names = " and ".join(found["opencv"]) or "no OpenCV"
        problems.append(
            f"{names} installed, there must be exactly one OpenCV. "
            "Uninstall all of them, then: pip install opencv-contrib-python"
        )
    if not any(backend["available"] for backend in found["backends"]):
        problems.append("No inference backend can run. Reinstall Mien.")
    models = found["models"]
    if not any(model["default"] for model in models):
        problems.append("The model that comes with Mien is missing. Reinstall Mien.")
    problems += [model["problem"] for model in models if not model["verified"]]
    return problems


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _gpu() -> dict[str, Any]:
    """What the NVIDIA driver says, asked before any package of CUDA is loaded."""
    from engine.models.cuda import probe_cuda

    probe = probe_cuda()
    return {
        "usable": probe.usable,
        "reason": probe.reason,
        "name": probe.gpu,
        "driver": probe.driver,
        "cuda": probe.cuda,
        "capability": probe.capability,
    }


def _display() -> dict[str, Any]:
    """Whether a window could be opened, told without loading Qt."""
    if sys.platform in ("win32", "darwin"):
        return {"available": True, "reason": "the system's own"}
    for variable in ("WAYLAND_DISPLAY", "DISPLAY"):
        value = os.environ.get(variable)
        if value:
            return {"available": True, "reason": f"{variable}={value}"}
    return {
        "available": False,
        "reason": "neither DISPLAY nor WAYLAND_DISPLAY is set: the command line works, "
        "the window does not",
    }


def _cameras() -> list[dict[str, Any]]:
    from engine.sources.camera import list_cameras

    return [
        {"index": camera.index, "name": camera.name, "path": camera.path}
        for camera in list_cameras()
    ]


def _folders() -> dict[str, str]:
    import platformdirs

    from engine.models.registry import user_models_folder
    from engine.models.tensorrt.cache import PlanCache
    from engine.project.export.saved import presets_folder

    return {
        "program": str(Path(__file__).resolve().parents[2]),
        "models": str(user_models_folder()),
        "engines": str(PlanCache().folder),
        "presets": str(presets_folder()),
        "settings": str(platformdirs.user_config_path("mien", appauthor=False)),
        "logs": str(platformdirs.user_log_path("mien", appauthor=False)),
    }


def _as_text(found: dict[str, Any]) -> str:
    from app.cli import engine
    from app.cli.models import as_text

    processor = found["processor"]
    features = processor["features"]
    instructions = "not told by the system" if features is None else ", ".join(features) or "none"
    lines = [
        f"{found['system']}, Python {found['python']}",
        f"{processor['name']}, {processor['usable_cores']} cores, instructions: {instructions}",
        f"Networks run here in {_precision(processor)}",
        f"NVIDIA GPU: {_gpu_in_short(found['gpu'])}",
        "",
        "Packages",
        *(f"  {name:24}{value or 'not installed'}" for name, value in _packages(found).items()),
        "",
        "Backends",
    ]
    for backend in found["backends"]:
        mark = "yes" if backend["available"] else "no"
        lines.append(f"  {backend['name']:18}{mark:5}{backend['version']:12}{backend['reason']}")
    lines += ["", "Engines"]
    lines += [f"  {engine.as_text(e)}" for e in found["engines"]] or ["  none"]
    lines += ["", "Models", *(_indented(as_text(model)) for model in found["models"])]
    lines += ["", "Cameras"]
    lines += [f"  {c['index']}  {c['name']}  {c['path']}" for c in found["cameras"]] or ["  none"]
    display = found["display"]
    lines += ["", f"Display: {'yes' if display['available'] else 'no'} ({display['reason']})"]
    lines += ["", "Folders", *(f"  {k:10}{v}" for k, v in found["folders"].items()), ""]
    problems = [f"PROBLEM: {problem}" for problem in found["problems"]]
    return "\n".join([*lines, *(problems or ["Nothing is wrong."])])


def _precision(processor: dict[str, Any]) -> str:
    """In what OpenVINO computes on this processor."""
    plain, quantised = processor["precision"], processor["precision_of_int8"]
    if quantised == plain:
        return f"{plain}, also those that have an int8 form: 8 bits are no faster on this processor"
    return f"{quantised} where they have that form, else in {plain}"


def _gpu_in_short(gpu: dict[str, Any]) -> str:
    driver = f", driver {gpu['driver']}" if gpu["driver"] else ""
    return f"{gpu['reason']}{driver}"


def _packages(found: dict[str, Any]) -> dict[str, str | None]:
    return {**found["packages"], **found["opencv"]}


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
