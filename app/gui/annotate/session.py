"""All labelling of one open video: what is known of it, who labels, what can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.gui.project.book import Book, Tier
from app.gui.project.desk import Desk
from app.gui.project.opening import Opened
from engine.errors import MienError
from engine.project.edits import Edit
from engine.project.errors import EditOutdated, ProjectError, ProjectReadOnly, VideoMissing
from engine.project.store import Project
from engine.project.values import Annotator, Model, Run, Segment, Track, TrackPart, Video
from engine.project.videos import VideoState, changed, quick_hash, relative_path
from engine.project.writer import RunWriter
from engine.sources.base import SourceInfo


@dataclass(frozen=True, slots=True)
class _Read:
    """What opening a project gives."""

    book: Book
    annotator: Annotator | None
    trouble: MienError | None = None


class AnnotateSession(QObject):
    """The labels of one project, from `open` to `close`; lives in the GUI thread.

    One video of the project is open at a time; `turn_to` opens another. Every edit is shown at
    once and written behind the window; `stack` takes all of them back.
    """

    opened = Signal()
    changed = Signal()
    saved = Signal(int)  # edits that still wait
    failed = Signal(object)  # MienError
    moved = Signal(object)  # Path: where the project is kept from now on
    faces_changed = Signal()  # tracks were merged or split

    def __init__(
        self, path: Path, open_project: Callable[[Path], Opened], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._open_project = open_project
        self._info: SourceInfo | None = None
        self._name = ""
        self._trouble: MienError | None = None
        self._settled = self._turning = False
        self._refused: MienError | None = None
        self._waiting: list[Callable[[], object]] = []
        self.desk = Desk(self)
        self.stack = QUndoStack(self)
        self.book: Book | None = None
        self.annotator: Annotator | None = None
        self.project_path: Path | None = None
        self.read_only = False
        #: The open video where it is not there itself, so that a stand-in is shown.
        self.absent: Video | None = None
        self.desk.saved.connect(self.saved)
        self.desk.failed.connect(self.failed)
        self.desk.outdated.connect(self._on_outdated)

    def open(self, info: SourceInfo, annotator: str, absent: Video | None = None) -> None:
        """Open or make the project of the video; `opened` or `failed` follows.

        annotator: the name of who labels. absent: the video, where a stand-in is shown for it.
        """
        self._info, self._name, self.absent = info, annotator, absent

        def make() -> Project:
            opened = self._open_project(self._path)
            self._trouble = opened.trouble
            return opened.project

        self.desk.open(make, self._on_open, self._on_not_opened)

    def turn_to(self, path: Path, info: SourceInfo, absent: Video | None = None) -> None:
        """Open another video in the same project, to which it is added if need be.

        What can be undone stays; `opened` or `failed` follows, and no label is taken meanwhile.
        """
        self._path, self._info, self.absent = path, info, absent
        self._refused = None

        def read(project: Project) -> Video:
            if absent is not None:
                return absent
            if project.read_only:
                return _known_video(project, path)
            return project.add_video(path, info)

        def turned(video: Video) -> None:
            if self.book is not None and self._path == path:
                self.book.open(video)
                self._turning = False
                self.opened.emit()
                self.changed.emit()
                self._settle()

        self.desk.ask(read, turned, self._on_not_opened)

    def leave(self) -> None:
        """The open video is closed, its project is not: `turn_to` follows."""
        self._settled, self._turning = False, True

    def when_open(self, then: Callable[[], object]) -> None:
        """Call `then` once the project is open or cannot be; at once if that is known."""
        if self._settled:
            then()
        else:
            self._waiting.append(then)

    def writer(self, run: Run) -> RunWriter:
        """What stores the predictions of a run, in the thread of its choice."""
        assert self.project_path is not None
        return RunWriter(self.project_path, run)

    def note_run(self, run: Run, model: Model | None = None) -> None:
        """Take in an analysis that was stored, and by which model."""
        if self.book is not None:
            self.book.take([run] if model is None else [run, model])

    def close(self, timeout_s: float = 3.0) -> bool:
        """Write what waits and close the project; True when no thread is left."""
        return self.desk.close(timeout_s)

    @property
    def ready(self) -> bool:
        """Whether labels can be given."""
        may = self.annotator is not None and not self.read_only and self.absent is None
        return may and self.here is not None

    @property
    def refusal(self) -> MienError | None:
        """Why no label can be given; None where one can, or as long as that is not known."""
        if self._refused is not None:
            return self._refused
        if self.here is None or self.ready:
            return None
        if self.read_only:
            return ProjectReadOnly(
                "the project can only be read here, so nothing was changed",
                subject=str(self.project_path),
                hint=self._trouble.hint if self._trouble is not None else "",
            )
        if self.absent is not None:
            error = VideoMissing(
                "the video is not here, so nothing of it can be labelled or analysed",
                subject=self.absent.path,
                hint="Locate it to go on; what is in the project can be exported all the same",
            )
            error.video = self.absent
            return error
        return None

    @property
    def here(self) -> Video | None:
        """The open video, once the project is open and knows it."""
        return None if self.book is None or self._turning else self.book.video

    def do(self, edit: Edit) -> bool:
        """Show an edit, write it, and make it undoable; False where there is nothing to do."""
        if not edit or self.read_only or self.annotator is None:
            return False
        try:
            self._apply(edit)
        except EditOutdated as error:
            self.failed.emit(error)
            return False
        self.stack.push(_Command(self, edit))
        return True

    def save_elsewhere(self, target: Path) -> None:
        """Go on in a copy of the project, with what could not be written; `moved` or `failed`."""

        def moved(path: Path) -> None:
            self.project_path = path
            self.moved.emit(path)

        def learn(videos: tuple[Video, ...]) -> None:
            if self.book is not None:
                self.book.learn(videos)

        self.desk.move_to(target, moved, self.failed.emit)
        self.desk.ask(lambda project: project.videos(), learn)

    def set_annotator(self, name: str) -> None:
        """Who labels from now on; others' labels stay as they are."""
        name = name.strip()
        if not name or (self.annotator is not None and self.annotator.name == name):
            return
        self._name = name
        if self.book is not None and not self.read_only:
            self.desk.ask(lambda project: project.annotator(name), self._on_annotator)
        elif self.book is not None:  # whose labels are shown can be chosen all the same
            known = next((a for a in self.book.annotators() if a.name == name), None)
            if known is not None:
                self._on_annotator(known)

    def reload(self, then: Callable[[], object] = lambda: None, done: Edit | None = None) -> None:
        """Read anew what was brought into the project, then call `then`.

        done: what was done to the file already, and can be taken back like any edit.
        """
        video = self.here
        if video is None:
            return

        def taken(fresh: Book) -> None:
            self.book = fresh
            if done is not None:
                self.stack.push(_Command(self, done))
            self.changed.emit()
            then()

        self.desk.ask(lambda project: Book.read(project, video.id), taken)

    def refresh_tracks(
        self, then: Callable[[], object] = lambda: None, video: Video | None = None
    ) -> None:
        """Take in tracks and analyses that were stored meanwhile, then call `then`.

        video: of which; None for the open one.
        """
        book = self.book
        if book is None:
            return
        video_id = (video or book.video).id

        def read(project: Project) -> tuple[Track | TrackPart, ...]:
            return (*project.tracks(video_id), *project.parts(video_id))

        def taken(things: tuple[Track | TrackPart, ...]) -> None:
            if self.book is book:
                book.take(things)
                self.changed.emit()
                then()

        self.desk.ask(read, taken)

    def tier(self, number: int) -> Tier | None:
        """The tier of a track for the one who labels; None where there is no such track yet."""
        track = self.book.track(number) if self.book is not None else None
        if track is None or self.annotator is None:
            return None
        return Tier(track.id, self.annotator.id)

    def segments(self, number: int) -> tuple[Segment, ...]:
        """The labels of a track by the one who labels, by time."""
        tier = self.tier(number)
        return () if tier is None or self.book is None else self.book.tier(tier)

    # --- inside ------------------------------------------------------------------------------

    def _apply(self, edit: Edit) -> None:
        assert self.book is not None
        self.book.apply(edit)
        self.desk.apply(edit)
        self.changed.emit()
        if any(isinstance(change.entity, TrackPart) for change in edit.changes):
            self.faces_changed.emit()

    def redo(self, edit: Edit) -> None:
        """Do an edit again, or undo it by its inverse; the undo stack's commands call this."""
        try:
            self._apply(edit)
        except EditOutdated as error:
            self.failed.emit(error)

    def _on_open(self, project: Project) -> None:
        self.read_only, self.project_path = project.read_only, project.path
        path, info, name, absent = self._path, self._info, self._name, self.absent

        def read(project: Project) -> _Read:
            if project.read_only or absent is not None:
                video = absent or _known_video(project, path)
                return _Read(Book.read(project, video.id), _reader(project, video, name))
            trouble = _replaced(project, path)
            video = project.add_video(path, info)
            annotator = project.annotator(name)
            return _Read(Book.read(project, video.id), annotator, trouble)

        self.desk.ask(read, self._on_read, self._on_not_opened)

    def _on_read(self, read: _Read) -> None:
        self.book = read.book
        self.annotator = read.annotator
        for trouble in (self._trouble, read.trouble):
            if trouble is not None:
                self.failed.emit(trouble)
        self.opened.emit()
        self.changed.emit()
        self._settle()

    def _on_not_opened(self, error: MienError) -> None:
        self._refused = error
        self.failed.emit(error)
        self._settle()

    def _settle(self) -> None:
        self._settled = True
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _on_annotator(self, annotator: Annotator) -> None:
        self.annotator = annotator
        if self.book is not None:
            self.book.take([annotator])
        self.changed.emit()

    @Slot(object)
    def _on_outdated(self, error: MienError) -> None:
        """The file has something else than we thought: what it says counts."""
        book = self.book
        if book is None:
            return
        self.stack.clear()

        def taken(fresh: Book) -> None:
            self.book = fresh
            self.changed.emit()

        self.desk.ask(lambda project: Book.read(project, book.video.id), taken)
        self.failed.emit(error)


