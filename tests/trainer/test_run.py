"""A run that is stopped and continued equals one that was not; it learns; the export agrees."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from trainer.__main__ import start_from
from trainer.config import RunConfig
from trainer.data.loader import Loader, TrainingSet
from trainer.export_onnx import Served, export, tempered
from trainer.loop import Run
from trainer.models.grefel import grefel_s

CONFIG = RunConfig(epochs=2, batch=8, warmup_epochs=0.5, learning_rate=1e-3)


def bars(n: int) -> TrainingSet:
    """Pictures whose label is whether the bright half is above or below: learnable in seconds."""
    rng = np.random.default_rng(0)
    label = np.arange(n) % 2
    images = rng.integers(0, 40, (n, 48, 48), dtype=np.uint8)
    for image, place in zip(images, label, strict=True):
        image[24 * place : 24 * place + 24] += 180
    target = np.eye(8, dtype=np.float32)[label]
    return TrainingSet(images, target, np.full((n, 68, 2), 0.5, np.float32), np.ones(n, bool))


def make(folder: Path, data: TrainingSet, config: RunConfig = CONFIG) -> Run:
    torch.manual_seed(config.seed)
    return Run(grefel_s(), config, Loader(data, 48, config.batch, config.seed), folder)


def test_stopped_and_continued_equals_uninterrupted(tmp_path: Path) -> None:
    data = bars(24)
    whole = make(tmp_path / "whole", data)
    whole.train()

    part = make(tmp_path / "part", data)
    for batch in part.loader.epoch(0):
        part._step(batch)
        if part.step == 2:
            break
    part.save()
    torch.manual_seed(999)  # another process
    continued = make(tmp_path / "part", data)
    assert continued.resume()
    assert continued.step == 2
    continued.train()

    assert continued.step == whole.step == 6
    other = dict(continued.average.named_parameters())
    for name, parameter in whole.average.named_parameters():
        torch.testing.assert_close(parameter, other[name], atol=1e-5, rtol=1e-4)


def test_learns_a_simple_set(tmp_path: Path) -> None:
    config = RunConfig(epochs=12, batch=16, ema=0.5, learning_rate=2e-3, warmup_epochs=1)
    make(tmp_path, bars(32), config).train()
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert len(events) == 12
    for term in ("corrected", "auxiliary"):
        assert events[-1][term] < 0.6 * events[0][term]


def test_the_image_stream_learns_alone(tmp_path: Path) -> None:
    config = RunConfig(
        epochs=10, batch=16, ema=0.5, learning_rate=2e-3, warmup_epochs=1, image_only=1
    )
    run = make(tmp_path, bars(32), config)
    before = {name: p.detach().clone() for name, p in run.network.named_parameters()}
    run.train()
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert events[-1]["auxiliary"] < 0.6 * events[0]["auxiliary"]
    changed = {n for n, p in run.network.named_parameters() if not torch.equal(p, before[n])}
    assert {name.split(".")[0] for name in changed} == {"image", "auxiliary"}


def test_a_run_starts_from_parts_of_others(tmp_path: Path) -> None:
    data = bars(16)
    first = make(tmp_path / "first", data)
    first.save()
    torch.manual_seed(7)
    network = grefel_s()
    before = {name: w.clone() for name, w in network.state_dict().items()}
    taken = start_from(network, f"{tmp_path / 'first'}:landmarks,vit.blocks")
    parts = ("landmarks.", "vit.blocks.")
    source = first.average.module.state_dict()
    after = network.state_dict()
    assert taken == sum(name.startswith(parts) for name in after)
    for name, weight in after.items():
        expected = source[name] if name.startswith(parts) else before[name]
        torch.testing.assert_close(weight, expected, atol=0, rtol=0)
    assert start_from(network, str(tmp_path / "first")) == len(after)
    with pytest.raises(ValueError, match="no part wings"):
        start_from(network, f"{tmp_path / 'first'}:wings")


def test_export_equals_torch(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    torch.manual_seed(0)
    worst = export(Served(grefel_s(), 0.8, 0.7), tmp_path, "tiny", 1, 48)
    assert worst < 1e-5
    assert (tmp_path / "tiny.safetensors").stat().st_size > 1_000_000


def test_temperature_keeps_the_winner_and_the_sum() -> None:
    p = torch.tensor([[0.6, 0.3, 0.1]])
    sharp = tempered(p, 0.5)
    # squares, renormalised: .36, .09, .01 over .46
    torch.testing.assert_close(sharp, torch.tensor([[0.36, 0.09, 0.01]]) / 0.46)
    torch.testing.assert_close(tempered(p, 1.0), p)
