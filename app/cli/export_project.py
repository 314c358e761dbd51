"""`mien export-project`: tables of a project, the same that the window writes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, say, tell

if TYPE_CHECKING:
    from engine.project.export.presets import ExportResult
    from engine.project.store import Project

_PRESETS = ("frames", "events", "elan", "annotations", "votes", "openface", "pyfeat")
#: Not tables: the whole project as text, and the report on one page.
_TWIN, _REPORT = "json", "report"
_FORMATS = ("csv", "parquet", "jsonl")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export-project`."""
    parser = subparsers.add_parser(
        "export-project",
        help="write tables of a project: frames, segments, votes, other tools' layouts",
        description="Writes tables of a *.mien project, each with a dictionary of its columns. "
        "frames: every frame and face, with the model's answer, people's, and people's else the "
        "model's. events: segments as BIDS events. elan: tab-delimited text for ELAN. "
        "annotations: one row for each rater and label. votes: as in FER+. openface, pyfeat: "
        "layouts of those tools. report: one HTML page on coverage, expressions, agreement, models "
        "and methods. json: the whole project as text, for diffs and archives.",
    )
    parser.add_argument("project", type=Path, metavar="FILE", help="the project (*.mien)")
    parser.add_argument(
        "--preset",
        action="append",
        required=True,
        choices=(*_PRESETS, _REPORT, _TWIN),
        help="what to write; may be given several times",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--format", choices=_FORMATS, help="of frames, annotations and votes (default: csv)"
    )
    parser.add_argument(
        "--annotator", action="append", metavar="NAME", help="only this person's labels; repeatable"
    )


def run(args: argparse.Namespace) -> int:
    """Export; the exit code is 1 where there was nothing to write, 130 if interrupted."""
    from app.cli.interrupt import stop_on_signals
    from engine.project.export.presets import PRESETS, ExportOptions, Preset, export_project
    from engine.project.export.tables import FileFormat, Stopped

    wanted = None if args.format is None else FileFormat(args.format)
    annotators = None if args.annotator is None else tuple(args.annotator)
    rows = 0
    with open_project(args.project) as project, stop_on_signals() as stop:
        for name in dict.fromkeys(args.preset):
            if name in _WHOLE:
                say(str(_WHOLE[name](project, args.out)))
                rows += 1
                continue
            preset = Preset(name)
            # A format that only some presets have is a wish for those, not an error of the rest.
            form = wanted if wanted in PRESETS[preset].formats else None
            options = ExportOptions(preset, form, annotators=annotators)
            try:
                result = export_project(project, args.out, options, stop=stop)
            except Stopped:
                tell("interrupted; files that were whole are kept")
                return INTERRUPTED
            _tell(preset, result)
            rows += result.rows
    return 0 if rows else FAILED


def open_project(path: Path) -> Project:
    """The project; read-only where another window has it open, or it cannot be written."""
    from engine.project.errors import ProjectLocked, ProjectReadOnly
    from engine.project.store import Project

    try:
        return Project.open(path)
    except (ProjectLocked, ProjectReadOnly):
        return Project.open(path, read_only=True)


def _write_twin(project: Project, folder: Path) -> Path:
    from engine.export.staged import make_folder
    from engine.project.twin import SUFFIX, write_twin

    make_folder(folder)
    path = folder / f"{project.path.stem}{SUFFIX}"
    write_twin(project, path)
    return path


def _write_report(project: Project, folder: Path) -> Path:
    from engine.evaluation.report.document import write
    from engine.export.staged import make_folder
    from engine.project.report.content import report

    make_folder(folder)
    path = folder / f"{project.path.stem}.report.html"
    write(report(project), path)
    return path


_WHOLE = {_TWIN: _write_twin, _REPORT: _write_report}


def _tell(preset: str, result: ExportResult) -> None:
    for file in result.files:
        say(str(file))
    for name in result.skipped:
        tell(f"{name}: nothing to write for '{preset}' (not analysed, or not labelled)")
