from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import OutputError
from engine.export.overlay import OverlayVideo, open_overlay, write_picture
from engine.export.paint import paint, percent
from engine.export.video_writer import VideoWriter
from engine.types import Box, Emotion, Face, Faces, Frame, Image, Scored
from tests.engine.export.records import distribution


def scored(picture: Image, *boxes: Box, pts_us: int = 0) -> Scored:
    points = np.zeros((6, 2), dtype=np.float32)
    faces = tuple(Face(box, 0.9, points, track=i) for i, box in enumerate(boxes))
    emotions = tuple(Emotion(distribution(i), distribution(i + 9, 4.0)) for i in range(len(boxes)))
    return Scored(Faces(Frame(0, pts_us, 0, picture.copy()), faces), emotions, 1)


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "0%"), (0.126, "13%"), (0.99, "99%"), (0.996, "99%"), (0.9996, "100%"), (1.0, "100%")],
)
def test_nearly_certain_is_not_called_certain(p: float, text: str) -> None:
    assert percent(p) == text


def test_without_a_face_the_picture_is_as_it_was(astronaut: Image) -> None:
    assert np.array_equal(paint(scored(astronaut)), astronaut)


def test_the_frame_itself_is_never_changed(astronaut: Image) -> None:
    one = scored(astronaut, Box(180, 60, 100, 120))
    painted = paint(one)
    assert np.array_equal(one.frame.image, astronaut)
    assert not np.array_equal(painted, astronaut)


def test_the_face_stays_visible(astronaut: Image) -> None:
    face = Box(180, 60, 100, 120)
    inside = (slice(70, 170), slice(190, 270))
    assert np.array_equal(paint(scored(astronaut, face))[inside], astronaut[inside])


def test_panels_keep_off_other_faces(astronaut: Image) -> None:
    left, right = Box(120, 200, 100, 110), Box(230, 200, 100, 110)
    painted = paint(scored(astronaut, left, right))
    for x in (130, 240):
        inside = (slice(210, 300), slice(x, x + 80))
        assert np.array_equal(painted[inside], astronaut[inside])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(8, 400),
    st.integers(8, 400),
    st.lists(
        st.builds(
            Box,
            st.floats(-500, 900),
            st.floats(-500, 900),
            st.floats(0, 900),
            st.floats(0, 900),
        ),
        max_size=4,
    ),
)
def test_any_box_in_any_picture_can_be_painted(width: int, height: int, boxes: list[Box]) -> None:
    picture = np.full((height, width, 3), 128, dtype=np.uint8)
    assert paint(scored(picture, *boxes)).shape == picture.shape


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_picture_is_written(astronaut: Image, tmp_path: Path, suffix: str) -> None:
    path = write_picture(tmp_path / f"a{suffix}", scored(astronaut, Box(180, 60, 100, 120)))
    read = cv2.imread(str(path))
    assert read is not None
    assert read.shape == astronaut.shape
    assert list(tmp_path.iterdir()) == [path]


def test_a_video_has_even_sides_and_every_frame_at_its_time(tmp_path: Path) -> None:
    picture = np.full((181, 321, 3), 90, dtype=np.uint8)
    times = [5_000_000, 5_033_367, 5_100_100, 9_000_000]
    with OverlayVideo(tmp_path / "a.mp4") as video:
        for time in times:
            video.write(scored(picture, Box(50, 40, 60, 60), pts_us=time))
    assert video.kept == tmp_path / "a.mp4"
    with av.open(str(video.kept)) as container:
        frames = list(container.decode(video=0))
    assert [(f.width, f.height) for f in frames] == [(322, 182)] * 4
    shown = [float(f.time or 0.0) for f in frames]
    np.testing.assert_allclose(shown, [(t - times[0]) / 1e6 for t in times], atol=2e-5)


def test_frames_closer_than_the_clock_still_follow_each_other(tmp_path: Path) -> None:
    picture = np.zeros((32, 32, 3), dtype=np.uint8)
    with VideoWriter(tmp_path / "a.mp4") as video:
        for time in (0, 1, 2, 2, 50_000):
            video.write(picture, time)
    with av.open(str(tmp_path / "a.mp4")) as container:
        times = [float(f.time or 0) for f in container.decode(video=0)]
    assert times == sorted(set(times))
    assert len(times) == 5


def test_a_video_that_is_broken_off_stays_as_a_partial(tmp_path: Path) -> None:
    video = VideoWriter(tmp_path / "a.mp4")
    with pytest.raises(KeyError):
        _write_and_fail(video)
    assert [path.name for path in tmp_path.iterdir()] == ["a.partial.mp4"]
    with av.open(str(tmp_path / "a.partial.mp4")) as container:
        assert len(list(container.decode(video=0))) == 3


def _write_and_fail(video: VideoWriter) -> None:
    with video:
        for time in range(3):
            video.write(np.zeros((32, 32, 3), dtype=np.uint8), time * 40_000)
        raise KeyError


def test_no_frame_no_file(tmp_path: Path) -> None:
    with open_overlay(tmp_path / "a.mp4") as video, open_overlay(tmp_path / "a.png") as picture:
        pass
    assert video.kept is picture.kept is None
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_it_is_told(astronaut: Image, tmp_path: Path) -> None:
    one = scored(astronaut)
    with pytest.raises(OutputError, match="cannot be written"):
        write_picture(tmp_path / "no" / "a.png", one)
    with (
        pytest.raises(OutputError, match="cannot be written"),
        OverlayVideo(tmp_path / "no" / "a.mp4") as video,
    ):
        video.write(one)
