"""Runs of a part of the network, on mixed pictures, with momentum."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import DataError
from tests.trainer.test_run import CONFIG, StopAfter, make, others, same
from tests.trainer.tiny import SIZE, tiny_network, tiny_set
from trainer.held_out import measure
from trainer.loop import Run, predict
from trainer.snapshot import take
from trainer.stages import Stage


def test_momentum_and_mixed_pictures_are_continued_alike(tmp_path: Path) -> None:
    config = dataclasses.replace(
        CONFIG, stage="image", optimiser="sgd", mixup=0.3, learning_rate=0.05
    )
    whole = make(tmp_path / "whole", config)
    whole.train()
    make(tmp_path / "part", config, listener=StopAfter(5)).train()
    continued = make(tmp_path / "part", config)
    assert continued.resume()
    continued.train()
    assert same(continued, whole)
    assert any(name.endswith("/momentum_buffer") for name in _stored(whole))
    adam = make(tmp_path / "adam", dataclasses.replace(config, optimiser="adamw"))
    adam.train()
    assert adam.network.state_dict().keys() == whole.network.state_dict().keys()
    assert not any(name.endswith("/momentum_buffer") for name in _stored(adam))


def _stored(run: Run) -> list[str]:
    return list(take(run).tensors)


def test_mixed_pictures_have_no_hard_label(tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, stage="image", objective="ce", mixup=0.3)
    with pytest.raises(DataError, match="a hard label"):
        make(tmp_path, config)


def test_the_upper_stage_leaves_the_image_stream_as_it_is(tmp_path: Path) -> None:
    """Its weights, and its norms' statistics, which learn without a gradient."""
    config = dataclasses.replace(CONFIG, stage="upper", learning_rate=1e-2)
    before = {k: v.clone() for k, v in tiny_network().state_dict().items()}
    run = make(tmp_path, config, held=others())
    run.train()
    for network in (run.network, run.average.module):
        after = network.state_dict()
        changed = {k for k in before if not torch.equal(before[k], after[k])}
        assert not [name for name in changed if name.startswith("image.")]
        for part in ("landmarks.", "attention.", "tokens.", "vit.", "head.", "balancing."):
            assert any(name.startswith(part) for name in changed), part


def test_the_balancing_stage_leaves_the_primary_answer_as_it_is(tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, stage="balancing", learning_rate=1e-2, lambda_branches=1.0)
    before = {k: v.clone() for k, v in tiny_network().state_dict().items()}
    run = make(tmp_path, config, held=others())
    primary = predict(run.average.module, others().images)[0]
    run.train()
    for network in (run.network, run.average.module):
        after = network.state_dict()
        changed = {k for k in before if not torch.equal(before[k], after[k])}
        assert {name.split(".")[0] for name in changed} == {"balancing"}
        for part in ("balancing.anchors.", "balancing.attention."):
            assert any(name.startswith(part) for name in changed), part
    assert torch.equal(predict(run.average.module, others().images)[0], primary)
    assert run.objective.names == (
        *("corrected ldl", "geometric ldl", "anchor", "centre", "attentive ldl"),
    )


def test_held_out_candidate_sets_count_as_sets() -> None:
    """Any label of the set is right, and its loss is that of the mass on the set."""
    data = tiny_set(12)
    only_sets = dataclasses.replace(data, hard=None, distribution=None)
    network = tiny_network()
    p = predict(network, data.images, size=SIZE)[1].numpy()
    assert data.candidates is not None
    found = measure(network, only_sets, Stage.WHOLE, SIZE, 1)
    inside = (p * data.candidates).sum(1)
    assert found.loss == pytest.approx(-np.log(inside).mean(), abs=1e-5)
    assert found.accuracy == data.candidates[np.arange(12), p.argmax(1)].mean()
