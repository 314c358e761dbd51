"""Fine-tuning learns the new, keeps the old, leaves the encoder, and says what it did."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import DataError, ModelError
from engine.evaluation.balance import Flips
from tests.trainer.tiny import SIZE, tiny_network, tiny_set
from trainer import finetune as tuner
from trainer.comparison import Comparison, Score, Verdict
from trainer.config import RunConfig, preset
from trainer.data.batch import TrainingSet
from trainer.features import Features, answers, plain_features
from trainer.finetune import Tuning, finetune
from trainer.models.grefel import GReFEL
from trainer.networks import Network
from trainer.replay import Replay, choose, read, write


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny network's input instead of GReFEL-S's."""
    known = Network("tiny", "Tiny", lambda options: tiny_network(), None, 1, SIZE)  # type: ignore[arg-type]
    monkeypatch.setattr(tuner, "network_named", lambda name: known)


def others(n: int = 16) -> TrainingSet:
    """The same two kinds of picture, with the opposite labels: what was never seen."""
    data = tiny_set(n)
    assert data.hard is not None
    return TrainingSet(images=255 - data.images, hard=data.hard + 4, names=data.names)


def replay_of(network: GReFEL) -> Replay:
    features = plain_features(network, tiny_set(), SIZE, 1)
    with torch.no_grad():  # what the network says now is what it must not forget
        label = answers(network, features).corrected.argmax(1)
    target = torch.nn.functional.one_hot(label, 8).float()
    return Replay(dataclasses.replace(features, target=target), torch.ones(len(features)))


def test_answers_from_features_are_the_networks_own() -> None:
    network, data = tiny_network().eval(), tiny_set(4)
    features = plain_features(network, data, SIZE, 1)
    with torch.no_grad():
        whole = network(torch.from_numpy(data.images[:, None]).float() / 255.0).balanced
        parts = answers(network, features)
    torch.testing.assert_close(parts.corrected, whole.corrected)
    torch.testing.assert_close(parts.primary, whole.primary)
    torch.testing.assert_close(features.target, torch.from_numpy(data.distribution))


def test_learns_the_new_without_forgetting_the_old() -> None:
    network = tiny_network()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    data = others()
    train, held = data.take(np.arange(12)), data.take(np.arange(12, 16))
    tuning = Tuning(steps=200, views=3, learning_rate=1e-2, share=1.0)
    config = RunConfig(augmentation=0.0)
    tuned = finetune(network, config, train, held, replay_of(network), tuning)
    assert tuned is not None
    found = tuned.comparison
    assert found.held_new.loss < 0.6 * found.held_old.loss
    assert found.remembered_old is not None
    assert found.remembered_new is not None
    assert found.remembered_old.accuracy == found.remembered_new.accuracy == 1.0
    assert found.verdict is not Verdict.WORSE
    assert "held-out faces" in found.in_words()
    after = network.state_dict()
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"head", "balancing"}
    moved = [n for n in before if "attention" in n and not torch.equal(before[n], after[n])]
    assert moved == []


def test_same_seed_same_weights() -> None:
    data, runs = others(), []
    for _ in range(2):
        network = tiny_network()
        train, held = data.take(np.arange(12)), data.take(np.arange(12, 16))
        finetune(network, RunConfig(), train, held, None, Tuning(steps=5, views=1))
        runs.append(network.state_dict())
    assert all(torch.equal(runs[0][name], runs[1][name]) for name in runs[0])


def test_stopped_before_the_end_it_gives_nothing() -> None:
    stop = threading.Event()
    stop.set()
    data = others()
    found = finetune(tiny_network(), RunConfig(), data, data, None, Tuning(views=1), stop)
    assert found is None


def test_without_held_out_faces_it_refuses() -> None:
    with pytest.raises(DataError, match="no face is held out"):
        finetune(tiny_network(), RunConfig(), others(), None, None)


def score(accuracy: float, loss: float) -> Score:
    return Score(100, accuracy, loss)


@pytest.mark.parametrize(
    ("new", "remembered", "verdict"),
    [
        (score(0.8, 0.5), score(0.9, 0.3), Verdict.BETTER),
        (score(0.7, 0.9), score(0.9, 0.3), Verdict.NO_BETTER),
        (score(0.8, 1.1), score(0.9, 0.3), Verdict.WORSE),
        (score(0.8, 0.5), score(0.88, 0.3), Verdict.WORSE),
        (score(0.8, 0.5), None, Verdict.BETTER),
    ],
)
def test_verdict(new: Score, remembered: Score | None, verdict: Verdict) -> None:
    old = None if remembered is None else score(0.9, 0.3)
    found = Comparison(score(0.7, 1.0), new, Flips(10, 10, 0), old, remembered)
    assert found.verdict is verdict
    assert found.as_json()["verdict"] == verdict.value
    assert ("nothing is known of what it forgot" in found.in_words()) == (remembered is None)


def test_replay_keeps_rare_classes_and_weighs_their_share() -> None:
    hard = np.array([0] * 90 + [5] * 10)
    images = np.arange(100, dtype=np.uint8)[:, None, None] * np.ones((100, 2, 2), np.uint8)
    data, weight = choose(TrainingSet(images=images, hard=hard), 20)
    assert data.hard is not None
    assert np.bincount(data.hard)[[0, 5]].tolist() == [20, 10]
    rare = float(weight[torch.from_numpy(data.hard == 5)].sum() / weight.sum())
    assert rare == pytest.approx(0.1)
    assert float(weight.mean()) == pytest.approx(1.0)


def test_replay_is_stored_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        class weights:  # noqa: N801 - stands for a manifest's field
            sha256 = "ab" * 32

    monkeypatch.setattr("trainer.replay.verify", lambda folder: Known)
    assert read(tmp_path) is None
    features = Features(torch.rand(5, 8), torch.rand(5, 8), torch.rand(5, 8))
    write(tmp_path / "replay.safetensors", Replay(features, torch.ones(5)), "ab" * 32)
    found = read(tmp_path)
    assert found is not None
    torch.testing.assert_close(found.features.embedding, features.embedding, atol=1e-3, rtol=1e-3)
    write(tmp_path / "replay.safetensors", Replay(features, torch.ones(5)), "cd" * 32)
    with pytest.raises(ModelError, match="other weights"):
        read(tmp_path)
    (tmp_path / "replay.safetensors").write_bytes(b"no replay")
    with pytest.raises(ModelError, match="damaged"):
        read(tmp_path)


def test_the_preset_holds_out_enough_to_compare() -> None:
    assert preset("finetune").held_out >= 0.2
