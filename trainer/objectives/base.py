"""What every part of an objective is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from torch import Tensor

from trainer.data.batch import Batch, Carried, TrainingSet
from trainer.masking import Masked
from trainer.models.grefel import GReFEL


class Reads(StrEnum):
    """Which of the network's distributions a part reads."""

    PRIMARY = "primary"
    GEOMETRIC = "geometric"
    ATTENTIVE = "attentive"
    CORRECTED = "corrected"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of B views.

    distributions: (B, N) fp32 probabilities each. embedding: (B, D). points: (B, 68, 2). masked:
    what was hidden and what was predicted there. What a stage of training does not compute is not
    there.
    """

    distributions: Mapping[Reads, Tensor]
    embedding: Tensor | None = None
    points: Tensor | None = None
    masked: Masked | None = None

    def read(self, reads: Reads) -> Tensor:
        """One distribution. Raises `ValueError` where it is not there."""
        if reads not in self.distributions:
            raise ValueError(f"this network gives no {reads} distribution")
        return self.distributions[reads]


@dataclass(frozen=True, slots=True)
class Pass:
    """One training pass: the network, what it says of the first view, and of the second."""

    network: GReFEL
    first: Answer
    second: Answer | None = None


class Objective(Protocol):
    """One part of what a run minimises.

    name: in logs. needs: what each batch has to carry.
    """

    @property
    def name(self) -> str:
        """In logs."""

    @property
    def needs(self) -> frozenset[Carried]:
        """What each batch has to carry."""

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Before the first epoch."""

    def at_epoch(self, epoch: int) -> None:
        """Before each epoch, counted from 0; also after a resume."""

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Scalar in fp32."""


class Stateless:
    """The hooks of a part that needs nothing and is the same in every epoch."""

    @property
    def needs(self) -> frozenset[Carried]:
        """Nothing."""
        return frozenset()

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Nothing to prepare."""

    def at_epoch(self, epoch: int) -> None:
        """The same in every epoch."""
