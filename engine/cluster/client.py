"""The side of whoever asks: spreads files over a Dask cluster, results in order.

Dask rather than Ray: it is pure Python and small (Ray is a native runtime of its own that wants
to own the machines), a cluster of it is two commands, a task whose worker died is given to another
one without our doing, and a client needs neither to be on a machine of the cluster nor a port open.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from distributed import Client, Future, KilledWorker, wait
from distributed.comm import connect

from engine import __version__
from engine.analyse_file import FileOptions, FileResult, FileTask, Outcome
from engine.analyser import AnalyserOptions
from engine.cluster.worker import Bench, Job, NotBegun, Terms, analyse, stop_work, why_unfit
from engine.errors import MienError
from engine.export.staged import cannot_write
from engine.many_files import Progress
from engine.models import manifest
from engine.models.registry import find_model

#: How often the stop event is looked at, in seconds.
_TICK_S: Final = 0.2
#: The scheduler has so many seconds to answer.
_CONNECT_S: Final = 10.0
#: Without any worker for so many seconds, nobody is waited for any more: a nanny starts another
#: one in less.
_ALONE_S: Final = 60.0
#: A file is begun again so many times where its worker met something unforeseen.
_RETRIES: Final = 2


def analyse_on_cluster(
    tasks: Sequence[FileTask],
    address: str,
    analyser: AnalyserOptions,
    options: FileOptions,
    *,
    stop: threading.Event,
    resume: bool = False,
    progress: Progress | None = None,
) -> Generator[tuple[FileTask, Outcome], None, None]:
    """Analyse files on the cluster whose scheduler is at `address`, such as "tcp://host:8786".

    Yields what became of each file, in the order of `tasks`, as `engine.many_files.analyse_many`
    does. Every worker has the same Mien and the same model, and sees files and results under the
    same paths (a shared folder): this is checked before anything is begun. Each file then gives
    the bytes that it gives here, where the processors are of one kind. A file whose worker dies is
    begun again on another one. Setting `stop` ends those in work, which then are among the
    outcomes, their partial files kept; files not begun yet have none.

    Raises `MienError` where there is no such cluster, where a worker does not fit, or when none is
    left.
    """
    with _connected(address) as client, _marker(tasks[0].base.parent) as marker:
        sha256 = manifest.read(find_model(analyser.model)).onnx.sha256
        terms = Terms(__version__, analyser.model, sha256, marker)
        run = _Run(client, Job(f"mien-{uuid.uuid4().hex}", terms, analyser, options, resume))
        run.require_fit_workers(address)
        yield from run.outcomes(tasks, stop, progress)


class _Run:
    """One call of `analyse_on_cluster`."""

    def __init__(self, client: Client, job: Job) -> None:
        self._client = client
        self._job = job
        self._frames: dict[int, int] = {}  # decoded so far, by number of the task
        self._seen_worker = time.monotonic()
        self._stopped = False

    def require_fit_workers(self, address: str) -> None:
        """Raise `MienError` unless there are workers, and each will do."""
        try:
            answers = self._client.run(why_unfit, self._job.terms)
        except Exception as error:
            what = f"its workers cannot run Mien ({type(error).__name__}: {error})"
            hint = f"Install mien[cluster] {__version__} for each of them, in the same Python"
            raise MienError(what, subject=address, hint=hint) from error
        if not answers:
            hint = f"Start some: dask worker {address} --nthreads 1"
            raise MienError("the cluster has no workers", subject=address, hint=hint)
        for worker, reason in answers.items():
            if reason:
                raise MienError("the worker does not fit", subject=worker, hint=reason)

    def outcomes(
        self, tasks: Sequence[FileTask], stop: threading.Event, progress: Progress | None
    ) -> Iterator[tuple[FileTask, Outcome]]:
        """What became of each task, in order."""
        name = self._job.name
        self._client.subscribe_topic(name, self._hear)
        self._client.register_plugin(Bench(self._job), name=name)
        try:
            futures = [
                self._client.submit(
                    *(analyse, name, number, _absolute(task)),
                    key=f"{name}-{number}",
                    pure=False,
                    retries=_RETRIES,
                )
                for number, task in enumerate(tasks)
            ]
            for number, task in enumerate(tasks):
                while not futures[number].done():
                    self._wait(futures, futures[number], stop)
                    if progress is not None:
                        progress(sum(self._frames.values()))
                found = _outcome(futures[number], task)
                if not isinstance(found, NotBegun):
                    self._count(number, found)
                    yield task, found
        finally:
            with contextlib.suppress(Exception):  # the cluster may be gone
                self._client.cancel(futures)
                self._client.unregister_worker_plugin(name)

    def _wait(self, futures: list[Future], future: Future, stop: threading.Event) -> None:
        with self._client.as_current(), contextlib.suppress(TimeoutError):
            wait([future], timeout=_TICK_S)
        if stop.is_set() and not self._stopped:
            self._stopped = True
            self._end(futures)
        now = time.monotonic()
        if self._client.status == "running" and self._client.scheduler_info()["workers"]:
            self._seen_worker = now
        elif now - self._seen_worker > _ALONE_S:
            hint = "Start some, and go on with --resume"
            raise MienError("the cluster has no worker left", subject=self._address, hint=hint)

    def _end(self, futures: list[Future]) -> None:
        """Drop what no worker has yet, and have the workers end what they are at."""
        given = {key for keys in self._client.processing().values() for key in keys}
        self._client.cancel([f for f in futures if not f.done() and f.key not in given])
        self._client.run(stop_work, self._job.name)

    @property
    def _address(self) -> str:
        return str(self._client.scheduler_info()["address"])

    def _hear(self, event: tuple[float, Any]) -> None:
        """A worker tells how far it is with a file. Called in the client's own thread."""
        number, frames = event[1]
        self._frames[number] = frames

    def _count(self, number: int, outcome: Outcome) -> None:
        if isinstance(outcome, FileResult):
            self._frames[number] = outcome.session.counts.decoded


