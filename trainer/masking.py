"""Masked image modelling with HOG targets: pre-training without labels (PLL; specification D.1).

Parts of each picture are hidden, and the network predicts the histograms of oriented gradients
that lie there from what it sees around. Afterwards only the encoder's weights are of use:
`--init RUN:image,landmarks,attention,tokens,vit`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.models.grefel import GReFEL

#: Orientations over half a turn.
BINS: Final = 9
#: Cells along each side of a unit.
_CELLS: Final = 2
#: Share of the units that are hidden.
SHARE: Final = 0.4

_HEAD: Final = "masking"


@dataclass(frozen=True, slots=True)
class Masked:
    """predicted, target: (B, U, F) of all U units. hidden: (B, U) bool."""

    predicted: Tensor
    target: Tensor
    hidden: Tensor


def hog(image: Tensor, units: int) -> Tensor:
    """Histograms of oriented gradients of each unit.

    image: (B, C, S, S), S a multiple of 2 units. Returns (B, units², C · 4 · 9) float32: four cells
    a unit and nine unsigned orientations, weighed by magnitude, of norm 1 a unit and channel.
    """
    x = functional.pad(image.float(), (1, 1, 1, 1), mode="replicate")
    dx = x[:, :, 1:-1, 2:] - x[:, :, 1:-1, :-2]
    dy = x[:, :, 2:, 1:-1] - x[:, :, :-2, 1:-1]
    angle = torch.atan2(dy, dx).remainder(math.pi)
    bins = (angle / math.pi * BINS).long().clamp(0, BINS - 1)
    votes = functional.one_hot(bins, BINS) * torch.hypot(dx, dy)[..., None]
    b, c, side = image.shape[0], image.shape[1], units * _CELLS
    votes = votes.permute(0, 1, 4, 2, 3).reshape(b, c * BINS, *image.shape[2:])
    cells = functional.adaptive_avg_pool2d(votes, side).reshape(
        b, c, BINS, units, _CELLS, units, _CELLS
    )
    each = cells.permute(0, 3, 5, 1, 2, 4, 6).reshape(b, units * units, c, -1)
    return functional.normalize(each, dim=-1, eps=1e-6).flatten(2)


def hidden_units(count: int, units: int, share: float, device: torch.device) -> Tensor:
    """(count, units²) bool: as many units in each picture, drawn by torch's generator."""
    drawn = torch.rand(count, units * units, device=device).argsort(dim=1)
    return drawn < round(share * units * units)


def hide(image: Tensor, hidden: Tensor) -> Tensor:
    """The picture with its hidden units at its mean: (B, C, S, S) and (B, U) to (B, C, S, S)."""
    units = math.isqrt(hidden.shape[1])
    mask = hidden.reshape(-1, 1, units, units).float()
    mask = functional.interpolate(mask, size=image.shape[2:], mode="nearest")
    return torch.lerp(image, image.mean(dim=(2, 3), keepdim=True).expand_as(image), mask)


class MaskingHead(nn.Module):
    """The three levels' tokens at a place to its histogram; used in pre-training only."""

    def __init__(self, dim: int, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(3 * dim, channels * _CELLS**2 * BINS)

    def forward(self, levels: list[Tensor], units: int) -> Tensor:
        """Three (B, D, g, g) to (B, units², F)."""
        maps = [functional.interpolate(x, size=(units, units), mode="nearest") for x in levels]
        return cast("Tensor", self.linear(torch.cat(maps, dim=1).flatten(2).transpose(1, 2)))


def prepare_masking(network: GReFEL, channels: int) -> None:
    """Give the network the head that masked modelling needs."""
    network.add_module(_HEAD, MaskingHead(network.vit.cls.shape[-1], channels))


def masked(network: GReFEL, image: Tensor) -> Masked:
    """Hide units, predict their histograms.

    image: (B, C, S, S) in 0..1. A unit is the place of one token of a level. Raises `ValueError`
    for a network without the head of `prepare_masking`.
    """
    head = getattr(network, _HEAD, None)
    if not isinstance(head, MaskingHead):
        raise ValueError("this network has no head for masked modelling")
    count = network.vit.positions.shape[1] - 1
    units = math.isqrt(count // len(network.tokens.levels))
    hidden = hidden_units(len(image), units, SHARE, image.device)
    x = network.prepare(hide(image, hidden))
    crossed = tuple(
        level(i, m)
        for level, i, m in zip(
            network.attention, network.image(x), network.landmarks(x), strict=True
        )
    )
    parts = [level(part) for level, part in zip(network.tokens.levels, crossed, strict=True)]
    grids = [part.shape[-1] for part in parts]
    _, tokens = network.vit(torch.cat([p.flatten(2).transpose(1, 2) for p in parts], dim=1))
    places = tokens[:, 1:].transpose(1, 2).split([grid * grid for grid in grids], dim=2)
    levels = [x.unflatten(2, (grid, grid)) for x, grid in zip(places, grids, strict=True)]
    return Masked(head(levels, units).float(), hog(image, units), hidden)


def masking_loss(found: Masked) -> Tensor:
    """Mean over the hidden units of ‖predicted - target‖²."""
    error = (found.predicted - found.target).square().sum(dim=2)
    return error[found.hidden].mean()
