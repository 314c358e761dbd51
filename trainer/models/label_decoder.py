"""The label-embedding decoder of PLL in place of GReFEL's head (specification D.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import torch
from torch import Tensor, nn

from trainer.models.cross_attention import WindowCrossAttention, attend
from trainer.models.grefel import CLASSES, GReFEL, Output
from trainer.models.transformer import SelfAttention


class CrossAttention(nn.Module):
    """Multi-head attention of one sample's queries over the same sample's tokens."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(dim, dim)
        self.key_value = nn.Linear(dim, 2 * dim)
        self.out = nn.Linear(dim, dim)

    def _split(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        return x.reshape(b, t, self.heads, d // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, tokens: Tensor) -> Tensor:
        """(B, N, D) queries and (B, T, D) tokens to (B, N, D)."""
        k, v = self.key_value(tokens).chunk(2, dim=-1)
        o = attend(self._split(self.query(x)), self._split(k), self._split(v))
        return cast("Tensor", self.out(o.transpose(1, 2).reshape(x.shape)))


class DecoderLayer(nn.Module):
    """Pre-norm: labels attend to each other, then to the tokens, then an MLP."""

    def __init__(self, dim: int, heads: int, mlp_ratio: int = 4) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(dim, eps=1e-6) for _ in range(3))
        self.self_attention = SelfAttention(dim, heads)
        self.cross_attention = CrossAttention(dim, heads)
        self.mlp = nn.Sequential(
            nn.Linear(dim, mlp_ratio * dim), nn.GELU(), nn.Linear(mlp_ratio * dim, dim)
        )

    def forward(self, x: Tensor, tokens: Tensor) -> Tensor:
        """(B, N, D) labels and (B, T, D) tokens to (B, N, D)."""
        x = x + self.self_attention(self.norm1(x))
        x = x + self.cross_attention(self.norm2(x), tokens)
        return cast("Tensor", x + self.mlp(self.norm3(x)))


class LabelDecoder(nn.Module):
    """Learned label embeddings ask the encoder's tokens: z_c = ⟨w_c, h_c⟩ + b_c.

    Attributes:
        labels: E, (N, D).
    """

    def __init__(self, dim: int, heads: int = 2, depth: int = 2, classes: int = CLASSES) -> None:
        super().__init__()
        self.labels = nn.Parameter(torch.empty(classes, dim))
        nn.init.trunc_normal_(self.labels, std=0.02)
        self.layers = nn.ModuleList(DecoderLayer(dim, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.weight = nn.Parameter(torch.empty(classes, dim))
        nn.init.trunc_normal_(self.weight, std=0.02)
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, T, D) tokens to (B, N) logits."""
        x = self.labels.expand(len(tokens), -1, -1)
        for layer in self.layers:
            x = layer(x, tokens)
        return cast("Tensor", (self.norm(x) * self.weight).sum(dim=2) + self.bias)


class _NoHead(nn.Module):
    """Stands where the head was: uniform logits that the decoder's replace."""

    def forward(self, e: Tensor) -> Tensor:
        """(B, D) to (B, N) zeros."""
        return e.new_zeros(len(e), CLASSES)


class LabelDecoderGReFEL(GReFEL):
    """A GReFEL whose primary distribution comes from the label decoder; balancing stays on top.

    base: the network whose parts, all but the head, it takes over.
    """

    def __init__(self, base: GReFEL, heads: int = 2) -> None:
        dim = base.vit.cls.shape[-1]
        super().__init__(
            prepare=base.prepare,
            image=base.image,
            landmarks=base.landmarks,
            attention=[cast("WindowCrossAttention", level) for level in base.attention],
            tokens=base.tokens,
            vit=base.vit,
            dim=dim,
            balancing=base.balancing,
            points=base.points,
            auxiliary=base.auxiliary,
        )
        self.head = cast("nn.Sequential", _NoHead())
        self.decoder = LabelDecoder(dim, heads)

    def forward(self, x: Tensor) -> Output:
        """As GReFEL's, with the decoder's logits."""
        output = super().forward(x)
        logits = self.decoder(output.tokens)
        balanced = self.balancing(logits, output.embedding, output.tokens)
        return replace(output, logits=logits, balanced=balanced)
