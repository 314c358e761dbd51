"""Playing one video: the state that the transport shows and the keys change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.gui.bridge import Jobs
from app.gui.video.decoder import PREVIEW, Decoder, DecoderEvents, Wish
from app.gui.video.reel import SeekableSource
from app.gui.video.viewport import TimeIndex
from engine.errors import MienError
from engine.mailbox import Newest
from engine.sources.base import SourceInfo
from engine.types import Frame

#: Speeds of the J and L keys, one further each press.
SHUTTLE: Final = (1.0, 2.0, 4.0)


class IndexedSource(SeekableSource, Protocol):
    """A video file that can list the time of each of its frames."""

    def times(
        self,
        progress: Callable[[float], object] | None = None,
        stop: threading.Event | None = None,
    ) -> NDArray[np.int64]:
        """Presentation times in microseconds, empty when stopped.

        May run in another thread than the rest.
        """


@dataclass(frozen=True, slots=True)
class Position:
    """What is on screen. index: frame. elapsed_us: since the first frame, from timestamps."""

    index: int
    elapsed_us: int


class Player(QObject):
    """One open video, from `open` to `close`; a new video gets a new player.

    All reading happens in two threads: one decodes what is wished for, one lists the timestamps
    and then ends. Pictures come across one at a time, the newest.
    """

    opened = Signal(object)  # SourceInfo
    indexing = Signal(float)  # share of the timestamps read, 0 to 1
    indexed = Signal(object)  # TimeIndex
    frame_changed = Signal(object)  # Frame
    rate_changed = Signal(float)
    failed = Signal(object)  # MienError

    _opened = Signal(object)
    _arrived = Signal()
    _ended = Signal(int)
    _failed = Signal(object)

    def __init__(
        self,
        path: Path,
        open_video: Callable[[Path], IndexedSource],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self._jobs = Jobs(self)
        self._frames: Newest[tuple[Frame, int]] = Newest()
        self._near = False  # the picture only stands near the place that was asked for
        self._under_way = threading.Event()
        self._closed = False
        self._target: int | None = None
        self._number = 0
        self._target_number = 0  # of the wish that asked for it
        self._rate = 0.0
        self._loop: tuple[int, int] | None = None
        self.speed = 1.0
        self.info: SourceInfo | None = None
        self.index: TimeIndex | None = None
        self.frame: Frame | None = None
        self._opened.connect(self._on_opened)
        self._arrived.connect(self._on_frame)
        self._ended.connect(self._on_ended)
        self._failed.connect(self._on_failed)
        events = DecoderEvents(
            self._opened.emit, self._put_frame, self._ended.emit, self._failed.emit
        )
        self._decoder = Decoder(path, open_video, events)

    def open(self) -> None:
        """Start reading: the first frame comes at once, the timestamps behind it."""
        self._decoder.start()

    def close(self, timeout_s: float = 3.0) -> bool:
        """Stop both threads and wait for them; True when they have ended. Harmless twice."""
        self._closed = True
        # The decoder closes the file, which listing the timestamps still uses: that ends first.
        listed = self._jobs.close(timeout_s)
        return self._decoder.close(timeout_s) and listed

    # --- state -------------------------------------------------------------------------------

    @property
    def rate(self) -> float:
        """Speed of playback, negative backwards, 0 when paused."""
        return self._rate

    @property
    def settled(self) -> bool:
        """Whether the frame that was asked for last is on screen."""
        return self._target is None

    @property
    def last(self) -> int | None:
        """Index of the last frame, where it is known."""
        return len(self.index) - 1 if self.index is not None else None

    def position(self) -> Position | None:
        """Where the page stands, or None before the first frame.

        That is what is on screen, or, while somebody rushes through, what was asked for.
        """
        if self.frame is None:
            return None
        start = self.index.start if self.index else self.info.start_us if self.info else 0
        index = self.aim if self._near else self.frame.index
        return Position(index, self.place_us - start)

    @property
    def place_us(self) -> int:
        """Time of where the page stands, see `position`; 0 before the first frame."""
        if self._near and self.index is not None:
            return int(self.index.times[min(self.aim, len(self.index) - 1)])
        return 0 if self.frame is None else self.frame.pts_us

    # --- wishes ------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause."""
        if self._rate:
            self.pause()
        else:
            self.play(self.speed)

    def play(self, rate: float) -> None:
        """Play at `rate`; from the start again where the end is on screen."""
        at_end = self.frame is not None and self.last is not None and self.frame.index >= self.last
        looping = self._loop is not None and self._loop[1] == self.last
        restart = 0 if rate > 0 and at_end and self._target is None and not looping else None
        self._set_rate(rate)
        self._wish(restart, rate)

    def pause(self) -> None:
        """Stop at the frame on screen."""
        self._set_rate(0.0)
        self._wish(None, 0.0)

    def shuttle(self, direction: int) -> None:
        """Play forwards (1) or backwards (-1), one speed faster if it runs that way already."""
        speed = self._rate * direction
        faster = [step for step in SHUTTLE if step > speed] if speed > 0 else [SHUTTLE[0]]
        self.play(direction * (faster[0] if faster else SHUTTLE[-1]))

    def set_speed(self, speed: float) -> None:
        """Choose the speed of play; a running playback changes to it."""
        self.speed = speed
        if self._rate > 0:
            self.play(speed)

    @property
    def loop(self) -> tuple[int, int] | None:
        """First and last frame of the range that playing stays in, or None."""
        return self._loop

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        """Stay in a range of frames (both included) while playing, or let go with None."""
        if loop != self._loop:
            self._loop = loop
            if self._rate:
                self._wish(None, self._rate)

    def step(self, frames: int) -> None:
        """Pause, and go some frames on or back."""
        self.seek(self.aim + frames, keep_playing=False)

    def skip(self, seconds: float) -> None:
        """Go to the frame so many seconds from the current one, at least one frame on."""
        aim = self.aim
        if self.index is None:
            return
        time = self.index.times[min(aim, len(self.index) - 1)] + round(seconds * 1e6)
        found = self.index.index_at(time)
        beyond = aim + (1 if seconds > 0 else -1)
        self.seek(max(found, beyond) if seconds > 0 else min(found, beyond))

    def seek(self, index: int, *, keep_playing: bool = True) -> None:
        """Go to a frame; the newest wish wins over those that still wait."""
        last = self.last
        index = max(index, 0) if last is None else min(max(index, 0), last)
        if not keep_playing:
            self._set_rate(0.0)
        self._target = index
        self._wish(index, self._rate)
        self._target_number = self._number

    def seek_last(self) -> None:
        """Go to the last frame; does nothing before the timestamps are known."""
        if self.last is not None:
            self.seek(self.last)

    def seek_time(self, pts_us: float) -> None:
        """Go to the frame on screen at a time; does nothing before the timestamps are known."""
        if self.index is not None:
            self.seek(self.index.index_at(pts_us))

    @property
    def aim(self) -> int:
        """The frame that was asked for last, or the one on screen."""
        if self._target is not None:
            return self._target
        return self.frame.index if self.frame is not None else 0

    def _wish(self, index: int | None, rate: float) -> None:
        self._number += 1
        self._decoder.wish(Wish(index, rate, self._number, self._loop))

    def _set_rate(self, rate: float) -> None:
        if rate != self._rate:
            self._rate = rate
            self.rate_changed.emit(rate)

    # --- in the decoder's thread --------------------------------------------------------------

    def _put_frame(self, frame: Frame, number: int) -> None:
        self._frames.put((frame, number))
        if not self._under_way.is_set():
            self._under_way.set()
            self._arrived.emit()

    # --- in the GUI thread -------------------------------------------------------------------

    @Slot()
    def _on_frame(self) -> None:
        self._under_way.clear()
        arrived = self._frames.get(0.0)
        if arrived is None or self._closed:
            return
        self.frame, number = arrived
        self._near = number == PREVIEW
        # A pause or a loop wished for since has another number, and brings no frame of its own.
        if number >= self._target_number:
            self._target = None
        self.frame_changed.emit(self.frame)

    @Slot(object)
    def _on_opened(self, video: IndexedSource) -> None:
        if self._closed:
            return
        self.info = video.info
        self.opened.emit(self.info)
        self._jobs.run(
            lambda control: (video.times(control.report, control.stop), video.info),
            name="index",
            done=self._on_listed,
            failed=self._on_failed,
            progress=self.indexing.emit,
        )

    @Slot(int)
    def _on_ended(self, number: int) -> None:
        if not self._closed and number == self._number:
            self._set_rate(0.0)

    @Slot(object)
    def _on_failed(self, error: MienError) -> None:
        if not self._closed:
            self._target = None
            self._set_rate(0.0)
            self.failed.emit(error)

    def _on_listed(self, listed: tuple[NDArray[np.int64], SourceInfo]) -> None:
        times, self.info = listed
        if len(times):
            self.index = TimeIndex(times)
            self.indexed.emit(self.index)
