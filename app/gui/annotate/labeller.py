"""Giving labels: to the selection, the marked range or the frame on screen; held; run through."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.gui.annotate.entry import Entry, EntryKind
from app.gui.annotate.marks import Marks
from app.gui.annotate.session import AnnotateSession
from app.gui.annotate.spans import covering, frames_of, span_of, unlabelled
from app.gui.annotate.state import Head, LabelState
from app.gui.language import translate
from engine.labels import Expression
from engine.project import edits
from engine.project.edits import Edit
from engine.project.values import Label, LabelKind, Segment, Track, new_id

#: A digit held for less than this, in seconds, is a tap: it labels one frame.
_TAP_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class _Running:
    """A label that began while playing and has not ended. held_at: seconds, monotonic."""

    label: Label
    first: int
    track: int
    held_at: float


class Labeller(QObject):
    """The three ways to label, over one session."""

    #: A label that is being held or run through: (track, start, end, Label), or None.
    growing = Signal(object)

    def __init__(self, session: AnnotateSession, state: LabelState, head: Head) -> None:
        super().__init__(session)
        self._session, self._state, self._head = session, state, head
        self._held: _Running | None = None
        self._open: _Running | None = None

    # --- keys --------------------------------------------------------------------------------

    def digit_down(self, expression: Expression) -> None:
        """A digit was pressed: typed where something is typed, else a label or its beginning."""
        state = self._state
        if state.entry is not None:
            state.update(entry=state.entry.typed(expression))
            return
        self.label_down(Label.single(expression))

    def label_down(self, label: Label) -> None:
        """A key that stands for a label was pressed."""
        frame = self._head.frame
        if not self._session.ready or frame is None:
            return
        first = self._begun(frame)
        running = _Running(label, first, self._head.track, time.monotonic())
        if self._state.ways.run_through:
            self._close_open(first)
            self._open = running
            self._tell_growth(frame)
        elif self._head.playing:
            self._end_held(frame)
            self._held = running
            self._tell_growth(frame)
        else:
            self.give(label)

    def _begun(self, frame: int) -> int:
        """The frame that somebody reacted to who pressed a key now, at `frame`."""
        index, rate = self._head.index, self._head.rate
        if index is None or not rate or not self._state.reaction_us:
            return frame
        return index.index_at(int(index.times[frame]) - rate * self._state.reaction_us)

    def label_up(self) -> None:
        """The key was let go: a held label ends with the frame on screen."""
        frame = self._head.frame
        if self._held is not None and frame is not None:
            self._end_held(frame)

    def begin(self, kind: EntryKind) -> None:
        """Begin to type candidates, votes or reasons; what was begun before is dropped."""
        if not self._session.ready:
            return
        self._head.pause()
        here = self._here()
        if kind is EntryKind.REASONS and here is not None and here.label.kind is LabelKind.NO_FACE:
            self._state.update(selected=here.id)  # it is this one's reasons that are meant
        self._state.update(entry=Entry.begun(kind, None if here is None else here.label))

    def _here(self) -> Segment | None:
        """The selected segment, else the one on screen."""
        index, frame = self._head.index, self._head.frame
        if index is None or frame is None:
            return None
        tier = self._session.segments(self._head.track)
        return self.selected_segment() or covering(tier, int(index.times[frame]))

    def commit(self) -> bool:
        """Make a label of what was typed; False where nothing was."""
        entry = self._state.entry
        if entry is None or not entry.complete:
            return False
        self._state.update(entry=None)
        self.give(entry.label)
        return True

    def escape(self) -> bool:
        """Leave what is under way; False where nothing was."""
        state = self._state
        under_way = self._held is not None or self._open is not None
        if state.entry is not None:
            state.update(entry=None)
        elif under_way:
            self._held = self._open = None
            self._tell_growth(None)
        elif state.ways.run_through:
            self.set_run_through(False)
        elif state.selected is not None or state.marks != Marks():
            state.update(selected=None, marks=Marks())
        else:
            return False
        return True

    def set_run_through(self, on: bool) -> None:
        """Begin or end running through; what is open ends with the frame on screen."""
        frame = self._head.frame
        if not on and frame is not None:
            self._close_open(frame)
        self._state.update(ways=replace(self._state.ways, run_through=on))

    # --- labels ------------------------------------------------------------------------------

    def give(self, label: Label) -> None:
        """Label the selected segment, else the marked range, else the frame on screen."""
        session, state, index = self._session, self._state, self._head.index
        frame = self._head.frame
        if not session.ready or index is None or frame is None or session.book is None:
            return
        # The frame that was asked for counts, even while its picture is still on its way.
        self._let_go_unless_at(frame)
        selected = self.selected_segment()
        if selected is not None:
            title = translate("video", "Change label")
            edit = edits.relabel(selected, label, blind=state.ways.blind, title=title)
            if not session.do(edit):
                session.changed.emit()
        else:
            first, last = state.marks.range or (frame, frame)
            self._put(label, first, last, self._head.track)
        if state.ways.auto_advance:
            self.advance()

    def selected_segment(self) -> Segment | None:
        """The selected segment, if it is still there and of the one who labels."""
        book, key = self._session.book, self._state.selected
        segment = book.get(Segment, key) if book is not None and key is not None else None
        annotator = self._session.annotator
        if segment is None or annotator is None or segment.annotator_id != annotator.id:
            return None
        return segment

    def advance(self, step: int = 1) -> bool:
        """Go to the next frame without a label; False where there is none."""
        head, index = self._head, self._head.index
        if index is None or head.frame is None:
            return False
        at = head.frame
        selected = self.selected_segment()
        if selected is not None and step > 0:
            at = frames_of(index, selected.start_us, selected.end_us)[1]
        segments = self._session.segments(head.track)
        found = unlabelled(index, segments, at, step, head.seen(head.track))
        if found is None:
            return False
        self._state.update(selected=None, marks=Marks())
        head.seek(found)
        return True

    def on_frame(self, frame: int) -> None:
        """Another frame is on screen: what runs grows, a selection left behind is let go."""
        if self._held is not None or self._open is not None:
            self._tell_growth(frame)
        self._let_go_unless_at(frame)

    def _let_go_unless_at(self, frame: int) -> None:
        selected, index = self.selected_segment(), self._head.index
        if selected is not None and index is not None:
            first, last = frames_of(index, selected.start_us, selected.end_us)
            if not first <= frame <= last:
                self._state.update(selected=None)

    # --- inside ------------------------------------------------------------------------------

    def _end_held(self, frame: int) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        tap = time.monotonic() - held.held_at < _TAP_S
        self._tell_growth(None)
        self._put(held.label, held.first, held.first if tap else frame, held.track, select=False)

    def _close_open(self, frame: int) -> None:
        run, self._open = self._open, None
        if run is None:
            return
        self._tell_growth(None)
        # The frame on screen belongs to what begins now, unless nothing passed in between.
        last = frame - 1 if frame > run.first else frame
        if frame < run.first:
            last, run = run.first, replace(run, first=frame + 1)
        self._put(run.label, run.first, last, run.track, select=False)

    def _tell_growth(self, frame: int | None) -> None:
        run, index = self._held or self._open, self._head.index
        if run is None or frame is None or index is None:
            self.growing.emit(None)
            return
        span = span_of(index, min(run.first, frame), max(run.first, frame))
        self.growing.emit((run.track, *span, run.label))

    def _put(self, label: Label, first: int, last: int, track: int, *, select: bool = True) -> None:
        session, index, book = self._session, self._head.index, self._session.book
        if index is None or book is None or session.annotator is None:
            return
        start_us, end_us = span_of(index, min(first, last), max(first, last))
        known = book.track(track)
        made = known or Track(new_id(), book.video.id, track)
        segment = Segment(
            id=new_id(),
            video_id=book.video.id,
            track_id=made.id,
            annotator_id=session.annotator.id,
            start_us=start_us,
            end_us=end_us,
            label=label,
            blind=self._state.ways.blind,
        )
        title = translate("video", "Label")
        edit = edits.put_segment(session.segments(track), segment, title=title)
        if known is None:
            edit = Edit(title, (*edits.add(title, made).changes, *edit.changes))
        if session.do(edit) and select:
            self._state.update(selected=segment.id, marks=Marks())
