"""`mien export-project`: tables of a project, the same that the window writes."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, say, tell

if TYPE_CHECKING:
    import threading

    from engine.project.export.presets import ExportResult
    from engine.project.export.video import VideoOptions
    from engine.project.store import Project

_PRESETS = ("frames", "events", "elan", "annotations", "votes", "openface", "pyfeat")
#: Not tables: the whole project as text, the report on one page, copies of the videos.
_REPORT, _VIDEO, _AGREEMENT, _TWIN = "report", "video", "agreement", "json"
_WHOLE = (_REPORT, _VIDEO, _AGREEMENT, _TWIN)
_FORMATS = ("csv", "parquet", "jsonl")
#: Of the report; the window's libraries make it, without any window.
_PDF = "pdf"


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
        "and methods. video: copies of the videos with what was found painted in, without sound. "
        "agreement: how far raters agree, in two tables. json: the whole project as text, for "
        "diffs and archives. Presets that were saved in the window work by their names, too.",
    )
    parser.add_argument("project", type=Path, metavar="FILE", help="the project (*.mien)")
    parser.add_argument(
        "--preset",
        action="append",
        required=True,
        metavar="NAME",
        help=f"what to write; may be given several times: {', '.join((*_PRESETS, *_WHOLE))}, one "
        "that was saved in the window, or the .json file of one",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--format",
        choices=(*_FORMATS, _PDF),
        help="of frames, annotations and votes (default: csv); pdf: of the report (else html)",
    )
    parser.add_argument(
        "--columns",
        metavar="NAMES",
        help="of frames and annotations: only these columns, with commas between them",
    )
    parser.add_argument(
        "--annotator", action="append", metavar="NAME", help="only this person's labels; repeatable"
    )
    parser.add_argument(
        "--start", type=float, metavar="SECONDS", help="tables only from this time of each video on"
    )
    parser.add_argument("--end", type=float, metavar="SECONDS", help="and before this one")
    parser.add_argument(
        "--blur",
        metavar="WHOM",
        default="none",
        help="video: make faces unrecognisable: all, or all but the face of this number",
    )
    parser.add_argument(
        "--no-overlay", action="store_true", help="video: do not paint what was found"
    )


def run(args: argparse.Namespace) -> int:
    """Export; the exit code is 1 where there was nothing to write, 130 if interrupted."""
    from app.cli.interrupt import stop_on_signals
    from engine.project.export.presets import PRESETS, ExportOptions, Preset, export_project
    from engine.project.export.saved import find_preset
    from engine.project.export.tables import FileFormat, Stopped

    wanted = None if args.format in (None, _PDF) else FileFormat(args.format)
    columns = None if args.columns is None else tuple(args.columns.replace(" ", "").split(","))
    annotators = None if args.annotator is None else tuple(args.annotator)
    start, end = (None if t is None else round(t * 1e6) for t in (args.start, args.end))
    rows = 0

    def options(name: str) -> ExportOptions:
        saved = ExportOptions(Preset(name)) if name in _PRESETS else find_preset(name).options
        info = PRESETS[saved.preset]
        # A wish that only some presets know is one for those, not an error of the rest.
        return replace(
            saved,
            format=wanted if wanted in info.formats else saved.format,
            columns=columns if columns is not None and info.columns else saved.columns,
            annotators=annotators,
            span_us=(start, end),
        )

    chosen = {name: None if name in _WHOLE else options(name) for name in args.preset}
    with open_project(args.project) as project, stop_on_signals() as stop:
        for name, table in chosen.items():
            try:
                result = (
                    _write_whole(project, name, args, stop)
                    if table is None
                    else export_project(project, args.out, table, stop=stop)
                )
            except Stopped:
                tell("interrupted; files that were whole are kept")
                return INTERRUPTED
            _tell(name, result, blurred=name == _VIDEO and args.blur != "none")
            rows += result.rows
    return 0 if rows else FAILED


def open_project(path: Path) -> Project:
    """The project; read-only where it is open elsewhere, a newer Mien's, or cannot be written."""
    from engine.project.errors import ProjectLocked, ProjectReadOnly, ProjectTooNew
    from engine.project.store import Project

    try:
        return Project.open(path)
    except (ProjectLocked, ProjectReadOnly, ProjectTooNew):
        return Project.open(path, read_only=True)


def _write_whole(
    project: Project, kind: str, args: argparse.Namespace, stop: threading.Event
) -> ExportResult:
    """The report, the videos, agreement or the twin."""
    from engine.errors import OutputError
    from engine.project.export.whole import (
        Whole,
        export_agreement,
        export_report,
        export_twin,
        export_videos,
    )

    match Whole(kind):
        case Whole.REPORT:
            if args.format != _PDF:
                return export_report(project, args.out)
            try:
                from app.gui.project.report_pdf import without_window, write_pdf
            except ImportError as error:
                raise OutputError(
                    "PDF needs the libraries of the window, which are not installed",
                    hint="Install them, or leave --format out for HTML",
                ) from error
            application = without_window()
            result = export_report(project, args.out, suffix=".pdf", writer=write_pdf)
            del application
            return result
        case Whole.AGREEMENT:
            return export_agreement(project, args.out)
        case Whole.JSON:
            return export_twin(project, args.out)
        case Whole.VIDEO:
            return _with_bar(
                lambda report: export_videos(
                    project, args.out, _video_options(args), stop=stop, progress=report
                )
            )


def _with_bar(work: Callable[[Callable[[str, int, int], None]], ExportResult]) -> ExportResult:
    """Do something whose progress is told video by video."""
    from app.cli.progress import Progress

    with contextlib.ExitStack() as bars:
        shown: dict[str, Progress] = {}

        def report(name: str, done: int, total: int) -> None:
            if name not in shown:
                bars.close()
                shown[name] = bars.enter_context(Progress(name, total or None))
            shown[name].update(done)

        return work(report)


def _video_options(args: argparse.Namespace) -> VideoOptions:
    from engine.errors import OutputError
    from engine.project.export.video import Blur, VideoOptions

    if args.blur in tuple(Blur) and args.blur != Blur.OTHERS:
        return VideoOptions(not args.no_overlay, Blur(args.blur))
    if args.blur.isdigit():
        return VideoOptions(not args.no_overlay, Blur.OTHERS, int(args.blur))
    raise OutputError(f"--blur {args.blur}", hint="Say all, or the number of a face")


def _tell(preset: str, result: ExportResult, *, blurred: bool) -> None:
    for file in result.files:
        say(str(file))
    if blurred and result.files:
        tell(
            "look at the copies before you give them away: a face that was not found is not hidden"
        )
    for name in result.skipped:
        tell(f"{name}: nothing to write for '{preset}' (not analysed, or not labelled)")
