"""What reliability balancing does: which decisions it turns, and what tells that one is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from engine.evaluation.answers import BRANCHES, Answers
from engine.labels import Floating, entropy, jensen_shannon

#: What may tell that the primary label is wrong, each larger where it is less to be trusted.
SIGNALS: Final = ("max_probability", "entropy", "disagreement")


@dataclass(frozen=True, slots=True)
class Flips:
    """Pictures whose most probable label is another after correction.

    What of `changed` is neither wrong to right nor right to wrong was wrong before and after.
    """

    changed: int
    wrong_to_right: int
    right_to_wrong: int

    @property
    def mcnemar_p(self) -> float:
        """McNemar's exact test, two-sided: p of so uneven a split if neither were better."""
        decisive = self.wrong_to_right + self.right_to_wrong
        return float(binomtest(self.wrong_to_right, decisive).pvalue) if decisive else 1.0


@dataclass(frozen=True, slots=True)
class ErrorAuroc:
    """How well a signal ranks the primary label's errors before its hits: 0.5 chance, 1 perfectly.

    max_probability: 1 minus the primary distribution's largest. entropy: of the primary.
    disagreement: Jensen-Shannon divergence of primary and corrected. Pictures that the model never
    saw do not count. None where all are right, or all wrong.
    """

    max_probability: float | None
    entropy: float | None
    disagreement: float | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One distribution of reliability balancing, before calibration.

    accuracy: of its own most probable label, 0..1. confidence: mean of 1 - entropy / log 8, which
    is its weight in the balancing; right, wrong: the same over the pictures that it gets right and
    wrong, None where there is none.
    """

    accuracy: float
    confidence: float
    right: float | None
    wrong: float | None


def flips(answers: Answers) -> Flips:
    """Count the decisions that correction turns."""
    before, after = answers.primary.argmax(axis=1), answers.corrected.argmax(axis=1)
    changed = answers.seen & (before != after)
    return Flips(
        changed=int(changed.sum()),
        wrong_to_right=int((changed & (after == answers.labels)).sum()),
        right_to_wrong=int((changed & (before == answers.labels)).sum()),
    )


def signals(answers: Answers) -> dict[str, NDArray[np.float64]]:
    """The `SIGNALS`, (n,) each: larger means less to be trusted."""
    return {
        "max_probability": 1.0 - answers.primary.max(axis=1).astype(np.float64),
        "entropy": entropy(answers.primary),
        "disagreement": jensen_shannon(answers.primary, answers.corrected),
    }


def error_auroc(answers: Answers) -> ErrorAuroc:
    """How well each signal finds the primary label's errors."""
    wrong = (answers.primary.argmax(axis=1) != answers.labels)[answers.seen]
    found: dict[str, float | None] = dict.fromkeys(SIGNALS)
    if 0 < wrong.sum() < len(wrong):
        for name, values in signals(answers).items():
            found[name] = float(roc_auc_score(wrong, values[answers.seen]))
    return ErrorAuroc(**found)


def branches(answers: Answers) -> Mapping[str, Branch] | None:
    """Every branch's accuracy and confidence; None where the model does not give them."""
    if not answers.branches or not answers.seen.any():
        return None
    return {
        name: _branch(answers.branches[name][answers.seen], answers.labels[answers.seen])
        for name in BRANCHES
        if name in answers.branches
    }


def _branch(p: Floating, labels: NDArray[np.int64]) -> Branch:
    right = p.argmax(axis=1) == labels
    sure = 1.0 - entropy(p)
    return Branch(
        accuracy=float(right.mean()),
        confidence=float(sure.mean()),
        right=float(sure[right].mean()) if right.any() else None,
        wrong=float(sure[~right].mean()) if not right.all() else None,
    )
