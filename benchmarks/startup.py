"""How long from the start of the process to help, to the first result, to a window.

python -m benchmarks.startup [--runs 5]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import face_clip, machine, mien, run_child, spread

#: Each prints the moment at which it got there; the clock is the same for all processes.
_FIRST_RESULT = """
import sys, time
from engine.pipeline import AnalyserOptions, LivePipeline, make_analyser
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
live = LivePipeline(lambda: Paced(lambda: VideoFile(sys.argv[1]), loop=True),
                    lambda: make_analyser(AnalyserOptions(live=True)))
live.start()
while live.newest() is None and live.error is None:
    time.sleep(0.005)
print(time.monotonic())
live.stop()
sys.exit(live.error)
"""

_WINDOW = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui import bootstrap
from app.gui.main_window import MainWindow

def look():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    if windows and windows[0].windowHandle() and windows[0].windowHandle().isExposed():
        QApplication.processEvents()
        print(time.monotonic(), flush=True)
        windows[0].close()
    else:
        QTimer.singleShot(5, look)

execute = QApplication.exec
def started(*_):
    QTimer.singleShot(0, look)
    return execute()
QApplication.exec = started
sys.exit(bootstrap.run_gui(bootstrap.GuiArgs()))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        video = face_clip(Path(folder) / "live.mp4", 1280, 720, 90)
        helps = [mien("--help").wall_s for _ in range(runs)]
        print(f"mien --help       {spread(helps, 's')}")
        first = [_moment(_FIRST_RESULT, str(video)) for _ in range(runs)]
        print(f"first live result {spread(first, 's')}")
        home = str(Path(folder) / "home")
        window = [
            _moment(_WINDOW, QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
            for _ in range(runs)
        ]
        print(f"window visible    {spread(window, 's')}")


def _moment(code: str, *arguments: str, **variables: str) -> float:
    """Seconds from starting Python on `code` to the moment that it prints."""
    began = time.monotonic()
    child = run_child([sys.executable, "-c", code, *arguments], **variables)
    return float(child.output.split()[-1]) - began


if __name__ == "__main__":
    main()
