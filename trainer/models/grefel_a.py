"""GReFEL-A and A-lite: two depthwise streams at 112 px (specification C, variant A).

The compact designs that the specification counts. GReFEL-S (`trainer.models.grefel`) departs from
them where FER+'s 48 px pictures and the CPU asked for it; these two are there to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar, cast

from torch import Tensor, nn

from trainer.models.backbones import Pyramid
from trainer.models.cross_attention import WindowCrossAttention
from trainer.models.grefel import (
    BalancingOptions,
    GReFEL,
    ImageHead,
    LevelTokens,
    PointHead,
    balancing,
)
from trainer.models.inputs import FullInput
from trainer.models.transformer import MultiScaleViT

#: Side of the input in pixels.
SIDE: Final = 112
_DIM: Final = 192
#: Tokens along a side of a level, and windows' sides.
_GRID: Final = 7

Three = tuple[int, int, int]
Network = TypeVar("Network", bound=GReFEL)


def _normed(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    )


class InvertedResidual(nn.Module):
    """Expand by two, depthwise 3x3, project; a shortcut where nothing changes its shape."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.skip = stride == 1 and inputs == outputs
        hidden = 2 * inputs
        self.body = nn.Sequential(
            _normed(inputs, hidden, 1),
            nn.ReLU(),
            _normed(hidden, hidden, 3, stride, hidden),
            nn.ReLU(),
            _normed(hidden, outputs, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H/stride, W/stride)."""
        y: Tensor = self.body(x)
        return x + y if self.skip else y


class DepthwiseStream(nn.Module):
    """3 x 112 x 112 to three maps of 28, 14 and 7 px.

    stem: width of the first two layers. widths: of the maps. blocks: inverted residuals a level
    behind the strided one.
    """

    def __init__(self, stem: int, widths: Three, blocks: Three) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            *(_normed(3, stem, 3, 2), nn.ReLU(), _normed(stem, stem, 3, groups=stem), nn.ReLU())
        )
        before = (stem, *widths)
        self.levels = nn.ModuleList(
            nn.Sequential(
                InvertedResidual(inputs, outputs, 2),
                *(InvertedResidual(outputs, outputs, 1) for _ in range(count)),
            )
            for inputs, outputs, count in zip(before, widths, blocks, strict=False)
        )

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        """All of it: the last block of each level is the level."""
        return tuple(self.children())

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, 112, 112) to the three maps."""
        one = self.levels[0](self.stem(x))
        two = self.levels[1](one)
        return cast("Tensor", one), cast("Tensor", two), self.levels[2](two)


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide and deep a design is: the columns of the specification's table.

    stem, widths, blocks: of the image stream. mlp_ratio: of the transformer.
    """

    stem: int
    widths: Three
    blocks: Three
    mlp_ratio: int


PLAIN: Final = Shape(32, (64, 128, 192), (3, 5, 2), 4)
LITE: Final = Shape(24, (48, 96, 192), (2, 4, 2), 2)


def grefel_a(options: BalancingOptions | None = None) -> GReFEL:
    """Variant A: RGB, 112 px, 148 tokens of width 192."""
    widths = (32, 64, 96)
    stream = DepthwiseStream(16, widths, (2, 3, 2))
    return assembled(GReFEL, PLAIN, stream, widths, options, PointHead(widths[2], 1))


def grefel_a_lite(options: BalancingOptions | None = None) -> GReFEL:
    """Variant A-lite: the same assembly, narrower and shallower."""
    widths = (24, 48, 96)
    stream = DepthwiseStream(16, widths, (1, 2, 1))
    return assembled(GReFEL, LITE, stream, widths, options, PointHead(widths[2], 1))


def assembled(
    kind: type[Network],
    shape: Shape,
    landmarks: nn.Module,
    queries: Three,
    options: BalancingOptions | None,
    points: PointHead | None = None,
) -> Network:
    """What A and B have in common. queries: widths of the landmark stream's maps."""
    one, two, three = shape.widths
    attention = [
        WindowCrossAttention(
            width,
            heads,
            _GRID,
            query_dim=query,
            project_query=True,
            mlp_ratio=2,
            layer_scale=0.1,
            normalised_residual=False,
        )
        for width, query, heads in zip(shape.widths, queries, (2, 4, 6), strict=True)
    ]
    tokens = LevelTokens(
        [nn.Conv2d(one, _DIM, 4, 4), nn.Conv2d(two, _DIM, 2, 2), nn.Conv2d(three, _DIM, 1)]
    )
    return kind(
        prepare=FullInput(),
        image=DepthwiseStream(shape.stem, shape.widths, shape.blocks),
        landmarks=landmarks,
        attention=attention,
        tokens=tokens,
        vit=MultiScaleViT(_DIM, 3, 2, 3 * _GRID**2, mlp_ratio=shape.mlp_ratio, drop_path=0.05),
        dim=_DIM,
        balancing=balancing(_DIM, options or BalancingOptions(width=64)),
        points=points,
        auxiliary=ImageHead(three),
        dropout=0.2,
    )
