"""What a model said of a video, as columns: written in chunks while it runs, read in one go.

Values are stored as they were computed (float32 distributions, float64 boxes), so that an export
of the project equals one made while analysing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS
from engine.types import Box, Emotion, FaceRecord, Record, Status

_STATUSES: Final = tuple(Status)
_WIDTH: Final = len(LABELS)

#: Columns with one entry a frame, and with one a face: SQL name, type on disk, shape of an entry.
_FRAME_COLUMNS: Final[tuple[tuple[str, str, tuple[int, ...]], ...]] = (
    ("frame", "<i8", ()),
    ("pts", "<i8", ()),
    ("status", "<u1", ()),
    ("latency", "<f8", ()),
    ("face_end", "<i8", ()),
)
_FACE_COLUMNS: Final[tuple[tuple[str, str, tuple[int, ...]], ...]] = (
    ("track", "<i8", ()),
    ("score", "<f8", ()),
    ("box", "<f8", (4,)),
    ("points", "<f4", (3, 2)),
    ("primary", "<f4", (_WIDTH,)),
    ("corrected", "<f4", (_WIDTH,)),
    ("smooth", "<f4", (_WIDTH,)),
)
#: All of them: name, type, shape of an entry.
COLUMNS: Final = (*_FRAME_COLUMNS, *_FACE_COLUMNS)

#: Left out (NULL) where a chunk has none; read as NaN.
_OPTIONAL: Final = frozenset({"latency", "points", "smooth"})


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Predictions of one run: n frames with m faces in all, in rising frame order.

    frame: (n,) int64 index in the video. pts: (n,) int64 microseconds. status: (n,) uint8, place
    in `engine.types.Status`. latency: (n,) float64 milliseconds, NaN where unknown. face_end: (n,)
    int64, end of the frame's faces among the m. track: (m,) int64 raw track, as the analysis
    counted. score: (m,) float64. box: (m, 4) float64 x, y, w, h in frame pixels. points: (m, 3, 2)
    float32 eye centres (the person's right one first) and mouth centre in frame pixels, NaN where
    nobody kept them. primary, corrected, smooth: (m, 8) float32; smooth is NaN where there was no
    smoothing, all are where an imported face has no expression.
    """

    frame: NDArray[np.int64]
    pts: NDArray[np.int64]
    status: NDArray[np.uint8]
    latency: NDArray[np.float64]
    face_end: NDArray[np.int64]
    track: NDArray[np.int64]
    score: NDArray[np.float64]
    box: NDArray[np.float64]
    points: NDArray[np.float32]
    primary: NDArray[np.float32]
    corrected: NDArray[np.float32]
    smooth: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def faces(self) -> int:
        """How many faces all frames have together."""
        return len(self.track)

    @property
    def face_row(self) -> NDArray[np.int64]:
        """(m,) int64: which of the n frames each face is in."""
        counts = np.diff(self.face_end, prepend=0)
        return np.repeat(np.arange(len(self.frame)), counts)

    @property
    def face_frame(self) -> NDArray[np.int64]:
        """(m,) int64: frame index of each face."""
        return self.frame[self.face_row]

    @property
    def face_pts(self) -> NDArray[np.int64]:
        """(m,) int64: time of each face in microseconds."""
        return self.pts[self.face_row]

    def records(self, tracks: NDArray[np.int64] | None = None) -> Iterator[Record]:
        """The frames as records; tracks: (m,) numbers to give the faces in place of the raw."""
        numbers = self.track if tracks is None else tracks
        start = 0
        for row in range(len(self)):
            end = int(self.face_end[row])
            latency = float(self.latency[row])
            yield Record(
                index=int(self.frame[row]),
                pts_us=int(self.pts[row]),
                status=_STATUSES[self.status[row]],
                faces=tuple(self._face(i, int(numbers[i])) for i in range(start, end)),
                latency_ms=None if np.isnan(latency) else latency,
            )
            start = end

    def _face(self, i: int, track: int) -> FaceRecord:
        smooth = None if np.isnan(self.smooth[i, 0]) else self.smooth[i]
        return FaceRecord(
            track=track,
            score=float(self.score[i]),
            box=Box(*(float(side) for side in self.box[i])),
            emotion=Emotion(self.primary[i], self.corrected[i], smooth),
            points=None if np.isnan(self.points[i, 0, 0]) else self.points[i],
        )

    @classmethod
    def of(cls, records: Sequence[Record]) -> Predictions:
        """Columns of records in rising frame order."""
        faces = [face for record in records for face in record.faces]
        nothing = np.full(_WIDTH, np.nan, dtype=np.float32)
        latency = [np.nan if r.latency_ms is None else r.latency_ms for r in records]
        unknown = np.full((3, 2), np.nan, dtype=np.float32)
        smooth = [nothing if f.emotion.smooth is None else f.emotion.smooth for f in faces]
        columns: dict[str, Any] = {
            "frame": [r.index for r in records],
            "pts": [r.pts_us for r in records],
            "status": [_STATUSES.index(r.status) for r in records],
            "latency": latency,
            "face_end": np.cumsum([len(r.faces) for r in records]),
            "track": [f.track for f in faces],
            "score": [f.score for f in faces],
            "box": [(f.box.x, f.box.y, f.box.w, f.box.h) for f in faces],
            "points": [unknown if f.points is None else f.points for f in faces],
            "primary": [f.emotion.primary for f in faces],
            "corrected": [f.emotion.corrected for f in faces],
            "smooth": smooth,
        }
        return cls(
            **{
                name: np.asarray(columns[name], dtype=dtype).reshape(-1, *shape)
                if shape
                else np.asarray(columns[name], dtype=dtype)
                for name, dtype, shape in COLUMNS
            }
        )

    def between(self, start: int, stop: int) -> Predictions:
        """Frames start..stop by their place here, not by their index."""
        first = int(self.face_end[start - 1]) if start else 0
        last = int(self.face_end[stop - 1]) if stop > start else first
        frames = {name: getattr(self, name)[start:stop] for name, *_ in _FRAME_COLUMNS}
        frames["face_end"] = frames["face_end"] - first
        faces = {name: getattr(self, name)[first:last] for name, *_ in _FACE_COLUMNS}
        return Predictions(**frames, **faces)


