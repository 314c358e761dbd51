"""Where each frame of a video lies: what an exact seek and a time axis need."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from engine.sources.clock import Clock, is_variable, to_us
from engine.sources.container import Damage, decode, is_cut_off, open_container, time_base_of

Ints = NDArray[np.int64]
Progress = Callable[[float], object]

#: Packets or frames between two reports of progress.
_REPORT_EVERY = 256


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """Every frame that a video shows, in presentation order.

    times_us: (N,) int64, strictly increasing. ticks: (N,) int64, the same in the container's own
    units, or None where its timestamps cannot be sought by. keys: (N,) bool, decoding can begin
    here.
    """

    times_us: Ints
    ticks: Ints | None
    keys: NDArray[np.bool_]

    def is_variable(self, time_base: Fraction) -> bool:
        """Whether frame intervals differ. time_base: seconds a tick."""
        steps = np.diff(self.times_us)
        return bool(steps.size) and is_variable(int(steps.min()), int(steps.max()), time_base)

    def key_before(self, index: int) -> int:
        """The last frame not after `index` at which decoding can begin; 0 where there is none."""
        found = np.flatnonzero(self.keys[: index + 1])
        return int(found[-1]) if found.size else 0


def build_index(
    path: Path, progress: Progress | None = None, stop: threading.Event | None = None
) -> FrameIndex | None:
    """Read a video's timestamps from its packets, without decoding where they can be trusted.

    Where they cannot (missing, repeated, or known not to match what is shown), the video is
    decoded instead, without converting pictures. Returns None when `stop` was set.

    Raises:
        SourceError: the file cannot be opened.
    """
    report = _Reporter(path, progress, stop)
    container, stream = open_container(path)
    with container:
        index = _from_packets(container, stream, report)
    if index is not None or report.stopped:
        return None if report.stopped else index
    container, stream = open_container(path)
    with container:
        index = _from_frames(container, stream, report)
    return None if report.stopped else index


class _Reporter:
    """Tells how far reading is, by bytes, and whether to stop."""

    def __init__(self, path: Path, progress: Progress | None, stop: threading.Event | None) -> None:
        self._size = max(path.stat().st_size, 1)
        self._progress = progress
        self._stop = stop
        self._count = 0
        self._share = 0.0

    @property
    def stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    def at(self, position: int | None) -> bool:
        """Report now and then; False when reading should end."""
        self._count += 1
        if self._count % _REPORT_EVERY:
            return True
        if position is not None:
            self._share = max(self._share, min(position / self._size, 1.0))
        if self._progress is not None:
            self._progress(self._share)
        return not self.stopped


def _from_packets(
    container: InputContainer, stream: VideoStream, report: _Reporter
) -> FrameIndex | None:
    """The index, or None where packets do not tell what is shown."""
    if stream.codec_context.name == "vp8":  # some of its packets show nothing
        return None
    ticks: list[int] = []
    keys: list[bool] = []
    delays: set[int] = set()  # from decoding to presentation
    try:
        for packet in container.demux(stream):
            if not report.at(packet.pos):
                return None
            if packet.size == 0 or packet.is_discard or is_cut_off(packet, container):
                continue
            if packet.pts is None:
                return None
            ticks.append(packet.pts)
            keys.append(packet.is_keyframe)
            delays.add(packet.pts - (packet.pts if packet.dts is None else packet.dts))
    except (av.FFmpegError, OSError):
        pass  # what was read so far can be sought; reading on meets the damage and tells
    # One delay for all means that frames come in order, or that the container (AVI) cannot say.
    if not ticks or (len(delays) == 1 and stream.codec_context.has_b_frames):
        return None
    stamps = np.array(ticks, dtype=np.int64)
    order = np.argsort(stamps, kind="stable")
    stamps = stamps[order]
    times = _microseconds(stamps, time_base_of(stream))
    if np.any(np.diff(times) <= 0):
        return None
    return FrameIndex(times, stamps, np.array(keys, dtype=np.bool_)[order])


def _from_frames(
    container: InputContainer, stream: VideoStream, report: _Reporter
) -> FrameIndex | None:
    clock = make_clock(stream)
    times: list[int] = []
    for frame in decode(container, stream, Damage()):
        if not report.at(None):
            return None
        times.append(clock.stamp(frame.pts, frame.dts))
    stamps = np.array(times, dtype=np.int64)
    return FrameIndex(stamps, None, np.zeros(len(stamps), dtype=np.bool_))


def make_clock(stream: VideoStream) -> Clock:
    """The clock for a stream's frames."""
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    return Clock(time_base_of(stream), round(1_000_000 / rate))


def _microseconds(ticks: Ints, time_base: Fraction) -> Ints:
    return np.array([to_us(tick, time_base) for tick in ticks.tolist()], dtype=np.int64)
