"""A video file written picture by picture, each at its own time."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from engine.errors import OutputError
from engine.export.staged import StagedFile, cannot_write
from engine.types import Image


@dataclass(frozen=True, slots=True)
class _Encoder:
    """One of FFmpeg's encoders, with its options for careful and for live work."""

    name: str
    careful: dict[str, str]
    live: dict[str, str]


#: In the order of preference. Live: a picture costs a quarter of the CPU time of a careful one,
#: and every 30th stands for itself, so that going to any place in the recording is quick.
_ENCODERS: Final = (
    _Encoder(
        "libx264",
        {"preset": "veryfast", "crf": "20", "bf": "0"},
        {"preset": "ultrafast", "crf": "21", "bf": "0", "g": "30"},
    ),
    _Encoder("libopenh264", {}, {"b": "6000000", "g": "30"}),
    _Encoder(
        "mpeg4",
        {"flags": "+qscale", "global_quality": "354"},  # 3 in units of 1/118
        {"flags": "+qscale", "global_quality": "354", "g": "30"},
    ),
)

#: MPEG-4 part 2 knows no finer clock than 1/65535 s; 1/60000 also hits 24, 25, 30 and 60 fps.
_TICKS: Final = 60_000

#: Written in pieces that stand for themselves, at least every half second: what a process leaves
#: that is killed can be played. A regular end turns the file into a plain one with one index.
_PIECES: Final = {
    "movflags": "+hybrid_fragmented+frag_keyframe+empty_moov+default_base_moof",
    "frag_duration": "500000",
}

#: The colours of `cv2.COLOR_BGR2YUV_I420`: BT.601, 16 to 235. Players would guess others for HD.
_SMPTE170M: Final = 6
_LIMITED: Final = 1


class VideoWriter:
    """Writes H.264 (MPEG-4 where that is missing) in MP4. Use it in a `with` block.

    Leaving the block renames the file to `path`; leaving it by an exception keeps what is there
    as `NAME.partial.mp4`. kept: where it lies then, None if there was no frame.

    live: encode at little cost, and write so that the file can be played at any moment, even
    after the process was killed or the disk is full; it is `NAME.partial.mp4` from the beginning.
    """

    def __init__(self, path: Path, *, live: bool = False) -> None:
        self.kept: Path | None = None
        self._live = live
        self._file = StagedFile(path)
        if live:
            self._file.part = self._file.partial
        self._output: _Output | None = None
        self._container: av.container.OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._start_us: int | None = None
        self._last_ticks = -1

    @property
    def bytes(self) -> int:
        """Size of the file so far; what the encoder still holds back is not in it."""
        return 0 if self._output is None else self._output.size

    @property
    def codec(self) -> str:
        """Name of the encoder, such as "libx264"; empty before the first picture."""
        return "" if self._stream is None else self._stream.codec_context.codec.name

    def write(self, picture: Image, pts_us: int) -> None:
        """Append one picture (HxWx3 BGR, all of one size), shown `pts_us` after the first's.

        Odd sizes grow by one repeated row or column; a picture of another size than the first is
        scaled to it. Raises `OutputError` when it cannot be encoded or written.
        """
        if self._start_us is None:
            self._start_us = pts_us
        ticks = round((pts_us - self._start_us) * _TICKS / 1_000_000)
        ticks = self._last_ticks = max(ticks, self._last_ticks + 1)
        picture = _even(picture)
        try:
            output, container, stream = self._opened(picture)
            size = (stream.codec_context.width, stream.codec_context.height)
            if picture.shape[1::-1] != size:
                picture = np.asarray(cv2.resize(picture, size), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(_i420(picture), format="yuv420p")
            frame.colorspace, frame.color_range = _SMPTE170M, _LIMITED
            frame.pts, frame.time_base = ticks, Fraction(1, _TICKS)
            container.mux(stream.encode(frame))
            output.raise_error()
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
            if self._output is not None:
                self._output.close()
                self._file.discard()
            return
        if error is None:
            try:
                self._finish()
            except OutputError:
                with contextlib.suppress(OutputError):
                    self.kept = self._file.keep_partial()
                raise
            self.kept = self._file.commit()
            return
        with contextlib.suppress(OSError, OutputError):
            self._finish()
        with contextlib.suppress(OutputError):
            self.kept = self._file.keep_partial()

    def _finish(self) -> None:
        if self._container is None or self._stream is None or self._output is None:
            return
        try:
            try:
                self._container.mux(self._stream.encode(None))
            finally:
                self._container.close()
                self._output.close()
            self._output.raise_error()
        except OSError as error:
            raise cannot_write(self._file.path, error) from error

    def _opened(self, picture: Image) -> tuple[_Output, av.container.OutputContainer, VideoStream]:
        if self._output is None or self._container is None or self._stream is None:
            encoder = _encoder()
            self._output = _Output(self._file.part)
            container = av.open(
                self._output, "w", format="mp4", options=dict(_PIECES) if self._live else {}
            )
            stream = cast("VideoStream", container.add_stream(encoder.name, rate=Fraction(30)))
            stream.height, stream.width = picture.shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.options = dict(encoder.live if self._live else encoder.careful)
            context: VideoCodecContext = stream.codec_context
            context.time_base = Fraction(1, _TICKS)
            context.thread_count = 1
            context.colorspace, context.color_range = _SMPTE170M, _LIMITED
            self._container, self._stream = container, stream
        return self._output, self._container, self._stream


class _Output:
    """The file that FFmpeg writes to. After a failure, told by `error`, it stays as it is.

    What FFmpeg does at the end of a file, as if nothing had happened, would make the pieces that
    are whole unreadable.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.size = 0
        self.error: OSError | None = None
        self._file = path.open("wb", buffering=0)

    def write(self, data: bytes) -> int:
        """Write all of `data`; never raises, as FFmpeg could not pass it on."""
        rest = memoryview(data)
        try:
            while rest and self.error is None:
                rest = rest[self._file.write(rest) or 0 :]
            self.size = max(self.size, self._file.tell())
        except OSError as error:
            self.error = error
        return len(data)

    def raise_error(self) -> None:
        """Raise the OSError that a write met, if any did."""
        if self.error is not None:
            raise self.error

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Close it; harmless when repeated."""
        self._file.close()


def _encoder() -> _Encoder:
    for encoder in _ENCODERS:
        if encoder.name in av.codecs_available:
            with contextlib.suppress(av.FFmpegError, ValueError):
                av.Codec(encoder.name, "w")
                return encoder
    raise OutputError(
        "this installation of PyAV can encode neither H.264 nor MPEG-4",
        hint="Reinstall it: pip install --force-reinstall av",
    )


def _i420(picture: Image) -> Image:
    """(3H/2)xW uint8: luma, then both chroma planes; half the time that FFmpeg takes for it."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def _even(picture: Image) -> Image:
    """Repeat the last row or column of odd sizes: video chroma comes in pairs of pixels."""
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return picture
    padded = cv2.copyMakeBorder(picture, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return np.asarray(padded, dtype=np.uint8)
