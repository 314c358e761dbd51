"""What the batches of an epoch gave."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch gave, the mean over all processes; terms are this process's."""

    loss: float
    right: float | None
    terms: dict[str, float]
    stop: bool


class Meter:
    """Means since the epoch began."""

    def __init__(self) -> None:
        self.began, self.count = time.monotonic(), 0
        self._loss, self._right = 0.0, 0.0
        self._terms: dict[str, float] = {}
        self._classifies = False

    def add(self, step: Step) -> None:
        """One more batch."""
        self.count += 1
        self._loss += step.loss
        self._classifies = step.right is not None
        self._right += step.right or 0.0
        for name, value in step.terms.items():
            self._terms[name] = self._terms.get(name, 0.0) + value

    @property
    def loss(self) -> float:
        """Mean loss."""
        return self._loss / self.count

    @property
    def accuracy(self) -> float | None:
        """Mean share of right answers."""
        return self._right / self.count if self._classifies else None

    @property
    def terms(self) -> dict[str, float]:
        """Mean of each term."""
        return {name: value / self.count for name, value in self._terms.items()}

    @property
    def steps_per_s(self) -> float:
        """Speed."""
        return self.count / max(time.monotonic() - self.began, 1e-9)
