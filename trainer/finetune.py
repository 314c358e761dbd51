"""Fine-tuning on a few labelled faces: `mien train --from MODEL --data PATH --out DIR`.

The encoder stays as it is; head and anchors learn from random views of the new faces and, against
forgetting, from what is stored of the old ones (`trainer.replay`). Old and new weights are then
compared on the same held-out people, and on old faces that were set aside.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.errors import DataError
from trainer import comparison
from trainer.comparison import Comparison
from trainer.config import RunConfig
from trainer.course import Course, Stretch, point
from trainer.data.augment import Strength
from trainer.data.batch import TrainingSet
from trainer.events import Ending, Event, Preparing, Progress
from trainer.features import Features, answers, augmented_features, plain_features
from trainer.models.grefel import GReFEL
from trainer.networks import network_named
from trainer.replay import Replay
from trainer.said import losses, right

#: Views that are made of the new faces, all together: a minute or two on one core.
_MOST_VIEWS = 12_000
#: Points of the curves, each a look at the held-out faces.
_POINTS = 25


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the last layers are tuned.

    steps: of AdamW. new, old: views of new faces and stored old ones in each. views: of each new
    face. share: weight of the new faces beside the old ones' 1; in a trial with 63 faces .1 took
    13 % off the held-out loss and cost .8 points on old faces, 1 took 30 % and cost 4.5.
    minutes: stop after so many, keeping the best weights; 0 never.
    """

    steps: int = 300
    share: float = 0.1
    new: int = 48
    old: int = 144
    views: int = 24
    learning_rate: float = 3e-4
    weight_decay: float = 1e-2
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Tuned:
    """The comparison, and what old and new weights say of each held-out face: (n, N) rows."""

    comparison: Comparison
    target: Tensor
    old: Tensor
    new: Tensor


class _Stopped(Exception):
    """Somebody wants it to end before there is anything to keep."""


def finetune(
    network: GReFEL,
    config: RunConfig,
    train: TrainingSet,
    held: TrainingSet | None,
    replay: Replay | None,
    tuning: Tuning | None = None,
    stop: threading.Event | None = None,
    *,
    temperature: float = 1.0,
    tell: Callable[[Event], None] = lambda event: None,
) -> Tuned | None:
    """Tune the network's head and anchors in place.

    When `stop` is set or the time is used up, the network is left with the weights that did best
    on the held-out faces; None if there were none yet. temperature: that corrected distributions
    are served with. Deterministic in the settings' seed, but for the time.

    Raises `DataError` without held-out faces: old and new weights could not be compared.
    """
    if held is None:
        raise DataError(
            "no face is held out, so old and new weights could not be compared",
            hint="Give faces of more people or videos, or a larger held_out",
        )
    tuning = tuning or Tuning()
    end = _End(stop or threading.Event(), tuning.minutes)
    torch.manual_seed(config.seed)
    try:
        new, apart = _looked_at(network, config, train, held, tuning, end, tell)
    except _Stopped:
        return None
    course = Course(network, apart, replay, config.seed, temperature)
    before = course.look()
    ending, step = _tune(network, new, course, tuning, end, tell)
    if step == 0:
        return None
    after = course.look()
    turned = comparison.flips(before.held, after.held, apart)
    low, high = comparison.gain_interval(turned, len(apart))
    found = Comparison(
        comparison.score(before.held, apart),
        comparison.score(after.held, apart),
        turned,
        course.remembered(before),
        course.remembered(after),
        low,
        high,
        comparison.by_label(before.held, after.held, apart),
        step,
        tuning.steps,
        ending,
    )
    return Tuned(found, apart.target, before.held, after.held)


class _End:
    """When to stop: somebody says so, or the time is used up."""

    def __init__(self, stop: threading.Event, minutes: float) -> None:
        self._stop, self._seconds = stop, 60.0 * minutes
        self._began = time.monotonic()

    @property
    def spent_s(self) -> float:
        return time.monotonic() - self._began

    @property
    def budget_s(self) -> float:
        """Seconds in all; 0 for no limit."""
        return self._seconds

    def reached(self) -> Ending | None:
        if self._stop.is_set():
            return Ending.INTERRUPTED
        return Ending.TIME if 0 < self._seconds <= self.spent_s else None


