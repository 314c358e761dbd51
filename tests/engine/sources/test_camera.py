"""Cameras: real decoded pictures through OpenCV's own capture, and all that goes wrong.

The cameras here are `cv2.VideoCapture`s on generated files, wrapped where they must misbehave.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.errors import CameraBusy, CameraMissing
from engine.sources import camera as camera_module
from engine.sources.base import SourceKind
from engine.sources.camera import Camera, CameraDevice, Capture, Patience, find_camera
from engine.sources.camera_list import linux_cameras, probed_cameras

from .conftest import NumberedVideo, number_of

HASTY = Patience(open_s=5, failed_grabs=2, reopenings=3, between_s=0.01)


class FilmCamera:
    """A file in place of a camera; gives `pictures` of them, then fails to."""

    def __init__(self, path: Path, pictures: int = 10**6) -> None:
        self._film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        self.left = pictures
        self.wishes: list[int] = []
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return bool(self._film.isOpened())

    def set(self, prop: int, value: float) -> bool:
        self.wishes.append(prop)
        return False

    def get(self, prop: int) -> float:
        return float(self._film.get(prop))

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0 and bool(self._film.grab())

    def retrieve(self) -> tuple[bool, Any]:
        whole, picture = self._film.retrieve()
        return bool(whole), picture

    def release(self) -> None:
        self.released = True
        self._film.release()


class Closed(FilmCamera):
    """One that does not open."""

    def isOpened(self) -> bool:  # noqa: N802
        return False


@pytest.fixture
def film(numbered_video: NumberedVideo) -> Path:
    return numbered_video("camera.avi", count=30, codec="mjpeg", pixel_format="yuvj420p")


@pytest.fixture
def device(tmp_path: Path) -> CameraDevice:
    """A camera whose device file is there and may be opened."""
    node = tmp_path / "video7"
    node.touch()
    return CameraDevice(7, "Film camera", str(node))


def opener(*captures: Capture) -> Callable[[CameraDevice], Capture]:
    """Hands out captures, one for each time the camera is opened."""
    waiting: Iterator[Capture] = iter(captures)
    return lambda _: next(waiting)


def test_pictures_come_in_order_and_stamped(film: Path, device: CameraDevice) -> None:
    before = time.monotonic_ns()
    with Camera(device, open_capture=opener(FilmCamera(film))) as source:
        frames = list(islice(source, 30))
        info = source.info
    assert [number_of(frame.image) for frame in frames] == list(range(30))
    assert [frame.index for frame in frames] == list(range(30))
    assert frames[0].pts_us == 0
    assert all(a.pts_us < b.pts_us for a, b in pairwise(frames))
    assert all(a.taken_ns <= b.taken_ns for a, b in pairwise(frames))
    assert before <= frames[0].taken_ns <= frames[-1].taken_ns <= time.monotonic_ns()
    for frame in frames[1:]:
        assert abs(frame.pts_us * 1000 - (frame.taken_ns - frames[0].taken_ns)) < 50_000
    assert (info.kind, info.name, info.width, info.height) == (
        SourceKind.CAMERA,
        "Film camera",
        160,
        96,
    )
    assert (info.fps, info.codec, info.path) == (30.0, "mjpg", None)


def test_format_and_rate_are_asked_for_before_the_size(film: Path, device: CameraDevice) -> None:
    capture = FilmCamera(film)
    with Camera(device, 1280, 720, 60, open_capture=opener(capture)):
        pass
    assert capture.wishes == [
        cv2.CAP_PROP_FOURCC,
        cv2.CAP_PROP_FPS,
        cv2.CAP_PROP_FRAME_WIDTH,
        cv2.CAP_PROP_FRAME_HEIGHT,
    ]
    assert capture.released


def test_a_grey_camera_gives_three_channels(film: Path, device: CameraDevice) -> None:
    class Grey(FilmCamera):
        def retrieve(self) -> tuple[bool, Any]:
            whole, picture = super().retrieve()
            return whole, cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)

    with Camera(device, open_capture=opener(Grey(film))) as source:
        picture = next(iter(source)).image
    assert picture.shape == (96, 160, 3)
    assert np.array_equal(picture[:, :, 0], picture[:, :, 2])


def test_a_hiccup_costs_one_picture_not_the_camera(film: Path, device: CameraDevice) -> None:
    class Hiccup(FilmCamera):
        def retrieve(self) -> tuple[bool, Any]:
            whole, picture = super().retrieve()
            return whole and number_of(picture) % 5 != 3, picture

    with Camera(device, open_capture=opener(Hiccup(film))) as source:
        numbers = [number_of(frame.image) for frame in islice(source, 20)]
    assert numbers == [n for n in range(25) if n % 5 != 3]


def test_a_camera_that_comes_back_goes_on(film: Path, device: CameraDevice) -> None:
    first, second = FilmCamera(film, pictures=8), FilmCamera(film)
    wake = opener(first, Closed(film), second)
    with Camera(device, open_capture=wake, patience=HASTY) as source:
        frames = list(islice(source, 20))
    assert [frame.index for frame in frames] == list(range(20))
    assert [number_of(frame.image) for frame in frames[:8]] == list(range(8))
    assert all(a.pts_us < b.pts_us for a, b in pairwise(frames))
    assert first.released
    assert second.released


def test_a_camera_pulled_out_midway_gives_its_pictures_then_says_so(
    film: Path, device: CameraDevice
) -> None:
    captures = [FilmCamera(film, pictures=9)]

    def plugged(wanted: CameraDevice) -> Capture:
        if captures:
            return captures.pop()
        Path(wanted.path).unlink(missing_ok=True)
        return Closed(film)

    seen: list[int] = []
    with (
        Camera(device, open_capture=plugged, patience=HASTY) as source,
        pytest.raises(CameraMissing, match="unplugged") as caught,
    ):
        seen.extend(number_of(frame.image) for frame in source)
    assert seen == list(range(9))
    assert caught.value.subject == "Film camera"


def test_a_camera_taken_over_midway_is_busy(film: Path, device: CameraDevice) -> None:
    captures = [FilmCamera(film, pictures=3)]
    take = opener(*captures, *(Closed(film) for _ in range(9)))
    with (
        Camera(device, open_capture=take, patience=HASTY) as source,
        pytest.raises(CameraBusy, match="another program"),
    ):
        list(source)


def test_a_camera_that_comes_back_under_another_number_is_found(
    film: Path, device: CameraDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tmp_path / "video9"
    node.touch()
    twin = CameraDevice(9, f"{device.name} #2", str(node))
    sibling = CameraDevice(3, f"{device.name} #2", str(tmp_path / "video3"))
    plugged = [device, sibling]
    monkeypatch.setattr(camera_module, "list_cameras", lambda: tuple(plugged))
    captures = [FilmCamera(film, pictures=4)]

    def moved(wanted: CameraDevice) -> Capture:
        assert wanted != sibling
        if captures:
            return captures.pop()
        plugged[:] = [replace(sibling, name=device.name), twin]  # as the system renames them
        return FilmCamera(film) if wanted == twin else Closed(film)

    with Camera(device, open_capture=moved, patience=HASTY) as source:
        assert len(list(islice(source, 10))) == 10


def test_an_absent_camera_is_missing(film: Path, tmp_path: Path) -> None:
    gone = CameraDevice(4, "Gone", str(tmp_path / "video4"))
    with pytest.raises(CameraMissing, match="not there"):
        Camera(gone, open_capture=opener(Closed(film)))


def test_an_absent_camera_is_missing_for_opencv_too(tmp_path: Path) -> None:
    with pytest.raises(CameraMissing, match="not there"):
        Camera(CameraDevice(63, "Gone", str(tmp_path / "video63")))


def test_a_camera_that_opens_but_gives_nothing_is_busy(film: Path, device: CameraDevice) -> None:
    capture = FilmCamera(film, pictures=0)
    with pytest.raises(CameraBusy, match="another program"):
        Camera(device, open_capture=opener(capture), patience=HASTY)
    assert capture.released


def test_a_forbidden_camera_says_so(
    film: Path, device: CameraDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(camera_module.os, "open", deny)
    with pytest.raises(CameraBusy, match="denied"):
        Camera(device, open_capture=opener(Closed(film)))


def test_where_the_system_tells_nothing_both_reasons_are_named(film: Path) -> None:
    with pytest.raises(CameraMissing, match="not there, or another program"):
        Camera(CameraDevice(0, "Camera 1"), open_capture=opener(Closed(film)))


def test_a_camera_that_never_answers_does_not_hang_its_caller(
    film: Path, device: CameraDevice
) -> None:
    let_go, opened = threading.Event(), FilmCamera(film)

    def stuck(_: CameraDevice) -> Capture:
        let_go.wait(30)
        return opened

    try:
        with pytest.raises(CameraBusy, match="does not answer"):
            Camera(device, open_capture=stuck, patience=Patience(open_s=0.05))
    finally:
        let_go.set()
    for _ in range(500):
        if opened.released:
            break
        time.sleep(0.01)
    assert opened.released  # what came too late was given back


def test_closing_ends_the_pictures(film: Path, device: CameraDevice) -> None:
    capture = FilmCamera(film)
    source = Camera(device, open_capture=opener(capture))
    frames = iter(source)
    next(frames)
    source.close()
    source.close()
    assert list(frames) == []
    assert capture.released


def test_interrupting_ends_a_reopening_that_hangs(film: Path, device: CameraDevice) -> None:
    let_go, stuck = threading.Event(), threading.Event()
    captures = [FilmCamera(film, pictures=3)]

    def wedged(_: CameraDevice) -> Capture:
        if captures:
            return captures.pop()
        stuck.set()
        let_go.wait(30)
        return Closed(film)

    source = Camera(device, open_capture=wedged, patience=Patience(open_s=60, between_s=0.01))
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.extend(frame.index for frame in source))
    reader.start()
    try:
        assert stuck.wait(10)
        source.interrupt()
        reader.join(10)
        assert not reader.is_alive()
        assert seen == [0, 1, 2]
    finally:
        let_go.set()
        source.close()


def node(sysfs: Path, number: int, name: str, place: int = 0) -> None:
    folder = sysfs / f"video{number}"
    folder.mkdir(parents=True)
    (folder / "name").write_text(name + "\n")
    (folder / "index").write_text(f"{place}\n")


def test_linux_lists_cameras_by_name_without_their_metadata(tmp_path: Path) -> None:
    node(tmp_path, 0, "HD Webcam: HD Webcam")
    node(tmp_path, 1, "HD Webcam: HD Webcam", place=1)
    node(tmp_path, 10, "USB Camera")
    node(tmp_path, 2, "USB Camera")
    (tmp_path / "v4l-subdev0").mkdir()
    assert linux_cameras(tmp_path, tmp_path / "dev") == (
        CameraDevice(0, "HD Webcam", str(tmp_path / "dev" / "video0")),
        CameraDevice(2, "USB Camera", str(tmp_path / "dev" / "video2")),
        CameraDevice(10, "USB Camera #2", str(tmp_path / "dev" / "video10")),
    )


def test_without_cameras_the_list_is_empty(tmp_path: Path) -> None:
    assert linux_cameras(tmp_path / "absent") == ()
    assert probed_cameras(lambda _: False) == ()


def test_probing_stops_at_the_first_that_does_not_open() -> None:
    assert [c.name for c in probed_cameras(lambda index: index != 2)] == ["Camera 1", "Camera 2"]


CAMERAS = (CameraDevice(0, "HD Webcam", "/dev/video0"), CameraDevice(2, "USB Cam", "/dev/video2"))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [("", 0), ("usb cam", 2), ("USB", 2), ("2", 2), ("/dev/video2", 2), ("cam", 0)],
)
def test_a_camera_is_found_by_name_part_file_or_index(wanted: str, index: int) -> None:
    assert find_camera(wanted, CAMERAS).index == index


def test_a_camera_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(CameraMissing, match='"HD Webcam", "USB Cam"'):
        find_camera("Leica", CAMERAS)
    with pytest.raises(CameraMissing, match="no camera was found"):
        find_camera("", ())
