"""The heart of the pipeline: one frame in, its faces with their expressions out.

Live view, video page and command line all go through `Analyser`, so that a video gives the same
numbers whichever way it is read.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.align import crop_face, to_batch
from engine.closing import Closing
from engine.models.base import Distributions, EmotionModel, ModelInfo
from engine.models.own_thread import OwnThreadModel, Submits
from engine.models.registry import BackendChoice
from engine.types import Emotion, Face, Faces, Floats, Frame, Image, Scored

if TYPE_CHECKING:
    from engine.cuts import CutDetector
    from engine.detect.base import FaceDetector
    from engine.smooth import Smoother
    from engine.track import Tracker

#: A track that was not seen for this long starts its smoothing afresh.
_FORGET_US = 2_000_000


@dataclass(frozen=True, slots=True)
class AnalyserOptions:
    """What a user may choose of the analysis.

    model: name of a model folder, or None for the default. backend: which runtime may carry it.
    max_faces: at most so many faces a frame, the largest first. smoothing_s: time constant of the
    smoothed distribution in seconds; 0 turns it off. live: each answer is waited for, so that
    faces are asked about one by one; else as many together as is cheapest.
    """

    model: str | None = None
    backend: BackendChoice = BackendChoice.AUTO
    max_faces: int = 8
    smoothing_s: float = 0.25
    live: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """Consecutive frames whose faces are found and whose expressions are asked for.

    cuts: whether a cut lies before each. faces: of each. answers: waits for the network, a row for
    each face.
    """

    frames: tuple[Frame, ...]
    cuts: tuple[bool, ...]
    faces: tuple[tuple[Face, ...], ...]
    answers: Callable[[], Distributions]


class Analyser(Closing):
    """Detector, tracker, model and smoother in a row; keeps what must be carried between frames.

    Created, used and closed in one and the same thread, as its parts are.
    """

    def __init__(
        self,
        detector: FaceDetector,
        tracker: Tracker,
        cuts: CutDetector,
        model: EmotionModel,
        smoother: Smoother | None,
    ) -> None:
        self._detector = detector
        self._tracker = tracker
        self._new_tracker = copy.deepcopy(tracker)
        self._cuts = cuts
        self._model = model
        self._smoother = smoother
        self._seen_us: dict[int, int] = {}

    @property
    def info(self) -> ModelInfo:
        """What model runs, on what, how."""
        return self._model.info

    def analyse(self, frame: Frame) -> Scored:
        """Find, follow and read the faces of the next frame of the source."""
        return self.analyse_batch([frame])[0]

    def analyse_batch(self, frames: Sequence[Frame]) -> list[Scored]:
        """Analyse consecutive frames; all their faces go through the network at once.

        Gives the numbers that `analyse` gives frame by frame, for less overhead.
        """
        return self.finish(self.begin(frames))

    def begin(self, frames: Sequence[Frame]) -> Begun:
        """Find and follow the faces of consecutive frames, and have the network asked.

        What is begun is to be finished in the same order; the next frames may be begun before,
        which a model of an `OwnThreadModel` uses to work meanwhile.
        """
        spec = self._model.manifest.input
        # One kind of work after another, not one frame after another: what each kind needs stays
        # in the processor's caches, out of which the networks for faces drive everything.
        cuts = tuple([self._cuts.update(frame) for frame in frames])
        found = tuple([self._find(frame, cut=cut) for frame, cut in zip(frames, cuts, strict=True)])
        crops = [
            crop_face(frame.image, face, spec)
            for frame, faces in zip(frames, found, strict=True)
            for face in faces
        ]
        return Begun(tuple(frames), cuts, found, self._ask(crops))

    def finish(self, begun: Begun) -> list[Scored]:
        """The results of what was begun."""
        answers = begun.answers()
        scored: list[Scored] = []
        row = 0
        for frame, cut, faces in zip(begun.frames, begun.cuts, begun.faces, strict=True):
            if cut:
                self._forget_all()
            emotions = tuple(
                self._emotion(face, frame.pts_us, answers, row + i) for i, face in enumerate(faces)
            )
            row += len(faces)
            scored.append(Scored(Faces(frame, faces), emotions, time.monotonic_ns()))
            self._forget_lost(frame.pts_us)
        return scored

    def set_smoothing(self, seconds: float) -> None:
        """Change the time constant from the next frame on; 0 turns smoothing off."""
        from engine.smooth import Smoother

        self._smoother = Smoother(seconds) if seconds > 0 else None
        self._seen_us.clear()

    def replace_model(self, model: EmotionModel) -> None:
        """Read faces with another network from the next frame on; the one before is closed.

        Faces keep their tracks; smoothing starts afresh, as it must not mix two networks.
        """
        before, self._model = self._model, model
        self._forget_all()
        before.close()

    def reset(self) -> None:
        """Forget everything carried over from earlier frames: another session begins.

        Faces are numbered from 0 again, so that a file gives the same ids whatever came before.
        """
        self._detector.reset()
        self._tracker = copy.deepcopy(self._new_tracker)
        self._cuts.reset()
        self._forget_all()

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        self._detector.close()
        self._model.close()

    def _find(self, frame: Frame, *, cut: bool) -> tuple[Face, ...]:
        """The faces of the next frame, with their tracks. cut: a cut lies before it."""
        if cut:
            self._detector.reset()
        return self._tracker.update(self._detector.detect(frame), frame.pts_us, cut=cut)

    def _ask(self, crops: Sequence[Image]) -> Callable[[], Distributions]:
        if not crops:
            nothing: Floats = np.empty((0, 0), dtype=np.float32)
            return lambda: Distributions(nothing, nothing)
        model, batch = self._model, to_batch(crops)
        if isinstance(model, Submits):
            return model.submit(batch).result
        return partial(model.infer, batch)

    def _emotion(self, face: Face, pts_us: int, answers: Distributions, row: int) -> Emotion:
        primary, corrected = answers.primary[row], answers.corrected[row]
        if self._smoother is None or face.track is None:
            return Emotion(primary, corrected)
        self._seen_us[face.track] = pts_us
        return Emotion(primary, corrected, self._smoother.update(face.track, pts_us, corrected))

    def _forget_all(self) -> None:
        self._seen_us.clear()
        if self._smoother is not None:
            self._smoother.reset()

    def _forget_lost(self, now_us: int) -> None:
        lost = [track for track, seen in self._seen_us.items() if now_us - seen > _FORGET_US]
        for track in lost:
            del self._seen_us[track]
            if self._smoother is not None:
                self._smoother.forget(track)


def make_analyser(options: AnalyserOptions) -> Analyser:
    """Load the model and set up the detector, in the calling thread.

    Raises `ModelError` or `BackendUnavailable` when the model cannot be had.
    """
    import cv2

    from engine.cuts import CutDetector
    from engine.detect.base import DetectorOptions
    from engine.detect.mediapipe_faces import MediaPipeFaces
    from engine.models.parts import MOST_AT_ONCE
    from engine.models.registry import load_model
    from engine.smooth import Smoother
    from engine.track import Tracker

    # Process-wide: pictures of this size cost more time to share out among threads than to do.
    cv2.setNumThreads(1)
    model: EmotionModel
    if options.live:  # each answer is waited for: another thread would only be one more to wake
        model = load_model(options.model, options.backend, 1)
    else:
        model = OwnThreadModel(partial(load_model, options.model, options.backend, MOST_AT_ONCE))
    try:
        detector = MediaPipeFaces(DetectorOptions(max_faces=options.max_faces))
    except BaseException:
        model.close()
        raise
    smoother = Smoother(options.smoothing_s) if options.smoothing_s > 0 else None
    return Analyser(detector, Tracker(), CutDetector(), model, smoother)
