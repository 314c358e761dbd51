"""What goes out of a project as a whole: report, copies of videos, agreement, JSON twin."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from engine.evaluation.report.document import Document, write
from engine.export.staged import make_folder
from engine.project.agreement_study import agreement, confusion_table, pair_table
from engine.project.export.presets import (
    ExportResult,
    Progress,
    bound,
    log,
    named_videos,
)
from engine.project.export.scope import read_scope
from engine.project.export.tables import FileFormat, write_table
from engine.project.export.video import Blur, VideoOptions, export_video
from engine.project.store import Project
from engine.project.twin import SUFFIX, write_twin


class Whole(StrEnum):
    """What can be written: a page on the project, videos, how raters agree, everything as text."""

    REPORT = "report"
    VIDEO = "video"
    AGREEMENT = "agreement"
    JSON = "json"


#: How a report gets from its content to a file; the window can write PDF, too.
ReportWriter = Callable[[Document, Path], object]

TITLES: Final[dict[Whole, str]] = {
    Whole.REPORT: "Report: coverage, expressions, agreement, models and methods on one page",
    Whole.VIDEO: "Copies of the videos: what was found painted in, faces blurred on request",
    Whole.AGREEMENT: "Agreement of raters: alpha, kappa and confusion of each pair (CSV)",
    Whole.JSON: "The whole project as text, for diffs and archives",
}


def export_report(
    project: Project,
    folder: Path,
    *,
    suffix: str = ".html",
    writer: ReportWriter = write,
    video_ids: Sequence[str] | None = None,
) -> ExportResult:
    """Write the report of a project, of some of its videos or of all.

    Raises:
        OutputError: it cannot be written.
    """
    from engine.project.report.content import report  # loads matplotlib

    make_folder(folder)
    path = folder / f"{project.path.stem}.report{suffix}"
    writer(report(project, video_ids=video_ids), path)
    return _done(project, folder, Whole.REPORT, [path], {"suffix": suffix, "video_ids": video_ids})


def export_agreement(
    project: Project,
    folder: Path,
    *,
    video_ids: Sequence[str] | None = None,
    blind_only: bool = False,
) -> ExportResult:
    """Write two tables: figures of each pair of raters, and which labels they confuse.

    Raises:
        OutputError: they cannot be written.
    """
    make_folder(folder)
    found = agreement(project, video_ids=video_ids, blind_only=blind_only)
    files: list[Path] = []
    rows = 0
    for make in (pair_table, confusion_table) if found.pairs else ():
        written, count = write_table(make(found, project.path.stem), folder, FileFormat.CSV)
        files += written
        rows += count
    chosen = {"video_ids": video_ids, "blind_only": blind_only}
    return _done(project, folder, Whole.AGREEMENT, files, chosen, rows)


def export_twin(project: Project, folder: Path) -> ExportResult:
    """Write a project as JSON.

    Raises:
        OutputError: it cannot be written.
    """
    make_folder(folder)
    path = folder / f"{project.path.stem}{SUFFIX}"
    write_twin(project, path)
    return _done(project, folder, Whole.JSON, [path], {})


def export_videos(
    project: Project,
    folder: Path,
    options: VideoOptions,
    *,
    video_ids: Sequence[str] | None = None,
    stop: threading.Event | None = None,
    progress: Progress | None = None,
) -> ExportResult:
    """Write a copy of each analysed video. Its rows are the frames written.

    Raises:
        OutputError, SourceError, VideoMissing, VideoChanged: a copy cannot be written, or its video
            not be read.
        Stopped: `stop` was set; copies that were whole by then stay.
    """
    make_folder(folder)
    files: list[Path] = []
    skipped: list[str] = []
    frames = 0
    for video, name in named_videos(project, video_ids):
        scope = read_scope(project, video)
        if scope.run is None:
            skipped.append(scope.name)
            continue
        kind = "overlay" if options.blur is Blur.NONE else "blurred"
        target = folder / f"{name}.{kind}.mp4"
        total = video.frames or len(scope.predictions)
        report = (lambda _done: None) if progress is None else bound(progress, scope.name, total)
        counted = _Counted(report)
        source = project.find_video(video)
        export_video(scope, source, target, options, stop=stop, progress=counted)
        frames += counted.count
        files.append(target)
    chosen = {
        "overlay": options.overlay,
        "blur": options.blur,
        "keep": options.keep,
        "video_ids": video_ids,
    }
    return _done(project, folder, Whole.VIDEO, files, chosen, frames, tuple(skipped))


class _Counted:
    """Passes on how far it is, and remembers."""

    def __init__(self, report: Callable[[int], object]) -> None:
        self.count = 0
        self._report = report

    def __call__(self, count: int) -> None:
        self.count = count
        self._report(count)


def _done(
    project: Project,
    folder: Path,
    kind: Whole,
    files: Sequence[Path],
    chosen: dict[str, Any],
    rows: int = 1,
    skipped: tuple[str, ...] = (),
) -> ExportResult:
    if files and not project.read_only:
        log(project, folder, str(kind), chosen, files, rows)
    return ExportResult(tuple(files), rows, skipped)
