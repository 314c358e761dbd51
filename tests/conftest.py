"""What every test may ask for: real faces, real media, and a world left as it was found."""

from __future__ import annotations

import os

# Qt reads its platform when it is first imported, so it is chosen before any test module is.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("MPLBACKEND", "agg")
# Windows speak English, whatever the desktop of who runs the tests does.
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import settings

from engine.types import Image

# The same examples in every run: what fails here fails everywhere, and what passes stays passed.
settings.register_profile("mien", derandomize=True, deadline=None)
settings.load_profile("mien")

REPO_ROOT = Path(__file__).resolve().parents[1]

#: Writes pictures (BGR, all of one size) to a video: `write_video(path, pictures, fps=30)`.
VideoWriter = Callable[..., Path]


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout."""
    return REPO_ROOT


def _shared(variable: str, *default: str) -> Path:
    named = os.environ.get(variable)
    folder = Path(named) if named else REPO_ROOT.parent.joinpath("shared", *default)
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here (set {variable} to the folder)")
    return folder


@pytest.fixture(scope="session")
def media() -> Path:
    """The folder of described real videos and photos (`MIEN_MEDIA`); skips where it is absent."""
    return _shared("MIEN_MEDIA", "media")


@pytest.fixture(scope="session")
def ferplus() -> Path:
    """FER+ in its official layout (`MIEN_FERPLUS`); skips where it is absent."""
    return _shared("MIEN_FERPLUS", "data", "ferplus")


@pytest.fixture(scope="session")
def astronaut() -> Image:
    """Eileen Collins, smiling, face about 105 px wide: (512, 512, 3) BGR (NASA, public domain)."""
    from skimage import data

    return _bgr(data.astronaut())


@pytest.fixture(scope="session")
def grace_hopper() -> Image:
    """Grace Hopper, serious, in uniform: (600, 512, 3) BGR (US Navy, public domain)."""
    from matplotlib import cbook

    path = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    picture = cv2.imread(str(path))
    assert picture is not None
    picture.setflags(write=False)
    return np.asarray(picture, dtype=np.uint8)


@pytest.fixture(scope="session")
def write_video() -> VideoWriter:
    """Function that writes a small real video file, with any timestamps."""
    return _write_video


@pytest.fixture(scope="session")
def face_clip(
    tmp_path_factory: pytest.TempPathFactory, astronaut: Image, grace_hopper: Image
) -> Path:
    """Two seconds of real faces, 640x360 H.264, 24 fps, 48 frames.

    0-19 a smiling woman drifting right, 20-27 no face, 28-47 a serious woman: two hard cuts.
    """
    folder = tmp_path_factory.mktemp("clip")
    return _write_video(folder / "faces.mp4", _faces(astronaut, grace_hopper), fps=24)


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fail a test that leaves a thread running behind it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3.0
    while (left := _threads_since(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    if left:
        pytest.fail(f"threads left running: {', '.join(sorted(t.name for t in left))}")


@pytest.fixture(autouse=True)
def no_home_touched(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Send settings, models and caches that the user's own folders would get elsewhere."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


def _threads_since(before: set[threading.Thread]) -> list[threading.Thread]:
    """Python's own threads that are new; Qt's and native ones that only called in are not ours."""
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]


def _bgr(rgb: Image) -> Image:
    picture = np.ascontiguousarray(rgb[:, :, ::-1])
    picture.setflags(write=False)
    return picture


def _faces(astronaut: Image, grace_hopper: Image) -> Iterator[Image]:
    plain = np.full((360, 640, 3), 96, dtype=np.uint8)
    for index in range(48):
        picture = plain.copy()
        if index < 20:
            _paste(picture, astronaut, left=60 + 4 * index, height=360)
        elif index >= 28:
            _paste(picture, grace_hopper, left=200, height=360)
        yield picture


def _paste(picture: Image, photo: Image, *, left: int, height: int) -> None:
    width = round(photo.shape[1] * height / photo.shape[0])
    small = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
    picture[:height, left : left + width] = small[:, : picture.shape[1] - left]


def _write_video(
    path: Path,
    pictures: Iterable[Image],
    *,
    fps: float = 30.0,
    times_us: Iterable[int] | None = None,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
) -> Path:
    """Encode `pictures` to `path` (the suffix chooses the container) and return it.

    times_us: presentation times, for variable frame rates; without, the rate is constant.
    """
    clock = iter(times_us) if times_us is not None else None
    tick = (
        Fraction(1, 1_000_000) if clock is not None else 1 / Fraction(fps).limit_denominator(1001)
    )
    with av.open(str(path), "w") as container:
        stream = None
        for index, picture in enumerate(pictures):
            if stream is None:
                stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001))
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = pixel_format
                stream.codec_context.time_base = tick
                stream.options = options or {}
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            frame.pts = index if clock is None else next(clock)
            frame.time_base = tick
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode(None))
    return path
