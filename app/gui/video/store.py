"""The analysis of one video, held in numpy columns: compact, and fast to draw from.

A `ResultStore` takes `engine.types.Record` values in frame order and gives them back unchanged,
one by one for the overlay and the export, or summed over ranges of frames for the ribbons. An
hour with one face (108,000 records) takes about 45 MB and is drawn without touching every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.gui.video.columns import Column, Ints, Lane, RunningSums
from engine.labels import LABELS
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status

_STATUSES: Final = tuple(Status)
_WIDTH: Final = len(LABELS)


class ResultStore:
    """Records of one video in rising frame order. Appended to and read in one thread.

    `records` may be called in that thread and its iterator used up in another one.
    """

    def __init__(self) -> None:
        self._index = Column(np.int64)
        self._pts = Column(np.int64)
        self._status = Column(np.uint8)
        self._latency = Column(np.float64)
        self._face_end = Column(np.int64)
        self._track = Column(np.int64)
        self._score = Column(np.float64)
        self._box = Column(np.float64, 4)
        self._emotion = Column(np.float32, 3, _WIDTH)
        self._lanes: dict[int, Lane] = {}
        self._everyone = RunningSums(_WIDTH)

    def append(self, record: Record) -> None:
        """Take the next record.

        Raises:
            ValueError: its frame does not come after the last one.
        """
        if len(self) and record.index <= self.last_index:
            raise ValueError(f"frame {record.index} after frame {self.last_index}")
        for face in record.faces:
            self._append_face(record.index, face)
        self._index.append(record.index)
        self._pts.append(record.pts_us)
        self._status.append(_STATUSES.index(record.status))
        self._latency.append(np.nan if record.latency_ms is None else record.latency_ms)
        self._face_end.append(len(self._track))

    def _append_face(self, index: int, face: FaceRecord) -> None:
        emotion, box = face.emotion, face.box
        smooth = np.full(_WIDTH, np.nan) if emotion.smooth is None else emotion.smooth
        self._track.append(face.track)
        self._score.append(face.score)
        self._box.append((box.x, box.y, box.w, box.h))
        self._emotion.append(np.stack([emotion.primary, emotion.corrected, smooth]))
        lane = self._lanes.get(face.track)
        if lane is None:
            lane = self._lanes[face.track] = Lane(face.track)
        lane.append(index, emotion)
        self._everyone.append(index, emotion.corrected)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def last_index(self) -> int:
        """Frame index of the newest record, -1 while empty."""
        return int(self._index.rows[-1]) if len(self) else -1

    @property
    def frames(self) -> Ints:
        """(n,) int64 indices of the analysed frames, rising."""
        return self._index.rows

    @property
    def lanes(self) -> Sequence[Lane]:
        """One lane a track, in order of first appearance."""
        return tuple(self._lanes.values())

    @property
    def next_track(self) -> int:
        """The smallest track id above all that were used."""
        return max(self._lanes, default=-1) + 1

    def analysed(self, first: Ints, last: Ints) -> NDArray[np.bool_]:
        """(W,) bool: which ranges of frames (first included, last excluded) hold a record."""
        frames = self.frames
        return np.asarray(np.searchsorted(frames, last) > np.searchsorted(frames, first))

    def overview(self, first: Ints, last: Ints) -> Floats:
        """(W, 8) float32: mean corrected distribution of all faces in ranges of frames."""
        return self._everyone.mean(*self._everyone.rows(first, last))

    def record_at(self, index: int) -> Record | None:
        """The record of frame `index`, or None where it was not analysed."""
        row = int(np.searchsorted(self.frames, index))
        if row == len(self) or self.frames[row] != index:
            return None
        return next(self._iterate(row, row + 1))

    def records(self) -> Iterator[Record]:
        """All records of this moment, in order; appending goes on beside it."""
        return self._iterate(0, len(self))

    def columns(self) -> dict[str, NDArray[Any]]:
        """All that is held, by name, as views of this moment; `of_columns` takes it back."""
        return {name: column.rows for name, column in self._columns().items()}

    @classmethod
    def of_columns(cls, columns: Mapping[str, NDArray[Any]]) -> ResultStore:
        """The store that `columns` were taken from.

        Raises:
            KeyError, ValueError: they are not those of a store.
        """
        store = cls()
        for name, column in store._columns().items():
            column.extend(columns[name])
        ends, emotions = store._face_end.rows, store._emotion.rows
        counts = np.diff(ends, prepend=0)
        sizes = {len(c) for c in (store._track, store._score, store._box, store._emotion)}
        heads = {len(c) for c in (store._index, store._pts, store._status, store._latency)}
        whole = sizes == {int(ends[-1]) if len(ends) else 0} and heads == {len(ends)}
        if not whole or np.any(counts < 0) or np.any(np.diff(store.frames) <= 0):
            raise ValueError("not the columns of a store")
        frames = np.repeat(store.frames, counts)
        store._everyone.extend(frames, emotions[:, 1])
        tracks, first = np.unique(store._track.rows, return_index=True)
        for track in tracks[np.argsort(first)].tolist():
            rows = store._track.rows == track
            lane = store._lanes[track] = Lane(track)
            lane.extend(frames[rows], emotions[rows, 0], emotions[rows, 1])
        return store

    def _columns(self) -> dict[str, Column]:
        return {
            "index": self._index,
            "pts": self._pts,
            "status": self._status,
            "latency": self._latency,
            "face_end": self._face_end,
            "track": self._track,
            "score": self._score,
            "box": self._box,
            "emotion": self._emotion,
        }

    def _iterate(self, start: int, stop: int) -> Iterator[Record]:
        """Records of rows start..stop; the views are taken now, not at the first `next`."""
        columns = (self._index, self._pts, self._status, self._latency, self._face_end)
        frames = tuple(column.rows for column in columns)
        faces = tuple(c.rows for c in (self._track, self._score, self._box, self._emotion))

        def rows() -> Iterator[Record]:
            index, pts, status, latency, end = frames
            for row in range(start, stop):
                first = int(end[row - 1]) if row else 0
                latency_ms = float(latency[row])
                yield Record(
                    index=int(index[row]),
                    pts_us=int(pts[row]),
                    status=_STATUSES[status[row]],
                    faces=tuple(_face(faces, i) for i in range(first, int(end[row]))),
                    latency_ms=None if np.isnan(latency_ms) else latency_ms,
                )

        return rows()


def _face(columns: tuple[NDArray[Any], ...], row: int) -> FaceRecord:
    track, score, box, emotion = (column[row] for column in columns)
    primary, corrected, smooth = emotion
    return FaceRecord(
        track=int(track),
        score=float(score),
        box=Box(*(float(side) for side in box)),
        emotion=Emotion(primary, corrected, None if np.isnan(smooth[0]) else smooth),
    )
