"""The results of the open video, and the runs that make them: start, cancel, go on, do again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.gui.bridge import JobControl, Jobs
from app.gui.project.archive import Archive, Archived
from app.gui.video.analysis import AnalysisJob, Ending, Progress
from app.gui.video.export import Analysed
from app.gui.video.services import VideoServices
from app.gui.video.shelf import Making
from app.gui.video.store import ResultStore
from engine.errors import MienError
from engine.export.session import Settings
from engine.models.base import ModelInfo
from engine.pipeline import AnalyserOptions
from engine.sources.base import SourceInfo
from engine.types import Record

_LOG = logging.getLogger(__name__)

#: A running analysis is kept so often, in seconds, lest a crash lose more.
_SAVE_EVERY_S: Final = 60.0


class State(Enum):
    """Where the analysis of a video stands."""

    NONE = auto()
    RUNNING = auto()
    CANCELLING = auto()
    PARTIAL = auto()
    COMPLETE = auto()
    FAILED = auto()
    #: Made in an earlier session, by another model than the one of today.
    OUTDATED = auto()


@dataclass(frozen=True, slots=True)
class _Restored:
    """Results of an earlier session. current: by the model of today."""

    results: ResultStore
    making: Making
    current: bool


class AnalysisSession(QObject):
    """All analysis of one open video. Lives in the GUI thread; its runs have their own."""

    grown = Signal()
    state_changed = Signal(object)  # State
    progress = Signal(object)  # Progress
    failed = Signal(object)  # MienError
    restored = Signal()  # what an earlier session left is here, or there was nothing

    def __init__(
        self,
        path: Path,
        services: VideoServices,
        parent: QObject | None = None,
        *,
        archive: Archive | None = None,
        wanted: AnalyserOptions | None = None,
    ) -> None:
        """For the video at `path`.

        archive: where results are kept before all other places. wanted: what the next analysis
        would use; results of another model are outdated.
        """
        super().__init__(parent)
        self._services = services
        self._archive = archive
        self._wanted = wanted or AnalyserOptions()
        self._jobs = Jobs(self)
        self._saved = 0
        self._saved_at = time.monotonic()
        self._path = path
        self._job: AnalysisJob | None = None
        self._total: int | None = None
        self._options = AnalyserOptions()
        self._previous: tuple[State, ResultStore, Making] | None = None
        self._complete = False
        self._goes_on = False
        self._problem: str | None = None
        self.results = ResultStore()
        self.state = State.NONE
        self.model: ModelInfo | None = None

    @property
    def running(self) -> bool:
        """Whether a thread is at work."""
        return self._job is not None

    def restore(self) -> None:
        """Bring back what was computed of this video in an earlier session, if anything."""
        shelf, is_current = self._services.shelf, self._services.is_current

        def load(_control: JobControl) -> _Restored | None:
            kept = None if shelf is None else shelf.load(self._path)
            if kept is None:
                return None
            results, making = kept
            return _Restored(results, making, is_current(making.model, self._wanted))

        def from_shelf() -> None:
            self._jobs.run(load, name="restore", done=self._on_restored)

        if self._archive is None:
            from_shelf()
            return

        def loaded(archived: Archived | None) -> None:
            if archived is None:
                from_shelf()
            else:
                self._on_archived(archived)

        self._archive.load(loaded, preferred=self._prefers())

    def reload(self) -> None:
        """Faces were merged or split: take the results from the archive again."""
        if self._archive is not None and not self.running:
            self._archive.load(self._on_renumbered)

    def judge(self, wanted: AnalyserOptions) -> None:
        """Another model is in use from now on: say whether the results are of that one."""
        self._wanted = wanted
        model = self.model
        if self.running or model is None or not len(self.results):
            return

        def judged(current: bool) -> None:
            if self.running or self.model is not model:
                return
            if not current and self._archive is not None and self.state is not State.PARTIAL:
                self._archive.load(self._on_other_model, preferred=self._prefers())
            elif not current:
                self._set_state(State.OUTDATED)
            elif self.state is State.OUTDATED:
                self._set_state(State.COMPLETE if self._complete else State.PARTIAL)

        self._jobs.run(
            lambda _control: self._services.is_current(model, wanted),
            name="compare",
            done=judged,
        )

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
        if not goes_on:
            making = self._making()
            self._previous = None if making is None else (self.state, self.results, making)
            self.results = ResultStore()
            self.grown.emit()
        self._options, self._goes_on = options, goes_on
        self._complete, self._problem = False, None
        job = AnalysisJob(
            self._path,
            self._services.open_video,
            lambda: self._services.build(options),
            first_frame=self.results.last_index + 1,
            first_track=max(
                self.results.next_track, 0 if self._archive is None else self._archive.next_raw
            )
            if goes_on
            else 0,
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
        """Stop, keep what is done, and wait; True when no thread is left."""
        ended = self._job.close(timeout_s) if self._job is not None else True
        ended = self._jobs.close(timeout_s) and ended
        if self._archive is not None:
            ended = self._archive.close(timeout_s) and ended
            if self._archive.keeps:
                return ended
        making = self._worth_keeping()
        shelf = self._services.shelf
        if shelf is not None and making is not None and len(self.results) != self._saved:
            try:
                shelf.save(self._path, self.results.columns(), making)
            except MienError as error:
                _LOG.warning("%s", error)
        return ended

    def to_export(self, info: SourceInfo, times: NDArray[np.int64]) -> Analysed | None:
        """The results with all that a file about them says, or None where there are none."""
        if self.model is None or not len(self.results):
            return None
        settings = Settings(
            stride=1, max_faces=self._options.max_faces, smoothing_s=self._options.smoothing_s
        )
        return Analysed(
            self._path, info, self.model, settings, times,
            self.results, self._complete, self._problem,
        )  # fmt: skip

    def _making(self) -> Making | None:
        """How the results were made; None where there are none."""
        if self.model is None or not len(self.results):
            return None
        return Making(self.model, self._options, self._complete, self._problem)

    def _worth_keeping(self) -> Making | None:
        """As `_making`, but None while a run has not come as far as the results it replaces."""
        longer = self._previous is not None and len(self._previous[1]) > len(self.results)
        return None if longer else self._making()

    def _save(self) -> None:
        """Keep what there is now, behind the window."""
        making, columns = self._worth_keeping(), self.results.columns()
        shelf = self._services.shelf
        if making is None or shelf is None or (self._archive is not None and self._archive.keeps):
            return
        self._saved, self._saved_at = len(self.results), time.monotonic()
        self._jobs.run(
            lambda _control: shelf.save(self._path, columns, making),
            name="keep",
            done=lambda _nothing: None,
            failed=self.failed.emit,
        )

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    @Slot(object)
    def _on_records(self, records: tuple[Record, ...]) -> None:
        for record in records:
            self.results.append(record)
        if self._archive is not None:
            self._archive.append(records)
        self.grown.emit()
        if time.monotonic() - self._saved_at > _SAVE_EVERY_S:
            self._save()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.emit(progress)

    @Slot(object)
    def _on_model(self, model: ModelInfo) -> None:
        self.model = model
        if self._archive is not None:
            goes_on = self._goes_on and self._archive.run is not None
            self._archive.begin(model, self._options, go_on=goes_on)
            if not goes_on:
                self._archive.append(tuple(self.results.records()))

    @Slot(object, object)
    def _on_finished(self, ending: Ending, error: MienError | None) -> None:
        if self._job is not None:
            # Not deleted before the session is: a deferred delete that comes after it crashes Qt.
            self._job.close()
            self._job = None
        self._complete = ending is Ending.COMPLETE
        if self._archive is not None:
            self._archive.finish(complete=self._complete, then=self.reload)
        self._problem = None if error is None else str(error)
        state = {
            Ending.COMPLETE: State.COMPLETE,
            Ending.CANCELLED: State.PARTIAL if len(self.results) else State.NONE,
            Ending.FAILED: State.FAILED,
        }[ending]
        previous, self._previous = self._previous, None
        if previous is not None and state is not State.COMPLETE:
            before, results, making = previous
            if len(results) > len(self.results):
                # The run that was to replace these broke off earlier: nothing computed is lost.
                self._take(results, making)
                state = before
        self.grown.emit()
        self._set_state(state)
        self._save()
        if error is not None:
            self.failed.emit(error)
        elif self._options.model != self._wanted.model:
            self.judge(self._wanted)

    def renew(self) -> None:
        """Results were stored by somebody else: show what is stored now."""
        if not self.running and self._archive is not None:
            self.results, self._saved = ResultStore(), 0
            self._archive.run = None
            self.restore()

    def _on_restored(self, restored: _Restored | None) -> None:
        self._take_restored(restored)
        self.restored.emit()

    def _take_restored(self, restored: _Restored | None) -> None:
        if restored is None or self.running or len(self.results):
            return
        making = restored.making
        self._take(restored.results, making)
        self._saved = len(self.results)
        self.grown.emit()
        if not restored.current:
            self._set_state(State.OUTDATED)
        elif making.complete:
            self._set_state(State.COMPLETE)
        else:
            self._set_state(State.FAILED if making.problem else State.PARTIAL)

    def _on_archived(self, archived: Archived) -> None:
        if self.running or len(self.results):
            self.restored.emit()
            return
        if archived.model is None:  # brought in from another tool: complete, and never outdated
            self.results, self._saved = archived.results, len(archived.results)
            self._complete = archived.run.complete
            self.grown.emit()
            self._set_state(State.COMPLETE)
            self.restored.emit()
            return
        making = Making(archived.model, archived.options, archived.run.complete)

        def judged(current: bool) -> None:
            self._on_restored(_Restored(archived.results, making, current))

        self._jobs.run(
            lambda _control: self._services.is_current(making.model, self._wanted),
            name="compare",
            done=judged,
        )

    def _prefers(self) -> Callable[[ModelInfo], bool]:
        """Whether results of a model are those that an analysis would give today."""
        wanted, is_current = self._wanted, self._services.is_current
        return lambda model: is_current(model, wanted)

    def _on_other_model(self, archived: Archived | None) -> None:
        """Another model is in use: what it said earlier comes back, else the rest is outdated."""
        if self.running:
            return
        if archived is None:
            self._set_state(State.OUTDATED)
            return
        self.results = ResultStore()
        self._on_archived(archived)

    def _on_renumbered(self, archived: Archived | None) -> None:
        if archived is None or self.running or len(archived.results) != len(self.results):
            return
        before = [lane.track for lane in self.results.lanes], self.results.columns()["track"]
        after = [lane.track for lane in archived.results.lanes], archived.results.columns()["track"]
        if before[0] != after[0] or not np.array_equal(before[1], after[1]):
            self.results = archived.results
            self.grown.emit()

    def _take(self, results: ResultStore, making: Making) -> None:
        self.results, self.model = results, making.model
        self._options = making.options
        self._complete, self._problem = making.complete, making.problem
