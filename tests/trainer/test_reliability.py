"""Reliability balancing against values worked out by hand (A.4, A.6, F.5 #2-#4)."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from trainer.checkpoint import fill
from trainer.losses.anchor import anchor_loss, centre_loss
from trainer.losses.distribution import cross_entropy
from trainer.losses.points import point_loss
from trainer.models.reliability import (
    Anchors,
    AttentiveCorrection,
    ReliabilityBalancing,
    combine,
    confidence,
)

distributions = st.lists(st.floats(0.0, 1.0), min_size=8, max_size=8).filter(lambda x: sum(x) > 0.1)


def normal(values: list[float]) -> torch.Tensor:
    p = torch.tensor([values])
    return p / p.sum()


def test_confidence_of_uniform_and_one_hot() -> None:
    assert float(confidence(torch.full((1, 8), 0.125))) == pytest.approx(0.0, abs=1e-5)
    assert float(confidence(torch.eye(8)[:1])) == pytest.approx(1.0, abs=1e-5)


def test_confidence_of_two_equal_labels_is_two_thirds() -> None:
    # H = log 2 / log 8 = 1/3
    assert float(confidence(normal([1, 1, 0, 0, 0, 0, 0, 0]))) == pytest.approx(2 / 3, abs=1e-5)


@given(distributions, distributions)
@settings(max_examples=60, deadline=None)
def test_combination_is_a_distribution_between_its_parts(a: list[float], b: list[float]) -> None:
    p, q = normal(a), normal(b)
    c = combine(p, q)
    assert torch.isfinite(c).all()
    assert float(c.sum()) == pytest.approx(1.0, abs=1e-5)
    assert bool((c >= torch.minimum(p, q) - 1e-6).all())
    assert bool((c <= torch.maximum(p, q) + 1e-6).all())


def test_two_uniform_distributions_give_their_mean() -> None:
    u = torch.full((1, 8), 0.125)
    torch.testing.assert_close(combine(u, u), u)


def test_the_surer_distribution_weighs_more() -> None:
    sure, unsure = torch.eye(8)[:1], normal([1, 1, 0, 0, 0, 0, 0, 0])
    # C_f = 1 and 2/3: (1·1 + 2/3·1/2) / (5/3) = 0.8
    assert float(combine(sure, unsure)[0, 0]) == pytest.approx(0.8, abs=1e-3)


def test_geometric_correction_by_hand() -> None:
    anchors = Anchors(2, 1, 2, delta=1.0)
    with torch.no_grad():
        anchors.anchors.copy_(torch.tensor([[[0.0, 0.0]], [[3.0, 4.0]]]))
    t = anchors(torch.tensor([[0.0, 0.0]]))
    # distances 0 and 5: softmax(0, -5)
    assert t[0, 0].item() == pytest.approx(1 / (1 + math.exp(-5)), abs=1e-5)


def test_smaller_delta_is_sharper() -> None:
    torch.manual_seed(0)
    e = torch.randn(3, 16)
    soft, sharp = Anchors(8, 4, 16, delta=1.0), Anchors(8, 4, 16, delta=0.1)
    sharp.anchors = soft.anchors
    assert bool((sharp(e).amax(1) > soft(e).amax(1)).all())


def test_embedding_on_an_anchor_has_finite_gradients() -> None:
    anchors = Anchors(8, 10, 16, delta=1.0)
    e = anchors.anchors[2, 3].detach().clone()[None].requires_grad_()
    anchors(e)[0, 2].backward()
    assert e.grad is not None
    assert torch.isfinite(e.grad).all()
    assert torch.isfinite(anchors.anchors.grad).all()  # type: ignore[arg-type]


def test_anchors_of_a_class_differ_in_gradient_and_are_all_reachable() -> None:
    torch.manual_seed(0)
    anchors = Anchors(8, 10, 32, delta=1.0)
    e = torch.randn(512, 32)
    target = torch.eye(8)[torch.arange(512) % 8]
    squared = anchors.squared_distances(e) / 32
    loss = cross_entropy(anchors(e), target).mean() + centre_loss(squared, target)
    loss.backward()
    gradient = anchors.anchors.grad
    assert gradient is not None
    assert float(gradient.std(dim=1).mean()) > 1e-6
    nearest = squared.argmin(dim=2)
    for label in range(8):
        assert len(nearest[target[:, label] > 0, label].unique()) >= 9


def test_anchor_loss_is_bounded_and_falls() -> None:
    """3000 steps of Adam on it alone (F.5 #4); eq. 21 as printed runs away on them."""
    torch.manual_seed(0)
    a = torch.nn.Parameter(torch.randn(8, 10, 64) / 8)
    optimiser = torch.optim.Adam([a], lr=3e-4)
    values = []
    for step in range(3000):
        optimiser.zero_grad()
        loss = anchor_loss(a)
        loss.backward()
        optimiser.step()
        if step % 500 == 0:
            values.append(float(loss.detach()))
    assert torch.isfinite(a).all()
    assert all(0.0 <= value <= 1.0 for value in values)
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.5 * values[0]


def test_anchor_loss_by_hand() -> None:
    a = torch.tensor([[[0.0, 0.0, 0.0, 0.0]], [[2.0, 0.0, 0.0, 0.0]]])
    assert float(anchor_loss(a)) == pytest.approx(math.exp(-4 / 2), abs=1e-6)


def test_centre_loss_takes_the_nearest_anchor_of_the_label() -> None:
    squared = torch.tensor([[[4.0, 1.0], [9.0, 0.5]]])
    assert float(centre_loss(squared, torch.tensor([[1.0, 0.0]]))) == 1.0
    assert float(centre_loss(squared, torch.tensor([[0.5, 0.5]]))) == 0.75


def test_detached_confidences_leave_the_answer_and_change_the_gradient() -> None:
    logits = torch.tensor([[2.0, 0.5, 0, 0, 0, 0, 0, 0]], requires_grad=True)
    q = normal([1, 3, 1, 1, 1, 1, 1, 1])

    def gradient(detach: bool) -> torch.Tensor:
        c = combine(torch.softmax(logits, dim=1), q, detach=detach)
        return torch.autograd.grad(c[0, 0], logits)[0]

    p = torch.softmax(logits.detach(), dim=1)
    torch.testing.assert_close(combine(p, q, detach=True), combine(p, q))
    share = confidence(p) / (confidence(p) + confidence(q))
    own = torch.autograd.grad(torch.softmax(logits, dim=1)[0, 0], logits)[0]
    torch.testing.assert_close(gradient(True), share * own, atol=1e-4, rtol=1e-3)
    assert not torch.allclose(gradient(False), gradient(True), atol=1e-3)


def test_parts_that_are_off() -> None:
    torch.manual_seed(0)
    logits, e, tokens = torch.randn(2, 8), torch.randn(2, 16), torch.randn(2, 5, 16)
    none = ReliabilityBalancing(None, None)(logits, e, tokens)
    torch.testing.assert_close(none.corrected, none.primary)
    assert none.correction is None
    only = ReliabilityBalancing(None, AttentiveCorrection(16, 8, 2, 8))(logits, e, tokens)
    assert only.geometric is None
    torch.testing.assert_close(only.corrected, combine(only.primary, only.attentive))  # type: ignore[arg-type]


def test_point_loss_skips_faces_without_a_teacher() -> None:
    predicted = torch.zeros(2, 68, 2, requires_grad=True)
    target = torch.full((2, 68, 2), 0.5)
    assert float(point_loss(predicted, target, torch.tensor([False, False]))) == 0.0
    # error 50 hundredths: (50 - 4/2) / 10
    assert float(point_loss(predicted, target, torch.tensor([True, False]))) == pytest.approx(4.8)


def test_delta_comes_with_the_weights() -> None:
    """Anchors that were trained under one δ say something else under another."""
    trained, fresh = Anchors(8, 2, 4, delta=0.3), Anchors(8, 2, 4, delta=1.0)
    e = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    fill(fresh, trained.state_dict(), Path("weights"))
    torch.testing.assert_close(fresh(e), trained(e))
    earlier = {"anchors.anchors": trained.anchors.detach()}  # which did not store it
    holder = nn.ModuleDict({"anchors": Anchors(8, 2, 4, delta=0.3)})
    fill(holder, earlier, Path("weights"))
    torch.testing.assert_close(holder["anchors"](e), trained(e))
