"""An hour's work at the window on a one-hour video: how long it ever keeps a person waiting.

    xvfb-run -a python -m benchmarks.gui_watchdog [--minutes 60] [--labels 2000] [--rounds 300]

The work is scripted: real keys and mouse moves, at the pace of a machine. A round is what somebody
does for a label: go there, look, step, label in one of the ways, now and then undo, play, zoom,
change the face or the mode. 300 rounds are an hour's work at twelve seconds a label.

Beside it a thread asks the window every few milliseconds whether it is there. How long the answer
takes is how long the window was blocked, by whatever: its own work, another thread of Python, or
other programs on the same cores. CPU says how much of it the window itself worked.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, Signal, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.bootstrap import warm_up
from app.gui.main_window import MainWindow
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from benchmarks.common import face_clip, looped, machine
from benchmarks.labelling import write_labels
from benchmarks.project import MODEL, store_records
from engine.project.store import Project

_FPS = 30
_ASK_EVERY_S = 0.005
_LATE_S = 0.04
_SCRUB_S = 4.0

Key = Qt.Key


class Watchdog(QObject):
    """Asks the GUI thread for a sign of life, and notes how long each answer took.

    answers: milliseconds on the clock, of CPU that the GUI thread used since the answer before,
    and what was being done. An answer that is late says where the GUI thread was then.
    """

    _asked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[tuple[float, float, str]] = []
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
        cpu = time.thread_time()
        waited = (time.monotonic() - asked) * 1e3
        doing = f"{self.doing}: {self._where}" if self._where else self.doing
        self.answers.append((waited, (cpu - self._cpu) * 1e3, doing))
        self._cpu = cpu
        self._answered.set()


def _place(frame: FrameType | None) -> str:
    """The innermost functions of a thread, outermost first."""
    names: list[str] = []
    while frame is not None and len(names) < 6:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(names))


class Worker:
    """The person at the window."""

    def __init__(self, app: QApplication, window: MainWindow, watchdog: Watchdog) -> None:
        self.app, self.window, self.dog = app, window, watchdog
        self.page: VideoPage = window.video_page()
        self.events = 0
        self.drawn: list[float] = []
        self.stored: list[float] = []

    def wait(self, until: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let the window work until something is so."""
        _wait(self.app, until, seconds)

    def rest(self, seconds: float) -> None:
        """Let the window work."""
        self.wait(lambda: False, seconds)

    def do(self, what: str, *keys: Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press keys, one after the other, each seen before the next."""
        self.dog.doing = what
        for key in keys:
            QTest.keyClick(self.page.view, key, modifier or Qt.KeyboardModifier.NoModifier)
            self.events += 1
            self.app.processEvents()

    def go(self, frame: int) -> None:
        """Go to a frame by the timeline, as a click does, and see it."""
        self.dog.doing = "go"
        player = self.page.player
        assert player is not None
        player.seek(frame, keep_playing=False)
        self.events += 1
        self.wait(lambda: player.settled)

    def label(self, what: str, *keys: Key) -> None:
        """Give a label; the last key is the one that gives it, timed to its picture."""
        session = self.page.workbench.annotation.session
        assert session is not None
        self.do(what, *keys[:-1])
        began = time.monotonic()
        self.do(what, keys[-1])
        self.drawn.append((time.monotonic() - began) * 1e3)
        while session.desk.waiting:
            time.sleep(0.0005)
        self.stored.append((time.monotonic() - began) * 1e3)
        self.rest(0.01)

    def round(self, number: int) -> None:
        """What is done for one label."""
        page, digit = self.page, Key(int(Key.Key_1) + number % 8)
        assert page.player is not None
        assert page.player.index is not None
        if number % 5 == 0:
            self.go(number * 7919 % len(page.player.index))
        else:
            self.do("next unlabelled", Key.Key_N)
        self.do("step", *[Key.Key_Right] * 4, Key.Key_Left)
        self.wait(lambda: page.player is None or page.player.settled)
        ways: tuple[tuple[str, tuple[Key, ...]], ...] = (
            ("single", (digit,)),
            ("in to out", (Key.Key_I, *[Key.Key_Right] * 3, Key.Key_O, digit)),
            ("candidates", (Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_Return)),
            ("votes", (Key.Key_V, *[Key.Key_5] * 3, *[Key.Key_7] * 2, Key.Key_Return)),
            ("unsure", (Key.Key_U,)),
            ("no face", (Key.Key_0,)),
        )
        what, keys = ways[number % len(ways)]
        self.label(what, *keys)
        self.now_and_then(number)

    def now_and_then(self, number: int) -> None:
        """What is not done for each label."""
        if number % 7 == 0:
            self.dog.doing = "undo"
            self.page.undo()
            self.rest(0.02)
            self.page.redo()
            self.events += 2
        if number % 11 == 0:
            self.do("play", Key.Key_L)
            self.rest(0.5)
            self.do("play", Key.Key_K)
        if number % 13 == 0:
            self.do("zoom", *[Key.Key_Plus] * 4, *[Key.Key_Minus] * 4)
        if number % 17 == 0:
            self.do("face", Key.Key_F)
        if number % 23 == 0:
            self.do("model", Key.Key_H)
            self.rest(0.05)
            self.do("model", Key.Key_H)
        if number % 50 == 49:
            self.dog.doing = "review"
            self.page.set_mode(Mode.REVIEW)
            self.rest(0.3)
            self.do("review", *[Key.Key_Return] * 3)
            self.page.set_mode(Mode.LABEL)
        if number % 97 == 96:
            self.dog.doing = "resize"
            self.window.resize(1180 + 100 * (number % 2), 800)
            self.rest(0.1)

    def scrub(self) -> float:
        """Drag the playhead through the video and back; pictures shown a second."""
        self.dog.doing = "scrub"
        player, ruler = self.page.player, self.page.timeline.ruler
        assert player is not None
        shown: list[int] = []
        player.frame_changed.connect(lambda frame: shown.append(frame.index))
        left, right = ruler.gutter + 5, ruler.gutter + ruler.track_width - 5
        QTest.mousePress(ruler, Qt.MouseButton.LeftButton, pos=QPoint(left, 10))
        began = time.monotonic()
        while (spent := time.monotonic() - began) < _SCRUB_S:
            place = abs((2 * spent / _SCRUB_S) % 2 - 1)  # to the left end and back
            at = QPoint(round(left + (right - left) * place), 10)
            QTest.mouseMove(ruler, at)
            self.page.timeline.seek_wanted.emit(ruler.time_at(at.x()))
            self.events += 1
            self.rest(0.008)
        QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, pos=QPoint(left, 10))
        self.wait(lambda: player.settled)
        return len(shown) / _SCRUB_S


def _wait(app: QApplication, until: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.001)


def main() -> int:
    """Make the video and its project, work, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the video")
    parser.add_argument("--labels", type=int, default=2000, help="that are there to begin with")
    parser.add_argument("--rounds", type=int, default=300, help="labels that are given")
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.ThemeChoice.DARK)
    print(f"{machine()}; Qt by {app.platformName()}", flush=True)
    with TemporaryDirectory() as folder:
        # In a process of its own, as it would count as memory of the window.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            clip = other.submit(_prepare, Path(folder), args.minutes, args.labels).result()
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.annotator = "Ada"
        window = MainWindow(Services(), settings)
        window.resize(1280, 800)
        window.show()
        watchdog = Watchdog()
        watchdog.doing = "start"
        warm_up(window)
        _wait(app, lambda: window.video is not None)
        print(f"memory {memory_mb():.0f} MB before anything is opened")
        try:
            _work(app, window, watchdog, clip, args.rounds)
        finally:
            watchdog.close()
            window.close()
    return 0


