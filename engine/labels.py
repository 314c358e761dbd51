"""The one taxonomy and the arithmetic of label distributions.

The order is that of FER+ (Barsoum et al. 2016) and is the same everywhere: in the network's
outputs, the CSV columns, the votes, the keys 1-8 and the colours.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: Any float array whose last axis is a distribution over labels.
Floating = NDArray[np.floating[Any]]


class Expression(StrEnum):
    """The eight expressions, in FER+ order. The value is the name in files: never renamed."""

    NEUTRAL = "neutral"
    HAPPINESS = "happiness"
    SURPRISE = "surprise"
    SADNESS = "sadness"
    ANGER = "anger"
    DISGUST = "disgust"
    FEAR = "fear"
    CONTEMPT = "contempt"


LABELS: Final[tuple[Expression, ...]] = tuple(Expression)

#: FER+ "crossentropy" rule: top labels are added until they cover this share, at most three.
CANDIDATE_MASS: Final = 0.75
CANDIDATE_LIMIT: Final = 3

_EPS: Final = 1e-12


def entropy(p: Floating) -> NDArray[np.float64]:
    """Shannon entropy over the last axis, divided by log N: 0 (one label) to 1 (uniform).

    GReFEL eq. 11 divides by N; the text wants 1 for uniform, which is log N.
    """
    q = np.asarray(p, dtype=np.float64)
    h = -(q * np.log(np.maximum(q, _EPS))).sum(axis=-1) / math.log(q.shape[-1])
    return np.asarray(np.clip(h, 0.0, 1.0))


def jensen_shannon(p: Floating, q: Floating) -> NDArray[np.float64]:
    """Jensen-Shannon divergence in base 2 over the last axis: 0 (equal) to 1 (disjoint)."""
    a = np.asarray(p, dtype=np.float64)
    b = np.asarray(q, dtype=np.float64)
    log_m = np.log2(np.maximum(0.5 * (a + b), _EPS))

    def kl(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((x * (np.log2(np.maximum(x, _EPS)) - log_m)).sum(axis=-1))

    return np.asarray(np.clip(0.5 * (kl(a) + kl(b)), 0.0, 1.0))


def candidate_set(p: Floating) -> tuple[int, ...]:
    """Indices of the labels that the distribution leaves in the running, most probable first.

    The rule of FER+'s crossentropy mode: add labels by falling probability until they cover
    `CANDIDATE_MASS`, at most `CANDIDATE_LIMIT`. One index means: not ambiguous.
    """
    shares = np.asarray(p, dtype=np.float64).tolist()
    order = sorted(range(len(shares)), key=lambda i: -shares[i])
    found: list[int] = []
    covered = 0.0
    for i in order[:CANDIDATE_LIMIT]:
        found.append(i)
        covered += shares[i]
        if covered >= CANDIDATE_MASS - 1e-9:
            break
    return tuple(found)
