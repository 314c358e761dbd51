"""A model that outlives its backend: where one fails, the next takes over and says why."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from engine.errors import BackendUnavailable
from engine.models.base import Backend, Distributions, EmotionModel, ModelInfo
from engine.models.manifest import Manifest
from engine.types import Floats

#: A backend and what loads the model on it.
Candidate = tuple[Backend, Callable[[], EmotionModel]]

_log = logging.getLogger(__name__)


class FallbackModel:
    """The first candidate that loads; if it fails later, as when a GPU is lost, the next.

    refused: what was ruled out before, with the reason.

    Raises `BackendUnavailable` if none can run: of a single candidate its own.
    """

    def __init__(self, candidates: Iterable[Candidate], refused: Iterable[str] = ()) -> None:
        self._left = deque(candidates)
        self._refused = list(refused)
        self._alone = len(self._left) == 1 and not self._refused
        self._model = self._load_next()

    @property
    def manifest(self) -> Manifest:
        """The model's own description."""
        return self._model.manifest

    @property
    def info(self) -> ModelInfo:
        """What runs now, on what, how, and what was refused before it."""
        return replace(self._model.info, refused=tuple(self._refused))

    def infer(self, batch: Floats) -> Distributions:
        """Both distributions of a batch; a backend that fails is replaced and the batch repeated.

        Raises `ValueError` for another shape or after `close`, `BackendUnavailable` if the last
        backend failed.
        """
        while True:
            try:
                return self._model.infer(batch)
            except BackendUnavailable as error:
                self._model.close()
                self._refuse(self._model.info.backend, error)
                self._model = self._load_next()

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        self._left.clear()
        self._model.close()

    def _load_next(self) -> EmotionModel:
        last: BackendUnavailable | None = None
        while self._left:
            backend, load = self._left.popleft()
            try:
                return load()
            except BackendUnavailable as error:
                self._refuse(backend, error)
                last = error
        if self._alone and last is not None:
            raise last
        raise BackendUnavailable(
            "no backend can run here", subject="; ".join(self._refused), hint="Reinstall Mien"
        )

    def _refuse(self, backend: Backend, error: BackendUnavailable) -> None:
        _log.warning("%s", error)
        self._refused.append(f"{backend}: {error.what}")
