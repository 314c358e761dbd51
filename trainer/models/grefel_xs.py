"""GReFEL-XS: the assembly of GReFEL-S, so narrow that a study trains dozens of it on one core.

For comparing methods, never for shipping: what helps here may not help a larger network.
"""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from trainer.models.backbones import Pyramid, ResidualBlock
from trainer.models.cross_attention import WindowCrossAttention
from trainer.models.grefel import (
    BalancingOptions,
    GReFEL,
    ImageHead,
    LevelTokens,
    PointHead,
    balancing,
)
from trainer.models.inputs import CompactInput
from trainer.models.transformer import MultiScaleViT

#: Side of the input in pixels.
XS_SIZE: Final = 48

_IMAGE: Final = (32, 64, 128)
_LANDMARKS: Final = (8, 16, 32)
_WINDOWS: Final = (6, 6, 3)
_DIM: Final = 64
_GRID: Final = 3


class NarrowStream(nn.Module):
    """Dense residual blocks: C x 48 x 48 to three maps of 12, 6 and 3 px, `widths` wide.

    first: width of the stem, 24 px. deep: with a block behind it, before the first map.
    """

    def __init__(
        self, channels: int, first: int, widths: tuple[int, int, int], *, deep: bool
    ) -> None:
        super().__init__()
        one, two, three = widths
        self.stem = nn.Sequential(
            nn.Conv2d(channels, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU()
        )
        self.block = ResidualBlock(first, first, 1) if deep else nn.Identity()
        self.level1 = ResidualBlock(first, one, 2)
        self.level2 = ResidualBlock(one, two, 2)
        self.level3 = ResidualBlock(two, three, 2)

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        """All of it: the last block of each level is the level."""
        return tuple(self.children())

    def forward(self, x: Tensor) -> Pyramid:
        """(B, C, 48, 48) to the three maps."""
        one = self.level1(self.block(self.stem(x)))
        two = self.level2(one)
        return one, two, self.level3(two)


def grefel_xs(options: BalancingOptions | None = None) -> GReFEL:
    """The smallest of the family: grey, 48 px, 27 tokens of width 64."""
    attention = [
        WindowCrossAttention(
            width,
            heads,
            window,
            query_dim=query,
            project_query=True,
            mlp_ratio=2,
            layer_scale=0.1,
            normalised_residual=False,
        )
        for width, query, heads, window in zip(_IMAGE, _LANDMARKS, (1, 2, 4), _WINDOWS, strict=True)
    ]
    levels: list[nn.Module] = [
        nn.Conv2d(_IMAGE[0], _DIM, 4, 4),
        nn.Conv2d(_IMAGE[1], _DIM, 2, 2),
        nn.Conv2d(_IMAGE[2], _DIM, 1),
    ]
    return GReFEL(
        prepare=CompactInput(XS_SIZE),
        image=NarrowStream(1, 16, _IMAGE, deep=True),
        landmarks=NarrowStream(1, 8, _LANDMARKS, deep=False),
        attention=attention,
        tokens=LevelTokens(levels),
        vit=MultiScaleViT(_DIM, 2, 1, len(levels) * _GRID**2, mlp_ratio=2, drop_path=0.05),
        dim=_DIM,
        balancing=balancing(_DIM, options or BalancingOptions(width=32)),
        points=PointHead(_LANDMARKS[2], _GRID),
        auxiliary=ImageHead(_IMAGE[2]),
        dropout=0.2,
    )
