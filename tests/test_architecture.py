"""Who may import whom, proven in fresh processes where what is forbidden cannot be imported."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import cv2
import pytest

import app.gui
import engine
import trainer
from engine.types import Image

#: Put before the code of a child process: the named packages do not exist there, and whoever
#: looks up or connects to another machine is stopped.
GUARD = """
import json, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is blocked by the test", name=name)

def offline(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (
        event == "socket.connect" and not isinstance(args[1], (str, bytes))
    ):
        print(f"NETWORK {event} {args}", file=sys.stderr, flush=True)
        import os
        os._exit(97)

sys.meta_path.insert(0, Absent())
sys.addaudithook(offline)
"""

QT = ("PySide6", "shiboken6", "pyqtgraph", "PyQt5", "PyQt6")
TORCH = ("torch", "torchvision")


def run_guarded(
    code: str, *blocked: str, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python code in a fresh process without a display and without the `blocked` packages."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | variables
    return subprocess.run(
        [sys.executable, "-c", f"BLOCKED = {blocked!r}\n{GUARD}\n{code}"],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def mien(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line where neither Qt nor torch nor the network exists."""
    code = f"from app.cli import main; sys.exit(main({list(arguments)!r}))"
    return run_guarded(code, *QT, *TORCH, cwd=cwd)


#: Modules that can only be imported with a package of an extra, and that package.
WRAPPERS = {
    "engine.cluster.client": "distributed",
    "engine.cluster.worker": "distributed",
    "engine.models.tensorrt.gpu_bindings": "cuda",
    "engine.models.tensorrt.gpu_pycuda": "pycuda",
}


def modules_of(package: object) -> list[str]:
    paths, name = package.__path__, package.__name__  # type: ignore[attr-defined]
    found = pkgutil.walk_packages(paths, prefix=f"{name}.")
    return sorted(
        module.name
        for module in found
        if not module.name.endswith("__main__")
        and (module.name not in WRAPPERS or find_spec(WRAPPERS[module.name]))
    )


def test_contracts_of_the_import_linter_hold(repo_root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_engine_needs_neither_qt_nor_torch() -> None:
    code = f"import importlib; [importlib.import_module(m) for m in {modules_of(engine)!r}]"
    result = run_guarded(code, *QT, *TORCH)
    assert result.returncode == 0, result.stderr


def test_trainer_needs_no_qt() -> None:
    pytest.importorskip("torch", reason="the trainer's packages are not installed")
    code = f"import importlib; [importlib.import_module(m) for m in {modules_of(trainer)!r}]"
    result = run_guarded(code, *QT)
    assert result.returncode == 0, result.stderr


def test_app_never_loads_torch() -> None:
    code = f"""
import importlib
for name in {modules_of(app.gui)!r}:
    importlib.import_module(name)
import cv2, mediapipe
print(sorted(set({TORCH!r}) & set(sys.modules)))
"""
    result = run_guarded(code, QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().endswith("[]")


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = """
from app.cli import main
code = main(["--help"])
heavy = {"numpy", "cv2", "mediapipe", "openvino", "onnxruntime", "av", "scipy", "PySide6", "torch"}
print(json.dumps(sorted(heavy & set(sys.modules))))
sys.exit(code)
"""
    result = run_guarded(code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [["models"], ["doctor"], ["doctor", "--json"]],
    ids=" ".join,
)
def test_verbs_about_the_installation_run_headless(tmp_path: Path, arguments: list[str]) -> None:
    result = mien(*arguments, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "grefel-s" in result.stdout


def test_analyze_runs_headless_and_offline(tmp_path: Path, face_clip: Path) -> None:
    result = mien("analyze", str(face_clip), "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    rows = (tmp_path / "out" / "faces.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 48  # one face or one no_face row a frame
    assert (tmp_path / "out" / "faces.session.json").is_file()


def test_demo_runs_headless_and_offline(tmp_path: Path) -> None:
    result = mien("demo", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.rglob("*.csv"))


def test_evaluate_runs_headless_and_offline(
    tmp_path: Path, astronaut: Image, grace_hopper: Image
) -> None:
    for label, photo in (("happiness", astronaut), ("neutral", grace_hopper)):
        folder = tmp_path / "data" / label
        folder.mkdir(parents=True)
        assert cv2.imwrite(str(folder / "photo.png"), photo)
    result = mien(
        *("evaluate", "--data", str(tmp_path / "data"), "--faces", "detect", "--json"),
        cwd=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    assert '"corrected"' in result.stdout


def test_guard_stops_what_it_should(tmp_path: Path) -> None:
    """The tests above prove something only if the guard bites."""
    assert run_guarded("import PySide6", *QT).returncode == 1
    assert run_guarded("import torch", *TORCH).returncode == 1
    connect = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert run_guarded(connect).returncode == 97
    assert run_guarded("import numpy", *QT, *TORCH).returncode == 0


def test_exactly_one_opencv_is_installed() -> None:
    """Two OpenCV distributions overwrite each other's files, and pip does not notice."""
    assert packages_distributions()["cv2"] == ["opencv-contrib-python"]
