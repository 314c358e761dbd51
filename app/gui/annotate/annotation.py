"""Labelling on the video page: session, keys and timeline brought together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.editing import Editor
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.head import PageHead
from app.gui.annotate.label_words import bar_of
from app.gui.annotate.labeller import Labeller
from app.gui.annotate.session import AnnotateSession
from app.gui.annotate.spans import frames_of, span_of
from app.gui.annotate.state import LabelState
from app.gui.project.opening import Opened
from app.gui.video.bars import Bar, BarRow
from app.gui.video.player import Player
from app.gui.video.timeline import Timeline
from engine.errors import MienError
from engine.labels import Expression
from engine.project.values import Label, Segment, TrackPart, Video
from engine.sources.base import SourceInfo


class Annotation(QObject):
    """The labels of whatever video is open; `open` and `close` follow the page's video."""

    failed = Signal(object)  # MienError
    changed = Signal()
    opened = Signal()
    ways_changed = Signal()
    moved = Signal()  # another frame is on screen
    kept = Signal()  # edits were written, or could not be

    def __init__(self, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self.head = PageHead(timeline.model)
        self.state = LabelState(self)
        self.session: AnnotateSession | None = None
        self.labeller: Labeller | None = None
        self.editor: Editor | None = None
        #: Why the last edits are not on the disk yet.
        self.trouble: MienError | None = None
        self._rows: dict[int, tuple[tuple[Segment, ...], BarRow]] = {}
        self._bars: dict[str, tuple[Segment, Bar]] = {}
        self._ways = self.state.ways
        self._connect()

    def _connect(self) -> None:
        self.state.changed.connect(self._on_state)
        model, drag = self._timeline.model, self._timeline.lanes.drag
        drag.clicked.connect(lambda key: self.state.update(selected=key))
        drag.pressed_at.connect(model.seek_wanted)
        drag.trimmed.connect(self._place)
        drag.opened.connect(self._loop_segment)

    # --- the video ---------------------------------------------------------------------------

    def open(self, path: Path, open_project: Callable[[Path], Opened] | None) -> None:
        """Another video; its project is opened once the video itself could be."""
        self.close()
        self.state.reset()
        if open_project is None:
            return
        session = self.session = AnnotateSession(path, open_project, self)
        self.labeller = Labeller(session, self.state, self.head)
        self.editor = Editor(session, self.state, self.head, self.labeller)
        self.labeller.growing.connect(self._on_growth)
        session.changed.connect(self._show_labels)
        session.opened.connect(self._on_opened)
        session.saved.connect(self._on_saved)
        session.failed.connect(self._on_failed)

    def leave(self) -> None:
        """The open video is closed; the project stays open for another of its videos."""
        self.state.reset()
        self._forget()
        if self.session is not None:
            self.session.leave()

    def set_player(self, player: Player | None) -> None:
        """Follow this player."""
        self.head.player = player

    def start(
        self, path: Path, info: SourceInfo, annotator: str, absent: Video | None = None
    ) -> None:
        """The video could be opened: so is its project, or another video of an open one.

        absent: the video, where it is not there and a stand-in was opened.
        """
        if self.session is not None and self.session.book is None:
            self.session.open(info, annotator, absent)
        elif self.session is not None and self.session.here is None:
            self.session.turn_to(path, info, absent)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Write what waits and let go of the project; True when no thread is left."""
        ended = self.session is None or self.session.close(timeout_s)
        if self.session is not None:
            self.session.deleteLater()
        self.session = self.labeller = self.editor = None
        self.trouble = None
        self._forget()
        return ended

    def _forget(self) -> None:
        """Show no label any more."""
        self._rows.clear()
        self._bars.clear()
        self._timeline.model.set_bars({}, {})
        self._timeline.model.set_markers(())
        self._timeline.model.set_draft(None)

    @property
    def ready(self) -> bool:
        """Whether labels can be given."""
        return self.session is not None and self.session.ready

    def refuse(self) -> bool:
        """Say why no label can be given; False where one can."""
        error = self.session.refusal if self.session is not None else None
        if error is not None:
            self.failed.emit(error)
        return error is not None

    @property
    def count(self) -> int:
        """Labels of all faces that are shown."""
        return sum(len(row) for _segments, row in self._rows.values())

    # --- digits and ways ---------------------------------------------------------------------

    @Slot(object)
    def digit_down(self, expression: Expression) -> None:
        """The digit of an expression was pressed."""
        if self.labeller is not None and not self.refuse():
            self.labeller.digit_down(expression)

    @Slot(object)
    def label_down(self, label: Label) -> None:
        """The key of a label without expression was pressed."""
        if self.labeller is not None and not self.refuse():
            self.state.update(entry=None)
            self.labeller.label_down(label)

    @Slot()
    def label_up(self) -> None:
        """The key was let go."""
        if self.labeller is not None:
            self.labeller.label_up()

    @Slot(object)
    def begin(self, kind: EntryKind) -> None:
        """Begin to type a candidate set or votes."""
        if self.labeller is not None and not self.refuse():
            self.labeller.begin(kind)

    def take_back(self) -> bool:
        """Take back what was typed last; False where nothing is being typed."""
        if self.state.entry is None:
            return False
        self.state.update(entry=self.state.entry.shortened())
        return True

    def take_away(self, expression: Expression) -> bool:
        """Take a vote of an expression away; False where no votes are being typed."""
        entry = self.state.entry
        if entry is None or entry.kind is not EntryKind.VOTES:
            return False
        self.state.update(entry=entry.without_one(expression))
        return True

    @Slot(bool)
    def set_run_through(self, on: bool) -> None:
        """Whether each digit ends a label and begins the next."""
        if self.labeller is not None:
            self.labeller.set_run_through(on)

    @Slot(bool)
    def set_auto_advance(self, on: bool) -> None:
        """Whether a label is followed by the next unlabelled frame."""
        self.state.update(ways=replace(self.state.ways, auto_advance=on))

    def set_blind(self, blind: bool) -> None:
        """Whether what the model says is hidden; every label remembers it."""
        self.state.update(ways=replace(self.state.ways, blind=blind))

    # --- what is shown -----------------------------------------------------------------------

    def on_frame(self) -> None:
        """Another frame is on screen."""
        frame = self.head.frame
        if self.labeller is not None and frame is not None:
            self.labeller.on_frame(frame)
        self.moved.emit()

    @Slot()
    def _on_state(self) -> None:
        state, index, model = self.state, self.head.index, self._timeline.model
        if index is not None:
            first, last = state.marks.first, state.marks.last
            start = None if first is None else int(index.times[min(first, len(index) - 1)])
            end = None if last is None else span_of(index, last, last)[1]
            model.set_marks(start, end)
        model.select_bar(state.selected)
        if state.ways != self._ways:
            self._ways = state.ways
            self.ways_changed.emit()

    @Slot(object)
    def _on_growth(self, growth: tuple[int, int, int, Label] | None) -> None:
        if growth is None:
            self._timeline.model.set_draft(None)
        else:
            track, start_us, end_us, label = growth
            self._timeline.model.set_draft((track, bar_of("", start_us, end_us, label)))

    @Slot()
    def _show_labels(self) -> None:
        session = self.session
        if session is None or session.book is None or session.here is None:
            return
        book, rows = session.book, {}
        analysed = {part.track_id for part in book.all(TrackPart)}
        for track in book.tracks():
            segments = session.segments(track.number)
            if not segments and track.id in analysed:
                continue
            known = self._rows.get(track.number)
            if known is None or known[0] is not segments:
                known = (segments, BarRow([self._bar(segment) for segment in segments]))
            rows[track.number] = known
        self._rows = rows
        persons = ((track, book.person_of(track)) for track in book.tracks())
        names = {track.number: person.name for track, person in persons if person is not None}
        drawn = {number: row for number, (_segments, row) in rows.items()}
        self._timeline.model.set_bars(drawn, names)
        self._timeline.model.set_markers(tuple((m.time_us, m.text) for m in book.markers()))
        self.changed.emit()

    def _bar(self, segment: Segment) -> Bar:
        """The bar of a segment; made once, as a face may have hundreds."""
        known = self._bars.get(segment.id)
        if known is None or known[0] is not segment:
            bar = bar_of(segment.id, segment.start_us, segment.end_us, segment.label)
            known = self._bars[segment.id] = (segment, bar)
        return known[1]

    # --- news --------------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self.trouble = None
        self.opened.emit()

    def _on_saved(self, _waiting: int) -> None:
        self.trouble = None
        self.kept.emit()

    def _on_failed(self, error: MienError) -> None:
        if self.session is not None and self.session.desk.waiting:
            self.trouble = error
        self.kept.emit()
        self.failed.emit(error)

    @Slot(str, object, object)
    def _place(self, key: str, start_us: int, end_us: int) -> None:
        if self.editor is not None:
            self.editor.place(key, start_us, end_us)

    @Slot(str)
    def _loop_segment(self, key: str) -> None:
        self.state.update(selected=key)
        segment = self.labeller.selected_segment() if self.labeller is not None else None
        if segment is not None and self.head.index is not None:
            self.head.loop(frames_of(self.head.index, segment.start_us, segment.end_us))

    @Slot(str)
    def name_annotator(self, name: str) -> None:
        """Who labels from now on."""
        if self.session is not None:
            self.session.set_annotator(name)