def _reader(project: Project, video: Video, name: str) -> Annotator | None:
    """Whose labels are shown where none are given: one's own, else of who gave most."""
    counts = Counter(segment.annotator_id for segment in project.segments(video.id))
    known = project.annotators()
    mine = next((a for a in known if a.name == name and counts[a.id]), None)
    return mine or max(known, key=lambda a: counts[a.id], default=None)


def _known_video(project: Project, path: Path) -> Video:
    """The video of a file in a project that cannot be changed."""
    size, quick = quick_hash(path)
    for video in project.videos():
        if (video.bytes, video.quick_hash) == (size, quick):
            return video
    raise ProjectError(
        "the project does not know this video, and is open in another window",
        subject=str(project.path),
        hint="Close it there, then open the video again",
    )


def _replaced(project: Project, path: Path) -> MienError | None:
    """What to say where another video lay at this place when it was labelled."""
    size, quick = quick_hash(path)
    known = project.videos()
    if any((video.bytes, video.quick_hash) == (size, quick) for video in known):
        return None
    here = relative_path(path, project.folder)
    for video in known:
        if video.path == here and project.segments(video.id):
            shorter = size < video.bytes
            state = VideoState.TRUNCATED if shorter else VideoState.REPLACED
            return changed(path, state, video)
    return None


class _Command(QUndoCommand):
    """One edit on the undo stack; it was done before it was pushed."""

    def __init__(self, session: AnnotateSession, edit: Edit) -> None:
        super().__init__(edit.title)
        self._session, self._edit = session, edit
        self._done = True

    def redo(self) -> None:
        """Do it again."""
        if not self._done:
            self._session.redo(self._edit)
        self._done = True

    def undo(self) -> None:
        """Take it back."""
        self._session.redo(self._edit.inverse)
        self._done = False
