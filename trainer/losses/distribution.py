"""Losses of a distribution against a target distribution (GReFEL eq. 20), and smoothed labels."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from trainer.losses import safe_log


def cross_entropy(p: Tensor, target: Tensor) -> Tensor:
    """-Σ_c y_ic log p_ic for each sample: L_cls before its sum over the batch (eq. 20).

    p, target: (B, N), rows sum to 1. Returns (B,), each at least the target's entropy.
    """
    return -(target * safe_log(p)).sum(dim=1)


def smoothed(label: Tensor, classes: int, share: float) -> Tensor:
    """Y = (1 - ε) one-hot + ε / N: (B,) int64 labels to (B, N) float32."""
    return torch.lerp(
        functional.one_hot(label, classes).float(),
        torch.full((), 1.0 / classes, device=label.device),
        share,
    )
