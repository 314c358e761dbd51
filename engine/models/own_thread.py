"""A model in a thread of its own, so that whoever asks goes on meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, runtime_checkable

from engine.closing import Closing
from engine.models.base import Distributions, EmotionModel, ModelInfo
from engine.models.manifest import Manifest
from engine.types import Floats


@runtime_checkable
class Submits(Protocol):
    """A model that answers later."""

    def submit(self, batch: Floats) -> Future[Distributions]:
        """Ask about a batch as `EmotionModel.infer` takes it; answers come in order."""


class OwnThreadModel(Closing):
    """An `EmotionModel` that is loaded, asked and closed in a thread of its own.

    Runtimes let Python go on while they compute: the faces of one batch are read while those of
    the next are looked for. load: called in that thread; raises what it raises.
    """

    def __init__(self, load: Callable[[], EmotionModel]) -> None:
        self._thread = ThreadPoolExecutor(1, "mien-infer")
        try:
            self._model = self._thread.submit(load).result()
        except BaseException:
            self._thread.shutdown()
            raise

    @property
    def manifest(self) -> Manifest:
        """The model's own description."""
        return self._model.manifest

    @property
    def info(self) -> ModelInfo:
        """What runs, on what, how."""
        return self._model.info

    def submit(self, batch: Floats) -> Future[Distributions]:
        """Ask about a batch as `infer` takes it, and do not wait; answers come in order."""
        return self._thread.submit(self._model.infer, batch)

    def infer(self, batch: Floats) -> Distributions:
        """Both distributions of a batch, waited for."""
        return self.submit(batch).result()

    def close(self) -> None:
        """Wait for what was asked, and free native resources; harmless when called twice."""
        with contextlib.suppress(RuntimeError):  # the thread has ended
            self._thread.submit(self._model.close).result()
        self._thread.shutdown()
