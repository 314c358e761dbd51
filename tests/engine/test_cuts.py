from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from engine.cuts import CutDetector
from engine.types import Frame, Image


def cuts_in(pictures: Iterable[Image]) -> list[int]:
    detector = CutDetector()
    return [
        index
        for index, picture in enumerate(pictures)
        if detector.update(Frame(index, index * 33_333, 0, picture.copy()))
    ]


def brighter(picture: Image, factor: float) -> Image:
    return np.clip(picture.astype(np.float32) * factor, 0, 255).astype(np.uint8)


def test_finds_the_cut_between_two_photos(astronaut: Image, grace_hopper: Image) -> None:
    other = cv2.resize(grace_hopper, astronaut.shape[1::-1])
    assert cuts_in([astronaut, astronaut, other, other, astronaut]) == [2, 4]


def test_the_first_frame_and_the_first_after_reset_are_no_cuts(
    astronaut: Image, grace_hopper: Image
) -> None:
    detector = CutDetector()
    assert not detector.update(Frame(0, 0, 0, astronaut.copy()))
    detector.reset()
    assert not detector.update(Frame(1, 1, 0, grace_hopper.copy()))


def test_another_size_of_the_same_picture_is_no_cut(astronaut: Image) -> None:
    assert cuts_in([astronaut, cv2.resize(astronaut, (321, 181)), astronaut]) == []


def test_the_smallest_pictures_will_do() -> None:
    dark, light = (np.full((1, 1, 3), value, dtype=np.uint8) for value in (0, 255))
    assert cuts_in([dark, dark, light]) == [2]


def test_light_is_no_cut(astronaut: Image) -> None:
    assert cuts_in([brighter(astronaut, f) for f in (1.0, 0.5, 1.0, 0.6, 0.9)]) == []


def test_a_pan_is_no_cut(astronaut: Image) -> None:
    wide = cv2.resize(astronaut, (2048, 1024))
    assert cuts_in([wide[:720, 24 * k : 24 * k + 1280] for k in range(25)]) == []


def test_a_face_that_moves_is_no_cut(astronaut: Image) -> None:
    scene = np.full((360, 640, 3), 90, dtype=np.uint8)

    def with_face(left: int) -> Image:
        picture = scene.copy()
        picture[40:340, left : left + 240] = cv2.resize(astronaut, (240, 300))
        return picture

    assert cuts_in([with_face(20 + 12 * k) for k in range(30)]) == []


def test_to_and_from_a_plain_picture_is_a_cut(astronaut: Image) -> None:
    plain = np.full_like(astronaut, 200)
    assert cuts_in([astronaut, plain, plain, astronaut]) == [1, 3]


def test_noise_on_a_plain_picture_is_no_cut() -> None:
    rng = np.random.default_rng(0)
    pictures = [rng.integers(118, 138, (360, 640, 3)).astype(np.uint8) for _ in range(10)]
    assert cuts_in(pictures) == []


def cut_times(path: Path) -> list[float]:
    detector = CutDetector()
    times = []
    with av.open(str(path)) as container:
        for index, picture in enumerate(container.decode(video=0)):
            frame = Frame(index, 0, 0, picture.to_ndarray(format="bgr24"))
            if detector.update(frame):
                times.append(float(picture.time or 0.0))
    return times


@pytest.mark.media
def test_finds_every_hard_cut_of_a_stage_recording(media: Path) -> None:
    times = cut_times(media / "videos" / "whitehouse_stage_shots.mp4")
    assert times == pytest.approx([1.519, 3.588, 7.892], abs=0.002)


@pytest.mark.media
@pytest.mark.parametrize(
    "name",
    [
        "videos/woman_cry_to_laugh_pexels.mp4",
        "videos/asl_brother.mkv",
        "videos/asl_book.mkv",
        "videos/asl_hungry.mkv",
        "videos/noface_titles.mp4",
        "videos/woman_head_turn.gif",
        "videos/three_faces_approach.gif",
        "derived/vfr_woman.mp4",
        "derived/two_faces_composite.mp4",
    ],
)
def test_finds_no_cut_in_a_single_shot(media: Path, name: str) -> None:
    assert cut_times(media / name) == []
