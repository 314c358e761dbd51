"""A 1280x720, 30 fps clip played as a live camera: what is shown, analysed, dropped, how late.

python -m benchmarks.live_latency [VIDEO] [--seconds 20] [--fps 30] [--runs 1] [--window [--record]]

Without --window a loop looks for news as often as a window would; with it the app's own live page
runs, and a picture counts as shown when it was painted (QT_QPA_PLATFORM=offscreen where there is
no display); --record has it record video and table meanwhile. What delays a thread without its
doing is told apart, where the system tells: other processes on its cores, and other machines on
the same host ("stolen").
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.common import cores, face_clip, machine, stolen_s
from engine.models.base import ModelInfo
from engine.pipeline import AnalyserOptions, LivePipeline, make_analyser
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from engine.types import Record, Status

if TYPE_CHECKING:
    from app.gui.live.take import Progress

#: The first moments belong to start-up and are left out.
_SETTLE_S = 2.0

#: How often a window looks for something new, a second.
_DISPLAY_HZ = 60


@dataclass(slots=True)
class Watched:
    """What was seen while it was measured: new pictures on screen, and every record.

    shown_ms: from grab to painting, of each picture; empty without a window. cpu_s: of the
    process. waited_s: for how long the analysing thread could have run but other threads had its
    core. stolen_s: for how long the host ran others on a core of this machine, all cores
    together. Both None where the system does not tell. recorded: how the recording did, if any.
    """

    shown: int = 0
    shown_ms: list[float] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    cpu_s: float = 0.0
    took_s: float = 0.0
    waited_s: float | None = None
    stolen_s: float | None = None
    model: ModelInfo | None = None
    recorded: Progress | None = None

    @property
    def latencies_ms(self) -> list[float]:
        """From grab to result, of each analysed frame."""
        return [r.latency_ms for r in self.records if r.latency_ms is not None]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("video", nargs="?", type=Path, help="default: a made 1280x720 clip")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--runs", type=int, default=1, help="one after the other")
    parser.add_argument("--faces", type=int, default=1, help="in the made clip")
    parser.add_argument("--model", help="name or folder; not with --window")
    parser.add_argument("--window", action="store_true", help="the app's live page, painting")
    parser.add_argument("--record", action="store_true", help="with --window: record meanwhile")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "live.mp4"
        video = args.video or face_clip(made, 1280, 720, 300, faces=args.faces)
        print(machine())

        def camera() -> Paced:
            return Paced(lambda: VideoFile(video), fps=args.fps, loop=True)

        def watch(camera: Callable[[], Paced], seconds: float, folder: Path) -> Watched:
            if args.window:
                return watch_window(camera, seconds, folder, record=args.record)
            return watch_pipeline(camera, seconds, args.model)

        runs = []
        for _ in range(args.runs):
            runs.append(watch(camera, args.seconds, Path(folder)))
            _report(runs[-1], video.name)
    if len(runs) > 1:
        p95s = [float(np.percentile(run.latencies_ms, 95)) for run in runs]
        print(f"p95 of {len(runs)} runs: {min(p95s):.1f} to {max(p95s):.1f} ms, ", end="")
        print(f"median {statistics.median(p95s):.1f} ms")


def watch_pipeline(camera: Callable[[], Paced], seconds: float, model: str | None) -> Watched:
    """Run the pipeline alone."""
    pipeline = LivePipeline(camera, lambda: make_analyser(AnalyserOptions(model, live=True)))
    pipeline.start()

    def wait(until: float, watched: Watched) -> None:
        scored = pipeline.newest()
        while time.monotonic() < until and pipeline.error is None:
            time.sleep(1 / _DISPLAY_HZ)
            watched.shown += scored is not (scored := pipeline.newest())

    try:
        return _watch(pipeline, wait, seconds)
    finally:
        pipeline.stop()


def watch_window(
    camera: Callable[[], Paced], seconds: float, folder: Path, *, record: bool
) -> Watched:
    """Run the app: its window, its live page, its painting; and its recording, if asked."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from app.gui.actions import ActionId
    from app.gui.bootstrap import GuiArgs, build, make_application
    from app.gui.services import Services
    from app.gui.settings import Settings

    application = QApplication.instance() or make_application(["mien"])
    settings = Settings(QSettings(str(folder / "mien.ini"), QSettings.Format.IniFormat))
    settings.recordings = folder / "recordings"
    window = build(GuiArgs(demo=True), settings, Services(open_demo=lambda _stop: camera()))
    window.resize(1280, 800)
    window.show()

    class PaintCount(QObject):
        """Counts the pictures that a view paints, each once."""

        def __init__(self, watched: Watched) -> None:
            super().__init__()
            self._watched = watched
            self._last = view.frame

        def eventFilter(self, _view: QObject, event: QEvent) -> bool:  # noqa: N802
            """See a painting go by."""
            if event.type() is QEvent.Type.Paint and view.frame is not self._last:
                self._last = view.frame
                self._watched.shown += 1
                if view.frame is not None:
                    age_ns = time.monotonic_ns() - view.frame.taken_ns
                    self._watched.shown_ms.append(age_ns / 1e6)
            return False

    def run_until(until: float) -> None:
        # Not processEvents(flags, msecs): it keeps Python's lock while it waits, `exec` does not.
        loop = QEventLoop()
        QTimer.singleShot(max(int((until - time.monotonic()) * 1000), 1), loop.quit)
        loop.exec()

    def wait(until: float, watched: Watched) -> None:
        count = PaintCount(watched)
        view.installEventFilter(count)
        run_until(until)
        view.removeEventFilter(count)

    controller, view = window.live_page().controller, window.live_page().view
    while controller.session is None:
        run_until(time.monotonic() + 0.05)
    while record and not window.action(ActionId.RECORD).isEnabled():
        run_until(time.monotonic() + 0.05)
    try:
        if record:
            window.action(ActionId.RECORD).trigger()
        watched = _watch(controller.session.pipeline, wait, seconds)
        watched.recorded = None if controller.take is None else controller.take.progress()
        return watched
    finally:
        window.close()
        application.processEvents()


