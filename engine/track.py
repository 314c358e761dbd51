"""Tracks: which face of this frame is which face of the frames before."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.types import Box, Face

#: Cost of a pair: 1 - IoU plus the distance of the centres in face sizes. A pair above this is
#: not the same face: boxes that do not touch and lie more than one face apart.
_MAX_COST: Final = 2.0
#: A face that changed its size by more than this factor is another face.
_MAX_GROWTH: Final = 2.5
_IMPOSSIBLE: Final = 1e6


@dataclass(frozen=True, slots=True)
class _Track:
    """id: of the track. box: where its face was seen last, at `seen_us` (microseconds)."""

    id: int
    box: Box
    seen_us: int


class Tracker:
    """Gives each face the id of its track; ids count from 0 and are never used twice.

    Each frame's faces are matched to the tracks at least total cost (Hungarian method). A track
    outlives `patience_s` seconds without a face, so a hand or a missed frame does not end it. A
    cut ends every track: who is seen after it is not known to be the same person.
    """

    def __init__(self, patience_s: float = 0.8) -> None:
        self._patience_us = patience_s * 1e6
        self._tracks: tuple[_Track, ...] = ()
        self._next_id = 0

    def update(
        self, faces: tuple[Face, ...], pts_us: int, *, cut: bool = False
    ) -> tuple[Face, ...]:
        """The same faces in the same order, with `Face.track` set.

        pts_us: the frame's presentation time in microseconds; time that runs backwards (a seek)
        ends every track. cut: a hard cut lies between the last frame and this one.
        """
        alive = () if cut else tuple(t for t in self._tracks if self._is_alive(t, pts_us))
        owner = _match(alive, faces)
        tracked: list[Face] = []
        for index, face in enumerate(faces):
            if index in owner:
                tracked.append(replace(face, track=owner[index]))
            else:
                tracked.append(replace(face, track=self._next_id))
                self._next_id += 1
        seen = tuple(_Track(i, f.box, pts_us) for f in tracked if (i := f.track) is not None)
        matched = set(owner.values())
        self._tracks = seen + tuple(t for t in alive if t.id not in matched)
        return tuple(tracked)

    def reset(self) -> None:
        """End every track (another file). Ids go on: none is ever used twice."""
        self._tracks = ()

    def _is_alive(self, track: _Track, now_us: int) -> bool:
        return 0 <= now_us - track.seen_us <= self._patience_us


def _match(tracks: tuple[_Track, ...], faces: tuple[Face, ...]) -> dict[int, int]:
    """Track id by index of the face, for the faces that have one."""
    if not tracks or not faces:
        return {}
    if len(tracks) == len(faces) == 1:  # nearly always, and arrays would take ten times as long
        return {0: tracks[0].id} if _cost(tracks[0].box, faces[0].box) <= _MAX_COST else {}
    costs = np.array([[_cost(track.box, face.box) for face in faces] for track in tracks])
    if costs.min() > _MAX_COST:
        return {}
    return {
        int(column): tracks[row].id
        for row, column in zip(*_assign(costs), strict=True)
        if costs[row, column] <= _MAX_COST
    }


def _assign(costs: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the cheapest one-to-one assignment, without those of no possible pair.

    Where no two compete for one and the same, all get what is cheapest for them. That is nearly
    always so, and spares loading scipy.optimize: a third of a second, in which a camera goes on.
    """
    rows = np.flatnonzero(costs.min(axis=1) <= _MAX_COST)
    columns = np.flatnonzero(costs.min(axis=0) <= _MAX_COST)
    possible = costs[np.ix_(rows, columns)]
    if len(rows) <= len(columns):
        cheapest = possible.argmin(axis=1)
        if len(set(cheapest.tolist())) == len(rows):
            return rows, columns[cheapest]
    else:
        cheapest = possible.argmin(axis=0)
        if len(set(cheapest.tolist())) == len(columns):
            return rows[cheapest], columns
    from scipy.optimize import linear_sum_assignment

    chosen_rows, chosen_columns = linear_sum_assignment(possible)
    return rows[chosen_rows], columns[chosen_columns]


def _cost(a: Box, b: Box) -> float:
    """0 for the same box; `_IMPOSSIBLE` for boxes that cannot be of one face."""
    size_a, size_b = math.sqrt(a.area), math.sqrt(b.area)
    small, large = sorted((size_a, size_b))
    if small <= 0.0 or large / small > _MAX_GROWTH:
        return _IMPOSSIBLE
    dx = (a.x + a.w / 2) - (b.x + b.w / 2)
    dy = (a.y + a.h / 2) - (b.y + b.h / 2)
    cost = (1.0 - a.iou(b)) + math.hypot(dx, dy) / (0.5 * (size_a + size_b))
    return cost if cost <= _MAX_COST else _IMPOSSIBLE
