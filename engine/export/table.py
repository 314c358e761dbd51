"""The table of results: one row a frame and face, one `no_face` row for a frame without.

The columns are a promise to whoever reads the files (docs/csv.md): never renamed, only added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from engine.labels import LABELS
from engine.types import Emotion, FaceRecord, Floats, Record, Status

#: One value of the table; None is "unknown" and is left empty.
Value = str | int | float | None
Row = tuple[Value, ...]

_FRAME = (
    ("session_id", str),
    ("frame", int),
    ("timestamp", float),
    ("time_utc", str),
    ("status", str),
    ("success", int),
    ("n_faces", int),
)
_FACE = (
    ("face_id", int),
    ("person", str),
    ("confidence", float),
    ("box_x", float),
    ("box_y", float),
    ("box_w", float),
    ("box_h", float),
)
_EMOTION = (
    *((f"primary_{label}", float) for label in LABELS),
    *((f"corrected_{label}", float) for label in LABELS),
    ("primary_label", str),
    ("primary_prob", float),
    ("corrected_label", str),
    ("corrected_prob", float),
    ("candidate_labels", str),
    ("entropy", float),
    ("disagreement", float),
)
_LATENCY = (("latency_ms", float),)
_SMOOTH = tuple((f"smooth_{label}", float) for label in LABELS)

#: Name and type of every column, in the order of the files.
TYPES: Final[dict[str, type[str] | type[int] | type[float]]] = dict(
    (*_FRAME, *_FACE, *_EMOTION, *_LATENCY, *_SMOOTH)
)
COLUMNS: Final[tuple[str, ...]] = tuple(TYPES)

#: Decimals written of each float column: microseconds, hundredths of a pixel, 1e-6 of the rest.
_DECIMALS = {"box_x": 2, "box_y": 2, "box_w": 2, "box_h": 2, "latency_ms": 3}
DECIMALS: Final[dict[str, int]] = {
    name: _DECIMALS.get(name, 6) for name, kind in TYPES.items() if kind is float
}

_NO_FACE: Row = (None,) * (len(_FACE) + len(_EMOTION))
_NO_SMOOTH: Row = (None,) * len(_SMOOTH)
_NAMES = tuple(str(label) for label in LABELS)


def rows_of(
    record: Record,
    session_id: str,
    start_us: int,
    time_utc0: datetime | None = None,
) -> Iterator[Row]:
    """The rows of one frame, values in the order of `COLUMNS`.

    start_us: presentation time of the session's first frame; `timestamp` counts from it.
    time_utc0: the wall clock at that frame, or None where nobody knows it (files).
    """
    elapsed_us = record.pts_us - start_us
    head: Row = (
        session_id,
        record.index,
        elapsed_us / 1e6,
        None if time_utc0 is None else _clock(time_utc0, elapsed_us),
        str(record.status),
        int(record.status is Status.OK),
        len(record.faces),
    )
    latency = None if record.latency_ms is None else round(record.latency_ms, 3)
    for face in record.faces:
        smooth = face.emotion.smooth
        tail = _NO_SMOOTH if smooth is None else _probabilities(smooth)
        yield (*head, *_face(face), *_emotion(face.emotion), latency, *tail)
    if not record.faces:
        yield (*head, *_NO_FACE, latency, *_NO_SMOOTH)


def _face(face: FaceRecord) -> Row:
    box = face.box
    return (
        face.track,
        None,
        round(float(face.score), 6),
        round(float(box.x), 2),
        round(float(box.y), 2),
        round(float(box.w), 2),
        round(float(box.h), 2),
    )


def _emotion(emotion: Emotion) -> Row:
    primary, corrected = _probabilities(emotion.primary), _probabilities(emotion.corrected)
    first, second = int(np.argmax(emotion.primary)), int(np.argmax(emotion.corrected))
    return (
        *primary,
        *corrected,
        _NAMES[first],
        primary[first],
        _NAMES[second],
        corrected[second],
        ";".join(emotion.candidates),
        round(emotion.entropy, 6),
        round(emotion.disagreement, 6),
    )


def _probabilities(p: Floats) -> tuple[float, ...]:
    # Python's own round, since numpy's leaves digits beyond the sixth.
    return tuple([round(x, 6) for x in p.tolist()])


def _clock(start: datetime, elapsed_us: int) -> str:
    """ISO 8601 in UTC with milliseconds, as `2026-01-31T23:59:59.999Z`."""
    now = start.astimezone(UTC) + timedelta(microseconds=elapsed_us)
    return now.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
