"""What was said of pictures, whichever way, and how well an answer fits it."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from trainer.data.batch import N, TrainingSet
from trainer.losses import safe_log
from trainer.losses.distribution import cross_entropy

#: Two shares of one label or vote count this near to each other are a tie.
TIE: Final = 1e-6


def targets(data: TrainingSet) -> Tensor:
    """(n, N) of labelled data: what was said; else the votes, the label, or the candidates alike.

    Rows sum to 1. Raises `ValueError` for data without labels.
    """
    if data.said is not None:
        return torch.from_numpy(data.said)
    if data.distribution is not None:
        return torch.from_numpy(data.distribution)
    if data.hard is not None:
        return functional.one_hot(torch.from_numpy(data.hard), N).float()
    if data.candidates is not None:
        chosen = torch.from_numpy(data.candidates).float()
        return chosen / chosen.sum(dim=1, keepdim=True)
    raise ValueError("the data carries no labels")


def torn(data: TrainingSet) -> Tensor:
    """(n,) bool: which of the targets stand for candidate sets."""
    if data.torn is not None:
        return torch.from_numpy(data.torn)
    only_sets = data.said is None and data.distribution is None and data.hard is None
    return torch.full((len(data),), only_sets)


def losses(p: Tensor, target: Tensor, sets: Tensor) -> Tensor:
    """(n,) negative log-likelihood of what was said, nats.

    Cross-entropy with a label or votes; of a candidate set, minus the log of the whole mass on it:
    exactly one of them holds, and which is for the model to find out. p, target: (n, N). sets: (n,)
    bool, as of `torn`.
    """
    inside = (p * (target > 0)).sum(dim=1)
    return torch.where(sets, -safe_log(inside), cross_entropy(p, target))


def right(p: Tensor, target: Tensor) -> Tensor:
    """(n,) bool: the most probable label is a leading one of what was said."""
    share = target.gather(1, p.argmax(dim=1, keepdim=True))[:, 0]
    return share >= target.amax(dim=1) - TIE
