"""One stretch of watching one source: its pipeline, what it has seen, and its recording."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.bridge import JobControl
from app.gui.live.content import Content
from app.gui.live.footage import Footage
from app.gui.live.journal import Journal
from app.gui.live.recording import Moment, Provenance, Recorded, export
from app.gui.live.take import Take, free_path
from engine.analyser import Analyser, AnalyserOptions
from engine.errors import MienError
from engine.live import LivePipeline
from engine.models.base import EmotionModel, ModelInfo
from engine.sources.base import FrameSource

if TYPE_CHECKING:
    from engine.sources.camera import CameraDevice


@dataclass(frozen=True, slots=True)
class Target:
    """Something to watch.

    open: takes an event that is set when nobody waits for it any more. device: the camera, None
    for anything else.
    """

    name: str
    open: Callable[[threading.Event], FrameSource]
    device: CameraDevice | None = None


class LiveSession:
    """Starts when it is made. No Qt: it may be stopped in any thread."""

    def __init__(
        self, target: Target, build: Callable[[AnalyserOptions], Analyser], options: AnalyserOptions
    ) -> None:
        self.target = target
        self.journal = Journal()
        self.take: Take | None = None
        self._smoothing_s, self._max_faces = options.smoothing_s, options.max_faces
        #: Who read the faces before a model was replaced, and up to which time.
        self._earlier: list[tuple[int, ModelInfo]] = []
        self._model: ModelInfo | None = None
        self._abandoned = threading.Event()
        self.pipeline = LivePipeline(lambda: target.open(self._abandoned), lambda: build(options))
        self.pipeline.subscribe(self.journal.append)
        self.pipeline.start()

    @property
    def exportable(self) -> int:
        """Analysed frames that `export` would write."""
        return self.journal.analysed if self._provenance() is not None else 0

    def set_smoothing(self, seconds: float) -> None:
        """Time constant in seconds from the next frame on; 0 turns smoothing off."""
        self._smoothing_s = seconds
        self.pipeline.set_smoothing(seconds)

    def replace_model(
        self, load: Callable[[], EmotionModel], told: Callable[[ModelInfo | MienError], object]
    ) -> None:
        """Have another network read the faces; `told` hears of it in the analysis thread."""

        def note(found: ModelInfo | MienError) -> None:
            frame = self.pipeline.newest_frame()
            if isinstance(found, ModelInfo):
                if self._model is not None and frame is not None:
                    self._earlier.append((frame.pts_us, self._model))
                self._model = found
            told(found)

        self._model = self._model or self.pipeline.info
        self.pipeline.replace_model(load, note)

    def stop(self, timeout_s: float = 3.0) -> bool:
        """End the pipeline and wait for it; what was seen stays. Returns whether it ended."""
        self._abandoned.set()
        return self.pipeline.stop(timeout_s)

    def begin_recording(self, folder: Path, content: Content) -> Take:
        """Write every frame from now on to new files in `folder`.

        Raises `MienError` where nothing is analysed yet or the folder cannot be written.
        """
        frame, provenance = self.pipeline.newest_frame(), self._provenance()
        if frame is None or provenance is None:
            raise MienError("recording cannot begin yet", hint="Wait until the model has warmed up")
        # The name is for people, so it is in their time zone.
        path = free_path(folder, datetime.now().astimezone())
        footage = Footage(path.with_suffix(".mp4")) if content is Content.VIDEO else None
        try:
            take = Take(path, provenance, Moment.of(frame), footage)
        except MienError:
            if footage is not None:
                footage.finish()
            raise
        take.ends.callback(self.pipeline.subscribe(take.write))
        take.ends.callback(self.pipeline.watch(take.grab))
        self.take = take
        return take

    def end_recording(self) -> Take | None:
        """Add nothing more to the recording, if one runs, and hand it over to be finished."""
        take, self.take = self.take, None
        if take is not None:
            take.end()
        return take

    def export(self, path: Path, control: JobControl) -> Recorded:
        """Write all that was analysed so far to `path`. Raises `MienError`."""
        provenance, begin = self._provenance(), self.journal.begin
        if provenance is None or begin is None:
            raise MienError("there is nothing to export yet")
        return export(
            path,
            self.journal.replay(),
            len(self.journal),
            provenance,
            begin,
            report=control.report,
            stop=control.stop,
        )

    def _provenance(self) -> Provenance | None:
        source, model = self.pipeline.source_info, self.pipeline.info
        if source is None or model is None:
            return None
        return Provenance(
            source, model, self._smoothing_s, self._max_faces, earlier=tuple(self._earlier)
        )
