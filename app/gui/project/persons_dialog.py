"""All faces of a project's videos in one table: whose they are, and which are the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QKeySequence, QPixmap, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl, Jobs
from app.gui.keymap import key_name
from app.gui.language import number
from app.gui.project.book import Book
from app.gui.review.face_pictures import FacePictures, Wish
from app.gui.video.scrolling import make_quiet
from app.gui.video.viewport import clock
from engine.project import edits
from engine.project.agreement_study import chosen_run
from engine.project.persons import SeenFace, name_tracks, rename_person, seen_faces, seen_together
from engine.project.store import Project
from engine.project.values import Person, Run, Segment, Track, TrackPart, Video

_ICON: Final = 52
_PERSON: Final = 2

Seen = dict[str, SeenFace]


class PersonsDialog(QDialog):
    """Names persons across videos and merges faces; each step can be undone."""

    show_wanted = Signal(str, int)  # id of the video, number of the face

    def __init__(
        self, session: AnnotateSession, faces: FacePictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._faces = session, faces
        self.jobs = Jobs(self)
        self._over = False
        self._tracks: list[Track] = []
        self._seen: Seen = {}
        self.setWindowTitle(self.tr("Faces and persons"))
        self.setMinimumSize(min(theme.px(860), 1180), 600)
        self._make_table()
        self._make_foot()
        self._lay_out()
        session.changed.connect(self._fill)
        faces.made.connect(self._show_pictures)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, session.stack.undo),
            (QKeySequence.StandardKey.Redo, session.stack.redo),
        ):
            QShortcut(keys, self, activated=act)  # type: ignore[call-overload]
        self._fill()
        self._look()

    def _make_table(self) -> None:
        self.model = QStandardItemModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Faces of all videos"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setIconSize(QSize(_ICON, _ICON))
        self.table.setShowGrid(False)
        make_quiet(self.table)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ICON + 8)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.doubleClicked.connect(self._show_face)
        self.model.itemChanged.connect(self._rename)

    def _make_foot(self) -> None:
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("muted", True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name or code of the person"))
        self.name.setAccessibleName(self.name.placeholderText())
        self.name.setMinimumHeight(34)
        self.give = QPushButton(self.tr("Name chosen faces"))
        self.give.setProperty("primary", True)
        self.give.setDefault(True)
        self.give.clicked.connect(self.name_chosen)
        self.take = QPushButton(self.tr("Take names away"))
        self.take.clicked.connect(lambda: self._name_rows(""))
        self.merge = QPushButton(self.tr("One and the same face"))
        self.merge.setToolTip(
            self.tr("Join faces of one video that tracking has taken for several")
        )
        self.merge.clicked.connect(self.merge_chosen)
        for button in (self.take, self.merge):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        about = QLabel(
            self.tr(
                "Choose faces and type a name: the same name is the same person in every video. "
                "A name in the table renames the person everywhere. A face is split on the video "
                "page, at the moment where another one begins ({0})."
            ).format(key_name(self, LabelCommand.SPLIT_FACE))
        )
        about.setWordWrap(True)
        naming = QVBoxLayout()
        naming.addWidget(self.name)
        ways = QVBoxLayout() if theme.is_large() else QHBoxLayout()
        for button in (self.give, self.take, self.merge):
            ways.addWidget(button)
        naming.addLayout(ways)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        column.addLayout(naming)
        column.addWidget(self.hint)
        column.addWidget(buttons)

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Stop looking; True when no thread is left. Harmless when repeated."""
        self._over = True
        return self.jobs.close(timeout_s)

    # --- what there is -----------------------------------------------------------------------

    @property
    def _book(self) -> Book:
        book = self._session.book
        assert book is not None
        return book

    def _look(self) -> None:
        """Find out where each face is seen."""
        path, book = self._session.project_path, self._book
        if path is None:
            return
        parts = book.all(TrackPart)
        runs = [
            run
            for video in book.videos()
            if (run := chosen_run([r for r in book.all(Run) if r.video_id == video.id]))
        ]
        self.jobs.run(_looking(path, runs, parts), name="faces", done=self._found)

    def _found(self, seen: Seen) -> None:
        self._seen = seen
        self._fill()
        videos = {video.id: video for video in self._book.videos()}
        wishes = [
            Wish(track.id, videos[track.video_id], _middle(seen[track.id]))
            for track in self._tracks
            if track.id in seen
        ]
        if self._session.project_path is not None:
            self._faces.wish(self._session.project_path.parent, wishes)
        self._show_pictures()

    @Slot()
    def _fill(self) -> None:
        """Show all tracks; what was chosen stays so."""
        if self._over:
            return
        book = self._book
        chosen = {track.id for track in self.chosen()}
        self._tracks = [track for video in book.videos() for track in book.tracks(video)]
        labels = _counted(book)
        self.model.setRowCount(0)
        self.model.setHorizontalHeaderLabels(
            [
                self.tr("Face"),
                self.tr("Video"),
                self.tr("Person"),
                self.tr("Seen"),
                self.tr("Frames"),
                self.tr("Labels"),
            ]
        )
        for track in self._tracks:
            self.model.appendRow(self._row(book, track, labels.get(track.id, 0)))
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(0, max(self.table.columnWidth(0), _ICON + 84))
        self.table.setColumnWidth(_PERSON, max(self.table.columnWidth(_PERSON), 180))
        selection = self.table.selectionModel()
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for row, track in enumerate(self._tracks):
            if track.id in chosen:
                selection.select(self.model.index(row, 0), flags)
        names = sorted(person.name for person in book.all(Person))
        self.name.setCompleter(QCompleter(names, self.name))
        self._show_pictures()

    def _row(self, book: Book, track: Track, labels: int) -> list[QStandardItem]:
        video = book.get(Video, track.video_id)
        person, seen = book.person_of(track), self._seen.get(track.id)
        start = video.start_us if video is not None else 0
        times = (
            "" if seen is None else f"{clock(seen.start_us - start)} – {clock(seen.end_us - start)}"
        )
        cells = [
            QStandardItem(self.tr("Face {0}").format(track.number + 1)),
            QStandardItem("" if video is None else PurePosixPath(video.path).name),
            QStandardItem("" if person is None else person.name),
            QStandardItem(times),
            QStandardItem("" if seen is None else number(len(seen.pts))),
            QStandardItem(number(labels) if labels else ""),
        ]
        for place, cell in enumerate(cells):
            cell.setEditable(place == _PERSON)
        return cells

    @Slot()
    def _show_pictures(self) -> None:
        for row, track in enumerate(self._tracks):
            pictures, item = self._faces.pictures(track.id), self.model.item(row, 0)
            if pictures and item is not None and item.icon().isNull():
                item.setIcon(QIcon(QPixmap.fromImage(pictures[0])))

    # --- what is done ------------------------------------------------------------------------

    def chosen(self) -> list[Track]:
        """The tracks whose rows are chosen, from the top."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self._tracks[row] for row in rows if row < len(self._tracks)]

    @Slot()
    def name_chosen(self) -> None:
        """Give the chosen faces the name that was typed."""
        if not self.chosen():
            self.hint.setText(self.tr("Choose the faces first; with Ctrl or Shift several."))
        elif self.name.text().strip():
            self._name_rows(self.name.text())
            self.name.clear()

    def _name_rows(self, name: str) -> None:
        title = self.tr("Name face")
        self._do(name_tracks(self.chosen(), name, self._book.all(Person), title=title))

    @Slot()
    def merge_chosen(self) -> None:
        """Make one face of the chosen ones, under the number of the first."""
        tracks = sorted(self.chosen(), key=lambda track: track.number)
        if len(tracks) < 2 or len({track.video_id for track in tracks}) > 1:
            self.hint.setText(
                self.tr(
                    "Choose two or more faces of one video. For the same person in several videos, "
                    "give them the same name."
                )
            )
            return
        seen = [self._seen[track.id] for track in tracks if track.id in self._seen]
        at = seen_together(seen)
        if at is not None:
            video = self._book.get(Video, tracks[0].video_id)
            when = clock(at - (video.start_us if video is not None else 0))
            self.hint.setText(
                self.tr("They are in the picture together at {0}: two faces.").format(when)
            )
            return
        keep, *others = tracks
        self._session.stack.beginMacro(self.tr("Merge faces"))
        for other in others:
            book = self._book
            kept = book.get(Track, keep.id)
            assert kept is not None
            parts, segments = book.all(TrackPart), book.all(Segment)
            self._do(edits.merge_tracks(kept, other, parts, segments))
        self._session.stack.endMacro()
        self._look()

    @Slot(QStandardItem)
    def _rename(self, item: QStandardItem) -> None:
        """A name was typed in the table: a new one of the person, or the first of the face."""
        if item.column() != _PERSON or item.row() >= len(self._tracks):
            return
        id_, name = self._tracks[item.row()].id, item.text()
        # Once the editor is done with its cell: the table is filled anew.
        QTimer.singleShot(0, self, lambda: self._rename_to(id_, name))

    def _rename_to(self, track_id: str, name: str) -> None:
        book = self._book
        track = book.get(Track, track_id)
        if track is None:
            return
        person = book.person_of(track)
        if person is None or not name.strip():
            self._do(name_tracks([track], name, book.all(Person), title=self.tr("Name face")))
        else:
            title = self.tr("Rename person")
            self._do(rename_person(person, name, book.all(Person), book.all(Track), title=title))
        self._fill()

    def _do(self, edit: edits.Edit) -> None:
        self.hint.setText("")
        if edit and not self._session.do(edit):
            self.hint.setText(self.tr("The project cannot be changed here."))

    @Slot(QModelIndex)
    def _show_face(self, index: QModelIndex) -> None:
        if index.column() != _PERSON:
            track = self._tracks[index.row()]
            self.show_wanted.emit(track.video_id, track.number)


def _looking(
    path: Path, runs: list[Run], parts: tuple[TrackPart, ...]
) -> Callable[[JobControl], Seen]:
    def work(control: JobControl) -> Seen:
        found: Seen = {}
        with Project.open(path, read_only=True) as project:
            for run in runs:
                if control.stop.is_set():
                    break
                faces = seen_faces(project.predictions(run.id), parts, run.id)
                found |= {face.track_id: face for face in faces}
        return found

    return work


def _middle(face: SeenFace) -> tuple[Any, ...]:
    """The look in the middle of the time that a face is seen."""
    return face.looks[len(face.looks) // 2 :][:1]


def _counted(book: Book) -> dict[str, int]:
    """How many labels each track has."""
    counts: dict[str, int] = {}
    for segment in book.all(Segment):
        counts[segment.track_id] = counts.get(segment.track_id, 0) + 1
    return counts