def _outcome(future: Future, task: FileTask) -> Outcome | NotBegun:
    """What became of a task that is over, told as if it had run here."""
    if future.status == "finished":
        outcome: Outcome | NotBegun = future.result()
        if isinstance(outcome, MienError) and outcome.subject == str(_absolute(task).path):
            return type(outcome)(outcome.what, subject=str(task.path), hint=outcome.hint)
        return outcome
    if future.status == "error":
        error = future.exception()
        if isinstance(error, KilledWorker):
            return MienError(
                "every worker that analysed it ended midway",
                subject=str(task.path),
                hint="Analyse it alone to see whether it does so again",
            )
        return error if isinstance(error, Exception) else RuntimeError(repr(error))
    return NotBegun()


def _absolute(task: FileTask) -> FileTask:
    """The same files, wherever a worker's current folder is."""
    return FileTask(Path(os.path.abspath(task.path)), Path(os.path.abspath(task.base)))  # noqa: PTH100 - links stay


async def _answer(address: str) -> None:
    """Return if somebody answers there."""
    comm = await connect(address, timeout=_CONNECT_S)
    await comm.close()


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    log = logging.getLogger("distributed")
    try:
        asyncio.run(_answer(address))  # a client that finds nobody leaves a thread behind
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).partition("\n")[0]
        raise MienError(
            f"no Dask scheduler answers there ({reason})",
            subject=address,
            hint="Start one: dask scheduler; it says its address",
        ) from error
    level = log.level
    log.setLevel(logging.CRITICAL)  # what it warns of comes out as an outcome
    try:
        yield client
    finally:
        client.close()
        log.setLevel(level)


@contextmanager
def _marker(folder: Path) -> Iterator[Path]:
    """A file in the folder for results, by which workers see that it is the same folder."""
    marker = Path(os.path.abspath(folder)) / f".mien-{uuid.uuid4().hex}.part"  # noqa: PTH100 - links stay
    try:
        marker.touch()
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        yield marker
    finally:
        marker.unlink(missing_ok=True)
