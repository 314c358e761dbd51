"""Losses as functions of tensors, one idea a module; `trainer.objectives` puts them together.

All read probabilities in fp32 through one `safe_log`.
"""

from __future__ import annotations

from torch import Tensor


def safe_log(p: Tensor) -> Tensor:
    """log(max(p, 1e-7)) in fp32: L_final is a mixture of probabilities, not a softmax."""
    return p.float().clamp_min(1e-7).log()
