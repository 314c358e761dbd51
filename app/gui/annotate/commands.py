"""What each key of labelling does."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final

import numpy as np

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.ask_line import AskLine
from app.gui.annotate.editing import Editor
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.go_to import frame_meant
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.labeller import Labeller
from app.gui.annotate.marks import Marks
from app.gui.annotate.spans import edges, frames_of, span_of
from app.gui.language import translate
from app.gui.video.timeline import Timeline
from engine.project.values import Label, Person

#: Room left and right of what is zoomed to, as a share of it.
_AIR: Final = 0.15


class Commands:
    """The commands of labelling over one page; those that need a project do nothing without."""

    def __init__(self, annotation: Annotation, timeline: Timeline, ask: AskLine) -> None:
        self._annotation, self._timeline, self._ask = annotation, timeline, ask
        self._state, self._head = annotation.state, annotation.head
        #: Whether keys that give and change labels work: not while the video is only watched.
        self.labelling = False

    def handlers(self) -> dict[Enum, Callable[[], object]]:
        """A function for every command."""

        def label(act: Callable[[Labeller], object]) -> Callable[[], object]:
            return lambda: self._with_labeller(act)

        def edit(act: Callable[[Editor], object]) -> Callable[[], object]:
            return lambda: self._with_editor(act)

        command = LabelCommand
        return {
            command.CANDIDATES: label(lambda _l: self._annotation.begin(EntryKind.CANDIDATES)),
            command.VOTES: label(lambda _l: self._annotation.begin(EntryKind.VOTES)),
            command.REASONS: label(lambda _l: self._annotation.begin(EntryKind.REASONS)),
            command.UNSURE: self.unsure,
            command.COMMIT: label(Labeller.commit),
            command.ESCAPE: self.escape,
            command.DELETE: self.delete,
            command.SPLIT: edit(Editor.split),
            command.MERGE: edit(Editor.merge_with_next),
            command.TRIM_START: edit(Editor.trim_start),
            command.TRIM_END: edit(Editor.trim_end),
            command.COPY_PREVIOUS: edit(Editor.copy_previous),
            command.MARK_IN: lambda: self._mark(Marks.with_first),
            command.MARK_OUT: lambda: self._mark(Marks.with_last),
            command.CLEAR_MARKS: lambda: self._state.update(marks=Marks()),
            command.LOOP: self.loop,
            command.PREVIOUS_SEGMENT: lambda: self.select_neighbour(-1),
            command.NEXT_SEGMENT: lambda: self.select_neighbour(1),
            command.PREVIOUS_EDGE: lambda: self.go_to_edge(-1),
            command.NEXT_EDGE: lambda: self.go_to_edge(1),
            command.NEXT_UNLABELLED: label(lambda labeller: labeller.advance(1)),
            command.PREVIOUS_UNLABELLED: label(lambda labeller: labeller.advance(-1)),
            command.ZOOM_SELECTION: self.zoom_selection,
            command.GO_TO: self.ask_place,
            command.MARKER: self.ask_marker,
            command.RUN_THROUGH: self._toggle_run_through,
            command.AUTO_ADVANCE: lambda: self._annotation.set_auto_advance(
                not self._state.ways.auto_advance
            ),
            command.CONFIDENCE_1: edit(lambda editor: editor.set_confidence(1)),
            command.CONFIDENCE_2: edit(lambda editor: editor.set_confidence(2)),
            command.CONFIDENCE_3: edit(lambda editor: editor.set_confidence(3)),
            command.NOTE: self.ask_note,
            command.NAME_FACE: self.ask_name,
            command.ADD_FACE: edit(self._add_face),
            command.MERGE_FACE: self.ask_same_face,
            command.SPLIT_FACE: edit(lambda editor: editor.split_face(self._head.track)),
        }

    def unsure(self) -> None:
        """Label as unsure; held while playing it lasts one frame, as the key's end is not told."""
        if self.labelling:
            self._annotation.label_down(Label.unsure())
            if not self._state.ways.run_through:
                self._annotation.label_up()

    def delete(self) -> None:
        """Take back what was typed last, else delete the label."""
        if not self._annotation.take_back():
            self._with_editor(Editor.delete)

    def escape(self) -> None:
        """Leave what is under way: typing, holding, marks and selection, the loop, playing."""
        labeller = self._annotation.labeller
        if labeller is not None and self.labelling and labeller.escape():
            return
        player = self._head.player
        if player is not None and player.loop is not None:
            player.set_loop(None)
        elif self._state.marks != Marks():
            self._state.update(marks=Marks())
        else:
            self._head.pause()

    def selection(self) -> tuple[int, int] | None:
        """First and last frame of the selected label, else of the marks, else of the label here."""
        index, editor = self._head.index, self._annotation.editor
        labeller = self._annotation.labeller
        if index is None:
            return None
        chosen = labeller.selected_segment() if labeller is not None else None
        if chosen is None and self._state.marks.range is not None:
            return self._state.marks.range
        here = chosen or (editor.current() if editor is not None else None)
        return None if here is None else frames_of(index, here.start_us, here.end_us)

    def loop(self) -> None:
        """Play the selection over and over; pressed again, let go and stop."""
        player = self._head.player
        if player is not None and player.loop is not None:
            player.set_loop(None)
            player.pause()
            return
        selection = self.selection()
        if selection is not None:
            self._head.loop(selection)

    def select_neighbour(self, step: int) -> None:
        """Select the next label of the face, or the one before, and go to its beginning."""
        session, index, frame = self._annotation.session, self._head.index, self._head.frame
        if session is None or index is None or frame is None:
            return
        at = int(index.times[frame])
        segments = session.segments(self._head.track)
        starts = [s.start_us for s in segments]
        place = (
            int(np.searchsorted(starts, at, side="right"))
            if step > 0
            else (int(np.searchsorted(starts, at)) - 1)
        )
        if 0 <= place < len(segments):
            self._head.seek(index.index_at(segments[place].start_us))
            self._state.update(selected=segments[place].id)

    def go_to_edge(self, step: int) -> None:
        """Go to the next beginning or end of a label or mark, or to the one before."""
        session, index, frame = self._annotation.session, self._head.index, self._head.frame
        if index is None or frame is None:
            return
        marks = [m for m in (self._state.marks.first, self._state.marks.last) if m is not None]
        segments = session.segments(self._head.track) if session is not None else ()
        places = np.union1d(edges(segments, index), np.array(marks, np.int64))
        found = places[places > frame] if step > 0 else places[places < frame][::-1]
        if len(found):
            self._head.seek(int(found[0]))

    def zoom_selection(self) -> None:
        """Show the selection on the timeline as large as it fits."""
        selection, index = self.selection(), self._head.index
        if selection is None or index is None:
            return
        start, end = span_of(index, *selection)
        air = _AIR * (end - start)
        model = self._timeline.model
        model.set_view(model.view.shown(start - air, end + air))

    # --- questions ---------------------------------------------------------------------------

    def ask_place(self) -> None:
        """Ask for a time or frame, and go there."""
        index = self._head.index
        if index is None:
            return

        def go(text: str) -> None:
            frame = frame_meant(text, index)
            if frame is not None:
                self._head.seek(frame)

        def refusal(text: str) -> str:
            said = translate("video", "“{0}” is neither a frame nor a time")
            return said.format(text) if frame_meant(text, index) is None else ""

        self._ask.ask(
            translate("video", "Go to"),
            go,
            hint=translate("video", "frame 120, or 1:20.5"),
            refusal=refusal,
        )

    def ask_marker(self) -> None:
        """Mark the moment on screen, with a note."""
        editor = self._annotation.editor
        if editor is not None and self._annotation.ready:
            self._head.pause()
            there = editor.marker()
            text = "" if there is None else there.text
            self._ask.ask(
                translate("video", "Marker"),
                editor.add_marker,
                text,
                translate("video", "what happens here"),
            )

    def ask_note(self) -> None:
        """Ask for a note on the label."""
        editor = self._annotation.editor
        segment = editor.current() if editor is not None else None
        if editor is not None and segment is not None and self.labelling:
            self._head.pause()
            self._ask.ask(
                translate("video", "Note on this label"), editor.set_note, text=segment.note
            )

    def ask_name(self, then: Callable[[], object] = lambda: None) -> None:
        """Ask whose face it is; `then` is called once it is known."""
        session, editor = self._annotation.session, self._annotation.editor
        if session is None or session.book is None or editor is None or not session.ready:
            return
        number = self._head.track
        names = sorted(person.name for person in session.book.all(Person))
        self._ask.ask(
            translate("video", "Face {0} is").format(number + 1),
            lambda name: editor.name_face(number, name) and then(),
            text=self._timeline.model.names.get(number, ""),
            hint=translate("video", "name or code of the person"),
            offers=names,
        )

    def ask_same_face(self) -> None:
        """Ask which face this one is, too, and make one of both."""
        number = self._head.track
        rows = [row.track for row in self._timeline.model.rows() if row.track != number]
        if not rows or not self.labelling:
            return

        def merge(text: str) -> None:
            keep = int(text) - 1
            self._with_editor(lambda editor: editor.merge_faces(keep, number))
            self._timeline.model.track_wanted.emit(keep)

        def refusal(text: str) -> str:
            known = text.isascii() and text.isdigit() and int(text) - 1 in rows
            return "" if known else translate("video", "There is no other face “{0}”").format(text)

        numbers = ", ".join(str(track + 1) for track in rows)
        self._ask.ask(
            translate("video", "Face {0} is also face").format(number + 1),
            merge,
            hint=numbers,
            refusal=refusal,
        )

    def _add_face(self, editor: Editor) -> None:
        number = editor.add_face()
        if number is not None:
            self._timeline.model.track_wanted.emit(number)

    # --- inside ------------------------------------------------------------------------------

    def _mark(self, change: Callable[[Marks, int], Marks]) -> None:
        frame = self._head.frame
        if frame is not None:
            self._state.update(marks=change(self._state.marks, frame), selected=None)

    def _toggle_run_through(self) -> None:
        if self.labelling:
            self._annotation.set_run_through(not self._state.ways.run_through)

    def _with_labeller(self, act: Callable[[Labeller], object]) -> None:
        if self.labelling and self._annotation.labeller is not None:
            act(self._annotation.labeller)

    def _with_editor(self, act: Callable[[Editor], object]) -> None:
        editor = self._annotation.editor
        if not self.labelling or editor is None or self._annotation.refuse():
            return
        if self._annotation.ready:
            act(editor)
