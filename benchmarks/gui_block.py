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

    core_ms: how long the GUI thread was ready to work and had no core, as other threads and
    programs had them; 0 where the system does not tell. where: the GUI thread's innermost functions
    when the answer had been late for a while. beside: what other threads worked from then on.
    """

    waited_ms: float
    cpu_ms: float
    core_ms: float
    doing: str
    where: str
    beside: str

    @property
    def held_ms(self) -> float:
        """With a core for the window alone: its work, and what it waited for other threads."""
        return max(self.waited_ms - self.core_ms, min(self.cpu_ms, self.waited_ms))


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
        self._watched, self._native = threading.get_ident(), threading.get_native_id()
        self._ready = 0.0  # milliseconds without a core when the question was asked
        self._worked: dict[int, float] = {}  # by thread, in milliseconds, when it was late
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
        held = max(late, key=lambda b: b.held_ms, default=None)
        if held is not None:
            print(
                f"longest without waiting for a core {held.held_ms:.0f} ms: {held.doing}; "
                f"over 100: {sum(block.held_ms > 100 for block in late)}"
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
                    f"  {block.waited_ms:6.1f} ms (CPU of the window {block.cpu_ms:5.1f} ms, no "
                    f"core {block.core_ms:5.1f} ms) {block.doing} ({count} over "
                    f"{1e3 * _LATE_S:.0f} ms): {block.where}; beside it {block.beside or 'nothing'}"
                )

    def _ask(self) -> None:
        while not self._stop.wait(_ASK_EVERY_S):
            self._answered.clear()
            self._where = ""
            self._ready = _schedule(self._native)[1]
            self._asked.emit(time.monotonic())
            if not self._answered.wait(_LATE_S):
                self._worked = _all_worked()
                self._where = _place(sys._current_frames().get(self._watched))
                self._answered.wait()

    @Slot(float)
    def _answer(self, asked: float) -> None:
        cpu, waited = time.thread_time(), time.monotonic() - asked
        if waited > _LATE_S:
            core = _schedule(self._native)[1] - self._ready
            times = (waited * 1e3, (cpu - self._cpu) * 1e3, min(core, waited * 1e3))
            self.late.append(Block(*times, self.doing, self._where, self._beside()))
        self.answers += 1
        self._cpu = cpu
        self._answered.set()

    def _beside(self) -> str:
        """The threads that worked most since the answer was late, and how long."""
        spent = {
            thread: worked - self._worked[thread]
            for thread, worked in _all_worked().items()
            if thread in self._worked and thread not in (self._native, self._thread.native_id)
        }
        names = {thread.native_id: thread.name for thread in threading.enumerate()}
        most = sorted(spent.items(), key=lambda item: -item[1])[:3]
        return ", ".join(
            f"{names.get(thread, _named(thread))} {ms:.0f} ms" for thread, ms in most if ms >= 1
        )


def _schedule(thread: int) -> tuple[float, float]:
    """Milliseconds that a thread of this process ran, and was ready without a core."""
    try:
        ran, ready, _turns = Path(f"/proc/self/task/{thread}/schedstat").read_text().split()
    except OSError:  # it has ended, or this is not Linux
        return 0.0, 0.0
    return int(ran) / 1e6, int(ready) / 1e6


def _all_worked() -> dict[int, float]:
    """Milliseconds that each thread of this process ran."""
    folder = Path("/proc/self/task")
    threads = [int(entry.name) for entry in folder.iterdir()] if folder.is_dir() else []
    return {thread: _schedule(thread)[0] for thread in threads}


def _named(thread: int) -> str:
    """What the system calls a thread that Python does not know."""
    try:
        return Path(f"/proc/self/task/{thread}/comm").read_text().strip()
    except OSError:
        return "?"


def _place(frame: FrameType | None) -> str:
    """The innermost functions of a thread, outermost first."""
    names: list[str] = []
    while frame is not None and len(names) < 6:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(names))
