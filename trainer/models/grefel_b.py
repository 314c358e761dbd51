"""GReFEL-B and B-lite: face-mesh points for the landmark stream (specification C, variant B).

No second convolutional stream: the 478 points that MediaPipe's face mesh finds anyway become the
query maps of the window cross-attention. For comparing shape with texture as the query; data sets
for `mien train` carry 68 points a picture, so these are trained through `forward` alone.
"""

from __future__ import annotations

import math
from typing import Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.models.backbones import Pyramid
from trainer.models.grefel import BalancingOptions, GReFEL, Output
from trainer.models.grefel_a import LITE, PLAIN, assembled
from trainer.models.transformer import Block

#: MediaPipe's face mesh: 468 points of the face and 10 of the irises.
MESH_POINTS: Final = 478

#: Channels of the query maps of 28, 14 and 7 px.
_QUERIES: Final = (48, 64, 96)
#: Sides of the grids that points are splatted to; the first is enlarged twice for 28 px.
_SPLATS: Final = (14, 7)
#: Share of faces whose points are hidden in training, so that the network can do without.
_HIDDEN: Final = 0.1


class MeshStream(nn.Module):
    """Points to three query maps: own features, global shape through soft regions, splatting.

    width: d, features a point. regions: R, soft regions that exchange what they know.

    Attributes:
        mean_face: (478, 3), learned; also the points of a face that has none. It starts at zero
            unless a data set's mean is put there.
        absent: what tells such a face from a face of the mean shape, added to its queries.
        spread: s of each grid, in crop coordinates.
    """

    def __init__(self, width: int, regions: int) -> None:
        super().__init__()
        self.mean_face = nn.Parameter(torch.zeros(MESH_POINTS, 3))
        self.absent = nn.Parameter(torch.zeros(()))
        self.spread = nn.Parameter(torch.tensor([1.5 / side for side in _SPLATS]))
        self.embed = nn.Sequential(nn.Linear(6, width), nn.GELU(), nn.Linear(width, width))
        self.identity = nn.Parameter(0.02 * torch.randn(MESH_POINTS, width))
        self.regions = nn.Parameter(0.02 * torch.randn(regions, MESH_POINTS))
        self.mix = Block(width, 1, 2, 0.0)
        self.scatter = nn.Linear(width, width)
        self.project = nn.ModuleList(nn.Linear(width, query) for query in _QUERIES)
        self.positions = nn.ParameterList(
            nn.Parameter(0.02 * torch.randn(query, side, side))
            for query, side in zip(_QUERIES, (28, *_SPLATS), strict=True)
        )

    def forward(self, points: Tensor) -> Pyramid:
        """(B, 478, 3) to maps of 28, 14 and 7 px.

        points: x and y in -1..1 of the crop, z by the face's width; NaN where no face was found.
        Iris points of a mesh of 468 are 0.
        """
        missing = ~torch.isfinite(points).flatten(1).all(dim=1)
        if self.training:
            missing = missing | (torch.rand(len(points), device=points.device) < _HIDDEN)
        away = missing[:, None, None]
        placed = torch.where(away, self.mean_face, torch.nan_to_num(points))
        features = self._features(placed)
        wide, narrow = (
            self._splat(placed, features, side, s)
            for side, s in zip(_SPLATS, self.spread, strict=True)
        )
        maps = [
            project(x).transpose(1, 2).unflatten(2, (side, side))
            for project, x, side in zip(
                self.project, (wide, wide, narrow), (_SPLATS[0], *_SPLATS), strict=True
            )
        ]
        maps[0] = functional.interpolate(maps[0], scale_factor=2.0, mode="nearest")
        offset = self.absent * away[..., None]
        one, two, three = (
            x + place + offset for x, place in zip(maps, self.positions, strict=True)
        )
        return one, two, three

    def _features(self, points: Tensor) -> Tensor:
        """(B, 478, 3) to (B, 478, d): each point's own, and what the regions know of the whole."""
        own = self.embed(torch.cat([points, points - self.mean_face], dim=2)) + self.identity
        pool = torch.softmax(self.regions, dim=1)
        known = self.mix(pool @ own)
        return cast("Tensor", own + self.scatter(pool.T @ known))

    @staticmethod
    def _splat(points: Tensor, features: Tensor, side: int, s: Tensor) -> Tensor:
        """(B, side², d): in each cell of the grid the features of the points near its centre."""
        axis = (2.0 * torch.arange(side, device=points.device) + 1.0) / side - 1.0
        y, x = torch.meshgrid(axis, axis, indexing="ij")
        grid = torch.stack([x.flatten(), y.flatten()], dim=1).to(points.dtype)
        square = (grid[None, :, None] - points[:, None, :, :2]).square().sum(dim=3)
        return torch.softmax(-square / (2.0 * s.square()), dim=2) @ features


class MeshGReFEL(GReFEL):
    """The assembly with a mesh beside the picture."""

    def forward(self, x: Tensor, points: Tensor | None = None) -> Output:
        """(B, 3, 112, 112) in 0..1 and (B, 478, 3) points to what GReFEL gives.

        Without points as where no face was found.
        """
        if points is None:
            points = x.new_full((len(x), MESH_POINTS, 3), math.nan)
        return self.look(self.image(self.prepare(x)), self.landmarks(points))


def grefel_b(options: BalancingOptions | None = None) -> MeshGReFEL:
    """Variant B: the image stream of A, 64 features a point, 64 regions."""
    return assembled(MeshGReFEL, PLAIN, MeshStream(64, 64), _QUERIES, options)


def grefel_b_lite(options: BalancingOptions | None = None) -> MeshGReFEL:
    """Variant B-lite: the image stream of A-lite, 48 features a point, 32 regions."""
    return assembled(MeshGReFEL, LITE, MeshStream(48, 32), _QUERIES, options)
