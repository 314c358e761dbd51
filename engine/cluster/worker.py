"""The workers' side: what a machine of the cluster does with each file that it is given."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from distributed import Worker, WorkerPlugin, get_worker

from engine import __version__
from engine.analyse_file import FileOptions, FileTask, Outcome, analyse_path
from engine.analyser import Analyser, AnalyserOptions, make_analyser
from engine.closing import Closing
from engine.errors import MienError
from engine.sources.base import SourceInfo

T = TypeVar("T")

#: A worker tells how far it is about so often, in seconds.
_TELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """What the workers have to have in common with whoever asks them.

    version: of Mien. model: name or folder, None for the default. sha256: of its network.
    marker: a file in the folder for results.
    """

    version: str
    model: str | None
    sha256: str
    marker: Path


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with every file of a run. name: the run's own."""

    name: str
    terms: Terms
    analyser: AnalyserOptions
    files: FileOptions
    resume: bool


@dataclass(frozen=True, slots=True)
class NotBegun:
    """Instead of an outcome: the run was stopped before the file's turn came."""


def why_unfit(terms: Terms) -> str:
    """Why this worker would not give the results that are wanted, in words; "" where it would."""
    from engine.models import manifest
    from engine.models.registry import find_model

    if __version__ != terms.version:
        return f"it has Mien {__version__} and not {terms.version}"
    if not terms.marker.is_file():
        return f"the folder {terms.marker.parent} is not there, or is another one"
    try:
        sha256 = manifest.read(find_model(terms.model)).onnx.sha256
    except MienError as error:
        return str(error)
    return "" if sha256 == terms.sha256 else "its model has other weights"


class Bench(WorkerPlugin):  # type: ignore[misc]
    """Where a worker keeps its analysers from file to file."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def setup(self, worker: Worker) -> None:
        """Dask calls this on the worker."""
        self.worker = worker
        self.stop = threading.Event()
        self._lock = threading.Lock()
        self._idle: list[_Analyst] = []

    def teardown(self, worker: Worker) -> None:
        """End what is in work, and free the analysers."""
        self.stop.set()
        with self._lock:
            idle, self._idle = self._idle, []
        for analyst in idle:
            analyst.close()

    @contextmanager
    def analyst(self) -> Iterator[_Analyst]:
        """One that nobody else uses; a worker of several threads has as many."""
        with self._lock:
            analyst = self._idle.pop() if self._idle else None
        if analyst is None:
            unfit = why_unfit(self.job.terms)  # the worker may have joined the cluster just now
            if unfit:
                raise MienError("the worker does not fit", subject=self.worker.address, hint=unfit)
            analyst = _Analyst(self.job.analyser)
        try:
            yield analyst
        finally:
            with self._lock:
                kept = not self.stop.is_set()
                if kept:
                    self._idle.append(analyst)
            if not kept:
                analyst.close()


class _Analyst(Closing):
    """An analyser and the thread in which it is made, used and closed."""

    def __init__(self, options: AnalyserOptions) -> None:
        self._thread = ThreadPoolExecutor(1, "mien-analyse")
        try:
            self._analyser = self._thread.submit(make_analyser, options).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def do(self, work: Callable[[Analyser], T]) -> T:
        """Have it do something, and wait for that."""
        return self._thread.submit(work, self._analyser).result()

    def close(self) -> None:
        """Free the analyser; harmless when called twice."""
        with contextlib.suppress(RuntimeError):  # the thread has ended
            self._thread.submit(self._analyser.close).result()
        self._thread.shutdown()


def analyse(name: str, number: int, task: FileTask) -> Outcome | NotBegun:
    """The task that runs on a worker: one file, with the bench of the run called `name`.

    What a person can do something about is returned; anything else is raised, and Dask tries
    again.
    """
    bench = _bench(get_worker(), name)
    if bench.stop.is_set():
        return NotBegun()
    said = 0.0

    def tell(frames: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= _TELL_S:
            said = now
            bench.worker.log_event(name, (number, frames))

    def begin(_: SourceInfo) -> Callable[[int], None]:
        return tell

    def work(analyser: Analyser) -> Outcome:
        return analyse_path(
            task.path,
            task.base,
            analyser,
            bench.job.files,
            stop=bench.stop,
            resume=bench.job.resume,
            on_open=begin,
        )

    try:
        with bench.analyst() as analyst:
            return analyst.do(work)
    except MienError as error:
        return error


def stop_work(name: str, dask_worker: Worker) -> None:
    """End what the run called `name` has in work on this worker; Dask fills in `dask_worker`."""
    _bench(dask_worker, name).stop.set()


def _bench(worker: Worker, name: str) -> Bench:
    bench = worker.plugins[name]
    assert isinstance(bench, Bench)
    return bench
