"""Fixed memory and prepared runs, so that inference in steady state allocates nothing.

A slot holds one batch from its copy in to its answer. With two slots, one can be filled and
copied while the other computes.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

import numpy as np

from engine.labels import LABELS
from engine.models.tensorrt.engine import Engine, Run
from engine.models.tensorrt.gpu import Bytes, Gpu
from engine.models.tensorrt.plan import BUCKETS, bucket_for
from engine.types import Floats

_FLOAT: Final = np.dtype(np.float32).itemsize


class Slot:
    """Memory for the largest bucket, and one prepared run (and graph) for each bucket.

    names: of the input, and of the outputs primary and corrected. face: (C, H, W) of one input.
    record: whether to record each bucket's work as a graph.

    What was allocated when something fails midway is freed again.
    Raises `GpuError` where the GPU or TensorRT refuses.
    """

    def __init__(
        self,
        gpu: Gpu,
        engine: Engine,
        names: tuple[str, str, str],
        face: tuple[int, int, int],
        *,
        record: bool,
    ) -> None:
        self._gpu = gpu
        self._waiting = 0
        self._face_bytes = int(np.prod(face)) * _FLOAT
        self._row_bytes = len(LABELS) * _FLOAT
        self._names = names
        with ExitStack() as undo:
            # Streams are destroyed last: what they still run uses the rest.
            self._stream = gpu.create_stream()
            undo.callback(gpu.destroy_stream, self._stream)
            self._done = gpu.create_event()
            undo.callback(gpu.destroy_event, self._done)
            sizes = (self._face_bytes, self._row_bytes, self._row_bytes)
            self._pinned = tuple(self._pin(undo, BUCKETS[-1] * size) for size in sizes)
            self._device = tuple(self._allocate(undo, BUCKETS[-1] * size) for size in sizes)
            # TensorRT may need no scratch at all, but nobody can allocate nothing.
            scratch = self._allocate(undo, max(engine.scratch_bytes, 1))
            addresses = dict(zip(names, self._device, strict=True))
            self._runs = {b: engine.prepare(b, addresses, scratch) for b in BUCKETS}
            undo.callback(self._runs.clear)
            self._input = self._pinned[0].view(np.float32).reshape(BUCKETS[-1], *face)
            self._graphs: dict[int, int] = {}
            for bucket, run in self._runs.items():
                self._warm_up(bucket, run)
                if record:
                    self._record(undo, bucket, run)
            self._undo = undo.pop_all()

    @property
    def graphs(self) -> tuple[int, ...]:
        """Buckets whose work was recorded."""
        return tuple(self._graphs)

    @property
    def waiting(self) -> bool:
        """Whether a batch was submitted whose answer was not collected."""
        return self._waiting > 0

    def submit(self, batch: Floats) -> None:
        """Queue a batch of 1..16 faces; returns at once.

        Raises `ValueError` while an answer waits, `GpuError` where the GPU refuses.
        """
        if self._waiting:
            raise ValueError("the slot still holds an answer")
        bucket = bucket_for(len(batch))
        self._input[: len(batch)] = batch
        self._input[len(batch) : bucket] = 0.0
        graph = self._graphs.get(bucket)
        if graph is None:
            self._enqueue(bucket, self._runs[bucket])
        else:
            self._gpu.launch(graph, self._stream)
        self._gpu.record(self._done, self._stream)
        self._waiting = len(batch)

    def collect(self) -> tuple[Floats, Floats]:
        """Wait for the answer: primary and corrected, (B, 8) each, in memory of their own.

        Raises `ValueError` where nothing was submitted, `GpuError` where the run failed.
        """
        if not self._waiting:
            raise ValueError("nothing was submitted")
        faces, self._waiting = self._waiting, 0
        self._gpu.wait(self._done)
        primary, corrected = (
            memory[: faces * self._row_bytes].view(np.float32).reshape(faces, len(LABELS)).copy()
            for memory in self._pinned[1:]
        )
        return primary, corrected

    def close(self) -> None:
        """Free everything, in reverse order; harmless when called twice.

        One thing that cannot be freed, as when the GPU was lost, keeps no other from being freed.
        Raises the last such `GpuError`.
        """
        self._undo.close()

    def _warm_up(self, bucket: int, run: Run) -> None:
        """The first run of a batch size compiles and allocates, which cannot be recorded."""
        self._enqueue(bucket, run)
        self._gpu.record(self._done, self._stream)
        self._gpu.wait(self._done)

    def _record(self, undo: ExitStack, bucket: int, run: Run) -> None:
        graph = self._gpu.record_graph(self._stream, lambda: self._enqueue(bucket, run))
        if graph is not None:
            undo.callback(self._gpu.destroy_graph, graph)
            self._graphs[bucket] = graph

    def _enqueue(self, bucket: int, run: Run) -> None:
        """Copy in, compute, copy out."""
        into, *out = self._device
        self._gpu.copy_in(into, self._pinned[0][: bucket * self._face_bytes], self._stream)
        run.enqueue(self._stream)
        for memory, address in zip(self._pinned[1:], out, strict=True):
            self._gpu.copy_out(memory[: bucket * self._row_bytes], address, self._stream)

    def _allocate(self, undo: ExitStack, size: int) -> int:
        address = self._gpu.allocate(size)
        undo.callback(self._gpu.free, address)
        return address

    def _pin(self, undo: ExitStack, size: int) -> Bytes:
        memory = self._gpu.allocate_pinned(size)
        undo.callback(self._gpu.free_pinned, memory)
        memory[:] = 0
        return memory
