"""GReFEL: two streams, window cross-attention, multi-scale ViT, reliability balancing.

`grefel()` is the paper's network (43.75 M parameters in the encoder), `grefel_s()` the compact
one for CPUs. Both are the same assembly of different parts (specification A and C).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.models.backbones import (
    CompactImageStream,
    CompactLandmarkStream,
    FullImageStream,
    FullLandmarkStream,
    Pyramid,
)
from trainer.models.cross_attention import WindowCrossAttention
from trainer.models.inputs import CompactInput, FullInput
from trainer.models.reliability import (
    Anchors,
    AttentiveCorrection,
    Balanced,
    ReliabilityBalancing,
)
from trainer.models.transformer import MultiScaleViT

CLASSES = 8

#: 68 facial points in the order of 300-W, as MediaPipe face mesh indices: what the landmark
#: stream of GReFEL-S learns to place, with MediaPipe as its teacher.
POINTS = 68


@dataclass(frozen=True, slots=True)
class BalancingOptions:
    """Reliability balancing: which parts, K anchors a class, δ, and the attention's width."""

    anchors: bool = True
    attention: bool = True
    per_class: int = 10
    delta: float = 1.0
    width: int = 128
    heads: int = 2


@dataclass(frozen=True, slots=True)
class Output:
    """One forward pass.

    embedding e: (B, D). tokens: (B, T+1, D). logits: (B, N). balanced: all distributions.
    points: (B, 68, 2) landmark positions, 0..1 of the crop, only from networks that have them.
    auxiliary: (B, N) logits straight from the image stream; like points, in training only.
    """

    embedding: Tensor
    tokens: Tensor
    logits: Tensor
    balanced: Balanced
    points: Tensor | None = None
    auxiliary: Tensor | None = None


class LevelTokens(nn.Module):
    """Each level's map to g x g tokens of width D, concatenated."""

    def __init__(self, levels: list[nn.Module]) -> None:
        super().__init__()
        self.levels = nn.ModuleList(levels)

    def forward(self, maps: Pyramid) -> Tensor:
        """Three maps to (B, 3 g², D)."""
        parts = [
            level(x).flatten(2).transpose(1, 2) for level, x in zip(self.levels, maps, strict=True)
        ]
        return torch.cat(parts, dim=1)


class PointHead(nn.Module):
    """Places the 68 points from the landmark stream's last map; used in training only."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        self.side = side
        self.linear = nn.Linear(channels * side * side, POINTS * 2)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, g, g), averaged to `side` where it is finer, to (B, 68, 2)."""
        if x.shape[-1] != self.side:
            x = functional.adaptive_avg_pool2d(x, self.side)
        return cast("Tensor", 0.5 + self.linear(x.flatten(1)).float().reshape(-1, POINTS, 2))


class ImageHead(nn.Module):
    """Labels from the image stream's last map alone; used in training only.

    From scratch on 25,000 pictures the class token takes epochs before it attends to anything;
    this head gives the convolutions a gradient from the first step on (deep supervision).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(channels, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, g, g) to (B, N) logits."""
        return cast("Tensor", self.linear(x.mean(dim=(2, 3))))


class ImageStream(Protocol):
    """What an image stream is besides a module: (B, C, S, S) to three maps."""

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        """All but the projections to the levels."""


