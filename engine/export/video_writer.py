"""A video file written picture by picture, each at its own time."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from engine.errors import OutputError
from engine.export.staged import StagedFile, cannot_write
from engine.types import Image

#: Encoders in the order of preference, with their options.
_ENCODERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("libx264", {"preset": "veryfast", "crf": "20", "bf": "0"}),
    ("libopenh264", {}),
    ("mpeg4", {"qscale": "3"}),
)

#: MPEG-4 part 2 knows no finer clock than 1/65535 s; 1/60000 also hits 24, 25, 30 and 60 fps.
_TICKS = 60_000


class VideoWriter:
    """Writes H.264 (MPEG-4 where that is missing) in MP4. Use it in a `with` block.

    Leaving the block renames the file to `path`; leaving it by an exception keeps what is there
    as `NAME.partial.mp4`. kept: where it lies then, None if there was no frame.
    """

    def __init__(self, path: Path) -> None:
        self.kept: Path | None = None
        self._file = StagedFile(path)
        self._container: av.container.OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._start_us: int | None = None
        self._last_ticks = -1

    def write(self, picture: Image, pts_us: int) -> None:
        """Append one picture (HxWx3 BGR, all of one size), shown `pts_us` after the first's.

        Odd sizes grow by one repeated row or column. Raises `OutputError` when it cannot be
        encoded or written.
        """
        picture = _even(picture)
        if self._start_us is None:
            self._start_us = pts_us
        ticks = round((pts_us - self._start_us) * _TICKS / 1_000_000)
        ticks = self._last_ticks = max(ticks, self._last_ticks + 1)
        try:
            container, stream = self._opened(picture)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = ticks, Fraction(1, _TICKS)
            container.mux(stream.encode(frame))
        except OSError as error:  # av.FFmpegError is one
            raise cannot_write(self._file.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._container is None:
            return
        if error is None:
            self._finish()
            self.kept = self._file.commit()
            return
        with contextlib.suppress(OSError, OutputError):
            self._finish()
            self.kept = self._file.keep_partial()

    def _finish(self) -> None:
        if self._container is None or self._stream is None:
            return
        try:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        except OSError as error:
            raise cannot_write(self._file.path, error) from error

    def _opened(self, picture: Image) -> tuple[av.container.OutputContainer, VideoStream]:
        if self._container is None or self._stream is None:
            self._container = av.open(str(self._file.part), "w", format="mp4")
            name, options = _encoder()
            stream = cast("VideoStream", self._container.add_stream(name, rate=Fraction(30)))
            stream.height, stream.width = picture.shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, _TICKS)
            stream.options = dict(options)
            stream.codec_context.thread_count = 1
            self._stream = stream
        return self._container, self._stream


def _encoder() -> tuple[str, dict[str, str]]:
    for name, options in _ENCODERS:
        if name in av.codecs_available:
            with contextlib.suppress(av.FFmpegError, ValueError):
                av.Codec(name, "w")
                return name, options
    raise OutputError("this installation of PyAV can encode neither H.264 nor MPEG-4")


def _even(picture: Image) -> Image:
    """Repeat the last row or column of odd sizes: video chroma comes in pairs of pixels."""
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return picture
    padded = cv2.copyMakeBorder(picture, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return np.asarray(padded, dtype=np.uint8)
