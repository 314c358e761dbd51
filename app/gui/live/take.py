"""One recording: its table and, where it was asked for, its video."""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.gui.live.footage import Footage
from app.gui.live.recording import LiveTable, Moment, Provenance, Recorded, file_name
from engine.errors import MienError
from engine.export.staged import make_folder
from engine.types import Frame, Record, Status

#: How long the end of a recording waits for the analysis to catch up, in seconds.
_SETTLE_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How a recording is doing.

    bytes: size of its table and video. free_bytes: room on the disk. dropped: frames of the table
    without a picture in the video. marks: moments noted so far.
    """

    elapsed_s: float
    bytes: int
    free_bytes: int
    dropped: int = 0
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a recording left behind. error: what ended the table, or else the video, early."""

    recorded: Recorded
    error: MienError | None = None


class Take:
    """Writes `NAME.csv`, `NAME.session.json` and, with its video, `NAME.mp4`; thread-safe.

    Both begin with the first picture grabbed, and both have every picture grabbed until `end`: in
    the table those that were never analysed are `dropped` rows. Pictures that the encoder had no
    time for are missing from the video, and counted. Where the video cannot be written any more,
    the table goes on.

    `grab` is called in the thread that grabs, `write` in the one that analyses.
    """

    def __init__(
        self, path: Path, provenance: Provenance, begin: Moment, footage: Footage | None = None
    ) -> None:
        """begin: now, or earlier. footage: of the same recording. Raises `OutputError`."""
        self.started = time.monotonic()
        #: What `finish` calls at last.
        self.ends = ExitStack()
        self._footage = footage
        self._table = LiveTable(path, provenance, begin)
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._grabbed: deque[tuple[int, int]] = deque()  # index, pts_us: not yet in the table
        self._span: tuple[int, int] | None = None  # first and last index
        self._newest_us: int | None = None
        self._ended = self._over = False

    @property
    def path(self) -> Path:
        """The table's file when it is whole."""
        return self._table.path

    @property
    def error(self) -> MienError | None:
        """What broke the table: nothing more is recorded."""
        return self._table.error

    @property
    def video_error(self) -> MienError | None:
        """What ended the video, while the table goes on."""
        return None if self._footage is None else self._footage.error

    def progress(self) -> Progress:
        """How it is doing; asks the file system."""
        size, free = 0, 0
        with suppress(OSError):
            free = shutil.disk_usage(self.path.parent).free
            size = self.path.with_name(f"{self.path.name}.part").stat().st_size
        elapsed_s = time.monotonic() - self.started
        video, dropped = 0, 0
        if self._footage is not None:
            video, dropped = self._footage.bytes, self._footage.dropped
        return Progress(elapsed_s, size + video, free, dropped, self._table.marks)

    def mark(self) -> None:
        """Note the moment of the picture that was grabbed last."""
        with self._changed:
            newest = self._newest_us
        if newest is not None:
            self._table.mark(newest)

    def grab(self, frame: Frame) -> None:
        """A picture was grabbed, whose record will follow; never waits."""
        with self._changed:
            if self._ended:
                return
            first = frame.index if self._span is None else self._span[0]
            self._span = (first, frame.index)
            self._grabbed.append((frame.index, frame.pts_us))
            self._newest_us = frame.pts_us
        if self._footage is not None:
            self._footage.add(frame)

    def write(self, record: Record) -> None:
        """Append a frame that was grabbed; does nothing once it is finished or broken."""
        with self._writing:
            if not self._over and self._settle(record.index):
                self._table.write(record)

    def end(self) -> None:
        """Nothing that is grabbed from now on belongs to it."""
        with self._changed:
            self._ended = True

    def finish(self, timeout_s: float | None = None, settle_s: float = _SETTLE_S) -> Result:
        """Close all files and say what they hold; the same answer when called again.

        Waits for what was grabbed to be analysed, at most `settle_s`, then for the encoder, at
        most `timeout_s`.
        """
        self.end()
        with self._changed:
            self._changed.wait_for(lambda: not self._grabbed, settle_s)
        with self._writing:
            self._over = True
            while self._grabbed:
                self._table.write(Record(*self._grabbed.popleft(), Status.DROPPED))
        with self._changed:
            self._changed.notify_all()
        self.ends.close()
        video = None if self._footage is None else self._footage.finish(timeout_s)
        recorded = self._table.finish(video)
        return Result(recorded, self._table.error or self.video_error)

    def _settle(self, index: int) -> bool:
        """Whether frame `index` belongs to it; it is waited for no more."""
        with self._changed:
            while self._grabbed and self._grabbed[0][0] <= index:
                self._grabbed.popleft()
            self._changed.notify_all()
            return self._span is not None and self._span[0] <= index <= self._span[1]


def free_path(folder: Path, now: datetime) -> Path:
    """Where the table of a recording goes that begins now; nothing else there is called so.

    Makes the folder. Raises `OutputError` where no file can be made in it.
    """
    make_folder(folder)
    path = folder / file_name(now)
    number = 2
    while any(folder.glob(f"{path.stem}.*")):
        path = folder / file_name(now).replace(".csv", f"-{number}.csv")
        number += 1
    return path
