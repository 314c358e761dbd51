"""A run that is stopped and continued equals one that was not; it learns; the export agrees."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from trainer.config import RunConfig
from trainer.data.loader import Loader, TrainingSet
from trainer.export_onnx import tempered
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


def test_temperature_keeps_the_winner_and_the_sum() -> None:
    p = torch.tensor([[0.6, 0.3, 0.1]])
    sharp = tempered(p, 0.5)
    # squares, renormalised: .36, .09, .01 over .46
    torch.testing.assert_close(sharp, torch.tensor([[0.36, 0.09, 0.01]]) / 0.46)
    torch.testing.assert_close(tempered(p, 1.0), p)
