"""Values to table rows and back: one table a class, one column a field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, cast

from engine.labels import LABELS, Expression
from engine.project.values import (
    Annotator,
    Calibration,
    Decision,
    Entity,
    Export,
    Label,
    LabelKind,
    Marker,
    Model,
    NoFaceReason,
    Person,
    Review,
    Run,
    Segment,
    SegmentSource,
    Track,
    TrackPart,
    Video,
)

#: What SQLite holds.
Cell = str | int | float | bytes | None

#: Columns that a segment's label takes.
_LABEL: Final = ("kind", "weights", "reasons")


@dataclass(frozen=True, slots=True)
class Table:
    """Where one kind of value lies.

    decode: what makes a field's value of its cell, where the cell is not the value itself.
    """

    name: str
    kind: type[Any]
    columns: tuple[str, ...]
    decode: Mapping[str, Callable[[Any], Any]]

    @property
    def select(self) -> str:
        """The start of a query of whole rows."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        return f"SELECT {names} FROM {self.name}"

    @property
    def insert(self) -> str:
        """A statement that adds a row."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        return f"INSERT INTO {self.name} ({names}) VALUES ({marks})"

    @property
    def update(self) -> str:
        """A statement that rewrites the row of an id, which comes first and last."""
        names = ", ".join(f'"{name}" = ?' for name in self.columns)
        return f"UPDATE {self.name} SET {names} WHERE id = ?"

    def cells(self, entity: Entity) -> tuple[Cell, ...]:
        """A row."""
        if isinstance(entity, Segment):
            values = {f.name: getattr(entity, f.name) for f in fields(entity) if f.name != "label"}
            values.update(_label_cells(entity.label))
            return tuple(_plain(values[name]) for name in self.columns)
        return tuple(_plain(getattr(entity, name)) for name in self.columns)

    def entity(self, cells: Sequence[object]) -> Any:  # noqa: ANN401 - of the class `kind`
        """The value of a row.

        Raises:
            ValueError, KeyError: the row does not make sense.
        """
        values: dict[str, Any] = {
            name: cell if cell is None or name not in self.decode else self.decode[name](cell)
            for name, cell in zip(self.columns, cells, strict=True)
        }
        if self.kind is Segment:
            kind, weights, reasons = (values.pop(name) for name in _LABEL)
            values["label"] = _label(kind, weights, reasons)
        return self.kind(**values)


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        return json.dumps(list(value))
    return cast("Cell", value)


def _label_cells(label: Label) -> dict[str, Any]:
    weights = {str(name): w for name, w in zip(LABELS, label.weights, strict=True) if w}
    return {
        "kind": label.kind,
        "weights": json.dumps(weights),
        "reasons": json.dumps([str(reason) for reason in label.reasons]),
    }


@lru_cache(maxsize=1024)
def _label(kind: LabelKind, weights: str, reasons: str) -> Label:
    counts = {Expression(name): int(n) for name, n in json.loads(weights).items()}
    return Label(
        kind,
        tuple(counts.get(label, 0) for label in LABELS),
        tuple(NoFaceReason(reason) for reason in json.loads(reasons)),
    )


def _table(name: str, of: type[Any], **decode: Callable[[Any], Any]) -> Table:
    columns: list[str] = []
    for field in fields(of):
        columns += _LABEL if of is Segment and field.name == "label" else [field.name]
    return Table(name, of, tuple(columns), decode)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(x) for x in json.loads(text))


#: In the order in which things refer to each other: later ones to earlier ones.
TABLES: Final[dict[type[Any], Table]] = {
    table.kind: table
    for table in (
        _table("video", Video, variable=bool),
        _table("person", Person),
        _table("annotator", Annotator),
        _table("model", Model),
        _table("track", Track),
        _table("run", Run, complete=bool),
        _table("track_part", TrackPart),
        _table("segment", Segment, kind=LabelKind, source=SegmentSource, blind=bool),
        _table("marker", Marker),
        _table("review", Review, decision=Decision),
        _table("calibration", Calibration, offset=_numbers, enabled=bool),
        _table("export", Export),
    )
}
