"""One way through a video file: where it stands, what time it is there, what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from engine.sources.clock import is_variable, to_us
from engine.sources.container import Damage, decode, open_container, time_base_of
from engine.sources.frame_index import FrameIndex, make_clock


class Reading:
    """Decoded frames of a file with their numbers and times, from its start or from any place."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises `SourceError` where that is not possible."""
        self._path = path
        self.next_index = 0
        self._open()

    @property
    def time_base(self) -> Fraction:
        """Seconds a tick of the stream's timestamps."""
        return time_base_of(self.stream)

    @property
    def duration_us(self) -> int | None:
        """The length that the container states, or None."""
        if self.stream.duration is not None:
            return to_us(self.stream.duration, self.time_base)
        return self._container.duration

    @property
    def variable(self) -> bool | None:
        """Whether frame intervals differ; None unless the file was read from its start."""
        return self._run.variable if self._whole else None

    def peek(self) -> av.VideoFrame | None:
        """The next decoded frame, which stays the next; None at the end."""
        return self._run.peek()

    def next(self, index: FrameIndex | None) -> tuple[int, int, av.VideoFrame] | None:
        """The next frame's number, time in microseconds and picture; None at the end."""
        timed = self._run.next()
        if timed is None:
            return None
        time_us, frame = timed
        number = self.next_index
        if index is not None and index.ticks is not None and frame.pts is not None:
            # Where frames of a damaged file are missing, counting would go wrong.
            number = max(number, int(np.searchsorted(index.ticks, frame.pts)))
        self.next_index = number + 1
        return number, time_us, frame

    def raise_damage(self) -> None:
        """Raise `SourceDamaged` where something was lost on the way here."""
        if (error := self._run.damage.error(self._path)) is not None:
            raise error

    def restart(self) -> None:
        """Go back to the first frame."""
        self.close()
        self._open()

    def approach(self, index: int, frames: FrameIndex) -> None:
        """Go to a place from which decoding on meets frame `index`: near it where possible."""
        if frames.ticks is None:
            if index < self.next_index:
                self.restart()
            return
        key = frames.key_before(index)
        if key <= self.next_index <= index:
            return
        while key > 0:
            self._jump(int(frames.ticks[key]))
            frame = self.peek()
            if frame is not None and frame.pts is not None and frame.pts <= frames.ticks[index]:
                self.next_index = int(np.searchsorted(frames.ticks, frame.pts))
                return
            key = frames.key_before(key - 1)  # the container landed too late: begin earlier
        self.restart()

    def close(self) -> None:
        """Close the file; there are no more frames."""
        self._run.end()
        self._container.close()

    def _open(self) -> None:
        self._container, self.stream = open_container(self._path)
        self._run = _Run(self._container, self.stream)
        self._whole = True
        self.next_index = 0

    def _jump(self, ticks: int) -> None:
        self._container.seek(ticks, stream=self.stream)
        self._run = _Run(self._container, self.stream)
        self._whole = False


class _Run:
    """Decoding without a break, from where the container stands to its end."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self.damage = Damage()
        self._time_base = time_base_of(stream)
        self._clock = make_clock(stream)
        self._decoded: Iterator[av.VideoFrame] = decode(container, stream, self.damage)
        self._pending: av.VideoFrame | None = None
        self._last_us: int | None = None
        self._steps: tuple[int, int] | None = None  # shortest and longest, microseconds

    @property
    def variable(self) -> bool:
        return self._steps is not None and is_variable(*self._steps, self._time_base)

    def peek(self) -> av.VideoFrame | None:
        if self._pending is None:
            self._pending = next(self._decoded, None)
        return self._pending

    def next(self) -> tuple[int, av.VideoFrame] | None:
        frame = self.peek()
        if frame is None:
            return None
        self._pending = None
        time_us = self._clock.stamp(frame.pts, frame.dts)
        if self._last_us is not None:
            step = time_us - self._last_us
            shortest, longest = self._steps or (step, step)
            self._steps = (min(shortest, step), max(longest, step))
        self._last_us = self.damage.read_us = time_us
        return time_us, frame

    def end(self) -> None:
        self._pending = None
        self._decoded = iter(())
