"""The videos of the open project: which there are, adding some, and going from one to another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl, Jobs
from app.gui.keymap import tip_with_key
from app.gui.project.opening import project_with
from app.gui.video.services import VideoServices
from engine.errors import MienError
from engine.project.errors import ProjectError
from engine.project.recovery import Recovered, recover
from engine.project.store import SUFFIX, Project
from engine.project.values import Video
from engine.project.videos import VideoState, changed, place_of, quick_hash, search, state_of
from engine.sources.base import SourceInfo


class VideoPicker(QComboBox):
    """The videos of a project by name; hidden where there is only one."""

    chosen = Signal(str)  # id of the video
    offered = Signal(bool)  # whether there is a choice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.ui_font(1.0))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Video of the project"))
        tip_with_key(self, self.tr("Videos of this project, the next one"), ActionId.NEXT_VIDEO)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row)))
        self.hide()

    def show_videos(self, videos: Sequence[Video], here: Video | None) -> None:
        """Offer these; here: the one that is open."""
        with QSignalBlocker(self):
            self.clear()
            for place, video in enumerate(videos, start=1):
                name = Path(video.path).name
                self.addItem(self.tr("{0} of {1} · {2}").format(place, len(videos), name), video.id)
                self.setItemData(place - 1, video.path, Qt.ItemDataRole.ToolTipRole)
            if here is not None:
                self.setCurrentIndex(self.findData(here.id))
        self.setVisible(len(videos) > 1)
        self.offered.emit(len(videos) > 1)


class ProjectVideos(QObject):
    """Says which video of which project is to be opened; the page opens it."""

    #: Path of the video, Path of its project, Video where only a stand-in is to be shown
    open_wanted = Signal(object, object, object)
    located = Signal(object)  # Path of a video that was lost
    rescued = Signal(object, object)  # Recovered, Path of the project that holds it
    failed = Signal(object)  # MienError

    def __init__(self, services: VideoServices, picker: VideoPicker, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._picker = services, picker
        self._jobs = Jobs(self)
        self._session: AnnotateSession | None = None
        self._asked: Path | None = None  # the project that was asked for last
        picker.chosen.connect(self.show)

    def follow(self, session: AnnotateSession | None) -> None:
        """The project that is open now; None where there is none."""
        if session is self._session:
            return
        self._session = session
        self._asked = None
        if session is not None:
            session.opened.connect(self._list)
        self._picker.show_videos((), None)

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Wait for what is being looked up; True when no thread is left."""
        ended = self._jobs.close(timeout_s)
        self._jobs.deleteLater()
        self._jobs = Jobs(self)
        return ended

    def open_project(self, path: Path) -> None:
        """Open a project by its own name: the first of its videos that is where it was."""
        self._asked = path

        def found(video: Path) -> None:
            self.open_wanted.emit(video, path, None)

        self._jobs.run(
            lambda _control: _first_video(path),
            name="project",
            done=found,
            failed=self.failed.emit,
        )

    def add(self, paths: Sequence[Path]) -> None:
        """Add videos to the open project, and show the first of them."""
        session = self._session
        if session is None or session.book is None or session.read_only:
            return

        def look(_control: JobControl) -> list[tuple[Path, SourceInfo]]:
            return [(path, self._info(path)) for path in paths]

        def looked(found: list[tuple[Path, SourceInfo]]) -> None:
            session.desk.ask(
                lambda project: [project.add_video(path, info) for path, info in found],
                added,
                self.failed.emit,
            )

        def added(videos: list[Video]) -> None:
            if session is self._session and session.book is not None and videos:
                session.book.take(videos)
                self._list()
                self.show(videos[0].id)

        self._jobs.run(look, name="add-videos", done=looked, failed=self.failed.emit)

    @Slot(str)
    def show(self, video_id: str) -> None:
        """Open another video of the project."""
        session = self._session
        video = session.book.get(Video, video_id) if session is not None and session.book else None
        if session is None or video is None or video == session.here:
            return
        project = session.project_path

        def missing(error: MienError) -> None:
            self._list()
            self.failed.emit(error)

        session.desk.ask(
            lambda opened: opened.find_video(video),
            lambda path: self.open_wanted.emit(path, project, None),
            missing,
        )

    @property
    def folder(self) -> Path | None:
        """Where the project lies that is open, or was asked for last."""
        return None if self._project is None else self._project.parent

    @property
    def _project(self) -> Path | None:
        if self._asked is not None:
            return self._asked
        return None if self._session is None else self._session.project_path

    def open_absent(self, video: Video) -> None:
        """Show what the project knows of a video that is not there."""
        project = self._project
        if project is not None:
            self.open_wanted.emit(place_of(video, project.parent), project, video)

    def locate(self, video: Video, chosen: Path) -> None:
        """Find a lost video by its content: the chosen file, else one of its folder or below.

        `located` follows and the video is opened, or `failed`.
        """
        project, session = self._project, self._session
        if project is None:
            return
        mine = session if session is not None and session.project_path == project else None

        def look(control: JobControl) -> Path:
            found = _located(video, chosen, control.stop)
            if mine is None:
                with Project.open(project) as opened:
                    opened.locate_video(video, found)
            return found

        def looked(path: Path) -> None:
            if mine is None or mine.read_only:
                done(path)
            else:
                mine.desk.ask(
                    lambda opened: opened.locate_video(video, path),
                    lambda _video: done(path),
                    self.failed.emit,
                )

        def done(path: Path) -> None:
            self.open_wanted.emit(path, project, None)
            self.located.emit(path)

        self._jobs.run(look, name="locate", done=looked, failed=self.failed.emit)

    def rescue(self, damaged: Path) -> None:
        """Save what can be read of a damaged project as another one; `rescued` or `failed`."""

        def work(_control: JobControl) -> tuple[Recovered, Path]:
            target = damaged.with_name(f"{damaged.stem}.recovered{SUFFIX}")
            number = 2
            while target.exists():
                target = damaged.with_name(f"{damaged.stem}.recovered-{number}{SUFFIX}")
                number += 1
            return recover(damaged, target), target

        self._jobs.run(
            work,
            name="rescue",
            done=lambda found: self.rescued.emit(*found),
            failed=self.failed.emit,
        )

    def look_for(self, path: Path) -> None:
        """A file cannot be shown: where it was labelled when it was whole, `failed` says so."""

        def tell(found: tuple[Path, MienError] | None) -> None:
            if found is not None:
                self._asked, error = found
                self.failed.emit(error)

        self._jobs.run(lambda _control: _labelled_once(path), name="look-for", done=tell)

    def step(self, by: int) -> None:
        """Open the next video of the project, or the one before."""
        row = self._picker.currentIndex() + by
        if 0 <= row < self._picker.count():
            self.show(self._picker.itemData(row))

    def _info(self, path: Path) -> SourceInfo:
        with self._services.open_video(path) as video:
            return video.info

    @Slot()
    def _list(self) -> None:
        session = self._session
        if session is not None and session.book is not None:
            self._picker.show_videos(session.book.videos(), session.here)


