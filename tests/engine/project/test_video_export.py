"""Copies of a video: painted, or with faces that nobody recognises."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.cli import main
from engine.detect.base import DetectorOptions
from engine.errors import OutputError
from engine.project import edits
from engine.project.export.scope import read_scope
from engine.project.export.tables import Stopped
from engine.project.export.video import Blur, VideoOptions, export_video, hide
from engine.project.store import Project
from engine.sources.files import open_path
from engine.types import Box, Emotion, FaceRecord, Frame, Image, Record, Status
from tests.engine.project.conftest import MODEL


def frames_of(path: Path) -> list[Frame]:
    with open_path(path) as source:
        return list(source)


@pytest.fixture
def study(tmp_path: Path, face_clip: Path) -> Project:
    """The clip of two women, with boxes where they are drawn; every third face was missed."""
    project = Project.create(tmp_path / "study.mien")
    video = project.add_video(face_clip)
    run = project.start_run(video.id, MODEL)
    even = np.full(8, 0.125, dtype=np.float32)
    with project.writer(run) as writer:
        for frame in frames_of(face_clip):
            i, faces = frame.index, []
            if i % 3 != 1 and not 20 <= i < 28:
                box = Box(60 + 4 * i + 120, 50, 90, 110) if i < 20 else Box(290, 60, 120, 140)
                faces = [FaceRecord(int(i >= 28), 0.9, box, Emotion(even, even))]
            status = Status.OK if faces else Status.NO_FACE
            writer.append(Record(i, frame.pts_us, status, tuple(faces)))
        writer.finish()
    return project


def copy(study: Project, target: Path, options: VideoOptions) -> list[Frame]:
    video = study.videos()[0]
    scope = read_scope(study, video)
    return frames_of(export_video(scope, study.find_video(video), target, options))


def test_the_copy_keeps_every_frame_and_its_time(
    study: Project, tmp_path: Path, face_clip: Path
) -> None:
    before = frames_of(face_clip)
    after = copy(study, tmp_path / "copy.mp4", VideoOptions())
    assert [f.pts_us - after[0].pts_us for f in after] == pytest.approx(
        [f.pts_us - before[0].pts_us for f in before], abs=20
    )
    differ = [
        float(np.mean(cv2.absdiff(a.image, b.image))) for a, b in zip(before, after, strict=True)
    ]
    assert differ[0] > 2 * differ[22]  # painted where a face is, plain where none is
    study.close()


def sharpness(frame: Frame, box: Box) -> float:
    """Mean strength of edges within a box."""
    x, y = round(box.x), round(box.y)
    face = frame.image[y : y + round(box.h), x : x + round(box.w)]
    return float(np.abs(cv2.Laplacian(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), cv2.CV_64F)).mean())


def test_faces_are_hidden_also_where_they_were_missed(
    study: Project, tmp_path: Path, face_clip: Path
) -> None:
    before = frames_of(face_clip)
    after = copy(study, tmp_path / "copy.mp4", VideoOptions(overlay=False, blur=Blur.ALL))
    for i in (0, 1, 4, 10, 19, 28, 31, 47):
        box = Box(60 + 4 * i + 120, 50, 90, 110) if i < 20 else Box(290, 60, 120, 140)
        assert sharpness(after[i], box) < 0.35 * sharpness(before[i], box)
    study.close()


def test_one_face_can_be_left_clear(study: Project, tmp_path: Path, face_clip: Path) -> None:
    before = frames_of(face_clip)
    options = VideoOptions(overlay=False, blur=Blur.OTHERS, keep=1)
    after = copy(study, tmp_path / "copy.mp4", options)
    first, second = Box(180, 50, 90, 110), Box(290, 60, 120, 140)
    assert sharpness(after[0], first) < 0.35 * sharpness(before[0], first)
    assert sharpness(after[40], second) > 0.7 * sharpness(before[40], second)
    with pytest.raises(OutputError, match="Faces are: 0, 1"):
        copy(study, tmp_path / "x.mp4", VideoOptions(blur=Blur.OTHERS, keep=7))
    study.close()


def test_half_an_analysis_hides_nothing_so_it_is_refused(study: Project, tmp_path: Path) -> None:
    run = study.runs(study.videos()[0].id)[0]
    study.apply(edits.change("Break off", run, replace(run, complete=False)))
    with pytest.raises(OutputError, match="Analyse the rest"):
        copy(study, tmp_path / "x.mp4", VideoOptions(blur=Blur.ALL))
    study.close()


def test_no_detector_finds_a_hidden_face(astronaut: Image) -> None:
    from engine.detect.mediapipe_faces import MediaPipeFaces

    with closing(MediaPipeFaces(DetectorOptions())) as detector:
        found = detector.detect(Frame(0, 0, 0, astronaut))
    assert len(found) == 1
    hidden = hide(astronaut, [found[0].box])
    with closing(MediaPipeFaces(DetectorOptions())) as detector:
        assert detector.detect(Frame(0, 0, 0, hidden)) == ()
    assert np.array_equal(hidden[:20, -20:], astronaut[:20, -20:])


@pytest.mark.parametrize("box", [Box(-50, -50, 40, 40), Box(500, 500, 90, 90), Box(5, 5, 0, 0)])
def test_boxes_at_and_past_the_border(astronaut: Image, box: Box) -> None:
    assert hide(astronaut, [box]).shape == astronaut.shape


def test_cancelling_leaves_nothing(study: Project, tmp_path: Path) -> None:
    stop = threading.Event()
    scope = read_scope(study, study.videos()[0])
    source = study.find_video(scope.video)
    (tmp_path / "out.mp4").write_bytes(b"older")
    with pytest.raises(Stopped):
        export_video(
            *(scope, source, tmp_path / "out.mp4", VideoOptions()),
            stop=stop,
            progress=lambda done: stop.set() if done == 5 else None,
        )
    assert [p.name for p in tmp_path.glob("out*")] == ["out.mp4"]
    assert (tmp_path / "out.mp4").read_bytes() == b"older"
    study.close()


def test_the_command_line_hides_faces(
    study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.close()
    arguments = [
        "export-project",
        str(study.path),
        "--preset",
        "video",
        "--out",
        str(tmp_path / "o"),
    ]
    assert main([*arguments, "--blur", "all", "--no-overlay"]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / "o" / "faces.blurred.mp4")]
    assert main([*arguments, "--blur", "7"]) == 1
    assert "no face 7" in capsys.readouterr().err
