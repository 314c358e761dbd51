"""What a project costs: an hour of results at 30 fps, 2,000 labels, all that is done with them.

    python -m benchmarks.project [--minutes M] [--labels N]

Prints CPU milliseconds of the process, so that a busy machine disturbs little; edits also by the
clock, since they wait for the disk.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np

from engine.labels import LABELS
from engine.models.base import Backend, ModelInfo, Precision
from engine.project import edits
from engine.project.agreement import Distance, alpha, pairs, ratings_of, with_model
from engine.project.export.presets import ExportOptions, Preset, export_project
from engine.project.items import make_items
from engine.project.ranking import Order, rank
from engine.project.store import Project
from engine.project.twin import write_twin
from engine.project.values import Label, Run, Segment, Video, new_id
from engine.types import Box, Emotion, FaceRecord, Record, Status

_FRAME_US = 33_333
MODEL = ModelInfo("benchmark", "0" * 64, Backend.ONNXRUNTIME, Precision.F32, "CPU")

T = TypeVar("T")


def main() -> int:
    """Make a project in a temporary folder, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--labels", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), int(args.minutes * 1800), args.labels)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def _run(folder: Path, frames: int, labels: int) -> None:
    clip, path = folder / "clip.mp4", folder / "study.mien"
    clip.write_bytes(bytes(1_000_000))
    with Project.create(path) as project:
        video = project.add_video(clip)
        run = project.start_run(video.id, MODEL)
        _timed(f"store {frames:,} records", lambda: store_records(project, run, frames))
        _label(project, video, frames, labels)
    print(f"size {path.stat().st_size / 1e6:.1f} MB")
    with _timed("open", lambda: Project.open(path)) as project:
        _read(project, video, run)
        for preset in Preset:
            options = ExportOptions(preset)
            _timed(f"export {preset}", lambda o=options: export_project(project, folder / "out", o))
        _timed("JSON twin", lambda: write_twin(project, folder / "twin.json"))


def _records(frames: int) -> Iterator[Record]:
    """One face whose expression drifts."""
    rng = np.random.default_rng(0)
    state = rng.normal(size=len(LABELS))
    for index in range(frames):
        state = 0.995 * state + 0.1 * rng.normal(size=len(LABELS))
        first, second = (np.exp(k * state).astype(np.float32) for k in (1.0, 1.5))
        emotion = Emotion(first / first.sum(), second / second.sum(), second / second.sum())
        face = FaceRecord(0, 0.9, Box(100.0, 100.0, 90.0, 120.0), emotion)
        yield Record(index, index * _FRAME_US, Status.OK, (face,))


def store_records(project: Project, run: Run, frames: int) -> None:
    """Store an analysis that found one face in every frame."""
    with project.writer(run) as writer:
        for record in _records(frames):
            writer.append(record)
        writer.finish()


def _label(project: Project, video: Video, frames: int, labels: int) -> None:
    """Two annotators; the first one's edits are timed."""
    track, took = project.tracks(video.id)[0], []
    step = frames * _FRAME_US // labels
    for who in ("Ann", "Ben"):
        annotator = project.annotator(who)
        for i in range(labels):
            label = Label.single(LABELS[(i + (who == "Ben" and i % 5 == 0)) % len(LABELS)])
            start = i * step
            new = Segment(new_id(), video.id, track.id, annotator.id, start, start + step, label)
            began = time.perf_counter()
            there = project.segments(
                video.id, start, start + step, track_id=track.id, annotator_id=annotator.id
            )
            project.apply(edits.put_segment(there, new))
            took.append(1000 * (time.perf_counter() - began))
    print(f"an edit, by the clock: median {statistics.median(took):.1f} ms, worst {max(took):.1f}")


def _read(project: Project, video: Video, run: Run) -> None:
    found = _timed("all predictions", lambda: project.predictions(run.id))
    minute = (600_000_000, 610_000_000)
    _timed("predictions of 10 s", lambda: project.predictions(run.id, *minute))
    segments = _timed("all segments", lambda: project.segments(video.id))
    parts = project.parts(video.id)
    items = _timed("review items", lambda: make_items(found, parts, run.id, segments))
    _timed(f"rank {len(items):,} items", lambda: rank(items, Order.UNCERTAINTY))
    ratings = _timed("ratings", lambda: ratings_of(segments))
    both = with_model(ratings, [(found, parts, run.id)])
    _timed("alpha over distributions", lambda: alpha(both, Distance.VOTES))
    _timed("pairs", lambda: pairs(both))


def _timed(what: str, work: Callable[[], T]) -> T:
    began = time.process_time()
    result = work()
    print(f"{what}: {1000 * (time.process_time() - began):,.0f} ms CPU", flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
