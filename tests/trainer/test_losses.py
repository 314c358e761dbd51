"""Losses against values worked out by hand or given by the specification (D.4, D.5, E.1, E.2)."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.losses.consistency import geometric_divergence, jensen_shannon_loss
from trainer.losses.distribution import cross_entropy, smoothed
from trainer.losses.embeddings import spread_loss
from trainer.losses.noise_aware import noise_aware_weights, ramp

distributions = st.lists(st.floats(0.0, 1.0), min_size=8, max_size=8).filter(lambda x: sum(x) > 0.1)


def normal(values: list[float]) -> torch.Tensor:
    p = torch.tensor([values], dtype=torch.float32)
    return p / p.sum()


def row(given_: float, rival: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Eight labels: the first is given, the second its rival, the others share the rest."""
    rest = (1.0 - given_ - rival) / 6
    own = torch.zeros(1, 8, dtype=torch.bool)
    own[0, 0] = True
    return torch.tensor([[given_, rival, *[rest] * 6]]), own


def test_smoothed_label() -> None:
    y = smoothed(torch.tensor([2]), 8, 0.11)
    assert float(y[0, 2]) == pytest.approx(0.89 + 0.11 / 8)
    assert float(y[0, 0]) == pytest.approx(0.11 / 8)


def test_cross_entropy_by_hand_and_finite_at_zero() -> None:
    p = torch.tensor([[0.25, 0.75], [0.0, 1.0]])
    y = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    expected = torch.tensor([math.log(4.0), -math.log(1e-7)])
    torch.testing.assert_close(cross_entropy(p, y), expected)


@pytest.mark.parametrize(
    ("epoch", "epochs", "expected"), [(0, 60, 0.0), (3, 60, 0.53), (6, 60, 0.78), (12, 60, 0.95)]
)
def test_ramp(epoch: int, epochs: int, expected: float) -> None:
    assert ramp(epoch, epochs) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("given_", "rival", "expected"),
    [
        (0.95, 0.03, 0.211),
        (0.8, 0.15, 0.229),
        (0.6, 0.35, 0.245),
        (0.5, 0.49, 0.249),
        (0.3, 0.25, 0.212),
        (0.49, 0.5, 0.480),
        (0.4, 0.45, 0.453),
        (0.25, 0.35, 0.409),
        (0.35, 0.55, 0.287),
        (0.2, 0.6, 0.109),
        (0.1, 0.8, 0.011),
        (0.02, 0.95, 0.001),
    ],
)
def test_densities_of_the_specification(given_: float, rival: float, expected: float) -> None:
    p, own = row(given_, rival)
    assert float(noise_aware_weights(p, own, 1.0)) == pytest.approx(expected, abs=5e-4)


def test_right_samples_before_the_ramp() -> None:
    pairs = ((0.95, 0.03), (0.8, 0.15), (0.6, 0.35), (0.5, 0.49), (0.3, 0.25))
    w = [float(noise_aware_weights(*row(*pair), 0.0)) for pair in pairs]
    assert min(w) == pytest.approx(0.153, abs=1e-3)
    assert max(w) == pytest.approx(0.199, abs=1e-3)


@pytest.mark.parametrize(
    ("given_", "rival", "as_coded", "detached"),
    [
        (0.05, 0.85, 0.99, 1.00),
        (0.2, 0.6, 0.74, 1.11),
        (0.25, 0.5, 0.64, 1.24),
        (0.3, 0.45, 0.68, 1.35),
        (0.4, 0.45, 0.83, 1.45),
        (0.5, 0.45, 1.25, 1.25),
        (0.95, 0.02, 1.21, 1.21),
    ],
)
def test_gradient_relative_to_plain_cross_entropy(
    given_: float, rival: float, as_coded: float, detached: float
) -> None:
    p, own = row(given_, rival)

    def gradient(mode: str) -> float:
        logits = p.log().requires_grad_()
        q = torch.softmax(logits, dim=1)
        w = noise_aware_weights(q.detach() if mode == "detached" else q, own, 1.0)
        factor = 1.0 if mode == "plain" else 1.0 + w
        (factor * cross_entropy(q, own.float())).sum().backward()
        assert logits.grad is not None
        return float(logits.grad[0, 0])

    assert gradient("as coded") / gradient("plain") == pytest.approx(as_coded, abs=0.02)
    assert gradient("detached") / gradient("plain") == pytest.approx(detached, abs=0.006)


