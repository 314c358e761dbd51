"""Label-distribution loss: the votes are the target (FER+ crossentropy mode)."""

from __future__ import annotations

from torch import Tensor

from trainer.losses import safe_log


def distribution_loss(p: Tensor, target: Tensor) -> Tensor:
    """-mean_i Σ_c y_ic log p_ic (eq. 20 with soft targets).

    p, target: (B, N), rows sum to 1. Returns a scalar, at least the targets' mean entropy.
    """
    return -(target * safe_log(p)).sum(dim=1).mean()
