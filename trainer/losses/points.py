"""Landmark regression: what makes the landmark stream one."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def point_loss(predicted: Tensor, target: Tensor, found: Tensor) -> Tensor:
    """Smooth L1 of the points, in hundredths of the crop, over the samples that have a teacher.

    predicted, target: (B, 68, 2) in 0..1. found: (B,) bool. 0 where no sample has one.
    """
    if not bool(found.any()):
        return predicted.sum() * 0.0
    error = 100.0 * (predicted[found].float() - target[found])
    return functional.smooth_l1_loss(error, torch.zeros_like(error), beta=4.0) / 10.0
