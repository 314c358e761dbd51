"""A small project: a video file, a person who labels, two faces found in 600 frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.models.base import Backend, ModelInfo, Precision
from engine.project.store import Project
from engine.project.values import Run, Video
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status

MODEL = ModelInfo("small", "ab" * 32, Backend.ONNXRUNTIME, Precision.F32, "CPU")
FRAME_US = 40_000


def distribution(rng: np.random.Generator) -> Floats:
    p = rng.random(8).astype(np.float32) ** 3 + np.float32(1e-4)
    return np.asarray(p / p.sum(), dtype=np.float32)


def make_records(frames: int = 600, *, shift: int = 0, seed: int = 1) -> list[Record]:
    """25 frames a second; face 0 always but in every tenth frame, face 1 from frame 300 on.

    shift: added to the raw numbers of the tracks.
    """
    rng = np.random.default_rng(seed)
    records = []
    for index in range(frames):
        faces = []
        for raw in (0, 1):
            if (raw == 0 and index % 10 == 9) or (raw == 1 and index < 300):
                continue
            box = Box(100.0 + 300 * raw + index / 7, 50.5, 120.25, 130.0)
            emotion = Emotion(distribution(rng), distribution(rng), distribution(rng))
            points = rng.random((3, 2), dtype=np.float32) if index % 2 else None
            faces.append(FaceRecord(raw + shift, 0.9 - index / 10_000, box, emotion, points))
        status = Status.OK if faces else Status.NO_FACE
        records.append(Record(index, 7 + index * FRAME_US, status, tuple(faces), None))
    return records


def store(project: Project, video: Video, records: list[Record]) -> Run:
    """Analyse: put these records into a run of their own."""
    run = project.start_run(video.id, MODEL)
    with project.writer(run) as writer:
        for record in records:
            writer.append(record)
        writer.finish()
    return run


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A file that stands for a video: 3 MB of fixed noise."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(np.random.default_rng(5).bytes(3_000_000))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "study.mien") as made:
        yield made


@pytest.fixture
def video(project: Project, clip: Path) -> Video:
    return project.add_video(clip)
