"""A project in another place: where the disk is full, or to take it along."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from engine.project import edits, opening
from engine.project.errors import ProjectError
from engine.project.store import Project
from engine.project.videos import place_of, relative_path


def copy_project(path: Path, target: Path) -> None:
    """Copy all that is stored of a project; the copy refers to the same videos.

    The project may be open, here or elsewhere; it is only read.

    Raises:
        ProjectError: there is a file of that name, or it cannot be written there.
    """
    if target.exists():
        raise ProjectError(
            "there is a file of that name already",
            subject=str(target),
            hint="Choose another name",
        )
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            opening.told(target),
            contextlib.closing(opening.connect(path, read_only=True)) as source,
            contextlib.closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
        part.rename(target)
    except OSError as error:
        raise ProjectError(
            f"the copy cannot be written ({error.strerror or error})",
            subject=str(target),
            hint="Choose another folder",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    with Project.open(target) as copied:
        for video in copied.videos():
            there = relative_path(place_of(video, path.parent), target.parent)
            if there != video.path:
                copied.apply(edits.change("Copy project", video, replace(video, path=there)))
