"""What the window says when something is wrong with a video or its project, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from app.gui.project.opening import new_project_of
from app.gui.video.page import VideoPage
from app.gui.widgets.banner import Answer, Banner, Severity
from engine.errors import MienError
from engine.project.errors import (
    ProjectDamaged,
    ProjectError,
    ProjectNotSaved,
    ProjectTooNew,
    VideoLost,
)
from engine.project.opening import SUFFIX
from engine.project.recovery import Recovered
from engine.project.values import Video


class VideoNews(QObject):
    """Turns the errors of a video page into banners: cause and next step."""

    def __init__(
        self,
        page: VideoPage,
        banner: Banner,
        choose: Callable[[], object],
        demo: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._page, self._banner, self._choose, self._demo = page, banner, choose, demo
        page.error.connect(self.show_error)
        page.videos.located.connect(self._tell_located)
        page.videos.rescued.connect(self._tell_rescued)

    @Slot(object)
    def show_error(self, error: MienError) -> None:
        """Say it, with what can be done."""
        self._banner.show_error(error, self._answers(error))
        player = self._page.player
        if player is not None and player.frame is None and not isinstance(error, ProjectError):
            self._page.videos.look_for(player.path)

    def _answers(self, error: MienError) -> list[Answer]:
        player = self._page.player
        if isinstance(error, VideoLost) and error.video is not None:
            video = error.video
            answers = [Answer(self.tr("Locate…"), lambda: self._locate(video), keep=True)]
            session = self._page.workbench.annotation.session
            if session is None or session.absent is None:
                answers.append(
                    Answer(self.tr("Open without it"), lambda: self._page.videos.open_absent(video))
                )
            return answers
        if isinstance(error, ProjectNotSaved):
            return [
                Answer(self.tr("Try again"), self._retry),
                Answer(self.tr("Save elsewhere…"), self._save_elsewhere, keep=True),
            ]
        if isinstance(error, ProjectDamaged):
            damaged = Path(error.subject)
            return [Answer(self.tr("Save what can be read"), lambda: self._rescue(damaged))]
        if isinstance(error, ProjectTooNew) and player is not None:
            video_path = player.path
            label = Answer(self.tr("Label in a new project"), lambda: self._begin_new(video_path))
            return [label]
        if isinstance(error, ProjectError):
            # The video is fine, and stays; only keeping what is said of it is in question.
            return []
        if player is not None and player.frame is not None:
            return []  # the video is shown; something else went wrong
        return [
            Answer(self.tr("Choose another"), self._choose),
            Answer(self.tr("Try the demo"), self._demo),
        ]

    def _begin_new(self, video: Path) -> None:
        """Go on with the video in a project that this Mien can write."""
        try:
            project = new_project_of(video)
        except MienError as error:
            self.show_error(error)
            return
        self._page.open_video(video, project)
        self._banner.show_news(
            Severity.DONE,
            self.tr("Labels go to a new project; a newer Mien can put both together"),
            str(project),
        )

    def _retry(self) -> None:
        session = self._page.workbench.annotation.session
        if session is not None:
            session.desk.retry()

    def _save_elsewhere(self) -> None:
        session = self._page.workbench.annotation.session
        if session is None or session.project_path is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(
            self._page,
            self.tr("Keep the project in"),
            str(Path.home() / session.project_path.name),
            self.tr("Projects ({0})").format(f"*{SUFFIX}"),
        )
        if chosen:
            session.moved.connect(self._tell_moved, Qt.ConnectionType.UniqueConnection)
            session.save_elsewhere(Path(chosen).with_suffix(SUFFIX))

    @Slot(object)
    def _tell_moved(self, path: Path) -> None:
        self._banner.show_news(
            Severity.DONE,
            self.tr("Everything is saved in another place; open it there from now on"),
            str(path),
        )

    def _rescue(self, damaged: Path) -> None:
        self._banner.show_news(
            Severity.BUSY,
            self.tr("Reading what is left of {0}…").format(damaged.name),
            self.tr("The damaged file stays as it is."),
        )
        self._page.videos.rescue(damaged)

    @Slot(object, object)
    def _tell_rescued(self, recovered: Recovered, path: Path) -> None:
        self._banner.show_news(
            Severity.DONE,
            self.tr("%n label(s) saved", None, recovered.saved.get("segment", 0)),
            str(path),
            [Answer(self.tr("Open"), lambda: self._page.videos.open_project(path))],
        )

    def _locate(self, video: Video) -> None:
        name = Path(video.path).name
        chosen, _kind = QFileDialog.getOpenFileName(
            self._page,
            self.tr("Where is {0} now?").format(name),
            str(self._page.videos.folder or ""),
            self.tr("All files (*)"),
        )
        if chosen:
            self._banner.show_news(
                Severity.BUSY,
                self.tr("Looking for {0}…").format(name),
                self.tr("By its content, in the folder of the file you chose and those in it."),
            )
            self._page.videos.locate(video, Path(chosen))

    @Slot(object)
    def _tell_located(self, path: Path) -> None:
        self._banner.show_news(
            Severity.DONE,
            self.tr("The video was found; all its labels are there"),
            str(path),
        )
