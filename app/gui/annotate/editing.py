"""Changing labels that are there: trim, move, split, merge, copy, delete; faces and persons too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.gui.annotate.labeller import Labeller
from app.gui.annotate.session import AnnotateSession
from app.gui.annotate.spans import covering, span_of
from app.gui.annotate.state import Head, LabelState
from app.gui.language import translate
from engine.project import edits
from engine.project.edits import Edit
from engine.project.persons import name_tracks
from engine.project.values import Marker, Person, Segment, Track, TrackPart, new_id, now_utc


class Editor:
    """Edits of the selected segment, or of the one under the playhead, and of faces.

    Every method makes at most one undo step and returns whether it changed anything.
    """

    def __init__(
        self, session: AnnotateSession, state: LabelState, head: Head, labeller: Labeller
    ) -> None:
        self._session, self._state, self._head = session, state, head
        self._labeller = labeller

    # --- segments ----------------------------------------------------------------------------

    def current(self) -> Segment | None:
        """The selected segment, else the one under the playhead."""
        found = self._labeller.selected_segment()
        at = self._time()
        if found is None and at is not None:
            found = covering(self._tier(), at)
        return found

    def delete(self) -> bool:
        """Delete the current segment; where there is none, the marker on screen."""
        segment, marker = self.current(), self.marker()
        if segment is not None:
            return self._do(edits.remove(translate("video", "Delete label"), segment))
        return marker is not None and self._do(
            edits.remove(translate("video", "Delete marker"), marker)
        )

    def split(self) -> bool:
        """Cut the segment under the playhead in two: the frame on screen begins the second."""
        at = self._time()
        segment = covering(self._tier(), at) if at is not None else None
        if segment is None or at is None:
            return False
        return self._do(edits.split_segment(segment, at, title=translate("video", "Split label")))

    def merge_with_next(self) -> bool:
        """Let the current segment reach to the end of the next one, which goes away."""
        segment = self.current()
        if segment is None:
            return False
        later = [s for s in self._tier_of(segment) if s.start_us >= segment.end_us]
        return bool(later) and self.place(
            segment.id, segment.start_us, later[0].end_us, translate("video", "Merge labels")
        )

    def trim_start(self) -> bool:
        """Let the current segment, else the next one, begin with the frame on screen."""
        at, segment = self._time(), self.current()
        if segment is None and at is not None:
            segment = next((s for s in self._tier() if s.start_us >= at), None)
        if segment is None or at is None or at >= segment.end_us:
            return False
        return self.place(segment.id, at, segment.end_us, translate("video", "Trim label"))

    def trim_end(self) -> bool:
        """Let the current segment, else the one before, end with the frame on screen."""
        index, frame, segment = self._head.index, self._head.frame, self.current()
        if index is None or frame is None:
            return False
        end = span_of(index, frame, frame)[1]
        if segment is None:
            segment = next((s for s in reversed(self._tier()) if s.end_us <= end), None)
        if segment is None or end <= segment.start_us:
            return False
        return self.place(segment.id, segment.start_us, end, translate("video", "Trim label"))

    def place(self, key: str, start_us: int, end_us: int, title: str | None = None) -> bool:
        """Give a segment another span; it trims what it then covers."""
        segment = self._get(key)
        if segment is None or end_us <= start_us:
            return False
        there = self._tier_of(segment)
        title = title or translate("video", "Move label")
        return self._do(edits.move_segment(there, segment, start_us, end_us, title=title))

    def copy_previous(self) -> bool:
        """Label as the segment before is labelled."""
        at = self._time()
        selected = self._labeller.selected_segment()
        if selected is not None:
            at = selected.start_us
        before = [s for s in self._tier() if at is not None and s.end_us <= at]
        if before:
            self._labeller.give(before[-1].label)
        return bool(before)

    def set_confidence(self, confidence: int) -> bool:
        """How sure the annotator is of the current segment, 1 to 3."""
        return self._change(translate("video", "Confidence"), confidence=confidence)

    def set_note(self, note: str) -> bool:
        """A note on the current segment."""
        return self._change(translate("video", "Note"), note=note)

    def marker(self) -> Marker | None:
        """The marker of the frame on screen."""
        at, book = self._time(), self._session.book
        found = book.markers() if book is not None else ()
        return next((marker for marker in found if marker.time_us == at), None)

    def add_marker(self, text: str) -> bool:
        """Mark the moment on screen, or change the note of its marker."""
        there = self.marker()
        if there is not None:
            return self._do(
                edits.change(translate("video", "Marker"), there, replace(there, text=text))
            )
        at, book = self._time(), self._session.book
        if at is None or book is None or self._session.annotator is None:
            return False
        marker = Marker(new_id(), book.video.id, at, text, self._session.annotator.id)
        return self._do(edits.add(translate("video", "Marker"), marker))

    # --- faces -------------------------------------------------------------------------------

    def name_face(self, number: int, name: str) -> bool:
        """Say whose face a track is; the same name is the same person in every track."""
        book, name = self._session.book, name.strip()
        track = self._known(number)
        if book is None or track is None or not name:
            return False
        title = translate("video", "Name face")
        return self._do(name_tracks([track], name, book.all(Person), title=title))

    def add_face(self) -> int | None:
        """A track by hand, for a face that no analysis has found; returns its number."""
        book = self._session.book
        if book is None:
            return None
        track = Track(new_id(), book.video.id, book.next_number())
        return track.number if self._do(edits.add(translate("video", "Add face"), track)) else None

    def merge_faces(self, keep: int, other: int) -> bool:
        """Say that two tracks are one face: `other` goes into `keep`."""
        book, first, second = self._session.book, self._known(keep), self._known(other)
        if book is None or first is None or second is None or keep == other:
            return False
        parts, segments = book.all(TrackPart), book.all(Segment)
        title = translate("video", "Merge faces")
        return self._do(edits.merge_tracks(first, second, parts, segments, title=title))

    def split_face(self, number: int) -> bool:
        """Say that from the frame on screen on a track is another face."""
        book, track, at = self._session.book, self._known(number), self._time()
        if book is None or track is None or at is None:
            return False
        return self._do(
            edits.split_track(
                track,
                at,
                book.next_number(),
                book.all(TrackPart),
                book.all(Segment),
                title=translate("video", "Split face"),
            )
        )

    # --- inside ------------------------------------------------------------------------------

    def _change(self, title: str, **values: object) -> bool:
        segment = self.current()
        if segment is None:
            return False
        after = replace(segment, **values, changed_utc=now_utc())  # type: ignore[arg-type]
        same = replace(after, changed_utc=segment.changed_utc) == segment
        return not same and self._do(edits.change(title, segment, after))

    def _do(self, edit: Edit) -> bool:
        return self._session.do(edit)

    def _known(self, number: int) -> Track | None:
        book = self._session.book
        return None if book is None else book.track(number)

    def _time(self) -> int | None:
        index, frame = self._head.index, self._head.frame
        return None if index is None or frame is None else int(index.times[frame])

    def _tier(self) -> Sequence[Segment]:
        return self._session.segments(self._head.track)

    def _tier_of(self, segment: Segment) -> Sequence[Segment]:
        book = self._session.book
        track = book.get(Track, segment.track_id) if book is not None else None
        return () if track is None else self._session.segments(track.number)

    def _get(self, key: str) -> Segment | None:
        book = self._session.book
        return None if book is None else book.get(Segment, key)
