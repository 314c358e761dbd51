"""The multi-scale vision transformer over the tokens of all levels (GReFEL eqs. 5-8)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from trainer.models.cross_attention import DropPath, attend


class SelfAttention(nn.Module):
    """Multi-head self-attention within one sample's tokens: never across the batch."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.dim, self.heads = dim, heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, D) to (B, T, D)."""
        b, t, _ = x.shape
        qkv = self.qkv(x).reshape(b, t, 3, self.heads, self.dim // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        o = attend(q, k, v)
        return cast("Tensor", self.out(o.transpose(1, 2).reshape(b, t, self.dim)))


class Block(nn.Module):
    """Pre-norm transformer block: x + MHSA(LN(x)), then x + MLP(LN(x)).

    Eq. 8 prints the sum before the norm; pre-norm is what the published code runs.
    """

    def __init__(self, dim: int, heads: int, mlp_ratio: int, drop_path: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.attention = SelfAttention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = nn.Sequential(
            nn.Linear(dim, mlp_ratio * dim), nn.GELU(), nn.Linear(mlp_ratio * dim, dim)
        )
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, D) to (B, T, D)."""
        x = x + self.drop_path(self.attention(self.norm1(x)))
        return cast("Tensor", x + self.drop_path(self.mlp(self.norm2(x))))


class ChannelGate(nn.Module):
    """e = x ⊙ σ(W2·ReLU(W1·x)): squeeze-and-excitation on the class token."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.w1 = nn.Linear(dim, dim)
        self.w2 = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        """(B, D) to (B, D)."""
        return x * torch.sigmoid(self.w2(torch.relu(self.w1(x))))


class MultiScaleViT(nn.Module):
    """Class token, the levels' tokens and learned positions through pre-norm blocks.

    Attributes:
        dim: embedding width D. tokens: number of level tokens; the sequence has one more.
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        depth: int,
        tokens: int,
        *,
        mlp_ratio: int = 4,
        drop_path: float = 0.0,
    ) -> None:
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.positions = nn.Parameter(torch.empty(1, tokens + 1, dim))
        nn.init.trunc_normal_(self.cls, std=0.02)
        nn.init.trunc_normal_(self.positions, std=0.02)
        self.blocks = nn.ModuleList(Block(dim, heads, mlp_ratio, drop_path) for _ in range(depth))
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.gate = ChannelGate(dim)

    def forward(self, levels: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, D) level tokens to the embedding e (B, D) and all tokens (B, T+1, D)."""
        x = torch.cat([self.cls.expand(levels.shape[0], -1, -1), levels], dim=1) + self.positions
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.gate(x[:, 0]), x
