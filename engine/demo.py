"""A ten-second clip of real faces, made on the spot, so that anyone can try Mien at once.

The two portraits come with libraries that Mien needs anyway, and both are in the public domain:
Eileen Collins (NASA), in scikit-image, and Grace Hopper (US Navy), in Matplotlib. A slow camera
move over them, three hard cuts, a stretch without a face and one with both faces show what the
analysis makes of each.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import av
import cv2
import numpy as np

from engine.errors import DataError, MienError
from engine.export.video_writer import VideoWriter
from engine.types import Image

WIDTH, HEIGHT, FPS = 720, 540, 25

#: What to install to have a package.
_DISTRIBUTIONS = {"skimage": "scikit-image", "matplotlib": "matplotlib"}


@dataclass(frozen=True, slots=True)
class _View:
    """Where the camera looks: centre in photo pixels, and screen pixels per photo pixel."""

    x: float
    y: float
    zoom: float

    def towards(self, other: _View, share: float) -> _View:
        """The view that lies `share` (0..1) of the way to `other`."""
        return _View(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            self.zoom * (other.zoom / self.zoom) ** share,
        )


def make_demo_clip(path: Path, stop: threading.Event | None = None) -> Path:
    """Write the demo clip, 720x540 at 25 frames a second, to `path` (MP4) and return it.

    Raises `DataError` where a portrait is missing, `OutputError` where it cannot be written, and
    `MienError` when `stop` is set before it is done; then nothing is left behind.
    """
    collins, hopper = portraits()
    video = VideoWriter(path)
    try:
        with video:
            for index, picture in enumerate(_pictures(collins, hopper)):
                if stop is not None and stop.is_set():
                    raise MienError("the demo clip was not finished")
                video.write(picture, index * 1_000_000 // FPS)
    except MienError:
        if video.kept is not None:
            video.kept.unlink(missing_ok=True)
        raise
    return path


def portraits() -> tuple[Image, Image]:
    """Eileen Collins, smiling, and Grace Hopper, serious: HxWx3 BGR each.

    Raises `DataError` where one is missing.
    """
    collins = _photo("skimage", "data/astronaut.png")
    return collins, _photo("matplotlib", "mpl-data/sample_data/grace_hopper.jpg")


def _pictures(collins: Image, hopper: Image) -> Iterator[Image]:
    yield from _move(collins, 3.6, _View(256, 190, 1.42), _View(228, 132, 2.6))
    yield from _move(hopper, 3.0, _View(270, 215, 2.1), _View(256, 225, 1.42))
    yield from _move(collins, 1.0, _View(150, 425, 3.6), _View(220, 425, 3.6))
    left = _move(collins, 2.4, _View(228, 185, 1.5), _View(228, 166, 1.65), WIDTH // 2)
    right = _move(hopper, 2.4, _View(260, 222, 1.25), _View(260, 210, 1.4), WIDTH // 2)
    for one, two in zip(left, right, strict=True):
        yield np.hstack([one, two])


def _move(
    photo: Image, seconds: float, start: _View, end: _View, width: int = WIDTH
) -> Iterator[Image]:
    """A slow camera move over a photo, starting and ending at rest."""
    count = round(seconds * FPS)
    for i in range(count):
        share = 0.5 - 0.5 * np.cos(np.pi * i / (count - 1))
        view = start.towards(end, float(share))
        matrix = np.array(
            [
                [view.zoom, 0.0, 0.5 * width - view.zoom * view.x],
                [0.0, view.zoom, 0.5 * HEIGHT - view.zoom * view.y],
            ]
        )
        picture = cv2.warpAffine(
            photo,
            matrix,
            (width, HEIGHT),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        yield np.asarray(picture, dtype=np.uint8)


def _photo(package: str, name: str) -> Image:
    """A picture inside an installed package, found without importing the package."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    for place in places or ():
        # Not with OpenCV, whose PNG reader grumbles on stderr about one picture's colour profile.
        with contextlib.suppress(OSError), av.open(str(Path(place) / name)) as container:
            picture = next(container.decode(video=0)).to_ndarray(format="bgr24")
            return np.asarray(picture, dtype=np.uint8)
    raise DataError(
        "a portrait of the demo is missing",
        subject=f"{package}/{name}",
        hint=f"Reinstall it: pip install --force-reinstall {_DISTRIBUTIONS[package]}",
    )
