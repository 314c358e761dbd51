"""Bringing any known file into a project: what kind it is, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import DataError
from engine.project.edits import Edit
from engine.project.errors import VideoChanged, VideoMissing
from engine.project.opening import check_header
from engine.project.store import Project
from engine.project.values import Video

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LABELS: Final = (".eaf", ".txt", ".tsv")
_TABLE: Final = ".csv"
_PROJECT: Final = ".mien"

#: What can be brought into a project, by suffix.
SUFFIXES: Final = (_PROJECT, *_LABELS, _TABLE)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import.

    added: of a project, how many things of each kind are new. layers: names of annotators made
    because somebody's versions contradict each other. labels: segments of ELAN. unknown: values of
    it that are no label, with how often each occurs. frames, faces, kind: of a table.
    untimed: why times came from the table and not from the video; empty where they did not.
    edit: takes it back when inverted, None where that cannot be.
    """

    added: Mapping[str, int] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    labels: int = 0
    unknown: tuple[tuple[str, int], ...] = ()
    frames: int = 0
    faces: int = 0
    kind: str = ""
    untimed: str = ""
    edit: Edit | None = None


def bring(
    project: Project,
    source: Path,
    video: Callable[[], Video],
    *,
    annotator: str | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
) -> Brought:
    """Bring a file in: another project, labels of ELAN, or a table of predictions.

    video: says which one labels or predictions belong to; asked only then. annotator: who made the
    labels where they do not say. progress: called with the lines of a table read so far.

    Raises:
        DataError: nobody knows what it is, or it cannot be read.
        ProjectError: one of the projects cannot be read or written.
        Stopped: `stop` was set; nothing was stored.
    """
    kind = source.suffix.lower()
    if kind == _PROJECT:
        from engine.project.merging import merge

        check_header(source)  # of a newer Mien's, only a part would be known here
        with Project.open(source, read_only=True) as other:
            report = merge(project, other)
        return Brought(added=report.added, layers=report.layers)
    if kind in _LABELS:
        from engine.project.imports.elan import import_elan

        found = import_elan(project, video(), source, annotator=annotator)
        return Brought(labels=found.segments, unknown=found.unknown, edit=found.edit)
    if kind == _TABLE:
        from engine.project.imports.tables import import_table

        meant = video()
        times, why = _times(project, meant)
        table = import_table(project, meant, source, times_us=times, stop=stop, progress=progress)
        return Brought(frames=table.frames, faces=table.faces, kind=str(table.kind), untimed=why)
    raise DataError(
        "nobody knows what this is",
        subject=str(source),
        hint="Known are *.mien, *.eaf, *.txt, *.tsv, *.csv, and *.json for a new project",
    )


def _times(project: Project, video: Video) -> tuple[NDArray[np.int64] | None, str]:
    """When the video's frames are; None, and why, where the video is not there to be asked."""
    from engine.sources.frame_index import build_index

    try:
        index = build_index(project.find_video(video))
    except (VideoMissing, VideoChanged) as error:
        return None, str(error)
    return None if index is None else index.times_us, ""
