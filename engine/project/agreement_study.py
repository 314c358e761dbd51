"""Agreement over the videos of a project, with intervals, and as tables.

Moments next to each other are much alike, so that intervals come of resampling stretches of time,
not moments: percentiles of the bootstrap over blocks of five seconds of a track.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.resampling import LEVEL, RESAMPLES, Interval
from engine.labels import LABELS
from engine.project.agreement import (
    MODEL,
    Distance,
    Pair,
    Ratings,
    alpha,
    distances,
    kappas,
    leading,
    named,
    pairs,
    ratings_of,
    with_model,
)
from engine.project.export.tables import Column, Table
from engine.project.store import Project
from engine.project.values import Run

#: Stretches that are drawn together.
BLOCK_US: Final = 5_000_000

#: With fewer stretches than this nothing can be said of how sure a figure is.
MIN_BLOCKS: Final = 6

Floats64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, None where it is not defined; interval: None with too little data."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class PairStudy:
    """Two raters, by name, the model last. kappa: interval of Cohen's kappa, if there is one."""

    pair: Pair
    kappa: Interval | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of some videos together. moments: that at least two people labelled.

    nominal, votes: Krippendorff's alpha among people. pairs: people first, then the model.
    """

    videos: int
    moments: int
    nominal: Alpha
    votes: Alpha
    pairs: tuple[PairStudy, ...]


def agreement(
    project: Project, *, video_ids: Sequence[str] | None = None, blind_only: bool = False
) -> Agreement:
    """How far raters agree in some videos of a project, or in all.

    blind_only: leave out labels given with the model's output in view.
    """
    videos = [v for v in project.videos() if video_ids is None or v.id in video_ids]
    segments = [s for video in videos for s in project.segments(video.id)]
    people = ratings_of(segments, blind_only=blind_only)
    everybody = people
    analyses = [
        (project.predictions(run.id), project.parts(video.id), run.id)
        for video in videos
        if (run := chosen_run(project.runs(video.id))) is not None
    ]
    if analyses:
        everybody = with_model(people, analyses)
    names = {a.id: a.name for a in project.annotators()}
    studied = [
        PairStudy(_by_name(pair), kappa)
        for pair, kappa in zip(
            pairs(named(everybody, names)), _kappa_intervals(everybody), strict=True
        )
        if pair.units
    ]
    return Agreement(
        videos=len(videos),
        moments=people.compared,
        nominal=_alpha(people, Distance.NOMINAL),
        votes=_alpha(people, Distance.VOTES),
        pairs=tuple(
            sorted(studied, key=lambda s: (s.pair.b == MODEL, s.pair.a.lower(), s.pair.b.lower()))
        ),
    )


def chosen_run(runs: Sequence[Run]) -> Run | None:
    """The analysis that counts: the newest complete one, else the newest."""
    return max(runs, key=lambda run: (run.complete, run.started_utc, run.id), default=None)


def _by_name(pair: Pair) -> Pair:
    """The same pair, its raters by name, the model last."""
    if (pair.a == MODEL, pair.a.lower()) <= (pair.b == MODEL, pair.b.lower()):
        return pair
    turned = tuple(tuple(row) for row in zip(*pair.confusion, strict=True))
    return replace(pair, a=pair.b, b=pair.a, confusion=turned)


# --- intervals


def _draws(blocks: int) -> Floats64 | None:
    """(r, blocks) how often each block is drawn; None where there are too few."""
    if blocks < MIN_BLOCKS:
        return None
    rng = np.random.default_rng(0)
    even = np.full(blocks, 1.0 / blocks)
    return rng.multinomial(blocks, even, size=RESAMPLES).astype(np.float64)


def _blocks(ratings: Ratings, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The block of each chosen moment, from 0."""
    where = np.column_stack([ratings.track[chosen], ratings.time_us[chosen] // BLOCK_US])
    if not len(where):
        return np.empty(0, dtype=np.int64)
    return np.unique(where, axis=0, return_inverse=True)[1].reshape(-1)


def _interval(values: Floats64) -> Interval | None:
    """Percentiles; None where hardly a resample has a figure."""
    values = values[np.isfinite(values)]
    if len(values) < RESAMPLES // 2:
        return None
    edge = (1.0 - LEVEL) / 2
    low, high = np.quantile(values, [edge, 1.0 - edge])
    return Interval(float(low), float(high))


def _alpha(ratings: Ratings, distance: Distance) -> Alpha:
    value = alpha(ratings, distance)
    compared = (ratings.codes >= 0).sum(axis=1) >= 2
    block = _blocks(ratings, compared)
    draws = _draws(int(block.max()) + 1 if len(block) else 0)
    if value is None or draws is None:
        return Alpha(value, None)
    codes = ratings.codes[compared]
    counts = np.zeros((len(codes), len(ratings.values)))
    rows, columns = np.nonzero(codes >= 0)
    np.add.at(counts, (rows, codes[rows, columns]), 1.0)
    apart = distances(ratings.values, distance)
    per_moment = counts.sum(axis=1)
    within = np.einsum("uv,vw,uw->u", counts, apart, counts, optimize=True) / (per_moment - 1.0)
    size = draws.shape[1]
    observed = draws @ np.bincount(block, weights=within, minlength=size)
    totals = np.zeros((size, counts.shape[1]))
    np.add.at(totals, block, counts)
    drawn = draws @ totals
    n = drawn.sum(axis=1)
    expected = np.einsum("rv,vw,rw->r", drawn, apart, drawn, optimize=True) / (n - 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Alpha(value, _interval(1.0 - observed / expected))


def _kappa_intervals(ratings: Ratings) -> list[Interval | None]:
    """Of each pair, in the order of `pairs`."""
    found: list[Interval | None] = []
    count = len(ratings.raters)
    if count < 2:
        return found
    names, code = np.unique(leading(ratings.values), axis=0, return_inverse=True)
    code = code.reshape(-1)
    for i in range(count):
        for j in range(i + 1, count):
            both = (ratings.codes[:, i] >= 0) & (ratings.codes[:, j] >= 0)
            block = _blocks(ratings, both)
            draws = _draws(int(block.max()) + 1 if len(block) else 0)
            if draws is None:
                found.append(None)
                continue
            a, b = code[ratings.codes[both, i]], code[ratings.codes[both, j]]
            tables = np.zeros((draws.shape[1], len(names), len(names)))
            np.add.at(tables, (block, a, b), 1.0)
            found.append(_interval(kappas(np.tensordot(draws, tables, axes=1))))
    return found


# --- tables


def pair_table(found: Agreement, name: str) -> Table:
    """A row a pair of raters, and two for alpha among all people."""
    figure = "0 chance, 1 full agreement; empty where it is not defined"
    interval = "edge of its 95 % interval (bootstrap over 5 s of a face); empty with too little"
    columns = (
        Column("rater_a", str, "a person; empty for all people together"),
        Column("rater_b", str, f"another person, or '{MODEL}'"),
        Column("moments", int, "moments 0.2 s apart that both labelled"),
        Column("agreement", float, "share of moments with the same leading label"),
        Column("measure", str, "what value is", levels=_MEASURES),
        Column("value", float, figure),
        Column("low", float, f"lower {interval}"),
        Column("high", float, f"upper {interval}"),
        Column("divergence", float, "mean Jensen-Shannon divergence of the labels, 0 to 1"),
    )
    together = [
        ("", "", found.moments, None, measure, each.value, *_edges(each.interval), None)
        for measure, each in (("alpha_nominal", found.nominal), ("alpha_votes", found.votes))
    ]
    rows = [
        (
            *(s.pair.a, s.pair.b, s.pair.units, s.pair.agreement),
            *("kappa", s.pair.kappa, *_edges(s.kappa), s.pair.divergence),
        )
        for s in found.pairs
    ]
    about = "Agreement of raters, the model being one of them, over the videos of the project."
    return Table(f"{name}.agreement", columns, [*together, *rows], len(rows) + 2, about=about)


_MEASURES: Final = (
    ("kappa", "Cohen's kappa of leading labels"),
    ("alpha_nominal", "Krippendorff's alpha of leading labels"),
    ("alpha_votes", "Krippendorff's alpha over distributions, by Jensen-Shannon divergence"),
)


def confusion_table(found: Agreement, name: str) -> Table:
    """A row for each pair of raters and of labels that they gave the same moments."""
    columns = (
        Column("rater_a", str, "a person"),
        Column("rater_b", str, f"another person, or '{MODEL}'"),
        Column("label_a", str, "what the first one says"),
        Column("label_b", str, "what the second one says of the same moments"),
        Column("moments", float, "how many; ambiguous labels are spread over their expressions"),
    )
    rows = [
        (s.pair.a, s.pair.b, str(first), str(second), s.pair.confusion[i][j])
        for s in found.pairs
        for i, first in enumerate(LABELS)
        for j, second in enumerate(LABELS)
    ]
    about = "Which labels raters give to the same moments."
    return Table(f"{name}.confusion", columns, rows, len(rows), about=about)


def _edges(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)
