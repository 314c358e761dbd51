"""The networks against the specification's figures (A.1, F.5 #1, #5)."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from trainer.models.backbones import IR50, MobileFaceNet
from trainer.models.cross_attention import WindowCrossAttention
from trainer.models.grefel import BalancingOptions, GReFEL, grefel, grefel_s


def count(*modules: nn.Module) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())


@pytest.fixture(scope="module")
def full() -> GReFEL:
    torch.manual_seed(0)
    return grefel().eval()


@pytest.fixture(scope="module")
def compact() -> GReFEL:
    torch.manual_seed(0)
    return grefel_s().eval()


def test_full_encoder_has_exactly_the_papers_parameters(full: GReFEL) -> None:
    assert count(*full.encoder_modules()) == 43_748_558


@pytest.mark.parametrize(
    ("part", "expected"),
    [("stem", 1_920), ("stage1", 222_144), ("stage2", 1_116_800), ("stage3", 16_271_104)],
)
def test_ir50_stages(part: str, expected: int) -> None:
    assert count(getattr(IR50(), part)) == expected


def test_mobilefacenet_trunk() -> None:
    assert count(MobileFaceNet()) == 911_232


@pytest.mark.parametrize(
    ("dim", "heads", "window", "expected"),
    [(64, 2, 28, 52_002), (128, 4, 14, 184_932), (256, 8, 7, 725_832)],
)
def test_cross_attention_levels(dim: int, heads: int, window: int, expected: int) -> None:
    assert count(WindowCrossAttention(dim, heads, window)) == expected


@pytest.mark.parametrize(
    ("anchors", "attention", "table2"),
    [
        (False, False, 43.60e6),
        (True, False, 43.74e6),
        (False, True, 43.80e6),
        (True, True, 43.84e6),
    ],
)
def test_table_2_within_two_percent(anchors: bool, attention: bool, table2: float) -> None:
    network = grefel(BalancingOptions(anchors=anchors, attention=attention))
    assert count(network) == pytest.approx(table2, rel=0.02)


@pytest.mark.parametrize("size", [112, 224])
def test_full_shapes(full: GReFEL, size: int) -> None:
    with torch.inference_mode():
        output = full(torch.rand(2, 3, size, size))
    assert output.embedding.shape == (2, 768)
    assert output.tokens.shape == (2, 148, 768)
    assert output.balanced.corrected.shape == (2, 8)


def test_compact_shapes_and_points_only_in_training(compact: GReFEL) -> None:
    with torch.inference_mode():
        output = compact(torch.rand(2, 1, 48, 48))
    assert output.tokens.shape == (2, 49, 128)
    assert output.points is None
    network = grefel_s().train()
    assert network(torch.rand(2, 1, 48, 48)).points.shape == (2, 68, 2)


@pytest.mark.parametrize("name", ["full", "compact"])
def test_answers_do_not_depend_on_batch_mates(name: str, request: pytest.FixtureRequest) -> None:
    """Batches of one, shuffled, and of one class each."""
    network: GReFEL = request.getfixturevalue(name)
    side, channels = (112, 3) if name == "full" else (48, 1)
    x = torch.rand(6, channels, side, side, generator=torch.Generator().manual_seed(1))
    shuffled = torch.tensor([4, 2, 0, 5, 1, 3])
    by_class = torch.tensor([2, 0, 1, 0, 2, 1]).argsort(stable=True)
    batches = (torch.arange(6).split(1), (shuffled,), by_class.split(2))
    with torch.inference_mode():
        together = network(x).balanced
        others = [[network(x[rows]).balanced for rows in parts] for parts in batches]
    for name in ("primary", "geometric", "attentive", "correction", "corrected"):
        reference = getattr(together, name)
        for parts, found in zip(batches, others, strict=True):
            p = torch.cat([getattr(balanced, name) for balanced in found])
            torch.testing.assert_close(p, reference[torch.cat(parts)], atol=1e-5, rtol=0)


def test_windows_and_their_inverse() -> None:
    attention = WindowCrossAttention(8, 2, 3)
    x = torch.arange(2 * 6 * 6 * 8, dtype=torch.float32).reshape(2, 6, 6, 8)
    windows = attention._windows(x)
    assert windows.shape == (8, 9, 8)
    # The second window of the first picture starts at column 3 of row 0.
    torch.testing.assert_close(windows[1, 0], x[0, 0, 3])
    torch.testing.assert_close(attention._merge(windows, 6), x)


def test_queries_reach_only_their_own_window() -> None:
    torch.manual_seed(0)
    attention = WindowCrossAttention(
        8, 2, 3, query_dim=4, project_query=True, layer_scale=1.0, normalised_residual=False
    ).eval()
    image, marks = torch.rand(2, 8, 6, 6), torch.rand(2, 4, 6, 6)
    changed = marks.clone()
    changed[1, 0, 0, 0] += 1.0  # one channel: LayerNorm would undo a shift of all
    with torch.no_grad():
        difference = (attention(image, changed) - attention(image, marks)).abs().amax(dim=1)
    assert difference[0].max() == 0
    assert difference[1, 0, 0] > 1e-5
    difference[1, 0, 0] = 0
    assert difference[1].max() < 1e-6


def test_input_ignores_light_and_contrast(compact: GReFEL) -> None:
    x = 0.3 + 0.2 * torch.rand(1, 1, 48, 48, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        a = compact(x).balanced.corrected
        b = compact(1.8 * x + 0.1).balanced.corrected
    torch.testing.assert_close(a, b, atol=0.02, rtol=0)


def test_flat_picture_is_finite(compact: GReFEL) -> None:
    with torch.inference_mode():
        p = compact(torch.zeros(1, 1, 48, 48)).balanced.corrected
    assert torch.isfinite(p).all()
    assert float(p.sum()) == pytest.approx(1.0, abs=1e-5)
