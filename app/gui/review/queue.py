"""The queue of a review: which items there are, which are done, which is next. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np

from engine.labels import Expression
from engine.project.ranking import DEFAULT_ORDER, Caught, Item, Order, best_order, caught, rank
from engine.project.values import Decision, Review

#: A pace is told after so many items; sooner it is no more than a guess.
_PACE_AFTER: Final = 3

#: An item that stayed on screen for longer counts as this, in seconds: somebody went for coffee.
_LONGEST_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What an item is known by over sessions and orders."""

    run_id: str
    track_id: str
    start_us: int
    end_us: int


def key_of(thing: Item | Review) -> ItemKey:
    """The key of an item, or of the one that was reviewed."""
    return ItemKey(thing.run_id, thing.track_id, thing.start_us, thing.end_us)


@dataclass(frozen=True, slots=True)
class Queue:
    """Items in the order of review, with what was decided. Made anew when either changes.

    done: the last decision of each item that has one.
    """

    order: Order = DEFAULT_ORDER
    items: tuple[Item, ...] = ()
    done: dict[ItemKey, Review] = field(default_factory=dict)
    #: Where each item stands; an hour has thousands, and every label asks.
    _places: dict[ItemKey, int] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, items: Iterable[Item], order: Order, reviews: Iterable[Review], *, spread: bool
    ) -> Queue:
        """The queue of these items, of which some were reviewed before."""
        ranked = rank(items, order, spread=spread)
        places = {key_of(item): place for place, item in enumerate(ranked)}
        return cls(order, ranked, done_of(reviews), places)

    def with_reviews(self, reviews: Iterable[Review]) -> Queue:
        """The same items after more, or fewer, decisions."""
        return Queue(self.order, self.items, done_of(reviews), self._places)

    def __len__(self) -> int:
        return len(self.items)

    def is_done(self, place: int) -> bool:
        """Whether the item at a place was decided; a skipped one is, too."""
        return key_of(self.items[place]) in self.done

    @property
    def count_done(self) -> int:
        """How many of the items are done."""
        return sum(key in self._places for key in self.done)

    def next_open(self, after: int = -1) -> int | None:
        """The place of the next item that is not done, round about; None when all are."""
        places = chain(range(after + 1, len(self)), range(min(after + 1, len(self))))
        return next((place for place in places if not self.is_done(place)), None)

    def place_of(self, key: ItemKey) -> int | None:
        """Where an item stands."""
        return self._places.get(key)

    @property
    def seconds_left(self) -> float | None:
        """The rest at the pace so far; None before there is a pace."""
        times = [r.seconds for r in self.done.values() if r.seconds is not None]
        if len(times) < _PACE_AFTER:
            return None
        pace = float(np.median(np.minimum(times, _LONGEST_S)))
        return pace * (len(self) - self.count_done)

    def caught(self, firsts: Sequence[int] = (10, 20, 50)) -> tuple[Caught, ...]:
        """How many of the model's errors the first items catch, on those that people labelled."""
        return caught(self.items, firsts)

    @property
    def summary(self) -> Summary:
        """What was decided, and what it changed."""
        places = self._places
        pairs = [(self.items[places[k]], r) for k, r in self.done.items() if k in places]
        return Summary.of(pairs)


def done_of(reviews: Iterable[Review]) -> dict[ItemKey, Review]:
    """The last decision of each item."""
    return {key_of(r): r for r in sorted(reviews, key=lambda r: (r.created_utc, r.id))}


@dataclass(frozen=True, slots=True)
class PairCount:
    """How the items of one pair of first look and correction were decided."""

    primary: Expression
    corrected: Expression
    items: int
    accepted_corrected: int
    accepted_primary: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Decisions by kind, frames that got another label than the model's, and pairs by number."""

    decisions: dict[Decision, int]
    changed_frames: int
    frames: int
    pairs: tuple[PairCount, ...]

    @classmethod
    def of(cls, reviewed: Sequence[tuple[Item, Review]]) -> Summary:
        """Count decisions of items."""
        kept = Decision.ACCEPT_CORRECTED
        judged = [(i, r) for i, r in reviewed if r.decision is not Decision.SKIP]
        changed = [i for i, r in judged if r.decision is not kept and not _same(i, r)]
        groups: dict[tuple[Expression, Expression], list[Decision]] = {}
        for item, review in judged:
            groups.setdefault((item.primary, item.corrected), []).append(review.decision)
        pairs = [
            PairCount(
                primary,
                corrected,
                len(found),
                found.count(kept),
                found.count(Decision.ACCEPT_PRIMARY),
            )
            for (primary, corrected), found in groups.items()
        ]
        return cls(
            decisions=dict(Counter(review.decision for _item, review in reviewed)),
            changed_frames=sum(item.frames for item in changed),
            frames=sum(item.frames for item, _review in judged),
            pairs=tuple(sorted(pairs, key=lambda pair: -pair.items)),
        )


def _same(item: Item, review: Review) -> bool:
    """Whether accepting the first look is accepting the correction."""
    return review.decision is Decision.ACCEPT_PRIMARY and item.primary is item.corrected


def best(items: Sequence[Item]) -> Order:
    """The signal that finds errors best on what people labelled here."""
    return best_order(items)
