"""What can go wrong with a project file, each with its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import MienError

if TYPE_CHECKING:
    from engine.project.values import Video


class ProjectError(MienError):
    """A project cannot be opened, read or written."""


class ProjectMissing(ProjectError):
    """There is no such file."""


class NotAProject(ProjectError):
    """The file is something else."""


class ProjectTooNew(ProjectError):
    """A newer Mien made the file."""


class ProjectDamaged(ProjectError):
    """The file is a project, but parts of it cannot be read."""


class ProjectLocked(ProjectError):
    """The project is open in another window or process."""


class ProjectReadOnly(ProjectError):
    """The file or its folder cannot be written."""


class ProjectNotSaved(ProjectError):
    """An edit did not reach the disk; the file is as it was before it."""


class EditOutdated(ProjectError):
    """An edit was planned on something that has changed since; nothing was done."""


class VideoLost(ProjectError):
    """A video cannot be had. video: which one, so that it can be located; None where unknown."""

    video: Video | None = None


class VideoMissing(VideoLost):
    """A video is not where the project last saw it."""


class VideoChanged(VideoLost):
    """Where a video was there is another one, or only a part of it."""
