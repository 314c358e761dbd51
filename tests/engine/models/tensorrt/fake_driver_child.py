"""Runs in a process of its own, in which `libcuda.so.1` is the fake one; see test_fake_driver.py.

Arguments: the module whose `Device` is used, and `leave` to end without closing anything. Prints
one JSON object, as the last thing of all.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from engine.models.cuda import probe_cuda
from engine.models.tensorrt.engine import Run
from engine.models.tensorrt.gpu import GpuError, open_gpu
from engine.models.tensorrt.owner import InferenceThread, Lane
from engine.models.tensorrt.slots import Slot
from engine.types import Floats

FACE = (1, 8, 8)
NAMES = ("image", "primary", "corrected")
HOST_FUNCTION = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class HostEngine:
    """Computes in a host function in the stream, which is how it can be recorded into a graph."""

    scratch_bytes = 0

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.sizes: list[int] = []

    def prepare(self, faces: int, addresses: Mapping[str, int], scratch: int) -> Run:
        return HostRun(self, faces, dict(addresses))


class HostRun:
    def __init__(self, engine: HostEngine, faces: int, addresses: Mapping[str, int]) -> None:
        self._engine, self._faces, self._addresses = engine, faces, addresses
        self._callback = HOST_FUNCTION(self._compute)

    def enqueue(self, stream: int) -> None:
        code = self._engine.driver.cuLaunchHostFunc(ctypes.c_void_p(stream), self._callback, None)
        if code:
            raise GpuError(f"cuLaunchHostFunc: {code}")

    def _compute(self, _: object) -> None:
        self._engine.sizes.append(self._faces)
        batch = self._floats("image", (self._faces, *FACE))
        primary, corrected = answer(batch.copy())
        self._floats("primary", primary.shape)[:] = primary
        self._floats("corrected", corrected.shape)[:] = corrected

    def _floats(self, name: str, shape: tuple[int, ...]) -> Floats:
        count = int(np.prod(shape))
        memory = (ctypes.c_float * count).from_address(self._addresses[name])
        return np.ctypeslib.as_array(memory).reshape(shape)


def answer(batch: Floats) -> tuple[Floats, Floats]:
    mean = batch.mean(axis=(1, 2, 3))[:, None]
    return np.float32(mean * np.arange(8)), np.float32(mean + np.arange(8))


def main(module: str, *, leave: bool) -> None:
    driver = ctypes.CDLL("libcuda.so.1")
    engine = HostEngine(driver)
    found: dict[str, Any] = {"probe": probe_cuda().reason}
    atexit.register(report, driver, found)
    opened = open_gpu()
    found["opened"] = opened.package
    opened.close()

    def set_up(stack: ExitStack) -> Sequence[Lane]:
        gpu = importlib.import_module(module).Device()
        stack.callback(gpu.close)
        found["package"] = gpu.package
        lanes = []
        for _ in range(2):
            slot = Slot(gpu, engine, NAMES, FACE, record=True)
            stack.callback(slot.close)
            lanes.append(slot)
        found["graphs"] = lanes[0].graphs
        return lanes

    thread = InferenceThread(set_up)
    rng = np.random.default_rng(0)
    batches = [rng.random((1 + i % 16, *FACE), dtype=np.float32) for i in range(40)]
    futures = [thread.submit(batch) for batch in batches]
    found["right"] = all(
        np.allclose(got, wanted, atol=1e-6)
        for batch, future in zip(batches, futures, strict=True)
        for got, wanted in zip(future.result(20), answer(batch), strict=True)
    )
    if not leave:
        thread.close()


def report(driver: Any, found: dict[str, Any]) -> None:
    numbers = (ctypes.c_int * 4)()
    driver.fake_report(numbers)
    found |= dict(zip(("held", "mistakes", "retained", "launches"), numbers, strict=True))
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], leave="leave" in sys.argv)
