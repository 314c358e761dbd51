"""How pictures enter the networks: normalised, and in the side that the streams take."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class FullInput(nn.Module):
    """ImageNet normalisation; 224 pictures are decimated to 112 as published (row 1 of A.1)."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, S, S) in 0..1 to (B, 3, 112, 112)."""
        x = (x - self.mean) / self.std
        if x.shape[-1] != 112:
            x = functional.interpolate(x, size=(112, 112), mode="nearest")
        return x


class CompactInput(nn.Module):
    """Each picture to mean 0 and deviation 1: light and contrast of the room drop out.

    Attributes:
        side: pictures are enlarged to it. Nothing is invented by that; the convolutions get finer
            maps, which is worth more than the same multiply-adds in channels.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, S, S) in 0..1 to (B, C, side, side)."""
        mean = x.mean(dim=(1, 2, 3), keepdim=True)
        # Flat pictures (a covered lens) must not be blown up to noise: at least 4 grey levels.
        variance = (x - mean).square().mean(dim=(1, 2, 3), keepdim=True)
        x = (x - mean) / (variance + (4.0 / 255.0) ** 2).sqrt()
        if x.shape[-1] != self.side:
            size = (self.side, self.side)
            x = functional.interpolate(x, size=size, mode="bilinear", align_corners=False)
        return x
