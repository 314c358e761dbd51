"""Analysing all videos of a project, one after the other, while the window is used as ever."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.gui.annotate.session import AnnotateSession
from app.gui.project.archive import Archive
from app.gui.video.analysis import Progress
from app.gui.video.analysis_session import AnalysisSession, State
from app.gui.video.services import VideoServices
from app.gui.video.store import ResultStore
from engine.errors import MienError
from engine.pipeline import AnalyserOptions
from engine.project.values import Video

#: How a run may end.
_ENDS: Final = (State.COMPLETE, State.PARTIAL, State.FAILED, State.NONE, State.OUTDATED)

#: When to look again whether all is stored, in milliseconds.
_SOON_MS: Final = 20

#: Seconds that a video has to be stored, once it is read.
_PATIENCE_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Step:
    """Where it stands. place: of the video among those to be read, from 1 to count."""

    video: Video
    place: int
    count: int
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. done: read to the end, now or before. errors: of those that were not."""

    done: int
    errors: tuple[MienError, ...]
    cancelled: bool


class AllVideos(QObject):
    """Each video is analysed as if it were open: stored as it goes, gone on with if it was cut."""

    stepped = Signal(object)  # Step
    analysed = Signal(str)  # id of a video with new results
    finished = Signal(object)  # Outcome

    def __init__(self, services: VideoServices, parent: QObject) -> None:
        super().__init__(parent)
        # What the project cannot keep is not kept elsewhere: nobody would look for it there.
        self._services = replace(services, shelf=None)
        self._session: AnnotateSession | None = None
        self._options = AnalyserOptions()
        self._waiting: deque[Video] = deque()
        self._step: Step | None = None
        self._analysis: AnalysisSession | None = None
        self._archive: Archive | None = None
        self._past: list[AnalysisSession] = []
        self._started = self._cancelled = False
        self._errors: list[MienError] = []
        self._done = 0

    @property
    def running(self) -> bool:
        """Whether there is something left to read."""
        return self._session is not None

    @property
    def step(self) -> Step | None:
        """Where it stands; None when nothing runs."""
        return self._step

    def start(self, session: AnnotateSession, options: AnalyserOptions) -> None:
        """Analyse what was not yet read to its end by the model of today."""
        if self.running or session.book is None or session.read_only:
            return
        self._session, self._options = session, options
        self._waiting = deque(session.book.videos())
        self._errors, self._done, self._cancelled = [], 0, False
        self._next()

    def cancel(self) -> None:
        """Stop; what is read stays, and the next start goes on there."""
        self._waiting.clear()
        self._cancelled = self.running
        if self._analysis is not None:
            self._analysis.cancel()

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Stop without telling; True when no thread is left."""
        self._waiting.clear()
        self._session = self._step = None
        ended = self._drop(timeout_s)
        for analysis in self._past:
            analysis.deleteLater()
        self._past.clear()
        return ended

    # --- one video after the other -----------------------------------------------------------

    def _next(self) -> None:
        session = self._session
        if session is None or session.book is None:
            return
        if not self._waiting:
            self._end()
            return
        video, count = self._waiting.popleft(), len(session.book.videos())
        self._step = Step(video, count - len(self._waiting), count)
        self.stepped.emit(self._step)
        session.desk.ask(
            lambda project: project.find_video(video),
            lambda path: self._open(video, path),
            self._on_missing,
        )

    def _open(self, video: Video, path: Path) -> None:
        session = self._session
        if session is None:
            return
        if self._cancelled:
            self._end()
            return
        self._archive = Archive(session, video)
        analysis = self._analysis = AnalysisSession(
            path, self._services, self, archive=self._archive, wanted=self._options
        )
        if video.frames:
            analysis.set_total(video.frames)
        analysis.restored.connect(self._on_restored)
        analysis.progress.connect(self._on_progress)
        analysis.state_changed.connect(self._on_state)
        analysis.failed.connect(self._errors.append)
        analysis.restore()

    @Slot()
    def _on_restored(self) -> None:
        analysis = self._analysis
        if analysis is None or self._started:
            return
        if analysis.state is State.COMPLETE:
            self._done += 1
            self._leave()
        else:
            self._started = True
            analysis.start(self._options)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._step is not None:
            self._step = replace(self._step, progress=progress)
            self.stepped.emit(self._step)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if self._started and state in _ENDS:
            # What went wrong is told right after this.
            QTimer.singleShot(0, self._on_ended)

    @Slot()
    def _on_ended(self) -> None:
        analysis, step = self._analysis, self._step
        if analysis is None or step is None or analysis.running:
            return
        if self._archive is not None and self._archive.writing:
            QTimer.singleShot(_SOON_MS, self._on_ended)
            return
        self._done += analysis.state is State.COMPLETE
        found = len(analysis.results) > 0
        self._drop(_PATIENCE_S)  # which stores all that was found
        if found:
            self.analysed.emit(step.video.id)
        self._next()

    def _on_missing(self, error: MienError) -> None:
        self._errors.append(error)
        self._next()

    def _leave(self) -> None:
        self._drop(_PATIENCE_S)
        self._next()

    def _drop(self, timeout_s: float) -> bool:
        """Let go of a video; its thread ends before the next one's begins."""
        analysis, self._analysis, self._started = self._analysis, None, False
        if analysis is None:
            return True
        ended = analysis.close(timeout_s)
        analysis.results = ResultStore()
        self._past.append(analysis)  # news of its archive may still be on their way to it
        return ended

    def _end(self) -> None:
        outcome = Outcome(self._done, tuple(self._errors), cancelled=self._cancelled)
        self._session = self._step = None
        self.finished.emit(outcome)
