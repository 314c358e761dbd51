"""Video files: every frame, in order, with the container's own times; exact at any frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from engine.closing import Closing
from engine.errors import SourceError
from engine.sources.base import SourceInfo, SourceKind
from engine.sources.frame_index import FrameIndex, Ints, build_index, make_clock
from engine.sources.pixels import PictureMaker
from engine.sources.reading import Reading
from engine.types import Frame

#: A frame this near ahead is reached by decoding on; building the index would cost more.
_NEAR = 32


class VideoFile(Closing):
    """A video file, read with FFmpeg. Everything but `times` belongs in one thread.

    Iterating goes on from wherever reading stands: at the first frame after opening, after frame
    `i` following ``seek(i)``. Nothing is dropped, repeated or resampled in time, and memory does
    not grow with the video's length.

    Times are the container's presentation timestamps; how missing or disordered ones are mended
    is told in `engine.sources.clock.Clock`. Parts that an edit list hides are not shown. Pictures
    are turned upright and have square pixels.

    A damaged file gives every frame that can be decoded, also those after the damage, and then
    raises `SourceDamaged` at the end. Damage that leaves no trace in the stream (a picture of
    wrong content, a picture missing from a container without a count) cannot be told.
    """

    def __init__(self, path: Path | str) -> None:
        """Open the file and decode its first frame.

        Raises:
            SourceError: there is no such file, it may not be read, is no video, or holds no
                frame that can be decoded.
        """
        self._path = Path(path)
        self._index: FrameIndex | None = None
        self._reading = Reading(self._path)
        try:
            first = self._reading.peek()
            if first is None:
                what = "holds no frame that can be decoded"
                hint = "Copy the file again from where it was made"
                raise SourceError(what, subject=str(path), hint=hint)
            stream = self._reading.stream
            self._pictures = PictureMaker(first, float(stream.sample_aspect_ratio or 1))
            self._info = _describe(self._path, self._reading, first, self._pictures)
        except BaseException:
            self._reading.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """What is known of the file; `variable` is None until it was read through once."""
        return self._info

    def __iter__(self) -> Iterator[Frame]:
        """The frames from here on.

        Raises:
            SourceDamaged: at the end, when something before it could not be read.
        """
        while (found := self._reading.next(self._index)) is not None:
            yield self._frame(*found)
        if self._reading.variable is not None:
            self._info = replace(self._info, variable=self._reading.variable)
        self._reading.raise_damage()

    def seek(self, index: int) -> Frame:
        """Decode frame `index` exactly; iterating goes on with the frame after it.

        A frame far from here needs the index that `times` makes; it is made on first use.
        In a damaged file, the first readable frame at or after that place.

        Raises:
            IndexError: there is no such frame.
            SourceDamaged: nothing can be read from there on.
        """
        if index < 0:
            raise IndexError(f"frame {index}")
        if not self._reading.next_index <= index <= self._reading.next_index + _NEAR:
            self._enter(index)
        while (found := self._reading.next(self._index)) is not None:
            if found[0] >= index:
                return self._frame(*found)
        self._reading.raise_damage()
        raise IndexError(f"frame {index} of {self._reading.next_index}")

    def key_before(self, index: int) -> int | None:
        """The last frame not after `index` at which decoding can begin; None where unknown.

        Known once `times` has listed the frames, where the container tells.
        """
        known = self._index
        return None if known is None or known.ticks is None else known.key_before(index)

    def times(
        self,
        progress: Callable[[float], object] | None = None,
        stop: threading.Event | None = None,
    ) -> Ints:
        """Presentation times of all frames: (N,) int64, microseconds, strictly increasing.

        Reads the file through once without decoding (decodes only where packets do not tell).
        May run in another thread than the rest. progress: called now and then with the share
        done, 0 to 1. stop: ends it early; the result is then empty.
        """
        if self._index is None:
            index = build_index(self._path, progress, stop)
            if index is None:
                return np.empty(0, dtype=np.int64)
            self._index = index
            variable = index.is_variable(self._reading.time_base)
            self._info = replace(self._info, frames=len(index.times_us), variable=variable)
        return self._index.times_us

    def close(self) -> None:
        """Close the file; iterating ends, while `info` and known `times` stay to be had."""
        self._reading.close()

    def _frame(self, index: int, pts_us: int, decoded: av.VideoFrame) -> Frame:
        picture = self._pictures.picture(decoded)
        return Frame(index, pts_us, time.monotonic_ns(), picture)

    def _enter(self, index: int) -> None:
        """Go to a place from which decoding on meets frame `index`."""
        if index == 0:
            self._reading.restart()
            return
        self.times()
        assert self._index is not None
        if index >= len(self._index.times_us):
            raise IndexError(f"frame {index} of {len(self._index.times_us)}")
        self._reading.approach(index, self._index)


def _describe(
    path: Path, reading: Reading, first: av.VideoFrame, pictures: PictureMaker
) -> SourceInfo:
    stream = reading.stream
    rate = stream.average_rate or stream.guessed_rate
    width, height = pictures.size
    return SourceInfo(
        kind=SourceKind.VIDEO,
        name=path.name,
        width=width,
        height=height,
        fps=float(rate) if rate else None,
        frames=stream.frames or None,
        duration_us=reading.duration_us,
        start_us=make_clock(stream).stamp(first.pts, first.dts),
        time_base=str(reading.time_base),
        rotation=pictures.orientation.clockwise,
        codec=stream.codec_context.codec.canonical_name,
        pixel_format=first.format.name,
        path=path,
    )
