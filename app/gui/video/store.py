"""The analysis of one video, held in numpy columns: compact, and fast to draw from.

A `ResultStore` takes `engine.types.Record` values in frame order and gives them back unchanged,
one by one for the overlay and the export, or summed over ranges of frames for the ribbons. An
hour with one face (108,000 records) takes about 45 MB and is drawn without touching every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.labels import LABELS
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]

_STATUSES: Final = tuple(Status)
_WIDTH: Final = len(LABELS)
_FIRST_CAPACITY: Final = 256


class Column:
    """A numpy array that grows at its end.

    `rows` is a view of what is filled. Growing never changes rows that were given out before, so
    a view may be read in another thread while this one appends.
    """

    def __init__(self, dtype: DTypeLike, *shape: int) -> None:
        self._data: NDArray[Any] = np.empty((_FIRST_CAPACITY, *shape), dtype)
        self._length = 0

    def append(self, value: object) -> None:
        """Add one row."""
        if self._length == len(self._data):
            grown = np.empty((2 * len(self._data), *self._data.shape[1:]), self._data.dtype)
            grown[: self._length] = self._data
            self._data = grown
        self._data[self._length] = value
        self._length += 1

    def __len__(self) -> int:
        return self._length

    @property
    def rows(self) -> NDArray[Any]:
        """The filled rows, as a view."""
        return self._data[: self._length]


class RunningSums:
    """Vectors at rising frames, summed up: the mean over any range costs two look-ups."""

    def __init__(self, width: int) -> None:
        self._frames = Column(np.int64)
        self._sums = Column(np.float64, width)
        self._sums.append(0.0)

    def append(self, index: int, values: Floats) -> None:
        """Add the vector of a frame; indices never fall."""
        self._frames.append(index)
        self._sums.append(self._sums.rows[-1] + values)

    def __len__(self) -> int:
        return len(self._frames)

    def rows(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """Rows of ranges of frames (first included, last excluded): start, stop."""
        frames = self._frames.rows
        return np.searchsorted(frames, first), np.searchsorted(frames, last)

    def mean(self, low: Ints, high: Ints) -> Floats:
        """(W, width) float32: mean vectors of rows low..high, zero where there are none."""
        sums = self._sums.rows
        count = np.maximum(high - low, 1)[:, None]
        return np.asarray((sums[high] - sums[low]) / count, np.float32)


class Lane:
    """One track's rows, ready to be drawn at any scale."""

    def __init__(self, track: int) -> None:
        self.track = track
        self._both = RunningSums(2 * _WIDTH)
        self._disagreement = Column(np.float32)

    def append(self, index: int, emotion: Emotion) -> None:
        """Add the emotion of frame `index`; frames come in rising order."""
        self._both.append(index, np.concatenate([emotion.primary, emotion.corrected]))
        self._disagreement.append(emotion.disagreement)

    def __len__(self) -> int:
        return len(self._both)

    def ribbon(self, first: Ints, last: Ints) -> Ribbon:
        """Mean distributions over ranges of frames, one range a pixel column.

        first, last: (W,) int64 frame indices, first included, last excluded.
        """
        low, high = self._both.rows(first, last)
        mean = self._both.mean(low, high)
        return Ribbon(
            primary=mean[:, :_WIDTH],
            corrected=mean[:, _WIDTH:],
            disagreement=_range_maximum(self._disagreement.rows, low, high),
            present=high > low,
        )


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One lane downsampled to W pixel columns.

    primary, corrected: (W, 8) float32, the mean over the column's frames (zero where absent).
    disagreement: (W,) float32, the largest in the column, 0 to 1. present: (W,) bool.
    """

    primary: Floats
    corrected: Floats
    disagreement: Floats
    present: NDArray[np.bool_]


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


def _range_maximum(values: Floats, low: Ints, high: Ints) -> Floats:
    """Maximum of values[low:high] for each pair, 0 where a range is empty."""
    result = np.zeros(len(low), np.float32)
    filled = np.flatnonzero(high > low)
    if len(filled):
        # reduceat reads pairs (start, stop); the sentinel lets a stop point past the end.
        padded = np.append(values, np.float32(0.0))
        pairs = np.stack([low[filled], high[filled]], axis=1).ravel()
        result[filled] = np.maximum.reduceat(padded, pairs)[::2]
    return result
