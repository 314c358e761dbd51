"""What people said of a face, averaged over spans of time. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, jensen_shannon
from engine.project.values import Segment

Floats64 = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """One annotator's opinions on one track, summed up over time.

    time_us: (k,) where a label begins or ends. area: (k, 9) integrals up to there, of the labels'
    8 probabilities and of their presence; in between they are straight lines.
    """

    time_us: Ints
    area: Floats64

    @classmethod
    def of(cls, labels: Sequence[tuple[int, int, Floats64]]) -> Opinions:
        """From starts, ends and (8,) distributions."""
        time_us = np.array([edge for start, end, _ in labels for edge in (start, end)])
        change = np.array([sign * np.append(p, 1.0) for _, _, p in labels for sign in (1.0, -1.0)])
        order = np.argsort(time_us, kind="stable")
        time_us, slope = time_us[order], change[order].cumsum(axis=0)
        steps = slope[:-1] * np.diff(time_us)[:, None]
        return cls(time_us, np.concatenate([np.zeros_like(slope[:1]), steps.cumsum(axis=0)]))

    def means(self, start_us: Ints, end_us: Ints) -> Floats64:
        """The mean label of each of (k,) spans, by time: (k, 8), nan where there is none."""
        low, high = (
            np.stack([np.interp(at, self.time_us, column) for column in self.area.T], axis=1)
            for at in (start_us, end_us)
        )
        shared = high - low
        there = shared[:, -1:] > 0.5  # microseconds; less is rounding
        return np.where(there, shared[:, :-1] / np.where(there, shared[:, -1:], 1.0), np.nan)


def opinions_of(segments: Iterable[Segment]) -> list[Opinions]:
    """Of each annotator of one track's labels; those that name no expression do not count."""
    by: dict[str, list[tuple[int, int, Floats64]]] = {}
    for s in segments:
        p = s.label.distribution
        if p is not None:
            by.setdefault(s.annotator_id, []).append((s.start_us, s.end_us, p))
    return [Opinions.of(labels) for _, labels in sorted(by.items())]


def said(
    layers: Sequence[Opinions], start_us: Ints, end_us: Ints
) -> tuple[list[tuple[float, ...] | None], list[float | None]]:
    """Of (k,) spans the mean of the annotators' labels, and the mean divergence of their pairs."""
    means = [layer.means(start_us, end_us) for layer in layers]
    human = _mean_of(means, (len(start_us), len(LABELS)))
    pairs = [jensen_shannon(a, b) for i, a in enumerate(means) for b in means[i + 1 :]]
    apart = _mean_of(pairs, (len(start_us),))
    return (
        [None if math.isnan(p[0]) else tuple(p) for p in human.tolist()],
        [None if math.isnan(d) else d for d in apart.tolist()],
    )


def _mean_of(values: Sequence[Floats64], shape: tuple[int, ...]) -> Floats64:
    """The mean of those that are no nan; nan where all are, or none is given."""
    stacked = np.array(values).reshape(len(values), *shape)
    there = ~np.isnan(stacked)
    count = there.sum(axis=0)
    total = np.where(there, stacked, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
