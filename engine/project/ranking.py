"""What to look at first: runs of frames, ranked by the signal that finds errors.

Pure functions. An item is a run of consecutive frames of one track in which both the primary and
the corrected label stay the same; reviewing runs in place of frames shows each moment once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression, Floating, entropy, jensen_shannon
from engine.project.predictions import Predictions
from engine.project.tracks import owners
from engine.project.values import Segment, TrackPart

#: Shorter runs are blinks and transitions: too short to be looked at.
MIN_FRAMES: Final = 3

#: "Spread": at most this many items of one track start within this time.
SPREAD_ITEMS: Final = 3
SPREAD_US: Final = 10_000_000

#: A run ends where the track is lost for longer than this.
_GAP_US: Final = 1_000_000

Floats64 = NDArray[np.float64]
Ints = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class Item:
    """A run of frames to review: start_us (included) .. end_us (excluded) of one track.

    primary, corrected: the labels all its frames share. mean_primary, mean_corrected: (8,) mean
    distributions. disagreement, entropy, uncertainty: means over its frames, 0..1. human: (8,)
    mean of the labels people gave here, None where there are none. annotators: divergence among
    annotators, None where fewer than two labelled it.
    """

    run_id: str
    track_id: str
    first_frame: int
    last_frame: int
    frames: int
    start_us: int
    end_us: int
    primary: Expression
    corrected: Expression
    mean_primary: tuple[float, ...]
    mean_corrected: tuple[float, ...]
    disagreement: float
    entropy: float
    uncertainty: float
    human: tuple[float, ...] | None = None
    annotators: float | None = None

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end_us - self.start_us) / 1e6

    @property
    def human_model(self) -> float | None:
        """Divergence of people's labels and the corrected distribution; None without labels."""
        if self.human is None:
            return None
        return float(jensen_shannon(np.array(self.human), np.array(self.mean_corrected)))

    @property
    def is_error(self) -> bool | None:
        """Whether the model's label is none that leads among people; None without labels.

        Where several tie, as in a candidate set, each of them is right.
        """
        if self.human is None:
            return None
        return self.human[LABELS.index(self.corrected)] < max(self.human) - 1e-9


def make_items(
    predictions: Predictions,
    parts: Iterable[TrackPart],
    run_id: str,
    segments: Sequence[Segment] = (),
    *,
    min_frames: int = MIN_FRAMES,
) -> tuple[Item, ...]:
    """All runs of a video's predictions that are long enough, by track and time.

    segments: what people labelled in the video.
    """
    ids, owner = owners(predictions, parts, run_id)
    signals = _Signals.of(predictions)
    known = ~np.isnan(predictions.corrected[:, 0])  # imported faces may have no expression
    items: list[Item] = []
    for place, track_id in enumerate(ids):
        layers = _layers(s for s in segments if s.track_id == track_id)
        runs = _runs(predictions, np.flatnonzero((owner == place) & known))
        items += [
            _item(predictions, signals, rows, run_id, track_id, layers)
            for rows in runs
            if len(rows) >= min_frames
        ]
    return tuple(items)


@dataclass(frozen=True, slots=True, eq=False)
class _Signals:
    """Signals and times of all m faces, computed at once. frame_us: how long a frame lasts."""

    disagreement: Floats64
    entropy: Floats64
    uncertainty: Floats64
    frame: Ints
    pts: Ints
    frame_us: int

    @classmethod
    def of(cls, predictions: Predictions) -> _Signals:
        corrected = predictions.corrected
        return cls(
            jensen_shannon(predictions.primary, corrected),
            entropy(corrected),
            1.0 - corrected.max(axis=1).astype(np.float64),
            predictions.face_frame,
            predictions.face_pts,
            _frame_us(predictions.pts),
        )


def _frame_us(pts: Ints) -> int:
    """How long a frame lasts, typically; the end of a run is its last frame's and this."""
    return max(int(np.median(np.diff(pts))), 1) if len(pts) > 1 else 40_000


def _runs(predictions: Predictions, rows: Ints) -> list[Ints]:
    """Split the faces of one track where a label changes or the track is lost."""
    if not len(rows):
        return []
    first = predictions.primary[rows].argmax(axis=1)
    second = predictions.corrected[rows].argmax(axis=1)
    gap = np.diff(predictions.face_pts[rows]) > _GAP_US
    ends = np.flatnonzero((np.diff(first) != 0) | (np.diff(second) != 0) | gap) + 1
    return np.split(rows, ends)


def _item(
    predictions: Predictions,
    signals: _Signals,
    rows: Ints,
    run_id: str,
    track_id: str,
    layers: Sequence[_Layer],
) -> Item:
    first, last = rows[0], rows[-1]
    start, end = int(signals.pts[first]), int(signals.pts[last]) + signals.frame_us
    primary = predictions.primary[rows].mean(axis=0)
    corrected = predictions.corrected[rows].mean(axis=0)
    people = [p for layer in layers if (p := layer.mean(start, end)) is not None]
    return Item(
        run_id=run_id,
        track_id=track_id,
        first_frame=int(signals.frame[first]),
        last_frame=int(signals.frame[last]),
        frames=len(rows),
        start_us=start,
        end_us=end,
        primary=LABELS[int(predictions.primary[first].argmax())],
        corrected=LABELS[int(predictions.corrected[first].argmax())],
        mean_primary=_tuple(primary),
        mean_corrected=_tuple(corrected),
        disagreement=float(signals.disagreement[rows].mean()),
        entropy=float(signals.entropy[rows].mean()),
        uncertainty=float(signals.uncertainty[rows].mean()),
        human=_tuple(np.mean(people, axis=0)) if people else None,
        annotators=_among(people),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """One annotator's opinions on one track, by time: (k,) starts and ends, (k, 8) labels."""

    start_us: Ints
    end_us: Ints
    label: Floats64

    def mean(self, start_us: int, end_us: int) -> Floats64 | None:
        """The mean label in a span, by time; None where there is none."""
        first = int(np.searchsorted(self.end_us, start_us, side="right"))
        last = int(np.searchsorted(self.start_us, end_us, side="left"))
        if first >= last:
            return None
        low = np.maximum(self.start_us[first:last], start_us)
        shared = np.minimum(self.end_us[first:last], end_us) - low
        return np.asarray(shared @ self.label[first:last] / shared.sum())


def _layers(segments: Iterable[Segment]) -> list[_Layer]:
    by: dict[str, list[tuple[int, int, Floats64]]] = {}
    for s in segments:
        p = s.label.distribution
        if p is not None:
            by.setdefault(s.annotator_id, []).append((s.start_us, s.end_us, p))
    layers = []
    for _, said in sorted(by.items()):
        start, end, label = zip(*sorted(said, key=lambda entry: entry[0]), strict=True)
        layers.append(_Layer(np.array(start), np.array(end), np.array(label)))
    return layers


def _among(people: Sequence[Floats64]) -> float | None:
    """Mean divergence of all pairs."""
    pairs = [(a, b) for i, a in enumerate(people) for b in people[i + 1 :]]
    return float(np.mean([jensen_shannon(a, b) for a, b in pairs])) if pairs else None


def _tuple(p: Floating) -> tuple[float, ...]:
    return tuple(float(x) for x in p)


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
    return None if signal is None else signal * float(np.sqrt(item.seconds))


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
