"""Comma-separated values: UTF-8, one header line, `.` decimals, LF, RFC 4180 quoting."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from engine.export.sink import TableSink
from engine.export.table import COLUMNS, DECIMALS, Row

#: A printf format for each column; whole numbers and text go through `%s`.
_FORMATS = tuple(f"%.{DECIMALS[name]}f" if name in DECIMALS else "%s" for name in COLUMNS)


class CsvSink(TableSink):
    """Writes a CSV file; each frame is on disk when `write` returns."""

    def _open(self, part: Path) -> None:
        self._text = part.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def _put(self, rows: Sequence[Row]) -> None:
        self._writer.writerows(map(_cells, rows))
        self._text.flush()

    def _close(self) -> None:
        self._text.close()


def _cells(row: Row) -> list[str]:
    """Fixed decimals for every number, nothing at all for what is unknown."""
    return [
        "" if value is None else form % value for form, value in zip(_FORMATS, row, strict=True)
    ]
