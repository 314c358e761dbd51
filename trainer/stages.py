"""What is trained: the whole network or a part of it."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import torch
from torch import Tensor, nn

from engine.errors import ModelError
from trainer.data.batch import Batch
from trainer.masking import masked
from trainer.models.grefel import GReFEL, ImageStream, Output
from trainer.objectives.base import Answer, Pass, Reads
from trainer.objectives.weighted import WeightedSum


class Stage(StrEnum):
    """Which part of the network learns.

    WHOLE: everything. UPPER: everything but the image stream's backbone, which stays as it is; more
    pictures a second. BALANCING: anchors and attention alone, on an encoder and a primary head that
    stay as they are, so that the correction cannot look better by making the primary worse.
    IMAGE: the image stream through its own training head, twice as many pictures a second, to
    begin with. POINTS: the landmark stream on its teacher's points.
    MASKED: the encoder, without labels, on what is hidden from it.
    """

    WHOLE = "whole"
    UPPER = "upper"
    BALANCING = "balancing"
    IMAGE = "image"
    POINTS = "points"
    MASKED = "masked"

    @property
    def balances(self) -> bool:
        """Whether the whole network runs, up to the corrected distribution."""
        return self in (Stage.WHOLE, Stage.UPPER, Stage.BALANCING)

    @property
    def decides(self) -> Reads | None:
        """The distribution that accuracy is measured on; None where there is none."""
        if self.balances:
            return Reads.CORRECTED
        return Reads.IMAGE if self is Stage.IMAGE else None

    def rests(self, network: GReFEL) -> tuple[nn.Module, ...]:
        """Parts that run but do not learn, their batch statistics included."""
        if self is Stage.UPPER:
            return cast("ImageStream", network.image).backbone
        if self is Stage.BALANCING:
            return tuple(part for part in network.children() if part is not network.balancing)
        return ()


def answer(network: GReFEL, image: Tensor, stage: Stage = Stage.WHOLE) -> Answer:
    """Run as much of the network as the stage trains.

    image: (B, C, S, S) in 0..1. Raises `ModelError` for a network without the stage's head.
    """
    if stage.balances:
        return _whole(network(image))
    if stage is Stage.IMAGE:
        if network.auxiliary is None:
            raise ModelError("this network has no head on its image stream")
        logits = network.auxiliary(network.image(network.prepare(image))[2])
        return Answer({Reads.IMAGE: torch.softmax(logits.float(), dim=1)})
    if stage is Stage.MASKED:
        return Answer({}, masked=masked(network, image))
    if network.points is None:
        raise ModelError("this network has no head that places landmarks")
    return Answer({}, points=network.points(network.landmarks(network.prepare(image))[2]))


def _whole(output: Output) -> Answer:
    balanced = output.balanced
    found = {
        Reads.PRIMARY: balanced.primary,
        Reads.GEOMETRIC: balanced.geometric,
        Reads.ATTENTIVE: balanced.attentive,
        Reads.CORRECTED: balanced.corrected,
    }
    if output.auxiliary is not None:
        found[Reads.IMAGE] = torch.softmax(output.auxiliary.float(), dim=1)
    there = {reads: p for reads, p in found.items() if p is not None}
    return Answer(there, output.embedding, output.points)


class TrainingPass(nn.Module):
    """Forward pass, loss and the objective's own learning in one module.

    One module, so that `DistributedDataParallel` sees exactly the parameters that the loss uses.
    """

    def __init__(
        self,
        network: GReFEL,
        objective: WeightedSum,
        stage: Stage,
        precision: torch.dtype,
        device: torch.device,
    ) -> None:
        super().__init__()
        self.network = network
        self._objective, self._stage = objective, stage
        self._precision, self._device = precision, device

    def forward(self, batch: Batch) -> tuple[Tensor, dict[str, Tensor], Tensor | None]:
        """The total loss, its terms detached, and the share of right answers or None."""
        run = Pass(
            self.network,
            self._answer(batch.image),
            None if batch.second is None else self._answer(batch.second),
        )
        loss = self._objective(run, batch)
        self._objective.learn(run.first, batch)
        return loss.total, dict(loss.parts), _right(run.first, batch, self._stage)

    def _answer(self, image: Tensor) -> Answer:
        image = image.contiguous(memory_format=torch.channels_last)
        lower = self._precision is not torch.float32
        with torch.autocast(self._device.type, self._precision, enabled=lower):
            return answer(self.network, image, self._stage)


@torch.no_grad()
def _right(first: Answer, batch: Batch, stage: Stage) -> Tensor | None:
    label = batch.hard
    if label is None and batch.distribution is not None:
        label = batch.distribution.argmax(dim=1)
    if label is None or stage.decides is None:
        return None
    return (first.read(stage.decides).argmax(dim=1) == label).float().mean()
