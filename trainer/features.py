"""What a network's encoder says of pictures: all that its last layers need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from trainer.data.augment import Pixels, Strength, augment, plain_view
from trainer.data.batch import TrainingSet
from trainer.models.grefel import GReFEL
from trainer.models.reliability import Balanced
from trainer.said import targets, torn

_BATCH = 64

#: Is told how many of how many are done; may raise to stop.
Told = Callable[[int, int], None]


def _nobody(done: int, of: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Features:
    """Of n views.

    embedding: (n, D). attentive: (n, N), or empty (n, 0) where there is none. target: (n, N),
    rows sum to 1. torn: (n,) bool, which targets stand for candidate sets; none, if not given.
    """

    embedding: Tensor
    attentive: Tensor
    target: Tensor
    torn: Tensor = field(default_factory=lambda: torch.zeros(0, dtype=torch.bool))

    def __post_init__(self) -> None:
        if len(self.torn) != len(self.embedding):
            object.__setattr__(self, "torn", torch.zeros(len(self.embedding), dtype=torch.bool))

    def __len__(self) -> int:
        return len(self.embedding)

    def take(self, rows: Tensor) -> Features:
        """Some of the views: rows or a mask."""
        return Features(
            self.embedding[rows], self.attentive[rows], self.target[rows], self.torn[rows]
        )


def answers(network: GReFEL, features: Features) -> Balanced:
    """The last layers on features: head, anchors and their balance. Gradients flow to these."""
    logits = network.head(features.embedding)
    t_a = features.attentive if features.attentive.shape[1] else None
    return network.balancing.balance(logits, features.embedding, t_a)


def plain_features(
    network: GReFEL, data: TrainingSet, size: int, channels: int, tell: Told = _nobody
) -> Features:
    """Of the pictures as they are. tell: is called with the pictures done and all."""
    views = [plain_view(image, size, channels) for image in data.images]
    return _features(network, views, targets(data), torn(data), tell)


def augmented_features(
    network: GReFEL,
    data: TrainingSet,
    size: int,
    channels: int,
    *,
    views: int,
    how: Strength,
    seed: int,
    tell: Told = _nobody,
) -> Features:
    """Of `views` random views of each picture. tell: is called with the views done and all."""
    made: list[Pixels] = []
    for row, image in enumerate(data.images):
        for view in range(views):
            rng = np.random.default_rng((seed, row, view))
            made.append(augment(image, None, rng, size, how, channels)[0])
    target, sets = targets(data), torn(data)
    return _features(
        network,
        made,
        target.repeat_interleave(views, dim=0),
        sets.repeat_interleave(views),
        tell,
    )


@torch.inference_mode()
def _features(
    network: GReFEL, views: list[Pixels], target: Tensor, sets: Tensor, tell: Told
) -> Features:
    network.eval()
    embeddings, attentive = [], []
    for start in range(0, len(views), _BATCH):
        x = torch.from_numpy(np.stack(views[start : start + _BATCH])).permute(0, 3, 1, 2)
        output = network(x.float().div_(255.0).contiguous(memory_format=torch.channels_last))
        embeddings.append(output.embedding.float())
        t_a = output.balanced.attentive
        attentive.append(output.embedding.new_zeros(len(x), 0) if t_a is None else t_a)
        tell(min(start + _BATCH, len(views)), len(views))
    # Clones: tensors of inference mode cannot be trained on.
    return Features(torch.cat(embeddings).clone(), torch.cat(attentive).clone(), target, sets)
