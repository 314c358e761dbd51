"""Tables with described columns, written whole or not at all, in four formats."""

from __future__ import annotations

import contextlib
import csv
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec

from engine.export.parquet_sink import require_pyarrow
from engine.export.staged import StagedFile, cannot_write
from engine.export.table import Row, Value

#: Spreadsheets run cells that start like this as formulas.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

_GROUP: Final = 4096


class FileFormat(StrEnum):
    """Formats of a table; the value is the file's suffix. TXT is separated by tabs too."""

    CSV = "csv"
    TSV = "tsv"
    TXT = "txt"
    PARQUET = "parquet"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what is in it, and how numbers are written.

    levels: what each possible value means, for columns with few.
    """

    name: str
    type: type[str] | type[int] | type[float]
    description: str
    unit: str = ""
    decimals: int = 6
    levels: tuple[tuple[str, str], ...] = ()

    def text(self, value: Value) -> str:
        """A cell as text; nothing at all for what is unknown."""
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return f"{value:.{self.decimals}f}" if self.type is float else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to come, and what their columns mean.

    name: of the file, without suffix. total: rows expected, 0 where unknown. header: False for
    formats without one. missing: what stands for the unknown in TSV. spaced: a space after every
    comma of a CSV file, as OpenFace writes. about: what the table is, for its dictionary.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    total: int = 0
    header: bool = True
    missing: str = ""
    spaced: bool = False
    about: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def with_columns(table: Table, names: Sequence[str]) -> Table:
    """The table with those of its columns that are named, in its own order."""
    kept = [place for place, column in enumerate(table.columns) if column.name in names]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=(tuple(row[place] for place in kept) for row in table.rows),
    )


class Stopped(Exception):
    """The export was cancelled; its unfinished file is gone."""


def write_table(
    table: Table,
    folder: Path,
    form: FileFormat,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
    dictionary: str = ".columns.json",
) -> tuple[tuple[Path, ...], int]:
    """Write a table and, beside it, the dictionary of its columns.

    progress: called with the rows written so far. dictionary: ending of the dictionary's name.
    Returns the files and the number of rows.

    Raises:
        OutputError: it cannot be written, or the format's library is missing.
        Stopped: `stop` was set; nothing is left of the file.
    """
    path = folder / f"{table.name}.{form}"
    words = folder / f"{table.name}{dictionary}"
    staged = StagedFile(path)
    put = {FileFormat.PARQUET: _parquet, FileFormat.JSONL: _jsonl}.get(form, _separated)
    if form is FileFormat.PARQUET:
        require_pyarrow()
    counted = _Counted(table.rows, stop, progress)
    try:
        put(staged.part, table, counted, form)
        _write_dictionary(words, table, path.name, counted.count)
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    except BaseException:
        staged.discard()
        raise
    return (staged.commit(), words), counted.count


class _Counted:
    """Rows on their way: counted, reported, stopped."""

    def __init__(
        self,
        rows: Iterable[Row],
        stop: threading.Event | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.count = 0
        self._rows, self._stop, self._progress = rows, stop, progress

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            if self._stop is not None and self._stop.is_set():
                raise Stopped
            yield row
            self.count += 1
            if self._progress is not None and self.count % 500 == 0:
                self._progress(self.count)


def _separated(part: Path, table: Table, rows: Iterable[Row], form: FileFormat) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
        if form in (FileFormat.TSV, FileFormat.TXT):
            _write_tsv(file, table, rows)
        else:
            _write_csv(file, table, rows)


def _write_csv(file: TextIO, table: Table, rows: Iterable[Row]) -> None:
    # The csv module knows no ", ": the space goes before each cell but the first.
    gap = " " if table.spaced else ""
    writer = csv.writer(file, lineterminator="\n")
    if table.header:
        writer.writerow(_spaced([c.name for c in table.columns], gap))
    texts = _texts(table.columns)
    for row in rows:
        cells = [
            "" if value is None else text(value) for text, value in zip(texts, row, strict=True)
        ]
        writer.writerow(_spaced(cells, gap) if gap else cells)


def _spaced(cells: Sequence[str], gap: str) -> list[str]:
    return [cells[0], *(gap + cell for cell in cells[1:])]


def _write_tsv(file: TextIO, table: Table, rows: Iterable[Row]) -> None:
    """Tabs between cells and no quoting: tabs and line ends in a text become spaces."""
    if table.header:
        file.write("\t".join(c.name for c in table.columns) + "\n")
    texts = _texts(table.columns)
    for row in rows:
        cells = (
            "" if value is None else " ".join(text(value).split())
            for text, value in zip(texts, row, strict=True)
        )
        file.write("\t".join(cell or table.missing for cell in cells) + "\n")


def _texts(columns: Sequence[Column]) -> list[Callable[[Any], str]]:
    """For each column what makes its values texts; chosen once, since there are millions."""
    kinds: dict[type, Callable[[Any], str]] = {str: _harmless, int: str}
    return [kinds.get(c.type, f"%.{c.decimals}f".__mod__) for c in columns]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: such ones get an apostrophe in front."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # csv would not quote it
    return f"'{text}" if text.startswith(_FORMULA) else text


def _jsonl(part: Path, table: Table, rows: Iterable[Row], form: FileFormat) -> None:
    encoder, names = msgspec.json.Encoder(), [c.name for c in table.columns]
    with part.open("wb") as file:
        for row in rows:
            file.write(encoder.encode(dict(zip(names, row, strict=True))) + b"\n")


def _parquet(part: Path, table: Table, rows: Iterable[Row], form: FileFormat) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(c.name, kinds[c.type]) for c in table.columns])
    with contextlib.closing(parquet.ParquetWriter(str(part), schema, compression="zstd")) as writer:
        group: list[Row] = []
        for row in rows:
            group.append(row)
            if len(group) == _GROUP:
                writer.write_table(_arrow(group, schema))
                group = []
        if group:
            writer.write_table(_arrow(group, schema))


def _arrow(rows: Sequence[Row], schema: object) -> object:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True))
    return pa.Table.from_arrays(
        [pa.array(values, type=kind) for values, kind in zip(columns, schema.types, strict=True)],  # type: ignore[attr-defined]
        schema=schema,
    )


def _write_dictionary(path: Path, table: Table, file: str, rows: int) -> None:
    """What each column means, in the form of BIDS sidecars."""
    words: dict[str, object] = {}
    for column in table.columns:
        entry: dict[str, object] = {"Description": column.description}
        if column.unit:
            entry["Units"] = column.unit
        if column.levels:
            entry["Levels"] = dict(column.levels)
        words[column.name] = entry
    about = {"File": file, "Rows": rows, "Description": table.about, **table.facts}
    staged = StagedFile(path)
    text = msgspec.json.format(msgspec.json.encode({"_table": about, **words}), indent=2)
    staged.part.write_bytes(text + b"\n")
    staged.commit()
