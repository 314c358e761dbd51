"""Faces of a project that a model can learn from: what is said of each, and what is left out.

The trainer and the window count with the same functions, so that what is shown is what is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS
from engine.project.samples import LabelledFace, labelled_faces
from engine.project.store import Project
from engine.project.values import Label, LabelKind, Person, Track, Video
from engine.types import Box, Floats

#: Consecutive frames hardly differ: of a labelled face, one is taken in each such stretch of time.
SPACING_US: Final = 200_000

#: Labels that say nothing of an expression.
_NO_OPINION: Final = frozenset({LabelKind.UNSURE, LabelKind.NO_FACE})


@dataclass(frozen=True, slots=True)
class TrainingFace:
    """One face in one frame, with every annotator's opinion of it.

    name: unique within the project. points: (3, 2) float32, what its crop is aligned by; None
    where nobody kept them.
    """

    name: str
    video: Video
    path: Path
    frame: int
    pts_us: int
    box: Box
    points: Floats | None
    track: Track
    person: Person | None
    labels: tuple[Label, ...]

    @property
    def agreed(self) -> Label | None:
        """The one label or candidate set that all opinions are; None where they make votes."""
        first = self.labels[0]
        same = all(label == first for label in self.labels)
        return first if same and first.kind is not LabelKind.VOTES else None

    @property
    def kind(self) -> LabelKind:
        """SINGLE, CANDIDATES or VOTES: how it is learned from."""
        return LabelKind.VOTES if self.agreed is None else self.agreed.kind

    @property
    def distribution(self) -> NDArray[np.float64]:
        """(8,) shares that sum to 1: the mean of the opinions, even over a candidate set."""
        shares = [label.distribution for label in self.labels]
        return np.asarray(np.mean([share for share in shares if share is not None], axis=0))


@dataclass(frozen=True, slots=True)
class Survey:
    """What a project has to learn from.

    unsure, unusable: labels without an opinion, as segments. unanalysed: segments with an opinion
    in which no analysis found the face.
    """

    project: Path
    faces: tuple[TrainingFace, ...]
    unsure: int
    unusable: int
    unanalysed: int

    @property
    def kinds(self) -> Counter[LabelKind]:
        """Faces by how they are learned from."""
        return Counter(face.kind for face in self.faces)


def survey(path: Path) -> Survey:
    """Look through a project.

    Raises:
        ProjectError: it cannot be read.
        VideoMissing, VideoChanged: a labelled video is not there.
    """
    with Project.open(path, read_only=True) as project:
        found = list(labelled_faces(project, interval_us=SPACING_US))
        segments = [s for video in project.videos() for s in project.segments(video.id)]
    kinds = Counter(segment.label.kind for segment in segments)
    seen = {face.segment.id for face in found}
    blank = [s for s in segments if s.label.kind not in _NO_OPINION and s.id not in seen]
    return Survey(
        path,
        training_faces(found),
        unsure=kinds[LabelKind.UNSURE],
        unusable=kinds[LabelKind.NO_FACE],
        unanalysed=len(blank),
    )


def training_faces(faces: Sequence[LabelledFace]) -> tuple[TrainingFace, ...]:
    """What is said of each face, opinions only, by video, frame and track."""
    videos = {face.video.id: face.path.name for face in faces}
    shared = {name for name, count in Counter(videos.values()).items() if count > 1}
    grouped: dict[tuple[str, int, str], list[LabelledFace]] = defaultdict(list)
    for face in faces:
        if face.segment.label.kind not in _NO_OPINION:
            grouped[face.video.id, face.frame, face.track.id].append(face)
    return tuple(_face(grouped[key], shared) for key in sorted(grouped))


def source_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """What data sets are called: their files' names, numbered where two are called the same."""
    names = [path.resolve().stem for path in paths]
    return tuple(
        name if names.count(name) == 1 else f"{name}-{1 + names[:i].count(name)}"
        for i, name in enumerate(names)
    )


def count_labels(faces: Sequence[TrainingFace]) -> NDArray[np.float64]:
    """(8,) faces of each expression in `LABELS` order; an ambiguous one counts in parts."""
    total = np.zeros(len(LABELS))
    for face in faces:
        total += face.distribution
    return total


def _face(said: Sequence[LabelledFace], shared: set[str]) -> TrainingFace:
    one = said[0]
    file = one.path.name + (f"~{one.video.id[:8]}" if one.path.name in shared else "")
    return TrainingFace(
        name=f"{file}/{one.frame}/face{one.track.number}",
        video=one.video,
        path=one.path,
        frame=one.frame,
        pts_us=one.pts_us,
        box=one.box,
        points=one.points,
        track=one.track,
        person=one.person,
        labels=tuple(face.segment.label for face in said),
    )
