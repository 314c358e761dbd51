"""What an analysis finds, kept in the project while it runs; and brought back from there."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import as_mien_error
from app.gui.video.store import ResultStore
from engine.analyser import AnalyserOptions
from engine.errors import MienError
from engine.models.base import Backend, ModelInfo, Precision
from engine.project.predictions import Predictions
from engine.project.store import Project
from engine.project.tracks import owners
from engine.project.values import Model, Run, Video
from engine.project.writer import RunWriter
from engine.types import Record

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Archived:
    """An analysis as the project has it. results: tracks by the project's numbers.

    model: None where another tool made the results.
    """

    run: Run
    model: ModelInfo | None
    options: AnalyserOptions
    results: ResultStore


class Archive(QObject):
    """Stores the analyses of one video; writing has a thread of its own."""

    failed = Signal(object)  # MienError: results are in memory, but not in the project
    ready = Signal()  # an analysis is there whole, its faces known
    _ended = Signal(object)

    def __init__(self, session: AnnotateSession, video: Video | None = None) -> None:
        """video: one of the project; None for the one that is open, as long as it is."""
        super().__init__(session)
        self._session = session
        self._video = video
        self._recorder: _Recorder | None = None
        self._recorders: list[_Recorder] = []
        #: The analysis that is shown.
        self.run: Run | None = None
        self._ended.connect(self._on_ended)

    @property
    def usable(self) -> bool:
        """Whether anything can be stored."""
        session = self._session
        if self._video is None:
            return session.ready
        return session.book is not None and not session.read_only

    @property
    def next_raw(self) -> int:
        """A track number above all that the project knows."""
        book = self._session.book
        return 0 if book is None or not self.usable else book.next_number(self._video)

    def load(
        self,
        done: Callable[[Archived | None], object],
        *,
        preferred: Callable[[ModelInfo], bool] | None = None,
    ) -> None:
        """Bring back the analysis that is shown, else the one that reaches farthest.

        `done` is told once. preferred: choose anew, one of such a model before all others; called
        in the project's thread.
        """

        def ask() -> None:
            video = self._video or self._session.here
            if video is None:
                done(None)
                return
            video_id = video.id
            known = self.run if preferred is None else None

            def answer(found: Archived | None) -> None:
                if found is not None:
                    self.run = found.run
                    self._session.note_run(found.run)
                done(found)
                if found is not None:
                    self.ready.emit()

            self._session.desk.ask(
                lambda project: _read(project, video_id, known, preferred),
                answer,
                lambda _error: done(None),
            )

        self._session.when_open(ask)

    def begin(self, model: ModelInfo, options: AnalyserOptions, *, go_on: bool) -> None:
        """An analysis begins, or goes on where the one that is shown stopped."""
        book = self._session.book
        if not self.usable or book is None:
            return
        recorder = self._recorder = _Recorder(self._ended.emit)
        self._recorders.append(recorder)
        if go_on and self.run is not None:
            recorder.start(self._session.writer(self.run))
            return
        video_id = (self._video or book.video).id
        settings = json.dumps(asdict(options), default=str)

        def start(project: Project) -> tuple[Run, Model | None]:
            run = project.start_run(video_id, model, settings=settings)
            return run, project.get(Model, run.model_id)

        def started(made: tuple[Run, Model | None]) -> None:
            self.run, identity = made
            self._session.note_run(self.run, identity)
            recorder.start(self._session.writer(self.run))

        self._session.desk.ask(
            start,
            started,
            self._on_refused,
        )

    def append(self, records: Sequence[Record]) -> None:
        """Store records, after those before them. Does not block."""
        if self._recorder is not None:
            self._recorder.put(tuple(records))

    def finish(self, *, complete: bool, then: Callable[[], object] = lambda: None) -> None:
        """No more records come; `then` is called once all are stored and their faces known."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        recorder.end(complete=complete, then=then)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Store what is left; True when no thread is left."""
        self.finish(complete=False)
        late = [recorder for recorder in self._recorders if not recorder.join(timeout_s)]
        return not late

    @property
    def keeps(self) -> bool:
        """Whether all that was given since `begin` is stored, or on its way without trouble."""
        return bool(self._recorders) and self._recorders[-1].sound

    @property
    def writing(self) -> bool:
        """Whether what was given is still on its way to the disk."""
        return any(not recorder.join(0.0) for recorder in self._recorders)

    @Slot(object)
    def _on_ended(self, end: tuple[MienError | None, Callable[[], object]]) -> None:
        error, then = end
        if error is not None:
            self.failed.emit(error)
        else:

            def known() -> None:
                then()
                self.ready.emit()

            self._session.refresh_tracks(known, self._video)

    def _on_refused(self, error: MienError) -> None:
        self._recorder = None
        self.failed.emit(error)


