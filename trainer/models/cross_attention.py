"""Window cross-attention: landmark features ask, image features answer (GReFEL eqs. 1-4)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None = None) -> Tensor:
    """softmax(q kᵀ/√d + bias) v, written out.

    For a few dozen tokens on a CPU in bf16 this trains faster than the fused kernel, and it
    exports to plain ONNX operators that every runtime knows.
    """
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
    if bias is not None:
        scores = scores + bias
    return torch.softmax(scores, dim=-1).to(v.dtype) @ v


class DropPath(nn.Module):
    """Stochastic depth: drops the whole residual of a sample with probability `rate`."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Identity in evaluation; unbiased in training."""
        if not self.training or self.rate == 0.0:
            return x
        keep = 1.0 - self.rate
        mask = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep)
        return x * mask / keep


def relative_index(window: int) -> Tensor:
    """(w², w²) index into a (2w-1)² table: the offset between two positions of one window."""
    axis = torch.arange(window)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    place = torch.stack([y.flatten(), x.flatten()], dim=1)
    offset = place[:, None, :] - place[None, :, :] + window - 1
    return offset[..., 0] * (2 * window - 1) + offset[..., 1]


class WindowCrossAttention(nn.Module):
    """One level's cross-attention (specification A.3).

    Attributes:
        dim: channels d of the image map; heads of d / heads channels each.
        window: side w of the windows; the map's side is a multiple of it.
        query_dim: channels of the landmark map. With `project_query` it is normalised and
            projected (eq. 1, W_q); without, it is used raw, as the published code does.
        normalised_residual: the residual starts from LN(x) as in the published code, not from x.
    """

    index: Tensor

    def __init__(
        self,
        dim: int,
        heads: int,
        window: int,
        *,
        query_dim: int | None = None,
        project_query: bool = False,
        mlp_ratio: int = 4,
        layer_scale: float = 1e-5,
        drop_path: float = 0.0,
        normalised_residual: bool = True,
    ) -> None:
        super().__init__()
        self.dim, self.heads, self.window = dim, heads, window
        self.normalised_residual = normalised_residual
        self.norm1 = nn.LayerNorm(dim)
        self.query: nn.Module = nn.Identity()
        if project_query:
            inputs = query_dim or dim
            self.query = nn.Sequential(nn.LayerNorm(inputs), nn.Linear(inputs, dim))
        self.key_value = nn.Linear(dim, 2 * dim)
        self.out = nn.Linear(dim, dim)
        self.bias_table = nn.Parameter(torch.empty((2 * window - 1) ** 2, heads))
        nn.init.trunc_normal_(self.bias_table, std=0.02)
        self.register_buffer("index", relative_index(window), persistent=False)
        self.gamma1 = nn.Parameter(torch.full((dim,), layer_scale))
        self.gamma2 = nn.Parameter(torch.full((dim,), layer_scale))
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(
            nn.Linear(dim, mlp_ratio * dim), nn.GELU(), nn.Linear(mlp_ratio * dim, dim)
        )
        self.drop_path = DropPath(drop_path)

    def _windows(self, x: Tensor) -> Tensor:
        """(B, S, S, C) to (B * windows, w², C), batch-major."""
        b, s, _, c = x.shape
        w, n = self.window, s // self.window
        x = x.reshape(b, n, w, n, w, c).permute(0, 1, 3, 2, 4, 5)
        return x.reshape(b * n * n, w * w, c)

    def _merge(self, x: Tensor, side: int) -> Tensor:
        """Inverse of `_windows`."""
        w, n = self.window, side // self.window
        c = x.shape[-1]
        x = x.reshape(-1, n, n, w, w, c).permute(0, 1, 3, 2, 4, 5)
        return x.reshape(-1, side, side, c)

    def _heads(self, x: Tensor) -> Tensor:
        m, t, _ = x.shape
        return x.reshape(m, t, self.heads, self.dim // self.heads).transpose(1, 2)

    def forward(self, image: Tensor, landmarks: Tensor) -> Tensor:
        """Image map (B, d, S, S) and landmark map (B, dq, S, S) to (B, d, S, S)."""
        side = image.shape[-1]
        x = image.permute(0, 2, 3, 1)
        normal = self.norm1(x)
        k, v = self.key_value(self._windows(normal)).chunk(2, dim=-1)
        q = self.query(self._windows(landmarks.permute(0, 2, 3, 1)))
        q, k, v = self._heads(q), self._heads(k), self._heads(v)
        tokens = self.window**2
        bias = self.bias_table[self.index.reshape(-1)].reshape(tokens, tokens, self.heads)
        bias = bias.permute(2, 0, 1).unsqueeze(0).to(q.dtype)
        o = attend(q, k, v, bias)
        o = self.out(o.transpose(1, 2).reshape(-1, tokens, self.dim))
        base = normal if self.normalised_residual else x
        y = base + self.drop_path(self.gamma1 * self._merge(o, side))
        y = y + self.drop_path(self.gamma2 * self.mlp(self.norm2(y)))
        return cast("Tensor", y.permute(0, 3, 1, 2))
