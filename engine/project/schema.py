"""The tables of a project file, and how older files become today's.

docs/project-format.md describes them for people who read the file with other tools.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

#: "MIEN" in ASCII: what `PRAGMA application_id` says of a project file.
APPLICATION_ID: Final = 0x4D49454E

_V1: Final = """
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE video (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    quick_hash TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    fps REAL,
    frames INTEGER,
    duration_us INTEGER,
    start_us INTEGER NOT NULL,
    variable INTEGER,
    position INTEGER NOT NULL,
    added_utc TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE annotator (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_utc TEXT NOT NULL
) STRICT;

CREATE TABLE track (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    person_id TEXT REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX track_by_video ON track (video_id, number);

CREATE TABLE model (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video DEFERRABLE INITIALLY DEFERRED,
    model_id TEXT NOT NULL REFERENCES model DEFERRABLE INITIALLY DEFERRED,
    backend TEXT NOT NULL,
    precision TEXT NOT NULL,
    device TEXT NOT NULL,
    settings TEXT NOT NULL,
    app_version TEXT NOT NULL,
    started_utc TEXT NOT NULL,
    complete INTEGER NOT NULL
) STRICT;

CREATE TABLE track_part (
    id TEXT PRIMARY KEY,
    track_id TEXT NOT NULL REFERENCES track DEFERRABLE INITIALLY DEFERRED,
    run_id TEXT NOT NULL REFERENCES run DEFERRABLE INITIALLY DEFERRED,
    raw INTEGER NOT NULL,
    start_us INTEGER,
    end_us INTEGER
) STRICT;
CREATE INDEX track_part_by_track ON track_part (track_id);
CREATE INDEX track_part_by_run ON track_part (run_id, raw);

CREATE TABLE segment (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video DEFERRABLE INITIALLY DEFERRED,
    track_id TEXT NOT NULL REFERENCES track DEFERRABLE INITIALLY DEFERRED,
    annotator_id TEXT NOT NULL REFERENCES annotator DEFERRABLE INITIALLY DEFERRED,
    start_us INTEGER NOT NULL,
    end_us INTEGER NOT NULL CHECK (end_us > start_us),
    kind TEXT NOT NULL,
    weights TEXT NOT NULL,
    reasons TEXT NOT NULL,
    blind INTEGER NOT NULL,
    source TEXT NOT NULL,
    confidence INTEGER,
    note TEXT NOT NULL,
    created_utc TEXT NOT NULL,
    changed_utc TEXT NOT NULL
) STRICT;
CREATE INDEX segment_by_time ON segment (video_id, start_us);
CREATE INDEX segment_by_track ON segment (track_id, annotator_id, start_us);

CREATE TABLE marker (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video DEFERRABLE INITIALLY DEFERRED,
    time_us INTEGER NOT NULL,
    text TEXT NOT NULL,
    annotator_id TEXT REFERENCES annotator DEFERRABLE INITIALLY DEFERRED,
    created_utc TEXT NOT NULL
) STRICT;
CREATE INDEX marker_by_time ON marker (video_id, time_us);

CREATE TABLE review (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video DEFERRABLE INITIALLY DEFERRED,
    track_id TEXT NOT NULL REFERENCES track DEFERRABLE INITIALLY DEFERRED,
    run_id TEXT NOT NULL REFERENCES run DEFERRABLE INITIALLY DEFERRED,
    annotator_id TEXT NOT NULL REFERENCES annotator DEFERRABLE INITIALLY DEFERRED,
    start_us INTEGER NOT NULL,
    end_us INTEGER NOT NULL,
    "order" TEXT NOT NULL,
    score REAL NOT NULL,
    decision TEXT NOT NULL,
    segment_id TEXT,
    seconds REAL,
    created_utc TEXT NOT NULL
) STRICT;
CREATE INDEX review_by_video ON review (video_id, start_us);

CREATE TABLE calibration (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    model_id TEXT NOT NULL REFERENCES model DEFERRABLE INITIALLY DEFERRED,
    track_id TEXT NOT NULL REFERENCES track DEFERRABLE INITIALLY DEFERRED,
    start_us INTEGER NOT NULL,
    end_us INTEGER NOT NULL,
    offset TEXT NOT NULL,
    frames INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    created_utc TEXT NOT NULL
) STRICT;

CREATE TABLE export (
    id TEXT PRIMARY KEY,
    preset TEXT NOT NULL,
    folder TEXT NOT NULL,
    files TEXT NOT NULL,
    options TEXT NOT NULL,
    rows INTEGER NOT NULL,
    created_utc TEXT NOT NULL
) STRICT;

CREATE TABLE chunk (
    run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    first_frame INTEGER NOT NULL,
    last_frame INTEGER NOT NULL,
    start_us INTEGER NOT NULL,
    end_us INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    faces INTEGER NOT NULL,
    frame BLOB NOT NULL,
    pts BLOB NOT NULL,
    status BLOB NOT NULL,
    latency BLOB,
    face_end BLOB NOT NULL,
    track BLOB NOT NULL,
    score BLOB NOT NULL,
    box BLOB NOT NULL,
    points BLOB,
    "primary" BLOB NOT NULL,
    corrected BLOB NOT NULL,
    smooth BLOB,
    PRIMARY KEY (run_id, first_frame)
) STRICT;
"""

#: Step i brings a file of version i to version i + 1.
MIGRATIONS: Final[tuple[str, ...]] = (_V1,)

VERSION: Final = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of an open file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[str] = MIGRATIONS) -> int:
    """Bring the file up to date in one transaction; returns the version it had before.

    The connection must be in autocommit mode. A step that fails leaves the file as it was.
    """
    before = version_of(connection)
    if before >= len(steps):
        return before
    script = "".join(steps[before:])
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA application_id = {APPLICATION_ID}; "
            f"PRAGMA user_version = {len(steps)}; COMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise
    return before
