"""The one thread that touches the GPU: it makes everything, uses it, and lets go of it."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Final, Protocol

from engine.errors import BackendUnavailable, MienError
from engine.models.tensorrt.gpu import GpuError
from engine.types import Floats

#: Primary and corrected of one part of a batch.
Answer = tuple[Floats, Floats]

_LOST: Final = "Restart Mien; if it happens again, update the NVIDIA driver"

_log = logging.getLogger(__name__)


class Lane(Protocol):
    """Holds one batch at a time; see `Slot`."""

    def submit(self, batch: Floats) -> None:
        """Queue a batch."""

    def collect(self) -> Answer:
        """Wait for its answer."""


#: Sets up the GPU in the owner's thread; what must be undone at the end goes onto the stack.
Setup = Callable[[ExitStack], Sequence[Lane]]


class InferenceThread:
    """Runs batches on the lanes that `setup` makes, in the order in which they come.

    Starting waits until everything is set up.

    Raises what `setup` raises; a `GpuError` becomes a `BackendUnavailable`.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup: Setup | None = setup
        self._jobs: queue.SimpleQueue[tuple[Floats, Future[Answer]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._ready: Future[None] = Future()
        self._lost: MienError | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._live, name="mien-inference", daemon=True)
        self._thread.start()
        # A process that ends with a context in use is aborted by pycuda.
        atexit.register(self.close)
        try:
            self._ready.result()
        except BaseException:
            self.close()
            raise

    def submit(self, batch: Floats) -> Future[Answer]:
        """Hand over a batch of 1..16 faces, from any thread. `batch` must stay as it is meanwhile.

        The future's result is primary and corrected; its error is `BackendUnavailable` where the
        GPU was lost. Raises `ValueError` after `close`.
        """
        future: Future[Answer] = Future()
        with self._lock:
            if self._closed:
                raise ValueError("the model is closed")
            self._jobs.put((batch, future))
        return future

    def close(self) -> None:
        """Answer what was handed over, let go of the GPU, end; harmless when called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        if self._thread is not threading.current_thread():
            self._thread.join()
        atexit.unregister(self.close)

    def _live(self) -> None:
        try:
            with ExitStack() as stack:
                lanes = self._set_up(stack)
                if lanes is not None:
                    self._serve(lanes)
        # What cannot be freed any more, because the GPU is gone, went with it.
        except GpuError as error:
            _log.warning("the GPU could not be let go of (%s)", error)

    def _set_up(self, stack: ExitStack) -> Sequence[Lane] | None:
        setup, self._setup = self._setup, None  # it may hold a whole engine, loaded by then
        assert setup is not None
        try:
            lanes = setup(stack)
        except BaseException as error:  # noqa: BLE001 - raised again where it was started
            # What hangs on the frames must go here and now, where the GPU's context is current.
            traceback.clear_frames(error.__traceback__)
            refused = isinstance(error, GpuError)
            self._ready.set_exception(
                _unavailable("the GPU cannot be used", error) if refused else error
            )
        else:
            self._ready.set_result(None)
            return lanes
        return None

    def _serve(self, lanes: Sequence[Lane]) -> None:
        """Fill free lanes with what waits; when nothing waits or none is free, empty the oldest."""
        free, busy = deque(lanes), deque[tuple[Lane, Future[Answer]]]()
        open_ = True
        while open_ or busy:
            if open_ and free and (not busy or not self._jobs.empty()):
                job = self._jobs.get()
                if job is None:
                    open_ = False
                else:
                    self._begin(free, busy, *job)
            else:
                lane, future = busy.popleft()
                self._finish(lane, future)
                free.append(lane)

    def _begin(
        self,
        free: deque[Lane],
        busy: deque[tuple[Lane, Future[Answer]]],
        batch: Floats,
        future: Future[Answer],
    ) -> None:
        if self._lost is not None:
            future.set_exception(self._lost)
            return
        try:
            free[0].submit(batch)
        except Exception as error:  # noqa: BLE001 - the asker's to know; this thread must live to clean up
            future.set_exception(self._as_asked(error))
        else:
            busy.append((free.popleft(), future))

    def _finish(self, lane: Lane, future: Future[Answer]) -> None:
        try:
            answer = lane.collect()
        except Exception as error:  # noqa: BLE001 - likewise
            future.set_exception(self._as_asked(error))
        else:
            future.set_result(answer)

    def _as_asked(self, error: Exception) -> Exception:
        """A GPU that failed once is not asked again: its context is lost for good.

        A `ValueError` is the asker's own mistake; whatever else TensorRT raises is not.
        """
        if isinstance(error, ValueError):
            return error
        self._lost = _unavailable("the GPU was lost", error)
        return self._lost


def _unavailable(what: str, error: BaseException) -> BackendUnavailable:
    return BackendUnavailable(f"{what} ({error})", subject="TensorRT", hint=_LOST)