class GReFEL(nn.Module):
    """The assembly: input, streams, cross-attention a level, tokens, ViT, head, balancing."""

    def __init__(
        self,
        *,
        prepare: nn.Module,
        image: nn.Module,
        landmarks: nn.Module,
        attention: list[WindowCrossAttention],
        tokens: LevelTokens,
        vit: MultiScaleViT,
        dim: int,
        balancing: ReliabilityBalancing,
        points: PointHead | None = None,
        auxiliary: ImageHead | None = None,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.prepare = prepare
        self.image = image
        self.landmarks = landmarks
        self.attention = nn.ModuleList(attention)
        self.tokens = tokens
        self.vit = vit
        self.head = primary_head(dim, dropout=dropout)
        self.balancing = balancing
        self.points = points
        self.auxiliary = auxiliary

    def encoder_modules(self) -> tuple[nn.Module, ...]:
        """The parts that Table 2's encoder count covers: all but head, balancing and points."""
        return (self.image, self.landmarks, self.attention, self.tokens, self.vit)

    def forward(self, x: Tensor) -> Output:
        """(B, C, S, S) in 0..1 to all that the objectives and the exporter need."""
        x = self.prepare(x)
        return self.look(self.image(x), self.landmarks(x))

    def look(self, maps: Pyramid, marks: Pyramid) -> Output:
        """What the image stream's maps say where the landmark stream's maps ask."""
        crossed = tuple(
            level(i, m) for level, i, m in zip(self.attention, maps, marks, strict=True)
        )
        e, tokens = self.vit(self.tokens(crossed))
        logits = self.head(e)
        balanced = self.balancing(logits, e, tokens)
        # At inference the training heads have no reader: neither export nor clock sees them.
        points = self.points(marks[2]) if self.points is not None and self.training else None
        labels = self.auxiliary(maps[2]) if self.auxiliary is not None and self.training else None
        return Output(e, tokens, logits, balanced, points, labels)


def primary_head(dim: int, hidden: int = 64, dropout: float = 0.5) -> nn.Sequential:
    """f: D to 64 to 64 to N; Linear, ReLU, BatchNorm, Dropout as the published code orders them."""
    layers: list[nn.Module] = []
    for inputs in (dim, hidden):
        layers += [nn.Linear(inputs, hidden), nn.ReLU(), nn.BatchNorm1d(hidden)]
        layers += [nn.Dropout(dropout)]
    return nn.Sequential(*layers, nn.Linear(hidden, CLASSES))


def balancing(dim: int, options: BalancingOptions) -> ReliabilityBalancing:
    """Reliability balancing for embeddings of width `dim`."""
    anchors = Anchors(CLASSES, options.per_class, dim, options.delta) if options.anchors else None
    attention = None
    if options.attention:
        attention = AttentiveCorrection(dim, options.width, options.heads, CLASSES)
    return ReliabilityBalancing(anchors, attention)


def grefel(options: BalancingOptions | None = None) -> GReFEL:
    """The full network: RGB, 112 (or 224, decimated), 148 tokens of width 768.

    The paper begins with streams that were trained on millions of faces. The two heads for training
    let them begin with nothing, stage by stage as in GReFEL-S; its own losses (`--preset grefel`)
    leave the heads alone.
    """
    dim = 768
    levels: list[nn.Module] = [
        nn.Sequential(nn.Conv2d(64, dim, 3, 2, 1), nn.Conv2d(dim, dim, 3, 2, 1)),
        nn.Conv2d(128, dim, 3, 2, 1),
        nn.Conv2d(256, dim, 1),
    ]
    return GReFEL(
        prepare=FullInput(),
        image=FullImageStream(),
        landmarks=FullLandmarkStream(),
        attention=[
            WindowCrossAttention(64, 2, 28, drop_path=0.0),
            WindowCrossAttention(128, 4, 14, drop_path=0.125),
            WindowCrossAttention(256, 8, 7, drop_path=0.25),
        ],
        tokens=LevelTokens(levels),
        vit=MultiScaleViT(dim, 8, 2, 147),
        dim=dim,
        balancing=balancing(dim, options or BalancingOptions()),
        points=PointHead(256, 1),
        auxiliary=ImageHead(256),
    )


#: Side of GReFEL-S's input in pixels: FER+'s own resolution.
COMPACT_SIZE = 48

#: What GReFEL-S enlarges its input to. Its image stream can be begun with less (`compact_side`).
COMPACT_SIDE = 64


def grefel_s(options: BalancingOptions | None = None) -> GReFEL:
    """The compact network for CPUs: grey, 48 px, 48 tokens of width 128.

    The skeleton of the specification's section C (windows of one token grid, projected queries,
    plain residuals, small layer scale) with dense instead of depthwise convolutions and token
    grids of 4, since the pictures it learns from have 48 px. The head's dropout is .2
    instead of .5, which two layers of 64 do not survive from scratch.
    """
    dim, grid = 128, 4
    image, marks = CompactImageStream.WIDTHS, CompactLandmarkStream.WIDTHS
    attention = [
        WindowCrossAttention(
            width,
            heads,
            grid,
            query_dim=query,
            project_query=True,
            mlp_ratio=2,
            layer_scale=0.1,
            normalised_residual=False,
        )
        for width, query, heads in zip(image, marks, (2, 4, 8), strict=True)
    ]
    levels: list[nn.Module] = [
        nn.Conv2d(image[0], dim, 2, 2),
        nn.Conv2d(image[1], dim, 1),
        nn.Conv2d(image[2], dim, 1),
    ]
    return GReFEL(
        prepare=CompactInput(COMPACT_SIDE),
        image=CompactImageStream(1),
        landmarks=CompactLandmarkStream(1),
        attention=attention,
        tokens=LevelTokens(levels),
        vit=MultiScaleViT(dim, 2, 2, len(levels) * grid * grid, mlp_ratio=2, drop_path=0.05),
        dim=dim,
        balancing=balancing(dim, options or BalancingOptions(width=64)),
        points=PointHead(marks[2], grid),
        auxiliary=ImageHead(image[2]),
        dropout=0.2,
    )
