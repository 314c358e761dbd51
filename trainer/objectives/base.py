"""What every part of an objective is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import torch
from torch import Tensor

from trainer.data.batch import Batch, Carried, TrainingSet
from trainer.models.grefel import GReFEL, Output


class Reads(StrEnum):
    """Which of the network's distributions a part reads."""

    PRIMARY = "primary"
    GEOMETRIC = "geometric"
    ATTENTIVE = "attentive"
    CORRECTED = "corrected"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Pass:
    """One training pass: the network, what it says of the first view, and of the second."""

    network: GReFEL
    first: Output
    second: Output | None = None


def distribution_of(output: Output, reads: Reads) -> Tensor:
    """(B, N) fp32 probabilities. Raises `ValueError` where the network does not give them."""
    if reads is Reads.IMAGE:
        p = None if output.auxiliary is None else torch.softmax(output.auxiliary.float(), dim=1)
    else:
        p = getattr(output.balanced, reads.value)
    if p is None:
        raise ValueError(f"this network gives no {reads} distribution")
    return p


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
