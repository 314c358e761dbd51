"""The video of a recording: pictures as they were grabbed, encoded in a thread of their own."""

from __future__ import annotations

import logging
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import MienError, OutputError
from engine.export.session import VideoSpec
from engine.types import Frame

if TYPE_CHECKING:
    from engine.export.video_writer import VideoWriter

_log = logging.getLogger(__name__)

#: Pictures that wait may take so much memory: more than a second at 1280x720 and 30 a second.
ROOM_BYTES: Final = 100 * 2**20

#: Closing a file may take so long, in seconds.
_CLOSING_S: Final = 1.0


class Footage:
    """Writes `NAME.mp4`: every picture it is given, at its time from the first one on.

    Where the pictures that wait for the encoder would fill more than `room_bytes`, the newest one
    is left out and counted; nobody waits. `mien-record` encodes.
    """

    def __init__(self, path: Path, room_bytes: int = ROOM_BYTES) -> None:
        """Begin; what goes wrong, then or later, ends it quietly and is told by `error`."""
        self.error: MienError | None = None
        self.dropped = 0
        self._path = path
        self._room = room_bytes
        self._queue: deque[Frame] = deque()
        self._changed = threading.Condition()
        self._over = False
        self._frames = 0
        self._writer: VideoWriter | None = None
        self._thread = threading.Thread(target=self._encode, name="mien-record", daemon=True)
        self._thread.start()

    @property
    def bytes(self) -> int:
        """Size of the file so far."""
        return 0 if self._writer is None else self._writer.bytes

    def add(self, frame: Frame) -> None:
        """Hand a picture to the encoder; never waits."""
        with self._changed:
            if self._over or self.error is not None:
                return
            if frame.image.nbytes > self._room:
                self.dropped += 1
                return
            self._room -= frame.image.nbytes
            self._queue.append(frame)
            self._changed.notify()

    def finish(self, timeout_s: float | None = None) -> VideoSpec | None:
        """Encode what waits, close the file and say what it holds; None where there is no picture.

        Takes as long as the encoder needs, but what still waits after `timeout_s` is left out.
        """
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            with self._changed:
                self.dropped += len(self._queue)
                self._queue.clear()
            self._thread.join(_CLOSING_S)
        if self._thread.is_alive():  # the disk hangs; the file can be played as it is
            _log.error("the video was not finished in time: %s", self._path)
        if self._writer is None or self._writer.kept is None:
            return None
        error = None if self.error is None else str(self.error)
        kept = self._writer.kept.name
        return VideoSpec(kept, self._writer.codec, self._frames, self.dropped, error)

    def _encode(self) -> None:
        try:
            # Here, as FFmpeg takes a moment to load that no window should wait for.
            from engine.export.video_writer import VideoWriter

            self._writer = VideoWriter(self._path, live=True)
            with self._writer as writer:
                while (frame := self._next()) is not None:
                    writer.write(frame.image, frame.pts_us)
                    self._frames += 1
        except MienError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            _log.exception("encoding failed", exc_info=error)
            what = f"the video cannot be encoded ({type(error).__name__}: {error})"
            self._fail(OutputError(what, subject=str(self._path)))

    def _next(self) -> Frame | None:
        """The next picture to encode; None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._over)
            if not self._queue:
                return None
            frame = self._queue.popleft()
            self._room += frame.image.nbytes
            return frame

    def _fail(self, error: MienError) -> None:
        with self._changed:
            self.error = error
            self._queue.clear()
