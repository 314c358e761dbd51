"""The thread that owns the project file: edits go in in order, nothing waits for the disk.

An edit that cannot be written stays here, with all that follow, until `retry`: what a person did
is in memory and in the queue, and the order of edits never changes.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.bridge import as_mien_error
from engine.errors import MienError
from engine.project.copies import copy_project
from engine.project.edits import Edit
from engine.project.errors import EditOutdated
from engine.project.store import Project

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Question:
    """Something to be done with the project, and who hears of its end."""

    work: Callable[[Project], Any]
    done: Callable[[Any], object]
    failed: Callable[[MienError], object]


@dataclass(frozen=True, slots=True)
class _Move:
    """The project goes to another place, with all that waits."""

    target: Path
    done: Callable[[Path], object]
    failed: Callable[[MienError], object]


class Desk(QObject):
    """One open project in a thread of its own, from `open` to `close`."""

    saved = Signal(int)  # edits that still wait
    failed = Signal(object)  # MienError: nothing more is written until `retry`
    outdated = Signal(object)  # MienError: an edit was refused, the file has changed meanwhile

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._tasks: deque[Edit | _Question | _Move] = deque()
        self._stuck = False
        self._closing = False
        self._refusal: MienError | None = None
        self._thread: threading.Thread | None = None
        self._arrived.connect(self._deliver)

    def open(
        self,
        make: Callable[[], Project],
        done: Callable[[Project], object],
        failed: Callable[[MienError], object],
    ) -> None:
        """Open a project in the thread; exactly one of `done` and `failed` is told, here.

        What `done` is given may be looked at for its path and rights, but asked nothing.
        """
        self._thread = threading.Thread(
            target=self._run, args=(make, done, failed), name="mien-project", daemon=True
        )
        self._thread.start()

    def apply(self, edit: Edit) -> None:
        """Write an edit after those before it. Does not block."""
        self._add(edit)

    def ask(
        self,
        work: Callable[[Project], T],
        done: Callable[[T], object],
        failed: Callable[[MienError], object] | None = None,
    ) -> None:
        """Run `work` with the project, after the edits before it; its answer arrives here."""
        self._add(_Question(work, done, failed or self.failed.emit))

    def retry(self) -> None:
        """Try once more to write what could not be written."""
        with self._changed:
            self._stuck = False
            self._changed.notify_all()

    def move_to(
        self,
        target: Path,
        done: Callable[[Path], object],
        failed: Callable[[MienError], object],
    ) -> None:
        """Go on in a copy of the project; what could not be written is written there.

        Exactly one of `done` and `failed` is told; after `failed` everything is as before.
        """
        with self._changed:
            # Before the edit that cannot be written, after one that just is.
            place = 0 if self._stuck else len(self._tasks)
            self._tasks.insert(place, _Move(target, done, failed))
            self._stuck = False
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """How many edits are not on the disk yet."""
        with self._changed:
            return sum(isinstance(task, Edit) for task in self._tasks)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Write what waits, close the file, end the thread; True when it has. Harmless twice."""
        with self._changed:
            self._closing, self._stuck = True, False
            self._changed.notify_all()
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join(timeout_s)
            return not self._thread.is_alive()
        return True

    # --- in the thread -----------------------------------------------------------------------

    def _run(
        self,
        make: Callable[[], Project],
        done: Callable[[Project], object],
        failed: Callable[[MienError], object],
    ) -> None:
        try:
            project = make()
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            self._refuse(failed, as_mien_error(error))
            return
        try:
            self._post(done, project)
            while (task := self._next()) is not None:
                if isinstance(task, _Move):
                    project = self._move(project, task)
                else:
                    self._serve(project, task)
        finally:
            project.close()

    def _move(self, project: Project, move: _Move) -> Project:
        """The copy, or the project where there can be none."""
        try:
            copy_project(project.path, move.target)
            moved = Project.open(move.target)
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            with self._changed:
                self._tasks.popleft()
                self._stuck = any(isinstance(task, Edit) for task in self._tasks)
            self._post(move.failed, as_mien_error(error))
            return project
        with contextlib.suppress(Exception):  # its disk is in trouble, and it is left behind
            project.close()
        self._forget()
        self._post(move.done, moved.path)
        return moved

    def _refuse(self, failed: Callable[[MienError], object], error: MienError) -> None:
        """There is no project: whoever asks it something is told so."""
        self._post(failed, error)
        with self._changed:
            self._refusal = error
            tasks, self._tasks = self._tasks, deque()
        for task in tasks:
            if not isinstance(task, Edit):
                self._post(task.failed, error)

    def _next(self) -> Edit | _Question | _Move | None:
        """The oldest task, which stays in the queue until it is done; None to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or (self._tasks and not self._stuck))
            if self._stuck or not self._tasks:
                return None
            return self._tasks[0]

    def _serve(self, project: Project, task: Edit | _Question) -> None:
        if isinstance(task, _Question):
            self._answer(project, task)
            self._forget()
            return
        try:
            project.apply(task)
        except EditOutdated as error:
            self._forget()
            self._post(self.outdated.emit, error)
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            told = as_mien_error(error)
            with self._changed:
                self._stuck = True
                if self._closing:
                    _LOG.error("%d changes could not be saved: %s", len(self._tasks), told)
            self._post(self.failed.emit, told)
        else:
            self._post(self.saved.emit, self._forget())

    def _answer(self, project: Project, question: _Question) -> None:
        try:
            answer = question.work(project)
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            self._post(question.failed, as_mien_error(error))
        else:
            self._post(question.done, answer)

    def _forget(self) -> int:
        """Take the oldest task from the queue; returns how many are left."""
        with self._changed:
            self._tasks.popleft()
            return len(self._tasks)

    # --- in the GUI thread -------------------------------------------------------------------

    def _add(self, task: Edit | _Question) -> None:
        with self._changed:
            refusal = self._refusal
            if refusal is None:
                self._tasks.append(task)
                self._changed.notify_all()
        if refusal is not None and isinstance(task, _Question):
            self._post(task.failed, refusal)

    def _post(self, function: Callable[..., object], argument: object) -> None:
        self._arrived.emit((function, argument))

    @Slot(object)
    def _deliver(self, call: tuple[Callable[..., object], object]) -> None:
        if not self._closing:
            function, argument = call
            function(argument)