def _looked_at(
    network: GReFEL,
    config: RunConfig,
    train: TrainingSet,
    held: TrainingSet,
    tuning: Tuning,
    end: _End,
    tell: Callable[[Event], None],
) -> tuple[Features, Features]:
    """What the encoder says of views of the new faces, and of the held-out ones."""
    known = network_named(config.network)

    def told(done: int, of: int) -> None:
        tell(Preparing("views", done, of))
        if end.reached() is Ending.INTERRUPTED:
            raise _Stopped

    began = time.monotonic()
    apart = plain_features(network, held, known.size, known.channels, told)
    each_s = (time.monotonic() - began) / len(held)
    most = _MOST_VIEWS
    if end.budget_s:  # half of the time may go into the views, the other half into the steps
        most = min(most, int(0.5 * end.budget_s / max(each_s, 1e-6)))
    enough = -(-tuning.steps * tuning.new // len(train))  # no more than the steps can look at
    new = augmented_features(
        network,
        train,
        known.size,
        known.channels,
        views=max(1, min(tuning.views, most // len(train), enough)),
        how=Strength().scaled(config.augmentation, config.geometry, config.erasing),
        seed=config.seed,
        tell=told,
    )
    return new, apart


def _tune(
    network: GReFEL,
    new: Features,
    course: Course,
    tuning: Tuning,
    end: _End,
    tell: Callable[[Event], None],
) -> tuple[Ending, int]:
    """AdamW on head and anchors; the norms' statistics and the encoder stay.

    Returns why it ended and the step that the weights are of: the last, or the best one on the
    held-out faces if it was stopped; 0 where nothing was learned.
    """
    network.eval()
    parameters = [*network.head.parameters()]
    if network.balancing.anchors is not None:
        parameters += [*network.balancing.anchors.parameters()]
    optimiser = torch.optim.AdamW(
        parameters, lr=tuning.learning_rate, weight_decay=tuning.weight_decay
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, tuning.steps)
    best: tuple[float, int, list[Tensor]] | None = None
    every, ending, step = max(1, tuning.steps // _POINTS), None, 0
    began, stretch = time.monotonic(), Stretch()
    tell(point(course, 0, stretch))
    while ending is None and step < tuning.steps:
        step += 1
        loss, hits = _loss(network, new.take(torch.randint(len(new), (tuning.new,))))
        stretch.add(float(loss.detach()), hits, tuning.new)
        if course.stored is not None:
            picked = torch.multinomial(course.stored.weight, tuning.old, replacement=True)
            loss = tuning.share * loss + _loss(network, course.stored.features.take(picked))[0]
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        ending = end.reached()
        spent = time.monotonic() - began
        left = (tuning.steps - step) * spent / step
        tell(
            Progress(
                step, tuning.steps, 1, 1, stretch.loss or 0.0, stretch.hits, stretch.rate, left
            )
        )
        if step % every == 0 or ending is not None or step == tuning.steps:
            measured = point(course, step, stretch)
            tell(measured)
            stretch = Stretch()
            if best is None or measured.held_loss < best[0]:
                best = measured.held_loss, step, [p.detach().clone() for p in parameters]
    if ending is None or best is None:
        return Ending.FINISHED, step
    with torch.no_grad():
        for parameter, kept in zip(parameters, best[2], strict=True):
            parameter.copy_(kept)
    return ending, best[1]


def _loss(network: GReFEL, said: Features) -> tuple[Tensor, float]:
    """What is learned from, and the share of right answers."""
    found = answers(network, said)
    served, first = (
        losses(p, said.target, said.torn).mean() for p in (found.corrected, found.primary)
    )
    hits = right(found.corrected.detach(), said.target).float().mean()
    return served + 0.5 * first, float(hits)
