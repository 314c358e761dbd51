"""Which project file a video gets, without anybody being asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.errors import MienError
from engine.project.errors import NotAProject, ProjectError, ProjectLocked, ProjectReadOnly
from engine.project.store import SUFFIX, Project


@dataclass(frozen=True, slots=True)
class Opened:
    """An open project. trouble: why it is not the one beside the video, or cannot be changed."""

    project: Project
    trouble: MienError | None = None


def open_project(video: Path, folder: Path | None = None) -> Opened:
    """The project beside the video; where none can be, one in the user's data folder.

    One that is open elsewhere is opened for reading only. folder: instead of the data folder.

    Raises:
        ProjectError: there is a project, but it cannot be read.
    """
    try:
        return Opened(Project.beside(video))
    except ProjectLocked as error:
        return Opened(Project.open(video.with_suffix(SUFFIX), read_only=True), error)
    except (ProjectReadOnly, NotAProject) as error:
        return _elsewhere(video, folder, error)


def _elsewhere(video: Path, folder: Path | None, why: ProjectError) -> Opened:
    data = folder or platformdirs.user_data_path("mien", appauthor=False) / "projects"
    data.mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256(str(video.resolve()).encode()).hexdigest()[:8]
    path = data / f"{video.stem}-{mark}{SUFFIX}"
    project = Project.open(path) if path.exists() else Project.create(path)
    told = None
    if isinstance(why, NotAProject) or video.with_suffix(SUFFIX).exists():
        told = ProjectError(
            f"{why.what}; labels of this video are kept in another place",
            subject=str(why.subject),
            hint=f"They are in {path}",
        )
    return Opened(project, told)
