"""The queue of a review: which items there are, which are done, which is next. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain
from typing import Final

import numpy as np

from engine.labels import Expression
from engine.project.items import Item
from engine.project.ranking import DEFAULT_ORDER, Caught, Order, caught_errors, rank
from engine.project.review import ItemKey, Summary, done_of, key_of
from engine.project.values import Review

#: A pace is told after so many items; sooner it is no more than a guess.
_PACE_AFTER: Final = 3

#: An item that stayed on screen for longer counts as this, in seconds: somebody went for coffee.
_LONGEST_S: Final = 120.0


class Scope(Enum):
    """Of which videos items come.

    ALL: of all, the most urgent first. ONE_BY_ONE: of all, but each video at one go, as changing
    from one to another takes a moment. HERE: of the open one.
    """

    ALL = auto()
    ONE_BY_ONE = auto()
    HERE = auto()


@dataclass(frozen=True, slots=True)
class Only:
    """Which items are wanted of all there are.

    label: those where it is one of the two looks; None for any. who: id of a person, or of the
    track of a face that has no name; empty for anybody.
    """

    label: Expression | None = None
    who: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != Only()

    def of(self, items: Iterable[Item], tracks: Collection[str]) -> tuple[Item, ...]:
        """Those of the items that are wanted. tracks: of whom they are wanted."""
        return tuple(
            item
            for item in items
            if self.label in (None, item.primary, item.corrected)
            and (not self.who or item.track_id in tracks)
        )


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
    #: Whether the model is wrong, of each item that people labelled, in the same order.
    _errors: tuple[bool, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        items: Iterable[Item],
        order: Order,
        reviews: Iterable[Review],
        *,
        spread: bool,
        one_by_one: bool = False,
    ) -> Queue:
        """The queue of these items, of which some were reviewed before.

        one_by_one: videos one after the other, that of the most urgent item first.
        """
        ranked = rank(items, order, spread=spread)
        if one_by_one:
            first = {
                id_: place for place, id_ in enumerate(dict.fromkeys(i.video_id for i in ranked))
            }
            ranked = tuple(sorted(ranked, key=lambda item: first[item.video_id]))
        places = {key_of(item): place for place, item in enumerate(ranked)}
        errors = tuple(e for item in ranked if (e := item.is_error) is not None)
        return cls(order, ranked, done_of(reviews), places, errors)

    def with_reviews(self, reviews: Iterable[Review]) -> Queue:
        """The same items after more, or fewer, decisions."""
        return Queue(self.order, self.items, done_of(reviews), self._places, self._errors)

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

    def next_open_in(self, video_id: str) -> int | None:
        """The place of a video's first item that is not done; None where there is none."""
        places = (p for p, item in enumerate(self.items) if item.video_id == video_id)
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
        return caught_errors(self._errors, firsts)

    @property
    def summary(self) -> Summary:
        """What was decided, and what it changed."""
        places = self._places
        pairs = [(self.items[places[k]], r) for k, r in self.done.items() if k in places]
        return Summary.of(pairs)
