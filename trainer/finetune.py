"""Fine-tuning on a few labelled faces: `mien train --from MODEL --data PATH --out DIR`.

The encoder stays as it is; head and anchors learn from random views of the new faces and, against
forgetting, from what is stored of the old ones (`trainer.replay`). Old and new weights are then
compared on the same held-out people, and on old faces that were set aside.
"""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.errors import DataError
from engine.evaluation.balance import Flips
from trainer.config import RunConfig
from trainer.data.augment import Strength
from trainer.data.batch import TrainingSet
from trainer.features import Features, answers, augmented_features, plain_features
from trainer.losses.distribution import cross_entropy
from trainer.models.grefel import GReFEL
from trainer.networks import network_named
from trainer.replay import Replay

#: Views that are made of the new faces, all together: a minute or two on one core.
_MOST_VIEWS = 12_000
#: Share of the replay that is not trained on but measures what is remembered.
_SET_ASIDE = 0.25
#: Accuracy on old faces may fall by so much before the new weights are called worse.
_MAY_FORGET = 0.01


class Verdict(StrEnum):
    """What the comparison on held-out faces says of the new weights."""

    BETTER = "better"
    NO_BETTER = "no better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the last layers are tuned.

    steps: of AdamW. new, old: views of new faces and stored old ones in each. views: of each new
    face. share: weight of the new faces beside the old ones' 1; in a trial with 63 faces .1 took
    13 % off the held-out loss and cost .8 points on old faces, 1 took 30 % and cost 4.5.
    """

    steps: int = 300
    share: float = 0.1
    new: int = 48
    old: int = 144
    views: int = 24
    learning_rate: float = 3e-4
    weight_decay: float = 1e-2


@dataclass(frozen=True, slots=True)
class Score:
    """Of the corrected distribution. loss: mean cross-entropy with the labels."""

    n: int
    accuracy: float
    loss: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new weights on the same faces.

    held: faces that were held out of the new ones. flips: decisions on them that changed.
    remembered: old faces, None where the model has no replay.
    """

    held_old: Score
    held_new: Score
    flips: Flips
    remembered_old: Score | None
    remembered_new: Score | None

    @property
    def verdict(self) -> Verdict:
        """Worse if the held-out loss rose, or more was forgotten than may be."""
        old, new = self.remembered_old, self.remembered_new
        forgot = old is not None and new is not None and old.accuracy - new.accuracy > _MAY_FORGET
        if forgot or self.held_new.loss > self.held_old.loss:
            return Verdict.WORSE
        right = self.held_new.accuracy - self.held_old.accuracy
        return Verdict.BETTER if right > 0 else Verdict.NO_BETTER

    def as_json(self) -> dict[str, Any]:
        """All figures."""
        return asdict(self) | {"mcnemar_p": self.flips.mcnemar_p, "verdict": self.verdict.value}

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


def finetune(
    network: GReFEL,
    config: RunConfig,
    train: TrainingSet,
    held: TrainingSet | None,
    replay: Replay | None,
    tuning: Tuning | None = None,
    stop: threading.Event | None = None,
) -> Comparison | None:
    """Tune the network's head and anchors in place; None if `stop` was set before the end.

    Deterministic in the settings' seed. Raises `DataError` without held-out faces: old and new
    weights could not be compared.
    """
    if held is None:
        raise DataError(
            "no face is held out, so old and new weights could not be compared",
            hint="Give faces of more people or videos, or a larger held_out",
        )
    tuning = tuning or Tuning()
    known = network_named(config.network)
    torch.manual_seed(config.seed)
    views = max(1, min(tuning.views, _MOST_VIEWS // len(train)))
    new = augmented_features(
        network,
        train,
        known.size,
        known.channels,
        views=views,
        how=Strength().scaled(config.augmentation),
        seed=config.seed,
    )
    apart = plain_features(network, held, known.size, known.channels)
    stored, aside = _parted(replay, config.seed)
    before = _answer(network, apart), None if aside is None else _answer(network, aside.features)
    if not _tune(network, new, stored, tuning, stop or threading.Event()):
        return None
    after = _answer(network, apart)
    remembered = None if aside is None else _answer(network, aside.features)
    return Comparison(
        _score(before[0], apart.target, None),
        _score(after, apart.target, None),
        _flips(before[0], after, apart.target),
        None if aside is None or before[1] is None else _score(before[1], *_of(aside)),
        None if aside is None or remembered is None else _score(remembered, *_of(aside)),
    )


def _tune(
    network: GReFEL, new: Features, old: Replay | None, tuning: Tuning, stop: threading.Event
) -> bool:
    """AdamW on head and anchors; the norms' statistics and the encoder stay. False if stopped."""
    network.eval()
    parameters = [*network.head.parameters()]
    if network.balancing.anchors is not None:
        parameters += [*network.balancing.anchors.parameters()]
    optimiser = torch.optim.AdamW(
        parameters, lr=tuning.learning_rate, weight_decay=tuning.weight_decay
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, tuning.steps)
    for _ in range(tuning.steps):
        if stop.is_set():
            return False
        loss = _loss(network, new.take(torch.randint(len(new), (tuning.new,)))).mean()
        if old is not None:
            rows = torch.multinomial(old.weight, tuning.old, replacement=True)
            loss = tuning.share * loss + _loss(network, old.features.take(rows)).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return True


def _loss(network: GReFEL, features: Features) -> Tensor:
    found = answers(network, features)
    corrected = cross_entropy(found.corrected, features.target)
    return corrected + 0.5 * cross_entropy(found.primary, features.target)


def _parted(replay: Replay | None, seed: int) -> tuple[Replay | None, Replay | None]:
    """What of the replay is trained on, and what is set aside."""
    if replay is None:
        return None, None
    count = len(replay.features)
    order = torch.from_numpy(np.random.default_rng((seed, 7)).permutation(count))
    cut = round(_SET_ASIDE * count)
    parts = order[cut:], order[:cut]
    first, second = (Replay(replay.features.take(rows), replay.weight[rows]) for rows in parts)
    return first, second


@torch.no_grad()
def _answer(network: GReFEL, features: Features) -> Tensor:
    return answers(network, features).corrected


def _of(replay: Replay) -> tuple[Tensor, Tensor]:
    return replay.features.target, replay.weight


def _score(p: Tensor, target: Tensor, weight: Tensor | None) -> Score:
    weight = torch.ones(len(p)) if weight is None else weight
    right = (p.argmax(dim=1) == target.argmax(dim=1)).float()
    share = weight / weight.sum()
    loss = (share * cross_entropy(p, target)).sum()
    return Score(len(p), float((share * right).sum()), float(loss))


def _flips(old: Tensor, new: Tensor, target: Tensor) -> Flips:
    label, was, now = target.argmax(dim=1), old.argmax(dim=1), new.argmax(dim=1)
    changed = was != now
    return Flips(
        changed=int(changed.sum()),
        wrong_to_right=int((changed & (now == label)).sum()),
        right_to_wrong=int((changed & (was == label)).sum()),
    )
