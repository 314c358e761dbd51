"""The results of the open video, and the runs that make them: start, cancel, go on, do again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.gui.video.analysis import AnalysisJob, Ending, Progress
from app.gui.video.export import Analysed
from app.gui.video.player import IndexedSource
from app.gui.video.store import ResultStore
from engine.errors import MienError
from engine.export.session import Settings
from engine.models.base import ModelInfo
from engine.pipeline import Analyser, AnalyserOptions
from engine.sources.base import SourceInfo
from engine.types import Record


class State(Enum):
    """Where the analysis of a video stands."""

    NONE = auto()
    RUNNING = auto()
    CANCELLING = auto()
    PARTIAL = auto()
    COMPLETE = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class _Kept:
    """Results that wait while a new run over the same video has not reached as far."""

    results: ResultStore
    state: State
    model: ModelInfo | None
    options: AnalyserOptions


class AnalysisSession(QObject):
    """All analysis of one open video. Lives in the GUI thread; its runs have their own."""

    grown = Signal()
    state_changed = Signal(object)  # State
    progress = Signal(object)  # Progress
    failed = Signal(object)  # MienError

    def __init__(
        self,
        path: Path,
        open_video: Callable[[Path], IndexedSource],
        build: Callable[[AnalyserOptions], Analyser],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._open_video = open_video
        self._build = build
        self._job: AnalysisJob | None = None
        self._total: int | None = None
        self._options = AnalyserOptions()
        self._kept: _Kept | None = None
        self._problem: str | None = None
        self.results = ResultStore()
        self.state = State.NONE
        self.model: ModelInfo | None = None

    @property
    def running(self) -> bool:
        """Whether a thread is at work."""
        return self._job is not None

    def set_total(self, frames: int) -> None:
        """The length of the video, once it is known."""
        self._total = frames
        if self._job is not None:
            self._job.set_total(frames)

    def start(self, options: AnalyserOptions) -> None:
        """Begin, or go on after what is there; other options or a complete result begin anew."""
        if self._job is not None:
            return
        goes_on = self.state is State.PARTIAL and options == self._options
        if not goes_on and len(self.results):
            self._kept = _Kept(self.results, self.state, self.model, self._options)
            self.results = ResultStore()
            self.grown.emit()
        self._options = options
        self._problem = None
        job = AnalysisJob(
            self._path,
            self._open_video,
            lambda: self._build(options),
            first_frame=self.results.last_index + 1,
            first_track=self.results.next_track,
            total=self._total,
            parent=self,
        )
        job.records.connect(self._on_records)
        job.progress.connect(self._on_progress)
        job.model.connect(self._on_model)
        job.finished.connect(self._on_finished)
        self._job = job
        self._set_state(State.RUNNING)
        job.start()

    def cancel(self) -> None:
        """Stop the run; what it found stays."""
        if self._job is not None and self.state is State.RUNNING:
            self._job.cancel()
            self._set_state(State.CANCELLING)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Stop and wait; True when no thread is left."""
        return self._job.close(timeout_s) if self._job is not None else True

    def to_export(self, info: SourceInfo, times: NDArray[np.int64]) -> Analysed | None:
        """The results with all that a file about them says, or None where there are none."""
        if self.model is None or not len(self.results):
            return None
        settings = Settings(
            stride=1, max_faces=self._options.max_faces, smoothing_s=self._options.smoothing_s
        )
        complete = self.state is State.COMPLETE
        return Analysed(
            self._path, info, self.model, settings, times, self.results, complete, self._problem
        )

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    @Slot(object)
    def _on_records(self, records: tuple[Record, ...]) -> None:
        for record in records:
            self.results.append(record)
        self.grown.emit()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.emit(progress)

    @Slot(object)
    def _on_model(self, model: ModelInfo) -> None:
        self.model = model

    @Slot(object, object)
    def _on_finished(self, ending: Ending, error: MienError | None) -> None:
        if self._job is not None:
            self._job.close()
            self._job.deleteLater()
            self._job = None
        self._problem = None if error is None else str(error)
        state = {
            Ending.COMPLETE: State.COMPLETE,
            Ending.CANCELLED: State.PARTIAL if len(self.results) else State.NONE,
            Ending.FAILED: State.FAILED,
        }[ending]
        kept, self._kept = self._kept, None
        if (
            kept is not None
            and state is not State.COMPLETE
            and len(kept.results) > len(self.results)
        ):
            # The run that was to replace these broke off earlier: nothing computed is lost.
            self.results, state = kept.results, kept.state
            self.model, self._options = kept.model, kept.options
        self.grown.emit()
        self._set_state(state)
        if error is not None:
            self.failed.emit(error)
