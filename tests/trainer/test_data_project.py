"""Labelled faces of a project as training data: the crop that was judged, and who judged it how."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.align import anchor_points, crop_face, similarity, warp
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.errors import DataError, MienError
from engine.labels import LABELS, Expression
from engine.models.manifest import Colour, InputSpec
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Label, Person, Segment, Video, new_id
from engine.sources.video_file import VideoFile
from engine.types import Box, Emotion, Face, FaceRecord, Frame, Record, Status
from tests.engine.project.conftest import store
from trainer.data.crops import CropCache
from trainer.data.opening import TEMPLATE
from trainer.data.project import _part, read_project
from trainer.data.read import Source, open_corpus

EVEN = np.full(8, 1 / 8, dtype=np.float32)
HAPPY, SAD = Label.single(Expression.HAPPINESS), Label.single(Expression.SADNESS)


@pytest.fixture(scope="module")
def seen(face_clip: Path) -> dict[int, tuple[Frame, Face]]:
    """The smiling woman in some of the clip's frames, as the detector finds her."""
    detector = MediaPipeFaces()
    with VideoFile(face_clip) as video:
        frames = {i: video.seek(i) for i in (0, 5, 10, 15)}
        found = {i: (frame, detector.detect(frame)[0]) for i, frame in frames.items()}
    detector.close()
    return found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "study.mien") as made:
        yield made


def record(frame: Frame, face: Face, *, points: bool = True) -> Record:
    kept = anchor_points(face).astype(np.float32) if points else None
    said = FaceRecord(0, 0.9, face.box, Emotion(EVEN, EVEN, None), kept)
    return Record(frame.index, frame.pts_us, Status.OK, (said,), None)


def analysed(
    project: Project, clip: Path, seen: dict[int, tuple[Frame, Face]], *, points: bool = True
) -> Video:
    video = project.add_video(clip)
    store(project, video, [record(*seen[i], points=points) for i in sorted(seen)])
    return video


def say(project: Project, video: Video, who: str, label: Label, until_us: int = 10**9) -> None:
    track = project.tracks(video.id)[0]
    annotator = project.annotator(who)
    segment = Segment(new_id(), video.id, track.id, annotator.id, 0, until_us, label)
    project.apply(edits.add("Label", segment))


