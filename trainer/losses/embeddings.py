"""Uniform embedding regularisation of the label embeddings (PLL; specification D.5)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def spread_loss(embeddings: Tensor) -> Tensor:
    """L_ue = log mean over pairs of exp(2 cos(E_c, E_c')), so that no class crowds another out.

    embeddings: (N, D). Lowest, -2/(N-1), where they form a simplex; 2 where all are the same.
    """
    unit = functional.normalize(embeddings.float(), dim=1)
    cosine = unit @ unit.T
    other = ~torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    return torch.exp(2.0 * cosine[other]).mean().log()
