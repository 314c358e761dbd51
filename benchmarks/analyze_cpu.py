"""CPU time that `mien analyze` costs a frame, start-up and all, beside the PyPI package fer.

python -m benchmarks.analyze_cpu [VIDEO] [--runs 5] [--fer /path/to/fer-venv/bin/python]

What the first start on a machine costs, which compiles the network and keeps it, is told apart.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from functools import partial
from pathlib import Path

import av
import cv2

from benchmarks.common import ROOT, Child, face_clip, machine, mien, run_child, spread


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", type=Path, help="default: a made 640x360 one-face clip")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--fer", metavar="PYTHON", help="Python of an environment that has fer")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = args.video or face_clip(folder / "face.mp4", 640, 360, 600)
        one = _first_frame(video, folder / "one.png")
        frames = _count(video)
        print(f"{machine()}\n{video.name}, {frames} frames; every figure is user + system time")
        ours: list[Child] = []
        start: list[Child] = []
        theirs: list[Child] = []
        analyze = partial(mien, "analyze", XDG_CACHE_HOME=name)  # on Linux, what is kept lies there
        analyze(one, "--out", folder / "out")  # Python's own modules are compiled before
        shutil.rmtree(folder / "mien", ignore_errors=True)
        first = analyze(one, "--out", folder / "out")
        for _ in range(args.runs):  # taken in turns, so that a busy moment hits all alike
            ours.append(analyze(video, "--out", folder / "out"))
            start.append(analyze(one, "--out", folder / "out"))
            if args.fer:
                theirs.append(run_child([args.fer, ROOT / "benchmarks" / "fer_peer.py", video]))
        print(f"mien, first start          {first.cpu_s:.2f} CPU-s")
        _report(ours, start, theirs, frames)


def _report(ours: list[Child], start: list[Child], theirs: list[Child], frames: int) -> None:
    starting = statistics.median(child.cpu_s for child in start)
    whole = [1000 * child.cpu_s / frames for child in ours]
    each = [1000 * (child.cpu_s - starting) / frames for child in ours]
    print(f"mien, everything included  {spread(whole, 'CPU-ms a frame')}")
    print(f"mien, without start-up     {spread(each, 'CPU-ms a frame')}")
    print(f"mien, start-up alone       {spread([child.cpu_s for child in start], 'CPU-s')}")
    print(f"mien, speed                {spread([frames / c.wall_s for c in ours], 'frames/s')}")
    print(f"mien, peak memory          {spread([child.peak_mb for child in ours], 'MB')}")
    if theirs:
        told = [json.loads(child.output.strip().splitlines()[-1]) for child in theirs]
        peer_whole = [1000 * child.cpu_s / frames for child in theirs]
        peer_each = [1000 * one["loop_cpu_s"] / one["frames"] for one in told]
        ratio = statistics.median(peer_whole) / statistics.median(whole)
        ratio_each = statistics.median(peer_each) / statistics.median(each)
        print(f"fer, everything included   {spread(peer_whole, 'CPU-ms a frame')}")
        print(f"fer, without start-up      {spread(peer_each, 'CPU-ms a frame')}")
        print(f"fer, frames with a face    {told[0]['with_face']} of {told[0]['frames']}")
        print(f"fer, peak memory           {spread([child.peak_mb for child in theirs], 'MB')}")
        print(
            f"fer / mien                 {ratio:.1f} everything included, {ratio_each:.1f} without"
        )


def _count(video: Path) -> int:
    with av.open(str(video)) as container:
        return sum(1 for _ in container.decode(video=0))


def _first_frame(video: Path, picture: Path) -> Path:
    with av.open(str(video)) as container:
        first = next(container.decode(video=0))
        cv2.imwrite(str(picture), first.to_ndarray(format="bgr24"))
    return picture


if __name__ == "__main__":
    main()
