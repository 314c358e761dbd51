"""The two losses that shape the anchors (GReFEL eqs. 21 and 22)."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def anchor_loss(anchors: Tensor) -> Tensor:
    """L_a: keeps all anchors apart; mean over pairs of exp(-‖a^{ij} - a^{kl}‖² / √D), in [0, 1].

    Eq. 21 maximises a distance and is unbounded below; this is the bounded push of LDLVA
    (specification A.6 #9). anchors: (N, K, D).
    """
    a = anchors.float().flatten(0, 1)
    n, dim = a.shape
    square = a.square().sum(1)
    d2 = (square[:, None] + square[None, :] - 2.0 * a @ a.T).clamp_min(0.0)
    push = torch.exp(-d2 / math.sqrt(dim))
    off = ~torch.eye(n, dtype=torch.bool, device=a.device)
    return push[off].mean()


def centre_loss(squared: Tensor, target: Tensor) -> Tensor:
    """L_c = mean_i Σ_c y_ic min_k ‖e_i - a^{ck}‖² / D, given distances already divided by D.

    squared: (B, N, K) of ‖e - a‖² / D. target: (B, N), rows sum to 1 (one-hot for hard labels).
    """
    nearest = squared.min(dim=2).values
    return (target * nearest).sum(dim=1).mean()
