"""The held-out faces whose reading changed most, with their pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.gui.bridge import JobControl
from app.gui.finetune.outcome import Change, read_changes
from app.gui.finetune.plan import Job
from engine.errors import MienError
from engine.project.training import TrainingFace, source_names, survey
from engine.sources.video_file import VideoFile
from engine.types import Box, Image

#: Faces that are shown.
MOST: Final = 12

#: Room around a face in its picture, of its box.
_ROOM: Final = 0.25


@dataclass(frozen=True, slots=True)
class ChangedFace:
    """A face of a project, its part of the frame (BGR; None without its video), both readings."""

    project: Path
    face: TrainingFace
    picture: Image | None
    change: Change


def find_changes(job: Job, count: int = MOST) -> Callable[[JobControl], tuple[ChangedFace, ...]]:
    """A job that finds the faces that changed most in the projects and cuts their pictures out."""

    def work(control: JobControl) -> tuple[ChangedFace, ...]:
        plan = job.plan
        if plan is None:
            return ()
        paths = [Path(project) for project in plan.projects]
        faces: dict[str, tuple[Path, TrainingFace]] = {}
        for path, name in zip(paths, source_names(paths), strict=True):
            faces |= {f"{name}/{face.name}": (path, face) for face in _faces(path)}
        changes = [c for c in read_changes(job.run / "faces.json") if c.name in faces][:count]
        chosen = [(*faces[change.name], change) for change in changes]
        pictures = _pictures([face for _, face, _ in chosen], control)
        return tuple(
            ChangedFace(project, face, pictures.get((face.path, face.name)), change)
            for project, face, change in chosen
        )

    return work


def _faces(path: Path) -> tuple[TrainingFace, ...]:
    try:
        return survey(path).faces
    except MienError:  # moved since: its faces have no picture then
        return ()


def _pictures(
    faces: Sequence[TrainingFace], control: JobControl
) -> Mapping[tuple[Path, str], Image]:
    found: dict[tuple[Path, str], Image] = {}
    for path in dict.fromkeys(face.path for face in faces):
        mine = sorted((f for f in faces if f.path == path), key=lambda face: face.frame)
        try:
            with VideoFile(path) as video:
                for face in mine:
                    if control.stop.is_set():
                        return found
                    found[path, face.name] = _cut(video.seek(face.frame).image, face.box)
        except MienError:
            continue
    return found


def _cut(image: Image, box: Box) -> Image:
    """The face's part of a frame, with some room around it."""
    height, width = image.shape[:2]
    left, top = int(box.x - _ROOM * box.w), int(box.y - _ROOM * box.h)
    right, bottom = int(box.x + (1 + _ROOM) * box.w), int(box.y + (1 + _ROOM) * box.h)
    part = image[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    return np.ascontiguousarray(part)
