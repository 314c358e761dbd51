"""One recording: its table and, where it was asked for, its video."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.gui.live.footage import Footage
from app.gui.live.recording import LiveTable, Moment, Provenance, Recorded, file_name
from engine.errors import MienError
from engine.export.staged import make_folder
from engine.types import Frame, Record


@dataclass(frozen=True, slots=True)
class Progress:
    """How a recording is doing.

    bytes: size of its table and video. free_bytes: room on the disk. dropped: frames of the table
    without a picture in the video.
    """

    elapsed_s: float
    bytes: int
    free_bytes: int
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a recording left behind. error: what ended the table, or else the video, early."""

    recorded: Recorded
    error: MienError | None = None


class Take:
    """Writes `NAME.csv`, `NAME.session.json` and, with its video, `NAME.mp4`; thread-safe.

    The video has a picture for each frame of the table, at the same time from the first one on,
    but for those that the encoder had no time for: they are counted. Where the video cannot be
    written any more, the table goes on.
    """

    def __init__(
        self, path: Path, provenance: Provenance, first: Frame, footage: Footage | None = None
    ) -> None:
        """Begin with `first`. footage: of the same recording. Raises `OutputError`."""
        self.started = time.monotonic()
        self._footage = footage
        self._table = LiveTable(path, provenance, Moment.of(first))
        self._lock = threading.Lock()
        self._over = False
        if footage is not None:
            footage.hold(first)

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
        if self._footage is None:
            return Progress(elapsed_s, size, free)
        return Progress(elapsed_s, size + self._footage.bytes, free, self._footage.dropped)

    def write(self, record: Record) -> None:
        """Append a frame and its picture; does nothing once it is finished or broken."""
        with self._lock:
            if not self._over and self._table.write(record) and self._footage is not None:
                self._footage.take(record.index)

    def finish(self, timeout_s: float | None = None) -> Result:
        """Close all files and say what they hold; the same answer when called again.

        Waits for the encoder, at most `timeout_s`.
        """
        with self._lock:
            self._over = True
        video = None if self._footage is None else self._footage.finish(timeout_s)
        recorded = self._table.finish(video)
        return Result(recorded, self._table.error or self.video_error)


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
