"""Exports of a project behind the window: previews, and files with progress and cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from app.gui.bridge import JobControl
from app.gui.project.report_pdf import pictured, write_pdf
from engine.evaluation.report.document import write as write_html
from engine.project.export.presets import (
    ExportOptions,
    ExportResult,
    Preset,
    export_project,
    log_entry,
    preview,
)
from engine.project.export.tables import Stopped
from engine.project.export.video import VideoOptions
from engine.project.export.whole import (
    Whole,
    export_agreement,
    export_report,
    export_twin,
    export_videos,
)
from engine.project.store import Project
from engine.project.values import Export

#: So many rows are shown before they are written.
PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export. table: for a preset. suffix: of a report. video: how copies are made."""

    kind: Preset | Whole
    table: ExportOptions
    suffix: str = ".html"
    video: VideoOptions = field(default_factory=VideoOptions)

    @property
    def options(self) -> dict[str, object]:
        """What was chosen, for the export log."""
        ids = self.table.video_ids
        match self.kind:
            case Whole.REPORT:
                return {"suffix": self.suffix, "video_ids": ids}
            case Whole.VIDEO:
                return {**asdict(self.video), "video_ids": ids}
            case Whole.AGREEMENT:
                return {"video_ids": ids}
            case Whole.JSON:
                return {}
        return asdict(self.table)


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


def draw(project: Path, wanted: Wanted, width: int) -> Callable[[JobControl], list[QImage]]:
    """A job that makes the pages of a report, so many pixels wide, and writes nothing."""

    def work(_control: JobControl) -> list[QImage]:
        from engine.project.report.content import report  # loads matplotlib

        with Project.open(project, read_only=True) as opened:
            return pictured(report(opened, video_ids=wanted.table.video_ids), width)

    return work


def write(
    project: Path, folder: Path, wanted: Wanted
) -> Callable[[JobControl], ExportResult | None]:
    """A job that writes the files; None when it was stopped."""

    def work(control: JobControl) -> ExportResult | None:
        def report(_name: str, rows: int, total: int) -> None:
            if total:
                control.report(min(rows / total, 1.0))

        ids, stop = wanted.table.video_ids, control.stop
        with Project.open(project, read_only=True) as opened:
            try:
                match wanted.kind:
                    case Whole.REPORT:
                        writer = write_pdf if wanted.suffix == ".pdf" else write_html
                        return export_report(
                            opened, folder, suffix=wanted.suffix, writer=writer, video_ids=ids
                        )
                    case Whole.JSON:
                        return export_twin(opened, folder)
                    case Whole.AGREEMENT:
                        return export_agreement(opened, folder, video_ids=ids)
                    case Whole.VIDEO:
                        return export_videos(
                            opened, folder, wanted.video, video_ids=ids, stop=stop, progress=report
                        )
                return export_project(opened, folder, wanted.table, stop=stop, progress=report)
            except Stopped:
                return None

    return work


def entry(folder: Path, wanted: Wanted, result: ExportResult) -> Export:
    """The line of the export log, which a project that is only read cannot write itself."""
    return log_entry(folder, str(wanted.kind), wanted.options, result.files, result.rows)
