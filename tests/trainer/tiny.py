"""A network of GReFEL's make that trains in milliseconds, and pictures that it can learn."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from trainer.data.batch import Batch, TrainingSet
from trainer.models.backbones import Pyramid
from trainer.models.cross_attention import WindowCrossAttention
from trainer.models.grefel import BalancingOptions, GReFEL, ImageHead, LevelTokens, PointHead
from trainer.models.grefel import balancing as make_balancing
from trainer.models.label_decoder import LabelDecoderGReFEL
from trainer.models.transformer import MultiScaleViT

SIZE = 16
_WIDTH, _DIM, _GRID = 4, 8, 2


class TinyStream(nn.Module):
    """1 x 16 x 16 to three maps of 4 x 2 x 2; with BatchNorm, as the real streams."""

    def __init__(self, norm: bool) -> None:
        super().__init__()
        self.conv = nn.ModuleList(nn.Conv2d(1, _WIDTH, 8, 8) for _ in range(3))
        self.norm = nn.BatchNorm2d(_WIDTH) if norm else nn.Identity()

    @property
    def backbone(self) -> tuple[nn.Module, ...]:
        return (self.conv, self.norm)

    def forward(self, x: torch.Tensor) -> Pyramid:
        one, two, three = (torch.relu(self.norm(conv(x))) for conv in self.conv)
        return one, two, three


def tiny_network(
    *,
    seed: int = 0,
    anchors: bool = True,
    attention: bool = True,
    decoder: bool = False,
    norm: bool = True,
    dropout: float = 0.2,
) -> GReFEL:
    """Initialised by `seed`. norm: with BatchNorm, whose statistics depend on the batch."""
    torch.manual_seed(seed)
    options = BalancingOptions(anchors=anchors, attention=attention, per_class=2, width=8)
    network = GReFEL(
        prepare=nn.Identity(),
        image=TinyStream(norm),
        landmarks=TinyStream(norm),
        attention=[WindowCrossAttention(_WIDTH, 2, _GRID, layer_scale=0.1) for _ in range(3)],
        tokens=LevelTokens([nn.Conv2d(_WIDTH, _DIM, 1) for _ in range(3)]),
        vit=MultiScaleViT(_DIM, 2, 1, 3 * _GRID**2, mlp_ratio=2, drop_path=dropout / 2),
        dim=_DIM,
        balancing=make_balancing(_DIM, options),
        points=PointHead(_WIDTH, _GRID),
        auxiliary=ImageHead(_WIDTH),
        dropout=dropout,
    )
    if not norm:
        network.head = nn.Sequential(nn.Linear(_DIM, 8))
    return LabelDecoderGReFEL(network) if decoder else network


def tiny_set(n: int = 16) -> TrainingSet:
    """Bright half above (label 0) or below (label 1), with everything that a batch can carry."""
    rng = np.random.default_rng(0)
    hard = np.arange(n) % 2
    images = rng.integers(0, 40, (n, SIZE, SIZE), dtype=np.uint8)
    for image, place in zip(images, hard, strict=True):
        image[SIZE // 2 * place :][: SIZE // 2] += 180
    distribution = np.full((n, 8), 0.025, np.float32)
    distribution[np.arange(n), hard] = 0.7
    distribution[np.arange(n), hard + 2] += 0.125
    candidates = np.eye(8, dtype=bool)[hard] | np.eye(8, dtype=bool)[hard + 2]
    return TrainingSet(
        images=images,
        hard=hard.astype(np.int64),
        distribution=distribution,
        candidates=candidates,
        points=rng.random((n, 68, 2), np.float32),
        found=np.arange(n) % 3 > 0,
        names=tuple(f"photo{i}" for i in range(n)),
    )


def tiny_batch(n: int = 6) -> Batch:
    """The first samples of `tiny_set`, as they are."""
    data = tiny_set()
    image = torch.from_numpy(data.images[:n, None]).float() / 255.0
    fields = {
        name: torch.from_numpy(getattr(data, name)[:n])
        for name in ("hard", "distribution", "candidates", "points", "found")
    }
    return Batch(image=image, second=image.flip(3), index=torch.arange(n), **fields)
