"""The crops that training takes from a project are those that were judged."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.align import anchor_points, similarity, warp
from engine.detect.base import DetectorOptions
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.models.manifest import Colour, Template
from engine.project import edits
from engine.project.errors import VideoMissing
from engine.project.samples import labelled_faces
from engine.project.store import Project
from engine.project.values import Label, Segment, new_id
from engine.sources.video_file import VideoFile
from engine.types import Emotion, Face, Faces, Frame, Image, Record, Scored
from tests.engine.project.conftest import MODEL

TEMPLATE = Template((0.31, 0.40), (0.69, 0.40), (0.5, 0.75))
SIZE = 48


def crop(frame: Frame, points: np.ndarray) -> Image:
    return np.asarray(warp(frame.image, similarity(points, TEMPLATE, SIZE), SIZE, Colour.GREY))


@pytest.fixture
def study(tmp_path: Path, face_clip: Path) -> tuple[Project, dict[int, Image]]:
    """A real clip, analysed as the app does, and the crops of its frames 0 to 5."""
    project = Project.create(tmp_path / "study.mien")
    even = np.full(8, 0.125, dtype=np.float32)
    crops: dict[int, Image] = {}
    with VideoFile(face_clip) as source, closing(MediaPipeFaces(DetectorOptions())) as detector:
        video = project.add_video(face_clip, source.info)
        run = project.start_run(video.id, MODEL)
        with project.writer(run) as writer:
            for frame in source:
                if frame.index > 5:
                    break
                faces: tuple[Face, ...] = detector.detect(frame)
                scored = Scored(Faces(frame, faces), (Emotion(even, even),) * len(faces), 0)
                writer.append(Record.of(scored))
                crops[frame.index] = crop(frame, anchor_points(faces[0]))
            writer.finish()
    track, who = project.tracks(video.id)[0], project.annotator("Ann")
    label = Segment(new_id(), video.id, track.id, who.id, 0, 10**6, Label.unsure())
    project.apply(edits.add("Label", label))
    return project, crops


def test_a_labelled_face_gives_the_very_crop_that_was_judged(
    study: tuple[Project, dict[int, Image]],
) -> None:
    project, crops = study
    with project:
        faces = list(labelled_faces(project))
        assert [f.frame for f in faces] == list(crops)
        with VideoFile(faces[0].path) as source:
            for face in faces:
                assert face.points is not None
                again = crop(source.seek(face.frame), face.points)
                # The points are kept in single precision: a hundred-thousandth of a pixel.
                assert np.abs(again.astype(int) - crops[face.frame].astype(int)).max() <= 1


def test_a_missing_video_says_so(study: tuple[Project, dict[int, Image]], tmp_path: Path) -> None:
    project, _ = study
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    project.close()
    project.path.rename(moved / "study.mien")
    with Project.open(moved / "study.mien", read_only=True) as lost, pytest.raises(VideoMissing):
        list(labelled_faces(lost))
