"""What the three table formats share: rows of records, streamed into a staged file."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.errors import OutputError
from engine.export.staged import StagedFile, cannot_write
from engine.export.table import Row, rows_of
from engine.types import Record


class TableFormat(StrEnum):
    """File formats of the table; the value is the file's suffix."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


class TableSink(ABC):
    """Streams records into one table file, in constant memory. Use it in a `with` block.

    Leaving the block renames the file to `path`; leaving it by an exception keeps what was
    written as `NAME.partial.SUFFIX` beside it. A table without any row is not kept.

    path: the final file. session_id: first column. start_us: presentation time that `timestamp`
    counts from, None for the first record's. time_utc0: wall clock at that time, if known.
    """

    def __init__(
        self,
        path: Path,
        session_id: str,
        *,
        start_us: int | None = None,
        time_utc0: datetime | None = None,
    ) -> None:
        self.rows = 0
        #: Where the file lies once the block is left; None while it is written or if not kept.
        self.kept: Path | None = None
        self._file = StagedFile(path)
        self._session_id = session_id
        self._start_us = start_us
        self._time_utc0 = time_utc0

    def write(self, record: Record) -> None:
        """Append one frame's rows.

        Raises `OutputError` when the disk is full or gone.
        """
        if self._start_us is None:
            self._start_us = record.pts_us
        rows = tuple(rows_of(record, self._session_id, self._start_us, self._time_utc0))
        try:
            self._put(rows)
        except OSError as error:
            raise cannot_write(self._file.path, error) from error
        self.rows += len(rows)

    def __enter__(self) -> Self:
        try:
            self._open(self._file.part)
        except OSError as error:
            raise cannot_write(self._file.path, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            try:
                self._close()
            except OSError as failure:
                self._keep(whole=False)
                raise cannot_write(self._file.path, failure) from failure
            self._keep(whole=True)
        else:
            # The first error is the one to tell; what this one adds would only hide it.
            with contextlib.suppress(OSError):
                self._close()
            with contextlib.suppress(OutputError):
                self._keep(whole=False)

    def _keep(self, *, whole: bool) -> None:
        if self.rows == 0:
            self._file.discard()
        else:
            self.kept = self._file.commit() if whole else self._file.keep_partial()

    @abstractmethod
    def _open(self, part: Path) -> None:
        """Create the file and write what comes before the rows."""

    @abstractmethod
    def _put(self, rows: Sequence[Row]) -> None:
        """Append rows."""

    @abstractmethod
    def _close(self) -> None:
        """Write what comes after the rows and close the file."""


def open_sink(
    table: TableFormat,
    path: Path,
    session_id: str,
    *,
    start_us: int | None = None,
    time_utc0: datetime | None = None,
) -> TableSink:
    """The sink of a format, not yet entered.

    Raises `OutputError` when the format's library is not installed.
    """
    from engine.export.csv_sink import CsvSink
    from engine.export.jsonl_sink import JsonlSink
    from engine.export.parquet_sink import ParquetSink

    kinds: dict[TableFormat, type[TableSink]] = {
        TableFormat.CSV: CsvSink,
        TableFormat.PARQUET: ParquetSink,
        TableFormat.JSONL: JsonlSink,
    }
    return kinds[table](path, session_id, start_us=start_us, time_utc0=time_utc0)


def write_all(sink: TableSink, records: Iterable[Record]) -> Path | None:
    """Write records that are at hand already; returns the file, or None if there was no row."""
    with sink:
        for record in records:
            sink.write(record)
    return sink.kept
