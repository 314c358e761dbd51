"""A 1280x720, 30 fps clip played as a live camera: what is shown, analysed, dropped, how late.

python -m benchmarks.live_latency [VIDEO] [--seconds 20] [--fps 30] [--window]

Without --window a loop looks for news as often as a window would; with it the app's own live page
runs and paints (QT_QPA_PLATFORM=offscreen where there is no display).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.common import face_clip, machine
from engine.models.base import ModelInfo
from engine.pipeline import AnalyserOptions, LivePipeline, make_analyser
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from engine.types import Record, Status

#: The first moments belong to start-up and are left out.
_SETTLE_S = 2.0

#: How often a window looks for something new, a second.
_DISPLAY_HZ = 60


@dataclass(slots=True)
class Watched:
    """What was seen while it was measured: new pictures on screen, and every record."""

    shown: int = 0
    records: list[Record] = field(default_factory=list)
    cpu_s: float = 0.0
    took_s: float = 0.0
    model: ModelInfo | None = None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("video", nargs="?", type=Path, help="default: a made 1280x720 clip")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--window", action="store_true", help="the app's live page, painting")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = args.video or face_clip(Path(folder) / "live.mp4", 1280, 720, 300)
        print(machine())

        def camera() -> Paced:
            return Paced(lambda: VideoFile(video), fps=args.fps, loop=True)

        watch = watch_window if args.window else watch_pipeline
        _report(watch(camera, args.seconds, Path(folder)), video.name)


def watch_pipeline(camera: Callable[[], Paced], seconds: float, _folder: Path) -> Watched:
    """Run the pipeline alone."""
    pipeline = LivePipeline(camera, lambda: make_analyser(AnalyserOptions(live=True)))
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


def watch_window(camera: Callable[[], Paced], seconds: float, folder: Path) -> Watched:
    """Run the app: its window, its live page, its painting."""
    from PySide6.QtCore import QEventLoop, QSettings, QTimer

    from app.gui.bootstrap import GuiArgs, build, make_application
    from app.gui.services import Services
    from app.gui.settings import Settings

    application = make_application(["mien"])
    settings = Settings(QSettings(str(folder / "mien.ini"), QSettings.Format.IniFormat))
    window = build(GuiArgs(demo=True), settings, Services(open_demo=lambda _stop: camera()))
    window.resize(1280, 800)
    window.show()

    def run_until(until: float) -> None:
        # Not processEvents(flags, msecs): it keeps Python's lock while it waits, `exec` does not.
        loop = QEventLoop()
        QTimer.singleShot(max(int((until - time.monotonic()) * 1000), 1), loop.quit)
        loop.exec()

    def wait(until: float, watched: Watched) -> None:
        def count(_picture: object) -> None:
            watched.shown += 1

        controller.pictured.connect(count)
        run_until(until)
        controller.pictured.disconnect(count)

    while (controller := window.live_page().controller).session is None:
        run_until(time.monotonic() + 0.05)
    try:
        return _watch(controller.session.pipeline, wait, seconds)
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
    cpu, began = time.process_time(), time.monotonic()
    wait(began + seconds, watched)
    watched.cpu_s, watched.took_s = time.process_time() - cpu, time.monotonic() - began
    unsubscribe()
    if pipeline.error is not None:
        raise SystemExit(str(pipeline.error))
    return watched


def _report(watched: Watched, name: str) -> None:
    took, records = watched.took_s, watched.records
    late = [record.latency_ms for record in records if record.latency_ms is not None]
    dropped = sum(record.status is Status.DROPPED for record in records)
    p50, p95, worst = np.percentile(late, (50, 95, 100))
    model = watched.model
    assert model is not None
    print(f"{name}, {took:.1f} s, {model.name} on {model.backend} ({model.precision})")
    print(f"grabbed          {len(records) / took:.1f} fps")
    print(f"analysed         {len(late) / took:.1f} fps, {dropped} dropped of {len(records)}")
    print(f"shown            {watched.shown / took:.1f} fps")
    print(f"grab to result   p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")
    print(f"CPU              {100 * watched.cpu_s / took:.0f} % of one core")


if __name__ == "__main__":
    main()
