"""The live page: the picture, the selected face, its last 30 seconds, and honest figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ActionId, Scope, spec_of
from app.gui.bridge import Jobs
from app.gui.live.camera_watch import CameraWatch
from app.gui.live.controller import LiveController
from app.gui.live.news import LiveNews
from app.gui.live.scene import LiveScene
from app.gui.live.session import Target
from app.gui.live.state import Figures, Picture, State
from app.gui.live.take import Take
from app.gui.live.toolbar import LiveToolbar
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.video.scrolling import thin_scroll_area
from app.gui.widgets.banner import Banner
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.status import FactLine
from app.gui.words import backend_refusals
from engine.analyser import AnalyserOptions
from engine.errors import MienError
from engine.models.registry import BackendChoice

if TYPE_CHECKING:
    from engine.sources.camera import CameraDevice


#: The panel leaves the rest of the width to the picture, however large the text.
_WIDEST: Final = 600


class LivePage(QWidget):
    """Shows what the controller tells and passes on what the user asks; decides nothing else."""

    open_video_asked = Signal()
    play_asked = Signal(object)  # Path of a recording

    def __init__(
        self,
        services: Services,
        settings: Settings,
        jobs: Jobs,
        banner: Banner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.controller = LiveController(services, jobs, self)
        self.watch = CameraWatch(self.controller)
        self._settings = settings
        self._actions: dict[ActionId, QAction] = {}
        self._cameras: tuple[CameraDevice, ...] = ()
        self._asked_camera: str | None = None
        self.toolbar = LiveToolbar(self)
        self.scene = LiveScene(self)
        self.view, self.panel = self.scene.view, self.scene.panel
        self.empty = EmptyState(self)
        self.status = FactLine(
            ("source", "model", "backend"),
            ("capture", "analysis", "p95 latency", "dropped"),
            self,
        )
        self.news = LiveNews(
            self, banner, settings, self.open_video_asked.emit, self.play_asked.emit
        )
        self._lay_out()
        self._connect()
        self.toolbar.set_smoothing(settings.smoothing_s)
        self.controller.set_smoothing(settings.smoothing_s)
        self.follow_settings()

    def follow_settings(self) -> None:
        """What was set holds from the next camera or demo on."""
        settings = self._settings
        self.controller.choices = AnalyserOptions(
            backend=BackendChoice(settings.compute), max_faces=settings.max_faces
        )

    @property
    def cameras(self) -> tuple[CameraDevice, ...]:
        """Cameras found last."""
        return self._cameras

    def adopt(self, actions: dict[ActionId, QAction]) -> None:
        """Take over the actions of this page; keys of the pane are heard where the picture is."""
        self._actions = actions
        for id_, action in actions.items():
            if spec_of(id_).scope is Scope.LIVE:
                self.view.addAction(action)
        actions[ActionId.MIRROR].setChecked(self._settings.mirror)
        self.toolbar.adopt(actions)
        order = [*self.toolbar.tab_order(), self.view, self.panel.next]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._follow_state(self.controller.state)

    def start_camera(self, name: str | None = None) -> None:
        """Look for cameras, then start the one called so (or numbered so), else the last used."""
        self._asked_camera = name if name is not None else self._settings.camera
        self._begin()
        self._wait(self.tr("Looking for cameras…"))
        self.controller.find_cameras()

    def start_demo(self) -> None:
        """Play the demo clip as a camera."""
        self._begin()
        self._start(self.controller.demo())
        if not self._cameras:
            self._asked_camera = None
            self.controller.find_cameras()

    def rescan(self) -> None:
        """Look for cameras again; starts one only where nothing is watched."""
        busy = self.controller.state in (State.OPENING, State.WARMING, State.RUNNING)
        self._asked_camera = None if busy else self._settings.camera
        self.controller.find_cameras()

    def stop(self) -> None:
        """Let go of the camera."""
        self._asked_camera = None
        self.controller.stop()

    def leave(self) -> None:
        """The page is no longer seen: the camera goes off, a recording is finished."""
        self.stop()

    def shut_down(self, timeout_s: float = 3.0) -> bool:
        """End everything; returns whether it ended in time."""
        self.scene.run(False)
        return self.controller.shut_down(timeout_s)

    def toggle_pause(self) -> None:
        """Hold the picture, or go on; analysis and recording continue."""
        self.controller.paused = self._actions[ActionId.PAUSE].isChecked()
        self.scene.run(not self.controller.paused)
        self._set_veil()

    def toggle_mirror(self) -> None:
        """Flip the picture of a camera, or not."""
        self._settings.mirror = self._actions[ActionId.MIRROR].isChecked()
        self._set_mirror()

    def toggle_record(self) -> None:
        """Begin a recording, or finish it."""
        if self.controller.take is None:
            self.controller.start_recording(self._settings.recordings, self._settings.content)
        else:
            self.controller.stop_recording()

    def save_picture(self) -> None:
        """Save the picture on show, with what was found in it, where recordings go."""
        scored = self.view.scored
        if scored is not None:
            self.news.save_picture(scored)

    def show_empty(self) -> None:
        """Show the empty state in the picture's place."""
        self._stack.setCurrentWidget(self.empty)

    def export(self, path: Path | None = None) -> None:
        """Write what was analysed so far to `path`; asks where to if None."""
        self.news.export(path)

    def _begin(self) -> None:
        self.scene.clear()
        self.news.clear()

    def _start(self, target: Target) -> None:
        self._wait(self.tr("Opening {name}…").format(name=target.name))
        self._set_mirror(target)
        self.controller.start(target)

    def _wait(self, text: str) -> None:
        self.view.clear(text)
        self._stack.setCurrentWidget(self.view)

    def _choose_source(self, camera: CameraDevice | None) -> None:
        self._begin()
        if camera is None:
            self._start(self.controller.demo())
        else:
            self._settings.camera = camera.name
            self._start(self.controller.camera(camera))

    def _take_cameras(self, cameras: Sequence[CameraDevice]) -> None:
        """The answer of a search: offer them, and start the one that was asked for."""
        self._cameras = tuple(cameras)
        asked, self._asked_camera = self._asked_camera, None
        if asked is not None:
            chosen = _find(self._cameras, asked)
            if chosen is not None:
                self._settings.camera = chosen.name
                self._start(self.controller.camera(chosen))
            else:
                self.news.show_no_camera()
        session = self.controller.session
        watched = None if session is None else session.target.device
        demo = session is not None and watched is None
        self.toolbar.set_cameras(self._cameras, watched, demo=demo)

    def _take_picture(self, picture: Picture) -> None:
        self._stack.setCurrentWidget(self.view)
        self.scene.show(picture)
        self._set_veil()

    def _take_figures(self, figures: Figures) -> None:
        self.status.set_facts(self.news.facts(figures))
        self.status.explain("backend", backend_refusals(figures.model) if figures.model else "")
        self._show_progress(self.controller.take)

    def _follow_state(self, state: State) -> None:
        running = state is State.RUNNING
        alive = running or state in (State.OPENING, State.WARMING)
        for id_, on in {
            ActionId.STOP: alive,
            ActionId.PAUSE: running,
            ActionId.NEXT_FACE: running,
            ActionId.SNAPSHOT: running,
            ActionId.RECORD: running,
        }.items():
            if id_ in self._actions:
                self._actions[id_].setEnabled(on)
        if not alive and ActionId.PAUSE in self._actions:
            self._actions[ActionId.PAUSE].setChecked(False)
        self.scene.run(alive and not self.controller.paused)
        if state is State.IDLE:
            self.news.show_off()
        if state is State.RUNNING:
            self.news.clear_failure()
        self._set_veil()

    def _follow_recording(self, take: Take | None) -> None:
        if ActionId.RECORD in self._actions:
            self._actions[ActionId.RECORD].setChecked(take is not None)
            self._actions[ActionId.MARK].setEnabled(take is not None)
            for id_ in (ActionId.RECORD_VIDEO, ActionId.RECORD_TABLE, ActionId.RECORDINGS):
                self._actions[id_].setEnabled(take is None)
            self._show_progress(take)
        if take is not None:
            self.news.clear_failure()
        self._set_veil()

    def _show_progress(self, take: Take | None) -> None:
        self.toolbar.set_recording(None if take is None else take.progress())

    def _set_veil(self) -> None:
        if self.controller.paused:
            recording = self.controller.take is not None
            self.view.set_veil(
                self.tr("Paused · still recording") if recording else self.tr("Paused")
            )
        elif self.controller.state is State.WARMING:
            self.view.set_veil(self.tr("Loading the model…"))
        elif self.controller.state is State.RUNNING and self.view.scored is None:
            self.view.set_veil(self.tr("The analysis lags behind"))
        else:
            self.view.set_veil("")

    def _set_mirror(self, target: Target | None = None) -> None:
        """Only cameras are mirrored: nobody looks into a clip as into a mirror."""
        session = self.controller.session
        watched = target or (None if session is None else session.target)
        camera = watched is not None and watched.device is not None
        self.view.set_mirrored(camera and self._settings.mirror)
        if ActionId.MIRROR in self._actions:
            self._actions[ActionId.MIRROR].setEnabled(camera)

    def _tell_video_ended(self, error: MienError) -> None:
        self.news.recordings.show_video_ended(error, self.controller.stop_recording)

    def _set_smoothing(self, seconds: float) -> None:
        self._settings.smoothing_s = seconds
        self.controller.set_smoothing(seconds)

    def _connect(self) -> None:
        self.controller.pictured.connect(self._take_picture)
        self.controller.figured.connect(self._take_figures)
        self.controller.state_changed.connect(self._follow_state)
        self.controller.cameras_found.connect(self._take_cameras)
        self.controller.recording_changed.connect(self._follow_recording)
        self.controller.marked.connect(self._show_progress)
        self.controller.failed.connect(self.news.show_failure)
        self.controller.recorded.connect(self.news.recordings.show_result)
        self.controller.video_ended.connect(self._tell_video_ended)
        self.toolbar.source_chosen.connect(self._choose_source)
        self.toolbar.rescan_asked.connect(self.rescan)
        self.toolbar.smoothing_changed.connect(self._set_smoothing)

    def _lay_out(self) -> None:
        pictures = QWidget(self)
        self._stack = QStackedLayout(pictures)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        graph = QFrame(self)
        graph.setProperty("card", True)
        inside = QVBoxLayout(graph)
        inside.setContentsMargins(14, 10, 8, 8)
        inside.addWidget(self.scene.plot)
        graph.setFixedHeight(min(theme.px(166), 220))
        self._stack.currentChanged.connect(lambda _i: graph.setVisible(self.empty.isHidden()))
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(pictures, 1)
        left.addWidget(graph)
        beside = thin_scroll_area(self.panel)
        beside.setFixedWidth(min(theme.px(392), _WIDEST))
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addLayout(left, 1)
        middle.addWidget(beside)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 10, 20, 10)
        page.setSpacing(12)
        page.addWidget(self.toolbar)
        page.addLayout(middle, 1)
        page.addWidget(self.status)
        self.setFocusProxy(self.view)


def _find(cameras: Sequence[CameraDevice], name: str) -> CameraDevice | None:
    """By its whole name, its number or a part of its name; the first one for no name."""
    wanted = name.strip().lower()
    for camera in cameras:
        if wanted in (camera.name.lower(), str(camera.index), camera.path.lower()):
            return camera
    for camera in cameras:
        if wanted and wanted in camera.name.lower():
            return camera
    return cameras[0] if cameras else None