class _Recorder:
    """One thread that stores the records of one run, from `start` to `end`."""

    def __init__(self, ended: Callable[[object], object]) -> None:
        self._ended = ended
        self._failed = threading.Event()
        self._tasks: queue.SimpleQueue[tuple[Record, ...] | _End] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, writer: RunWriter) -> None:
        """Begin to write what was put and will be."""
        thread = threading.Thread(
            target=self._run, args=(writer,), name="mien-record-run", daemon=True
        )
        self._thread = thread
        thread.start()

    @property
    def sound(self) -> bool:
        """Whether it was started, and nothing has failed."""
        return self._thread is not None and not self._failed.is_set()

    def put(self, records: tuple[Record, ...]) -> None:
        """Records to store."""
        self._tasks.put(records)

    def end(self, *, complete: bool, then: Callable[[], object] = lambda: None) -> None:
        """No more comes."""
        self._tasks.put(_End(complete, then))

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; whether it has ended."""
        if self._thread is not None:
            self._thread.join(timeout_s)
            return not self._thread.is_alive()
        return True

    def _run(self, writer: RunWriter) -> None:
        end = _End(complete=False)
        try:
            with writer:
                while not isinstance(task := self._tasks.get(), _End):
                    for record in task:
                        writer.append(record)
                end = task
                if end.complete:
                    writer.finish()
        except Exception as error:  # noqa: BLE001 - told to the user, not lost in a thread
            self._failed.set()
            _LOG.warning("results are not stored in the project", exc_info=error)
            self._ended((as_mien_error(error), end.then))
        else:
            self._ended((None, end.then))


@dataclass(frozen=True, slots=True)
class _End:
    """The last task of a recorder."""

    complete: bool
    then: Callable[[], object] = lambda: None


def _read(
    project: Project,
    video_id: str,
    known: Run | None,
    preferred: Callable[[ModelInfo], bool] | None,
) -> Archived | None:
    """The analysis `known`, else the newest complete one, else the one with most frames."""
    runs = project.runs(video_id)
    if known is not None:
        runs = tuple(run for run in runs if run.id == known.id)
    whole = [run for run in runs if run.complete]
    if preferred is not None:
        whole = [run for run in whole if _is_liked(project, run, preferred)] or whole
    found = [(run, project.predictions(run.id)) for run in (whole[-1:] or runs)]
    found = [(run, predictions) for run, predictions in found if len(predictions)]
    if not found:
        return None
    run, predictions = max(found, key=lambda pair: len(pair[1]))
    model = project.get(Model, run.model_id)
    if model is None:
        return None
    info = _info(model, run)
    ids, owner = owners(predictions, project.parts(video_id), run.id)
    numbers = {track.id: track.number for track in project.tracks(video_id)}
    tracks = predictions.track.copy()
    for place, id_ in enumerate(ids):
        tracks[owner == place] = numbers[id_]
    results = ResultStore.of_columns(_columns(predictions, tracks))
    return Archived(run, info, _options(run.settings), results)


def _is_liked(project: Project, run: Run, preferred: Callable[[ModelInfo], bool]) -> bool:
    """Whether its model is preferred; what another tool made is never outdated."""
    model = project.get(Model, run.model_id)
    info = None if model is None else _info(model, run)
    return info is None or preferred(info)


def _info(model: Model, run: Run) -> ModelInfo | None:
    """What ran; None where the results were brought in from another tool."""
    if run.backend not in tuple(Backend):
        return None
    return ModelInfo(
        model.name, model.sha256, Backend(run.backend), Precision(run.precision), run.device
    )


def _columns(predictions: Predictions, tracks: np.ndarray[Any, Any]) -> dict[str, Any]:
    emotion = [predictions.primary, predictions.corrected, predictions.smooth]
    return {
        "index": predictions.frame,
        "pts": predictions.pts,
        "status": predictions.status,
        "latency": predictions.latency,
        "face_end": predictions.face_end,
        "track": tracks,
        "score": predictions.score,
        "box": predictions.box,
        "emotion": np.stack(emotion, axis=1),
    }


def _options(settings: str) -> AnalyserOptions:
    """What was chosen; settings of another version give the defaults."""
    defaults = AnalyserOptions()
    try:
        known = json.loads(settings)
        return AnalyserOptions(
            model=known["model"],
            backend=type(defaults.backend)(known["backend"]),
            max_faces=int(known["max_faces"]),
            smoothing_s=float(known["smoothing_s"]),
        )
    except (ValueError, KeyError, TypeError):
        return defaults
