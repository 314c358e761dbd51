from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.base import DetectorOptions
from engine.detect.mediapipe_faces import MediaPipeFaces, _tiles
from engine.detect.native import Picture
from engine.detect.networks import Detection, Region
from engine.types import Face, Frame, Image

#: Of skimage's astronaut, read off the picture: (x, y) in pixels.
RIGHT_EYE, LEFT_EYE, MOUTH = (204, 103), (247, 105), (223, 148)


@pytest.fixture(scope="module")
def shared_detector() -> Iterator[MediaPipeFaces]:
    detector = MediaPipeFaces()
    yield detector
    detector.close()


@pytest.fixture
def detector(shared_detector: MediaPipeFaces) -> MediaPipeFaces:
    """One instance for all tests: its memory is not wholly given back on closing."""
    shared_detector.reset()
    return shared_detector


def frame(image: Image, index: int = 0, fps: float = 30.0) -> Frame:
    return Frame(index, round(index * 1e6 / fps), 0, np.ascontiguousarray(image))


def scene(width: int, height: int, *photos: tuple[Image, int, int, float]) -> Image:
    """Photos on a grey ground: (photo, left, top, scale) each."""
    picture = np.full((height, width, 3), 110, dtype=np.uint8)
    for photo, left, top, scale in photos:
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        part = picture[top : top + small.shape[0], left : left + small.shape[1]]
        part[:] = small[: part.shape[0], : part.shape[1]]
    return picture


def head(astronaut: Image) -> Image:
    return astronaut[20:240, 120:330]


def test_finds_the_face_and_its_points(detector: MediaPipeFaces, astronaut: Image) -> None:
    (face,) = detector.detect(frame(astronaut))
    assert face.track is None
    assert 0.8 < face.score <= 1.0
    assert face.keypoints.shape == (6, 2)
    assert face.keypoints.dtype == np.float32
    assert face.landmarks is not None
    assert face.landmarks.shape == (468, 3)
    assert face.landmarks.dtype == np.float32
    np.testing.assert_allclose(face.keypoints[0], RIGHT_EYE, atol=5)
    np.testing.assert_allclose(face.keypoints[1], LEFT_EYE, atol=5)
    np.testing.assert_allclose(face.keypoints[3], MOUTH, atol=6)
    assert face.box.x < RIGHT_EYE[0] < LEFT_EYE[0] < face.box.x + face.box.w
    assert 70 < face.box.w < 140


def test_a_serious_face_in_uniform(detector: MediaPipeFaces, grace_hopper: Image) -> None:
    (face,) = detector.detect(frame(grace_hopper))
    assert face.landmarks is not None


@pytest.mark.parametrize("value", [0, 110, 255])
def test_an_empty_picture_has_no_face(detector: MediaPipeFaces, value: int) -> None:
    assert detector.detect(frame(np.full((360, 640, 3), value, dtype=np.uint8))) == ()


def test_noise_has_no_face(detector: MediaPipeFaces) -> None:
    rng = np.random.default_rng(0)
    assert detector.detect(frame(rng.integers(0, 256, (720, 1280, 3), dtype=np.uint8))) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (3, 2), (16, 16), (181, 321)])
def test_any_size_of_picture_will_do(detector: MediaPipeFaces, size: tuple[int, int]) -> None:
    assert detector.detect(frame(np.full((*size, 3), 90, dtype=np.uint8))) == ()


def test_odd_sizes_do_not_shear(detector: MediaPipeFaces, astronaut: Image) -> None:
    (face,) = detector.detect(frame(astronaut[:383, :317]))
    np.testing.assert_allclose(face.keypoints[0], RIGHT_EYE, atol=5)


def test_largest_first_and_no_more_than_wanted(astronaut: Image, grace_hopper: Image) -> None:
    picture = scene(1000, 600, (grace_hopper, 20, 0, 0.7), (astronaut, 450, 0, 1.0))
    few = MediaPipeFaces(DetectorOptions(max_faces=1))
    many = MediaPipeFaces()
    try:
        largest, second = many.detect(frame(picture))
        (only,) = few.detect(frame(picture))
    finally:
        few.close()
        many.close()
    assert largest.box.area > second.box.area
    assert only.box == largest.box


def test_faces_below_the_least_size_are_left_out(astronaut: Image) -> None:
    picky = MediaPipeFaces(DetectorOptions(min_face_px=150))
    try:
        assert picky.detect(frame(astronaut)) == ()
        assert len(picky.detect(frame(cv2.resize(astronaut, None, fx=2, fy=2), 30))) == 1
    finally:
        picky.close()


