"""What can be exported, by name: the same in the window and on the command line."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from engine.errors import OutputError
from engine.export.staged import make_folder
from engine.project import edits
from engine.project.export.frames import CALIBRATED, COLUMNS, frames_table
from engine.project.export.labels import (
    ANNOTATIONS,
    annotations_table,
    elan_table,
    events_table,
    votes_table,
)
from engine.project.export.layouts import openface_table, pyfeat_table
from engine.project.export.scope import VideoScope, read_scope
from engine.project.export.tables import Column, FileFormat, Table, with_columns, write_table
from engine.project.store import Project
from engine.project.values import Export, Video, new_id


class Preset(StrEnum):
    """Kinds of export."""

    FRAMES = "frames"
    EVENTS = "events"
    ELAN = "elan"
    ANNOTATIONS = "annotations"
    VOTES = "votes"
    OPENFACE = "openface"
    PYFEAT = "pyfeat"


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """What a preset makes.

    formats: the first is the usual one. needs_run: it tells of predictions, so there must be some.
    columns: which there are to choose from; none where other programs expect all of them.
    dictionary: ending of the name of the file that describes the columns.
    """

    title: str
    make: Callable[[VideoScope, str], Table]
    formats: tuple[FileFormat, ...]
    needs_run: bool = False
    columns: tuple[Column, ...] = ()
    dictionary: str = ".columns.json"


_ANY: Final = (FileFormat.CSV, FileFormat.PARQUET, FileFormat.JSONL)

PRESETS: Final[dict[Preset, PresetInfo]] = {
    Preset.FRAMES: PresetInfo(
        "Every frame and face: model, people, and people else model",
        lambda scope, name: frames_table(scope, f"{name}.frames"),
        _ANY,
        needs_run=True,
        columns=(*COLUMNS, *CALIBRATED),
    ),
    Preset.EVENTS: PresetInfo(
        "Segments as BIDS events (TSV with JSON sidecar)",
        events_table,
        (FileFormat.TSV,),
        dictionary=".json",
    ),
    Preset.ELAN: PresetInfo("Segments for ELAN (tab-delimited)", elan_table, (FileFormat.TXT,)),
    Preset.ANNOTATIONS: PresetInfo(
        "One row for each rater and label", annotations_table, _ANY, columns=ANNOTATIONS
    ),
    Preset.VOTES: PresetInfo(
        "Votes on labelled faces, as FER+ has them", votes_table, _ANY, needs_run=True
    ),
    Preset.OPENFACE: PresetInfo(
        "OpenFace 2 layout, for existing scripts", openface_table, (FileFormat.CSV,), needs_run=True
    ),
    Preset.PYFEAT: PresetInfo(
        "Py-Feat layout (Fex), for existing scripts",
        pyfeat_table,
        (FileFormat.CSV,),
        needs_run=True,
    ),
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What to export.

    video_ids: None takes all videos. run_id: predictions of this run, None takes the newest.
    annotators: names; None takes all. span_us: from a time on, and before another, in microseconds
    from the first frame; None is without bound. format: None takes the preset's usual one.
    columns: names of those to write, where the preset leaves a choice; None takes all. called: what
    stands in the names of such files instead of the preset.
    """

    preset: Preset
    format: FileFormat | None = None
    video_ids: tuple[str, ...] | None = None
    run_id: str | None = None
    annotators: tuple[str, ...] | None = None
    span_us: tuple[int | None, int | None] = (None, None)
    columns: tuple[str, ...] | None = None
    called: str = ""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written. skipped: videos without any row, by file name."""

    files: tuple[Path, ...]
    rows: int
    skipped: tuple[str, ...]


#: Called with the video's name, rows written of it, and rows expected (0: unknown).
Progress = Callable[[str, int, int], None]


def export_project(
    project: Project,
    folder: Path,
    options: ExportOptions,
    *,
    stop: threading.Event | None = None,
    progress: Progress | None = None,
) -> ExportResult:
    """Write one preset of a project into `folder` and note it in the export log.

    Raises:
        OutputError: the folder or a file cannot be written, or the preset has no such format or
            column.
        Stopped: `stop` was set; files that were whole by then stay.
    """
    info = PRESETS[options.preset]
    form = info.formats[0] if options.format is None else options.format
    if form not in info.formats:
        raise OutputError(
            f"'{options.preset}' cannot be written as {form}",
            hint=f"Choose one of: {', '.join(info.formats)}",
        )
    _check_columns(options)
    make_folder(folder)
    files: list[Path] = []
    skipped: list[str] = []
    rows = 0
    for video, name in named_videos(project, options.video_ids):
        scope = _scope(project, video, options)
        if not (scope.run if info.needs_run else scope.segments):
            skipped.append(scope.name)
            continue
        table = _with_facts(_make(scope, name, options), project, scope)
        report = None if progress is None else bound(progress, scope.name, table.total)
        written, count = write_table(
            table, folder, form, stop=stop, progress=report, dictionary=info.dictionary
        )
        files += written
        rows += count
    if not project.read_only:
        log(project, folder, str(options.preset), asdict(options), files, rows)
    return ExportResult(tuple(files), rows, tuple(skipped))


def preview(
    project: Project, options: ExportOptions, rows: int = 20
) -> tuple[Table, list[list[str]]]:
    """The first rows that an export of the first chosen video would have, as text.

    Raises:
        OutputError: there is no video, or the preset has no such column.
    """
    _check_columns(options)
    for video, name in named_videos(project, options.video_ids):
        scope = _scope(project, video, options)
        table = _make(scope, name, options)
        first = [row for row, _ in zip(table.rows, range(rows), strict=False)]
        text = [[c.text(v) for c, v in zip(table.columns, row, strict=True)] for row in first]
        return table, text
    raise OutputError("the project has no video", hint="Add a video first")


def _check_columns(options: ExportOptions) -> None:
    """Raise where columns are chosen that there cannot be."""
    if options.columns is None:
        return
    known = [column.name for column in PRESETS[options.preset].columns]
    if not known:
        raise OutputError(
            f"the columns of '{options.preset}' cannot be chosen",
            hint="Other programs expect all of them; leave the choice out",
        )
    missing = [name for name in options.columns if name not in known]
    if missing or not options.columns:
        what = (
            f"there is no column called {', '.join(missing)}" if missing else "no column is chosen"
        )
        raise OutputError(what, hint=f"There are: {', '.join(known)}")


def _make(scope: VideoScope, name: str, options: ExportOptions) -> Table:
    info = PRESETS[options.preset]
    table = info.make(scope, name)
    if options.called and info.columns:
        table = replace(table, name=f"{name}.{options.called}")
    if options.columns is None:
        return table
    table = with_columns(table, options.columns)
    if not table.columns:  # those without a neutral offset, where nobody has one
        raise OutputError(
            "none of the chosen columns is in this table",
            subject=scope.name,
            hint="Choose others beside them",
        )
    return table


def _scope(project: Project, video: Video, options: ExportOptions) -> VideoScope:
    return read_scope(
        project,
        video,
        run_id=options.run_id,
        annotator_ids=_ids(project, options.annotators),
        span_us=options.span_us,
    )


def named_videos(project: Project, ids: Sequence[str] | None = None) -> list[tuple[Video, str]]:
    """Videos with the names their files get: the video's, made safe, numbered where equal."""
    seen: dict[str, int] = {}
    named: list[tuple[Video, str]] = []
    for video in project.videos():
        stem = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", PurePosixPath(video.path).stem) or "video"
        seen[stem] = seen.get(stem, 0) + 1
        name = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
        if ids is None or video.id in ids:
            named.append((video, name))
    return named


