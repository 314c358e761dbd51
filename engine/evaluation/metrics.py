"""Figures of a model on labelled pictures: how right it is, and how honest about being unsure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.evaluation import votes as rules
from engine.labels import LABELS, Expression, Floating

#: Equal-width bins of the largest probability in the calibration error.
ECE_BINS: Final = 15

#: The prediction of a picture that the model never saw (no face found, picture unreadable).
NONE: Final = -1

#: Log of zero is infinite: below this a probability counts as this (float32's own limit).
_LEAST: Final = 1e-7

Labels = NDArray[np.int64]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures of one distribution.

    accuracy: share of pictures whose most probable label is the right one, 0..1.
    mean_class_accuracy: mean recall of the classes present. macro_f1: mean F1 of the classes
    that are present or predicted. nll: mean negative log likelihood, nats. ece: expected
    calibration error, 0..1. recall: of each label; None where the data have no such picture.
    confusion: (8, 9) counts, rows the right label, columns the predicted one, last "none".
    """

    accuracy: float
    mean_class_accuracy: float
    macro_f1: float
    nll: float
    ece: float
    brier: float
    adaptive_ece: float
    recall: dict[Expression, float | None]
    precision: dict[Expression, float | None]
    f1: dict[Expression, float | None]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class VoteFit:
    """How well a distribution fits the crowd's.

    kl: mean Kullback-Leibler divergence of crowd from model, nats. share: mean share of the votes
    that the most probable label got, 0..1. top2: share of pictures whose right label is among the
    two most probable. unanimous, contested: accuracy where all votes agree, and where not; None
    where there is no such picture.
    """

    kl: float
    share: float
    top2: float
    unanimous: float | None
    contested: float | None


def measure(labels: Labels, probabilities: Floating, seen: NDArray[np.bool_]) -> Metrics:
    """Figures of one distribution on n >= 1 pictures.

    labels: (n,) index into `LABELS`. probabilities: (n, 8), rows sum to 1. seen: (n,) false where
    the model gave no answer: the row is wrong whatever it holds; give it the uniform distribution.
    """
    # Here, as it brings pandas along: 190 MB that a window which measures nothing can do without.
    from sklearn.metrics import confusion_matrix, f1_score, log_loss, recall_score

    p = proper_rows(probabilities)
    predicted = np.where(seen, p.argmax(axis=1), NONE)
    present = np.unique(labels)
    named = np.union1d(present, predicted[predicted != NONE])
    recalls = recall_score(labels, predicted, labels=present, average=None, zero_division=0.0)
    columns = [*range(len(LABELS)), NONE]
    counts = confusion_matrix(labels, predicted, labels=columns)[: len(LABELS)]
    hits, had, said = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)[: len(LABELS)]
    right = predicted == labels
    return Metrics(
        accuracy=float(np.mean(right)),
        mean_class_accuracy=float(np.mean(recalls)),
        macro_f1=float(
            f1_score(labels, predicted, labels=named, average="macro", zero_division=0.0)
        ),
        nll=float(log_loss(labels, p, labels=range(len(LABELS)))),
        ece=calibration_error(p.max(axis=1), right),
        brier=float(np.mean(squared_distance(labels, p))),
        adaptive_ece=adaptive_calibration_error(p.max(axis=1), right),
        recall=_shares(hits, had),
        precision=_shares(hits, said),
        f1=_shares(2 * hits, had + said),
        confusion=tuple(tuple(int(n) for n in row) for row in counts),
    )


def calibration_error(confidence: Floating, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over `ECE_BINS` equal-width bins (Guo et al. 2017), 0..1.

    confidence: (n,) largest probability, 0..1. right: (n,) whether the prediction holds.
    A bin holds its upper edge, not its lower one.
    """
    gaps = np.bincount(
        calibration_bin(confidence), weights=right - np.asarray(confidence, dtype=np.float64)
    )
    return float(np.abs(gaps).sum() / len(confidence))


def calibration_bin(confidence: Floating) -> Labels:
    """Bin of each largest probability, (n,) in 0..`ECE_BINS` - 1."""
    bins = np.ceil(confidence * ECE_BINS).astype(np.int64) - 1
    return np.asarray(np.clip(bins, 0, ECE_BINS - 1))


def adaptive_calibration_error(confidence: Floating, right: NDArray[np.bool_]) -> float:
    """As `calibration_error`, over `ECE_BINS` bins that hold about equally many pictures.

    Equal widths leave most pictures of a good model in the last bin or two; equal counts do not.
    Pictures of equal confidence share a bin.
    """
    sure = np.asarray(confidence, dtype=np.float64)
    edges = np.quantile(sure, np.arange(1, ECE_BINS) / ECE_BINS)
    gaps = np.bincount(np.searchsorted(edges, sure), weights=right - sure)
    return float(np.abs(gaps).sum() / len(sure))


def squared_distance(labels: Labels, probabilities: Floating) -> NDArray[np.float64]:
    """Brier score of each picture: Σ (p - y)² with y one-hot, (n,) in 0..2."""
    return np.asarray(np.square(probabilities - np.eye(len(LABELS))[labels]).sum(axis=1))


def measure_votes(
    labels: Labels, probabilities: Floating, seen: NDArray[np.bool_], votes: Floating
) -> VoteFit:
    """How well a distribution fits the votes of n >= 1 pictures.

    votes: (n, 10) or (n, 8) as counted; other arguments as in `measure`. The crowd's distribution
    is that of the votes for expressions, single votes left out.
    """
    p = proper_rows(probabilities)
    crowd, _ = rules.distribution(votes)
    surprise = np.log(np.maximum(crowd, _LEAST)) - np.log(p)
    order = np.argsort(-p, axis=1, kind="stable")
    right = seen & (order[:, 0] == labels)
    share = np.take_along_axis(crowd, order[:, :1], axis=1)[:, 0] * seen
    agreed = np.isclose(crowd.max(axis=1), 1.0)
    return VoteFit(
        kl=float(np.mean(np.sum(crowd * surprise, axis=1))),
        share=float(np.mean(share)),
        top2=float(np.mean(seen & (order[:, :2] == labels[:, None]).any(axis=1))),
        unanimous=_mean(right[agreed]),
        contested=_mean(right[~agreed]),
    )


def proper_rows(probabilities: Floating) -> Probabilities:
    """Rows that sum to 1 to the last bit, none of their entries zero."""
    p = np.maximum(np.asarray(probabilities, dtype=np.float64), _LEAST)
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def _shares(parts: Labels, wholes: Labels) -> dict[Expression, float | None]:
    """Quotient of each label; None where there is nothing to divide by."""
    return {
        label: float(part / whole) if whole else None
        for label, part, whole in zip(LABELS, parts, wholes, strict=True)
    }


def _mean(values: NDArray[np.bool_]) -> float | None:
    return float(np.mean(values)) if len(values) else None
