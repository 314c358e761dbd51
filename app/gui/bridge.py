"""The only place where plain threads meet Qt: run a function elsewhere, get its end back here."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.gui.memory import give_back_soon
from engine.errors import MienError

_log = logging.getLogger(__name__)

#: A job that took so long, in seconds, may have needed much memory.
_LONG_S: Final = 0.3


class JobControl:
    """A running job, seen from both sides: `stop` asks it to end, `report` tells how far it is."""

    def __init__(self, report: Callable[[float], None]) -> None:
        self.stop = threading.Event()
        self._report = report
        self._last = 0.0

    def report(self, fraction: float) -> None:
        """Tell how much is done, 0 to 1; passed on at most ten times a second."""
        now = time.monotonic()
        if now - self._last >= 0.1 or fraction >= 1.0:
            self._last = now
            self._report(fraction)


@dataclass(frozen=True, slots=True)
class _Call:
    """A function to run in the GUI thread."""

    function: Callable[..., object]
    arguments: tuple[Any, ...]


class Jobs(QObject):
    """Runs plain functions in threads of their own and their callbacks in the GUI thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[threading.Thread, JobControl] = {}
        self._closed = False
        self._arrived.connect(self._deliver)

    def run(
        self,
        work: Callable[[JobControl], Any],
        *,
        name: str,
        done: Callable[[Any], object],
        failed: Callable[[MienError], None] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> JobControl:
        """Start `work`; exactly one of `done` and `failed` is called at its end.

        Errors other than `MienError` are logged and reach `failed` in words.
        """

        def report(fraction: float) -> None:
            if progress is not None:
                self._post(progress, fraction)

        control = JobControl(report)
        thread = threading.Thread(
            target=self._work, args=(work, control, done, failed), name=f"mien-{name}", daemon=True
        )
        self._running[thread] = control
        thread.start()
        return control

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return any(thread.is_alive() for thread in self._running)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Ask every job to stop and wait; nothing is called back afterwards."""
        self._closed = True
        self.stop()
        ended = self.wait(timeout_s)
        self._running.clear()
        return ended

    def stop(self) -> None:
        """Ask every job to stop; what it calls back is still called."""
        for control in self._running.values():
            control.stop.set()

    def wait(self, timeout_s: float = 3.0) -> bool:
        """Wait for every job to end; True when all have."""
        deadline = time.monotonic() + timeout_s
        for thread in self._running:
            thread.join(max(deadline - time.monotonic(), 0.0))
        late = [thread.name for thread in self._running if thread.is_alive()]
        if late:
            _log.error("jobs did not end within %.1f s: %s", timeout_s, ", ".join(late))
        return not late

    def _work(
        self,
        work: Callable[[JobControl], Any],
        control: JobControl,
        done: Callable[[Any], object],
        failed: Callable[[MienError], None] | None,
    ) -> None:
        began = time.monotonic()
        self._try(work, control, done, failed)
        del work, control, done, failed  # and with them what only this job needed
        if time.monotonic() - began >= _LONG_S:
            give_back_soon()

    def _try(
        self,
        work: Callable[[JobControl], Any],
        control: JobControl,
        done: Callable[[Any], object],
        failed: Callable[[MienError], None] | None,
    ) -> None:
        try:
            result = work(control)
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            if failed is not None:
                self._post(failed, as_mien_error(error))
            else:
                _log.exception("job failed", exc_info=error)
        else:
            self._post(done, result)

    def _post(self, function: Callable[..., object], argument: object) -> None:
        if not self._closed:
            self._arrived.emit(_Call(function, (argument,)))

    @Slot(object)
    def _deliver(self, call: _Call) -> None:
        for thread in [thread for thread in self._running if not thread.is_alive()]:
            del self._running[thread]
        if not self._closed:
            call.function(*call.arguments)


class Wake(QObject):
    """Has something done in the GUI thread, soon, when another thread has news.

    Called from any thread, with whatever. However often it is called before the GUI thread comes
    to it, `woken` comes once: it carries nothing, and the event queue cannot grow.
    """

    woken = Signal()
    _called = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = False
        self._called.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def __call__(self, *_news: object) -> None:
        """There is news."""
        if not self._waiting:
            self._waiting = True
            self._called.emit()

    @Slot()
    def _wake(self) -> None:
        self._waiting = False  # first: what comes from now on may not be seen any more
        self.woken.emit()


def as_mien_error(error: Exception) -> MienError:
    """The error itself, or for an unexpected one its name in words; that one is logged whole."""
    if isinstance(error, MienError):
        return error
    _log.error("unexpected error", exc_info=error)
    return MienError(
        f"something unexpected happened ({type(error).__name__}: {error})",
        hint="Please report it with the log file (Help, Show log)",
    )  #: Nice value of threads whose work nobody waits for.


_AFTER_OTHERS: Final = 10


def give_way() -> bool:
    """Have this thread, and those that it starts, run after others where cores are short.

    For work that nobody waits for and that holds Python's lock little: a thread that is kept from
    going on with the lock would keep the window from it. Returns whether the system can do so.
    """
    if sys.platform != "linux":
        return False
    me = threading.get_native_id()
    if os.getpriority(os.PRIO_PROCESS, me) < _AFTER_OTHERS:  # back up is for root alone
        os.setpriority(os.PRIO_PROCESS, me, _AFTER_OTHERS)
    return True
