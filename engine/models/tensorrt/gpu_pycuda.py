"""The GPU by pycuda. Its `autoinit` is never imported: it makes a context of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pycuda
from pycuda import driver

from engine.models.tensorrt.gpu import Bytes, GpuError

#: CU_STREAM_NON_BLOCKING, which pycuda gives no name.
_NON_BLOCKING = 1


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        raise GpuError(str(error)) from error


class Device:
    """The first GPU's primary context, pushed for the calling thread until `close`.

    pycuda has no graphs; where cuda.bindings is installed too, it records and launches them in
    the same context.

    Raises `GpuError` where the GPU cannot be opened.
    """

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        with _errors():
            driver.init()
            self._context: Any = driver.Device(0).retain_primary_context()
            self._context.push()
        self._graphs: Any = _graphs()

    @property
    def package(self) -> str:
        """Which package does it, with its version."""
        return f"pycuda {pycuda.VERSION_TEXT}"

    def allocate(self, size: int) -> int:
        """See `Gpu`."""
        with _errors():
            allocation = driver.mem_alloc(size)
        return self._keep(int(allocation), allocation)

    def free(self, address: int) -> None:
        """See `Gpu`."""
        with _errors():
            self._objects.pop(address).free()

    def allocate_pinned(self, size: int) -> Bytes:
        """See `Gpu`."""
        with _errors():
            memory: Bytes = driver.pagelocked_empty(size, np.uint8)
        return memory

    def free_pinned(self, memory: Bytes) -> None:
        """See `Gpu`."""
        with _errors():
            base: Any = memory.base
            base.free()

    def create_stream(self) -> int:
        """See `Gpu`."""
        with _errors():
            stream = driver.Stream(_NON_BLOCKING)
        return self._keep(int(stream.handle), stream)

    def destroy_stream(self, stream: int) -> None:
        """See `Gpu`."""
        with _errors():
            del self._objects[stream]  # its destructor destroys it

    def create_event(self) -> int:
        """See `Gpu`."""
        with _errors():
            event = driver.Event(driver.event_flags.DISABLE_TIMING)
        return self._keep(id(event), event)

    def destroy_event(self, event: int) -> None:
        """See `Gpu`."""
        with _errors():
            del self._objects[event]

    def record(self, event: int, stream: int) -> None:
        """See `Gpu`."""
        with _errors():
            self._objects[event].record(self._objects[stream])

    def wait(self, event: int) -> None:
        """See `Gpu`."""
        with _errors():
            self._objects[event].synchronize()

    def copy_in(self, address: int, memory: Bytes, stream: int) -> None:
        """See `Gpu`."""
        with _errors():
            driver.memcpy_htod_async(address, memory, self._objects[stream])

    def copy_out(self, memory: Bytes, address: int, stream: int) -> None:
        """See `Gpu`."""
        with _errors():
            driver.memcpy_dtoh_async(memory, address, self._objects[stream])

    def record_graph(self, stream: int, work: Callable[[], None]) -> int | None:
        """See `Gpu`."""
        return None if self._graphs is None else self._graphs.record(stream, work)

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
        self._objects.clear()
        context, self._context = self._context, None
        with _errors():
            context.pop()
            context.detach()

    def _keep(self, number: int, thing: Any) -> int:
        """Pycuda frees what nobody holds."""
        self._objects[number] = thing
        return number


def _graphs() -> Any:
    try:
        from engine.models.tensorrt.gpu_bindings import Graphs
    # cuda.bindings is optional here, and raises errors of several families.
    except Exception:  # noqa: BLE001
        return None
    return Graphs()
