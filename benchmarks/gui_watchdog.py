"""An hour's work at the window on a one-hour video: how long it ever keeps a person waiting.

    xvfb-run -a python -m benchmarks.gui_watchdog [--minutes 60] [--labels 2000] [--rounds 300]

The work is scripted (`gui_worker`): real keys and mouse moves, at the pace of a machine. A round is
what somebody does for a label: go there, look, step, label in one of the ways; now and then all
else that the window can do, from undo to a second video, exports, dialogs, themes and the live
demo. 300 rounds are an hour's work at twelve seconds a label; 20 do everything once.

Beside it a thread asks the window every few milliseconds whether it is there (`gui_block`). How
long the answer takes is how long the window was blocked, by whatever: its own work, another thread
of Python, or other programs on the same cores. CPU says how much of it the window itself worked.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.bootstrap import keep_memory_low, prepare_process, warm_up
from app.gui.main_window import MainWindow
from app.gui.services import Services, demo_clip
from app.gui.settings import Settings
from benchmarks.common import face_clip, looped, machine
from benchmarks.gui_block import Watchdog
from benchmarks.gui_worker import Worker, wait
from benchmarks.labelling import write_labels
from benchmarks.project import MODEL, store_records
from engine.project.store import Project

_FPS = 30

#: Memory is told every so many rounds: what it does not grow by does not add up.
_TELL_EVERY = 25


def main() -> int:
    """Make the videos and the project, work, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the video")
    parser.add_argument("--labels", type=int, default=2000, help="that are there to begin with")
    parser.add_argument("--rounds", type=int, default=300, help="labels that are given")
    args = parser.parse_args()
    prepare_process()
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.ThemeChoice.DARK)
    print(f"{machine()}; Qt by {app.platformName()}", flush=True)
    with TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # models and runs of fine-tuning are nobody's
        # In a process of its own, as it would count as memory of the window.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            clips = other.submit(_prepare, Path(folder), args.minutes, args.labels).result()
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.annotator = "Ada"
        window = MainWindow(Services(), settings)
        window.resize(1280, 800)
        window.show()
        watchdog = Watchdog()
        watchdog.doing = "start"
        warm_up(window)
        keep_memory_low(window)
        wait(app, lambda: window.video is not None, 60.0)
        wait(app, lambda: not window.jobs.busy, 60.0)
        print(f"memory {memory_mb():.0f} MB before anything is opened")
        try:
            _work(Worker(app, window, watchdog, *clips), args.rounds)
        finally:
            watchdog.close()
            window.close()
    return 0


def _work(worker: Worker, rounds: int) -> None:
    first, indexed, opened = worker.open(worker.clip)
    print(f"first frame {first:.2f} s, index {indexed:.2f} s, all there {opened:.2f} s")
    print(f"memory {memory_mb():.0f} MB")
    worker.to_labels()
    print(f"scrub {worker.scrub():.0f} pictures a second", flush=True)
    began = time.monotonic()
    for number in range(rounds):
        worker.round(number)
        if number % _TELL_EVERY == _TELL_EVERY - 1:
            print(f"memory {memory_mb():.0f} MB after {number + 1} rounds", flush=True)
    print(f"{rounds} labels, {worker.events:,} events in {time.monotonic() - began:.0f} s")
    for name, spent in (("key to label drawn", worker.drawn), ("key to disk", worker.stored)):
        spent.sort()
        print(
            f"{name:20} median {statistics.median(spent):5.1f} ms, "
            f"95 % {spent[int(0.95 * len(spent))]:5.1f} ms, worst {spent[-1]:5.1f} ms"
        )
    worker.dog.tell()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {memory_mb():.0f} MB, peak {peak:.0f} MB")


def memory_mb() -> float:
    """Resident memory of this process now; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    pages = int(status.read_text().split()[1]) if status.is_file() else 0
    return pages * resource.getpagesize() / 2**20


def _prepare(folder: Path, minutes: float, labels: int) -> tuple[Path, Path]:
    """A 1280x720 video of a real face, with an analysis and labels in its project; a short one."""
    frames = round(minutes * 60 * _FPS)
    short = face_clip(folder / "short.mp4", 1280, 720, 250, gop=250)  # as x264 does unasked
    clip = looped(short, folder / "long.mp4", frames)
    write_labels(clip, labels, minutes)
    with Project.beside(clip) as project:
        (video,) = project.videos()
        store_records(project, project.start_run(video.id, MODEL), frames)
    demo_clip()
    return clip, short


if __name__ == "__main__":
    sys.exit(main())
