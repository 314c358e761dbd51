"""What every source of frames offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from engine.types import Frame


class SourceKind(StrEnum):
    """What kind of thing the frames come from."""

    CAMERA = "camera"
    VIDEO = "video"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source when it is opened.

    name: file name or the camera's own name. width, height: pixels after rotation.
    fps: nominal rate, for display only; never used as time. frames: expected number, or None.
    duration_us: expected length, or None. start_us: presentation time of the first frame.
    time_base: the container's unit as "1/90000". variable: frame intervals differ.
    rotation: degrees clockwise that were applied. codec, pixel_format: as the container says.
    """

    kind: SourceKind
    name: str
    width: int
    height: int
    fps: float | None = None
    frames: int | None = None
    duration_us: int | None = None
    start_us: int = 0
    time_base: str = ""
    variable: bool | None = None
    rotation: int = 0
    codec: str = ""
    pixel_format: str = ""
    path: Path | None = None


class FrameSource(Protocol):
    """Gives frames in order. Opened by its constructor, used and closed in one thread."""

    @property
    def info(self) -> SourceInfo:
        """What is known of the source."""

    def __iter__(self) -> Iterator[Frame]:
        """Frames in presentation order.

        Raises `engine.errors.SourceDamaged` after the last good frame of a broken file.
        """

    def close(self) -> None:
        """Free the device or file; harmless when called twice."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@runtime_checkable
class Interruptible(Protocol):
    """A source that waits between frames, and can be told from outside not to."""

    def interrupt(self) -> None:
        """End the iteration soon; the one method that any thread may call."""
