"""The thread that reads the video on screen: it opens, seeks, steps and plays, newest wish first.

A plain thread and callbacks. Nothing queues up: a wish that comes while another is worked
on replaces the one that waits, so scrubbing shows the newest place instead of every place.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.gui.bridge import as_mien_error
from app.gui.video.reel import Overtaken, Reel, SeekableSource
from engine.errors import MienError
from engine.types import Frame

#: A playback this late starts its clock afresh: rather slow than jumping.
_PATIENCE_S: Final = 0.25

#: Number of the wish of a frame that only stands near the one that was wished for.
PREVIEW: Final = -1

#: Going round a loop takes at least so long, lest a loop of one frame keep the processor busy.
_SHORTEST_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class DecoderEvents:
    """Whom the decoder tells; called in its thread, so a receiver must only pass it on.

    opened: the file is a video. frame: this picture is the current one, wanted by the wish of
    this number, or near it (`PREVIEW`). ended: the wish of this number met the end of the video
    (or, going backwards, its beginning) and rests there. failed: the file cannot be opened, or
    breaks off here; what was shown stays.
    """

    opened: Callable[[SeekableSource], object]
    frame: Callable[[Frame, int], object]
    ended: Callable[[int], object]
    failed: Callable[[MienError], object]


@dataclass(frozen=True, slots=True)
class Wish:
    """What should be on screen: frame `index` if not None, then playing on at `rate`.

    rate: 1 is real time, negative goes backwards, 0 is a still picture. number: which wish this
    is, so that news of an older one can be told from news of this one. loop: first and last
    frame of a range that playing stays in once it is there, or None.
    """

    index: int | None = None
    rate: float = 0.0
    number: int = 0
    loop: tuple[int, int] | None = None


class Decoder:
    """Owns one video in a thread of its own, from `start` to `close`."""

    def __init__(
        self, path: Path, open_video: Callable[[Path], SeekableSource], events: DecoderEvents
    ) -> None:
        self._path = path
        self._open = open_video
        self._events = events
        self._changed = threading.Condition()
        self._wish: Wish | None = Wish(0)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="mien-player", daemon=True)

    def start(self) -> None:
        """Open the file and show its first frame."""
        self._thread.start()

    def wish(self, wish: Wish) -> None:
        """Ask for something; replaces what was asked for and has not begun. Does not block."""
        with self._changed:
            waiting = self._wish
            # A new speed must not lose the place that was asked for just before.
            if wish.index is None and waiting is not None:
                wish = replace(wish, index=waiting.index)
            self._wish = wish
            self._changed.notify_all()

    def close(self, timeout_s: float = 3.0) -> bool:
        """Stop and close the file; harmless when called twice. False if it did not in time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            with self._open(self._path) as video:
                self._events.opened(video)
                _Playback(Reel(video), self._events, self._next_wish, self._overtaken).run()
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            self._events.failed(as_mien_error(error))

    def _next_wish(self, timeout_s: float | None) -> Wish | _Closed | None:
        """The newest wish, or None when none came in time (None: wait for ever)."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._wish is not None, timeout_s)
            if self._closed:
                return _Closed()
            wish, self._wish = self._wish, None
            return wish

    def _overtaken(self) -> bool:
        """Whether another place is wished for, or none any more."""
        with self._changed:
            return self._closed or (self._wish is not None and self._wish.index is not None)


class _Closed:
    """Answer to waiting when the decoder shall end."""


class _Playback:
    """The decoder's loop: what is on screen, how fast it moves, when the next frame is due."""

    def __init__(
        self,
        reel: Reel,
        events: DecoderEvents,
        next_wish: Callable[[float | None], Wish | _Closed | None],
        overtaken: Callable[[], bool],
    ) -> None:
        self._reel = reel
        self._events = events
        self._next_wish = next_wish
        self._overtaken = overtaken
        self._hurried = False  # the wish before was overtaken while it was worked on
        self._shown: Frame | None = None
        self._rate = 0.0
        self._number = 0
        self._loop: tuple[int, int] | None = None
        self._anchor = (0.0, 0)  # wall clock in seconds, presentation time in microseconds
        self._interval_s = 0.0  # of the last two frames shown one after the other, at this rate
        self._told_damage = False

    def run(self) -> None:
        """Serve wishes until closed."""
        wait: float | None = None
        upcoming: Frame | None = None
        while True:
            wish = self._next_wish(wait)
            if isinstance(wish, _Closed):
                return
            if wish is not None:
                if not self._serve(wish):
                    wait = upcoming = None
                    continue
            elif upcoming is not None:
                self._show(upcoming)
            upcoming = self._upcoming() if self._rate else None
            wait = None if upcoming is None else self._delay(upcoming)

    def _serve(self, wish: Wish) -> bool:
        """Do what is wished for; False where something newer is wished for by now."""
        self._number, self._loop = wish.number, wish.loop
        if wish.index is not None:
            try:
                frame = self._go(max(wish.index, 0))
            except Overtaken:
                self._hurried = True
                return False
            self._hurried = False
            if frame is None and self._reel.last is not None:
                frame = self._reel.frame(self._reel.last)
                self._events.ended(wish.number)
            if frame is not None:
                self._show(frame)
            self._tell_damage()
        self._rate = wish.rate
        self._set_clock()
        return True

    def _go(self, index: int) -> Frame | None:
        """The frame; where wishes come faster than frames, a cheap one near it is shown first."""
        if self._hurried:
            preview = self._reel.preview(index)
            if preview is not None:
                self._events.frame(preview, PREVIEW)
        return self._reel.frame(index, self._overtaken)

    def _upcoming(self) -> Frame | None:
        """The next frame of a running playback; ends the playback where there is none."""
        if self._shown is None:
            return None
        index = self._next_index(self._shown.index)
        frame = self._reel.frame(index) if index >= 0 else None
        if frame is None:
            self._rate = 0.0
            self._tell_damage()
            self._events.ended(self._number)
        return frame

    def _next_index(self, shown: int) -> int:
        step = 1 if self._rate > 0 else -1
        if self._loop is not None:
            first, last = self._loop
            if shown == (last if step > 0 else first):
                return first if step > 0 else last
        return shown + step

    def _delay(self, frame: Frame) -> float:
        """Seconds until a frame is due."""
        if self._shown is not None and (frame.pts_us - self._shown.pts_us) * self._rate <= 0:
            # Round the loop: the frame on screen stays for as long as the one before it did.
            wait = max(self._interval_s, _SHORTEST_S)
            self._anchor = (time.monotonic() + wait, frame.pts_us)
        wall, pts_us = self._anchor
        due = wall + (frame.pts_us - pts_us) / 1e6 / self._rate
        delay = due - time.monotonic()
        if delay < -_PATIENCE_S:
            self._set_clock()
        return max(delay, 0.0)

    def _set_clock(self) -> None:
        if self._shown is not None:
            self._anchor = (time.monotonic(), self._shown.pts_us)

    def _show(self, frame: Frame) -> None:
        before, self._shown = self._shown, frame
        if before is not None and self._rate and abs(frame.index - before.index) == 1:
            self._interval_s = abs((frame.pts_us - before.pts_us) / 1e6 / self._rate)
        self._events.frame(frame, self._number)

    def _tell_damage(self) -> None:
        if self._reel.damage is not None and not self._told_damage:
            self._told_damage = True
            self._events.failed(self._reel.damage)
