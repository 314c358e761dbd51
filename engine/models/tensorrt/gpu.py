"""What inference needs of a GPU besides the network: memory, streams, events, recorded work.

Two packages can do it, pycuda and cuda.bindings, each in a module of its own behind `Gpu`.
Addresses, streams, events and graphs are plain integers, as TensorRT takes them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import BackendUnavailable
from engine.models.tensorrt.flavour import INSTALL, Flavour

#: Raw memory of this computer.
Bytes = NDArray[np.uint8]


class GpuError(Exception):
    """The GPU or its driver refused or lost something; the text is the driver's."""


class Gpu(Protocol):
    """The first GPU, as one thread uses it. Made, used and closed in one and the same thread.

    Shares the GPU's primary context with whatever else this process runs on it. Every function
    may raise `GpuError`.
    """

    @property
    def package(self) -> str:
        """Which package does it, with its version."""

    def allocate(self, size: int) -> int:
        """Address of so many bytes on the GPU."""

    def free(self, address: int) -> None:
        """Give back what `allocate` gave."""

    def allocate_pinned(self, size: int) -> Bytes:
        """So many bytes of this computer's memory that the GPU can copy from and to by itself."""

    def free_pinned(self, memory: Bytes) -> None:
        """Give back what `allocate_pinned` gave; nobody may touch the array any more."""

    def create_stream(self) -> int:
        """A queue of work of its own."""

    def destroy_stream(self, stream: int) -> None:
        """Give back what `create_stream` gave."""

    def create_event(self) -> int:
        """A mark that can be put into a stream."""

    def destroy_event(self, event: int) -> None:
        """Give back what `create_event` gave."""

    def record(self, event: int, stream: int) -> None:
        """Put the mark behind the work that the stream has now."""

    def wait(self, event: int) -> None:
        """Wait until the stream has come to the mark."""

    def copy_in(self, address: int, memory: Bytes, stream: int) -> None:
        """Queue a copy from pinned memory to the GPU."""

    def copy_out(self, memory: Bytes, address: int, stream: int) -> None:
        """Queue a copy from the GPU to pinned memory."""

    def record_graph(self, stream: int, work: Callable[[], None]) -> int | None:
        """Record what `work` queues into `stream`, to be launched at once later.

        None where this package cannot; `work` was not called then.
        """

    def launch(self, graph: int, stream: int) -> None:
        """Queue all that was recorded."""

    def destroy_graph(self, graph: int) -> None:
        """Give back what `record_graph` gave."""

    def close(self) -> None:
        """Let go of the context; harmless when called twice."""


#: Modules with a class `Device` behind `Gpu`, in the order of preference, and what each wraps.
_PACKAGES: Final = (
    ("engine.models.tensorrt.gpu_pycuda", "pycuda.driver"),
    ("engine.models.tensorrt.gpu_bindings", "cuda.bindings.driver"),
)


def installed_gpu_packages() -> tuple[str, ...]:
    """Which of the packages are installed; imports none of them."""
    found = (wrapped.rpartition(".")[0] for _, wrapped in _PACKAGES)
    return tuple(name for name in found if _is_installed(name))


def open_gpu() -> Gpu:
    """Open the first GPU in the calling thread. To be called only where `probe_cuda` found one.

    Raises `BackendUnavailable` where neither package is installed or none can open it.
    """
    refusals = []
    for module, wrapped in _PACKAGES:
        try:
            device: Any = importlib.import_module(module).Device
        # Without a driver, pycuda and cuda.bindings raise errors of several families.
        except Exception as error:  # noqa: BLE001
            refusals.append(f"{wrapped}: {error}")
            continue
        try:
            gpu: Gpu = device()
        except GpuError as error:
            refusals.append(f"{wrapped}: {error}")
            continue
        return gpu
    raise BackendUnavailable(
        f"no package can reach the GPU ({'; '.join(refusals)})",
        subject="CUDA",
        hint=f"Install one: {INSTALL[Flavour.RTX]}",
    )


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # of `cuda.bindings`, not even `cuda` is there
        return False
