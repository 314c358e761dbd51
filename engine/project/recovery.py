"""Saving what can still be read of a damaged project."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.project import edits
from engine.project.errors import ProjectDamaged
from engine.project.opening import check_header
from engine.project.predictions import decode_chunk, select_chunk
from engine.project.rows import TABLES
from engine.project.store import Project
from engine.project.values import Entity, Run


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was saved of each kind (table name), and how many things could not be."""

    saved: dict[str, int]
    lost: int


def recover(path: Path, target: Path) -> Recovered:
    """Make a new project `target` of everything that can be read of `path`, which stays as it is.

    Things that refer to what is lost are lost too: the file that comes out is sound.

    Raises:
        ProjectError: `path` is no project, nothing of it can be read, or `target` exists.
    """
    check_header(path)
    with contextlib.closing(_connect(path)) as connection:
        things, lost = _things(connection)
        if not things:
            raise ProjectDamaged(
                "nothing of the project can be read",
                subject=str(path),
                hint="Take a copy from your backup",
            )
        with Project.create(target) as project:
            for key, value in _settings(connection):
                project.set_setting(key, value)
            project.apply(edits.add("Recover", *things))
            lost += _copy_chunks(connection, project)
    saved: dict[str, int] = {}
    for thing in things:
        name = TABLES[type(thing)].name
        saved[name] = saved.get(name, 0) + 1
    return Recovered(saved, lost)


def _connect(path: Path) -> sqlite3.Connection:
    # Immutable: neither a lock nor a damaged write-ahead log keeps it from being read.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _rows(connection: sqlite3.Connection, query: str, table: str) -> Iterator[Any]:
    """Rows one by one by their number, so that a bad page costs only what lies on it."""
    with contextlib.suppress(sqlite3.DatabaseError):
        last = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0
        for number in range(1, int(last) + 1):
            try:
                row = connection.execute(f"{query} WHERE rowid = ?", (number,)).fetchone()
            except sqlite3.DatabaseError:
                yield None
            else:
                if row is not None:
                    yield row


def _things(connection: sqlite3.Connection) -> tuple[list[Entity], int]:
    """Everything readable whose references are readable too, and how much was not."""
    things: list[Entity] = []
    known: set[str | None] = {None}
    lost = 0
    for table in TABLES.values():
        for row in _rows(connection, table.select, table.name):
            try:
                thing = None if row is None else table.entity(row)
            except (ValueError, KeyError, TypeError):
                thing = None
            if thing is None or not _references(thing) <= known or thing.id in known:
                lost += 1
                continue
            things.append(thing)
            known.add(thing.id)
    return things, lost


def _references(thing: Entity) -> set[str | None]:
    """Ids that a thing refers to. A review's segment may be gone: that one is no reference."""
    names = ("video_id", "person_id", "annotator_id", "track_id", "run_id", "model_id")
    return {getattr(thing, name) for name in names if hasattr(thing, name)}


def _settings(connection: sqlite3.Connection) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for row in _rows(connection, "SELECT key, value FROM setting", "setting"):
        with contextlib.suppress(ValueError, TypeError):
            found.append((row[0], json.loads(row[1])))
    return found


def _copy_chunks(connection: sqlite3.Connection, project: Project) -> int:
    """Copy predictions, chunk by chunk; returns how many chunks were lost."""
    runs = {run.id for run in project.all(Run)}
    lost = 0
    for row in _rows(connection, f"SELECT run_id, {select_chunk()} FROM chunk", "chunk"):
        try:
            if row is None or row[0] not in runs:
                raise ValueError("a chunk of nothing")
            project.store_predictions(row[0], decode_chunk(row[1:]))
        except (ValueError, TypeError):
            lost += 1
    return lost
