"""The window: a stack of pages, menus made from the table of actions, one banner. No logic."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ActionId, build, fill_menu_bar
from app.gui.bridge import Jobs
from app.gui.finetune.join import make_fine_tuning
from app.gui.finetune.model_choice import ModelChoice
from app.gui.keymap import Keymap
from app.gui.live.content import Content
from app.gui.looks import Looks
from app.gui.open_video import ask_for_imports, ask_for_more, ask_for_video, dropped_file
from app.gui.panes import cycle_panes
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.start.page import StartPage
from app.gui.undo_names import name_undo
from app.gui.video.modes import Mode
from app.gui.widgets.banner import Answer, Banner
from app.gui.window_dialogs import WindowDialogs
from engine.errors import MienError
from engine.project.opening import SUFFIX

if TYPE_CHECKING:
    from app.gui.live.page import LivePage
    from app.gui.project.export_choices import ExportChoices
    from app.gui.video.page import VideoPage
    from app.gui.video.services import VideoStatus

#: Seconds that all threads together have to end when the window closes.
_PATIENCE_S = 3.0

#: What can be done only while something is watched; the live page enables them.
_RUNNING = (
    ActionId.PAUSE, ActionId.NEXT_FACE, ActionId.RECORD, ActionId.STOP, ActionId.MIRROR,
    ActionId.SNAPSHOT, ActionId.MARK,
)  # fmt: skip

#: What is about the open video or its project.
_ON_VIDEO = (
    ActionId.WATCH, ActionId.LABEL, ActionId.REVIEW, ActionId.AGREEMENT, ActionId.EXPORT_LABELS,
    ActionId.REPORT, ActionId.PERSONS, ActionId.ADD_VIDEOS, ActionId.ANALYSE_ALL,
    ActionId.NEXT_VIDEO, ActionId.PREVIOUS_VIDEO, ActionId.IMPORT,
)  # fmt: skip


class MainWindow(QMainWindow):
    """Switches between the start, live and video pages; the latter two are made when needed."""

    def __init__(self, services: Services, settings: Settings, log: Path | None = None) -> None:
        super().__init__()
        theme.dress(self)
        self._services, self._settings, self._log = services, settings, log
        #: False once closing found a thread that would not end.
        self.ended_in_time = True
        self.jobs = Jobs(self)
        self.keymap = Keymap(settings, self)
        self.banner = Banner()
        self.models = ModelChoice(settings, self)
        self.fine_tuning = make_fine_tuning(self)
        self.start = StartPage()
        self.live: LivePage | None = None
        self.video: VideoPage | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self._looks = Looks(self, settings, self.banner, lambda id_: self.action(id_))
        self._dialogs = WindowDialogs(
            self, settings, self._looks, self.keymap, self.stack.currentWidget, log
        )
        self._dialogs.settings_changed.connect(self._apply_settings)
        self.actions_by_id = build(self, self._handlers())
        self.action = self.actions_by_id.__getitem__
        self._lay_out()
        fill_menu_bar(self.menuBar(), self.actions_by_id)
        self.action(ActionId.LOG).setEnabled(log is not None)
        self._set_content(settings.content)
        self._looks.tick_language()
        self.start.camera_asked.connect(self.open_camera)
        self.start.video_asked.connect(self.ask_video)
        self.start.demo_asked.connect(self.open_demo)
        self.start.recent_asked.connect(self.open_video)
        self.start.recent_cleared.connect(self._forget_recent)
        self.start.settings_asked.connect(self._dialogs.show_settings)
        self.keymap.follow(self, self.actions_by_id.values())
        self._follow_page()

    # --- pages -----------------------------------------------------------------------------

    @Slot()
    def show_start(self) -> None:
        """Back to the three ways in; the camera goes off."""
        self._leave_live()
        self.start.set_recent(self._settings.recent)
        self._show(self.start)

    def open_camera(self, name: str | None = None) -> None:
        """Show the live page and start a camera: by name or number, else the one used last."""
        live = self.live_page()
        self._show(live)
        live.start_camera(name)

    @Slot()
    def open_demo(self) -> None:
        """Show the live page with the demo clip."""
        live = self.live_page()
        self._show(live)
        live.start_demo()

    @Slot()
    def ask_video(self) -> None:
        """Ask which video, then open it."""
        path = ask_for_video(self, self._settings)
        if path is not None:
            self.open_video(path)

    @Slot(object)
    def open_video(self, path: Path, project: Path | None = None) -> None:
        """Show the video page with this file, or with the first video of this project.

        project: the video is opened as one of this project's; None for the video's own.
        """
        path = path.absolute()  # it may have been named on the command line
        self._leave_live()
        self.banner.dismiss()
        page = self.video_page()
        self._show(page)
        if path.suffix.lower() == SUFFIX:
            self._settings.add_recent(path)
            page.videos.open_project(path)
        else:
            page.open_video(path, project)

    @Slot()
    def ask_more_videos(self) -> None:
        """Ask which videos to add to the open project."""
        paths = ask_for_more(self, self._settings) if self.video is not None else []
        if self.video is not None and paths:
            self.video.videos.add(paths)

    def live_page(self) -> LivePage:
        """The live page, made on first use, as it brings heavy libraries."""
        if self.live is None:
            from app.gui.live.page import LivePage

            parts = (self._services, self._settings, self.jobs, self.banner)
            self.live = LivePage(*parts, self.stack)  # in its place before it gets its parts
            self.live.adopt(self.actions_by_id)
            self.live.controller.choose_model = self.models.wanted
            self.live.open_video_asked.connect(self.ask_video)
            self.live.play_asked.connect(self.open_video)
            screen = self.screen() or QGuiApplication.primaryScreen()
            self.live.controller.set_display_interval(round(1000 / max(screen.refreshRate(), 24)))
            self.stack.addWidget(self.live)
            self.keymap.follow(self.live)
        return self.live

    def video_page(self) -> VideoPage:
        """The video page, made on first use."""
        if self.video is None:
            from app.gui.video.page import VideoPage
            from app.gui.video.video_news import VideoNews

            self.video = VideoPage(self.stack)
            self.video.choose_model = self.models.wanted
            self.video.workbench.review_desk.fine_tune_wanted.connect(self.fine_tuning.open)
            VideoNews(self.video, self.banner, self.ask_video, self.open_demo)
            self.video.status.connect(self._note_video)
            self._follow_labelling(self.video)
            self.stack.addWidget(self.video)
            self.keymap.follow(self.video)
        return self.video

    @Slot(object)
    def report(self, error: MienError) -> None:
        """Show an error that no page has dealt with."""
        show = Answer(self.tr("Show log"), self._dialogs.show_log, keep=True)
        self.banner.show_error(error, [] if self._log is None else [show])

    # --- Qt ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files, nothing else."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open the first file that was dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_video(path)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let go of everything, in order, within about three seconds; nothing is asked."""
        self._settings.geometry = self.saveGeometry()
        self._settings.save()
        deadline = time.monotonic() + _PATIENCE_S
        parts: list[Callable[[float], bool]] = [self.fine_tuning.close, self.jobs.close]
        if self.video is not None:
            parts.insert(0, self.video.shutdown)
        if self.live is not None:
            parts.insert(0, self.live.shut_down)
        ended = [part(max(deadline - time.monotonic(), 0.2)) for part in parts]
        self.ended_in_time = all(ended)
        event.accept()

    # --- inside ------------------------------------------------------------------------------

    def _handlers(self) -> dict[ActionId, Callable[[], object]]:
        def live(call: Callable[[LivePage], object]) -> Callable[[], object]:
            return lambda: call(self.live) if self.live is not None else None

        def video(call: Callable[[VideoPage], object]) -> Callable[[], object]:
            return lambda: call(self.video) if self.video is not None else None

        return (
            {
                ActionId.OPEN: self.ask_video,
                ActionId.ADD_VIDEOS: self.ask_more_videos,
                ActionId.ANALYSE_ALL: video(lambda page: page.whole.toggle()),
                ActionId.NEXT_VIDEO: video(lambda page: page.videos.step(1)),
                ActionId.PREVIOUS_VIDEO: video(lambda page: page.videos.step(-1)),
                ActionId.CAMERA: self.open_camera,
                ActionId.DEMO: self.open_demo,
                ActionId.IMPORT: video(
                    lambda page: page.whole.bring(ask_for_imports(self, self._settings))
                ),
                ActionId.EXPORT: self._export,
                ActionId.AGREEMENT: video(lambda page: page.dialogs.open_agreement()),
                ActionId.PERSONS: video(lambda page: page.dialogs.open_persons()),
                ActionId.EXPORT_LABELS: video(lambda page: page.dialogs.open_project_export()),
                ActionId.REPORT: video(lambda page: page.dialogs.open_report()),
                ActionId.RECORDINGS: lambda: self.live_page().news.choose_recordings(),
                ActionId.QUIT: self.close,
                ActionId.UNDO: video(lambda page: page.undo()),
                ActionId.REDO: video(lambda page: page.redo()),
                ActionId.WATCH: video(lambda page: page.set_mode(Mode.WATCH)),
                ActionId.LABEL: video(lambda page: page.set_mode(Mode.LABEL)),
                ActionId.REVIEW: video(lambda page: page.set_mode(Mode.REVIEW)),
                ActionId.START_PAGE: self.show_start,
                ActionId.FINE_TUNE: self.fine_tuning.open,
                ActionId.MODELS: self.fine_tuning.open_models,
                ActionId.NEXT_PANE: lambda: cycle_panes(self.stack.currentWidget(), 1),
                ActionId.PREVIOUS_PANE: lambda: cycle_panes(self.stack.currentWidget(), -1),
                ActionId.PAUSE: live(lambda page: page.toggle_pause()),
                ActionId.NEXT_FACE: live(lambda page: page.scene.next_face()),
                ActionId.RECORD: live(lambda page: page.toggle_record()),
                ActionId.SNAPSHOT: live(lambda page: page.save_picture()),
                ActionId.MARK: live(lambda page: page.controller.mark()),
                ActionId.RECORD_VIDEO: lambda: self._set_content(Content.VIDEO),
                ActionId.RECORD_TABLE: lambda: self._set_content(Content.TABLE),
                ActionId.MIRROR: live(lambda page: page.toggle_mirror()),
                ActionId.STOP: live(lambda page: page.stop()),
                ActionId.RESCAN: live(lambda page: page.rescan()),
            }
            | self._looks.handlers()
            | self._dialogs.handlers()
        )

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(20, 8, 20, 0)
        holder.addWidget(self.banner)
        column.addLayout(holder)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(body)
        self.setWindowTitle("Mien")
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.start.set_recent(self._settings.recent)
        geometry = self._settings.geometry
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1280, 800)

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        self._follow_page()
        page.setFocus()

    def _follow_page(self) -> None:
        page = self.stack.currentWidget()
        on_live = self.live is not None and page is self.live
        self.action(ActionId.RESCAN).setEnabled(on_live)
        if not on_live:
            for id_ in _RUNNING:
                self.action(id_).setEnabled(False)
        if self.video is None or page is not self.video:
            self.setWindowTitle("Mien")
        self.action(ActionId.EXPORT).setEnabled(page is not self.start)
        for id_ in _ON_VIDEO:
            self.action(id_).setEnabled(self.video is not None and page is self.video)
        self._show_undo()

    def _follow_labelling(self, page: VideoPage) -> None:
        self._follow_settings(page)
        page.workbench.label_desk.annotator_named.connect(self._remember_annotator)
        page.workbench.undo_changed.connect(self._show_undo)
        page.dialogs.choices = self._settings.exports
        page.dialogs.chosen.connect(self._remember_exports)

    def _follow_settings(self, page: VideoPage) -> None:
        settings = self._settings
        page.set_choices(settings.smoothing_s, settings.max_faces, str(settings.compute))
        page.workbench.set_annotator(settings.annotator)
        page.workbench.review_desk.still = settings.still
        page.workbench.annotation.state.reaction_us = 1000 * settings.reaction_ms

    @Slot(str)
    def _remember_annotator(self, name: str) -> None:
        self._settings.annotator = name
        if self.video is not None:
            self.video.workbench.annotator = name

    @Slot(object)
    def _remember_exports(self, choices: ExportChoices) -> None:
        self._settings.exports = choices

    @Slot()
    def _show_undo(self) -> None:
        """Name in the menu what undo and redo would do."""
        shown = self.video is not None and self.stack.currentWidget() is self.video
        stack = self.video.workbench.stack if self.video is not None and shown else None
        name_undo(self.action(ActionId.UNDO), self.action(ActionId.REDO), stack)

    def _set_content(self, content: Content) -> None:
        """What live recordings hold from now on."""
        self._settings.content = content
        self.action(ActionId.RECORD_VIDEO).setChecked(content is Content.VIDEO)
        self.action(ActionId.RECORD_TABLE).setChecked(content is Content.TABLE)

    def _leave_live(self) -> None:
        self.banner.dismiss()
        if self.live is not None:
            self.live.stop()

    def _export(self) -> None:
        page = self.stack.currentWidget()
        if self.live is not None and page is self.live:
            self.live.export()
        elif self.video is not None and page is self.video:
            self.video.dialogs.open_export()

    @Slot(object)
    def _note_video(self, status: VideoStatus) -> None:
        """A video that could be opened is offered again next time."""
        if status.source is not None and status.source.path is not None:
            self._settings.add_recent(status.source.path)
            self.setWindowTitle(f"{status.source.name} – Mien")

    def _forget_recent(self) -> None:
        self._settings.clear_recent()
        self.start.set_recent(())

    @Slot()
    def _apply_settings(self) -> None:
        """What was set holds from now on, in both pages."""
        self._set_content(self._settings.content)
        if self.video is not None:
            self._follow_settings(self.video)
        if self.live is not None:
            self.live.follow_settings()
