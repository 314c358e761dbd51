"""The JSON twin of a project: the same content as text, for diffs, archives and other programs.

One object; a line for each thing in it, so that a diff shows what changed. docs/project-format.md
describes it. Writing a twin and reading it back gives the same project.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from engine.errors import DataError
from engine.export.staged import StagedFile, cannot_write
from engine.project import edits
from engine.project.predictions import COLUMNS, Predictions
from engine.project.rows import TABLES
from engine.project.schema import VERSION
from engine.project.store import Project
from engine.project.values import Entity, Run

SUFFIX: Final = ".mien.json"

#: Columns whose cells are JSON already.
_JSON: Final = frozenset({"weights", "reasons", "offset", "settings", "files", "options"})
_CHUNK: Final = 1024


def write_twin(project: Project, path: Path, *, predictions: bool = True) -> None:
    """Write a project as JSON; predictions: with everything that models said, in base64.

    Raises:
        OutputError: it cannot be written; an older file stays as it was.
    """
    staged = StagedFile(path)
    try:
        with staged.part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(project, predictions=predictions))
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    except BaseException:
        staged.discard()
        raise
    staged.commit()


def _lines(project: Project, *, predictions: bool) -> Iterator[str]:
    yield f'{{\n"mien_project": {VERSION},\n"settings": {_text(project.settings())}'
    for kind, table in TABLES.items():
        yield f',\n"{table.name}": ['
        yield from _items(_as_json(entity) for entity in project.all(kind))
        yield "]"
    yield ',\n"predictions": ['
    if predictions:
        runs = project.all(Run)
        yield from _items(chunk for run in runs for chunk in _chunks(project, run.id))
    yield "]\n}\n"


def _items(values: Iterator[dict[str, Any]]) -> Iterator[str]:
    first = True
    for value in values:
        yield f"{'' if first else ','}\n{_text(value)}"
        first = False
    yield "" if first else "\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False, separators=(", ", ": "))


def _as_json(entity: Entity) -> dict[str, Any]:
    table = TABLES[type(entity)]
    cells = zip(table.columns, table.cells(entity), strict=True)
    return {
        name: json.loads(cell) if name in _JSON and isinstance(cell, str) else cell
        for name, cell in cells
    }


def _chunks(project: Project, run_id: str) -> Iterator[dict[str, Any]]:
    found = project.predictions(run_id)
    for start in range(0, len(found), _CHUNK):
        part = found.between(start, min(start + _CHUNK, len(found)))
        columns = {
            name: base64.b64encode(getattr(part, name).astype(dtype).tobytes()).decode("ascii")
            for name, dtype, _ in COLUMNS
        }
        yield {"run_id": run_id, "frames": len(part), "faces": part.faces, **columns}


def read_twin(path: Path, target: Path) -> Project:
    """Make the project `target` of a twin, and open it.

    Video paths stay relative: put the project where the one of the twin was.

    Raises:
        DataError: the file is no twin, or of a newer Mien.
        ProjectError: the project cannot be made.
    """
    content = _content(path)
    try:
        things = [_entity(kind, row) for kind, t in TABLES.items() for row in content[t.name]]
        chunks = [(row["run_id"], _decoded(row)) for row in content["predictions"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _no_twin(path, f"{type(error).__name__}: {error}") from error
    part = target.with_name(f"{target.name}.twin")
    part.unlink(missing_ok=True)
    try:
        with Project.create(part) as project:
            project.apply(edits.add("Import", *things))
            for run_id, chunk in chunks:
                project.store_predictions(run_id, chunk)
            for key, value in content["settings"].items():
                project.set_setting(key, value)
        if target.exists():
            raise DataError(
                "there is a file of that name already",
                subject=str(target),
                hint="Choose another name",
            )
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return Project.open(target)


def _content(path: Path) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise _no_twin(path, str(error)) from error
    if not isinstance(content, dict) or not isinstance(content.get("mien_project"), int):
        raise _no_twin(path, "it has no 'mien_project'")
    if content["mien_project"] > VERSION:
        raise DataError(
            f"a newer Mien wrote this (version {content['mien_project']}, this reads {VERSION})",
            subject=str(path),
            hint="Update Mien",
        )
    return content


def _entity(kind: type[Any], row: dict[str, Any]) -> Entity:
    table = TABLES[kind]
    cells = [json.dumps(row[name]) if name in _JSON else row[name] for name in table.columns]
    entity: Entity = table.entity(cells)
    return entity


def _decoded(row: dict[str, Any]) -> Predictions:
    arrays = {}
    for name, dtype, shape in COLUMNS:
        values = np.frombuffer(base64.b64decode(row[name], validate=True), dtype=dtype)
        arrays[name] = values.reshape(-1, *shape)
    found = Predictions(**arrays)
    if len(found) != row["frames"] or found.faces != row["faces"]:
        raise ValueError("predictions are not whole")
    return found


def _no_twin(path: Path, why: str) -> DataError:
    return DataError(
        f"this is not the JSON twin of a project ({why})",
        subject=str(path),
        hint="Choose a file that 'mien export-project --preset json' wrote",
    )
