"""Which track each predicted face belongs to, and which old track a new run's face continues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.project.predictions import Predictions
from engine.project.values import TrackPart

#: Two runs found the same face where their boxes overlap this much on average.
_SAME_FACE: Final = 0.5


def owners(
    predictions: Predictions, parts: Iterable[TrackPart], run_id: str
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Ids of the tracks that have faces here, and for each face which of them: (m,), -1 none."""
    ids: dict[str, int] = {}
    place = np.full(predictions.faces, -1, dtype=np.int64)
    pts = predictions.face_pts
    for part in parts:
        if part.run_id != run_id:
            continue
        mine = predictions.track == part.raw
        if part.start_us is not None:
            mine &= pts >= part.start_us
        if part.end_us is not None:
            mine &= pts < part.end_us
        place[mine] = ids.setdefault(part.track_id, len(ids))
    return tuple(ids), place


def same_face(
    new: Predictions,
    mine: NDArray[np.bool_],
    old: Predictions,
    owner: NDArray[np.int64],
    tracks: Sequence[str],
) -> str | None:
    """The track whose faces in `old` lie where one face of `new` lies; None where none does.

    mine: (m,) which faces of `new` are of that one. owner, tracks: as `owners` gives them for
    `old`.
    """
    if not old.faces or not len(tracks):
        return None
    frames, boxes = new.face_frame[mine], new.box[mine]
    theirs = np.flatnonzero(np.isin(old.face_frame, frames) & (owner >= 0))
    if not len(theirs):
        return None
    at = np.searchsorted(frames, old.face_frame[theirs])
    overlap = _iou(boxes[at], old.box[theirs])
    total = np.bincount(owner[theirs], weights=overlap, minlength=len(tracks))
    best = int(np.argmax(total))
    count = max(int(np.sum(owner[theirs] == best)), 1)
    return tracks[best] if total[best] / count >= _SAME_FACE else None


def _iou(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of boxes, row by row."""
    low = np.maximum(a[:, :2], b[:, :2])
    high = np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    shared = np.prod(np.maximum(high - low, 0.0), axis=1)
    union = np.prod(a[:, 2:], axis=1) + np.prod(b[:, 2:], axis=1) - shared
    return np.asarray(shared / np.maximum(union, 1e-9))
