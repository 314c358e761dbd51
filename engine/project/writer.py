"""Storing predictions while a video is analysed, beside a window that edits the same project."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from engine.closing import Closing
from engine.project.opening import connect, told
from engine.project.predictions import Predictions, insert_chunk, read_chunks
from engine.project.rows import TABLES
from engine.project.tracks import owners, same_face
from engine.project.values import Run, Track, TrackPart, new_id
from engine.types import Record

#: Frames a chunk: what a crash can cost, at most, of an analysis.
CHUNK: Final = 256


class RunWriter(Closing):
    """Appends records to a run, in chunks of `CHUNK` frames; each chunk is one transaction.

    Made anywhere, used in one thread: its connection is opened there by the first `append`. Faces
    get their tracks as they are stored: the one that has their place in an older run of the video,
    or a new one. Use it in a `with` block; leaving it stores what is left, errors or not.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self._path = path
        self._run = run
        self._records: list[Record] = []
        self._connection: sqlite3.Connection | None = None
        self._known: set[int] = set()
        self._last = -1

    def append(self, record: Record) -> int | None:
        """Take the next record; returns the frame up to which all is stored, when it moved.

        Raises:
            ProjectNotSaved: the disk is full or gone; what was stored stays.
            ValueError: the frame does not come after the last one.
        """
        self._open()
        if record.index <= self._last:
            raise ValueError(f"frame {record.index} after frame {self._last}")
        self._records.append(record)
        self._last = record.index
        return self.flush() if len(self._records) >= CHUNK else None

    def flush(self) -> int | None:
        """Store what was appended; returns the last frame stored, None where there was nothing."""
        if not self._records:
            return None
        connection = self._open()
        chunk = Predictions.of(self._records)
        with told(self._path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._add_tracks(connection, chunk)
                insert_chunk(connection, self._run.id, chunk)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        self._records = []
        return int(chunk.frame[-1])

    def finish(self) -> None:
        """Store what is left and note that the video was read to its end."""
        self.flush()
        with told(self._path):
            self._open().execute("UPDATE run SET complete = 1 WHERE id = ?", (self._run.id,))

    def close(self) -> None:
        """Store what is left and let go of the file; harmless when called twice."""
        try:
            if self._records:
                self.flush()
        finally:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self._path, read_only=False)
            # Predictions can be computed again; edits of people wait less when these do not sync.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            with told(self._path):
                last = self._connection.execute(
                    "SELECT max(last_frame) FROM chunk WHERE run_id = ?", (self._run.id,)
                ).fetchone()[0]
                self._known = {
                    raw
                    for (raw,) in self._connection.execute(
                        "SELECT DISTINCT raw FROM track_part WHERE run_id = ?", (self._run.id,)
                    )
                }
            self._last = -1 if last is None else int(last)
        return self._connection

    def _add_tracks(self, connection: sqlite3.Connection, chunk: Predictions) -> None:
        """Give faces that this chunk shows first a track."""
        new = [raw for raw in dict.fromkeys(chunk.track.tolist()) if raw not in self._known]
        if not new:
            return
        earlier = connection.execute(
            "SELECT id FROM run WHERE video_id = ? AND id != ? "
            "ORDER BY started_utc DESC, rowid DESC",
            (self._run.video_id, self._run.id),
        ).fetchall()
        for raw in new:
            track_id = self._continued(connection, chunk, raw, [id_ for (id_,) in earlier])
            if track_id is None:
                track_id = self._new_track(connection, raw)
            part = TrackPart(new_id(), track_id, self._run.id, raw)
            table = TABLES[TrackPart]
            connection.execute(table.insert, table.cells(part))
            self._known.add(raw)

    def _continued(
        self, connection: sqlite3.Connection, chunk: Predictions, raw: int, runs: list[str]
    ) -> str | None:
        table = TABLES[TrackPart]
        for run_id in runs:
            old = read_chunks(connection, run_id, int(chunk.pts[0]), int(chunk.pts[-1]) + 1)
            rows = connection.execute(f"{table.select} WHERE run_id = ?", (run_id,))
            parts = [table.entity(row) for row in rows]
            tracks, owner = owners(old, parts, run_id)
            found = same_face(chunk, chunk.track == raw, old, owner, tracks)
            if found is not None:
                return found
        return None

    def _new_track(self, connection: sqlite3.Connection, raw: int) -> str:
        taken = {
            number
            for (number,) in connection.execute(
                "SELECT number FROM track WHERE video_id = ?", (self._run.video_id,)
            )
        }
        number = raw if raw not in taken else max(taken) + 1
        track = Track(new_id(), self._run.video_id, number)
        table = TABLES[Track]
        connection.execute(table.insert, table.cells(track))
        return track.id
