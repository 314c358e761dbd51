"""Which cameras there are, by name."""

from __future__ import annotations

import os
import platform
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from engine.errors import CameraMissing

_SYSFS = Path("/sys/class/video4linux")

#: Where names cannot be had without opening the cameras, so many are tried.
_PROBED = 8

#: Video4Linux: the ioctl that asks what a node can do, its answer's size, and the wanted ability.
_QUERYCAP, _QUERYCAP_BYTES, _VIDEO_CAPTURE = 0x80685600, 104, 0x00000001


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera: OpenCV's index, its name (unique in a listing), and its device file if any."""

    index: int
    name: str
    path: str = ""


def list_cameras() -> tuple[CameraDevice, ...]:
    """The cameras that are plugged in, in the system's order.

    At once on Linux. Elsewhere each camera is opened for a moment, which may take seconds: call
    it outside the window's thread.
    """
    if platform.system() == "Linux":
        return linux_cameras(_SYSFS)
    return probed_cameras(lambda index: cv2.VideoCapture(index, capture_apis()[0]).isOpened())


def find_camera(wanted: str, cameras: tuple[CameraDevice, ...] | None = None) -> CameraDevice:
    """The camera of a name, a part of it, a device file or an index; "" is the first one.

    cameras: where to look; those plugged in if None.

    Raises:
        CameraMissing: there is none such; the message names those that there are.
    """
    cameras = list_cameras() if cameras is None else cameras
    text = wanted.strip().casefold()
    exact = [c for c in cameras if text in ("", c.name.casefold(), c.path, str(c.index))]
    similar = [c for c in cameras if text in c.name.casefold()]
    if exact or similar:
        return (exact or similar)[0]
    if not cameras:
        hint = "Plug one in, or open a video"
        raise CameraMissing("no camera was found", subject=wanted, hint=hint)
    names = ", ".join(f'"{camera.name}"' for camera in cameras)
    raise CameraMissing("there is no such camera", subject=wanted, hint=f"There are: {names}")


def capture_apis() -> tuple[int, ...]:
    """OpenCV's ways to reach a camera on this system, best first."""
    if platform.system() == "Linux":
        return (cv2.CAP_V4L2,)
    if platform.system() == "Darwin":
        return (cv2.CAP_AVFOUNDATION,)
    return (cv2.CAP_DSHOW, cv2.CAP_MSMF)  # the former opens in a fraction of the latter's time


def linux_cameras(sysfs: Path, dev: Path = Path("/dev")) -> tuple[CameraDevice, ...]:
    """The capturing nodes below `sysfs`; metadata nodes and codecs are left out."""
    nodes = [node for node in sysfs.glob("video*") if node.name[5:].isdigit()]
    found = [
        CameraDevice(int(node.name[5:]), _name(node), str(dev / node.name))
        for node in sorted(nodes, key=lambda node: int(node.name[5:]))
        if _captures(node, dev / node.name)
    ]
    return tuple(_distinct(found))


def probed_cameras(opens: Callable[[int], bool]) -> tuple[CameraDevice, ...]:
    """Cameras that open, from index 0 on until one does not."""
    found: list[CameraDevice] = []
    while len(found) < _PROBED and opens(len(found)):
        found.append(CameraDevice(len(found), f"Camera {len(found) + 1}"))
    return tuple(found)


def _name(node: Path) -> str:
    try:
        name = (node / "name").read_text(errors="replace").strip()
    except OSError:
        return node.name
    first, _, second = name.partition(": ")
    return first if first == second else name or node.name  # UVC drivers say it twice


def _captures(node: Path, device: Path) -> bool:
    """Whether a node gives pictures: its driver says, or else its place among its siblings."""
    abilities = _abilities(device)
    if abilities is not None:
        return bool(abilities & _VIDEO_CAPTURE)
    try:
        return (node / "index").read_text().strip() == "0"
    except OSError:
        return False


def _abilities(device: Path) -> int | None:
    """What the driver says that a node can do; None where it cannot be asked."""
    import fcntl  # not on Windows

    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        answer = fcntl.ioctl(handle, _QUERYCAP, bytes(_QUERYCAP_BYTES))
    except OSError:
        return None
    finally:
        os.close(handle)
    abilities: int = struct.unpack_from("<I", answer, 88)[0]
    return abilities


def _distinct(cameras: list[CameraDevice]) -> Iterator[CameraDevice]:
    """The same cameras, equal names told apart by a number."""
    seen: Counter[str] = Counter()
    for camera in cameras:
        seen[camera.name] += 1
        count = seen[camera.name]
        yield camera if count == 1 else replace(camera, name=f"{camera.name} #{count}")
