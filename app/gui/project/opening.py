"""Which project file a video gets, without anybody being asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from engine.errors import MienError
from engine.project.copies import copy_project
from engine.project.errors import (
    NotAProject,
    ProjectError,
    ProjectLocked,
    ProjectReadOnly,
    ProjectTooNew,
)
from engine.project.opening import knows
from engine.project.store import SUFFIX, Project
from engine.project.videos import relative_path

#: So many projects of a folder are asked whether they know a video.
_LOOKED_AT: Final = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """An open project. trouble: why it is not the one beside the video, or cannot be changed."""

    project: Project
    trouble: MienError | None = None


def open_project(video: Path, folder: Path | None = None) -> Opened:
    """The project beside the video, of its name or else one that knows it; made if need be.

    Where there can be none, it is made in the user's data folder.

    One that is open elsewhere, or that a newer Mien made, is opened for reading only. folder:
    instead of the data folder.

    Raises:
        ProjectError: there is a project, but it cannot be read.
    """
    if not video.with_suffix(SUFFIX).exists() and (known := project_with(video)) is not None:
        return open_named(known)
    try:
        return Opened(Project.beside(video))
    except (ProjectLocked, ProjectTooNew) as error:
        return Opened(Project.open(video.with_suffix(SUFFIX), read_only=True), error)
    except (ProjectReadOnly, NotAProject) as error:
        return _elsewhere(video, folder, error)


def project_with(video: Path) -> Path | None:
    """A project in the video's folder that the video was added to."""
    others = sorted(video.parent.glob(f"*{SUFFIX}"))[:_LOOKED_AT]
    name = relative_path(video, video.parent)
    return next((path for path in others if knows(path, name)), None)


def open_named(path: Path) -> Opened:
    """A project by its own name; to be read where it cannot be changed here, whyever.

    Raises:
        ProjectError: it cannot be read.
    """
    try:
        return Opened(Project.open(path))
    except (ProjectLocked, ProjectReadOnly, ProjectTooNew) as error:
        return Opened(Project.open(path, read_only=True), error)


def new_project_of(video: Path) -> Path:
    """A project of the video's own in the user's data folder, made if need be.

    Raises:
        ProjectError: it cannot be made.
    """
    path = _place_elsewhere(video, None)
    if not path.exists():
        Project.create(path).close()
    return path


def _place_elsewhere(video: Path, folder: Path | None) -> Path:
    data = folder or platformdirs.user_data_path("mien", appauthor=False) / "projects"
    data.mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256(str(video.resolve()).encode()).hexdigest()[:8]
    return data / f"{video.stem}-{mark}{SUFFIX}"


def _elsewhere(video: Path, folder: Path | None, why: ProjectError) -> Opened:
    path = _place_elsewhere(video, folder)
    beside = video.with_suffix(SUFFIX)
    if isinstance(why, ProjectReadOnly) and beside.is_file() and not path.exists():
        copy_project(beside, path)  # what was labelled so far is seen, and gone on with
    first = not path.exists()
    project = Project.create(path) if first else Project.open(path)
    told = None
    if first or isinstance(why, NotAProject) or beside.exists():
        told = ProjectError(
            f"{why.what}; labels of this video are kept in another place",
            subject=str(why.subject),
            hint=f"They are in {path}",
        )
    return Opened(project, told)
