"""The two convolutional streams of the full GReFEL: IR-50 (image) and MobileFaceNet (landmarks).

Both are built without the parts that GReFEL never runs (IR-50's fourth stage and output layer,
MobileFaceNet's head), so that the parameter count is the live one (specification A.1, A.2).
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

Pyramid = tuple[Tensor, Tensor, Tensor]


class IRUnit(nn.Module):
    """Improved residual unit: BN, conv3x3, PReLU, conv3x3 with the stride, BN; no activation."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False),
            nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module
        if inputs == outputs:
            self.shortcut = nn.MaxPool2d(1, stride) if stride > 1 else nn.Identity()
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H/stride, W/stride)."""
        return cast("Tensor", self.residual(x) + self.shortcut(x))


class IR50(nn.Module):
    """IR-50 up to its third stage: 3x112x112 to 64x56x56, 128x28x28, 256x14x14."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64)
        )
        self.stage1 = self._stage(64, 64, 3)
        self.stage2 = self._stage(64, 128, 4)
        self.stage3 = self._stage(128, 256, 14)

    @staticmethod
    def _stage(inputs: int, outputs: int, units: int) -> nn.Sequential:
        first = IRUnit(inputs, outputs, 2)
        return nn.Sequential(first, *(IRUnit(outputs, outputs, 1) for _ in range(units - 1)))

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, 112, 112) to the three stage maps."""
        one = self.stage1(self.stem(x))
        two = self.stage2(one)
        return one, two, self.stage3(two)


def _conv(inputs: int, outputs: int, kernel: int, stride: int, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.PReLU(outputs),
    )


class Bottleneck(nn.Module):
    """MobileFaceNet's inverted bottleneck: expand 1x1, depthwise 3x3, project 1x1 (linear)."""

    def __init__(self, inputs: int, outputs: int, hidden: int, stride: int) -> None:
        super().__init__()
        self.skip = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            _conv(inputs, hidden, 1, 1),
            _conv(hidden, hidden, 3, stride, groups=hidden),
            nn.Conv2d(hidden, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H/stride, W/stride)."""
        y: Tensor = self.body(x)
        return x + y if self.skip else y


class MobileFaceNet(nn.Module):
    """MobileFaceNet's trunk: 3x112x112 to 64x28x28, 128x14x14, 512x7x7."""

    def __init__(self) -> None:
        super().__init__()
        self.level1 = nn.Sequential(
            _conv(3, 64, 3, 2),
            _conv(64, 64, 3, 1, groups=64),
            Bottleneck(64, 64, 128, 2),
            *(Bottleneck(64, 64, 128, 1) for _ in range(4)),
        )
        self.level2 = nn.Sequential(
            Bottleneck(64, 128, 256, 2), *(Bottleneck(128, 128, 256, 1) for _ in range(6))
        )
        self.level3 = nn.Sequential(
            Bottleneck(128, 128, 512, 2),
            *(Bottleneck(128, 128, 256, 1) for _ in range(2)),
            _conv(128, 512, 1, 1),
        )

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, 112, 112) to the three maps."""
        one = self.level1(x)
        two = self.level2(one)
        return one, two, self.level3(two)


class FullImageStream(nn.Module):
    """IR-50 and one strided convolution a level: 64x28x28, 128x14x14, 256x7x7."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = IR50()
        self.down = nn.ModuleList(nn.Conv2d(d, d, 3, 2, 1) for d in (64, 128, 256))

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        """All but the projections to the levels."""
        return (self.trunk,)

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, 112, 112) to the three image maps."""
        one, two, three = self.trunk(x)
        return self.down[0](one), self.down[1](two), self.down[2](three)


class FullLandmarkStream(nn.Module):
    """MobileFaceNet and a trainable last convolution: 64x28x28, 128x14x14, 256x7x7."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = MobileFaceNet()
        self.last = nn.Conv2d(512, 256, 3, 1, 1)

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, 112, 112) to the three landmark maps."""
        one, two, three = self.trunk(x)
        return one, two, self.last(three)


class ResidualBlock(nn.Module):
    """Two dense 3x3 convolutions and a shortcut (He et al. 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        nn.init.zeros_(self.bn2.weight)  # starts as the identity: deeper nets train from scratch
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H/stride, W/stride)."""
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class CompactImageStream(nn.Module):
    """GReFEL-S's image stream: C x 64 x 64 to 64x8x8, 128x4x4, 256x4x4.

    Four stages, a ResNet-18 of three quarters of the width less one block. Dense 3x3
    convolutions, because on CPUs they train and run several times faster per multiply-add than
    depthwise ones. The levels are narrow projections of the last three stages, the first two at
    half the side (the full network halves all three), so that attention has few tokens.
    """

    STAGES = (48, 96, 192, 384)
    BLOCKS = (2, 2, 2, 1)
    WIDTHS = (64, 128, 256)

    def __init__(self, channels: int, stem: int = 24) -> None:
        super().__init__()
        one, two, three, four = self.STAGES
        self.stem = nn.Sequential(
            nn.Conv2d(channels, stem, 3, 1, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU()
        )
        blocks = self.BLOCKS
        self.stage1 = self._stage(stem, one, blocks[0])
        self.stage2 = self._stage(one, two, blocks[1])
        self.stage3 = self._stage(two, three, blocks[2])
        self.stage4 = self._stage(three, four, blocks[3])
        self.project = nn.ModuleList(
            nn.Conv2d(stage, level, side, side)
            for stage, level, side in zip(self.STAGES[1:], self.WIDTHS, (2, 2, 1), strict=True)
        )

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        """All but the projections to the levels."""
        return (self.stem, self.stage1, self.stage2, self.stage3, self.stage4)

    @staticmethod
    def _stage(inputs: int, outputs: int, blocks: int) -> nn.Sequential:
        rest = (ResidualBlock(outputs, outputs, 1) for _ in range(blocks - 1))
        return nn.Sequential(ResidualBlock(inputs, outputs, 2), *rest)

    def forward(self, x: Tensor) -> Pyramid:
        """(B, C, 64, 64) to the three image maps."""
        two = self.stage2(self.stage1(self.stem(x)))
        three = self.stage3(two)
        four = self.stage4(three)
        return self.project[0](two), self.project[1](three), self.project[2](four)


class CompactLandmarkStream(nn.Module):
    """GReFEL-S's landmark stream: C x 64 x 64 to 32x8x8, 64x4x4, 96x4x4.

    The first two maps are averaged to the image's levels.
    """

    WIDTHS = (32, 64, 96)

    def __init__(self, channels: int, stem: int = 16) -> None:
        super().__init__()
        one, two, three = self.WIDTHS
        self.stem = nn.Sequential(
            nn.Conv2d(channels, stem, 3, 2, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU()
        )
        self.level1 = ResidualBlock(stem, one, 2)
        self.level2 = ResidualBlock(one, two, 2)
        self.level3 = ResidualBlock(two, three, 2)

    def forward(self, x: Tensor) -> Pyramid:
        """(B, C, 64, 64) to the three landmark maps."""
        one = self.level1(self.stem(x))
        two = self.level2(one)
        three = self.level3(two)
        return functional.avg_pool2d(one, 2), functional.avg_pool2d(two, 2), three
