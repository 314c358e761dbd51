"""What a network's encoder says of pictures: all that its last layers need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from trainer.data.augment import Pixels, Strength, augment, plain_view
from trainer.data.batch import N, TrainingSet
from trainer.models.grefel import GReFEL
from trainer.models.reliability import Balanced

_BATCH = 128


@dataclass(frozen=True, slots=True)
class Features:
    """Of n views.

    embedding: (n, D). attentive: (n, N), or empty (n, 0) where there is none. target: (n, N),
    rows sum to 1.
    """

    embedding: Tensor
    attentive: Tensor
    target: Tensor

    def __len__(self) -> int:
        return len(self.embedding)

    def take(self, rows: Tensor) -> Features:
        """Some of the views: rows or a mask."""
        return Features(self.embedding[rows], self.attentive[rows], self.target[rows])


def answers(network: GReFEL, features: Features) -> Balanced:
    """The last layers on features: head, anchors and their balance. Gradients flow to these."""
    logits = network.head(features.embedding)
    t_a = features.attentive if features.attentive.shape[1] else None
    return network.balancing.balance(logits, features.embedding, t_a)


def plain_features(network: GReFEL, data: TrainingSet, size: int, channels: int) -> Features:
    """Of the pictures as they are."""
    views = [plain_view(image, size, channels) for image in data.images]
    return _features(network, views, targets(data))


def augmented_features(
    network: GReFEL,
    data: TrainingSet,
    size: int,
    channels: int,
    *,
    views: int,
    how: Strength,
    seed: int,
) -> Features:
    """Of `views` random views of each picture."""
    made: list[Pixels] = []
    for row, image in enumerate(data.images):
        for view in range(views):
            rng = np.random.default_rng((seed, row, view))
            made.append(augment(image, None, rng, size, how, channels)[0])
    return _features(network, made, targets(data).repeat_interleave(views, dim=0))


def targets(data: TrainingSet) -> Tensor:
    """(n, N): the votes, or the label, or the candidates alike."""
    if data.distribution is not None:
        return torch.from_numpy(data.distribution)
    if data.hard is not None:
        return functional.one_hot(torch.from_numpy(data.hard), N).float()
    if data.candidates is not None:
        chosen = torch.from_numpy(data.candidates).float()
        return chosen / chosen.sum(dim=1, keepdim=True)
    raise ValueError("the data carries no labels")


@torch.inference_mode()
def _features(network: GReFEL, views: list[Pixels], target: Tensor) -> Features:
    network.eval()
    embeddings, attentive = [], []
    for start in range(0, len(views), _BATCH):
        x = torch.from_numpy(np.stack(views[start : start + _BATCH])).permute(0, 3, 1, 2)
        output = network(x.float().div_(255.0).contiguous(memory_format=torch.channels_last))
        embeddings.append(output.embedding.float())
        t_a = output.balanced.attentive
        attentive.append(output.embedding.new_zeros(len(x), 0) if t_a is None else t_a)
    # Clones: tensors of inference mode cannot be trained on.
    return Features(torch.cat(embeddings).clone(), torch.cat(attentive).clone(), target)
