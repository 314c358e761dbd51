"""Old weights against new ones on the same faces: figures, doubt, and a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from engine.evaluation.balance import Flips
from engine.labels import LABELS
from trainer.events import Ending
from trainer.features import Features
from trainer.said import TIE, losses, right

#: Accuracy on old faces may fall by so much before the new weights are called worse.
_MAY_FORGET: Final = 0.01
#: Standard normal quantile of a 95 % interval.
_Z: Final = 1.96


class Verdict(StrEnum):
    """What the comparison on held-out faces says of the new weights."""

    BETTER = "better"
    NO_BETTER = "no better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Score:
    """Of the corrected distribution, as it is served. loss: mean negative log-likelihood."""

    n: int
    accuracy: float
    loss: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Faces with one leading label, and how many of them old and new weights get right."""

    n: int
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new weights on the same faces.

    held: faces that were held out of the new ones. flips: decisions on them that changed. low,
    high: 95 % interval of the gain in accuracy, as if faces were independent. labels: by leading
    label; faces where several lead are left out. remembered: old faces, None where the model has
    no replay. step: that the new weights are of, of `steps`. chosen: they are the best of several
    on the held-out faces, which flatters them a little.
    """

    held_old: Score
    held_new: Score
    flips: Flips
    remembered_old: Score | None = None
    remembered_new: Score | None = None
    low: float = 0.0
    high: float = 0.0
    labels: dict[str, LabelScore] | None = None
    step: int = 0
    steps: int = 0
    ending: Ending = Ending.FINISHED

    @property
    def chosen(self) -> bool:
        """Whether the held-out faces had a say in which weights were kept."""
        return self.ending is not Ending.FINISHED

    @property
    def forgot(self) -> bool:
        """Whether old faces are read worse than may be."""
        old, new = self.remembered_old, self.remembered_new
        return old is not None and new is not None and old.accuracy - new.accuracy > _MAY_FORGET

    @property
    def verdict(self) -> Verdict:
        """Worse if the held-out loss rose, or more was forgotten than may be."""
        if self.forgot or self.held_new.loss > self.held_old.loss:
            return Verdict.WORSE
        right = self.held_new.accuracy - self.held_old.accuracy
        return Verdict.BETTER if right > 0 else Verdict.NO_BETTER

    def as_json(self) -> dict[str, Any]:
        """All figures."""
        said = {"mcnemar_p": self.flips.mcnemar_p, "verdict": self.verdict.value}
        return asdict(self) | said | {"forgot": self.forgot, "chosen": self.chosen}

    def in_words(self) -> str:
        """One line for people."""
        old, new = self.held_old, self.held_new
        line = (
            f"{self.verdict}: on {old.n} held-out faces accuracy {old.accuracy:.1%} -> "
            f"{new.accuracy:.1%}, loss {old.loss:.3f} -> {new.loss:.3f} "
            f"(McNemar p = {self.flips.mcnemar_p:.2g})"
        )
        if self.remembered_old is None or self.remembered_new is None:
            return line + "; this model has no replay, so nothing is known of what it forgot"
        was, now = self.remembered_old.accuracy, self.remembered_new.accuracy
        return line + f"; on {self.remembered_old.n} old faces {was:.1%} -> {now:.1%}"


def score(p: Tensor, said: Features, weight: Tensor | None = None) -> Score:
    """Figures over faces, each counted as often as its weight says."""
    weight = torch.ones(len(p)) if weight is None else weight
    share = weight / weight.sum()
    hits = float((share * right(p, said.target)).sum())
    return Score(len(p), hits, float((share * losses(p, said.target, said.torn)).sum()))


def flips(old: Tensor, new: Tensor, said: Features) -> Flips:
    """Decisions that changed, and which way."""
    changed = old.argmax(dim=1) != new.argmax(dim=1)
    was, now = right(old, said.target), right(new, said.target)
    return Flips(
        changed=int(changed.sum()),
        wrong_to_right=int((changed & now & ~was).sum()),
        right_to_wrong=int((changed & was & ~now).sum()),
    )


def gain_interval(turned: Flips, n: int) -> tuple[float, float]:
    """95 % interval of the gain in accuracy between paired answers (Agresti and Min, 2005)."""
    b, c, count = turned.wrong_to_right + 0.5, turned.right_to_wrong + 0.5, n + 2
    gain = (b - c) / count
    spread = _Z * float(np.sqrt(b + c - (b - c) ** 2 / count)) / count
    return max(gain - spread, -1.0), min(gain + spread, 1.0)


def by_label(old: Tensor, new: Tensor, said: Features) -> dict[str, LabelScore]:
    """Faces with one leading label, by that label."""
    lead = said.target.argmax(dim=1)
    alone = (said.target >= said.target.amax(dim=1, keepdim=True) - TIE).sum(dim=1) == 1
    was, now = right(old, said.target), right(new, said.target)
    found = {}
    for index, label in enumerate(LABELS):
        rows = alone & (lead == index)
        if rows.any():
            found[str(label)] = LabelScore(
                int(rows.sum()), int(was[rows].sum()), int(now[rows].sum())
            )
    return found
