"""Reading what is in a project."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from engine.project import opening
from engine.project.errors import ProjectError
from engine.project.predictions import COLUMNS as CHUNK_COLUMNS
from engine.project.predictions import Predictions, read_chunks
from engine.project.rows import TABLES
from engine.project.tracks import owners
from engine.project.values import (
    Annotator,
    Calibration,
    Entity,
    Export,
    Marker,
    Model,
    Person,
    Review,
    Run,
    Segment,
    Track,
    TrackPart,
    Video,
)
from engine.types import Record

T = TypeVar("T", bound=Entity)


class Contents:
    """The reading half of `engine.project.store.Project`, on an open connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def folder(self) -> Path:
        """The file's folder, which video paths are relative to."""
        return self._path.parent

    @property
    def id(self) -> str:
        """The project's own id; a copy of the file has the same."""
        return str(self.setting("project.id", ""))

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.setting("project.name", self._path.stem))

    # --- things in it

    def _all(self, kind: type[T], rest: str = "", values: tuple[Any, ...] = ()) -> tuple[T, ...]:
        table = TABLES[kind]
        with opening.told(self._path):
            rows = self._connection.execute(f"{table.select} {rest}", values).fetchall()
        try:
            return tuple(table.entity(row) for row in rows)
        except (ValueError, KeyError, TypeError) as error:
            raise opening.damaged(self._path, f"table {table.name}: {error}") from error

    def is_understood(self) -> bool:
        """Whether everything in the tables that this Mien knows makes sense to it."""
        known = {table.name: set(table.columns) for table in TABLES.values()}
        known["chunk"] = {name for name, *_ in CHUNK_COLUMNS}
        for name, columns in known.items():
            # Asked for one by one: SQLite takes a quoted name of no column for a text.
            there = self._connection.execute(f"PRAGMA table_info({name})").fetchall()
            if not columns <= {row[1] for row in there}:
                return False
        try:
            for kind in TABLES:
                self._all(kind)
        except ProjectError:
            return False
        return True

    def get(self, kind: type[T], id_: str) -> T | None:
        """The thing of a kind with this id, None where there is none."""
        found = self._all(kind, "WHERE id = ?", (id_,))
        return found[0] if found else None

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Everything of a kind, by id."""
        return self._all(kind, "ORDER BY id")

    def videos(self) -> tuple[Video, ...]:
        """All videos, in the order they were added."""
        return self._all(Video, "ORDER BY position, added_utc, id")

    def persons(self) -> tuple[Person, ...]:
        """All persons, by name."""
        return self._all(Person, "ORDER BY name, id")

    def annotators(self) -> tuple[Annotator, ...]:
        """All annotators, in the order they came."""
        return self._all(Annotator, "ORDER BY created_utc, rowid")

    def models(self) -> tuple[Model, ...]:
        """All models that ran here."""
        return self._all(Model, "ORDER BY name, version, id")

    def tracks(self, video_id: str) -> tuple[Track, ...]:
        """Tracks of a video, by number."""
        return self._all(Track, "WHERE video_id = ? ORDER BY number, id", (video_id,))

    def parts(self, video_id: str) -> tuple[TrackPart, ...]:
        """Which predictions the tracks of a video consist of."""
        where = "WHERE track_id IN (SELECT id FROM track WHERE video_id = ?)"
        return self._all(TrackPart, f"{where} ORDER BY raw, start_us, id", (video_id,))

    def segments(
        self,
        video_id: str,
        start_us: int | None = None,
        end_us: int | None = None,
        *,
        track_id: str | None = None,
        annotator_id: str | None = None,
    ) -> tuple[Segment, ...]:
        """Segments of a video, by start; those that touch start_us..end_us where given."""
        where, values = ["video_id = ?"], [video_id]  # type: list[str], list[Any]
        for text, value in (
            ("end_us > ?", start_us),
            ("start_us < ?", end_us),
            ("track_id = ?", track_id),
            ("annotator_id = ?", annotator_id),
        ):
            if value is not None:
                where.append(text)
                values.append(value)
        rest = f"WHERE {' AND '.join(where)} ORDER BY start_us, track_id, annotator_id, id"
        return self._all(Segment, rest, tuple(values))

    def markers(self, video_id: str) -> tuple[Marker, ...]:
        """Markers of a video, by time."""
        return self._all(Marker, "WHERE video_id = ? ORDER BY time_us, rowid", (video_id,))

    def reviews(self, video_id: str) -> tuple[Review, ...]:
        """Reviewed items of a video, in the order they were decided."""
        return self._all(Review, "WHERE video_id = ? ORDER BY created_utc, rowid", (video_id,))

    def calibrations(self) -> tuple[Calibration, ...]:
        """All neutral offsets, oldest first."""
        return self._all(Calibration, "ORDER BY created_utc, rowid")

    def exports(self) -> tuple[Export, ...]:
        """The export log, oldest first."""
        return self._all(Export, "ORDER BY created_utc, rowid")

    def next_track_number(self, video_id: str) -> int:
        """A number that no track of the video has or had."""
        with opening.told(self._path):
            last = self._connection.execute(
                "SELECT max(number) FROM (SELECT number FROM track WHERE video_id = ?1 UNION ALL "
                "SELECT raw FROM track_part JOIN run ON run.id = run_id WHERE video_id = ?1)",
                (video_id,),
            ).fetchone()[0]
        return 0 if last is None else int(last) + 1

    # --- predictions

    def runs(self, video_id: str) -> tuple[Run, ...]:
        """Analyses of a video, the newest last."""
        return self._all(Run, "WHERE video_id = ? ORDER BY started_utc, rowid", (video_id,))

    def predictions(
        self, run_id: str, start_us: int | None = None, end_us: int | None = None
    ) -> Predictions:
        """What a run said, of frames with start_us <= time < end_us where given."""
        with opening.told(self._path):
            try:
                return read_chunks(self._connection, run_id, start_us, end_us)
            except ValueError as error:
                raise opening.damaged(self._path, f"predictions: {error}") from error

    def run_start_us(self, run_id: str) -> int | None:
        """The time of a run's first frame, which tables count from; None while it has none."""
        with opening.told(self._path):
            row = self._connection.execute(
                "SELECT min(start_us) FROM chunk WHERE run_id = ?", (run_id,)
            ).fetchone()
        return None if row[0] is None else int(row[0])

    def records(
        self, run_id: str, start_us: int | None = None, end_us: int | None = None
    ) -> Iterator[Record]:
        """What a run said, frame by frame, with the numbers of the project's tracks."""
        run = self.get(Run, run_id)
        if run is None:
            return iter(())
        found = self.predictions(run_id, start_us, end_us)
        ids, owner = owners(found, self.parts(run.video_id), run_id)
        number = {track.id: track.number for track in self.tracks(run.video_id)}
        numbers = found.track.copy()
        for place, id_ in enumerate(ids):
            numbers[owner == place] = number[id_]
        return found.records(numbers)

    # --- settings

    def settings(self) -> dict[str, object]:
        """All settings, by key."""
        with opening.told(self._path):
            rows = self._connection.execute(
                "SELECT key, value FROM setting ORDER BY key"
            ).fetchall()
        return {key: json.loads(value) for key, value in rows}

    def setting(self, key: str, default: object = None) -> object:
        """A plain JSON value kept with the project, such as where work was left."""
        with opening.told(self._path):
            row = self._connection.execute(
                "SELECT value FROM setting WHERE key = ?", (key,)
            ).fetchone()
        return default if row is None else cast("object", json.loads(row[0]))
