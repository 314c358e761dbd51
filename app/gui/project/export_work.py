"""Exports of a project behind the window: previews, and files with progress and cancel."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.gui.bridge import JobControl
from engine.project.export.presets import (
    ExportOptions,
    ExportResult,
    export_project,
    preview,
)
from engine.project.export.tables import Stopped
from engine.project.store import Project
from engine.project.values import Export, new_id

#: So many rows are shown before they are written.
PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table, as text."""

    columns: tuple[str, ...]
    rows: list[list[str]]
    total: int
    about: str


def look(project: Path, options: ExportOptions) -> Callable[[JobControl], Preview]:
    """A job that makes the preview."""

    def work(_control: JobControl) -> Preview:
        with Project.open(project, read_only=True) as opened:
            table, rows = preview(opened, options, PREVIEW_ROWS)
        return Preview(tuple(c.name for c in table.columns), rows, table.total, table.about)

    return work


def write(
    project: Path, folder: Path, options: ExportOptions
) -> Callable[[JobControl], ExportResult | None]:
    """A job that writes the files; None when it was stopped."""

    def work(control: JobControl) -> ExportResult | None:
        def report(_name: str, rows: int, total: int) -> None:
            if total:
                control.report(min(rows / total, 1.0))

        with Project.open(project, read_only=True) as opened:
            try:
                return export_project(opened, folder, options, stop=control.stop, progress=report)
            except Stopped:
                return None

    return work


def log_entry(folder: Path, options: ExportOptions, result: ExportResult) -> Export:
    """The line of the export log, which a project that is only read cannot write itself."""
    return Export(
        id=new_id(),
        preset=str(options.preset),
        folder=str(folder),
        files=json.dumps([file.name for file in result.files]),
        options=json.dumps(asdict(options)),
        rows=result.rows,
    )