def test_candidate_sets_share_their_mass() -> None:
    """p_GT is the set's sum, p_NN the most probable label outside it (F.3)."""
    p = torch.tensor([[0.4, 0.4, 0.15, 0.05, 0, 0, 0, 0]])
    own = torch.tensor([[True, True, False, False, False, False, False, False]])
    single = torch.tensor([[0.8, 0.15, 0.05, 0, 0, 0, 0, 0]])
    first = torch.tensor([[True, *[False] * 7]])
    together = noise_aware_weights(p, own, 1.0)
    torch.testing.assert_close(together, noise_aware_weights(single, first, 1.0))


@given(distributions, distributions)
@settings(max_examples=60)
def test_true_divergence_is_bounded_and_zero_for_equal_views(
    a: list[float], b: list[float]
) -> None:
    p, q = normal(a), normal(b)
    assert 0.0 <= float(jensen_shannon_loss(p, q)) <= math.log(2.0) + 1e-6
    assert float(jensen_shannon_loss(p, p)) == pytest.approx(0.0, abs=1e-6)
    assert float(geometric_divergence(p, p)) == pytest.approx(0.0, abs=1e-5)


def test_true_divergence_is_a_mean_and_reaches_log_two() -> None:
    p, q = torch.eye(8)[:1], torch.eye(8)[1:2]
    assert float(jensen_shannon_loss(p, q)) == pytest.approx(math.log(2.0), abs=1e-4)
    pair = jensen_shannon_loss(torch.cat([p, p]), torch.cat([q, p]))
    assert float(pair) == pytest.approx(math.log(2.0) / 2, abs=1e-4)


def test_literal_divergence_is_a_sum_without_a_bound() -> None:
    """Two labels, logits (±z, 0): M is uniform, so it is log of 1 / (2 √(p(1-p))) a sample."""
    p = torch.tensor([[0.999, 0.001]])
    expected = -math.log(2.0 * math.sqrt(0.999 * 0.001))
    assert float(geometric_divergence(p, p.flip(1))) == pytest.approx(expected, rel=1e-4)
    both = geometric_divergence(torch.cat([p, p]), torch.cat([p, p]).flip(1))
    assert float(both) == pytest.approx(2 * expected, rel=1e-4)
    assert expected > math.log(2.0)


def test_small_disagreements_weigh_alike_in_both_forms() -> None:
    p, q = normal([5, 3, 1, 1, 1, 1, 1, 1]), normal([4, 4, 1, 1, 1, 1, 1, 1])
    ratio = float(geometric_divergence(p, q) / jensen_shannon_loss(p, q))
    assert ratio == pytest.approx(1.0, abs=0.05)


def test_label_spread_is_lowest_at_a_simplex() -> None:
    simplex = torch.eye(8) - 1 / 8
    assert float(spread_loss(simplex)) == pytest.approx(-2 / 7, abs=1e-5)
    assert float(spread_loss(torch.ones(8, 4))) == pytest.approx(2.0, abs=1e-5)
    e = torch.randn(8, 16, generator=torch.Generator().manual_seed(0)).requires_grad_()
    optimiser = torch.optim.Adam([e], lr=0.05)
    for _ in range(200):
        optimiser.zero_grad()
        spread_loss(e).backward()
        optimiser.step()
    assert float(spread_loss(e).detach()) == pytest.approx(-2 / 7, abs=0.01)
