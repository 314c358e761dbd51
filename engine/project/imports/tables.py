"""Predictions in tables of other tools: OpenFace, Py-Feat, Mien's own, or plain CSV.

What a tool does not say stays unknown: faces without expressions get no distribution (NaN), a tool
with seven labels gives contempt 0. Such a tool's one distribution is both primary and corrected.
"""

from __future__ import annotations

import csv
import hashlib
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.evaluation.dataset import expression_of
from engine.labels import LABELS
from engine.project import edits
from engine.project.export.tables import Stopped
from engine.project.store import Project
from engine.project.values import Model, Run, Video, new_id
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status

_WIDTH: Final = len(LABELS)
_UNKNOWN: Final[Floats] = np.full(_WIDTH, np.nan, dtype=np.float32)

Cells = Mapping[str, str]


class TableKind(StrEnum):
    """Whose table it is."""

    MIEN = "mien"
    OPENFACE = "openface"
    PYFEAT = "pyfeat"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: frame index or seconds (one may be unknown), and the face, if there is one."""

    frame: int | None
    seconds: float | None
    face: FaceRecord | None


@dataclass(frozen=True, slots=True)
class TableImport:
    """What was brought in. kind: whose table it was."""

    run: Run
    kind: TableKind
    frames: int
    faces: int


def import_table(
    project: Project,
    video: Video,
    path: Path,
    *,
    times_us: NDArray[np.int64] | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
) -> TableImport:
    """Store another tool's predictions as a run of their own.

    times_us: (n,) times of the video's frames, which tables give as numbers only or too coarsely;
    without them a table's own times are taken. progress: called with the lines read so far.

    Raises:
        DataError: the table cannot be read, its layout is unknown, or it has no times.
        Stopped: `stop` was set while it was read; nothing was stored.
    """
    kind, rows = _read(path, stop, progress)
    records = _records(path, rows, times_us, video)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = next((m for m in project.models() if m.sha256 == digest), None)
    model = known or Model(new_id(), f"{_TITLES[kind]} ({path.name})", "", digest)
    run = Run(new_id(), video.id, model.id, backend="import")
    project.apply(edits.add("Import", *((run,) if known else (model, run))))
    with project.writer(run) as writer:
        for record in records:
            writer.append(record)
        writer.finish()
    return TableImport(run, kind, len(records), sum(len(r.faces) for r in records))


_TITLES: Final = {
    TableKind.MIEN: "Mien table",
    TableKind.OPENFACE: "OpenFace",
    TableKind.PYFEAT: "Py-Feat",
    TableKind.PLAIN: "Table",
}


def kind_of(columns: Sequence[str]) -> TableKind | None:
    """Whose table has these columns; None where nobody's that is known."""
    names = {c.strip() for c in columns}
    if {"frame", "face_id", *(f"corrected_{x}" for x in LABELS)} <= names:
        return TableKind.MIEN
    if {"FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "frame"} <= names:
        return TableKind.PYFEAT
    if {"frame", "timestamp", "confidence", "success"} <= names:
        return TableKind.OPENFACE
    named = sum(expression_of(name) is not None for name in names)
    return TableKind.PLAIN if named >= 2 and names & {"frame", "timestamp"} else None


def _read(
    path: Path, stop: threading.Event | None, progress: Callable[[int], None] | None
) -> tuple[TableKind, list[_Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, skipinitialspace=True)
            header = [name.strip() for name in next(reader, [])]
            kind = kind_of(header)
            if kind is None:
                raise DataError(
                    "none of the known layouts has these columns",
                    subject=str(path),
                    hint="Known are tables of Mien, OpenFace 2 and Py-Feat, and plain tables with "
                    "'frame' or 'timestamp' and columns named after the labels",
                )
            read = _READERS[kind](header)
            rows: list[_Row] = []
            for number, cells in enumerate(reader, start=2):
                rows.append(_line(path, number, cells, header, read))
                if number % 1000 == 0:
                    if stop is not None and stop.is_set():
                        raise Stopped
                    if progress is not None:
                        progress(len(rows))
            return kind, rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the table cannot be read ({error})", subject=str(path)) from error


def _line(
    path: Path, number: int, cells: list[str], header: list[str], read: Callable[[Cells], _Row]
) -> _Row:
    try:
        return read(dict(zip(header, cells, strict=True)))
    except (ValueError, KeyError) as error:
        raise DataError(f"line {number} makes no sense ({error})", subject=str(path)) from error


def _number(text: str) -> float:
    """A number; NaN for an empty cell."""
    return float(text) if text.strip() else math.nan


def _distribution(values: Sequence[float]) -> Floats:
    """(8,) shares of what is known, NaN where nothing is.

    Raises:
        ValueError: a share is negative.
    """
    known = np.nan_to_num(np.array(values, dtype=np.float64), nan=0.0)
    if (known < 0).any():
        raise ValueError(f"a negative share: {known.min()}")
    if known.sum() == 0:
        return _UNKNOWN
    return np.asarray(known / known.sum(), dtype=np.float32)


def _mien(header: Sequence[str]) -> Callable[[Cells], _Row]:
    def read(row: Cells) -> _Row:
        frame, seconds = int(row["frame"]), _number(row["timestamp"])
        if not row["face_id"].strip():
            return _Row(frame, seconds, None)
        first, second = (
            _distribution([_number(row[f"{kind}_{x}"]) for x in LABELS])
            for kind in ("primary", "corrected")
        )
        smooth = _distribution([_number(row.get(f"smooth_{x}", "")) for x in LABELS])
        box = Box(*(_number(row[f"box_{side}"]) for side in "xywh"))
        emotion = Emotion(first, second, None if np.isnan(smooth[0]) else smooth)
        return _Row(
            frame,
            seconds,
            FaceRecord(int(row["face_id"]), _number(row["confidence"]), box, emotion),
        )

    return read


def _openface(header: Sequence[str]) -> Callable[[Cells], _Row]:
    xs = [c for c in header if c.startswith("x_") and c[2:].isdigit()]
    ys = [c for c in header if c.startswith("y_") and c[2:].isdigit()]
    emotions = [f"emotion_{x}" for x in LABELS]

    def read(row: Cells) -> _Row:
        frame, seconds = int(_number(row["frame"])) - 1, _number(row["timestamp"])
        if _number(row["success"]) != 1:
            return _Row(frame, seconds, None)
        box = _around([_number(row[c]) for c in xs], [_number(row[c]) for c in ys])
        said = _distribution([_number(row.get(name, "")) for name in emotions])
        track = int(_number(row.get("face_id", "0")))
        face = FaceRecord(track, _number(row["confidence"]), box, Emotion(said, said))
        return _Row(frame, seconds, face)

    return read


def _around(xs: Sequence[float], ys: Sequence[float]) -> Box:
    """The rectangle around landmarks; empty where there are none."""
    if not xs or len(xs) != len(ys):
        return Box(0.0, 0.0, 0.0, 0.0)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _pyfeat(header: Sequence[str]) -> Callable[[Cells], _Row]:
    columns = _label_columns(header)
    people: dict[str, int] = {}

    def read(row: Cells) -> _Row:
        frame = int(_number(row["frame"]))
        seconds = _number(row.get("timestamp", ""))
        x, y, w, h, score = (
            _number(row.get(name, ""))
            for name in ("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore")
        )
        if math.isnan(x) or math.isnan(w):
            return _Row(frame, seconds, None)
        said = _distribution([_number(row[columns[i]]) if i in columns else 0.0 for i in range(8)])
        who = row.get("Identity", "").strip() or row.get("face_idx", "").strip()
        track = people.setdefault(who, len(people))
        score = 1.0 if math.isnan(score) else score
        return _Row(frame, seconds, FaceRecord(track, score, Box(x, y, w, h), Emotion(said, said)))

    return read


def _plain(header: Sequence[str]) -> Callable[[Cells], _Row]:
    columns = _label_columns(header)

    def read(row: Cells) -> _Row:
        frame, seconds = _number(row.get("frame", "")), _number(row.get("timestamp", ""))
        said = _distribution([_number(row[columns[i]]) if i in columns else 0.0 for i in range(8)])
        index = None if math.isnan(frame) else int(frame)
        if np.isnan(said[0]):
            return _Row(index, seconds, None)
        box = Box(*(_number(row.get(f"box_{side}", "0")) for side in "xywh"))
        track = int(_number(row.get("face_id", "") or "0"))
        return _Row(index, seconds, FaceRecord(track, 1.0, box, Emotion(said, said)))

    return read


def _label_columns(header: Sequence[str]) -> dict[int, str]:
    """Which column tells of which label, by place in `LABELS`."""
    found = {name: expression_of(name) for name in header}
    return {LABELS.index(label): name for name, label in found.items() if label is not None}


_READERS: Final[dict[TableKind, Callable[[Sequence[str]], Callable[[Cells], _Row]]]] = {
    TableKind.MIEN: _mien,
    TableKind.OPENFACE: _openface,
    TableKind.PYFEAT: _pyfeat,
    TableKind.PLAIN: _plain,
}


def _records(
    path: Path, rows: Sequence[_Row], times_us: NDArray[np.int64] | None, video: Video
) -> list[Record]:
    """Rows put together frame by frame, with the video's times."""
    frames: dict[int, tuple[int, list[FaceRecord]]] = {}
    for row in rows:
        index, pts = _moment(path, row, times_us, video)
        faces = frames.setdefault(index, (pts, []))[1]
        if row.face is not None:
            faces.append(row.face)
    return [
        Record(index, pts, Status.OK if faces else Status.NO_FACE, tuple(faces))
        for index, (pts, faces) in _rising(path, frames)
    ]


def _rising(
    path: Path, frames: Mapping[int, tuple[int, list[FaceRecord]]]
) -> Iterator[tuple[int, tuple[int, list[FaceRecord]]]]:
    last: int | None = None
    for index, frame in sorted(frames.items()):
        if last is not None and frame[0] <= last:
            raise DataError(f"time goes backwards at frame {index}", subject=str(path))
        last = frame[0]
        yield index, frame


def _moment(
    path: Path, row: _Row, times_us: NDArray[np.int64] | None, video: Video
) -> tuple[int, int]:
    """Frame index and time of a row."""
    seconds = None if row.seconds is None or math.isnan(row.seconds) else row.seconds
    if times_us is not None and len(times_us):
        index = row.frame
        if index is None and seconds is not None:
            index = _nearest(times_us, int(times_us[0]) + round(seconds * 1e6))
        if index is None or not 0 <= index < len(times_us):
            raise DataError(
                f"frame {row.frame} is not in the video, which has {len(times_us)}",
                subject=str(path),
                hint="Choose the table of this video, or the video of this table",
            )
        return index, int(times_us[index])
    if seconds is None:
        raise DataError(
            "the table does not say when its frames are",
            subject=str(path),
            hint="Put the video where the project expects it: its times are read from there",
        )
    index = round(seconds * (video.fps or 30.0)) if row.frame is None else row.frame
    return index, video.start_us + round(seconds * 1e6)


def _nearest(times_us: NDArray[np.int64], time_us: int) -> int:
    after = int(np.searchsorted(times_us, time_us))
    near = [i for i in (after - 1, after) if 0 <= i < len(times_us)]
    return min(near, key=lambda i: abs(int(times_us[i]) - time_us))
