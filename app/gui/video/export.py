"""Writing a video's results to a file: which rows, where, and what stands beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QStandardPaths

from app.gui.bridge import JobControl
from app.gui.video.store import ResultStore
from engine.errors import OutputError
from engine.export.session import (
    Counts,
    Session,
    SessionFile,
    Settings,
    file_sha256,
    new_session,
)
from engine.export.sink import TableFormat, open_sink
from engine.export.table import Row, rows_of
from engine.models.base import ModelInfo
from engine.sources.base import SourceInfo
from engine.types import Record, Status


class Rows(Enum):
    """Which frames get rows."""

    ANALYSED = auto()
    #: Frames that were not analysed get one empty row each, with status `dropped`.
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Analysed:
    """What there is to export: the results of a video, and how they came about.

    complete: the analysis reached the end of the video. problem: why not, in words.
    """

    path: Path
    info: SourceInfo
    model: ModelInfo
    settings: Settings
    times: NDArray[np.int64]
    results: ResultStore
    complete: bool
    problem: str | None = None

    def records(self, rows: Rows) -> Iterator[Record]:
        """The chosen records as they are now, in frame order."""
        records = self.results.records()
        return with_gaps(records, self.times) if rows is Rows.ALL else records

    def frames(self, rows: Rows) -> int:
        """How many frames get rows."""
        count = len(self.results)
        return max(count, len(self.times)) if rows is Rows.ALL else count

    @property
    def missing_share(self) -> float:
        """Share of the video's frames that were not analysed."""
        return max(1.0 - len(self.results) / max(len(self.times), 1), 0.0)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, in which format, with which rows."""

    path: Path
    table: TableFormat = TableFormat.CSV
    rows: Rows = Rows.ANALYSED


def with_gaps(records: Iterator[Record], times: NDArray[np.int64]) -> Iterator[Record]:
    """The records, with a `dropped` one for each frame of the video that has none."""
    expected = 0
    for record in records:
        for index in range(expected, min(record.index, len(times))):
            yield Record(index, int(times[index]), Status.DROPPED)
        yield record
        expected = record.index + 1
    for index in range(expected, len(times)):
        yield Record(index, int(times[index]), Status.DROPPED)


def preview(data: Analysed, rows: Rows, count: int) -> list[Row]:
    """The first rows of the table; the session's id is only known once the file is hashed."""
    table = (
        row
        for record in data.records(rows)
        for row in rows_of(record, data.path.stem, data.info.start_us)
    )
    return list(islice(table, count))


def suggested_path(video: Path) -> Path:
    """Beside the video, or among the user's documents where that folder takes no files."""
    folder = video.parent
    if not os.access(folder, os.W_OK):
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents))
    return folder / f"{video.stem}.csv"


def write(
    data: Analysed, target: Target, records: Iterator[Record], control: JobControl
) -> Path | None:
    """Write the table and, beside it, its session file; runs in a thread of its own.

    records: what `data.records` gave, in the thread that the results belong to.
    Returns the table's path, or None when it was stopped: then no file is left.

    Raises:
        OutputError: it cannot be written.
    """
    folder = target.path.parent
    if not folder.is_dir():
        hint = "Choose another folder, or make this one first"
        raise OutputError("there is no such folder", subject=str(folder), hint=hint)
    try:
        return _write(data, target, records, control)
    except OutputError as error:
        # The engine's hint speaks of the command line's option.
        hint = "Choose another folder, or make room and check its permissions"
        raise OutputError(error.what, subject=error.subject, hint=hint) from error


def _write(
    data: Analysed, target: Target, records: Iterator[Record], control: JobControl
) -> Path | None:
    from engine.analyse_file import session_path  # loads FFmpeg

    session = _session(data)
    sink = open_sink(target.table, target.path, session.session_id, start_us=data.info.start_us)
    total = max(data.frames(target.rows), 1)
    with_face = 0
    try:
        with sink:
            for done, record in enumerate(records):
                if control.stop.is_set():
                    raise _CancelledError
                sink.write(record)
                with_face += bool(record.faces)
                control.report(done / total)
    except _CancelledError:
        if sink.kept is not None:
            sink.kept.unlink(missing_ok=True)
        return None
    counts = Counts(
        decoded=data.results.last_index + 1,
        analysed=len(data.results),
        with_face=with_face,
        written=sink.rows,
    )
    problem = data.problem or (None if data.complete else "not analysed to the end")
    file = SessionFile(session_path(target.path.with_suffix("")))
    file.write(
        msgspec.structs.replace(
            session,
            counts=counts,
            complete=problem is None,
            error=problem,
            outputs=(target.path.name,),
        )
    )
    file.commit()
    return sink.kept


def _session(data: Analysed) -> Session:
    try:
        sha256 = file_sha256(data.path)
    except OSError:
        # The video has gone meanwhile: its results can still be written.
        return new_session(replace(data.info, path=None), data.model, data.settings)
    info = replace(data.info, path=data.path)
    return new_session(info, data.model, data.settings, sha256=sha256)


class _CancelledError(Exception):
    """Leaves the sink before its end."""
