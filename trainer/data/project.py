"""Labelled faces of Mien projects as a data set, one sample a face.

Handed on is the part of the frame around the face with the points that it is aligned by, so that
training cuts the very crop that was judged, whatever the network's input is.
What several annotators say of one face becomes votes. Consecutive frames hardly differ, so at
most five a second are taken of a labelled span; all frames of a video, and everything that shows
one person, stay on one side of a split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from engine.align import anchor_points, similarity
from engine.detect.base import FaceDetector
from engine.errors import DataError
from engine.evaluation.dataset import UNDECIDED, Sample
from engine.evaluation.tables import voted
from engine.evaluation.votes import VOTE_COLUMNS
from engine.labels import LABELS
from engine.project.opening import SUFFIX
from engine.project.training import TrainingFace, survey
from engine.sources.video_file import VideoFile
from engine.types import Box, Floats, Frame, Image
from trainer.data.opening import TEMPLATE
from trainer.data.table import Points

#: Faces whose crop would be larger are made as small: more than any network takes.
SIDE: Final = 448
#: Room around a crop, of its side, so that sampling at its border finds the video's own pixels.
_ROOM: Final = 0.1

#: Votes that one face has in all, as in FER+: rules that set single votes to zero then mean the
#: same as there.
_VOTES: Final = 10
#: A face found again is the labelled one where the boxes overlap so much.
_SAME: Final = 0.3


class ProjectPictures:
    """The faces of a project, as PNG bytes by sample name."""

    def __init__(self, faces: dict[str, bytes]) -> None:
        self._faces = faces

    def read(self, name: str) -> bytes:
        """Bytes of one face. Raises `KeyError` where there is none."""
        return self._faces[name]

    def close(self) -> None:
        """Nothing is open."""


def is_project(path: Path) -> bool:
    """Whether a path is a project of the app."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def read_project(path: Path) -> tuple[list[Sample], ProjectPictures]:
    """Samples and faces of a project.

    Faces labelled as unsure or unusable are left out, and imported ones that cannot be found again.

    Raises `MienError` where the project cannot be read or a labelled video is not there, and
    `DataError` where nothing in it is labelled.
    """
    by_video: dict[Path, list[TrainingFace]] = defaultdict(list)
    for face in survey(path).faces:
        by_video[face.path].append(face)
    samples: list[Sample] = []
    pictures: dict[str, bytes] = {}
    for video, of_video in by_video.items():
        for face, png, points in _cut(video, of_video):
            sample = replace(_sample(path, face), points=points)
            samples.append(sample)
            pictures[sample.name] = png
    if not samples:
        raise DataError(
            "no face in it is both labelled and analysed",
            subject=str(path),
            hint="Analyse its videos and label some faces, then train",
        )
    return samples, ProjectPictures(pictures)


def _sample(project: Path, face: TrainingFace) -> Sample:
    person = face.person.id if face.person else ""
    place = f"{project}, {face.path.name}, frame {face.frame}"
    if face.agreed is not None:
        named = tuple(sorted(LABELS.index(one) for one in face.agreed.expressions))
        if len(named) == 1:
            sample = Sample(face.name, named[0])
        else:
            sample = Sample(face.name, UNDECIDED, candidates=named)
    else:
        shares = (_VOTES * face.distribution).tolist()
        sample = voted(face.name, (*shares, *([0.0] * (len(VOTE_COLUMNS) - len(shares)))))
    return replace(sample, person=person, video=face.video.id, place=place)


def _cut(path: Path, faces: Sequence[TrainingFace]) -> Iterable[tuple[TrainingFace, bytes, Points]]:
    """Each face of a video, its part of the frame as PNG, and its points in that part."""
    detector: FaceDetector | None = None
    try:
        with VideoFile(path) as video:
            for face in sorted(faces, key=lambda each: each.frame):
                frame = video.seek(face.frame)
                points = face.points
                if points is None:
                    detector = detector or _detector()
                    points = _found_again(detector, frame, face.box)
                if points is not None:
                    yield face, *_part(frame.image, points)
    finally:
        if detector is not None:
            detector.close()


def _part(image: Image, points: Floats) -> tuple[bytes, Points]:
    """The part of the frame that a crop needs, as PNG, and the points in it."""
    matrix = similarity(points, TEMPLATE, SIDE)
    low, high = -_ROOM * SIDE, (1.0 + _ROOM) * SIDE
    corners = np.array([[low, low], [high, low], [high, high], [low, high]])
    there = (corners - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
    height, width = image.shape[:2]
    left, top = np.clip(np.floor(there.min(axis=0)), 0, [width - 1, height - 1]).astype(int)
    right, bottom = np.clip(np.ceil(there.max(axis=0)) + 1, 1, [width, height]).astype(int)
    part = image[top : max(bottom, top + 1), left : max(right, left + 1)]
    placed = points.astype(np.float64) - (left, top)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    if scale < 1.0:
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        factor = np.array(size) / (part.shape[1], part.shape[0])
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
        placed = (placed + 0.5) * factor - 0.5  # pixel centres
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(part))
    return encoded.tobytes(), tuple((float(x), float(y)) for x, y in placed)


def _detector() -> FaceDetector:
    from engine.detect.mediapipe_faces import MediaPipeFaces  # a second, and seldom needed

    return MediaPipeFaces()


def _found_again(detector: FaceDetector, frame: Frame, box: Box) -> Floats | None:
    """The points of the face that overlaps `box` most, None where none does enough."""
    detector.reset()
    best = max(detector.detect(frame), key=lambda face: face.box.iou(box), default=None)
    if best is None or best.box.iou(box) < _SAME:
        return None
    return anchor_points(best).astype(np.float32)
