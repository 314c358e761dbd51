"""Runs live sessions for the page: starts, watches and ends them without ever waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.gui.bridge import JobControl, Jobs, Wake
from app.gui.live.content import Content
from app.gui.live.recording import Recorded
from app.gui.live.session import LiveSession, Target
from app.gui.live.state import Figures, Picture, State
from app.gui.live.take import Result, Take
from app.gui.memory import give_back_soon
from app.gui.services import Services
from engine.analyser import AnalyserOptions
from engine.errors import MienError
from engine.models.base import ModelInfo
from engine.types import Frame, Scored

if TYPE_CHECKING:
    from engine.sources.camera import CameraDevice

#: Without a result for so long, in nanoseconds, pictures are shown without one.
_STALE_NS: Final = 500_000_000

#: How often the status figures are refreshed, in milliseconds.
_FIGURES_MS: Final = 250


class LiveController(QObject):
    """Owns at most one running session. Everything here happens in the GUI thread."""

    pictured = Signal(object)  # Picture
    figured = Signal(object)  # Figures
    state_changed = Signal(object)  # State
    failed = Signal(object)  # MienError
    cameras_found = Signal(object)  # tuple[CameraDevice, ...]
    recording_changed = Signal(object)  # Take | None
    marked = Signal(object)  # Take
    recorded = Signal(object)  # Result
    video_ended = Signal(object)  # MienError: the table goes on without
    model_replaced = Signal(object)  # ModelInfo

    _model_told = Signal(object)  # ModelInfo | MienError, from the analysis thread

    def __init__(self, services: Services, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paused = False
        self.smoothing_s = 0.25
        #: What holds for the next camera or demo; model and smoothing are chosen apart.
        self.choices = AnalyserOptions()
        #: Which model is to be used; None for the one that comes with Mien.
        self.choose_model: Callable[[], str | None] = lambda: None
        self._model_wanted = False
        self._services = services
        self._jobs = jobs
        self._session: LiveSession | None = None
        self._wanted: Target | None = None
        self._retiring: list[LiveSession] = []
        self._finishing: list[Take] = []
        self._video_told: Take | None = None
        self._state = State.IDLE
        self._shown: Frame | None = None
        self._seen: Scored | None = None
        self._timer = self._every(16, self._tick)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._figures_timer = self._every(_FIGURES_MS, self._tell_figures)
        self._wake = Wake(self)
        self._wake.woken.connect(self._look)
        self._model_told.connect(self._on_model)

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    @property
    def session(self) -> LiveSession | None:
        """What is watched, or was until it was stopped."""
        return self._session

    @property
    def take(self) -> Take | None:
        """The recording that runs."""
        return None if self._session is None else self._session.take

    def demo(self) -> Target:
        """The demo clip, played as a camera would."""
        return Target(self.tr("Demo clip"), self._services.open_demo)

    def camera(self, device: CameraDevice) -> Target:
        """A camera."""
        return Target(device.name, lambda _stop: self._services.open_camera(device), device)

    def find_cameras(self) -> None:
        """Look for cameras in a thread; the answer is `cameras_found`."""
        self._jobs.run(
            lambda _control: self._services.list_cameras(),
            name="cameras",
            done=self.cameras_found.emit,
            failed=self.failed.emit,
        )

    def set_display_interval(self, milliseconds: int) -> None:
        """How often the screen can show a new picture."""
        self._timer.setInterval(max(milliseconds, 4))

    def set_smoothing(self, seconds: float) -> None:
        """Time constant of the smoothed distribution in seconds; 0 turns it off."""
        self.smoothing_s = seconds
        if self._session is not None:
            self._session.set_smoothing(seconds)

    def replace_model(self) -> None:
        """Have the model of today read the faces from now on, after a recording that runs."""
        session, services = self._session, self._services
        options = replace(self.choices, model=self.choose_model(), live=True)
        if session is None or session.pipeline.finished:
            return
        if session.take is not None:  # a table is one model's
            self._model_wanted = True
            return
        session.replace_model(lambda: services.load_model(options), self._model_told.emit)

    def start(self, target: Target) -> None:
        """Watch `target` instead of whatever was watched before; returns at once."""
        self._retire()
        self._wanted = target
        self.paused = False
        self._set_state(State.OPENING)
        self._launch_when_free()

    def restart(self) -> None:
        """Try the same target again."""
        if self._wanted is not None:
            self.start(self._wanted)

    def stop(self) -> None:
        """Let go of the camera; what was seen stays exportable until the next start."""
        self.stop_recording()
        self._wanted = None
        self._timer.stop()
        self._figures_timer.stop()
        if self._session is not None:
            self._end(self._session)
        self._set_state(State.IDLE)

    def shut_down(self, timeout_s: float = 3.0) -> bool:
        """Stop everything and wait for it; a recording is finished, the journal forgotten."""
        begun = time.monotonic()
        self.stop_recording()
        for take in self._finishing:
            take.finish(max(timeout_s - 1.0 - (time.monotonic() - begun), 0.5), settle_s=0.0)
        self._timer.stop()
        self._figures_timer.stop()
        self._wanted = None
        sessions = [*self._retiring, *([self._session] if self._session else [])]
        ended = [session.stop(timeout_s) for session in sessions]
        for session in sessions:
            session.journal.close()
        self._session = None
        return all(ended)

    def start_recording(self, folder: Path, content: Content) -> None:
        """Write every frame from now on to files in `folder`; `failed` tells if it cannot."""
        if self._session is None or self._session.take is not None:
            return
        try:
            take = self._session.begin_recording(folder, content)
        except MienError as error:
            self.recording_changed.emit(None)
            self.failed.emit(error)
        else:
            self.recording_changed.emit(take)

    def mark(self) -> None:
        """Note this moment in the recording that runs, if one does."""
        if self.take is not None:
            self.take.mark()
            self.marked.emit(self.take)

    def run(self, work: Callable[[JobControl], Any], done: Callable[[Any], object]) -> None:
        """Do something short in a thread; `failed` tells if it cannot be done."""
        self._jobs.run(work, name="picture", done=done, failed=self.failed.emit)

    def stop_recording(self) -> None:
        """End the recording, if one runs; `recorded` says what it holds once it is written."""
        take = None if self._session is None else self._session.end_recording()
        if take is None:
            return
        self._finishing.append(take)
        self.recording_changed.emit(None)
        if self._model_wanted:
            self._model_wanted = False
            self.replace_model()
        self._jobs.run(
            lambda _control: take.finish(),
            name="record-end",
            done=lambda result: self._finished(take, result),
            failed=self.failed.emit,
        )

    def export(
        self,
        path: Path,
        *,
        done: Callable[[Recorded], None],
        failed: Callable[[MienError], None],
        progress: Callable[[float], None],
    ) -> JobControl | None:
        """Write all that this session analysed to `path`, in a thread; None if there is nothing."""
        session = self._session
        if session is None or not session.exportable:
            return None
        return self._jobs.run(
            lambda control: session.export(path, control),
            name="export",
            done=done,
            failed=failed,
            progress=progress,
        )

    def _every(self, milliseconds: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _retire(self) -> None:
        """End the session that runs; its device is free when its job is done."""
        self.stop_recording()
        self._timer.stop()
        self._figures_timer.stop()
        session, self._session = self._session, None
        if session is not None:
            self._end(session)

    def _end(self, session: LiveSession) -> None:
        if session in self._retiring:
            return
        if session.pipeline.finished:
            if session is not self._session:
                session.journal.close()
            return
        self._retiring.append(session)
        self._jobs.run(
            lambda _control: session.stop(),
            name="stop",
            done=lambda _ended: self._ended(session),
        )

    def _finished(self, take: Take, result: Result) -> None:
        self._finishing.remove(take)
        self.recorded.emit(result)

    def _ended(self, session: LiveSession) -> None:
        self._retiring.remove(session)
        give_back_soon()
        if session is not self._session:
            session.journal.close()
        if self._wanted is not None and self._session is None:
            self._launch_when_free()

    def _launch_when_free(self) -> None:
        if self._retiring or self._wanted is None:
            return
        self._shown = self._seen = None
        options = replace(
            self.choices, model=self.choose_model(), smoothing_s=self.smoothing_s, live=True
        )
        self._session = LiveSession(self._wanted, self._services.build_analyser, options)
        self._session.pipeline.subscribe(self._wake)
        self._timer.start()
        self._figures_timer.start()

    def _look(self) -> None:
        """A result is shown when it comes, not when the timer happens to look for it."""
        if self._timer.isActive():
            self._tick()

    def _tick(self) -> None:
        """Show the newest; said once per change, so it costs nothing when nothing is new."""
        if self._session is None:
            return
        pipeline = self._session.pipeline
        scored, frame = pipeline.newest(), pipeline.newest_frame()
        if frame is not None and self._state is State.OPENING:
            self._set_state(State.WARMING)
        if scored is not None and self._state is State.WARMING:
            self._set_state(State.RUNNING)
        if not self.paused:
            self._show(scored, frame)
        if pipeline.error is not None and self._state is not State.BROKEN:
            self._break(pipeline.error)
        elif pipeline.finished and self._state is not State.BROKEN:
            self.stop()

    def _show(self, scored: Scored | None, frame: Frame | None) -> None:
        """Picture and faces in step; after a silence the newest picture. Never back in time."""
        if scored is not None and scored is not self._seen:
            self._seen = scored
            behind = self._shown is not None and scored.frame.index < self._shown.index
            if not behind:
                self._shown = scored.frame
            self.pictured.emit(Picture(self._shown or scored.frame, scored))
        elif frame is not None and frame is not self._shown:
            silent_ns = 0 if scored is None else time.monotonic_ns() - scored.done_ns
            if scored is None or silent_ns > _STALE_NS:
                self._shown = frame
                self.pictured.emit(Picture(frame, None))

    def _break(self, error: MienError) -> None:
        self._tell_figures()
        self.stop_recording()
        self._timer.stop()
        self._figures_timer.stop()
        if self._session is not None:
            self._end(self._session)
        self._set_state(State.BROKEN)
        self.failed.emit(error)

    def _on_model(self, found: ModelInfo | MienError) -> None:
        if isinstance(found, MienError):
            self.failed.emit(found)
        else:
            self._tell_figures()
            self.model_replaced.emit(found)

    def _tell_figures(self) -> None:
        if self._session is None:
            return
        pipeline = self._session.pipeline
        self.figured.emit(Figures(pipeline.stats(), pipeline.info, pipeline.source_info))
        take = self._session.take
        if take is None:
            return
        if take.error is not None:
            self.stop_recording()
        elif take.video_error is not None and take is not self._video_told:
            self._video_told = take
            self.video_ended.emit(take.video_error)

    def _set_state(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