def _located(video: Video, chosen: Path, stop: threading.Event) -> Path:
    """Raises `VideoChanged` where it is neither the chosen file nor in its folder."""
    size, quick = quick_hash(chosen)
    if (size, quick) == (video.bytes, video.quick_hash):
        return chosen
    found = search(video, chosen.parent, stop=stop)
    if found is None:
        state = VideoState.TRUNCATED if size < video.bytes else VideoState.REPLACED
        raise changed(chosen, state, video)
    return found


def _labelled_once(path: Path) -> tuple[Path, MienError] | None:
    """The project that knows a file as another one than it is now, and what to say of it."""
    beside = path.with_suffix(SUFFIX)
    project = beside if beside.is_file() else project_with(path)
    if project is None or not path.is_file():
        return None
    with Project.open(project, read_only=True) as opened:
        for video in opened.videos():
            if place_of(video, opened.folder) == path.absolute():
                state = state_of(video, opened.folder)
                if state is not VideoState.SAME:
                    return project, changed(path, state, video)
    return None


def _first_video(path: Path) -> Path:
    """The first video of a project that is where it was.

    Raises:
        ProjectError: there is none in it.
        VideoMissing, VideoChanged: there are some, but none is there; tells of the first.
    """
    trouble: MienError | None = None
    with Project.open(path, read_only=True) as project:
        for video in project.videos():
            try:
                return project.find_video(video)
            except MienError as error:
                trouble = trouble or error
    raise trouble or ProjectError(
        "there is no video in this project",
        subject=str(path),
        hint="Open a video; it gets a project of its own, to which more can be added",
    )
