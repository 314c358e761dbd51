"""A camera that does not last."""

from __future__ import annotations

from collections.abc import Iterator

from engine.closing import Closing
from engine.errors import CameraMissing
from engine.sources.base import FrameSource, SourceInfo
from engine.types import Frame


class PulledOut(Closing):
    """A camera that is unplugged after some frames."""

    def __init__(self, source: FrameSource, after: int) -> None:
        self._source, self._after = source, after

    @property
    def info(self) -> SourceInfo:
        return self._source.info

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.index == self._after:
                raise CameraMissing("the camera was unplugged", subject="Test camera")
            yield frame

    def close(self) -> None:
        self._source.close()
