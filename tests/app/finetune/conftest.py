"""A project with two named people in one video, and processes that stand in for the trainer."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.gui.finetune.plan import Job, Plan
from engine.labels import Expression
from engine.project import edits
from engine.project.holding import ApartBy
from engine.project.store import Project
from engine.project.values import Label, Person, Segment, new_id
from engine.types import Box, Emotion, FaceRecord, Record, Status
from tests.engine.project.conftest import MODEL

EVEN = np.full(8, 1 / 8, dtype=np.float32)
POINTS = np.array([[100, 100], [140, 100], [120, 140]], np.float32)

#: What the trainer says of a run that made the model worse.
WORSE: dict[str, Any] = {
    "ending": "finished",
    "held_old": {"n": 20, "accuracy": 0.8, "loss": 0.5},
    "held_new": {"n": 20, "accuracy": 0.75, "loss": 0.6},
    "flips": {"changed": 3, "wrong_to_right": 1, "right_to_wrong": 2},
    "remembered_old": None,
    "remembered_new": None,
    "low": -0.2,
    "high": 0.1,
    "labels": {"happiness": {"n": 20, "old": 16, "new": 15}},
    "step": 10,
    "steps": 10,
    "mcnemar_p": 1.0,
    "verdict": "worse",
    "forgot": False,
    "chosen": False,
    "about": {
        "from": "grefel-s",
        "data": ["study.mien"],
        "learned": 40,
        "held_out": 20,
        "apart_by": "person",
        "seed": 0,
    },
}

BETTER = WORSE | {
    "held_new": {"n": 20, "accuracy": 0.9, "loss": 0.3},
    "flips": {"changed": 2, "wrong_to_right": 2, "right_to_wrong": 0},
    "verdict": "better",
}


@pytest.fixture
def study(tmp_path: Path, face_clip: Path) -> Path:
    """A project: Ada's 30 labelled faces and Grace's 10, in one video."""
    folder = tmp_path / "study"
    folder.mkdir()
    clip = Path(shutil.copyfile(face_clip, folder / "faces.mp4"))
    path = folder / "faces.mien"
    with Project.create(path) as project:
        video = project.add_video(clip)
        run = project.start_run(video.id, MODEL)
        with project.writer(run) as writer:
            for index in range(40):
                raw = int(index >= 30)
                face = FaceRecord(raw, 0.9, Box(80, 80, 80, 80), Emotion(EVEN, EVEN), POINTS)
                writer.append(Record(index, index * 200_000, Status.OK, (face,), None))
            writer.finish()
        ada = project.annotator("Ada")
        for track, name in zip(project.tracks(video.id), ("Ada", "Grace"), strict=True):
            person = Person(new_id(), name)
            named = type(track)(track.id, track.video_id, track.number, person.id)
            project.apply(edits.add("Name", person))
            project.apply(edits.change("Name", track, named))
            begin, middle, end = (0, 15, 30) if name == "Ada" else (30, 35, 40)
            for start, stop, label in (
                (begin, middle, Expression.HAPPINESS),
                (middle, end, Expression.SADNESS),
            ):
                said = Segment(
                    new_id(),
                    video.id,
                    track.id,
                    ada.id,
                    start * 200_000,
                    stop * 200_000,
                    Label.single(label),
                )
                project.apply(edits.add("Label", said))
    return path


@pytest.fixture
def plan(study: Path) -> Plan:
    """What the dialog would ask for."""
    return Plan("grefel-s", "grefel-s-mine", "mine", (str(study),), ApartBy.PERSON, ("x",))


def process(script: str, *arguments: object) -> Callable[[Job, Plan], Sequence[str]]:
    """A stand-in for the trainer: a Python script that is given the job's folder first."""
    return lambda job, _plan: [
        sys.executable,
        "-c",
        f"import json, os, signal, sys, time, pathlib\njob = pathlib.Path(sys.argv[1])\n{script}",
        str(job.folder),
        *map(str, arguments),
    ]


def leave_result(job: Path, model: Path, metrics: dict[str, Any], name: str) -> None:
    """Put into a job's folder what a trainer that has finished leaves there."""
    (job / "run").mkdir(parents=True)
    shutil.copytree(model, job / "model" / name)
    (job / "model" / name / "comparison.json").write_text(json.dumps(metrics))
    faces = {"labels": [], "faces": []}
    (job / "run" / "faces.json").write_text(json.dumps(faces))
    (job / "run" / "metrics.json").write_text(json.dumps(metrics))