def insert_chunk(connection: sqlite3.Connection, run_id: str, chunk: Predictions) -> None:
    """Store the frames of `chunk` (at least one); the caller has opened a transaction."""
    names = [f'"{name}"' for name, *_ in COLUMNS]
    blobs = [_blob(name, getattr(chunk, name), dtype) for name, dtype, _ in COLUMNS]
    marks = ", ".join("?" for _ in range(7 + len(names)))
    connection.execute(
        "INSERT INTO chunk (run_id, first_frame, last_frame, start_us, end_us, frames, faces, "
        f"{', '.join(names)}) VALUES ({marks})",
        (
            run_id,
            int(chunk.frame[0]),
            int(chunk.frame[-1]),
            int(chunk.pts[0]),
            int(chunk.pts[-1]),
            len(chunk),
            chunk.faces,
            *blobs,
        ),
    )


def _blob(name: str, values: NDArray[Any], dtype: str) -> bytes | None:
    if name in _OPTIONAL and bool(np.isnan(values).all()):
        return None
    return np.ascontiguousarray(values, dtype=dtype).tobytes()


def read_chunks(
    connection: sqlite3.Connection,
    run_id: str,
    start_us: int | None = None,
    end_us: int | None = None,
) -> Predictions:
    """Predictions of a run, of the frames with start_us <= time < end_us where given.

    Raises:
        ValueError: a chunk is not what its row says.
    """
    low = -(2**62) if start_us is None else start_us
    high = 2**62 if end_us is None else end_us
    rows = connection.execute(
        f"SELECT {select_chunk()} FROM chunk WHERE run_id = ? AND end_us >= ? "
        "AND start_us < ? ORDER BY first_frame",
        (run_id, low, high),
    )
    parts = [decode_chunk(row) for row in rows]
    whole = _joined(parts)
    if start_us is None and end_us is None:
        return whole
    first, last = np.searchsorted(whole.pts, [low, high])
    return whole.between(int(first), int(last))


def select_chunk() -> str:
    """The columns that `decode_chunk` wants, for a query."""
    return ", ".join(["frames", "faces", *(f'"{name}"' for name, *_ in COLUMNS)])


def decode_chunk(row: Sequence[Any]) -> Predictions:
    """The predictions of a row of `select_chunk`.

    Raises:
        ValueError: the columns are not as long as the row says.
    """
    frames, faces, *blobs = row
    arrays: dict[str, NDArray[Any]] = {}
    for (name, dtype, shape), blob in zip(COLUMNS, blobs, strict=True):
        count = frames if (name, dtype, shape) in _FRAME_COLUMNS else faces
        if blob is None:
            values = np.full((count, *shape), np.nan, dtype=dtype)
        else:
            values = np.frombuffer(blob, dtype=dtype).reshape(count, *shape)
        arrays[name] = values
    return Predictions(**arrays)


def _joined(parts: Sequence[Predictions]) -> Predictions:
    if not parts:
        return Predictions.of([])
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Predictions)
    }
    ends, shift = [], 0
    for part in parts:
        ends.append(part.face_end + shift)
        shift += part.faces
    joined["face_end"] = np.concatenate(ends)
    return Predictions(**joined)
