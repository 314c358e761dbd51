"""One row a frame and face: what the model says, what people say, and people else model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.export.table import DECIMALS, TYPES, Row, Value, rows_of
from engine.labels import LABELS
from engine.project.calibration import apply_offset
from engine.project.export.scope import Said, VideoScope, said_spans
from engine.project.export.tables import Column, Table

_DESCRIPTIONS: Final = {
    "session_id": "The same on every row of one analysis, different between analyses",
    "frame": "Number of the frame in the video, from 0, in order of presentation",
    "timestamp": "Time since the first frame, from the container's presentation times",
    "time_utc": "Wall clock; empty for videos",
    "status": "What became of the frame",
    "success": "1 where status is ok",
    "n_faces": "Faces in this frame, the same on each of its rows",
    "face_id": "Number of the face's track in the project",
    "person": "Name given to the person, empty if none",
    "confidence": "How sure the detector is that this is a face; not of the expression",
    "primary_label": "Most probable label of the primary distribution",
    "primary_prob": "Its probability",
    "corrected_label": "Most probable label of the corrected distribution",
    "corrected_prob": "Its probability",
    "candidate_labels": "Labels that cover 75 % of the corrected distribution, at most three",
    "entropy": "Of the corrected distribution, divided by log 8",
    "disagreement": "Jensen-Shannon divergence (base 2) of primary and corrected",
    "latency_ms": "From grab to result; live only",
}
_UNITS: Final = {"timestamp": "s", "latency_ms": "ms"}
_GROUPS: Final = {
    "box_": ("Face rectangle, origin at the top left of the frame", "px"),
    "primary_": ("Probability of the label at first look", ""),
    "corrected_": ("Probability of the label after reliability balancing: the model's answer", ""),
    "smooth_": ("Corrected probability, exponentially smoothed along the track", ""),
}

_NAMES: Final = tuple(str(label) for label in LABELS)

HUMAN: Final = (
    Column("human_label", str, "The label that leads among people; empty if none does"),
    Column(
        "human_kinds",
        str,
        "How each annotator labelled: single; candidates; votes; unsure; no_face",
    ),
    Column("human_annotators", str, "Who labelled this moment, in the order of human_kinds"),
    Column("human_blind", int, "1 where nobody saw the model's output when labelling"),
    *(Column(f"human_{n}", float, "Share of the label, mean over annotators") for n in _NAMES),
    Column("final_source", str, "human where people have an opinion here, else model"),
    Column("final_label", str, "The label that leads in the final distribution"),
    *(
        Column(f"final_{n}", float, "People's share where there is one, else corrected")
        for n in _NAMES
    ),
)


def model_columns() -> tuple[Column, ...]:
    """The columns of docs/csv.md, described."""
    return tuple(_described(name) for name in TYPES)


def _described(name: str) -> Column:
    text, unit = _DESCRIPTIONS.get(name, ""), _UNITS.get(name, "")
    if not text:
        group = next(g for g in _GROUPS if name.startswith(g))
        text, unit = _GROUPS[group]
    return Column(name, TYPES[name], text, unit, DECIMALS.get(name, 6))


COLUMNS: Final = (*model_columns(), *HUMAN)

#: Only where somebody's neutral offset is switched on.
CALIBRATED: Final = tuple(
    Column(f"calibrated_{n}", float, "Corrected probability without the person's neutral offset")
    for n in _NAMES
)


def frames_table(scope: VideoScope, name: str) -> Table:
    """The per-frame table of an analysed video."""
    offsets = {
        track.number: np.array(found.offset)
        for track in scope.tracks
        if (found := scope.calibration_of(track)) is not None
    }
    rows = _rows(scope)
    return Table(
        name,
        (*COLUMNS, *CALIBRATED) if offsets else COLUMNS,
        (_calibrated(row, offsets) for row in rows) if offsets else rows,
        total=max(scope.predictions.faces, len(scope.predictions)),
        about="One row a frame and face, exactly one row for a frame without a face",
        facts={"NeutralOffsets": {str(n): offset.tolist() for n, offset in offsets.items()}},
    )


_FACE_ID: Final = list(TYPES).index("face_id")
_CORRECTED: Final = list(TYPES).index(f"corrected_{_NAMES[0]}")


def _calibrated(row: Row, offsets: dict[int, NDArray[np.float64]]) -> Row:
    """The row with the columns of CALIBRATED: empty for people without an offset."""
    number, corrected = row[_FACE_ID], row[_CORRECTED : _CORRECTED + len(LABELS)]
    if not isinstance(number, int) or number not in offsets or None in corrected:
        return (*row, *_NO_SHARES)
    shares = apply_offset(np.array(corrected, dtype=np.float64), offsets[number])
    return (*row, *(round(p, 6) for p in shares.tolist()))


def _rows(scope: VideoScope) -> Iterator[Row]:
    if scope.run is None:
        return
    numbers = np.array([*(t.number for t in scope.tracks), -1])[scope.owner]
    tracks = {t.number: t for t in scope.tracks}
    people = {number: scope.person_of(track) for number, track in tracks.items()}
    voices = {number: _Voices(scope, track.id) for number, track in tracks.items()}
    person, corrected = list(TYPES).index("person"), _CORRECTED
    for record in scope.predictions.records(numbers):
        for row in rows_of(record, scope.run.id[:16], scope.start_us):
            number = row[_FACE_ID]
            if not isinstance(number, int):
                yield (*row, *_NOBODY)
                continue
            named = (*row[:person], people.get(number), *row[person + 1 :])
            if not _is_known(row[corrected]):
                named = _without_emotion(named)
            answer = named[corrected : corrected + len(LABELS)]
            if number in voices:
                yield (*named, *voices[number].cells(record.pts_us, answer))
            else:
                yield (*named, *_SILENT, *_answer(answer))


class _Voices:
    """What people say of one track, as the cells of HUMAN; asked in rising time."""

    def __init__(self, scope: VideoScope, track_id: str) -> None:
        mine = tuple(s for s in scope.segments if s.track_id == track_id)
        self._spans = [(s.start_us, s.end_us, *_human(scope, s)) for s in said_spans(mine)]
        self._at = 0

    def cells(self, pts_us: int, corrected: Row) -> Row:
        """The cells at a moment that does not lie before the last one asked for.

        corrected: the model's distribution, which is the answer where people have none.
        """
        while self._at < len(self._spans) and self._spans[self._at][1] <= pts_us:
            self._at += 1
        if self._at == len(self._spans) or self._spans[self._at][0] > pts_us:
            return (*_SILENT, *_answer(corrected))
        _, _, people, final = self._spans[self._at]
        return (*people, *(_answer(corrected) if final is None else final))


_NOBODY: Final[Row] = (None,) * len(HUMAN)
_NO_SHARES: Final[Row] = (None,) * len(LABELS)
_SILENT: Final[Row] = (None, None, None, None, *_NO_SHARES)


def _human(scope: VideoScope, said: Said) -> tuple[Row, Row | None]:
    """What people say in a span, and the final columns; None where these are the model's."""
    top = None if said.top is None else str(said.top)
    head: Row = (
        top,
        ";".join(str(s.label.kind) for s in said.segments),
        ";".join(scope.annotators[s.annotator_id].name for s in said.segments),
        int(all(s.blind for s in said.segments)),
    )
    if said.distribution is not None:
        shares: Row = tuple(round(p, 6) for p in said.distribution.tolist())
        return (*head, *shares), ("human", top, *shares)
    nothing: Row | None = ("human", None, *_NO_SHARES) if said.no_face else None
    return (*head, *_NO_SHARES), nothing


def _answer(corrected: Row) -> Row:
    """Source, label and shares of the final columns where people say nothing."""
    if None in corrected:
        return (None, None, *_NO_SHARES)
    model = _NAMES[corrected.index(max(corrected, key=_value))]
    return ("model", model, *corrected)


def _value(cell: Value) -> float:
    return cell if isinstance(cell, float) else 0.0


def _is_known(value: Value) -> bool:
    return isinstance(value, float) and not math.isnan(value)


def _without_emotion(row: Row) -> Row:
    """An imported face of which nobody knows the expression: nothing in place of NaN."""
    emotion = ("primary_", "corrected_", "smooth_", "candidate_labels", "entropy", "disagreement")
    return tuple(
        None if name.startswith(emotion) else value for name, value in zip(TYPES, row, strict=True)
    )