def _ids(project: Project, names: Sequence[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    known = {a.name: a.id for a in project.annotators()}
    missing = [name for name in names if name not in known]
    if missing:
        raise OutputError(
            f"nobody named {', '.join(missing)} labelled in this project",
            subject=str(project.path),
            hint=f"There are: {', '.join(known) or 'none yet'}",
        )
    return frozenset(known[name] for name in names)


def _with_facts(table: Table, project: Project, scope: VideoScope) -> Table:
    """The table with what its dictionary tells of where it comes from."""
    facts: dict[str, object] = {
        "Project": project.name,
        "Video": scope.name,
        "VideoBytes": scope.video.bytes,
        "VideoSHA256": scope.video.sha256 or None,
        "Annotators": sorted(a.name for a in scope.annotators.values()),
    }
    if scope.run is not None and scope.model is not None:
        facts["Model"] = asdict(scope.model)
        facts["Analysis"] = {**asdict(scope.run), "settings": json.loads(scope.run.settings)}
    return replace(table, facts={**facts, **table.facts})


def bound(progress: Progress, name: str, total: int) -> Callable[[int], None]:
    """Progress of one of several videos."""
    return lambda rows: progress(name, rows, total)


def log(
    project: Project,
    folder: Path,
    preset: str,
    options: Mapping[str, object],
    files: Sequence[Path],
    rows: int,
) -> None:
    """Note an export in the project's log."""
    project.apply(edits.add("Export", log_entry(folder, preset, options, files, rows)))


def log_entry(
    folder: Path, preset: str, options: Mapping[str, object], files: Sequence[Path], rows: int
) -> Export:
    """A line of the export log."""
    return Export(
        id=new_id(),
        preset=preset,
        folder=str(folder).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        files=json.dumps([file.name for file in files]),
        options=json.dumps(options),
        rows=rows,
    )
