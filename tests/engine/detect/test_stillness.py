"""Looks are spared only while nothing changes but the followed faces, and never for long."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.base import DetectorOptions
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.detect.native import Picture
from engine.detect.networks import Detection, Region
from engine.detect.stillness import Stillness
from engine.types import Box, Image
from tests.engine.detect.test_mediapipe_faces import frame, head, scene

FACE = Box(100.0, 100.0, 120.0, 120.0)


def room(seed: int = 0, height: int = 360, width: int = 640) -> Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 200, (height // 20, width // 20, 3), dtype=np.uint8)
    return coarse.repeat(20, axis=0).repeat(20, axis=1)


def taken(pictures: list[Image], faces: list[list[Box]] | None = None) -> list[bool]:
    """Whether the look was taken of each picture."""
    still = Stillness()
    boxes = faces or [[FACE]] * len(pictures)
    return [not still.spares("whole", p, b) for p, b in zip(pictures, boxes, strict=True)]


def test_of_a_still_room_every_fourth_look_is_taken() -> None:
    assert taken([room()] * 9) == [True, False, False, False] * 2 + [True]


def test_noise_of_a_camera_is_still() -> None:
    rng = np.random.default_rng(1)
    noisy = [
        np.clip(room() + rng.normal(0, 2.0, (360, 640, 3)), 0, 255).astype(np.uint8)
        for _ in range(4)
    ]
    assert taken(noisy) == [True, False, False, False]


@given(x=st.integers(0, 600), y=st.integers(0, 320), darker=st.booleans())
@settings(max_examples=40, deadline=None)
def test_whatever_appears_beside_the_faces_is_looked_at(x: int, y: int, darker: bool) -> None:
    """Faces of 40 pixels, as dim as can be told from the wall."""
    other = room()
    part = other[y : y + 40, x : x + 40].astype(np.int16)
    other[y : y + 40, x : x + 40] = part - 12 if darker else part + 12
    reach = 0.4 * FACE.w + 20
    hidden = (
        FACE.x - reach <= x <= FACE.x + FACE.w + reach - 40
        and FACE.y - reach <= y <= FACE.y + FACE.h + reach - 40
    )
    assert taken([room(), other])[1] or hidden


def test_a_followed_face_may_do_what_it_likes() -> None:
    moving = []
    for k in range(4):
        picture = room()
        picture[110:210, 110 + 5 * k : 200 + 5 * k] = 255 - 30 * k
        moving.append(picture)
    assert taken(moving) == [True, False, False, False]


def test_where_a_face_has_gone_is_looked_at() -> None:
    here = room()
    here[100:220, 100:220] = 250
    elsewhere = Box(400.0, 100.0, 120.0, 120.0)
    assert taken([here, room()], [[FACE], [elsewhere]]) == [True, True]


def test_one_face_more_or_less_is_a_reason_to_look() -> None:
    other = Box(400.0, 100.0, 120.0, 120.0)
    assert taken([room()] * 4, [[FACE], [FACE, other], [FACE, other], [FACE]]) == [
        True,
        True,
        False,
        True,
    ]


def test_a_slow_change_adds_up() -> None:
    """Each step is too small to be seen; what counts is the picture that was looked at."""
    slow = [np.asarray(room() + 2 * k, dtype=np.uint8) for k in range(4)]
    assert taken(slow) == [True, False, True, False]


def test_each_look_is_judged_by_its_own_last_time() -> None:
    still, changed = Stillness(), room(7)
    assert not still.spares("whole", room(), [FACE])
    assert not still.spares("tile", changed, [FACE])
    assert not still.spares("whole", changed, [FACE])
    assert still.spares("tile", changed, [FACE])


@pytest.mark.parametrize(
    "box", [Box(-500, -500, 10, 10), Box(900, 900, 50, 50), Box(0, 0, 640, 360)]
)
def test_faces_beyond_the_border_are_no_problem(box: Box) -> None:
    assert taken([room()] * 2, [[box]] * 2) == [True, False]


@pytest.mark.parametrize("size", [(24, 24), (17, 400), (400, 17), (2160, 3840)])
def test_any_size_of_picture_will_do(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 90, dtype=np.uint8)
    assert taken([picture, picture, picture + np.uint8(9)], [[], [], []]) == [True, False, True]


@pytest.mark.parametrize(("interval_s", "least", "most"), [(0.3, 2, 2), (0.0, 30, 30)])
def test_a_still_scene_is_seldom_searched(
    interval_s: float, least: int, most: int, astronaut: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice in a second, not four times; or always, where that is wanted."""
    with closing(MediaPipeFaces(DetectorOptions(search_interval_s=interval_s))) as detector:
        find, looks = detector._full.find, 0

        def counted(picture: Picture, region: Region) -> list[Detection]:
            nonlocal looks
            looks += 1
            return find(picture, region)

        monkeypatch.setattr(detector._full, "find", counted)
        picture = scene(640, 360, (head(astronaut), 200, 50, 1.0))
        for now in range(30):
            assert len(detector.detect(frame(picture, now))) == 1
        assert least <= looks <= most
