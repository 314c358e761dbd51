"""CSV tables of labels and votes, and what is wrong with them, by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import DataError
from engine.evaluation.dataset import UNDECIDED, Sample, expression_of
from engine.evaluation.votes import NO_FACE, UNKNOWN, VOTE_COLUMNS, majority
from engine.labels import LABELS

Votes = tuple[float, ...]

_EXTRA = {UNKNOWN.lower(): UNKNOWN, NO_FACE.lower(): NO_FACE, "no_face": NO_FACE}
_WHOSE = ("person", "video", "group")
_LABEL_HINT = f"Use one of: {', '.join(LABELS)}, or several with | between them"
_WHAT_VOTES_ARE = "Votes are counts or shares, 0 or more; an empty cell is none"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number as an editor shows it, and its cells."""

    number: int
    cells: Sequence[str]


class Table:
    """A CSV file in memory; `subject(row)` names a row in messages."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            text = data.decode("utf-8-sig")
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            self.rows = [Row(reader.line_num, cells) for cells in reader if any(cells)]
        except (UnicodeDecodeError, csv.Error) as error:
            raise DataError(
                f"not a CSV table ({error})", subject=name, hint="Save it as CSV in UTF-8"
            ) from error
        if not self.rows:
            raise DataError("the table is empty", subject=name)

    def subject(self, row: Row) -> str:
        """The row's place, for messages."""
        return f"{self.name}, row {row.number}"


def is_official(table: Table) -> bool:
    """Whether a table is FER+'s `label.csv`: no header; file, "(0, 0, 48, 48)", ten votes."""
    cells = table.rows[0].cells
    return len(cells) == 2 + len(VOTE_COLUMNS) and cells[1].strip().startswith("(")


def read_official(table: Table) -> list[Sample]:
    """Samples of FER+'s `label.csv`. Raises `DataError` naming the row where one is malformed."""
    samples = []
    for row in table.rows:
        if len(row.cells) != 2 + len(VOTE_COLUMNS):
            raise DataError(
                f"{len(row.cells)} columns instead of {2 + len(VOTE_COLUMNS)}",
                subject=table.subject(row),
                hint="The columns are: file, box, ten votes",
            )
        name, box, *votes = row.cells
        sample = voted(name.strip(), _votes(table, row, votes), _box(table, row, box))
        samples.append(replace(sample, place=table.subject(row)))
    return samples


def read_votes(table: Table) -> dict[str, Votes]:
    """Votes by picture name from a table such as `fer2013new.csv`.

    The header must have `Image name` (or `file`) and a column for each of the eight expressions;
    rows without a name are FER+'s pictures that show no face, and are passed over.
    """
    header, body = table.rows[0], table.rows[1:]
    columns = _columns(header)
    name = columns.get("image name", columns.get("file"))
    places = _vote_places(columns)
    if name is None or places is None:
        raise DataError(
            "this is no table of votes",
            subject=table.name,
            hint="It needs the columns 'Image name' and one of votes for each expression",
        )
    found = {}
    for row in body:
        _check_width(table, row, header)
        if row.cells[name].strip():
            found[row.cells[name].strip()] = _votes_at(table, row, places)
    return found


def read_manifest(table: Table) -> list[Sample]:
    """Samples of a table with `file` and either `label` or votes (then the majority's label).

    A label may be a candidate set, "sadness|fear". The columns `person`, `video` and `group` are
    read where they are there, with or without "_id".

    Raises `DataError` naming the row where a label is none of the eight or a vote no number.
    """
    header, body = table.rows[0], table.rows[1:]
    columns = _columns(header)
    file, label = columns.get("file"), columns.get("label")
    places = _vote_places(columns)
    if file is None or (label is None and places is None):
        raise DataError(
            "the table has no columns 'file' and 'label'",
            subject=table.name,
            hint="It needs 'file' and either 'label' or one column of votes for each of: "
            + ", ".join(LABELS),
        )
    person, video, group = (columns.get(name, columns.get(f"{name}_id")) for name in _WHOSE)
    samples = []
    for row in body:
        _check_width(table, row, header)
        name = row.cells[file].strip()
        if not name:
            raise DataError("there is no file name", subject=table.subject(row))
        sample = Sample(name, UNDECIDED)
        if places is not None:
            sample = voted(name, _votes_at(table, row, places))
        if label is not None:
            labels = _labels(table, row, row.cells[label])
            one = labels[0] if len(labels) == 1 else UNDECIDED
            sample = replace(sample, label=one, candidates=labels if len(labels) > 1 else ())
        samples.append(
            replace(
                sample,
                place=table.subject(row),
                person=_cell(row, person),
                video=_cell(row, video),
                group=_cell(row, group),
            )
        )
    return samples


def voted(name: str, votes: Votes, box: tuple[int, int, int, int] | None = None) -> Sample:
    """A sample with the majority's label, `UNDECIDED` where there is no majority."""
    return Sample(name, int(majority(np.asarray([votes]))[0]), votes, box)


def _columns(header: Row) -> dict[str, int]:
    return {cell.strip().lower(): i for i, cell in reversed(list(enumerate(header.cells)))}


def _vote_places(columns: Mapping[str, int]) -> list[int | None] | None:
    """Column of each of `VOTE_COLUMNS`; "unknown" and "NF" may be absent, the others not."""
    places: dict[str, int] = {}
    for word, column in columns.items():
        expression = expression_of(word)
        key = expression.value if expression else _EXTRA.get(word)
        if key is not None:
            places.setdefault(key, column)
    if not all(label.value in places for label in LABELS):
        return None
    return [places.get(str(name)) for name in VOTE_COLUMNS]


def _votes_at(table: Table, row: Row, places: Sequence[int | None]) -> Votes:
    return _votes(table, row, ["0" if i is None else row.cells[i] for i in places])


def _votes(table: Table, row: Row, cells: Sequence[str]) -> Votes:
    try:
        votes = tuple(float(cell.strip() or 0) for cell in cells)
    except ValueError as error:
        raise DataError(
            "a vote is not a number", subject=table.subject(row), hint=_WHAT_VOTES_ARE
        ) from error
    if not all(0 <= vote < float("inf") for vote in votes):
        raise DataError(
            "a vote is negative or no finite number",
            subject=table.subject(row),
            hint=_WHAT_VOTES_ARE,
        )
    return votes


def _box(table: Table, row: Row, cell: str) -> tuple[int, int, int, int]:
    try:
        left, top, right, bottom = (int(part) for part in cell.strip(" ()").split(","))
    except ValueError as error:
        raise DataError(
            f"'{cell}' is no box", subject=table.subject(row), hint='Write it as "(0, 0, 48, 48)"'
        ) from error
    return left, top, right, bottom


def _labels(table: Table, row: Row, words: str) -> tuple[int, ...]:
    """One label, or a candidate set: each once, in taxonomy order."""
    found = set()
    for word in words.split("|"):
        expression = expression_of(word)
        if expression is None:
            raise DataError(
                f"'{word.strip()}' is none of the eight labels",
                subject=table.subject(row),
                hint=_LABEL_HINT,
            )
        found.add(LABELS.index(expression))
    return tuple(sorted(found))


def _cell(row: Row, column: int | None) -> str:
    return "" if column is None else row.cells[column].strip()


def _check_width(table: Table, row: Row, header: Row) -> None:
    if len(row.cells) != len(header.cells):
        raise DataError(
            f"{len(row.cells)} columns, the header has {len(header.cells)}",
            subject=table.subject(row),
        )
