"""The GPU by cuda.bindings, NVIDIA's own wrapper of the driver."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from cuda.bindings import driver

from engine.models.tensorrt.gpu import Bytes, GpuError


def _call(function: str, *arguments: Any) -> Any:
    """Call a function of the driver; returns its result without the error code."""
    try:
        code, *results = getattr(driver, function)(*arguments)
    except RuntimeError as error:  # no driver, or one without this function
        raise GpuError(f"{function}: {error}") from error
    if code != driver.CUresult.CUDA_SUCCESS:
        raise GpuError(f"{function}: {code.name}")
    return results[0] if results else None


class Graphs:
    """Work that was recorded from a stream of the current context."""

    def __init__(self) -> None:
        self._graphs: dict[int, Any] = {}

    def record(self, stream: int, work: Callable[[], None]) -> int:
        """Record what `work` queues into `stream`. Raises `GpuError` or what `work` raises."""
        handle = driver.CUstream(stream)
        # Other threads, of MediaPipe for one, stay free to do as they like meanwhile.
        mode = driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL
        _call("cuStreamBeginCapture", handle, mode)
        try:
            work()
        except BaseException:
            code, graph = driver.cuStreamEndCapture(handle)
            if code == driver.CUresult.CUDA_SUCCESS:
                driver.cuGraphDestroy(graph)
            raise
        graph = _call("cuStreamEndCapture", handle)
        try:
            executable = _call("cuGraphInstantiate", graph, 0)
        finally:
            _call("cuGraphDestroy", graph)
        number = int(executable)
        self._graphs[number] = executable
        return number

    def launch(self, graph: int, stream: int) -> None:
        """Queue all that was recorded."""
        _call("cuGraphLaunch", self._graphs[graph], driver.CUstream(stream))

    def destroy(self, graph: int) -> None:
        """Give back what `record` gave."""
        _call("cuGraphExecDestroy", self._graphs.pop(graph))


class Device:
    """The first GPU's primary context, made current for the calling thread until `close`.

    Raises `GpuError` where the GPU cannot be opened.
    """

    def __init__(self) -> None:
        _call("cuInit", 0)
        self._device = _call("cuDeviceGet", 0)
        self._context: Any = _call("cuDevicePrimaryCtxRetain", self._device)
        try:
            _call("cuCtxPushCurrent", self._context)
        except GpuError:
            _call("cuDevicePrimaryCtxRelease", self._device)
            raise
        self._graphs = Graphs()
        #: Addresses of pinned memory, by that of the array over it.
        self._pinned: dict[int, int] = {}

    @property
    def package(self) -> str:
        """Which package does it, with its version."""
        return f"cuda.bindings {version('cuda-bindings')}"

    def allocate(self, size: int) -> int:
        """See `Gpu`."""
        return int(_call("cuMemAlloc", size))

    def free(self, address: int) -> None:
        """See `Gpu`."""
        _call("cuMemFree", address)

    def allocate_pinned(self, size: int) -> Bytes:
        """See `Gpu`."""
        address = int(_call("cuMemHostAlloc", size, 0))
        memory: Bytes = np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(address))
        self._pinned[memory.ctypes.data] = address
        return memory

    def free_pinned(self, memory: Bytes) -> None:
        """See `Gpu`."""
        _call("cuMemFreeHost", self._pinned.pop(memory.ctypes.data))

    def create_stream(self) -> int:
        """See `Gpu`."""
        flags = driver.CUstream_flags.CU_STREAM_NON_BLOCKING
        return int(_call("cuStreamCreate", flags))

    def destroy_stream(self, stream: int) -> None:
        """See `Gpu`."""
        _call("cuStreamDestroy", driver.CUstream(stream))

    def create_event(self) -> int:
        """See `Gpu`."""
        flags = driver.CUevent_flags.CU_EVENT_DISABLE_TIMING
        return int(_call("cuEventCreate", flags))

    def destroy_event(self, event: int) -> None:
        """See `Gpu`."""
        _call("cuEventDestroy", driver.CUevent(event))

    def record(self, event: int, stream: int) -> None:
        """See `Gpu`."""
        _call("cuEventRecord", driver.CUevent(event), driver.CUstream(stream))

    def wait(self, event: int) -> None:
        """See `Gpu`."""
        _call("cuEventSynchronize", driver.CUevent(event))

    def copy_in(self, address: int, memory: Bytes, stream: int) -> None:
        """See `Gpu`."""
        pointer = memory.ctypes.data
        _call("cuMemcpyHtoDAsync", address, pointer, memory.nbytes, driver.CUstream(stream))

    def copy_out(self, memory: Bytes, address: int, stream: int) -> None:
        """See `Gpu`."""
        pointer = memory.ctypes.data
        _call("cuMemcpyDtoHAsync", pointer, address, memory.nbytes, driver.CUstream(stream))

    def record_graph(self, stream: int, work: Callable[[], None]) -> int | None:
        """See `Gpu`."""
        return self._graphs.record(stream, work)

    def launch(self, graph: int, stream: int) -> None:
        """See `Gpu`."""
        self._graphs.launch(graph, stream)

    def destroy_graph(self, graph: int) -> None:
        """See `Gpu`."""
        self._graphs.destroy(graph)

    def close(self) -> None:
        """Let go of the context; harmless when called twice."""
        if self._context is None:
            return
        self._context = None
        _call("cuCtxPopCurrent")
        _call("cuDevicePrimaryCtxRelease", self._device)
