"""Tables that a killed process left behind: found, cut after their last whole row, and kept."""

from __future__ import annotations

import csv
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import DataError
from engine.export.session import Counts, SessionFile, read_session
from engine.export.staged import StagedFile, cannot_write

_PART: Final = ".csv.part"

#: A table that was written to less than this ago, in seconds, may still be in the making.
QUIET_S: Final = 20.0

_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Rescued:
    """A table that was brought back. video: what was filmed beside it, if anything."""

    table: Path
    rows: int
    video: Path | None = None


def left_behind(folder: Path, quiet_s: float = QUIET_S) -> tuple[Path, ...]:
    """Tables in the making in a folder that nobody has written to for `quiet_s`, oldest first."""
    now, found = time.time(), []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_PART) and not entry.name.startswith("."):
                    changed = entry.stat().st_mtime
                    if now - changed >= quiet_s:
                        found.append((changed, Path(entry.path)))
    except OSError:
        return ()
    return tuple(path for _changed, path in sorted(found))


def rescue(part: Path) -> Rescued | None:
    """Keep what a table in the making holds as `NAME.partial.csv`, with its session file.

    A last line that was not written to its end is cut off. None, and the file is gone, where there
    is no whole row in it.

    Raises:
        OutputError: the folder cannot be written.
    """
    final = part.with_name(part.name.removesuffix(".part"))
    table, session = StagedFile(final), SessionFile(final.with_suffix(".session.json"))
    try:
        _cut(part)
        rows = _whole_rows(part)
    except OSError as error:
        raise cannot_write(final, error) from error
    if rows == 0:
        table.discard()
        session.discard()
        return None
    kept = table.keep_partial()
    video = final.with_suffix(".partial.mp4")
    filmed = video if video.is_file() else None
    _describe(session, kept, rows, filmed)
    return Rescued(kept, rows, filmed)


def _cut(part: Path) -> None:
    """Take away what stands after the last line feed."""
    with part.open("r+b") as file:
        at = end = file.seek(0, os.SEEK_END)
        while at > 0:
            begin = max(at - _BLOCK, 0)
            file.seek(begin)
            last = file.read(at - begin).rfind(b"\n")
            if last >= 0:
                at = begin + last + 1
                break
            at = begin
        if at < end:
            file.truncate(at)


def _whole_rows(part: Path) -> int:
    with part.open(encoding="utf-8", newline="", errors="replace") as text:
        return max(sum(1 for _row in csv.reader(text)) - 1, 0)


def _describe(session: SessionFile, kept: Path, rows: int, video: Path | None) -> None:
    """Say in the session file how the table came about, as far as that was known."""
    try:
        begun = read_session(session.part)
    except DataError:
        return  # the table stands for itself
    names = (kept.name, *(() if video is None else (video.name,)))
    session.write(
        msgspec.structs.replace(
            begun,
            counts=Counts(written=rows),
            complete=False,
            error="Mien ended unexpectedly while this was recorded",
            outputs=names,
        )
    )
    session.keep_partial()
