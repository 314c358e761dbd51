"""Objectives: what they need, what they sum, and the confidence store's invariants (F.5 #6, #7)."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from tests.trainer.tiny import tiny_batch, tiny_network, tiny_set
from trainer.config import RunConfig
from trainer.data.batch import Carried, TrainingSet
from trainer.losses.noise_aware import noise_aware_weights
from trainer.models.label_decoder import LabelDecoder, LabelDecoderGReFEL
from trainer.objectives.base import Pass, Reads
from trainer.objectives.build import objective
from trainer.objectives.confidence import ConfidenceStore, momentum, revised
from trainer.objectives.expression import summands
from trainer.objectives.parts import ClassPrior, Label, NoiseWeighting
from trainer.objectives.truth import Candidates, HardLabel, Votes
from trainer.objectives.weighted import Weighted, WeightedSum
from trainer.stages import answer


def passed(seed: int = 0, decoder: bool = False) -> Pass:
    network = tiny_network(seed=seed, decoder=decoder).train()
    batch = tiny_batch()
    assert batch.second is not None
    return Pass(network, answer(network, batch.image), answer(network, batch.second))


@pytest.mark.parametrize("kind", ["ce", "ldl", "nla", "pll", "nla-pll", "0.5 ce + 0.5 ldl"])
def test_every_objective_is_finite_and_reaches_the_network(kind: str) -> None:
    run, data = passed(), tiny_set()
    sum_ = objective(RunConfig(objective=kind, epochs=4, lambda_branches=0.5), run.network)
    sum_.check(data.carries | {Carried.SECOND_VIEW})
    sum_.begin(data, 4)
    sum_.at_epoch(1)
    loss = sum_(run, tiny_batch())
    assert torch.isfinite(loss.total)
    loss.total.backward()
    gradients = [p.grad for p in run.network.parameters() if p.grad is not None]
    assert all(torch.isfinite(g).all() for g in gradients)
    assert sum(float(g.abs().sum()) for g in gradients) > 0


@pytest.mark.parametrize(
    ("kind", "missing", "named"),
    [
        ("ce", "hard", "a hard label"),
        ("ldl", "distribution", "a label distribution"),
        ("nla", "hard", "a hard label"),
        ("pll", "candidates", "a candidate set"),
    ],
)
def test_data_that_does_not_carry_it_is_refused(kind: str, missing: str, named: str) -> None:
    data = dataclasses.replace(tiny_set(), **{missing: None})
    sum_ = objective(RunConfig(objective=kind), tiny_network())
    with pytest.raises(DataError, match=named):
        sum_.check(data.carries | {Carried.SECOND_VIEW})


def test_consistency_needs_a_second_view() -> None:
    sum_ = objective(RunConfig(objective="nla"), tiny_network())
    with pytest.raises(DataError, match="a second view"):
        sum_.check(tiny_set().carries)


def test_sums_are_weighted() -> None:
    run, batch = passed(), tiny_batch()
    one, two = Label(Reads.CORRECTED, Votes()), Label(Reads.PRIMARY, HardLabel(0.11))
    total = WeightedSum(Weighted(0.5, one), Weighted(2.0, two))(run, batch)
    expected = 0.5 * one.loss(run, batch) + 2.0 * two.loss(run, batch)
    torch.testing.assert_close(total.total, expected)
    assert set(total.parts) == {"corrected ldl", "primary ce"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nla", ((1.0, "nla"),)),
        ("0.5 ce + 0.5*ldl", ((0.5, "ce"), (0.5, "ldl"))),
        ("pll + .1 ldl", ((1.0, "pll"), (0.1, "ldl"))),
    ],
)
def test_sums_in_words(text: str, expected: tuple[tuple[float, str], ...]) -> None:
    assert summands(text) == expected


@pytest.mark.parametrize("text", ["", "focal", "0.5", "ce ldl", "ce +"])
def test_words_that_are_no_objective(text: str) -> None:
    with pytest.raises(DataError, match="no objective"):
        summands(text)


def test_an_empty_objective_is_refused() -> None:
    config = RunConfig(stage="points", lambda_points=0.0)
    with pytest.raises(DataError, match="empty"):
        objective(config, tiny_network())


def test_weights_carry_no_gradient_unless_asked() -> None:
    p = torch.softmax(torch.randn(4, 8), dim=1).requires_grad_()
    own = torch.eye(8, dtype=torch.bool)[:4]
    assert not NoiseWeighting().factor(p, own).requires_grad
    literal = NoiseWeighting(detach=False)
    literal.begin(10)
    literal.at_epoch(5)
    assert literal.factor(p, own).requires_grad
    ramped = 1 - np.exp(-15 * 5 / 10)
    torch.testing.assert_close(literal.factor(p, own), 1 + noise_aware_weights(p, own, ramped))


def test_terms_of_parts_that_are_not_there_are_left_out() -> None:
    config = RunConfig(lambda_branches=1.0)
    bare = objective(config, tiny_network(anchors=False, attention=False))
    assert "anchor" not in bare.names
    assert not [name for name in bare.names if name.startswith(("geometric", "attentive"))]
    assert {"anchor", "geometric ldl", "attentive ldl"} <= set(
        objective(config, tiny_network()).names
    )


def test_branches_have_an_objective_of_their_own() -> None:
    config = RunConfig(lambda_branches=1.0, objective="ldl", objective_branches="ce")
    names = objective(config, tiny_network()).names
    assert {"corrected ldl", "primary ldl", "geometric ce", "attentive ce"} <= set(names)


def test_a_class_prior_makes_the_posterior_of_equal_classes_the_optimum() -> None:
    """What fits p(y|x) after the prior is applied is proportional to p(y|x) / π before."""
    data = tiny_set(64)
    assert data.distribution is not None
    prior = ClassPrior(1.0)
    prior.begin(data)
    shares = torch.from_numpy(data.distribution.mean(axis=0))
    posterior = torch.softmax(torch.randn(5, 8, generator=torch.Generator().manual_seed(0)), 1)
    equal = posterior / shares
    equal = equal / equal.sum(dim=1, keepdim=True)
    torch.testing.assert_close(prior.applied(equal), posterior)
    none = ClassPrior(0.0)
    none.begin(data)
    torch.testing.assert_close(none.applied(posterior), posterior)


def test_a_class_without_pictures_keeps_a_finite_prior() -> None:
    data = dataclasses.replace(tiny_set(), distribution=None)
    prior = ClassPrior(1.0)
    prior.begin(data)
    p = prior.applied(torch.full((1, 8), 0.125))
    assert (p > 0).all()
    assert p[0, 0] == p[0, 1] > p[0, 7]


@pytest.mark.parametrize("apart", [False, True])
def test_detached_branches_leave_the_encoder_alone(apart: bool) -> None:
    network = tiny_network().train()
    network.balancing.apart = apart
    run = Pass(network, answer(network, tiny_batch().image))
    config = RunConfig(
        lambda_cls=0.0,
        lambda_primary=0.0,
        lambda_auxiliary=0.0,
        lambda_points=0.0,
        lambda_branches=1.0,
    )
    objective(config, network)(run, tiny_batch()).total.backward()
    encoder = [p.grad for p in network.vit.parameters() if p.grad is not None]
    assert network.balancing.anchors is not None
    assert network.balancing.attention is not None
    own = [network.balancing.anchors.anchors, network.balancing.attention.readout.weight]
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in own)
    assert any(bool(g.abs().sum() > 0) for g in encoder) is not apart


candidate_sets = st.lists(
    st.lists(st.booleans(), min_size=8, max_size=8).filter(any), min_size=1, max_size=5
)


@given(candidate_sets, st.integers(0, 1000), st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_confidences_stay_distributions_on_their_candidates(
    sets: list[list[bool]], seed: int, phi: float
) -> None:
    mask = np.array(sets)
    store = ConfidenceStore(mask)
    generator = torch.Generator().manual_seed(seed)
    index = torch.arange(len(mask))
    for _ in range(3):
        p = torch.softmax(5 * torch.randn(len(mask), 8, generator=generator), dim=1)
        store.update(index, p, phi)
    rows = store.rows(index)
    torch.testing.assert_close(rows.sum(1), torch.ones(len(mask)), atol=1e-5, rtol=0)
    assert float(rows[torch.from_numpy(~mask)].abs().sum()) == 0.0


def test_confidence_by_hand() -> None:
    mask = np.zeros((2, 8), bool)
    mask[0, :2] = mask[1, 3] = True
    store = ConfidenceStore(mask)
    assert store.rows(torch.tensor([0]))[0, :2].tolist() == [0.5, 0.5]
    p = torch.tensor([[0.3, 0.1, 0.6, 0, 0, 0, 0, 0]])
    store.update(torch.tensor([0]), p, 0.9)
    # r = (.75, .25): .9 · .5 + .1 · .75
    torch.testing.assert_close(store.rows(torch.tensor([0]))[0, :2], torch.tensor([0.525, 0.475]))
    assert store.rows(torch.tensor([1]))[0, 3] == 1.0
    assert store.agreement(np.array([0, 3])) == 1.0
    assert store.agreement(np.array([1, 3])) == 0.5


def test_prediction_without_mass_on_the_candidates_says_nothing() -> None:
    p = torch.eye(8)[:1]
    mask = torch.tensor([[False, True, True, False, False, False, False, False]])
    assert revised(p, mask)[0, 1:3].tolist() == [0.5, 0.5]


def test_momentum_falls_linearly() -> None:
    assert [momentum(e, 4) for e in range(4)] == pytest.approx([0.95, 0.90, 0.85, 0.80])
    assert momentum(0, 1) == 0.95


def test_nothing_is_revised_in_the_warm_up() -> None:
    data, run, batch = tiny_set(), passed(), tiny_batch()
    truth = Candidates(warmup=0.1)
    sum_ = objective(RunConfig(objective="pll", epochs=20, pll_warmup=0.1), run.network)
    sum_.begin(data, 20)
    before = {key: value.clone() for key, value in sum_.state().items()}
    assert before
    for epoch in (0, 1):
        sum_.at_epoch(epoch)
        sum_.learn(run.first, batch)
    assert all(torch.equal(before[key], value) for key, value in sum_.state().items())
    sum_.at_epoch(2)
    sum_.learn(run.first, batch)
    assert any(not torch.equal(before[key], value) for key, value in sum_.state().items())
    assert truth.needs == {Carried.CANDIDATES, Carried.INDEX}


def test_store_survives_a_resume_and_refuses_another_set() -> None:
    data, run, batch = tiny_set(), passed(), tiny_batch()
    config = RunConfig(objective="pll", epochs=2, pll_warmup=0.0)
    first = objective(config, run.network)
    first.begin(data, 2)
    first.at_epoch(0)
    first.learn(run.first, batch)
    assert data.hard is not None
    believed = first.state()["0/confidence"].argmax(1).numpy()
    assert first.figures() == {"pll correct": pytest.approx((believed == data.hard).mean())}
    assert objective(RunConfig(), run.network).figures() == {}
    again = objective(config, run.network)
    again.begin(data, 2)
    again.restore(first.state())
    assert all(torch.equal(first.state()[key], value) for key, value in again.state().items())
    other = objective(config, run.network)
    other.begin(tiny_set(8), 2)
    with pytest.raises(ValueError, match="samples"):
        other.restore(first.state())


def test_decoder_has_the_parameters_of_the_specification() -> None:
    """16 D² a layer and small change; its answer is the network's primary distribution."""
    matrices = [p for p in LabelDecoder(192).layers.parameters() if p.ndim == 2]
    assert sum(p.numel() for p in matrices) == 2 * 16 * 192**2
    run = passed(decoder=True)
    assert isinstance(run.network, LabelDecoderGReFEL)
    output = run.network.eval()(tiny_batch().image)
    torch.testing.assert_close(output.balanced.primary, torch.softmax(output.logits, dim=1))
    sum_ = objective(RunConfig(), run.network)
    assert "spread" in sum_.names
    sum_.begin(tiny_set(), 2)
    sum_(run, tiny_batch()).total.backward()
    assert run.network.decoder.labels.grad is not None


def test_decoder_does_not_look_at_batch_mates() -> None:
    network = tiny_network(decoder=True).eval()
    image = tiny_batch().image
    with torch.inference_mode():
        together = network(image).balanced.primary
        alone = torch.cat([network(image[i : i + 1]).balanced.primary for i in range(len(image))])
    torch.testing.assert_close(alone, together, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hard": np.full(16, 9)}, "photo0: its label is none"),
        ({"distribution": np.zeros((16, 8), np.float32)}, "photo0: its label distribution"),
        ({"candidates": np.zeros((16, 8), bool)}, "photo0: it has no candidate"),
        ({"hard": np.zeros(3, np.int64)}, "3 rows of hard"),
    ],
)
def test_bad_labels_name_their_sample(change: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(DataError, match=message):
        dataclasses.replace(tiny_set(16), **change)


def test_no_pictures() -> None:
    with pytest.raises(DataError, match="no pictures"):
        TrainingSet(images=np.zeros((0, 48, 48), np.uint8))
