"""How far annotators agree with each other, and with the model.

Labels are compared at moments a fixed step apart, on each track, wherever at least one annotator
labelled. UNSURE and NO_FACE are no opinion on the expression: they count as missing.

Krippendorff's alpha is written out here: its one library is under the GPL. So is Cohen's kappa, for
many tables at once: scikit-learn's is for one, and brings 190 MB along; a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, jensen_shannon
from engine.project.predictions import Predictions
from engine.project.tracks import owners
from engine.project.values import Segment, TrackPart

#: Time between two compared moments; shorter only repeats what the same segments say.
STEP_US: Final = 200_000

#: A prediction counts for a moment if it is at most this far away.
_NEAR_US: Final = 100_000

MODEL: Final = "model"

Codes = NDArray[np.int64]
Values = NDArray[np.float64]


class Distance(StrEnum):
    """How different two labels are, 0 to 1.

    NOMINAL: 0 for the same leading expressions, else 1. VOTES: Jensen-Shannon divergence (base 2)
    of the label distributions; for single labels the same as NOMINAL.
    """

    NOMINAL = "nominal"
    VOTES = "votes"


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Who said what of u moments.

    raters: names of the r columns. values: (v, 8) the distinct distributions. codes: (u, r) rows
    of `values`, -1 where a rater said nothing. track, time_us: (u,) which moment; track is a place
    in `tracks`.
    """

    raters: tuple[str, ...]
    values: Values
    codes: Codes
    tracks: tuple[str, ...]
    track: Codes
    time_us: Codes

    @property
    def compared(self) -> int:
        """Moments that at least two raters labelled."""
        return int(np.sum((self.codes >= 0).sum(axis=1) >= 2))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two raters. units: moments both labelled. kappa, agreement, divergence: None without any.

    kappa: Cohen's, of leading labels; None where it is not defined (both always say the same one
    label). agreement: share of moments with the same leading label. divergence: mean
    Jensen-Shannon divergence. confusion: (8, 8) moments, rows a's label, columns b's; ambiguous
    labels are spread over their expressions.
    """

    a: str
    b: str
    units: int
    kappa: float | None
    agreement: float | None
    divergence: float | None
    confusion: tuple[tuple[float, ...], ...]


def ratings_of(
    segments: Iterable[Segment], *, step_us: int = STEP_US, blind_only: bool = False
) -> Ratings:
    """What annotators said, at every `step_us` of every track that anybody labelled.

    raters: ids of annotators, sorted. blind_only: leave out labels given with the model's output in
    view, which agree with it for that reason too.
    """
    segments = [
        s for s in segments if s.label.distribution is not None and (s.blind or not blind_only)
    ]
    raters = tuple(sorted({s.annotator_id for s in segments}))
    tracks = tuple(sorted({s.track_id for s in segments}))
    kinds = sorted({s.label.weights for s in segments}, reverse=True)
    weights = np.array(kinds, dtype=np.float64).reshape(-1, len(LABELS))
    values = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
    code = {w: i for i, w in enumerate(kinds)}
    marks: dict[tuple[int, int], Codes] = {}
    for s in segments:
        place, column = tracks.index(s.track_id), raters.index(s.annotator_id)
        for step in range(-(-s.start_us // step_us), -(-s.end_us // step_us)):
            row = marks.setdefault((place, step), np.full(len(raters), -1, dtype=np.int64))
            row[column] = code[s.label.weights]
    units = sorted(marks)
    where = np.array(units, dtype=np.int64).reshape(-1, 2)
    codes = np.array([marks[u] for u in units], dtype=np.int64).reshape(len(units), len(raters))
    return Ratings(raters, values, codes, tracks, where[:, 0], where[:, 1] * step_us)


#: One analysis: what it says, the parts of its video's tracks, and its id.
Analysis = tuple[Predictions, Sequence[TrackPart], str]


def with_model(ratings: Ratings, analyses: Iterable[Analysis]) -> Ratings:
    """The same moments with the model's corrected label as one more rater, named `MODEL`.

    analyses: of the videos that the moments are in, one each at most.
    """
    said = np.full(len(ratings.codes), -1, dtype=np.int64)
    for predictions, parts, run_id in analyses:
        _fill(said, ratings, predictions, parts, run_id)
    said = np.where(said >= 0, len(ratings.values) + said, -1)
    values = np.concatenate([ratings.values, np.eye(len(LABELS))])
    values, back = np.unique(values, axis=0, return_inverse=True)
    codes = np.column_stack([ratings.codes, said])
    codes = np.where(codes >= 0, back.reshape(-1)[codes], -1)
    return Ratings(
        (*ratings.raters, MODEL), values, codes, ratings.tracks, ratings.track, ratings.time_us
    )


def _fill(
    said: Codes, ratings: Ratings, predictions: Predictions, parts: Iterable[TrackPart], run_id: str
) -> None:
    """Put the labels of one analysis where its tracks have moments."""
    ids, owner = owners(predictions, parts, run_id)
    pts = predictions.face_pts
    known = ~np.isnan(predictions.corrected[:, 0])
    for place, track_id in enumerate(ratings.tracks):
        if track_id not in ids:
            continue
        rows = np.flatnonzero((owner == ids.index(track_id)) & known)
        if not len(rows):
            continue
        mine = np.flatnonzero(ratings.track == place)
        near = rows[_nearest(pts[rows], ratings.time_us[mine])]
        close = np.abs(pts[near] - ratings.time_us[mine]) <= _NEAR_US
        said[mine[close]] = predictions.corrected[near].argmax(axis=1)[close]


def _nearest(sorted_times: Codes, times: Codes) -> Codes:
    """Place of the nearest of `sorted_times` (at least one) for each time."""
    after = np.clip(np.searchsorted(sorted_times, times), 1, max(len(sorted_times) - 1, 1))
    after = np.minimum(after, len(sorted_times) - 1)
    before = np.maximum(after - 1, 0)
    closer = np.abs(sorted_times[before] - times) <= np.abs(sorted_times[after] - times)
    return np.where(closer, before, after)


def alpha(ratings: Ratings, distance: Distance = Distance.NOMINAL) -> float | None:
    """Krippendorff's alpha of all raters: 1 full agreement, 0 chance, below 0 worse.

    1 - observed / expected distance, over all pairs of labels within a moment and over all pairs
    at all (Krippendorff 2011). None where it is not defined: fewer than two labels to compare, or
    nobody ever used two different ones.
    """
    codes = ratings.codes[(ratings.codes >= 0).sum(axis=1) >= 2]
    if not len(codes):
        return None
    counts = np.zeros((len(codes), len(ratings.values)))
    rows, columns = np.nonzero(codes >= 0)
    np.add.at(counts, (rows, codes[rows, columns]), 1.0)
    apart = distances(ratings.values, distance)
    per_unit = counts.sum(axis=1)
    within = np.einsum("uv,vw,uw->u", counts, apart, counts, optimize=True)
    observed = float(np.sum(within / (per_unit - 1.0))) / float(per_unit.sum())
    totals = counts.sum(axis=0)
    n = float(totals.sum())
    expected = float(totals @ apart @ totals) / (n * (n - 1.0))
    return None if expected <= 0 else 1.0 - observed / expected


def distances(values: Values, distance: Distance) -> Values:
    """(v, v) distance of each two distributions."""
    if distance is Distance.VOTES:
        return np.asarray(jensen_shannon(values[:, None, :], values[None, :, :]))
    leads = leading(values)
    return np.asarray((leads[:, None, :] != leads[None, :, :]).any(axis=-1), dtype=np.float64)


def leading(values: Values) -> NDArray[np.bool_]:
    """(v, 8) which expressions lead each distribution; several where they tie."""
    return np.asarray(np.isclose(values, values.max(axis=1, keepdims=True)) & (values > 0))


def pairs(ratings: Ratings) -> tuple[Pair, ...]:
    """Every two raters compared."""
    return tuple(_pair(ratings, i, j) for i, j in combinations(range(len(ratings.raters)), 2))


def _pair(ratings: Ratings, i: int, j: int) -> Pair:
    both = (ratings.codes[:, i] >= 0) & (ratings.codes[:, j] >= 0)
    a, b = ratings.values[ratings.codes[both, i]], ratings.values[ratings.codes[both, j]]
    confusion = a.T @ b
    kappa = agreement = divergence = None
    if len(a):
        first, second = leading(a), leading(b)
        agreement = float(np.mean((first == second).all(axis=1)))
        divergence = float(jensen_shannon(a, b).mean())
        kappa = _kappa(first, second)
    table = tuple(tuple(float(n) for n in row) for row in confusion)
    return Pair(ratings.raters[i], ratings.raters[j], len(a), kappa, agreement, divergence, table)


def _kappa(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float | None:
    """Of (n, 8) leading labels each; labels that tie are an answer of their own."""
    names, code = np.unique(np.concatenate([first, second]), axis=0, return_inverse=True)
    a, b = code.reshape(2, -1)
    table = np.zeros((1, len(names), len(names)))
    np.add.at(table[0], (a, b), 1.0)
    kappa = float(kappas(table)[0])
    return None if np.isnan(kappa) else kappa


def kappas(tables: Values) -> Values:
    """Cohen's kappa of each of (r, c, c) tables of counts; NaN where it is not defined."""
    n = tables.sum(axis=(1, 2))
    agreed = np.trace(tables, axis1=1, axis2=2)
    chance = np.einsum("rc,rc->r", tables.sum(axis=2), tables.sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        by_chance = chance / n**2
        return np.asarray((agreed / n - by_chance) / (1.0 - by_chance))


def named(ratings: Ratings, names: Mapping[str, str]) -> Ratings:
    """The same with other names for the raters, such as people's names for ids."""
    raters = tuple(names.get(r, r) for r in ratings.raters)
    return Ratings(
        raters, ratings.values, ratings.codes, ratings.tracks, ratings.track, ratings.time_us
    )
