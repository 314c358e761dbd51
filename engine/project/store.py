"""An open project: everything in the file, and the one way to change it.

Open, use and close a `Project` in one thread; a `RunWriter` stores predictions from another, and
other processes may open the same file read-only. Every edit is on disk when `apply` returns;
there is no saving.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from engine import __version__
from engine.closing import Closing
from engine.export.session import marks_beside
from engine.models.base import ModelInfo
from engine.project import edits, opening, videos
from engine.project.edits import Change, Edit
from engine.project.errors import EditOutdated, ProjectReadOnly
from engine.project.predictions import Predictions, insert_chunk
from engine.project.reading import Contents
from engine.project.rows import TABLES
from engine.project.schema import VERSION
from engine.project.values import (
    Annotator,
    Entity,
    Marker,
    Model,
    Run,
    Track,
    Video,
    new_id,
    now_utc,
)
from engine.project.writer import CHUNK, RunWriter
from engine.sources.base import SourceInfo

SUFFIX: Final = opening.SUFFIX


class Project(Contents, Closing):
    """One `*.mien` file. Make it with `create`, `open` or `beside`; use it in a `with` block."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        version = opening.check_header(path, newer=read_only)
        with contextlib.ExitStack() as undo:
            self._lock = None if read_only else opening.ProjectLock(path)
            if self._lock is not None:
                undo.callback(self._lock.release)
            connection = opening.connect(path, read_only=read_only)
            undo.callback(connection.close)
            opening.check_content(connection, path)
            connection = opening.brought_up_to_date(connection, path, read_only=read_only)
            undo.pop_all()
        super().__init__(connection, path)
        self._read_only = read_only
        self._open = True
        #: Whether a newer Mien made it; it is read as far as this one understands it.
        self.newer = version > VERSION
        if self.newer and not self.is_understood():
            self.close()
            raise opening.not_understood(path)

    # --- opening and closing

    @classmethod
    def create(cls, path: Path, *, name: str = "") -> Self:
        """Make a new project and open it.

        Raises:
            ProjectError: there is a file of that name, or it cannot be written.
        """
        opening.create(path)
        project = cls(path, read_only=False)
        project.set_setting("project.id", new_id())
        project.set_setting("project.name", name or path.stem)
        project.set_setting("project.created_utc", now_utc())
        return project

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open a project; read-only takes no lock and works beside an open window.

        A newer Mien's can be opened read-only where all that this one knows of is in it.

        Raises:
            ProjectError: ProjectMissing, NotAProject, ProjectTooNew, ProjectDamaged,
                ProjectLocked or ProjectReadOnly; each says what to do.
        """
        return cls(path, read_only=read_only)

    @classmethod
    def beside(cls, video: Path) -> Self:
        """The project of a video: `clip.mp4` has `clip.mien` beside it, made if need be.

        A project of that name that does not know the video is taken as well.
        """
        path = video.with_suffix(SUFFIX)
        return cls.open(path) if path.exists() else cls.create(path)

    def close(self) -> None:
        """Put everything into the one file and free it; harmless when called twice."""
        if not self._open:
            return
        self._open = False
        if self._read_only:
            self._connection.close()
        else:
            opening.fold(self._connection)
        if self._lock is not None:
            self._lock.release()

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self._read_only

    # --- editing

    def apply(self, edit: Edit) -> Edit:
        """Do an edit, all of it or nothing; it is on disk when this returns.

        Returns:
            The inverse edit: applying that undoes this one.

        Raises:
            EditOutdated: something is not as the edit says it was before; nothing was done.
            ProjectNotSaved: the disk is full or gone; nothing was done, the edit can be retried.
            ProjectReadOnly: the project was opened read-only.
        """
        if self._read_only:
            raise ProjectReadOnly(
                "the project is open read-only",
                subject=str(self._path),
                hint="Close it where it is open for editing, or work on a copy",
            )
        with opening.told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for change in edit.changes:
                    self._do(change)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return edit.inverse

    def _do(self, change: Change) -> None:
        entity = change.entity
        table = TABLES[type(entity)]
        row = self._connection.execute(f"{table.select} WHERE id = ?", (entity.id,)).fetchone()
        if (None if row is None else table.entity(row)) != change.before:
            raise EditOutdated(
                f"this {table.name} has changed in the meantime",
                subject=str(self._path),
                hint="Look at it again and repeat what you wanted to do",
            )
        if change.after is None:
            self._connection.execute(f"DELETE FROM {table.name} WHERE id = ?", (entity.id,))
        elif change.before is None:
            self._connection.execute(table.insert, table.cells(change.after))
        else:
            cells = table.cells(change.after)
            self._connection.execute(table.update, (*cells, entity.id))

    # --- shorthands that plan an edit and apply it

    def add_video(self, path: Path, info: SourceInfo | None = None) -> Video:
        """The project's video of a file, added if it is not yet there. Reads about 2 MiB.

        info: what opening it told. A file with the same content keeps its video, and takes its
        place where the old one is gone. Moments that were marked while it was recorded become
        markers. Not part of undo.

        Raises:
            SourceError: the file cannot be read.
        """
        size, quick = videos.quick_hash(path)
        where = videos.relative_path(path, self.folder)
        known = self.videos()
        for video in known:
            if (video.bytes, video.quick_hash) == (size, quick):
                if video.path != where and not videos.place_of(video, self.folder).is_file():
                    return self.locate_video(video, path)
                return video
        video = Video(new_id(), where, size, quick, position=len(known))
        if info is not None:
            video = _described(video, info)
        marks = [
            Marker(new_id(), video.id, video.start_us + us, str(number))
            for number, us in enumerate(marks_beside(path), start=1)
        ]
        self.apply(edits.add("Add video", video, *marks))
        return video

    def locate_video(self, video: Video, path: Path) -> Video:
        """Tell where a video lies now.

        Raises:
            VideoChanged: that file is another one.
            SourceError: it cannot be read.
        """
        size, quick = videos.quick_hash(path)
        if (size, quick) != (video.bytes, video.quick_hash):
            shorter = size < video.bytes
            state = videos.VideoState.TRUNCATED if shorter else videos.VideoState.REPLACED
            raise videos.changed(path, state)
        after = replace(video, path=videos.relative_path(path, self.folder))
        self.apply(edits.change("Locate video", video, after))
        return after

    def find_video(self, video: Video) -> Path:
        """The file of a video; see `videos.find` for where it is looked for and what is raised."""
        return videos.find(video, self.folder)

    def annotator(self, name: str) -> Annotator:
        """The annotator of this name, added if need be. Not part of undo."""
        for annotator in self.annotators():
            if annotator.name == name:
                return annotator
        annotator = Annotator(new_id(), name)
        self.apply(edits.add("Add annotator", annotator))
        return annotator

    def new_track(self, video_id: str) -> Edit:
        """The edit that adds a track by hand, for a face that no analysis has found."""
        return edits.add("Add face", Track(new_id(), video_id, self.next_track_number(video_id)))

    # --- predictions

    def start_run(
        self, video_id: str, model: ModelInfo, *, version: str = "", settings: str = "{}"
    ) -> Run:
        """Note that a model is about to analyse a video; then store through `writer`.

        settings: what was chosen, as a JSON object. Not part of undo.
        """
        known = next((m for m in self.models() if m.sha256 == model.sha256), None)
        identity = known or Model(new_id(), model.name, version, model.sha256)
        run = Run(
            id=new_id(),
            video_id=video_id,
            model_id=identity.id,
            backend=str(model.backend),
            precision=str(model.precision),
            device=model.device,
            settings=settings,
            app_version=__version__,
        )
        new: list[Entity] = [run] if known else [identity, run]
        self.apply(edits.add("Analyse", *new))
        return run

    def writer(self, run: Run) -> RunWriter:
        """What stores the records of a run; use it in the thread that analyses."""
        return RunWriter(self._path, run)

    def store_predictions(self, run_id: str, predictions: Predictions) -> None:
        """Store what was computed elsewhere, all or nothing; tracks are the caller's to add."""
        with opening.told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for start in range(0, len(predictions), CHUNK):
                    chunk = predictions.between(start, min(start + CHUNK, len(predictions)))
                    insert_chunk(self._connection, run_id, chunk)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def delete_run(self, run_id: str) -> None:
        """Forget an analysis and its predictions; tracks and labels stay. Not part of undo."""
        with opening.told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for table in ("track_part", "review", "chunk"):
                    self._connection.execute(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))
                self._connection.execute("DELETE FROM run WHERE id = ?", (run_id,))
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    # --- settings

    def set_setting(self, key: str, value: object) -> None:
        """Keep a plain JSON value; not part of undo."""
        with opening.told(self._path):
            self._connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?2",
                (key, json.dumps(value)),
            )


def _described(video: Video, info: SourceInfo) -> Video:
    return replace(
        video,
        width=info.width,
        height=info.height,
        fps=info.fps,
        frames=info.frames,
        duration_us=info.duration_us,
        start_us=info.start_us,
        variable=info.variable,
    )
