"""OpenCV's way to a camera, as narrow as it is used here."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from engine.sources.camera_list import CameraDevice, capture_apis
from engine.types import Image


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`, which also says what each method does."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether there is a camera at the other end."""

    def set(self, prop: int, value: float, /) -> bool:
        """Ask for a property (`cv2.CAP_PROP_*`)."""

    def get(self, prop: int, /) -> float:
        """A property's value, 0 where it is unknown."""

    def grab(self) -> bool:
        """Wait for the next picture; False when none came."""

    def retrieve(self) -> tuple[bool, Any]:
        """Decode the picture that was grabbed."""

    def release(self) -> None:
        """Give the camera back."""


#: Opens a camera; may block, and may return one that is not open.
OpenCapture = Callable[[CameraDevice], Capture]


def grab(capture: Capture) -> tuple[int, Image] | None:
    """The next picture (HxWx3 uint8 BGR) and when it was grabbed; None when there is none."""
    try:
        if not capture.grab():
            return None
        taken_ns = time.monotonic_ns()
        whole, picture = capture.retrieve()
    except cv2.error:
        return None
    if not whole or picture is None or picture.size == 0:
        return None
    if picture.ndim == 2:  # infrared cameras
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    return taken_ns, np.asarray(picture, dtype=np.uint8)


def open_with_opencv(device: CameraDevice) -> Capture:
    """A camera through the system's own interface; may block, and may not be open."""
    # Read by OpenCV when the first camera is opened: a wedged camera must not block a thread for
    # its default of 10 s, and on macOS only the main thread could ask for permission its way.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
    os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")
    cv2.setLogLevel(0)  # every failure is told as an error of ours
    target: int | str = device.index
    if platform.system() == "Linux" and Path(device.path).exists():
        target = device.path
    capture = cv2.VideoCapture()
    for api in capture_apis():
        if capture.open(target, api):
            break
    return capture


def four_letters(value: float) -> str:
    """A format code as text, such as "mjpg"; "" where it is none."""
    code = int(value)
    letters = "".join(chr(code >> shift & 0xFF) for shift in (0, 8, 16, 24)) if code > 0 else ""
    return letters.strip().lower() if letters.isprintable() else ""
