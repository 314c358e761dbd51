"""What a network says of the validation pictures, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor

from benchmarks.study.information import information, pooled
from engine.evaluation.answers import BRANCHES, Answers
from engine.evaluation.balance import branches, error_auroc, flips
from engine.evaluation.metrics import Metrics, measure
from engine.evaluation.resampling import intervals
from engine.labels import LABELS, jensen_shannon
from engine.types import Floats
from trainer.data.batch import TrainingSet
from trainer.data.opening import Validation
from trainer.export_onnx import tempered
from trainer.held_out import distributions
from trainer.models.grefel import GReFEL
from trainer.publish import fit_temperature


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one distribution on the validation pictures, calibrated by one temperature."""

    accuracy: float
    mean_class_accuracy: float
    macro_f1: float
    nll: float
    ece: float
    brier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of one network.

    validated: pictures. temperatures: of primary and corrected, fitted on the held-out pictures.
    raw_ece: of both before. difference: 95 % bootstrap interval of corrected minus primary, by
    figure. changed, wrong_to_right, right_to_wrong: decisions that correction turned. error_auroc:
    how well a signal finds the primary label's errors. information: what the branches add to the
    primary distribution, nats: mean, low, high. product, product_difference: in place of the
    corrected one, the product of primary and attentive to powers that suit the held-out pictures,
    and the interval of it minus primary. branches: accuracy and confidence of each. right: of every
    picture, 1 where the label is right, else 0.
    """

    validated: int
    primary: Figures
    corrected: Figures
    temperatures: tuple[float, float]
    raw_ece: tuple[float, float]
    difference: Mapping[str, tuple[float, float]]
    changed: int
    wrong_to_right: int
    right_to_wrong: int
    error_auroc: Mapping[str, float | None]
    branches: Mapping[str, tuple[float, float]]
    right: Mapping[str, str]
    information: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    product: Figures | None = None
    product_difference: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a network is measured on.

    held: training pictures that it never saw, for what is fitted. shares: (8,) of the labels in
    training, sums to 1.
    """

    held: TrainingSet
    validation: Validation
    shares: NDArray[np.float64]


def shares(train: TrainingSet) -> NDArray[np.float64]:
    """Share of each label; none is zero. Raises `ValueError` for data without labels."""
    labels = train.labels()
    if labels is None:
        raise ValueError("the data carries no labels")
    counts = np.maximum(np.bincount(labels, minlength=len(LABELS)), 0.5)
    return np.asarray(counts / counts.sum())


def measured(network: GReFEL, size: int, channels: int, shown: Shown) -> Measured:
    """Measure a network whose input is (B, channels, size, size).

    Raises `ValueError` where the held-out pictures have no hard labels.
    """
    if shown.held.hard is None:
        raise ValueError("the held-out pictures have no labels")
    held, valid = (
        distributions(network, images, size=size, channels=channels)
        for images in (shown.held.images, shown.validation.images)
    )
    truth = torch.from_numpy(shown.held.hard)
    first = fit_temperature(held["primary"], truth)
    second = fit_temperature(held["corrected"], truth)
    raw = _answers(shown.validation, valid, 1.0, 1.0)
    answers = _answers(shown.validation, valid, first, second)
    turned = flips(answers)
    known = {name: p.numpy() for name, p in held.items()}
    product = None
    if "attentive" in raw.branches:
        names = ("primary", "attentive")
        product = replace(answers, corrected=pooled(names, known, shown.held.hard, raw.branches))
    return Measured(
        validated=len(answers),
        primary=_figures(answers, answers.primary),
        corrected=_figures(answers, answers.corrected),
        temperatures=(first, second),
        raw_ece=(_figures(raw, raw.primary).ece, _figures(raw, raw.corrected).ece),
        difference=_difference(answers),
        changed=turned.changed,
        wrong_to_right=turned.wrong_to_right,
        right_to_wrong=turned.right_to_wrong,
        error_auroc=_aurocs(answers, shown.shares),
        branches={
            name: (branch.accuracy, branch.confidence)
            for name, branch in (branches(raw) or {}).items()
        },
        right={
            name: _digits(p.argmax(axis=1) == answers.labels)
            for name, p in (("primary", answers.primary), ("corrected", answers.corrected))
        },
        information=information(known, shown.held.hard, raw.branches, answers.labels),
        product=None if product is None else _figures(product, product.corrected),
        product_difference={} if product is None else _difference(product),
    )


def _answers(
    validation: Validation, valid: Mapping[str, Tensor], first: float, second: float
) -> Answers:
    n = len(validation.label)
    return Answers(
        names=tuple(str(i) for i in range(n)),
        labels=validation.label,
        primary=tempered(valid["primary"], first).numpy(),
        corrected=tempered(valid["corrected"], second).numpy(),
        seen=np.ones(n, dtype=bool),
        branches={name: valid[name].numpy() for name in BRANCHES if name in valid},
    )


def _difference(answers: Answers) -> dict[str, tuple[float, float]]:
    found = intervals(answers).difference
    return {name: (interval.low, interval.high) for name, interval in found.items()}


def _figures(answers: Answers, p: Floats) -> Figures:
    found: Metrics = measure(answers.labels, p, answers.seen)
    return Figures(**{name: getattr(found, name) for name in Figures.__slots__})


def _digits(right: NDArray[np.bool_]) -> str:
    return "".join("1" if is_right else "0" for is_right in right)


def _aurocs(answers: Answers, of_labels: NDArray[np.float64]) -> dict[str, float | None]:
    """The signals of `mien evaluate`, the correction before it is mixed in, and a control.

    prior: the primary and itself divided by the root of the labels' shares, a correction that
    knows nothing.
    """
    known = error_auroc(answers)
    odds = answers.primary / np.sqrt(of_labels)
    divided = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
    return {
        **{name: getattr(known, name) for name in known.__slots__},
        "correction": _auroc(answers, answers.branches.get("correction")),
        "prior": _auroc(answers, divided),
    }


def _auroc(answers: Answers, other: Floats | None) -> float | None:
    """How well the divergence of the primary from another distribution finds its errors."""
    wrong = answers.primary.argmax(axis=1) != answers.labels
    if other is None or wrong.all() or not wrong.any():
        return None
    return float(roc_auc_score(wrong, jensen_shannon(answers.primary, other)))
