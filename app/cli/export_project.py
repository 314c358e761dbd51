"""`mien export-project`: tables of a project, the same that the window writes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, say, tell

if TYPE_CHECKING:
    import threading

    from engine.project.export.presets import ExportResult
    from engine.project.store import Project

_PRESETS = ("frames", "events", "elan", "annotations", "votes", "openface", "pyfeat")
#: Not tables: the whole project as text, the report on one page, copies of the videos.
_TWIN, _REPORT, _VIDEO = "json", "report", "video"
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
        "and methods. video: copies of the videos with what was found painted in, without sound. "
        "json: the whole project as text, for diffs and archives.",
    )
    parser.add_argument("project", type=Path, metavar="FILE", help="the project (*.mien)")
    parser.add_argument(
        "--preset",
        action="append",
        required=True,
        choices=(*_PRESETS, _REPORT, _VIDEO, _TWIN),
        help="what to write; may be given several times",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--format", choices=_FORMATS, help="of frames, annotations and votes (default: csv)"
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
    from engine.project.export.tables import FileFormat, Stopped

    wanted = None if args.format is None else FileFormat(args.format)
    annotators = None if args.annotator is None else tuple(args.annotator)
    start, end = (None if t is None else round(t * 1e6) for t in (args.start, args.end))
    rows = 0
    with open_project(args.project) as project, stop_on_signals() as stop:
        for name in dict.fromkeys(args.preset):
            if name == _VIDEO:
                videos = _write_videos(project, args, stop)
                if videos is None:
                    tell("interrupted; files that were whole are kept")
                    return INTERRUPTED
                rows += videos
                continue
            if name in _WHOLE:
                say(str(_WHOLE[name](project, args.out)))
                rows += 1
                continue
            preset = Preset(name)
            # A format that only some presets have is a wish for those, not an error of the rest.
            form = wanted if wanted in PRESETS[preset].formats else None
            options = ExportOptions(preset, form, annotators=annotators, span_us=(start, end))
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


def _write_videos(project: Project, args: argparse.Namespace, stop: threading.Event) -> int | None:
    """Copy every analysed video; returns how many, None if interrupted."""
    from app.cli.progress import Progress
    from engine.errors import OutputError
    from engine.export.staged import make_folder
    from engine.project.export.presets import named_videos
    from engine.project.export.scope import read_scope
    from engine.project.export.tables import Stopped
    from engine.project.export.video import Blur, VideoOptions, export_video

    if args.blur in tuple(Blur) and args.blur != Blur.OTHERS:
        options = VideoOptions(not args.no_overlay, Blur(args.blur))
    elif args.blur.isdigit():
        options = VideoOptions(not args.no_overlay, Blur.OTHERS, int(args.blur))
    else:
        raise OutputError(f"--blur {args.blur}", hint="Say all, or the number of a face")
    make_folder(args.out)
    done = 0
    for video, name in named_videos(project):
        scope = read_scope(project, video)
        if scope.run is None:
            tell(f"{scope.name}: not analysed, left out")
            continue
        kind = "blurred" if options.blur is not Blur.NONE else "overlay"
        target = args.out / f"{name}.{kind}.mp4"
        with Progress(scope.name, video.frames) as bar:
            try:
                source = project.find_video(video)
                export_video(scope, source, target, options, stop=stop, progress=bar.update)
            except Stopped:
                return None
        say(str(target))
        done += 1
    if done and options.blur is not Blur.NONE:
        tell(
            "look at the copies before you give them away: a face that was not found is not hidden"
        )
    return done


_WHOLE = {_TWIN: _write_twin, _REPORT: _write_report}


def _tell(preset: str, result: ExportResult) -> None:
    for file in result.files:
        say(str(file))
    for name in result.skipped:
        tell(f"{name}: nothing to write for '{preset}' (not analysed, or not labelled)")
