"""What stands in for a video that is not there: its times, and nothing to see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.closing import Closing
from engine.project.reading import Contents
from engine.project.store import Project
from engine.project.values import Video
from engine.sources.base import SourceInfo, SourceKind
from engine.types import Frame, Image

_SECOND: Final = 1_000_000

#: Where nothing says how fast the video was.
_FPS: Final = 25.0

#: What is shown in place of every frame.
_GREY: Final = 48
_SIZE: Final = (640, 360)


class StandIn(Closing):
    """Frames of a video as the project knows it: each at its time, all of them grey.

    Labels, results and reviews can be looked at with it as with the video itself.
    """

    def __init__(self, project: Path, video: Video) -> None:
        """Read the times from the project.

        Raises:
            ProjectError: it cannot be read.
        """
        with Project.open(project, read_only=True) as opened:
            self._times = times_of(opened, video)
        width, height = (video.width, video.height) if video.width else _SIZE
        self._image: Image = np.full((height, width, 3), _GREY, np.uint8)
        self._image.flags.writeable = False
        self._next = 0
        self.info: Final = SourceInfo(
            SourceKind.VIDEO,
            PurePosixPath(video.path).name,
            width,
            height,
            fps=video.fps,
            frames=len(self._times),
            duration_us=video.duration_us,
            start_us=int(self._times[0]),
            variable=video.variable,
        )

    def times(
        self,
        progress: Callable[[float], object] | None = None,
        stop: threading.Event | None = None,
    ) -> NDArray[np.int64]:
        """Presentation times in microseconds."""
        if progress is not None:
            progress(1.0)
        return self._times

    def key_before(self, index: int) -> int | None:
        """Every frame is as near as the next."""
        return index

    def seek(self, index: int) -> Frame:
        """Frame `index`; iterating goes on after it.

        Raises:
            IndexError: the video ended before.
        """
        if not 0 <= index < len(self._times):
            raise IndexError(index)
        self._next = index + 1
        return Frame(index, int(self._times[index]), time.monotonic_ns(), self._image)

    def __iter__(self) -> Iterator[Frame]:
        while self._next < len(self._times):
            yield self.seek(self._next)

    def close(self) -> None:
        """There is nothing to close."""


def times_of(project: Contents, video: Video) -> NDArray[np.int64]:
    """Presentation time of each frame of a video, in microseconds, rising, at least one.

    Those of analysed frames are known; the others lie evenly between and beyond them.
    """
    interval = _SECOND / (video.fps or _FPS)
    runs = [project.predictions(run.id) for run in project.runs(video.id)]
    known = max(runs, key=len, default=None)
    frames = np.zeros(1, np.int64) if known is None or not len(known) else known.frame
    pts = np.array([video.start_us]) if known is None or not len(known) else known.pts
    spans = np.diff(pts) / np.diff(frames) if len(frames) > 1 else np.array([interval])
    interval = max(float(np.median(spans)), 1.0)
    ends = [segment.end_us for segment in project.segments(video.id)]
    ends += [video.start_us + (video.duration_us or 0)]
    beyond = max(int(np.ceil((max(ends) - pts[-1]) / interval)), 1)
    count = video.frames or int(frames[-1]) + beyond
    at = np.arange(max(count, int(frames[-1]) + 1))
    times = np.interp(at, frames, pts)
    times = np.where(at < frames[0], pts[0] - (frames[0] - at) * interval, times)
    times = np.where(at > frames[-1], pts[-1] + (at - frames[-1]) * interval, times)
    return np.maximum.accumulate(np.round(times).astype(np.int64))
