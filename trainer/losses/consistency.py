"""How far two views' answers are apart: NLA's consistency regularisation (specification E.2 #2)."""

from __future__ import annotations

import torch
from torch import Tensor

from trainer.losses import safe_log


def _kl(p: Tensor, q: Tensor) -> Tensor:
    return (p * (safe_log(p) - safe_log(q))).sum(dim=1)


def jensen_shannon_loss(p: Tensor, q: Tensor) -> Tensor:
    """Mean over the batch of the Jensen-Shannon divergence in nats: 0 (equal) to log 2.

    p, q: (B, N), rows sum to 1.
    """
    p, q = p.float(), q.float()
    middle = 0.5 * (p + q)
    return (0.5 * (_kl(p, middle) + _kl(q, middle))).clamp_min(0.0).mean()


def geometric_divergence(p: Tensor, q: Tensor) -> Tensor:
    """What the authors' code calls JSD: ½[KL(M‖P) + KL(M‖Q)], summed over the batch.

    M is the softmax of the mean logits, a geometric mixture; so it has no upper bound, and its
    weight grows with the batch. For comparison with their figures only.
    """
    p, q = p.float(), q.float()
    middle = torch.softmax(0.5 * (safe_log(p) + safe_log(q)), dim=1)
    return (0.5 * (_kl(middle, p) + _kl(middle, q))).sum()
