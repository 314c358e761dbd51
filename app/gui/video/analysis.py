"""Analysing a whole video behind the window: records stream in, cancelling keeps them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.bridge import JobControl, Jobs
from app.gui.video.reel import SeekableSource
from engine.errors import MienError
from engine.pipeline import Analyser, analyse_source
from engine.types import Record

#: Speed is measured over so many seconds, so that it follows what the machine does now.
_SPEED_WINDOW_S: Final = 3.0


class Ending(Enum):
    """How an analysis ended."""

    COMPLETE = auto()
    CANCELLED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is.

    done, total: frames (total None where unknown). fps: frames a second, 0 before it is known.
    """

    done: int
    total: int | None
    fps: float

    @property
    def share(self) -> float | None:
        """0 to 1, or None where the length is unknown."""
        return min(self.done / self.total, 1.0) if self.total else None

    @property
    def seconds_left(self) -> float | None:
        """Estimated rest, or None before it can be told."""
        if not self.total or self.fps <= 0:
            return None
        return max(self.total - self.done, 0) / self.fps


class Speedometer:
    """Frames a second over the last moments."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def update(self, now_s: float, done: int) -> float:
        """Tell how many frames are done at a time; returns frames a second, 0 at first."""
        self._marks.append((now_s, done))
        while now_s - self._marks[0][0] > _SPEED_WINDOW_S and len(self._marks) > 2:
            self._marks.popleft()
        start_s, start = self._marks[0]
        return (done - start) / (now_s - start_s) if now_s > start_s else 0.0


class AnalysisJob(QObject):
    """One run over a video in a thread of its own, from `start` until `finished`.

    The thread opens its own copy of the file and makes its own analyser. Records come across in
    batches, one batch under way at a time, and all of them before `finished`.
    """

    records = Signal(object)  # tuple[Record, ...], in frame order
    progress = Signal(object)  # Progress
    model = Signal(object)  # ModelInfo
    finished = Signal(object, object)  # Ending, MienError | None

    _woken = Signal()
    _ready = Signal(object)

    def __init__(
        self,
        path: Path,
        open_video: Callable[[Path], SeekableSource],
        build: Callable[[], Analyser],
        *,
        first_frame: int = 0,
        first_track: int = 0,
        total: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare a run.

        first_frame: where to begin. first_track: added to all track ids, so that a run that goes
        on after an earlier one does not use its ids again. total: frames of the whole video.
        """
        super().__init__(parent)
        self._path = path
        self._open_video = open_video
        self._build = build
        self._first_frame = first_frame
        self._first_track = first_track
        self._total = total
        self._speed = Speedometer()
        self._lock = threading.Lock()
        self._batch: list[Record] = []
        self._jobs = Jobs(self)
        self._control: JobControl | None = None
        self._woken.connect(self._deliver)
        self._ready.connect(self.model)

    def start(self) -> None:
        """Begin."""
        self._control = self._jobs.run(
            self._analyse, name="analyse", done=self._on_done, failed=self._on_failed
        )

    def cancel(self) -> None:
        """Stop after the frames in work; `finished` follows."""
        if self._control is not None:
            self._control.stop.set()

    def close(self, timeout_s: float = 3.0) -> bool:
        """Stop and wait for the thread, without `finished`; True when it has ended.

        Records that were under way are still delivered.
        """
        ended = self._jobs.close(timeout_s)
        self._deliver()
        return ended

    def set_total(self, total: int) -> None:
        """The video's length, once it is known."""
        self._total = total

    # --- in the thread -----------------------------------------------------------------------

    def _analyse(self, control: JobControl) -> Ending:
        with self._open_video(self._path) as video, self._build() as analyser:
            self._ready.emit(analyser.info)
            if self._first_frame > 0:
                video.seek(self._first_frame - 1)  # reading goes on after it
            with closing(analyse_source(video, analyser, stop=control.stop)) as results:
                for scored in results:
                    self._put(self._renumbered(Record.of(scored)))
        return Ending.CANCELLED if control.stop.is_set() else Ending.COMPLETE

    def _renumbered(self, record: Record) -> Record:
        """Without latency, which means nothing in a file, and with ids not used before."""
        faces = tuple(replace(f, track=f.track + self._first_track) for f in record.faces)
        return replace(record, faces=faces, latency_ms=None)

    def _put(self, record: Record) -> None:
        with self._lock:
            idle = not self._batch
            self._batch.append(record)
        if idle:
            self._woken.emit()

    # --- in the GUI thread -------------------------------------------------------------------

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            batch, self._batch = tuple(self._batch), []
        if not batch:
            return
        self.records.emit(batch)
        done = batch[-1].index + 1
        fps = self._speed.update(time.monotonic(), done)
        self.progress.emit(Progress(done, self._total, fps))

    def _on_done(self, ending: Ending) -> None:
        self._deliver()
        self.finished.emit(ending, None)

    def _on_failed(self, error: MienError) -> None:
        self._deliver()
        self.finished.emit(Ending.FAILED, error)
