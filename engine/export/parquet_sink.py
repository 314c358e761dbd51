"""Parquet: the same columns, typed. Needs pyarrow, which is an extra."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import OutputError
from engine.export.sink import TableSink
from engine.export.table import COLUMNS, TYPES, Row

#: As in pyproject.toml: later ones want numpy 2, MediaPipe numpy 1.
_REQUIREMENT = "pyarrow<26"

#: Rows kept in memory until they are written as one row group: about a minute of one face.
_GROUP = 2048


def require_pyarrow() -> None:
    """Raise `OutputError` where pyarrow is not installed or does not load."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise OutputError(
            f"Parquet files need the package pyarrow, which cannot be loaded ({error})",
            hint=f'Install it with: pip install "{_REQUIREMENT}". Or choose --format csv',
        ) from error


class ParquetSink(TableSink):
    """Writes a Parquet file, one row group every 2,048 rows; readable once it is closed."""

    def _open(self, part: Path) -> None:
        require_pyarrow()
        import pyarrow as pa
        from pyarrow import parquet

        kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
        self._pa: Any = pa
        self._schema: Any = pa.schema([(name, kinds[kind]) for name, kind in TYPES.items()])
        self._writer: Any = parquet.ParquetWriter(str(part), self._schema, compression="zstd")
        self._rows: list[Row] = []

    def _put(self, rows: Sequence[Row]) -> None:
        self._rows.extend(rows)
        if len(self._rows) >= _GROUP:
            self._flush()

    def _close(self) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            columns = [list(column) for column in zip(*self._rows, strict=True)]
            arrays = [
                self._pa.array(values, type=self._schema.field(name).type)
                for name, values in zip(COLUMNS, columns, strict=True)
            ]
            self._writer.write_table(self._pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows = []
