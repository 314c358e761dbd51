"""Cameras: pictures as they come, stamped when they were grabbed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass

import cv2

from engine.closing import Closing
from engine.errors import CameraBusy, CameraMissing, SourceError
from engine.sources.base import SourceInfo, SourceKind
from engine.sources.camera_list import CameraDevice, find_camera, list_cameras
from engine.sources.capture import (
    Capture,
    OpenCapture,
    four_letters,
    grab,
    open_with_opencv,
)
from engine.types import Frame, Image

__all__ = ["Camera", "CameraDevice", "Capture", "Patience", "find_camera", "list_cameras"]


#: How often a thread that waits for a camera looks whether it should end, in seconds.
_TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bear with a camera.

    open_s: opening and the first picture, in seconds. failed_grabs: in a row, before it is
    opened anew. reopenings: attempts, before it counts as gone. between_s: pause between them.
    """

    open_s: float = 8.0
    failed_grabs: int = 3
    reopenings: int = 5
    between_s: float = 0.5


class Camera(Closing):
    """A camera, or a virtual one, read with OpenCV. Iterating blocks until the next picture.

    Read it in a thread that does nothing else and keep only the newest frame
    (`engine.mailbox.Newest`): what is not read in time piles up in the driver and grows old.
    `pts_us` counts from the first picture; it and `taken_ns` are taken right after the grab.
    """

    def __init__(
        self,
        device: CameraDevice,
        width: int = 1280,
        height: int = 720,
        fps: float = 30,
        *,
        open_capture: OpenCapture | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Open the camera and grab a first picture; never takes much longer than `open_s`.

        width, height, fps: what to ask for; `info` tells what the camera agreed to.
        open_capture: what opens it, OpenCV if None.

        Raises:
            CameraMissing: it is not there.
            CameraBusy: another program holds it, access is denied, or it does not answer.
        """
        self._device = device
        self._wish = (width, height, fps)
        self._open_capture = open_capture or open_with_opencv
        self._patience = patience or Patience()
        self._closed = threading.Event()
        self._index = 0
        self._last_us = -1
        self._known = {c.path for c in list_cameras()} | {device.path} if device.path else set()
        self._capture, first = self._open(device)
        self._first: tuple[int, Image] | None = first
        self._begin_ns, picture = first
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._info = SourceInfo(
            kind=SourceKind.CAMERA,
            name=device.name,
            width=int(picture.shape[1]),
            height=int(picture.shape[0]),
            fps=rate if rate > 0 else None,
            codec=four_letters(self._capture.get(cv2.CAP_PROP_FOURCC)),
            pixel_format="bgr24",
        )

    @property
    def info(self) -> SourceInfo:
        """What the camera gives; `fps` is its promise, not a measurement."""
        return self._info

    def __iter__(self) -> Iterator[Frame]:
        """Pictures until the camera is closed or interrupted.

        Raises:
            CameraMissing: it was pulled out, and did not come back.
            CameraBusy: it was lost to another program.
        """
        if self._first is not None:
            first, self._first = self._first, None
            yield self._frame(*first)
        failures = 0
        while not self._closed.is_set():
            grabbed = grab(self._capture)
            if grabbed is not None:
                failures = 0
                yield self._frame(*grabbed)
                continue
            failures += 1
            if failures >= self._patience.failed_grabs and not self._closed.is_set():
                failures = 0
                self._reopen()

    def close(self) -> None:
        """Give the camera back. Harmless when repeated."""
        self._closed.set()
        self._capture.release()

    def interrupt(self) -> None:
        """End the iteration soon, waking it if it waits; any thread may call this."""
        self._closed.set()

    def _frame(self, taken_ns: int, picture: Image) -> Frame:
        # Two grabs within the clock's resolution must still differ.
        self._last_us = max((taken_ns - self._begin_ns) // 1000, self._last_us + 1)
        frame = Frame(self._index, self._last_us, taken_ns, picture)
        self._index += 1
        return frame

    def _open(self, device: CameraDevice) -> tuple[Capture, tuple[int, Image]]:
        """Open in another thread, since a driver may block for ever."""
        future: Future[tuple[Capture, tuple[int, Image]]] = Future()

        def work() -> None:
            try:
                future.set_result(self._open_and_grab(device))
            except Exception as error:  # noqa: BLE001 - raised where the result is awaited
                future.set_exception(error)

        threading.Thread(target=work, name="mien-camera-open", daemon=True).start()
        deadline = time.monotonic() + self._patience.open_s
        while not self._closed.is_set() and (left := deadline - time.monotonic()) > 0:
            if wait((future,), min(left, _TICK_S)).done:
                return future.result()
        future.add_done_callback(_release_late)
        what = f"the camera does not answer within {self._patience.open_s:g} s"
        hint = "Close other programs that use it, or plug it out and in again"
        raise CameraBusy(what, subject=device.name, hint=hint)

    def _open_and_grab(self, device: CameraDevice) -> tuple[Capture, tuple[int, Image]]:
        capture = self._open_capture(device)
        if capture.isOpened():
            width, height, fps = self._wish
            # The format first: uncompressed pictures of this size do not fit through USB 2, so
            # drivers would lower the rate.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FPS, fps)
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
            for _ in range(self._patience.failed_grabs):
                if (grabbed := grab(capture)) is not None:
                    return capture, grabbed
        capture.release()
        raise why_not(device)

    def _reopen(self) -> None:
        """Open the camera anew, also where it came back under another number."""
        self._capture.release()
        failure: SourceError = _gone(self._device)
        for _ in range(self._patience.reopenings):
            self._closed.wait(self._patience.between_s)
            for device in (self._device, *self._returned()):
                if self._closed.is_set():
                    return
                try:
                    self._capture, _ = self._open(device)
                except CameraBusy as error:
                    failure = error
                except CameraMissing:
                    failure = _gone(self._device)
                else:
                    self._device = device
                    return
        if not self._closed.is_set():
            raise failure

    def _returned(self) -> list[CameraDevice]:
        """Cameras of this name that were not there before; a second one of its kind is not it."""
        if not self._device.path:  # listing would open every camera
            return []
        fresh = [c for c in list_cameras() if c.path not in self._known]
        kind = self._device.name.partition(" #")[0]
        return [c for c in fresh if c.name.partition(" #")[0] == kind]


def why_not(device: CameraDevice) -> SourceError:
    """Why a camera does not open, as far as the system tells."""
    if not device.path:
        what = "the camera is not there, or another program uses it"
        hint = "Plug it in, close other programs that use it, and allow access to it"
        return CameraMissing(what, subject=device.name, hint=hint)
    try:
        os.close(os.open(device.path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0)))
    except PermissionError:
        hint = f"Ask for the right to use {device.path} (on Linux: group video)"
        return CameraBusy("access to the camera is denied", subject=device.name, hint=hint)
    except OSError:
        what = "the camera is not there"
        return CameraMissing(what, subject=device.name, hint="Plug it in, or choose another one")
    hint = "Close other programs that use it, such as video calls"
    return CameraBusy("another program uses the camera", subject=device.name, hint=hint)


def _gone(device: CameraDevice) -> CameraMissing:
    what = "the camera was unplugged or gives no more pictures"
    return CameraMissing(what, subject=device.name, hint="Plug it in again, then start again")


def _release_late(future: Future[tuple[Capture, tuple[int, Image]]]) -> None:
    if future.exception() is None:
        future.result()[0].release()