@pytest.mark.parametrize(
    ("left", "top"), [(5, 5), (1180, 10), (620, 330), (420, 600), (1190, 610), (853, 358)]
)
def test_a_face_of_40_pixels_in_720p(
    detector: MediaPipeFaces, astronaut: Image, left: int, top: int
) -> None:
    picture = scene(1280, 720, (head(astronaut), left, top, 0.43))
    (face,) = detector.detect(frame(picture))
    assert 32 < face.box.w < 52
    assert abs(face.box.x + face.box.w / 2 - (left + 0.43 * 104)) < 8


@settings(deadline=None)
@given(
    width=st.integers(680, 4000),
    height=st.integers(100, 3000),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
)
def test_every_small_face_lies_wholly_in_some_tile(
    width: int, height: int, x: float, y: float
) -> None:
    side = 60
    left, top = x * (width - side), y * (height - side)
    tiles = list(_tiles(width, height))
    assert 0 < len(tiles) <= 16
    assert any(
        # A face at the very edge of the picture touches its tile's edge, but for rounding.
        abs(left + side / 2 - tile.x) <= (tile.side - side) / 2 + 1e-6
        and abs(top + side / 2 - tile.y) <= (tile.side - side) / 2 + 1e-6
        for tile in tiles
    )


@pytest.mark.parametrize("margin", [0, 8, 20])
def test_a_face_that_fills_the_picture(
    detector: MediaPipeFaces, astronaut: Image, margin: int
) -> None:
    tight = astronaut[65 - margin : 178 + margin, 172 - margin : 278 + margin]
    (face,) = detector.detect(frame(tight))
    assert face.landmarks is not None


@pytest.mark.parametrize("degrees", [-30, 30])
def test_a_tilted_head(detector: MediaPipeFaces, astronaut: Image, degrees: int) -> None:
    turn = cv2.getRotationMatrix2D((224, 120), degrees, 1.0)
    (face,) = detector.detect(frame(cv2.warpAffine(astronaut, turn, (512, 512))))
    right, left = face.keypoints[0], face.keypoints[1]
    tilt = np.degrees(np.arctan2(left[1] - right[1], left[0] - right[0]))
    assert tilt == pytest.approx(-degrees, abs=8)


def test_a_face_is_followed_as_it_moves(detector: MediaPipeFaces, astronaut: Image) -> None:
    xs = []
    for index in range(20):
        picture = scene(640, 360, (head(astronaut), 40 + 9 * index, 50, 1.0))
        (face,) = detector.detect(frame(picture, index))
        assert face.landmarks is not None
        xs.append(float(face.keypoints[2, 0]))
    np.testing.assert_allclose(np.diff(xs), 9.0, atol=2.0)


def test_a_newcomer_is_seen_within_the_search_interval(
    detector: MediaPipeFaces, astronaut: Image, grace_hopper: Image
) -> None:
    counts = []
    for index in range(20):
        photos = [(head(astronaut), 20, 40, 1.0)]
        if index >= 8:
            photos.append((grace_hopper, 300, 0, 0.55))
        counts.append(len(detector.detect(frame(scene(640, 360, *photos), index))))
    assert counts[:8] == [1] * 8
    assert counts[8 + 6 :] == [2] * 6


def test_a_face_that_leaves_is_gone_at_once_and_back_at_once(
    detector: MediaPipeFaces, astronaut: Image
) -> None:
    here, gone = scene(640, 360, (head(astronaut), 200, 50, 1.0)), scene(640, 360)
    pictures = [here] * 4 + [gone] * 4 + [here] * 4
    counts = [len(detector.detect(frame(p, i))) for i, p in enumerate(pictures)]
    assert counts == [1] * 4 + [0] * 4 + [1] * 4


def _clip(astronaut: Image, grace_hopper: Image) -> list[Image]:
    return [
        scene(640, 360, (head(astronaut), 20 + 6 * k, 50, 1.0), (grace_hopper, 330, 2 * k, 0.5))
        for k in range(15)
    ]


def _same(a: tuple[Face, ...], b: tuple[Face, ...]) -> bool:
    return len(a) == len(b) and all(
        x.box == y.box and x.score == y.score and np.array_equal(x.keypoints, y.keypoints)
        for x, y in zip(a, b, strict=True)
    )


def test_the_frames_alone_decide(
    detector: MediaPipeFaces, astronaut: Image, grace_hopper: Image
) -> None:
    """After reset, in a new instance and in another thread: the same numbers."""
    pictures = _clip(astronaut, grace_hopper)
    first = [detector.detect(frame(p, i)) for i, p in enumerate(pictures)]
    detector.reset()
    again = [detector.detect(frame(p, i)) for i, p in enumerate(pictures)]
    elsewhere: list[tuple[Face, ...]] = []

    def work() -> None:
        other = MediaPipeFaces()
        elsewhere.extend(other.detect(frame(p, i)) for i, p in enumerate(pictures))
        other.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert all(len(faces) == 2 for faces in first)
    for repeated in (again, elsewhere):
        assert all(_same(a, b) for a, b in zip(first, repeated, strict=True))


