"""A live session's table and its description: recorded while it runs, or exported afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from engine.errors import MienError
from engine.export.csv_sink import CsvSink
from engine.export.session import (
    Counts,
    ModelSpec,
    ModelStretch,
    Session,
    SessionFile,
    Settings,
    VideoSpec,
    new_session,
)
from engine.export.staged import make_folder
from engine.models.base import ModelInfo
from engine.sources.base import SourceInfo
from engine.types import Frame, Record, Status


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a live table came about. max_faces, smoothing_s: as the analyser was built.

    earlier: models that read faces before this one did, each up to a time in microseconds.
    """

    source: SourceInfo
    model: ModelInfo
    smoothing_s: float
    max_faces: int = 8
    earlier: tuple[tuple[int, ModelInfo], ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A source's time and the wall clock's at the same instant."""

    pts_us: int
    utc: datetime

    @classmethod
    def of(cls, frame: Frame) -> Moment:
        """When `frame` was grabbed."""
        age = timedelta(microseconds=(time.monotonic_ns() - frame.taken_ns) / 1e3)
        return cls(frame.pts_us, datetime.now(UTC) - age)

    def at(self, pts_us: int) -> Moment:
        """The moment of another time of the same source."""
        return Moment(pts_us, self.utc + timedelta(microseconds=pts_us - self.pts_us))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished table. path: None where there was no row. seconds: from first to last row.

    video: its video, None where there is none. dropped: frames of the table without a picture.
    """

    path: Path | None
    rows: int
    seconds: float
    complete: bool = True
    video: Path | None = None
    dropped: int = 0


class LiveTable:
    """Writes `NAME.csv` and `NAME.session.json`; thread-safe, so that it can end at any moment.

    An error while writing ends it quietly in the analysis thread; it is told by `error` and every
    row before it is kept.
    """

    def __init__(self, path: Path, provenance: Provenance, begin: Moment) -> None:
        """Open the files; rows from before `begin` are left out. Raises `OutputError`.

        Times count from the first row.
        """
        make_folder(path.parent)
        self.path = path
        self.error: MienError | None = None
        self._lock = threading.Lock()
        self._begin = begin
        session = new_session(
            provenance.source,
            provenance.model,
            Settings(1, provenance.max_faces, provenance.smoothing_s),
            started=begin.utc,
        )
        self._session = session
        self._earlier = provenance.earlier
        self._first_us = begin.pts_us
        self._seconds = 0.0
        self._marks: list[int] = []
        self._counts = Counts()
        self._recorded: Recorded | None = None
        self._description = SessionFile(path.with_suffix(".session.json"))
        self._description.write(session)
        self._sink: CsvSink | None = None

    def write(self, record: Record) -> bool:
        """Append a frame; does nothing once it is finished or broken. Returns whether it did."""
        with self._lock:
            if self._recorded is not None or self.error is not None:
                return False
            if record.pts_us < self._begin.pts_us:
                return False
            try:
                if self._sink is None:
                    self._sink = self._open(self._begin.at(record.pts_us))
                self._sink.write(record)
            except MienError as error:
                self.error = error
                return False
            self._count(record, self._sink.rows)
            return True

    @property
    def marks(self) -> int:
        """How many moments are noted."""
        return len(self._marks)

    def mark(self, pts_us: int) -> None:
        """Note a moment, at once, so that it is there whatever happens."""
        with self._lock:
            if self._recorded is None and self.error is None:
                self._marks.append(pts_us)
                self._session = msgspec.structs.replace(self._session, marks=self._marked())
                self._description.write(self._session)

    def _marked(self) -> tuple[float, ...]:
        """The moments in seconds of the table."""
        return tuple(max(us - self._first_us, 0) / 1e6 for us in self._marks)

    def finish(self, video: VideoSpec | None = None) -> Recorded:
        """Close the files and say what they hold; the same answer when called again.

        video: what was recorded beside it.
        """
        with self._lock:
            if self._recorded is None:
                self._recorded = self._finish(video)
            return self._recorded

    def _open(self, first: Moment) -> CsvSink:
        """The table that begins with its first row."""
        self._first_us = first.pts_us
        sink = CsvSink(
            self.path, self._session.session_id, start_us=first.pts_us, time_utc0=first.utc
        )
        return sink.__enter__()  # left in `_finish`

    def _count(self, record: Record, rows: int) -> None:
        dropped = record.status is Status.DROPPED
        counts = self._counts
        self._seconds = (record.pts_us - self._first_us) / 1e6
        self._counts = Counts(
            decoded=counts.decoded + 1,
            analysed=counts.analysed + (not dropped),
            with_face=counts.with_face + bool(record.faces),
            dropped=counts.dropped + dropped,
            written=rows,
        )

    def _finish(self, video: VideoSpec | None) -> Recorded:
        if self._sink is not None:
            try:
                self._sink.__exit__(type(self.error) if self.error else None, self.error, None)
            except MienError as error:
                self.error = error
        kept = None if self._sink is None else self._sink.kept
        complete = self.error is None
        if kept is None or self._sink is None:
            self._description.discard()
            return Recorded(None, 0, 0.0, complete)
        try:
            self._description.write(self._ended(kept, video))
            if complete:
                self._description.commit()
            else:
                self._description.keep_partial()
        except MienError as error:
            self.error = self.error or error
        return Recorded(
            kept,
            self._sink.rows,
            self._seconds,
            complete,
            None if video is None else kept.with_name(video.file),
            0 if video is None else video.dropped,
        )

    def _ended(self, kept: Path, video: VideoSpec | None) -> Session:
        return msgspec.structs.replace(
            self._session,
            counts=self._counts,
            complete=self.error is None,
            error=None if self.error is None else str(self.error),
            outputs=(kept.name, *(() if video is None else (video.file,))),
            video=video,
            marks=self._marked(),
            earlier_models=tuple(
                ModelStretch((until - self._first_us) / 1e6, ModelSpec.of(model))
                for until, model in self._earlier
                if until > self._first_us
            ),
        )


def export(
    path: Path,
    records: Iterable[Record],
    total: int,
    provenance: Provenance,
    begin: Moment,
    *,
    report: Callable[[float], None],
    stop: threading.Event,
) -> Recorded:
    """Write records that were kept to `path`; ends early, keeping what is written, on `stop`.

    Raises `OutputError` where the table cannot be written.
    """
    table = LiveTable(path, provenance, begin)
    finished = True
    for done, record in enumerate(records):
        if stop.is_set():
            finished = False
            break
        table.write(record)
        report(done / max(total, 1))
    recorded = table.finish()
    if table.error is not None:
        raise table.error
    return replace(recorded, complete=finished)


def file_name(now: datetime) -> str:
    """Name of a recording that begins now: `live-2026-01-31-235959.csv`."""
    return f"live-{now:%Y-%m-%d-%H%M%S}.csv"
