"""JSON lines: each row of the table as one object, `null` for what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.export.sink import TableSink
from engine.export.table import COLUMNS, Row


class JsonlSink(TableSink):
    """Writes a JSON lines file; each frame is on disk when `write` returns."""

    def _open(self, part: Path) -> None:
        self._encoder = msgspec.json.Encoder()
        self._file_object = part.open("wb")

    def _put(self, rows: Sequence[Row]) -> None:
        for row in rows:
            line = self._encoder.encode(dict(zip(COLUMNS, row, strict=True)))
            self._file_object.write(line + b"\n")
        self._file_object.flush()

    def _close(self) -> None:
        self._file_object.close()