def test_several_faces_are_confirmed_one_a_frame(
    detector: MediaPipeFaces, astronaut: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 30 frames a second; where frames are far apart, all of them at once."""
    three = scene(1280, 360, *((head(astronaut), 20 + 420 * k, 50, 1.0) for k in range(3)))
    find, looks = detector._short.find, Counter[int]()

    def counted(picture: Picture, region: Region) -> list[Detection]:
        looks[now] += 1
        return find(picture, region)

    monkeypatch.setattr(detector._short, "find", counted)
    for now in range(30):
        assert len(detector.detect(frame(three, now))) == 3
    assert looks[0] >= 3
    assert {looks[now] for now in range(1, 30)} == {0, 1}
    assert sum(looks[now] for now in range(1, 28)) == 9  # three intervals of 0.3 s
    detector.reset()
    looks.clear()
    for now in range(0, 60, 15):
        assert len(detector.detect(frame(three, now))) == 3
    assert min(looks[now] for now in range(15, 60, 15)) >= 3


def test_two_threads_with_an_instance_each(astronaut: Image) -> None:
    counts: list[list[int]] = []

    def work() -> None:
        own = MediaPipeFaces()
        counts.append([len(own.detect(frame(astronaut, i))) for i in range(10)])
        own.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [[1] * 10] * 2


def test_sharing_one_between_threads_is_a_loud_error(astronaut: Image) -> None:
    shared = MediaPipeFaces()
    errors: list[str] = []
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        for index in range(30):
            try:
                shared.detect(frame(astronaut, index))
            except RuntimeError as error:
                errors.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shared.detect(frame(astronaut, 30))) == 1
    shared.close()
    assert set(errors) == {"one MediaPipeFaces is used by two threads at once"}


def test_closing_twice_is_harmless() -> None:
    detector = MediaPipeFaces()
    detector.close()
    detector.close()


def test_nothing_heavy_is_imported_and_nothing_is_printed(repo_root: Path) -> None:
    code = (
        "import sys, numpy as np\n"
        "from engine.detect.mediapipe_faces import MediaPipeFaces\n"
        "from engine.types import Frame\n"
        "d = MediaPipeFaces()\n"
        "d.detect(Frame(0, 0, 0, np.zeros((64, 64, 3), np.uint8)))\n"
        "d.close()\n"
        "heavy = 'torch jax tensorflow matplotlib sounddevice scipy'.split()\n"
        "print([m for m in heavy if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    assert done.stderr == ""


def _counts(
    path: Path, detector: MediaPipeFaces, stride: int = 1, end: int | None = None
) -> list[int]:
    counts = []
    with av.open(str(path)) as container:
        for index, picture in enumerate(islice(container.decode(video=0), end)):
            if index % stride == 0:
                image = picture.to_ndarray(format="bgr24")
                now = Frame(index, round(float(picture.time or 0) * 1e6), 0, image)
                counts.append(len(detector.detect(now)))
    return counts


@pytest.mark.media
def test_a_printed_skull_is_no_face(detector: MediaPipeFaces, media: Path) -> None:
    assert set(_counts(media / "videos" / "asl_brother.mkv", detector)) == {1}


@pytest.mark.media
def test_a_hand_before_the_face_does_not_lose_it(detector: MediaPipeFaces, media: Path) -> None:
    path = media / "videos" / "woman_cry_to_laugh_pexels.mp4"
    assert set(_counts(path, detector, stride=12)) == {1}


@pytest.mark.media
@pytest.mark.parametrize(
    ("name", "stride"),
    [
        ("noface_titles.mp4", 4),
        ("noface_bottles_hand.mp4", 60),
        ("people_from_behind_10fps.mp4", 20),
    ],
)
def test_no_face_where_there_is_none(
    detector: MediaPipeFaces, media: Path, name: str, stride: int
) -> None:
    assert sum(_counts(media / "videos" / name, detector, stride, end=600)) == 0


@pytest.mark.media
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("az_Family1-Daughter2.jpg", 1),
        ("az_identification1.jpg", 4),
        ("az_faces.jpg", 6),
        ("max_group_meeting.jpg", 4),
        ("max_happy_baby.jpg", 1),
    ],
)
def test_counts_the_people_in_photos(
    detector: MediaPipeFaces, media: Path, name: str, count: int
) -> None:
    photo = np.asarray(cv2.imread(str(media / "stills" / name)), dtype=np.uint8)
    assert len(detector.detect(frame(photo))) == count
