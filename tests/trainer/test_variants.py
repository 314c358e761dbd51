"""The compact designs A and B against the specification's figures (C, F.5 #1) and by behaviour."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from trainer.masking import masking_loss, prepare_masking
from trainer.models.grefel import GReFEL
from trainer.models.grefel_a import DepthwiseStream, grefel_a, grefel_a_lite
from trainer.models.grefel_b import MESH_POINTS, MeshGReFEL, MeshStream, grefel_b, grefel_b_lite
from trainer.stages import Stage, answer

Build = Callable[[], GReFEL]

BUILDS = (grefel_a, grefel_a_lite, grefel_b, grefel_b_lite)


def count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def count_served(network: GReFEL) -> int:
    """As the specification: with the head that places landmarks, without the one for labels."""
    return count(network) - (0 if network.auxiliary is None else count(network.auxiliary))


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (grefel_a, 2_840_036),
        (grefel_a_lite, 2_049_780),
        (grefel_b, 2_825_449),
        (grefel_b_lite, 2_082_633),
    ],
)
def test_parameters_are_exactly_those_specified(build: Build, expected: int) -> None:
    assert count_served(build()) == expected


@pytest.mark.parametrize(
    ("build", "millions"),
    [(grefel_a, 426.9), (grefel_a_lite, 266.5), (grefel_b, 417.1), (grefel_b_lite, 264.3)],
)
def test_multiply_adds_are_those_specified(build: Build, millions: float) -> None:
    network = build().eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.rand(1, 3, 112, 112))
    assert counter.get_total_flops() / 2e6 == pytest.approx(millions, rel=2e-3)


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (DepthwiseStream(32, (64, 128, 192), (3, 5, 2)), 826_304),
        (DepthwiseStream(24, (48, 96, 192), (2, 4, 2)), 563_568),
        (MeshStream(64, 64), 173_261),
        (MeshStream(48, 32), 128_749),
    ],
)
def test_streams_have_the_parameters_of_their_rows(stream: nn.Module, expected: int) -> None:
    assert count(stream) == expected


@pytest.mark.parametrize("build", BUILDS)
def test_answers_do_not_depend_on_batch_mates(build: Build) -> None:
    torch.manual_seed(0)
    network = build().eval()
    drawn = torch.Generator().manual_seed(1)
    given: list[Tensor] = [torch.rand(4, 3, 112, 112, generator=drawn)]
    if isinstance(network, MeshGReFEL):
        given.append(mesh(4))
    shuffled = torch.tensor([2, 0, 3, 1])
    with torch.inference_mode():
        whole = network(*given)
        single = [network(*(x[i : i + 1] for x in given)) for i in range(4)]
        other = network(*(x[shuffled] for x in given))
    assert whole.tokens.shape == (4, 148, 192)
    for name in ("primary", "geometric", "attentive", "corrected"):
        p = getattr(whole.balanced, name)
        torch.testing.assert_close(p.sum(dim=1), torch.ones(4), atol=1e-5, rtol=0)
        alone = torch.cat([getattr(output.balanced, name) for output in single])
        torch.testing.assert_close(alone, p, atol=1e-5, rtol=0)
        torch.testing.assert_close(getattr(other.balanced, name), p[shuffled], atol=1e-5, rtol=0)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_of_the_trainer_runs_on_a_lite(stage: Stage) -> None:
    torch.manual_seed(0)
    network = grefel_a_lite().train()
    if stage is Stage.MASKED:
        prepare_masking(network, 3)
    found = answer(network, torch.rand(2, 3, 112, 112), stage)
    loss: Tensor
    if found.masked is not None:
        loss = masking_loss(found.masked)
    elif stage is Stage.POINTS:
        assert found.points is not None
        assert found.points.shape == (2, 68, 2)
        loss = found.points.square().mean()
    else:
        assert stage.decides is not None
        loss = -found.read(stage.decides)[:, 0].log().mean()
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() > 0
    learned = [p for p in network.parameters() if p.grad is not None and p.grad.abs().sum() > 0]
    assert len(learned) > 20
    assert all(torch.isfinite(p.grad).all() for p in learned if p.grad is not None)


def mesh(faces: int, seed: int = 2) -> Tensor:
    drawn = torch.Generator().manual_seed(seed)
    return 1.6 * torch.rand(faces, MESH_POINTS, 3, generator=drawn) - 0.8


@pytest.fixture(scope="module")
def stream() -> MeshStream:
    torch.manual_seed(0)
    made = MeshStream(16, 8)
    with torch.no_grad():
        made.mean_face.copy_(mesh(1, seed=5)[0])
        made.absent.fill_(0.5)
    return made.eval()


def test_query_maps_have_the_levels_sides(stream: MeshStream) -> None:
    assert [tuple(x.shape) for x in stream(mesh(2))] == [
        (2, 48, 28, 28),
        (2, 64, 14, 14),
        (2, 96, 7, 7),
    ]


def test_a_face_without_points_has_the_mean_face_and_says_so(stream: MeshStream) -> None:
    points = mesh(2)
    points[0] = math.nan
    with torch.no_grad():
        found = stream(points)
        mean = stream(stream.mean_face[None])
        whole = stream(mesh(2))
    for x, of_mean, of_both in zip(found, mean, whole, strict=True):
        torch.testing.assert_close(x[0], of_mean[0] + 0.5)  # `absent` on every query
        torch.testing.assert_close(x[1], of_both[1])


def test_one_missing_point_is_a_missing_face(stream: MeshStream) -> None:
    points = mesh(1)
    points[0, 100, 2] = math.nan
    with torch.no_grad():
        for x, y in zip(stream(points), stream(torch.full_like(points, math.nan)), strict=True):
            torch.testing.assert_close(x, y)


def test_a_points_features_land_in_the_cell_it_lies_in() -> None:
    """Two points far apart, s small: every cell has the features of the nearer one."""
    points = torch.tensor([[[-0.75, -0.25, 0.0], [0.75, 0.25, 9.0]]])  # z plays no part
    features = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    cells = MeshStream._splat(points, features, 4, torch.tensor(0.05)).reshape(4, 4, 2)
    torch.testing.assert_close(
        cells[1, 0], torch.tensor([1.0, 0.0])
    )  # row y = -.25, column x = -.75
    torch.testing.assert_close(cells[2, 3], torch.tensor([0.0, 1.0]))
    # By hand, s = .5, cell (.25, .25): squared distances 1.25 and .25, so weights e^-2.5 : e^-.5.
    soft = MeshStream._splat(points, features, 4, torch.tensor(0.5)).reshape(4, 4, 2)
    first = math.exp(-2.5) / (math.exp(-2.5) + math.exp(-0.5))
    torch.testing.assert_close(soft[2, 2], torch.tensor([first, 1 - first]))


def test_a_tenth_of_the_meshes_is_hidden_in_training_only(stream: MeshStream) -> None:
    torch.manual_seed(0)
    points = mesh(1).expand(400, -1, -1)
    served = stream(points)[2]
    assert (served == served[:1]).all()
    trained = stream.train()(points)[2]
    stream.eval()
    apart = (trained - served[0]).abs().amax(dim=(1, 2, 3)) > 1e-6
    assert 20 <= int(apart.sum()) <= 65


def test_points_and_spread_learn() -> None:
    torch.manual_seed(0)
    network = grefel_b_lite()
    network.landmarks.eval()
    assert isinstance(network.landmarks, MeshStream)
    output = network(torch.rand(2, 3, 112, 112), mesh(2))
    output.balanced.corrected[:, 0].log().mean().backward()
    for name, parameter in network.landmarks.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
    spread = network.landmarks.spread.grad
    assert spread is not None
    assert (spread != 0).all()
