"""The course of fine-tuning: what is measured while the weights change."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from trainer import comparison
from trainer.events import Measured
from trainer.export_onnx import tempered
from trainer.features import Features, answers
from trainer.models.grefel import GReFEL
from trainer.replay import Replay

#: Share of the replay that is not trained on but measures what is remembered.
_SET_ASIDE = 0.25


@dataclass(frozen=True, slots=True)
class Look:
    """Corrected distributions, as served, of held-out faces (n, N) and of old ones (m, N).

    aside: None where the model has no replay.
    """

    held: Tensor
    aside: Tensor | None


class Course:
    """A network under way, and the faces that it is measured on.

    Attributes:
        apart: held-out faces. stored: old faces to learn from, None where there is no replay; a
            quarter of the replay is set aside to measure what is remembered.
    """

    def __init__(
        self,
        network: GReFEL,
        apart: Features,
        replay: Replay | None,
        seed: int,
        temperature: float,
    ) -> None:
        self._network, self.apart, self._temperature = network, apart, temperature
        self.stored, self._aside = _parted(replay, seed)

    def look(self) -> Look:
        """What the network says now."""
        aside = None if self._aside is None else self._answer(self._aside.features)
        return Look(self._answer(self.apart), aside)

    def remembered(self, look: Look) -> comparison.Score | None:
        """Figures on the old faces that were set aside; None where there are none."""
        if self._aside is None or look.aside is None:
            return None
        return comparison.score(look.aside, self._aside.features, self._aside.weight)

    @torch.no_grad()
    def _answer(self, features: Features) -> Tensor:
        return tempered(answers(self._network, features).corrected, self._temperature)


class Stretch:
    """Means since the last point of the curves."""

    def __init__(self) -> None:
        self._began, self._steps, self._views = time.monotonic(), 0, 0
        self._loss = self._hits = 0.0

    def add(self, loss: float, hits: float, views: int) -> None:
        """One more step. hits: share of right answers. views: of new faces in it."""
        self._steps, self._views = self._steps + 1, self._views + views
        self._loss, self._hits = self._loss + loss, self._hits + hits

    @property
    def loss(self) -> float | None:
        """Mean loss; None before the first step."""
        return self._loss / self._steps if self._steps else None

    @property
    def hits(self) -> float | None:
        """Mean share of right answers; None before the first step."""
        return self._hits / self._steps if self._steps else None

    @property
    def rate(self) -> float:
        """Views a second."""
        return self._views / max(time.monotonic() - self._began, 1e-9)


def point(course: Course, step: int, stretch: Stretch) -> Measured:
    """A point of the curves; the first is of the old weights."""
    look = course.look()
    held, old = comparison.score(look.held, course.apart), course.remembered(look)
    was = (None, None) if old is None else (old.loss, old.accuracy)
    return Measured(step, stretch.loss, stretch.hits, held.loss, held.accuracy, *was)


def _parted(replay: Replay | None, seed: int) -> tuple[Replay | None, Replay | None]:
    """What of the replay is trained on, and what is set aside."""
    if replay is None:
        return None, None
    count = len(replay.features)
    order = torch.from_numpy(np.random.default_rng((seed, 7)).permutation(count))
    cut = round(_SET_ASIDE * count)
    parts = order[cut:], order[:cut]
    first, second = (Replay(replay.features.take(rows), replay.weight[rows]) for rows in parts)
    return first, second
