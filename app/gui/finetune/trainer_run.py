"""One run of the trainer, watched from the window: what it tells, how it ends.

It writes what it tells to a file and needs nobody who reads it: a window that closes leaves it to
finish, and its result is found when the next one opens.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from typing import BinaryIO, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.finetune.events import Ended, Event, Failed, read_event
from app.gui.finetune.plan import ROOM, Job
from app.gui.language import translate
from app.trainer_process import environment
from engine.errors import MienError

#: How often the trainer's file is looked at, in milliseconds.
_LOOK_MS: Final = 100
#: The trainer's exit code when it was stopped before there was anything to keep.
_NOTHING: Final = 130
#: Lines of its log that are shown where it fails.
TAIL: Final = 20


class TrainerRun(QObject):
    """Starts the trainer in a process of its own; tells its events, then its end once."""

    told = Signal(object)  # Event
    #: MienError where it failed, None where it was stopped with nothing to keep, or True.
    ended = Signal(object)

    def __init__(self, job: Job, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._events: BinaryIO | None = None
        self._rest = b""
        self._failed: Failed | None = None
        self._finished = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin. Raises `MienError` where the process cannot be started."""
        try:
            self._events = self.job.events.open("rb")
            with self.job.log.open("wb") as log:
                self._process = subprocess.Popen(
                    self._command,
                    env=environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    # A group of its own: Ctrl-C in a terminal is for the window alone.
                    process_group=0 if os.name == "posix" else None,
                )
        except OSError as error:
            self._close()
            raise MienError(
                f"the trainer cannot be started ({error.strerror})", subject=self._command[0]
            ) from error
        self.job.note_process(self._process.pid)
        self._timer.start()

    @property
    def running(self) -> bool:
        """Whether its end was not told yet."""
        return self._process is not None

    @property
    def process_id(self) -> int | None:
        """The trainer's process; None where none runs."""
        return None if self._process is None else self._process.pid

    def stop_and_keep(self) -> None:
        """Have it end with the best weights so far; `ended` follows."""
        if self._process is not None:
            self._process.terminate()

    def cancel(self) -> None:
        """End it at once; `ended` does not follow, and nothing of it is left."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._close()
        shutil.rmtree(self.job.folder, ignore_errors=True)

    def leave(self) -> None:
        """The window closes: it ends by itself, keeping the best weights for the next one."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.returncode = 0  # not ours to wait for any more
        self._close()

    def tail(self) -> str:
        """The last lines of its log."""
        with contextlib.suppress(OSError):
            lines = self.job.log.read_text(encoding="utf-8", errors="replace").splitlines()
            return "\n".join(lines[-TAIL:])
        return ""

    def _look(self) -> None:
        if self._process is None:
            return
        code = self._process.poll()  # before reading, so that what it told last is not missed
        self._read()
        if code is not None:
            self._close()
            self.ended.emit(self._end(code))

    def _read(self) -> None:
        if self._events is None:
            return
        *lines, self._rest = (self._rest + self._events.read()).split(b"\n")
        for line in lines:
            event = read_event(line)
            if event is not None:
                self._note(event)
                self.told.emit(event)

    def _note(self, event: Event) -> None:
        if isinstance(event, Failed):
            self._failed = event
        elif isinstance(event, Ended):
            self._finished = True

    def _end(self, code: int) -> MienError | bool | None:
        if code == 0 and self._finished and self.job.finished:
            return True
        if code == _NOTHING:
            return None
        if self._failed is not None:
            failed = self._failed
            return MienError(failed.what, subject=failed.subject, hint=failed.hint)
        return _death(code, self.tail(), self._room())

    def _room(self) -> int:
        try:
            return shutil.disk_usage(self.job.folder).free
        except OSError:
            return ROOM

    def _close(self) -> None:
        self._timer.stop()
        self._process = None
        if self._events is not None:
            self._events.close()
            self._events = None


def _death(code: int, log: str, room: int) -> MienError:
    """Why a trainer ended that could not say so itself."""
    safe = translate("finetune", "Your labels and the old model are as they were.")
    if code == -signal.SIGKILL:
        return MienError(
            translate(
                "finetune", "the system ended the trainer, most likely because memory ran out"
            ),
            hint=translate(
                "finetune", "Close other programs, or choose fewer projects, and start again. {0}"
            ).format(safe),
        )
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return MienError(
            translate("finetune", "the trainer was ended by the signal {0}").format(name),
            hint=translate("finetune", "Start it again. {0}").format(safe),
        )
    if room < ROOM // 4:
        return MienError(
            translate("finetune", "the trainer ended, and the disk is full"),
            hint=translate("finetune", "Make room and start it again. {0}").format(safe),
        )
    said = [line for line in log.splitlines() if line.startswith("mien: ")]
    what = said[-1].removeprefix("mien: ") if said else translate("finetune", "it gave no reason")
    return MienError(
        translate("finetune", "the trainer ended with an error"),
        subject=what,
        hint=translate("finetune", "Its log is shown under Details. {0}").format(safe),
    )
