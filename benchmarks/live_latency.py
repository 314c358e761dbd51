"""A 1280x720, 30 fps clip played as a live camera: what is shown, analysed, dropped, how late.

python -m benchmarks.live_latency [VIDEO] [--seconds 20] [--fps 30]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.common import face_clip, machine
from engine.pipeline import AnalyserOptions, LivePipeline, make_analyser
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from engine.types import Record, Status

#: How often a window would look for something new, a second.
_DISPLAY_HZ = 60


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", type=Path, help="default: a made 1280x720 clip")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--fps", type=float, default=30.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = args.video or face_clip(Path(folder) / "live.mp4", 1280, 720, 300)
        print(machine())
        _measure(video, args.seconds, args.fps)


def _measure(video: Path, seconds: float, fps: float) -> None:
    records: list[Record] = []
    pipeline = LivePipeline(
        lambda: Paced(lambda: VideoFile(video), fps=fps, loop=True),
        lambda: make_analyser(AnalyserOptions()),
    )
    pipeline.start()
    try:
        while pipeline.newest() is None and pipeline.error is None:
            time.sleep(0.01)
        time.sleep(2.0)  # the first moments belong to start-up
        unsubscribe = pipeline.subscribe(records.append)
        cpu, began = time.process_time(), time.monotonic()
        pictures, results = _watch(pipeline, seconds)
        cpu, took = time.process_time() - cpu, time.monotonic() - began
        unsubscribe()
    finally:
        pipeline.stop()
    if pipeline.error is not None:
        raise SystemExit(str(pipeline.error))
    late = [r.latency_ms for r in records if r.latency_ms is not None]
    dropped = sum(record.status is Status.DROPPED for record in records)
    p50, p95, worst = np.percentile(late, (50, 95, 100))
    print(f"{video.name}, {took:.1f} s at {fps:g} fps, analysed by {pipeline.info}")
    print(f"pictures shown   {pictures / took:.1f} fps")
    print(f"results shown    {results / took:.1f} fps")
    print(f"analysed         {len(late) / took:.1f} fps, {dropped} dropped of {len(records)}")
    print(f"grab to result   p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")
    print(f"CPU              {100 * cpu / took:.0f} % of one core")


def _watch(pipeline: LivePipeline, seconds: float) -> tuple[int, int]:
    """Look as often as a window does; returns how many new pictures and results it saw."""
    pictures = results = 0
    frame, scored = pipeline.newest_frame(), pipeline.newest()
    tick = time.monotonic()
    end = tick + seconds
    while (tick := tick + 1 / _DISPLAY_HZ) < end and pipeline.error is None:
        time.sleep(max(tick - time.monotonic(), 0.0))
        pictures += frame is not (frame := pipeline.newest_frame())
        results += scored is not (scored := pipeline.newest())
    return pictures, results


if __name__ == "__main__":
    main()
