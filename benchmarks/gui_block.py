"""How long a window keeps a person waiting: a thread that asks it for a sign of life."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, Signal, Slot

_ASK_EVERY_S = 0.005
_LATE_S = 0.04


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """A late answer: milliseconds on the clock, of them CPU of the GUI thread, what was done.

    where: the GUI thread's innermost functions when the answer had been late for a while.
    """

    waited_ms: float
    cpu_ms: float
    doing: str
    where: str


class Watchdog(QObject):
    """Asks the GUI thread for a sign of life, and notes each late answer.

    answers: how many there were. doing: what is being done, told by whoever does it.
    """

    _asked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.answers = 0
        self.late: list[Block] = []
        self.doing = ""
        self._stop = threading.Event()
        self._answered = threading.Event()
        self._cpu = time.thread_time()
        self._where = ""
        self._watched = threading.get_ident()
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._ask, name="watchdog", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more questions."""
        self._stop.set()
        self._answered.set()
        self._thread.join()

    def tell(self) -> None:
        """Print the longest blocks, over all and of each thing that was done."""
        late = sorted(self.late, reverse=True)
        longest = late[0].waited_ms if late else _LATE_S * 1e3
        print(
            f"{self.answers:,} answers, longest block {longest:.0f} ms; "
            f"over 50 ms: {sum(b.waited_ms > 50 for b in late)}, over 100: "
            f"{sum(b.waited_ms > 100 for b in late)}"
        )
        busiest = max(late, key=lambda b: min(b.waited_ms, b.cpu_ms), default=None)
        if busiest is not None:
            own = min(busiest.waited_ms, busiest.cpu_ms)
            print(
                f"longest by the window's own work {own:.0f} ms: {busiest.doing}; "
                "the rest is other threads and programs. The longest of each:"
            )
        seen: set[str] = set()
        for block in late:
            if block.doing not in seen:
                seen.add(block.doing)
                count = sum(other.doing == block.doing for other in late)
                print(
                    f"  {block.waited_ms:6.1f} ms (CPU of the window {block.cpu_ms:5.1f} ms) "
                    f"{block.doing} ({count} over {1e3 * _LATE_S:.0f} ms): {block.where}"
                )

    def _ask(self) -> None:
        while not self._stop.wait(_ASK_EVERY_S):
            self._answered.clear()
            self._where = ""
            self._asked.emit(time.monotonic())
            if not self._answered.wait(_LATE_S):
                self._where = _place(sys._current_frames().get(self._watched))
                self._answered.wait()

    @Slot(float)
    def _answer(self, asked: float) -> None:
        cpu, waited = time.thread_time(), time.monotonic() - asked
        if waited > _LATE_S:
            block = Block(waited * 1e3, (cpu - self._cpu) * 1e3, self.doing, self._where)
            self.late.append(block)
        self.answers += 1
        self._cpu = cpu
        self._answered.set()


def _place(frame: FrameType | None) -> str:
    """The innermost functions of a thread, outermost first."""
    names: list[str] = []
    while frame is not None and len(names) < 6:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(names))
