"""Our calls of the driver, through both packages, against a driver library of our own.

What a real driver and GPU make of them, only these can tell. But the order of calls, their
arguments, contexts and threads are the same, and the fake refuses what the real one would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BINDINGS = "engine.models.tensorrt.gpu_bindings"
PYCUDA = "engine.models.tensorrt.gpu_pycuda"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("there is no C compiler for a Linux library")
    folder = tmp_path_factory.mktemp("driver")
    flags = ["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-Wl,-soname,libcuda.so.1"]
    target = folder / "libcuda.so.1"
    command = [compiler, *flags, str(HERE / "fake_driver.c"), "-o", str(target), "-ldl"]
    subprocess.run(command, check=True, timeout=60)
    return folder


def run(library: Path, module: str, *words: str) -> dict[str, Any]:
    path = [str(HERE.parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, str(HERE / "fake_driver_child.py"), module, *words],
        env=os.environ | {"LD_LIBRARY_PATH": str(library), "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


PACKAGES = pytest.mark.parametrize(
    ("module", "package"), [(BINDINGS, "cuda"), (PYCUDA, "pycuda")], ids=["bindings", "pycuda"]
)


@PACKAGES
@pytest.mark.parametrize("leave", [False, True], ids=["closed", "left open"])
def test_fake_driver_is_called_as_it_wants_to_be(
    library: Path, module: str, package: str, leave: bool
) -> None:
    """Left open: the process must end all the same, and give everything back before."""
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    found = run(library, module, *(["leave"] if leave else []))
    assert "Fake GPU" in found["probe"]
    assert found["right"]
    assert found["package"].startswith("pycuda" if module == PYCUDA else "cuda.bindings")
    assert found["opened"].startswith("pycuda" if find_spec("pycuda") else "cuda.bindings")
    assert (found["held"], found["mistakes"], found["retained"]) == (0, 0, 0)
    if module == BINDINGS or find_spec("cuda"):
        assert found["graphs"] == [1, 2, 4, 8, 16]
        assert found["launches"] == 40


def test_the_fake_refuses_what_a_driver_would(library: Path) -> None:
    """The test above proves something only if the fake bites."""
    code = """
import ctypes
d = ctypes.CDLL("libcuda.so.1")
at = ctypes.c_size_t()
assert d.cuMemAlloc_v2(ctypes.byref(at), ctypes.c_size_t(8)) == 201  # no context
context = ctypes.c_void_p()
d.cuDevicePrimaryCtxRetain(ctypes.byref(context), 0)
assert d.cuCtxPushCurrent_v2(context) == 0
assert d.cuMemAlloc_v2(ctypes.byref(at), ctypes.c_size_t(8)) == 0
assert d.cuMemcpyHtoDAsync_v2(at, b"pageable", ctypes.c_size_t(8), None) == 700
assert d.cuMemFree_v2(at) == 0
assert d.cuMemFree_v2(at) == 1
numbers = (ctypes.c_int * 4)()
d.fake_report(numbers)
assert list(numbers) == [0, 1, 1, 0], list(numbers)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"LD_LIBRARY_PATH": str(library)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
