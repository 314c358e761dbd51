"""Reliability balancing: anchors and attention correct the primary distribution (eqs. 9-19).

Everything here works within one sample; the published code attends across the batch, so that a
face's answer depends on its batch-mates (specification A.6 #3). All in fp32.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from trainer.models.transformer import SelfAttention

_EPS: Final = 1e-8


def confidence(p: Tensor) -> Tensor:
    """C_f(p) = 1 - H(p) over the last axis, kept: 0 for uniform, 1 for one-hot.

    H is divided by log N. Eq. 11 prints N, which leaves uniform at .74 for N = 8; the text wants 0.
    """
    h = -(p * p.clamp_min(_EPS).log()).sum(dim=-1, keepdim=True) / math.log(p.shape[-1])
    return (1.0 - h).clamp(0.0, 1.0)


def combine(p: Tensor, q: Tensor, floor: float = 1e-4, *, detach: bool = False) -> Tensor:
    """(C_f(p) p + C_f(q) q) / (C_f(p) + C_f(q)): eqs. 18 and 19.

    `floor` is added to both confidences, so that two uniform distributions give their mean.
    detach: no gradient through the confidences, so that each branch learns from its share alone.
    Else, as in the published code, whichever branch is right is made surer, too (A.6 #12).
    """
    cp, cq = confidence(p) + floor, confidence(q) + floor
    if detach:
        cp, cq = cp.detach(), cq.detach()
    return (cp * p + cq * q) / (cp + cq)


class Anchors(nn.Module):
    """K trainable anchors a^{ij} a class in embedding space (eqs. 12-15).

    Attributes:
        delta: δ of the soft assignment; a smaller one is sharper.
    """

    delta: Tensor

    def __init__(self, classes: int, per_class: int, dim: int, delta: float) -> None:
        super().__init__()
        # Zeros, as published, give every anchor of a class the same gradient for ever (A.6 #7).
        self.anchors = nn.Parameter(torch.randn(classes, per_class, dim) / math.sqrt(dim))
        # With the weights, since they are of no use under another δ.
        self.register_buffer("delta", torch.tensor(float(delta)))

    def squared_distances(self, e: Tensor) -> Tensor:
        """‖e - a^{ij}‖² for all anchors: (B, D) to (B, N, K), at least 1e-12."""
        a = self.anchors.float().flatten(0, 1)
        e = e.float()
        square = e.square().sum(1, keepdim=True) + a.square().sum(1) - 2.0 * e @ a.T
        # The floor keeps the square root's gradient finite when e lies on an anchor (A.6 #8).
        return square.clamp_min(1e-12).reshape(-1, *self.anchors.shape[:2])

    def forward(self, e: Tensor) -> Tensor:
        """Geometric correction t_g: (B, D) to (B, N), rows sum to 1."""
        d = self.squared_distances(e).sqrt()
        s = torch.softmax((-d / self.delta).flatten(1), dim=1)
        return s.reshape(d.shape).sum(dim=2)


class AttentiveCorrection(nn.Module):
    """t_a: self-attention over the sample's own tokens, read out at the class token (eqs. 16-17).

    Eq. 17 has no readout to N classes, and one vector a sample would make attention a linear
    map; so it attends over the encoder's tokens in a narrow space (specification A.6 #4-6).
    """

    def __init__(self, dim: int, width: int, heads: int, classes: int) -> None:
        super().__init__()
        self.narrow = nn.Linear(dim, width)
        self.attention = SelfAttention(width, heads)
        self.readout = nn.Linear(width, classes)

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, T, D) tokens to (B, N), rows sum to 1."""
        y = self.attention(self.narrow(tokens))[:, 0]
        return torch.softmax(self.readout(y).float(), dim=-1)


@dataclass(frozen=True, slots=True)
class Balanced:
    """All distributions of reliability balancing, each (B, N) fp32 with rows that sum to 1.

    primary l, geometric t_g, attentive t_a, correction t, corrected L_final.
    Parts that are switched off are None; without both, corrected is primary.
    """

    primary: Tensor
    geometric: Tensor | None
    attentive: Tensor | None
    correction: Tensor | None
    corrected: Tensor


class ReliabilityBalancing(nn.Module):
    """Corrects the primary distribution by anchors, attention, both or neither.

    Attributes:
        detach: no gradient through the confidences (`combine`); for training only.
        apart: the corrections learn from the encoder, and the encoder not from them; likewise.
    """

    def __init__(self, anchors: Anchors | None, attention: AttentiveCorrection | None) -> None:
        super().__init__()
        self.anchors = anchors
        self.attention = attention
        self.detach = False
        self.apart = False

    def forward(self, logits: Tensor, e: Tensor, tokens: Tensor) -> Balanced:
        """(B, N) logits, (B, D) embedding and (B, T, D) tokens to all distributions."""
        if self.apart:
            tokens = tokens.detach()
        t_a = self.attention(tokens) if self.attention is not None else None
        return self.balance(logits, e, t_a)

    def balance(self, logits: Tensor, e: Tensor, t_a: Tensor | None) -> Balanced:
        """The same from an attentive correction (B, N) that is known already."""
        primary = torch.softmax(logits.float(), dim=-1)
        t: Tensor | None
        t_g = None
        if self.anchors is not None:
            t_g = self.anchors(e.detach() if self.apart else e)
        if t_g is not None and t_a is not None:
            t = combine(t_g, t_a, detach=self.detach)
        else:
            t = t_g if t_g is not None else t_a
        corrected = primary if t is None else combine(primary, t, detach=self.detach)
        return Balanced(primary, t_g, t_a, t, corrected)
