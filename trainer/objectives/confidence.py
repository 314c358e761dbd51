"""The confidence store of partial-label learning (PLL; specification D.4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.parallel import gathered

#: φ at the first and at the last epoch.
FIRST_MOMENTUM: Final = 0.95
LAST_MOMENTUM: Final = 0.80


def momentum(epoch: int, epochs: int) -> float:
    """φ, linear over the run."""
    done = epoch / max(epochs - 1, 1)
    return FIRST_MOMENTUM + (LAST_MOMENTUM - FIRST_MOMENTUM) * done


def revised(p: Tensor, candidates: Tensor) -> Tensor:
    """r: the prediction restricted to the candidates and renormalised (PRODEN).

    p: (B, N). candidates: (B, N) bool. Uniform over the candidates where they have no mass.
    """
    r = p.float() * candidates
    total = r.sum(dim=1, keepdim=True)
    uniform = candidates / candidates.sum(dim=1, keepdim=True)
    return torch.where(total > 1e-12, r / total.clamp_min(1e-12), uniform)


class ConfidenceStore:
    """p_i: how much each candidate label of each sample is believed, revised as training goes.

    Rows sum to 1 and have no mass outside the candidate set, over which they start uniform.

    Attributes:
        p: (n, N) fp32. candidates: (n, N) bool.
    """

    def __init__(self, candidates: NDArray[np.bool_]) -> None:
        self.candidates = torch.from_numpy(candidates)
        self.p = revised(self.candidates.float(), self.candidates)

    def rows(self, index: Tensor) -> Tensor:
        """P of the samples `index` (B,), on its device: (B, N)."""
        if self.p.device != index.device:
            self.p, self.candidates = self.p.to(index.device), self.candidates.to(index.device)
        return self.p[index]

    @torch.no_grad()
    def update(self, index: Tensor, p: Tensor, phi: float) -> None:
        """p_i ← φ p_i + (1 - φ) r_i for the samples `index` (B,) with predictions p (B, N).

        With several processes, every one applies the updates of all.
        """
        old = self.rows(index)
        new = phi * old + (1.0 - phi) * revised(p, self.candidates[index])
        new = new / new.sum(dim=1, keepdim=True)
        self.p[gathered(index)] = gathered(new)

    def agreement(self, label: NDArray[np.int64]) -> float:
        """Share of the samples whose most believed label is `label` (n,)."""
        truth = torch.from_numpy(label).to(self.p.device)
        return float((self.p.argmax(dim=1) == truth).float().mean())
