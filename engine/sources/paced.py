"""A file played in real time, as a camera would give it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.closing import Closing
from engine.sources.base import FrameSource, SourceInfo
from engine.types import Frame

#: After falling behind by more than this, time starts afresh rather than rushing to catch up.
_PATIENCE_NS = 1_000_000_000


class Paced(Closing):
    """Gives another source's frames when they are due, stamped at that moment.

    A reader that is late gets the frames that fell due meanwhile at once, none lost; dropping is
    the mailbox's business. After a delay of more than a second (a sleeping computer) the clock
    starts afresh. Pictures are those of the source, times too; in a loop, both indices and times
    go on rising from round to round.
    """

    def __init__(
        self,
        source: FrameSource | Callable[[], FrameSource],
        fps: float | None = None,
        loop: bool = False,
    ) -> None:
        """source: an open source, or a function that opens one; it is closed with this one.

        fps: frames a second, instead of the source's own times. loop: begin again at the end
        (needs a function, which is called for each round).
        """
        if fps is not None and fps <= 0:
            raise ValueError(f"fps must be above 0, got {fps}")
        if loop and not callable(source):
            raise ValueError("to loop, give a function that opens the source")
        self._open = source if callable(source) else None
        self._source = source() if callable(source) else source
        self._fps = fps
        self._loop = loop
        self._closed = threading.Event()
        self._reading = threading.Lock()  # no source may be closed while it decodes

    @property
    def info(self) -> SourceInfo:
        """What is known of the source, with the rate it is played at."""
        info = self._source.info
        if self._fps is None:
            return info
        return replace(info, fps=self._fps, variable=False)

    def __iter__(self) -> Iterator[Frame]:
        """Frames when they are due; raises what the source raises. Ends when closed."""
        begin_ns: int | None = None
        begin_us = 0
        rounds = self._rounds()
        while (frame := self._next(rounds)) is not None:
            now = time.monotonic_ns()
            due = now if begin_ns is None else begin_ns + (frame.pts_us - begin_us) * 1000
            if begin_ns is None or now - due > _PATIENCE_NS:
                begin_ns, begin_us, due = now, frame.pts_us, now
            if self._closed.wait(max(due - now, 0) / 1e9):
                return
            yield replace(frame, taken_ns=time.monotonic_ns())

    def close(self) -> None:
        """Close the source. From any thread: an iteration that waits ends. May be repeated."""
        self._closed.set()
        with self._reading:
            self._source.close()

    def interrupt(self) -> None:
        """End the iteration soon, waking it if it waits; any thread may call this."""
        self._closed.set()

    def _next(self, rounds: Iterator[Frame]) -> Frame | None:
        with self._reading:
            return None if self._closed.is_set() else next(rounds, None)

    def _rounds(self) -> Iterator[Frame]:
        """The source's frames, round after round, numbered and timed through."""
        interval_us = round(1e6 / (self.info.fps or 25))
        first_index, shift_us = 0, 0
        while True:
            index, last_us = first_index - 1, None
            for frame in self._source:
                index = first_index + frame.index
                if self._fps is not None:
                    pts_us = round(index * 1e6 / self._fps)
                else:
                    if last_us is None and first_index:
                        shift_us += interval_us - frame.pts_us
                    pts_us = frame.pts_us + shift_us
                    interval_us = interval_us if last_us is None else pts_us - last_us
                last_us = pts_us
                yield replace(frame, index=index, pts_us=pts_us)
            if not self._loop or self._open is None or last_us is None or self._closed.is_set():
                return
            first_index, shift_us = index + 1, last_us
            self._source.close()
            self._source = self._open()