def test_the_crop_is_the_one_that_was_judged(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    video = analysed(project, face_clip, seen)
    say(project, video, "Ann", HAPPY)
    spec = InputSpec("image", 48, Colour.GREY, TEMPLATE)
    with open_corpus([Source(tmp_path / "study.mien")]) as corpus:
        found = CropCache(tmp_path / "crops", spec).crops(corpus)
        table = corpus.table
    # 24 frames a second: frames 0, 5, 10 and 15 are more than 0.2 seconds apart.
    assert [name.split("/")[1] for name in table.names] == ["0", "5", "10", "15"]
    assert table.hard.tolist() == [LABELS.index(Expression.HAPPINESS)] * 4
    assert set(table.videos) == {f"projects#{video.id}"}
    assert "study.mien, faces.mp4, frame 5" in table.places[1]
    for crop, i in zip(found.images, (0, 5, 10, 15), strict=True):
        frame, face = seen[i]
        judged = crop_face(frame.image, face, spec)
        assert np.abs(crop.astype(int) - judged).max() <= 1  # points are kept as float32


def test_several_annotators_become_votes(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    video = analysed(project, face_clip, seen)
    say(project, video, "Ann", HAPPY)
    say(project, video, "Ben", SAD, until_us=seen[10][0].pts_us)
    say(project, video, "Cem", Label.unsure())
    samples, _ = read_project(tmp_path / "study.mien")
    torn, agreed = samples[:2], samples[2:]
    assert [sample.label for sample in torn] == [-1, -1]
    for sample in torn:
        assert sample.votes == (0, 5, 0, 5, 0, 0, 0, 0, 0, 0)
    for sample in agreed:
        assert (sample.label, sample.votes) == (LABELS.index(Expression.HAPPINESS), None)


def test_candidates_votes_and_persons(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    video = analysed(project, face_clip, seen)
    track = project.tracks(video.id)[0]
    person = Person(new_id(), "Eileen")
    project.apply(edits.add("Name", person))
    known = edits.change("Name", track, type(track)(track.id, video.id, track.number, person.id))
    project.apply(known)
    middle = seen[10][0].pts_us
    either = Label.candidates([Expression.HAPPINESS, Expression.SURPRISE])
    say(project, video, "Ann", either, until_us=middle)
    counted = Label.votes({Expression.HAPPINESS: 3, Expression.FEAR: 1})
    annotator = project.annotator("Ann")
    project.apply(
        edits.add(
            "Label", Segment(new_id(), video.id, track.id, annotator.id, middle, 10**9, counted)
        )
    )
    samples, _ = read_project(tmp_path / "study.mien")
    assert {sample.person for sample in samples} == {person.id}
    assert samples[0].candidates == (1, 2)
    assert samples[-1].votes == (0, 7.5, 0, 0, 0, 0, 2.5, 0, 0, 0)
    assert samples[-1].label == LABELS.index(Expression.HAPPINESS)


def test_imported_faces_are_found_again(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    say(project, analysed(project, face_clip, seen, points=False), "Ann", HAPPY)
    samples, pictures = read_project(tmp_path / "study.mien")
    assert len(samples) == 4
    assert cv2.imdecode(np.frombuffer(pictures.read(samples[0].name), np.uint8), 1) is not None
    spec = InputSpec("image", 48, Colour.GREY, TEMPLATE)
    with open_corpus([Source(tmp_path / "study.mien")]) as corpus:
        found = CropCache(tmp_path / "crops", spec).crops(corpus)
    frame, face = seen[0]
    judged = crop_face(frame.image, face, spec)
    assert np.abs(found.images[0].astype(int) - judged).mean() < 8.0


def test_a_large_face_is_made_smaller_without_a_shift() -> None:
    rng = np.random.default_rng(0)
    coarse = rng.uniform(0, 255, (30, 40)).astype(np.float32)
    image = np.asarray(cv2.resize(coarse, (1600, 1200)), np.uint8)
    image = np.repeat(image[:, :, None], 3, axis=2)
    points = np.array([[600.0, 500.0], [1000.0, 500.0], [800.0, 900.0]], np.float32)
    png, placed = _part(image, points)
    part = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert max(part.shape[:2]) < 600
    for size in (48, 112):
        direct = warp(image, similarity(points, TEMPLATE, size), size, Colour.GREY)
        again = warp(part, similarity(np.array(placed), TEMPLATE, size), size, Colour.GREY)
        assert np.abs(direct.astype(int) - again).mean() < 1.0


def test_what_is_not_there_again_is_left_out(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    frame, _ = seen[0]
    away = FaceRecord(0, 0.9, Box(500, 250, 40, 40), Emotion(EVEN, EVEN, None), None)
    video = project.add_video(face_clip)
    store(project, video, [Record(0, frame.pts_us, Status.OK, (away,), None)])
    say(project, video, "Ann", HAPPY)
    with pytest.raises(DataError, match="no face in it is both labelled and analysed"):
        read_project(tmp_path / "study.mien")


def test_a_project_without_labels_or_with_a_lost_video(
    project: Project, face_clip: Path, seen: dict[int, tuple[Frame, Face]], tmp_path: Path
) -> None:
    copy = tmp_path / "clip.mp4"
    copy.write_bytes(face_clip.read_bytes())
    video = analysed(project, copy, seen)
    with pytest.raises(DataError, match="label some faces"):
        read_project(tmp_path / "study.mien")
    say(project, video, "Ann", HAPPY)
    copy.unlink()
    with pytest.raises(MienError, match=r"clip\.mp4"):
        read_project(tmp_path / "study.mien")
    with pytest.raises(DataError, match="has its own labels"):
        open_corpus([Source(tmp_path / "study.mien", votes=tmp_path / "votes.csv")])
