"""One file from disk to tables, session file and annotated copy."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.analyser import Analyser
from engine.batch import analyse_source
from engine.errors import DataError, MienError, OutputError, SourceError
from engine.export.session import (
    Counts,
    ModelSpec,
    Session,
    SessionFile,
    Settings,
    file_sha256,
    new_session,
    plain_text,
    read_session,
)
from engine.export.sink import TableFormat, open_sink
from engine.sources.base import FrameSource, SourceInfo, SourceKind
from engine.types import Record, Scored

if TYPE_CHECKING:
    from engine.export.overlay import OverlayPicture, OverlayVideo


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What to make of each file. overlay: an annotated copy as well."""

    settings: Settings
    formats: tuple[TableFormat, ...] = (TableFormat.CSV,)
    overlay: bool = False


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of one file.

    outputs: tables and annotated copy. damage: why the source broke off midway.
    interrupted: `stop` was set; the outputs then are partial ones, under names that say so.
    """

    session: Session
    outputs: tuple[Path, ...]
    damage: MienError | None = None
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to analyse. base: folder and name, without suffix, of its results."""

    path: Path
    base: Path


#: What became of a file: its result, None where it was done already, or what went wrong.
Outcome = FileResult | Exception | None

#: Called with the frames decoded so far.
Progress = Callable[[int], None]

#: Called with every analysed frame, after it was written.
OnScored = Callable[[Scored], None]


def session_path(base: Path) -> Path:
    """The session file of the outputs called `base` (a folder and a name without suffix)."""
    return base.with_name(f"{base.name}.session.json")


def table_path(base: Path, table: TableFormat) -> Path:
    """The table of the outputs called `base`."""
    return base.with_name(f"{base.name}.{table}")


def overlay_path(base: Path, kind: str) -> Path:
    """The annotated copy of the outputs called `base`; kind: as in `SourceSpec`."""
    return base.with_name(f"{base.name}.overlay.{'png' if kind == SourceKind.IMAGE else 'mp4'}")