def _work(
    app: QApplication, window: MainWindow, watchdog: Watchdog, clip: Path, rounds: int
) -> None:
    worker = Worker(app, window, watchdog)
    page = worker.page
    watchdog.doing = "open"
    began = time.monotonic()
    window.open_video(clip)
    worker.wait(lambda: page.player is not None and page.player.frame is not None)
    first = time.monotonic() - began
    annotation = page.workbench.annotation
    worker.wait(lambda: annotation.head.index is not None)
    indexed = time.monotonic() - began
    worker.wait(lambda: annotation.ready and page.timeline.model.analysed_share > 0)
    opened = time.monotonic() - began
    print(f"first frame {first:.2f} s, index {indexed:.2f} s, all there {opened:.2f} s")
    print(f"memory {memory_mb():.0f} MB")
    page.set_mode(Mode.LABEL)
    worker.rest(0.2)
    print(f"scrub {worker.scrub():.0f} pictures a second", flush=True)
    began = time.monotonic()
    for number in range(rounds):
        worker.round(number)
    print(f"{rounds} labels, {worker.events:,} events in {time.monotonic() - began:.0f} s")
    for name, spent in (("key to label drawn", worker.drawn), ("key to disk", worker.stored)):
        spent.sort()
        print(
            f"{name:20} median {statistics.median(spent):5.1f} ms, "
            f"95 % {spent[int(0.95 * len(spent))]:5.1f} ms, worst {spent[-1]:5.1f} ms"
        )
    _tell_blocks(watchdog)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {memory_mb():.0f} MB, peak {peak:.0f} MB")


def memory_mb() -> float:
    """Resident memory of this process now; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    pages = int(status.read_text().split()[1]) if status.is_file() else 0
    return pages * resource.getpagesize() / 2**20


def _tell_blocks(watchdog: Watchdog) -> None:
    answers = sorted(watchdog.answers, reverse=True)
    print(
        f"{len(answers):,} answers, longest block {answers[0][0]:.0f} ms; "
        f"over 50 ms: {sum(a[0] > 50 for a in answers)}, over 100: "
        f"{sum(a[0] > 100 for a in answers)}"
    )
    busiest = max(answers, key=lambda answer: min(answer[:2]))
    print(
        f"longest by the window's own work {min(busiest[:2]):.0f} ms: {busiest[2]}; "
        "the rest is other threads and programs. The longest blocks:"
    )
    for waited, cpu, doing in answers[:8]:
        print(f"  {waited:6.1f} ms (CPU of the window {cpu:5.1f} ms)  {doing}")


def _prepare(folder: Path, minutes: float, labels: int) -> Path:
    """A 1280x720 video of a real face, an analysis of it and labels in the project beside it."""
    frames = round(minutes * 60 * _FPS)
    short = face_clip(folder / "short.mp4", 1280, 720, 250, gop=250)  # as x264 does unasked
    clip = looped(short, folder / "long.mp4", frames)
    write_labels(clip, labels, minutes)
    with Project.beside(clip) as project:
        (video,) = project.videos()
        store_records(project, project.start_run(video.id, MODEL), frames)
    return clip


if __name__ == "__main__":
    sys.exit(main())
