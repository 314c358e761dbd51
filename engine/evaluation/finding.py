"""What a review is worth: how well each signal finds the errors of the answer, the corrected label.

The review queue of a project ranks by these signals; a model's manifest says how well each does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.metrics import roc_auc_score

from engine.evaluation.answers import Answers
from engine.labels import entropy, jensen_shannon

#: So many pictures are looked at, the least trusted first.
FIRSTS: Final = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class Finding:
    """How well one signal ranks errors before hits.

    auroc: 0.5 chance, 1 perfectly; None where all answers are right, or all wrong. first: errors
    among the first 10, 20, 50 pictures, or among all where there are fewer.
    """

    auroc: float | None
    first: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ErrorFinding:
    """How well errors of the corrected label are found, on pictures that the model saw.

    uncertainty: by 1 minus the corrected distribution's largest. entropy: of the corrected one.
    disagreement: Jensen-Shannon divergence of primary and corrected. n: pictures. errors: of them.
    """

    n: int
    errors: int
    uncertainty: Finding
    entropy: Finding
    disagreement: Finding

    def figures(self) -> dict[str, float]:
        """By name, as a manifest's `metrics` states them; what is not defined is left out."""
        found = {"review_n": float(self.n), "review_errors": float(self.errors)}
        for name, signal in self.by_name.items():
            if signal.auroc is not None:
                found[f"review_{name}_auroc"] = signal.auroc
            found |= {f"review_{name}_first_{n}": float(c) for n, c in signal.first.items()}
        return found

    @property
    def by_name(self) -> dict[str, Finding]:
        """The three signals by name."""
        return {
            "uncertainty": self.uncertainty,
            "entropy": self.entropy,
            "disagreement": self.disagreement,
        }


def error_finding(answers: Answers) -> ErrorFinding:
    """Measure all three signals."""
    seen = answers.seen
    primary, corrected = answers.primary[seen], answers.corrected[seen]
    wrong = corrected.argmax(axis=1) != answers.labels[seen]

    def finding(signal: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Finding:
        defined = 0 < wrong.sum() < len(wrong)
        ranked = wrong[np.argsort(-signal, kind="stable")]
        return Finding(
            float(roc_auc_score(wrong, signal)) if defined else None,
            {n: int(ranked[:n].sum()) for n in FIRSTS},
        )

    return ErrorFinding(
        n=len(wrong),
        errors=int(wrong.sum()),
        uncertainty=finding(1.0 - corrected.max(axis=1).astype(np.float64)),
        entropy=finding(entropy(corrected)),
        disagreement=finding(jensen_shannon(primary, corrected)),
    )