def plan(source: FrameSource, path: Path, analyser: Analyser, settings: Settings) -> Session:
    """The session that analysing `path`, opened as `source`, will be. Hashes the file.

    Raises `SourceError` where the file cannot be read.
    """
    try:
        sha256 = file_sha256(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(f"the file cannot be read ({why})", subject=str(path)) from error
    return new_session(replace(source.info, path=path), analyser.info, settings, sha256=sha256)


def already_done(session: Session, base: Path, options: FileOptions) -> bool:
    """Whether `base` holds the complete result of just this work, every file of it."""
    try:
        there = read_session(session_path(base))
    except DataError:
        return False
    wanted = [table_path(base, table) for table in options.formats]
    if options.overlay:
        wanted.append(overlay_path(base, session.source.kind))
    whole = all(plain_text(path.name) in there.outputs and path.is_file() for path in wanted)
    return there.complete and there.same_work(session) and whole


def analyse_file(
    source: FrameSource,
    session: Session,
    base: Path,
    analyser: Analyser,
    options: FileOptions,
    *,
    stop: threading.Event,
    progress: Progress | None = None,
    on_scored: OnScored | None = None,
) -> FileResult:
    """Analyse `source` and write `base`.csv (or other tables) and `base`.session.json.

    A source that breaks midway keeps every row before the damage, and says so in the result and
    in the session file. When `stop` is set, what is done stays in partial files.

    Raises `SourceError` when there is no readable frame (nothing is written then), `OutputError`
    when the results cannot be written (what was written stays in partial files).
    """
    run = _FileRun(source, session, base, analyser, options, stop)
    return run.run(progress, on_scored)


def analyse_path(
    path: Path,
    base: Path,
    analyser: Analyser,
    options: FileOptions,
    *,
    stop: threading.Event,
    resume: bool = False,
    on_open: Callable[[SourceInfo], Progress] | None = None,
) -> FileResult | None:
    """Open the video or picture at `path` and do with it what `analyse_file` does.

    resume: leave it alone, and return None, where its complete result is there already. on_open:
    called once it is open and about to be analysed; what it returns is told of the progress.

    Raises what `analyse_file` raises, `SourceError` also where `path` cannot be opened.
    """
    from engine.sources.files import open_path

    with open_path(path) as source:
        session = plan(source, path, analyser, options.settings)
        if resume and already_done(session, base, options):
            return None
        progress = None if on_open is None else on_open(source.info)
        return analyse_file(source, session, base, analyser, options, stop=stop, progress=progress)


class _StoppedError(Exception):
    """Leaves the sinks the way that keeps what they hold as partial files."""


class _FileRun:
    """One call of `analyse_file`."""

    def __init__(
        self,
        source: FrameSource,
        session: Session,
        base: Path,
        analyser: Analyser,
        options: FileOptions,
        stop: threading.Event,
    ) -> None:
        self._session = session
        self._source = source
        self._file = SessionFile(session_path(base))
        self._tables = [
            open_sink(table, table_path(base, table), session.session_id)
            for table in options.formats
        ]
        self._overlay: OverlayPicture | OverlayVideo | None = None
        if options.overlay:
            from engine.export.overlay import open_overlay

            self._overlay = open_overlay(overlay_path(base, session.source.kind))
        self._stop = stop
        self._analyser = analyser
        analyser.reset()
        self._results = analyse_source(source, analyser, stride=options.settings.stride, stop=stop)
        self._analysed = self._with_face = 0

    def run(self, progress: Progress | None, on_scored: OnScored | None) -> FileResult:
        self._file.write(self._session)
        damage: MienError | None = None
        stopped = False
        try:
            damage = self._write_all(progress, on_scored)
        except _StoppedError:
            stopped = True
        except BaseException as error:
            with contextlib.suppress(OutputError):  # the first error is the one to tell
                self._close_session(str(error) or type(error).__name__, whole=False)
            raise
        reason = "interrupted" if stopped else None if damage is None else str(damage)
        session = self._close_session(reason, whole=not stopped)
        return FileResult(session, self._kept(), damage, stopped)

    def _write_all(self, progress: Progress | None, on_scored: OnScored | None) -> MienError | None:
        """Write every result; returns what broke the source off midway, if anything did."""
        damage: MienError | None = None
        with contextlib.ExitStack() as sinks:
            for table in self._tables:
                sinks.enter_context(table)
            if self._overlay is not None:
                sinks.enter_context(self._overlay)
            sinks.enter_context(contextlib.closing(self._results))
            try:
                for scored in self._results:
                    self._write(scored)
                    if on_scored is not None:
                        on_scored(scored)
                    if progress is not None:
                        progress(self._results.decoded)
            except SourceError as error:
                damage = error
            if self._stop.is_set():
                raise _StoppedError
            if self._analysed == 0:
                name = self._session.source.name
                raise damage or SourceError("it holds no readable frame", subject=name)
        return damage

    def _write(self, scored: Scored) -> None:
        # Latency means something live only; without it two runs give the same bytes.
        record = replace(Record.of(scored), latency_ms=None)
        for table in self._tables:
            table.write(record)
        if self._overlay is not None:
            self._overlay.write(scored)
        self._analysed += 1
        self._with_face += bool(record.faces)

    def _close_session(self, error: str | None, *, whole: bool) -> Session:
        kept = self._kept()
        session = msgspec.structs.replace(
            self._session,
            # Whether intervals vary shows only once the file was read through.
            source=msgspec.structs.replace(self._session.source, vfr=self._source.info.variable),
            # A GPU that was lost midway has handed over to another backend.
            model=ModelSpec.of(self._analyser.info),
            counts=Counts(
                decoded=self._results.decoded,
                analysed=self._analysed,
                with_face=self._with_face,
                written=max((table.rows for table in self._tables), default=0),
            ),
            complete=error is None,
            error=error,
            outputs=tuple(plain_text(path.name) for path in kept),
        )
        if not kept:
            self._file.discard()
            return session
        self._file.write(session)
        if whole:
            self._file.commit()
        else:
            self._file.keep_partial()
        return session

    def _kept(self) -> tuple[Path, ...]:
        sinks = (*self._tables, self._overlay)
        return tuple(sink.kept for sink in sinks if sink is not None and sink.kept is not None)
