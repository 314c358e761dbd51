"""Many files at a time: one analyser in each of several processes, results in order."""

from __future__ import annotations

import contextlib
import pickle
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any

from engine.analyse_file import FileOptions, FileResult, FileTask, Outcome, analyse_path
from engine.analyser import Analyser, AnalyserOptions, make_analyser
from engine.child import Child
from engine.errors import MienError
from engine.sources.base import SourceInfo

#: Called with the frames that all processes have decoded so far.
Progress = Callable[[int], None]

#: The parent looks at its stop event, a child tells how far it is, about so often, in seconds.
_TICK_S = 0.1

_STOP = "stop"


@dataclass(frozen=True, slots=True)
class _Job:
    """What a child is told at its start."""

    analyser: AnalyserOptions
    files: FileOptions
    resume: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    """From a child: the model is loaded."""


@dataclass(frozen=True, slots=True)
class _Done:
    """From a child: what became of the file that it was given."""

    outcome: Outcome


def analyse_many(
    tasks: Sequence[FileTask],
    jobs: int,
    analyser: AnalyserOptions,
    options: FileOptions,
    *,
    stop: threading.Event,
    resume: bool = False,
    progress: Progress | None = None,
) -> Generator[tuple[FileTask, Outcome], None, None]:
    """Analyse files, `jobs` at a time, and yield what became of each, in the order of `tasks`.

    Each file gives the bytes that `analyse_path` gives in one process. A file that fails, or takes
    its process down, does not touch the others. Setting `stop` ends those in work, which then are
    among the outcomes, their partial files kept; files not begun yet have none.

    Raises what loading the model raises.
    """
    crew = _Crew(tasks, _Job(analyser, options, resume), stop, progress)
    try:
        crew.start(min(jobs, len(tasks)))
        yield from crew.outcomes()
    except KeyboardInterrupt:
        crew.kill()
        raise
    finally:
        crew.close()


class _Worker:
    """A child, and the number of the task that it has in work."""

    def __init__(self, job: _Job) -> None:
        self.child = Child(_work, job)
        self.number: int | None = None
        self.ready = False
        self.frames = 0

    def tell(self, message: FileTask | str | None) -> None:
        """Send word; a child that is gone is noticed where its words are read."""
        with contextlib.suppress(OSError):
            self.child.pipe.send(message)


class _Crew:
    """The parent's side: who does what, and what came of it."""

    def __init__(
        self, tasks: Sequence[FileTask], job: _Job, stop: threading.Event, progress: Progress | None
    ) -> None:
        self._tasks = tasks
        self._left = deque(range(len(tasks)))
        self._job = job
        self._stop = stop
        self._progress = progress
        self._workers: list[_Worker] = []
        self._found: dict[int, Outcome] = {}
        self._frames = 0  # of files that are done
        self._stopped = False

    def start(self, count: int) -> None:
        """Start children; they load the model meanwhile."""
        self._workers += [_Worker(self._job) for _ in range(count)]

    def outcomes(self) -> Iterator[tuple[FileTask, Outcome]]:
        """What became of each task, in order, as soon as those before it are told."""
        for number, task in enumerate(self._tasks):
            while number not in self._found and self._workers:
                self._step()
            if number in self._found:
                yield task, self._found.pop(number)

    def kill(self) -> None:
        """End every child at once."""
        for worker in self._workers:
            worker.child.kill()

    def close(self) -> None:
        """Have every child stop, keeping what it has done, and wait for it."""
        for worker in self._workers:
            worker.tell(_STOP)
        for worker in self._workers:
            worker.child.close()
        self._workers = []

    def _step(self) -> None:
        """Wait a moment for news, and act on it."""
        if self._stop.is_set() and not self._stopped:
            self._stopped = True
            self._left.clear()
            for worker in self._workers:
                worker.tell(_STOP)
        by_pipe = {worker.child.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), _TICK_S):
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                self._hear(worker, worker.child.pipe.recv())
            except (EOFError, OSError):
                self._lost(worker)
        if self._progress is not None:
            self._progress(self._frames + sum(worker.frames for worker in self._workers))

    def _hear(self, worker: _Worker, message: object) -> None:
        match message:
            case int(frames):
                worker.frames = frames
            case _Ready():
                worker.ready = True
                self._give(worker)
            case _Done(outcome):
                assert worker.number is not None
                self._found[worker.number] = outcome
                decoded = worker.frames
                if isinstance(outcome, FileResult):
                    decoded = outcome.session.counts.decoded
                self._frames += decoded
                worker.number, worker.frames = None, 0
                self._give(worker)
            case Exception() as error:
                raise error

    def _give(self, worker: _Worker) -> None:
        """The next task, or the word that there is none."""
        worker.number = self._left.popleft() if self._left else None
        worker.tell(None if worker.number is None else self._tasks[worker.number])

    def _lost(self, worker: _Worker) -> None:
        """A child has ended: because there was no more to do, or with a task in work."""
        self._workers.remove(worker)
        ending = worker.child.ending
        worker.child.close()
        if worker.number is not None and not (self._stopped and ending is None):
            path = self._tasks[worker.number].path
            what = f"the process that analysed it ended midway ({ending})"
            hint = "Analyse it alone to see whether it does so again"
            self._found[worker.number] = MienError(what, subject=str(path), hint=hint)
            self._frames += worker.frames
            if self._left:
                self.start(1)
        elif not worker.ready and not self._stopped:
            ending = ending or "it had no more to do"
            raise MienError(f"a process to analyse files in did not start ({ending})")


def _work(pipe: Connection[Any, Any], job: _Job) -> None:
    """The child: loads the model, then analyses what comes until there is no more."""
    stop, tasks = threading.Event(), SimpleQueue[FileTask | None]()
    threading.Thread(target=_listen, args=(pipe, stop, tasks), daemon=True).start()
    try:
        analyser = make_analyser(job.analyser)
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        pipe.send(_portable(error))
        return
    with analyser:
        pipe.send(_Ready())
        while (task := tasks.get()) is not None and not stop.is_set():
            pipe.send(_Done(_outcome(task, analyser, job, stop, pipe)))


def _listen(
    pipe: Connection[Any, Any], stop: threading.Event, tasks: SimpleQueue[FileTask | None]
) -> None:
    """Take the parent's words; its death is a wish to stop, too."""
    message: object = _STOP
    try:
        while isinstance(message := pipe.recv(), FileTask):
            tasks.put(message)
    except (EOFError, OSError):
        message = _STOP
    if message == _STOP:
        stop.set()
    tasks.put(None)


def _outcome(
    task: FileTask,
    analyser: Analyser,
    job: _Job,
    stop: threading.Event,
    pipe: Connection[Any, Any],
) -> Outcome:
    said = time.monotonic()

    def tell(frames: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= _TICK_S:
            said = now
            pipe.send(frames)

    def begin(_: SourceInfo) -> Callable[[int], None]:
        return tell

    try:
        return analyse_path(
            task.path, task.base, analyser, job.files, stop=stop, resume=job.resume, on_open=begin
        )
    except Exception as error:  # noqa: BLE001 - told in the parent; the next file goes on
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """The error as it can be sent to another process, with its traceback for a log."""
    text = "".join(traceback.format_exception(error))
    try:
        copy = pickle.loads(pickle.dumps(error))
        portable = copy if isinstance(copy, Exception) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, its words are not
        portable = None
    portable = portable or RuntimeError(f"{type(error).__name__}: {error}")
    portable.add_note(text)
    return portable
