"""Parts to test the pipeline's plumbing with: sources and detectors that do as they are told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from engine.closing import Closing
from engine.cuts import CutDetector
from engine.detect.base import FaceDetector
from engine.models.base import Backend, Distributions, EmotionModel, ModelInfo, Precision
from engine.models.manifest import Manifest
from engine.pipeline import Analyser
from engine.smooth import Smoother
from engine.sources.base import FrameSource, SourceInfo, SourceKind
from engine.track import Tracker
from engine.types import Face, Floats, Frame, Image


class Pictures(Closing):
    """Pictures in memory as a source; `before` is called ahead of each, `after` at the end."""

    def __init__(
        self,
        pictures: Sequence[Image],
        *,
        step_us: int = 40_000,
        before: Callable[[int], None] | None = None,
        after: Callable[[], None] | None = None,
    ) -> None:
        self._pictures = pictures
        self._step_us = step_us
        self._before = before
        self._after = after
        self.closed = 0

    @property
    def info(self) -> SourceInfo:
        height, width = self._pictures[0].shape[:2]
        return SourceInfo(SourceKind.VIDEO, "pictures", width, height, frames=len(self._pictures))

    def __iter__(self) -> Iterator[Frame]:
        for index, picture in enumerate(self._pictures):
            if self._before is not None:
                self._before(index)
            yield Frame(index, index * self._step_us, time.monotonic_ns(), picture)
        if self._after is not None:
            self._after()

    def close(self) -> None:
        self.closed += 1


class Gated(Closing):
    """Another source, with `before` called ahead of each of its frames."""

    def __init__(self, source: FrameSource, before: Callable[[int], None]) -> None:
        self._source = source
        self._before = before

    @property
    def info(self) -> SourceInfo:
        return self._source.info

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            self._before(frame.index)
            yield frame

    def close(self) -> None:
        self._source.close()


class Watcher:
    """A detector that sees no face, notes which frames it was given, and may take its time."""

    def __init__(self, before: Callable[[Frame], None] | None = None) -> None:
        self.seen: list[int] = []
        self.threads: set[str] = set()
        self.closed = self.resets = 0
        self._before = before

    def detect(self, frame: Frame) -> tuple[Face, ...]:
        self.threads.add(threading.current_thread().name)
        if self._before is not None:
            self._before(frame)
        self.seen.append(frame.index)
        return ()

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed += 1


class NoModel:
    """A model that is never asked, since no face is found."""

    info = ModelInfo("none", "0" * 64, Backend.ONNXRUNTIME, Precision.F32, "test")

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.closed = 0

    def infer(self, batch: Floats) -> Distributions:
        raise AssertionError("no face, nothing to infer")

    def close(self) -> None:
        self.closed += 1


def analyser_of(detector: FaceDetector, model: EmotionModel) -> Analyser:
    return Analyser(detector, Tracker(), CutDetector(), model, Smoother())


def greys(count: int) -> list[Image]:
    """Small pictures without a face."""
    return [np.full((48, 64, 3), 40 + i % 100, dtype=np.uint8) for i in range(count)]
