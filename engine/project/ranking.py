"""What to look at first: items of a review, ranked by what finds errors. Pure functions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from engine.project.items import Item

#: "Spread": at most this many items of one track start within this time.
SPREAD_ITEMS: Final = 3
SPREAD_US: Final = 10_000_000


class Order(StrEnum):
    """By what items are ranked.

    DISAGREEMENT: Jensen-Shannon divergence of primary and corrected. ENTROPY: of the corrected
    distribution. UNCERTAINTY: 1 - its largest probability. HUMAN_MODEL: divergence of people's
    labels and the corrected distribution. ANNOTATORS: divergence among annotators. RANDOM: by
    lot, for unbiased checks.
    """

    DISAGREEMENT = "disagreement"
    ENTROPY = "entropy"
    UNCERTAINTY = "uncertainty"
    HUMAN_MODEL = "human_model"
    ANNOTATORS = "annotators"
    RANDOM = "random"


_SIGNALS: Final[Mapping[Order, Callable[[Item], float | None]]] = {
    Order.DISAGREEMENT: lambda item: item.disagreement,
    Order.ENTROPY: lambda item: item.entropy,
    Order.UNCERTAINTY: lambda item: item.uncertainty,
    Order.HUMAN_MODEL: lambda item: item.human_model,
    Order.ANNOTATORS: lambda item: item.annotators,
}


def score(item: Item, order: Order) -> float | None:
    """An item's rank, higher first: its signal times the root of its seconds.

    Longer runs matter more, but not in proportion: their frames are much alike. None where the
    order does not apply, such as HUMAN_MODEL without labels. RANDOM has no score.
    """
    signal = _SIGNALS[order](item) if order in _SIGNALS else None
    return None if signal is None else signal * math.sqrt(item.seconds)


def rank(
    items: Iterable[Item], order: Order, *, spread: bool = True, seed: int = 0
) -> tuple[Item, ...]:
    """Items to review, the most urgent first; those the order does not apply to are left out.

    spread: items that crowd one moment of a track come after all others: near-duplicates teach
    little. seed: of the lot that RANDOM draws.
    """
    if order is Order.RANDOM:
        pool = sorted(items, key=lambda i: (i.run_id, i.track_id, i.start_us))
        places = np.random.default_rng(seed).permutation(len(pool))
        return tuple(pool[place] for place in places)
    scored = [(s, item) for item in items if (s := score(item, order)) is not None]
    scored.sort(key=lambda pair: (-pair[0], pair[1].track_id, pair[1].start_us))
    ranked = [item for _, item in scored]
    return _spread(ranked) if spread else tuple(ranked)


def _spread(ranked: Sequence[Item]) -> tuple[Item, ...]:
    starts: dict[str, list[int]] = {}
    first: list[Item] = []
    later: list[Item] = []
    for item in ranked:
        near = starts.setdefault(item.track_id, [])
        begin = bisect_right(near, item.start_us - SPREAD_US)
        crowd = bisect_left(near, item.start_us + SPREAD_US) - begin
        if crowd < SPREAD_ITEMS:
            insort(near, item.start_us)
            first.append(item)
        else:
            later.append(item)
    return (*first, *later)


@dataclass(frozen=True, slots=True)
class Caught:
    """How many errors the first items of an order catch, on labelled items.

    first: how many items were looked at. errors: how many of them the model has wrong. of: errors
    among all labelled items. items: labelled items in all. by_lot: errors expected by lot.
    """

    first: int
    errors: int
    of: int
    items: int

    @property
    def by_lot(self) -> float:
        """Errors that as many items drawn by lot would catch on average."""
        return self.of * self.first / self.items if self.items else 0.0

    @property
    def share(self) -> float:
        """Share of all errors that was caught, 0..1."""
        return self.errors / self.of if self.of else 0.0


def caught(ranked: Iterable[Item], firsts: Sequence[int] = (10, 20, 50)) -> tuple[Caught, ...]:
    """How many errors the first 10, 20, 50 items catch; items nobody labelled are skipped."""
    return caught_errors([e for item in ranked if (e := item.is_error) is not None], firsts)


def caught_errors(
    errors: Sequence[bool], firsts: Sequence[int] = (10, 20, 50)
) -> tuple[Caught, ...]:
    """The same of a list that says for each item in ranked order whether it is an error."""
    return tuple(
        Caught(min(n, len(errors)), sum(errors[:n]), sum(errors), len(errors)) for n in firsts
    )


#: What found most errors of every model measured so far, on FER+'s validation part.
DEFAULT_ORDER: Final = Order.UNCERTAINTY

#: Signals are compared by the errors among so many first pictures.
_JUDGED_BY: Final = 50

#: The orders that need nothing but what the model says, which a manifest tells of.
SIGNALS: Final = (Order.UNCERTAINTY, Order.ENTROPY, Order.DISAGREEMENT)


def order_for(metrics: Mapping[str, float]) -> Order:
    """The order that suits a model by its manifest's metrics, DEFAULT_ORDER if they say nothing.

    That is the one whose first 50 pictures hold most errors of the model, as `mien evaluate`
    counted them: nobody reviews to the end. Where several are even, the one that ranks better.
    """

    def worth(order: Order) -> tuple[float, float]:
        first = metrics.get(f"review_{order}_first_{_JUDGED_BY}", -1.0)
        return first, metrics.get(f"review_{order}_auroc", 0.0)

    return max((DEFAULT_ORDER, *SIGNALS), key=worth)


def promised(
    metrics: Mapping[str, float], order: Order, firsts: Sequence[int] = (10, 20, 50)
) -> tuple[Caught, ...]:
    """What a manifest says of how many errors the first items of an order catch; empty if nothing.

    Its figures are of pictures of a data set, not of this project's items.
    """
    n, errors = metrics.get("review_n", 0.0), metrics.get("review_errors", 0.0)
    names = {first: f"review_{order}_first_{first}" for first in firsts}
    return tuple(
        Caught(first, int(metrics[name]), int(errors), int(n))
        for first, name in names.items()
        if n and name in metrics
    )


def best_order(items: Sequence[Item], default: Order = DEFAULT_ORDER) -> Order:
    """The signal of the model that catches most errors on these labelled items.

    Judged by the mean share of errors caught over all places of the ranking. default: what is
    taken unless another is better, such as where nothing is labelled.
    """
    labelled = [item for item in items if item.is_error is not None]
    return max(
        dict.fromkeys((default, *SIGNALS)),
        key=lambda order: _area([bool(i.is_error) for i in rank(labelled, order, spread=False)]),
    )


def _area(errors: Sequence[bool]) -> float:
    found = np.cumsum(np.asarray(errors, dtype=np.float64))
    return float(found.mean() / found[-1]) if len(found) and found[-1] else 0.0
