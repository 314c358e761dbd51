"""Stand-ins for a GPU and for TensorRT, in this computer's memory. Nothing here proves either.

What they prove is ours: order of copies, padding, and that whatever is taken is given back once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from engine.models.tensorrt.engine import Run
from engine.models.tensorrt.gpu import Bytes, GpuError
from engine.types import Floats

_FIRST_ADDRESS: Final = 1 << 20


class FakeGpu:
    """Work waits in its stream until somebody waits for an event, as on a GPU.

    fail_at: the call with this number (from 0) raises `GpuError`, and frees raise nothing.
    lost: set it, and everything but giving back fails from then on.
    """

    package = "fake"

    def __init__(self, fail_at: int | None = None, *, graphs: bool = True) -> None:
        self.fail_at = fail_at
        self.graphs = graphs
        self.lost = False
        self.calls = 0
        self.live: dict[int, Bytes | str] = {}
        self.mistakes: list[str] = []
        self._next = _FIRST_ADDRESS
        self._queues: dict[int, deque[Callable[[], None] | int]] = {}
        self._recorded: dict[int, list[Callable[[], None]]] = {}
        self._recording: list[Callable[[], None]] | None = None
        self.launches = 0

    def allocate(self, size: int) -> int:
        self._count("allocate")
        return self._take(np.full(size, 0xAB, dtype=np.uint8))

    def free(self, address: int) -> None:
        self._give(address)

    def allocate_pinned(self, size: int) -> Bytes:
        self._count("allocate_pinned")
        memory = np.full(size, 0xCD, dtype=np.uint8)
        self.live[memory.ctypes.data] = memory
        return memory

    def free_pinned(self, memory: Bytes) -> None:
        self._give(memory.ctypes.data)

    def create_stream(self) -> int:
        self._count("create_stream")
        stream = self._take("stream")
        self._queues[stream] = deque()
        return stream

    def destroy_stream(self, stream: int) -> None:
        self._give(stream)

    def create_event(self) -> int:
        self._count("create_event")
        return self._take("event")

    def destroy_event(self, event: int) -> None:
        self._give(event)

    def record(self, event: int, stream: int) -> None:
        self._count("record")
        self._queues[stream].append(event)

    def wait(self, event: int) -> None:
        self._count("wait")
        (queue,) = (q for q in self._queues.values() if event in q)
        while (step := queue.popleft()) != event:
            if callable(step):
                step()

    def copy_in(self, address: int, memory: Bytes, stream: int) -> None:
        self._count("copy_in")
        self.queue(stream, lambda: self._copy(self.at(address, memory.nbytes), memory))

    def copy_out(self, memory: Bytes, address: int, stream: int) -> None:
        self._count("copy_out")
        self.queue(stream, lambda: self._copy(memory, self.at(address, memory.nbytes)))

    def record_graph(self, stream: int, work: Callable[[], None]) -> int | None:
        if not self.graphs:
            return None
        self._count("record_graph")
        self._recording = []
        try:
            work()
            graph = self._take("graph")
            self._recorded[graph] = self._recording
        finally:
            self._recording = None
        return graph

    def launch(self, graph: int, stream: int) -> None:
        self._count("launch")
        self.launches += 1
        self._queues[stream].extend(self._recorded[graph])

    def destroy_graph(self, graph: int) -> None:
        self._give(graph)

    def close(self) -> None:
        pass

    def queue(self, stream: int, step: Callable[[], None]) -> None:
        """Put a step into a stream, or into what is being recorded from it."""
        (self._queues[stream] if self._recording is None else self._recording).append(step)

    def at(self, address: int, size: int) -> Bytes:
        """Memory behind an address of the fake GPU."""
        memory = self.live.get(address)
        if not isinstance(memory, np.ndarray) or memory.nbytes < size:
            raise GpuError(f"illegal address {address}")
        return memory[:size]

    def _copy(self, to: Bytes, source: Bytes) -> None:
        to[:] = source

    def _count(self, what: str) -> None:
        number, self.calls = self.calls, self.calls + 1
        if self.lost or number == self.fail_at:
            raise GpuError(f"{what} fails (call {number})")

    def _take(self, thing: Bytes | str) -> int:
        self._next += 1 << 24
        self.live[self._next] = thing
        return self._next

    def _give(self, number: int) -> None:
        if self.live.pop(number, None) is None:
            self.mistakes.append(f"{number} was given back twice, or never taken")


class FakeEngine:
    """Reads and writes the fake GPU's memory as TensorRT would; `answer` stands for the network.

    names: of the input, then of the outputs in the order in which `answer` gives them.
    """

    scratch_bytes = 64

    def __init__(
        self,
        gpu: FakeGpu,
        names: tuple[str, str, str],
        face: tuple[int, int, int],
        answer: Callable[[Floats], tuple[Floats, Floats]],
    ) -> None:
        self._gpu = gpu
        self._names = names
        self._face = face
        self._answer = answer
        self.sizes: list[int] = []

    def prepare(self, faces: int, addresses: Mapping[str, int], scratch: int) -> Run:
        self._gpu._count("prepare")
        self._gpu.at(scratch, self.scratch_bytes)
        return _FakeRun(self, faces, dict(addresses))

    def compute(self, faces: int, addresses: Mapping[str, int]) -> None:
        self.sizes.append(faces)
        source, *targets = self._names
        batch = self._floats(addresses[source], (faces, *self._face)).copy()
        for name, rows in zip(targets, self._answer(batch), strict=True):
            self._floats(addresses[name], rows.shape)[:] = rows

    def _floats(self, address: int, shape: tuple[int, ...]) -> Floats:
        return self._gpu.at(address, int(np.prod(shape)) * 4).view(np.float32).reshape(shape)


class _FakeRun:
    def __init__(self, engine: FakeEngine, faces: int, addresses: Mapping[str, int]) -> None:
        self._engine, self._faces, self._addresses = engine, faces, addresses

    def enqueue(self, stream: int) -> None:
        gpu = self._engine._gpu
        gpu._count("enqueue")
        gpu.queue(stream, lambda: self._engine.compute(self._faces, self._addresses))
