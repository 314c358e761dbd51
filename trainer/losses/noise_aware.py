"""NLA's noise-aware adaptive weights (Lee, Choi et al. 2025; specification E.1).

w* is a bivariate normal density at (p_GT, p_NN), the probabilities of the given label and of its
nearest rival: high for ambiguous samples, near zero for confident errors, which are likely noise.
The paper describes it in words; the figures are those of the authors' code.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Ridge:
    """A bivariate normal density with equal variances.

    mean: of (p_GT, p_NN). wide: s, and ratio: r. The variances along and across the ridge are 2 s²
    and 2 (s/r)²: the covariance has s² + (s/r)² on its diagonal and their difference beside it.
    """

    mean: tuple[float, float]
    wide: float
    ratio: float

    @property
    def along(self) -> float:
        """s²."""
        return self.wide**2

    @property
    def across(self) -> float:
        """(s/r)²."""
        return (self.wide / self.ratio) ** 2


#: Where the given label is the most probable; the ridge runs along p_GT + p_NN = 1.
RIGHT: Final = Ridge((0.5, 0.5), 0.8, 2.0)
#: Where another is; the ridge runs along p_GT = p_NN + .15.
WRONG: Final = Ridge((0.3, 0.15), 0.91, 6.0)

#: How fast the right samples' ridge takes its shape.
_SPEED: Final = 15.0


def ramp(epoch: float, epochs: int) -> float:
    """ε = 1 - exp(-15 epoch / epochs), epoch from 0: 0 at first, .95 after a fifth."""
    return 1.0 - math.exp(-_SPEED * epoch / epochs)


def density(x: Tensor, y: Tensor, mean: tuple[float, float], a: float, b: float) -> Tensor:
    """N((x, y); mean, [[a, b], [b, a]]), elementwise."""
    u, v = x - mean[0], y - mean[1]
    determinant = a * a - b * b
    exponent = (a * (u * u + v * v) - 2.0 * b * u * v) / determinant
    return torch.exp(-0.5 * exponent) / (2.0 * math.pi * math.sqrt(determinant))


def noise_aware_weights(p: Tensor, own: Tensor, ramped: float) -> Tensor:
    """w* of each sample.

    p: (B, N) probabilities. own: (B, N) bool, the given label, or every label of a candidate set
    (then p_GT is their sum and p_NN the most probable of the others: specification F.3).
    ramped: ε of `ramp`. Returns (B,), in 0...5. Gradients flow to p; detach what must not.
    """
    p = p.float()
    given = (p * own).sum(dim=1)
    rival = p.masked_fill(own, 0.0).amax(dim=1)
    right = density(
        given,
        rival,
        RIGHT.mean,
        RIGHT.along + RIGHT.across,
        ramped * (RIGHT.across - RIGHT.along),
    )
    wrong = density(
        given, rival, WRONG.mean, WRONG.along + WRONG.across, WRONG.along - WRONG.across
    )
    return torch.where(given >= rival, right, wrong)