def _watch(
    pipeline: LivePipeline, wait: Callable[[float, Watched], None], seconds: float
) -> Watched:
    while pipeline.newest() is None and pipeline.error is None:
        wait(time.monotonic() + 0.05, Watched())
    wait(time.monotonic() + _SETTLE_S, Watched())
    watched = Watched(model=pipeline.info)
    unsubscribe = pipeline.subscribe(watched.records.append)
    cpu, began, waited, stolen = time.process_time(), time.monotonic(), _waited_s(), stolen_s()
    wait(began + seconds, watched)
    watched.cpu_s, watched.took_s = time.process_time() - cpu, time.monotonic() - began
    watched.waited_s, watched.stolen_s = _since(waited, _waited_s()), _since(stolen, stolen_s())
    unsubscribe()
    if pipeline.error is not None:
        raise SystemExit(str(pipeline.error))
    return watched


def _waited_s() -> float | None:
    """For how long the analysing thread was ready, but not running, on this machine."""
    for thread in threading.enumerate():
        if thread.name == "mien-analyse":
            path = Path(f"/proc/self/task/{thread.native_id}/schedstat")
            return int(path.read_text().split()[1]) / 1e9 if path.is_file() else None
    return None


def _since(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _report(watched: Watched, name: str) -> None:
    took, records, late = watched.took_s, watched.records, watched.latencies_ms
    dropped = sum(record.status is Status.DROPPED for record in records)
    p50, p95, worst = np.percentile(late, (50, 95, 100))
    model = watched.model
    assert model is not None
    print(f"{name}, {took:.1f} s, {model.name} on {model.backend} ({model.precision})")
    print(f"grabbed          {len(records) / took:.1f} fps")
    print(f"analysed         {len(late) / took:.1f} fps, {dropped} dropped of {len(records)}")
    print(f"shown            {watched.shown / took:.1f} fps")
    analysed = [record for record in records if record.status is not Status.DROPPED]
    faces = statistics.mean(len(record.faces) for record in analysed)
    print(f"faces a frame    {faces:.2f}")
    print(f"grab to result   p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")
    if watched.shown_ms:
        middle, late_ms = np.percentile(watched.shown_ms, (50, 95))
        print(f"grab to shown    p50 {middle:.1f} ms, p95 {late_ms:.1f} ms")
    each_ms = 1000 * watched.cpu_s / len(late)
    print(
        f"CPU              {100 * watched.cpu_s / took:.0f} % of one core, {each_ms:.1f} ms a frame"
    )
    if watched.recorded is not None:
        size, lost = watched.recorded.bytes, watched.recorded.dropped
        rate = 8 * size / 1e6 / watched.recorded.elapsed_s
        print(f"recorded         {rate:.1f} Mbit/s, {lost} pictures left out")
    if watched.waited_s is not None:
        print(f"waited for cores {100 * watched.waited_s / took:.1f} % of the time (analysis)")
    if watched.stolen_s is not None:
        print(
            f"stolen by host   {100 * watched.stolen_s / took / cores():.1f} % of the cores' time"
        )


if __name__ == "__main__":
    main()
