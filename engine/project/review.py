"""What a review decided, what that changed, and which labels it leaves unbiased. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.labels import Expression
from engine.project.items import Item
from engine.project.ranking import Order
from engine.project.values import Decision, Review, Segment, SegmentSource


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


def unbiased(segments: Iterable[Segment], reviews: Iterable[Review]) -> tuple[Segment, ...]:
    """The labels that may judge the model, or an order of review.

    All but those that were given in a review: its items were chosen for being doubtful, and its
    labels given with the model's in view. Where the lot chose, the choice is fair, so those count.
    """
    drawn = {
        (r.track_id, r.annotator_id, r.start_us, r.end_us)
        for r in reviews
        if r.order == Order.RANDOM
    }

    def fair(segment: Segment) -> bool:
        return segment.source is not SegmentSource.REVIEW or any(
            (segment.track_id, segment.annotator_id) == (track, annotator)
            and start <= segment.start_us
            and segment.end_us <= end
            for track, annotator, start, end in drawn
        )

    return tuple(s for s in segments if fair(s))
