"""Getting hold of a project file: is it one, can this Mien read it, is it free."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from engine.project.errors import (
    NotAProject,
    ProjectDamaged,
    ProjectError,
    ProjectLocked,
    ProjectMissing,
    ProjectNotSaved,
    ProjectReadOnly,
    ProjectTooNew,
)
from engine.project.schema import APPLICATION_ID, VERSION, migrate, version_of

SUFFIX: Final = ".mien"

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
_BUSY_S: Final = 5.0
#: Bytes that are checked in about half a second.
_CHECKED: Final = 200_000_000


def check_header(path: Path, *, newer: bool = False) -> int:
    """The schema version that the file says it has. newer: one of a newer Mien will do.

    Raises:
        ProjectMissing, NotAProject, ProjectTooNew, ProjectReadOnly: it cannot be opened here.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectMissing(
            "there is no such project",
            subject=str(path),
            hint="Choose it with File > Open, or open the video to start a new one",
        ) from error
    except OSError as error:
        raise ProjectReadOnly(
            f"the project cannot be read ({error.strerror})",
            subject=str(path),
            hint="Check the permissions of the file and its folder",
        ) from error
    if header[:16] != _MAGIC or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAProject(
            "this is not a Mien project",
            subject=str(path),
            hint="Choose a file that ends in .mien, or open a video",
        )
    version = int.from_bytes(header[60:64], "big")
    if version > VERSION and not newer:
        raise ProjectTooNew(
            f"a newer Mien made this project (version {version}, this one writes {VERSION})",
            subject=str(path),
            hint="Update Mien to change it; here it can only be read and exported",
        )
    return version


def not_understood(path: Path) -> ProjectTooNew:
    """The error of a file of a newer Mien that cannot even be read."""
    return ProjectTooNew(
        "a newer Mien made this project, and this one cannot read it",
        subject=str(path),
        hint="Update Mien; the file was not touched",
    )


def create(path: Path) -> None:
    """Write an empty project; it appears under its name when it is whole.

    Raises:
        ProjectError: there is a file of that name, or it cannot be written.
    """
    if path.exists():
        raise ProjectError(
            "there is a file of that name already",
            subject=str(path),
            hint="Open it, or choose another name",
        )
    part = path.with_name(f"{path.name}.part")
    with told(path):
        try:
            part.unlink(missing_ok=True)
            connection = sqlite3.connect(part, isolation_level=None)
            with contextlib.closing(connection):
                migrate(connection)
            part.rename(path)
        except OSError as error:
            raise _read_only(path, error.strerror or str(error)) from error


def knows(project: Path, video: str) -> bool:
    """Whether a project refers to a video by this path; what cannot be read does not."""
    try:
        check_header(project)
        with contextlib.closing(connect(project, read_only=True)) as connection:
            found = connection.execute("SELECT 1 FROM video WHERE path = ?", (video,)).fetchone()
    except (ProjectError, sqlite3.Error):
        return False
    return found is not None


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection in autocommit mode, with write-ahead log where the file system can.

    Raises:
        ProjectError: as `check_header`, and for damaged files.
    """
    mode = "ro" if read_only else "rw"
    with told(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=_BUSY_S,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL syncs every commit: an edit survives a power cut too, not only a crash.
            connection.execute("PRAGMA synchronous = FULL")
            if not read_only:
                kept = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
                if kept != "wal":
                    connection.execute("PRAGMA journal_mode = TRUNCATE")
        except BaseException:
            connection.close()
            raise
    return connection


def check_content(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `ProjectDamaged` where the file's structure is broken.

    Files that would keep somebody waiting are not looked through: what is broken in them is found
    when it is read.
    """
    if path.stat().st_size > _CHECKED:
        return
    with told(path):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, str(found))


def brought_up_to_date(
    connection: sqlite3.Connection, path: Path, *, read_only: bool
) -> sqlite3.Connection:
    """The connection, its file migrated to this Mien's version if an older one made it.

    Before that, a copy is put beside it as `NAME.vN.mien`. Read-only the file stays as it is: a
    migrated copy in memory takes its place.
    """
    before = version_of(connection)
    if before >= VERSION:
        return connection
    with told(path):
        if read_only:
            copy = sqlite3.connect(":memory:", isolation_level=None)
            connection.backup(copy)
            connection.close()
            migrate(copy)
            return copy
        beside = path.with_name(f"{path.stem}.v{before}{path.suffix}")
        with contextlib.closing(sqlite3.connect(beside)) as target:
            connection.backup(target)
        migrate(connection)
    return connection


def fold(connection: sqlite3.Connection) -> None:
    """Put everything into the one file, so that it can travel alone, and close."""
    # Another process that still reads keeps the log alive; the last one to close folds it in.
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


class ProjectLock:
    """Held by whoever writes: the system frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f".{path.name}.lock")
        self._lock = FileLock(self._file, timeout=0)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise ProjectLocked(
                "this project is open in another window",
                subject=str(path),
                hint="Go on there, close it, or open the project read-only",
            ) from error
        except OSError as error:
            raise _read_only(path, error.strerror or str(error)) from error

    def release(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self._file.unlink()
        self._lock.release()


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ones that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(path, error) from error


def translated(path: Path, error: sqlite3.Error) -> ProjectError:
    """What an error of SQLite means for the person before the screen."""
    known: dict[str, Callable[[], ProjectError]] = {
        "SQLITE_NOTADB": lambda: damaged(path, str(error)),
        "SQLITE_CORRUPT": lambda: damaged(path, str(error)),
        "SQLITE_FULL": lambda: _not_saved(path, "the disk is full", "Make room"),
        "SQLITE_IOERR": lambda: _not_saved(path, str(error), "Check the disk"),
        "SQLITE_BUSY": lambda: _not_saved(
            path, "another process is writing to it", "Close other programs that have it open"
        ),
        "SQLITE_READONLY": lambda: _read_only(path, str(error)),
        "SQLITE_PERM": lambda: _read_only(path, str(error)),
        "SQLITE_CANTOPEN": lambda: _read_only(path, str(error)),
    }
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, make in known.items():
        if name.startswith(prefix):
            return make()
    if "no such table" in str(error) or "no such column" in str(error):
        return damaged(path, str(error))
    return ProjectError(
        f"the project cannot be used ({error})", subject=str(path), hint="Make a copy and try that"
    )


def damaged(path: Path, why: str) -> ProjectDamaged:
    """The error of a file that is broken."""
    return ProjectDamaged(
        f"the project file is damaged ({why})",
        subject=str(path),
        hint="Open a copy from your backup; 'mien import-project --recover FILE' saves what "
        "can still be read",
    )


def _not_saved(path: Path, why: str, what: str) -> ProjectNotSaved:
    return ProjectNotSaved(
        f"the last change is not saved ({why})",
        subject=str(path),
        hint=f"{what}, then try again; everything before it is safe",
    )


def _read_only(path: Path, why: str) -> ProjectReadOnly:
    return ProjectReadOnly(
        f"the project cannot be written ({why})",
        subject=str(path),
        hint="Open it read-only, or copy it to a folder that you may write to",
    )
