"""Calibration, and a model card that says what was measured."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import ModelError
from engine.evaluation.answers import Answers
from engine.evaluation.balance import error_auroc, flips
from engine.evaluation.metrics import measure
from engine.evaluation.run import Evaluation, FacesMode
from engine.labels import LABELS
from engine.models.base import Backend, ModelInfo, Precision
from engine.models.manifest import SCHEMA, Colour, FileSpec, InputSpec, Manifest, Training
from trainer import checkpoint
from trainer.card import card, metrics
from trainer.config import RunConfig
from trainer.export_onnx import tempered
from trainer.publish import (
    TEMPLATE,
    averaged,
    calibration_pictures,
    command,
    fit_temperature,
    history,
)
from trainer.quantise import FACES


def evaluation() -> Evaluation:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 8, 200)
    p = rng.dirichlet(np.ones(8), 200)
    good = p + 2.0 * np.eye(8)[labels]
    seen = np.ones(200, bool)
    good /= good.sum(1, keepdims=True)
    names = tuple(str(i) for i in range(200))
    answers = Answers(names, labels, p.astype(np.float32), good.astype(np.float32), seen)
    return Evaluation(
        model=ModelInfo("tiny", "ab" * 32, Backend.ONNXRUNTIME, Precision.F32, "CPU"),
        data="made up",
        faces=FacesMode.CROP,
        n=200,
        of=200,
        left_out=0,
        missed_faces=0,
        bad_pictures=(),
        primary=measure(labels, p, seen),
        corrected=measure(labels, good, seen),
        primary_votes=None,
        corrected_votes=None,
        flips=flips(answers),
        error_auroc=error_auroc(answers),
        branches=None,
        seconds=1.0,
        answers=answers,
    )


def manifest() -> Manifest:
    file = FileSpec("tiny.onnx", "ab" * 32, 1)
    return Manifest(
        schema=SCHEMA,
        name="tiny",
        title="Tiny",
        version="1",
        labels=tuple(LABELS),
        input=InputSpec("image", 48, Colour.GREY, TEMPLATE),
        outputs=("primary", "corrected"),
        opset=18,
        onnx=file,
        weights=file,
        parameters=1_500_000,
        macs=2_000_000,
        training=Training("train it", "made up", "all of it", 3.0, 0, "abc", "free to use"),
    )


def test_temperature_undoes_overconfidence() -> None:
    generator = torch.Generator().manual_seed(0)
    truth = torch.softmax(torch.randn(4000, 8, generator=generator), dim=1)
    label = torch.multinomial(truth, 1, generator=generator)[:, 0]
    assert fit_temperature(tempered(truth, 0.5), label) == pytest.approx(2.0, rel=0.1)
    assert fit_temperature(truth, label) == pytest.approx(1.0, rel=0.1)


def test_metrics_are_those_that_were_measured() -> None:
    result = evaluation()
    found = metrics(result)
    assert found["n"] == 200
    assert found["corrected_accuracy"] == round(result.corrected.accuracy, 4) == 1.0
    assert found["primary_ece"] == round(result.primary.ece, 4)


def test_card_shows_figures_counts_and_weak_labels() -> None:
    result = evaluation()
    text = card(manifest(), result, RunConfig(), (0.9, 0.8, 123), 1e-6)
    assert f"| accuracy | {result.primary.accuracy:.4f} | 1.0000 |" in text
    assert "1.50 M parameters" in text
    assert "123 training pictures" in text
    assert "Every label's recall is at least 0.6" in text
    assert text.count("\n| neutral |") == 2  # recalls and confusion


def test_card_says_what_the_last_run_learned_and_what_it_left_alone() -> None:
    result = evaluation()
    config = RunConfig(stage="balancing", lambda_branches=1.0, class_prior=0.5, lambda_cls=0.25)
    text = card(manifest(), result, config, (0.9, 0.8, 123), 1e-6)
    assert "label distribution on corrected (λ 0.25)" in text
    assert "as if all labels were equally frequent (τ 0.5) (λ 1)" in text
    assert "encoder and primary head stay" in text
    assert "on primary (λ" not in text
    whole = card(manifest(), result, RunConfig(), (0.9, 0.8, 123), 1e-6)
    assert "on primary (λ 0.5)" in whole
    assert "the image stream's own head (λ 0.5)" in whole


def test_card_says_how_it_does_on_photos() -> None:
    result = evaluation()
    assert "Colour photos" not in card(manifest(), result, RunConfig(), (0.9, 0.8, 123), 1e-6)
    photos = {
        "photos": 37, "smallest_px": 60.0, "found": 37, "pair_right": 34, "label_right": 31,
        "studio_photos": 16, "studio_pair_right": 14, "studio_people": 8, "studio_people_right": 6,
    }  # fmt: skip
    text = card(manifest(), result, RunConfig(), (0.9, 0.8, 123), 1e-6, photos=photos)
    assert "| neutral against happiness | 34 | 91.9% |" in text
    assert "8 people at hand" in text
    assert "14 of 16 photos, in both for\n  6 people" in text


def test_card_says_what_came_of_the_int8_form() -> None:
    said = "Its int8 form is fine."
    without = card(manifest(), evaluation(), RunConfig(), (0.9, 0.8, 123), 1e-6)
    text = card(manifest(), evaluation(), RunConfig(), (0.9, 0.8, 123), 1e-6, int8=said)
    assert text.replace(f"\n{said}\n", "") == without
    assert f"\n\n{said}\n\nRecall by label" in text


def test_int8_is_calibrated_on_pictures_of_training(tmp_path: Path) -> None:
    images = np.arange(300, dtype=np.uint8)[:, None, None].repeat(4, 1).repeat(4, 2)
    np.savez(tmp_path / "cache.npz", train_images=images)
    faces = calibration_pictures(tmp_path / "cache.npz")
    assert (faces.shape, faces.dtype) == ((FACES, 1, 4, 4), np.float32)
    assert faces.max() <= 1
    assert len(np.unique(faces)) > 0.8 * FACES


def test_without_a_run_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        averaged(tmp_path)


def test_the_command_names_what_is_not_the_default() -> None:
    assert command(RunConfig(), "RUN") == "python -m trainer --cache CACHE --out RUN"
    changed = RunConfig(epochs=2, learning_rate=2.5e-4)
    assert command(changed, "RUN", ["EARLIER1", "EARLIER2:vit"]) == (
        "python -m trainer --cache CACHE --out RUN --init EARLIER1 --init EARLIER2:vit "
        "--epochs 2 --learning-rate 0.00025"
    )


def test_history_names_every_run_and_the_parts_taken(tmp_path: Path) -> None:
    for name, config in (("a", RunConfig(epochs=2)), ("b", RunConfig(seed=3)), ("c", RunConfig())):
        (tmp_path / name).mkdir()
        state = checkpoint.State({"x": torch.zeros(1)}, {"config": dataclasses.asdict(config)})
        checkpoint.save(tmp_path / name / checkpoint.LAST, state)
    a, b, c = (str(tmp_path / name) for name in "abc")
    assert history([a, b, f"{c}<{a}<{b}:landmarks,vit"]) == [
        "python -m trainer --cache CACHE --out STAGE1 --epochs 2",
        "python -m trainer --cache CACHE --out STAGE2 --seed 3",
        "python -m trainer --cache CACHE --out RUN --init STAGE1 --init STAGE2:landmarks,vit",
    ]
    assert history([a]) == ["python -m trainer --cache CACHE --out RUN --epochs 2"]
