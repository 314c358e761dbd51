"""Whether a branch knows something that the primary distribution does not.

Corrected and primary differ in many ways that cost nothing to know: dividing the primary by the
labels' shares alone turns decisions, finds errors by disagreement and lifts rare labels. So this
asks what is left when the primary distribution is used as well as it can be: log p(y) is fitted as
a weighted sum of the log distributions and a bias a label, once of the primary alone and once with
a branch, on held-out pictures; on others, the second does better only if the branch adds something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from engine.labels import LABELS, Floating

#: Names as in `Result.information`, and the branches that each adds to the primary distribution.
ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    "geometric": ("geometric",),
    "attentive": ("attentive",),
    "both": ("geometric", "attentive"),
}

_RESAMPLES: Final = 2000
_LEVEL: Final = 0.95
_LEAST: Final = 1e-6
#: Keeps the biases of labels that hardly occur among the held-out pictures near zero.
_RIDGE: Final = 1e-3

Labels = NDArray[np.int64]
Floats = NDArray[np.float64]


def information(
    held: Mapping[str, Floating],
    held_labels: Labels,
    shown: Mapping[str, Floating],
    labels: Labels,
) -> dict[str, tuple[float, float, float]]:
    """What the branches take off the negative log likelihood, nats: mean and 95 % interval.

    held, shown: distributions by name, (n, 8) each, of the pictures that it is fitted on and of
    those that it is measured on. The interval is the bootstrap's, over pictures. Names of `ADDED`
    whose branches are there.
    """
    base = _surprise(("primary",), held, held_labels, shown, labels)
    rng = np.random.default_rng(0)
    rows = rng.integers(0, len(labels), (_RESAMPLES, len(labels)))
    edge = (1 - _LEVEL) / 2
    found = {}
    for name, branches in ADDED.items():
        if all(branch in shown for branch in branches):
            gain = base - _surprise(("primary", *branches), held, held_labels, shown, labels)
            low, high = np.quantile(gain[rows].mean(axis=1), [edge, 1 - edge])
            found[name] = (float(gain.mean()), float(low), float(high))
    return found


def pooled(
    names: Sequence[str],
    held: Mapping[str, Floating],
    held_labels: Labels,
    shown: Mapping[str, Floating],
) -> NDArray[np.float32]:
    """The weighted product of some distributions, renormalised: (n, 8), rows sum to 1.

    Its weights, one a distribution, are those that suit the held-out pictures best.
    """
    fitted = _fit(np.stack([_log(held[name]) for name in names]), held_labels, biases=False)
    scores = _scores(fitted, np.stack([_log(shown[name]) for name in names]))
    return np.asarray(softmax(scores, axis=1), np.float32)


def _surprise(
    names: Sequence[str],
    held: Mapping[str, Floating],
    held_labels: Labels,
    shown: Mapping[str, Floating],
    labels: Labels,
) -> Floats:
    """Negative log likelihood of each shown picture, (n,), by what is fitted to the held ones."""
    fitted = _fit(np.stack([_log(held[name]) for name in names]), held_labels, biases=True)
    scores = _scores(fitted, np.stack([_log(shown[name]) for name in names]))
    return np.asarray(-log_softmax(scores, axis=1)[np.arange(len(labels)), labels])


def _fit(logs: Floats, labels: Labels, *, biases: bool) -> Floats:
    """Weights of the distributions, then biases of the labels, that suit (k, n, 8) best.

    biases: whether there are any; without, they are zero.
    """
    kinds, n = len(logs), len(labels)
    truth = np.eye(len(LABELS))[labels]

    def loss(fitted: Floats) -> tuple[float, Floats]:
        scores = _scores(fitted, logs)
        wrong = (softmax(scores, axis=1) - truth) / n
        bias = fitted[kinds:]
        value = -(log_softmax(scores, axis=1) * truth).sum() / n + _RIDGE * float(bias @ bias)
        slope = np.concatenate(
            [np.einsum("nc,knc->k", wrong, logs), wrong.sum(axis=0) + 2 * _RIDGE * bias]
        )
        slope[kinds:] *= biases
        return float(value), slope

    start = np.zeros(kinds + len(LABELS))
    start[0] = 1.0
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def _scores(fitted: Floats, logs: Floats) -> Floats:
    kinds = len(logs)
    return np.asarray(np.einsum("k,knc->nc", fitted[:kinds], logs) + fitted[kinds:])


def _log(p: Floating) -> Floats:
    return np.asarray(np.log(np.maximum(np.asarray(p, np.float64), _LEAST)))
