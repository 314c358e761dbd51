"""The video page: a player, its timeline, the selected face, and the analysis of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.actions import ActionId
from app.gui.annotate.label_panel import LabelPanel
from app.gui.keymap import key_name
from app.gui.memory import give_back_soon
from app.gui.panes import make_pane
from app.gui.review.review_panel import ReviewPanel
from app.gui.video import keys, shortcuts
from app.gui.video.analysis import Progress
from app.gui.video.analysis_session import AnalysisSession, State
from app.gui.video.dialogs import PageDialogs
from app.gui.video.face_display import FaceDisplay
from app.gui.video.facts import VideoFacts
from app.gui.video.header import Header
from app.gui.video.modes import Mode
from app.gui.video.player import Player
from app.gui.video.project_videos import ProjectVideos
from app.gui.video.record_panel import RecordPanel
from app.gui.video.services import VideoServices, VideoStatus
from app.gui.video.stage import Stage
from app.gui.video.store import ResultStore
from app.gui.video.viewport import TimeIndex
from app.gui.video.whole_project import WholeProject
from app.gui.video.workbench import Workbench
from app.gui.words import percent
from engine.errors import MienError
from engine.pipeline import AnalyserOptions
from engine.project.stand_in import StandIn
from engine.project.values import Video
from engine.sources.base import SourceInfo
from engine.types import Frame

#: Results that stream in are drawn so often, in milliseconds.
_REDRAW_MS = 150


class VideoPage(QWidget):
    """Watch, analyse and export one video at a time."""

    error = Signal(object)  # MienError
    status = Signal(object)  # VideoStatus
    title = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, services: VideoServices | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services or VideoServices()
        self._options = AnalyserOptions()
        #: Which model is to be used; None for the one that comes with Mien.
        self.choose_model: Callable[[], str | None] = lambda: None
        self._progress: Progress | None = None
        self.path: Path | None = None
        self.player: Player | None = None
        self.analysis: AnalysisSession | None = None
        self.header = Header(self)
        self.stage = Stage(self)
        self.view, self.transport = self.stage.view, self.stage.transport
        self.timeline = self.stage.timeline
        self.panel = RecordPanel(self.stage.side)
        self.facts = VideoFacts(self)
        self._lay_out()
        self.faces = FaceDisplay(self.view, self.panel, self.timeline, self)
        self.workbench = Workbench(self, self._services, self.stage, self.panel)
        self.dialogs = PageDialogs(self)
        self.whole = WholeProject(self, self._services, lambda: self._options)
        self.videos = ProjectVideos(self._services, self.header.picker, self)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_REDRAW_MS)
        self.workbench.refresh()
        self._connect()
        self.setFocusProxy(self.view)
        self.header.bar.show_state(State.NONE, 0)
        self._show_bare(self.tr("No video"))

    def _lay_out(self) -> None:
        self.stage.side.put_first(self.panel)
        for pane in (self.header, self.view, self.transport, self.stage.side, self.timeline):
            make_pane(pane)
        page = QVBoxLayout(self)
        page.setContentsMargins(14, 4, 14, 4)
        page.setSpacing(6)
        page.addWidget(self.header)
        page.addWidget(self.stage, 1)
        page.addWidget(self.facts)

    @property
    def label_panel(self) -> LabelPanel:
        """The panel of labelling, made now where nobody has labelled yet."""
        return self.workbench.label_desk.panel

    @property
    def review_panel(self) -> ReviewPanel:
        """The panel of the review, made now where nobody has reviewed yet."""
        return self.workbench.review_desk.panel

    def _connect(self) -> None:
        self._redraw.timeout.connect(self._show_results)
        self.timeline.seek_wanted.connect(self._seek_time)
        bar = self.header.bar
        bar.start_wanted.connect(self.start_analysis)
        bar.cancel_wanted.connect(self.cancel_analysis)
        bar.export_wanted.connect(self.dialogs.open_export)
        self.dialogs.failed.connect(self.error)
        self.dialogs.exported.connect(self._on_exported)
        self.header.modes.chosen.connect(self.set_mode)
        self.workbench.mode_changed.connect(self._on_mode)
        self.workbench.review_changed.connect(self._tell_waiting)
        self.workbench.failed.connect(self.error)
        self.workbench.told.connect(self._tell)
        self.workbench.video_wanted.connect(self.videos.show)
        self.videos.open_wanted.connect(self.open_video)
        self.videos.failed.connect(self.error)
        keys.install(self, keys.KEYS, shortcuts.handlers(self))
        keys.keep_space(self)

    # --- opening and closing -----------------------------------------------------------------

    def open_video(
        self, path: Path, project: Path | None = None, absent: Video | None = None
    ) -> None:
        """Show another video; what was open before is closed.

        project: the video is opened as one of this project's; None for the video's own. absent:
        the video, where it is not there, so that only what the project knows can be shown.
        """
        self.path = path
        self.close_video(keep=project if self.workbench.keeps(project) else None)
        source = self._services.open_video
        if absent is not None and project is not None:
            source = lambda _path: StandIn(project, absent)  # noqa: E731
        player = self.player = Player(path, source, self)
        player.opened.connect(self._on_opened)
        player.indexing.connect(self._on_indexing)
        player.indexed.connect(self._on_indexed)
        player.frame_changed.connect(self._on_frame)
        player.failed.connect(self._on_error)
        self.workbench.open(path, player, project, absent)
        self.videos.follow(self.workbench.annotation.session)
        self._options = replace(self._options, model=self.choose_model())
        analysis = AnalysisSession(
            path, self._services, self, archive=self.workbench.archive, wanted=self._options
        )
        self.analysis = analysis
        self.workbench.faces_changed.connect(analysis.reload)
        analysis.grown.connect(self._on_grown)
        analysis.state_changed.connect(self._on_state)
        analysis.progress.connect(self._on_progress)
        analysis.failed.connect(self._on_error)
        self.transport.set_player(player)
        self.title.emit(path.name)
        self.view.clear(self.tr("Opening…"), path.name)
        self.stage.set_bare(False)
        self.header.bar.show()
        self.header.modes.show()
        player.open()

    def close_video(self, keep: Path | None = None) -> None:
        """Stop everything and show the empty page. keep: the open project, if it stays open."""
        self._stop(keep=keep)
        self.dialogs.clear()
        for part in (self.player, self.analysis):
            if part is not None:
                part.deleteLater()
        self.player = self.analysis = None
        self._progress = None
        self.transport.set_player(None)
        self._show_nothing()
        give_back_soon()  # not least the pictures that the player kept
        if keep is None:  # else another video comes at once: nothing shall flicker or lose the keys
            self.videos.follow(None)
            self.header.bar.show_state(State.NONE, 0)
            self._show_bare(self.tr("No video"))
            self.title.emit("")

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Stop all threads and wait for them; True when none is left. Harmless when repeated."""
        ended = self._stop(timeout_s)
        return self.workbench.wait(timeout_s) and ended

    def _stop(self, timeout_s: float = 3.0, *, keep: Path | None = None) -> bool:
        """Stop all threads, and wait for those that use the video or write to the project.

        keep: the project that stays open.
        """
        self._redraw.stop()
        self.whole.shutdown(timeout_s, keep=keep is not None)
        if keep is not None:
            self.workbench.leave()
        parts = [
            self.videos.shutdown if keep is None else None,
            self.dialogs.shutdown,
            None if self.analysis is None else self.analysis.close,
            self.workbench.close if keep is None else None,
            None if self.player is None else self.player.close,
        ]
        ended = [stop(timeout_s) for stop in parts if stop is not None]
        return all(ended)

    def set_options(self, options: AnalyserOptions) -> None:
        """What the next analysis shall use."""
        self._options = options

    def set_choices(self, smoothing_s: float, max_faces: int, backend: str) -> None:
        """What the user chose of the next analysis, as in `AnalyserOptions`."""
        chosen = replace(
            self._options,
            smoothing_s=smoothing_s,
            max_faces=max_faces,
            backend=type(self._options.backend)(backend),
        )
        self.set_options(chosen)

    def follow_model(self) -> None:
        """Another model is in use: the next analysis takes it, and results are judged by it."""
        self.set_options(replace(self._options, model=self.choose_model()))
        if self.analysis is not None:
            self.analysis.judge(self._options)

    @property
    def busy(self) -> bool:
        """Whether an analysis runs."""
        return self.analysis is not None and self.analysis.running

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody watches any more: stop playing."""
        super().hideEvent(event)
        if self.player is not None and self.player.rate:
            self.player.pause()

    def _show_nothing(self) -> None:
        self.header.show_source(None)
        self.timeline.set_index(None)
        self.timeline.set_results(ResultStore())
        self.faces.clear()

    def _show_bare(self, title: str) -> None:
        """Nothing but a title: there is no picture."""
        hint = self.tr("Open one with {0}, or drop it here")
        self.view.clear(title, hint.format(key_name(self, ActionId.OPEN)))
        self.stage.set_bare(True)
        self.header.bar.hide()
        self.header.modes.hide()

    @Slot(object)
    def set_mode(self, mode: Mode) -> None:
        """Watch, label or review."""
        self.workbench.set_mode(mode)

    def toggle_model(self) -> None:
        """Hide or show what the model says."""
        if self.workbench.mode is Mode.LABEL:
            self.workbench.toggle_blind()
        else:
            self.faces.toggle_overlay()

    def undo(self) -> None:
        """Take the last change of the labels back."""
        if self.workbench.stack is not None:
            self.workbench.stack.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.workbench.stack is not None:
            self.workbench.stack.redo()

    @Slot()
    def _tell_waiting(self) -> None:
        queue = self.workbench.review.queue
        self.header.modes.show_waiting(len(queue) - queue.count_done)

    @Slot(object)
    def _on_mode(self, mode: Mode) -> None:
        self.header.modes.show_mode(mode)
        self.stage.fit_timeline()
        self.view.setFocus()

    # --- what the user does ------------------------------------------------------------------

    @Slot()
    def start_analysis(self) -> None:
        """Analyse the open video, or go on where it was cancelled."""
        if self.whole.running or self.workbench.refuses_analysis():
            return
        if self.analysis is not None and self.player is not None and self.player.info is not None:
            self.set_options(replace(self._options, model=self.choose_model()))
            self.analysis.start(self._options)

    @Slot()
    def cancel_analysis(self) -> None:
        """Stop the analysis; what is done stays."""
        if self.whole.running:
            self.whole.cancel()
        elif self.analysis is not None:
            self.analysis.cancel()

    def toggle_analysis(self) -> None:
        """Start or cancel."""
        if self.busy or self.whole.running:
            self.cancel_analysis()
        else:
            self.start_analysis()

    @Slot(object)
    def _seek_time(self, pts_us: float) -> None:
        if self.player is not None:
            self.player.seek_time(pts_us)

    # --- news --------------------------------------------------------------------------------

    @Slot(object)
    def _on_opened(self, info: SourceInfo) -> None:
        self.header.show_source(info)
        self.header.bar.show_state(State.NONE, 0)
        self.workbench.start(info)
        if self.analysis is not None:
            self.analysis.restore()
        self._tell()

    @Slot(float)
    def _on_indexing(self, share: float) -> None:
        self.view.set_veil(self.tr("Reading timestamps… {0}").format(percent(share)))

    @Slot(object)
    def _on_indexed(self, index: TimeIndex) -> None:
        self.view.set_veil("")
        if self.player is None or self.analysis is None:
            return
        self.header.show_source(self.player.info, index)
        self.analysis.set_total(len(index))
        self.timeline.set_index(index)
        if self.player.frame is not None:
            self.timeline.set_playhead(self.player.frame.pts_us)
        self.workbench.on_indexed()
        self._tell()

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self.faces.show_frame(frame)
        if self.player is not None:
            self.timeline.set_playhead(self.player.place_us)
        self.workbench.annotation.on_frame()

    @Slot(object)
    def _on_error(self, error: MienError) -> None:
        if self.player is not None and self.player.frame is None:
            self._show_bare(self.tr("This video cannot be shown"))
        self.view.set_veil("")
        self.error.emit(error)

    @Slot()
    def _on_grown(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _show_results(self) -> None:
        if self.analysis is not None:
            self.timeline.set_results(self.analysis.results)
            self.stage.fit_timeline()
            self.faces.show_results(self.analysis.results, busy=self.busy)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if self.analysis is None:
            return
        self._progress = None
        self._show_results()
        self.header.bar.show_state(state, len(self.analysis.results))
        self._tell()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self.header.bar.show_progress(progress)
        self._tell()

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._tell(self.tr("Saved {0}").format(path))

    def _tell(self, message: str = "") -> None:
        info = self.player.info if self.player is not None else None
        model = self.analysis.model if self.analysis is not None else None
        status = VideoStatus(info, model, self._progress, message)
        kept = self._services.shelf is not None and self.timeline.model.analysed_share > 0
        self.facts.show_status(status, kept=kept and not self.busy)
        self.status.emit(status)
