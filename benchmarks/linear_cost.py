"""Whether cost is linear: the time of `mien analyze` by faces in the picture and by frames.

python -m benchmarks.linear_cost [--frames 1000 10000 100000] [--faces 1 2 4 8] [--runs N]

A made clip of 1280x720 (real faces side by side, 300 frames) is repeated until it is long enough,
without encoding it again. Every face moves in every frame and nothing else does, so that every mesh
is fitted and every face read anew, while most looks for newcomers are spared, as before a camera
that stands. First every number of faces at the fewest frames, then every number of frames with one
face. Short by default (250 and 1,000 frames, three minutes); all of the command above takes 20
minutes of processor time, 17 of them for 100,000 frames. Figures are processor milliseconds a frame
of a whole process (user + system, all threads), without its start-up: what the first frame takes.

linear: the cost of a frame, and that of each further face, by a straight line through the medians;
off: by how much a median lies off that line at the most.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.common import face_clip, looped, machine, mien

LOOP = 300


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, nargs="+", default=[250, 1000])
    parser.add_argument("--faces", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    print(f"{machine()}\n{'faces':>6}{'frames':>8}{'CPU-ms a frame':>16}{'fps':>8}{'peak MB':>9}")
    few = min(args.frames)
    with tempfile.TemporaryDirectory() as folder:
        by_faces = {n: _measure(Path(folder), n, few, args.runs) for n in args.faces}
        least = min(args.faces)
        by_frames = {few: by_faces[least]}
        by_frames |= {
            n: _measure(Path(folder), least, n, args.runs) for n in sorted(args.frames) if n > few
        }
    _line("face", args.faces, [by_faces[n] for n in args.faces])
    totals = [frames * cost for frames, cost in by_frames.items()]
    _line("frame", list(by_frames), totals)


def _measure(folder: Path, faces: int, frames: int, runs: int) -> float:
    """Median processor milliseconds a frame, start-up not counted."""
    loop = folder / f"{faces}.mp4"
    if not loop.exists():
        face_clip(loop, 1280, 720, LOOP, faces=faces)
    clip = looped(loop, folder / "clip.mp4", frames)
    first = looped(loop, folder / "first.mp4", 1)
    costs, rates, peaks = [], [], []
    for run in range(runs):
        out = folder / f"out-{faces}-{frames}-{run}"
        start = mien("analyze", first, "--out", out / "first")
        whole = mien("analyze", clip, "--out", out)
        costs.append(1e3 * (whole.cpu_s - start.cpu_s) / (frames - 1))
        rates.append((frames - 1) / max(whole.wall_s - start.wall_s, 1e-9))
        peaks.append(whole.peak_mb)
        _require_faces(out / "clip.csv", faces, frames)
    cost = statistics.median(costs)
    rate, peak = statistics.median(rates), max(peaks)
    print(f"{faces:6}{frames:8}{cost:16.2f}{rate:8.1f}{peak:9.0f}", flush=True)
    return cost


def _require_faces(table: Path, faces: int, frames: int) -> None:
    """End where the faces that are paid for were not there: the figure would mean nothing."""
    with table.open(encoding="utf-8") as rows:
        found = (sum(1 for _ in rows) - 1) / frames
    if abs(found - faces) > 0.05 * faces:
        raise SystemExit(f"{found:.2f} rows a frame where {faces} faces are")


def _line(what: str, counts: Sequence[int], costs: Sequence[float]) -> None:
    """Print the straight line through costs, and how far they lie off it."""
    if len(counts) < 2:
        return
    slope, base = np.polyfit(counts, costs, 1)
    off = max(abs(base + slope * n - c) / c for n, c in zip(counts, costs, strict=True))
    unit = "ms"
    print(f"linear: {base:.2f} {unit} + {slope:.2f} {unit} for each {what}; off {off:.1%} at most")


if __name__ == "__main__":
    main()
