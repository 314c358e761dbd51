"""A review in progress: the item on screen, decisions, and the way back."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.entry import Entry, EntryKind
from app.gui.annotate.session import AnnotateSession
from app.gui.annotate.spans import free_spans
from app.gui.bridge import JobControl, Jobs
from app.gui.language import translate
from app.gui.review.queue import Queue, key_of
from engine.errors import MienError
from engine.labels import Expression
from engine.project import edits
from engine.project.edits import Edit
from engine.project.ranking import DEFAULT_ORDER, Item, Order, make_items, score
from engine.project.store import Project
from engine.project.values import (
    Decision,
    Label,
    Review,
    Segment,
    SegmentSource,
    Track,
    TrackPart,
    new_id,
)


class Reviewing(QObject):
    """The review of one video: `load` it, then decide item by item."""

    changed = Signal()
    item_changed = Signal(object)  # Item, or None when there is none
    failed = Signal(object)  # MienError

    def __init__(self, annotation: Annotation, parent: QObject) -> None:
        super().__init__(parent)
        self._annotation = annotation
        self._state = annotation.state
        self._jobs = Jobs(self)
        self._items: tuple[Item, ...] = ()
        self._known: tuple[Review, ...] = ()
        self._since = time.monotonic()
        self._loading = False
        self._wanted = 0
        self.queue = Queue()
        self.order = DEFAULT_ORDER
        self.spread = True
        self.place: int | None = None
        self.active = False
        annotation.changed.connect(self._on_labels)

    # --- items -------------------------------------------------------------------------------

    @property
    def item(self) -> Item | None:
        """The item on screen."""
        return self.queue.items[self.place] if self.place is not None else None

    @property
    def loading(self) -> bool:
        """Whether items are being looked for."""
        return self._loading

    def load(self, run_id: str | None) -> None:
        """Look for items in an analysis; None or an unusable project gives none."""
        session = self._annotation.session
        path = session.project_path if session is not None else None
        self._items, self.place, self.queue = (), None, Queue(self.order)
        self._known = ()
        self._wanted += 1
        wanted = self._wanted
        if session is None or session.book is None or path is None or run_id is None:
            self._loading = False
            self._show()
            return
        self._loading = True
        self.changed.emit()
        parts, segments = session.book.all(TrackPart), session.book.all(Segment)

        def work(_control: JobControl) -> tuple[Item, ...]:
            return _items_of(path, run_id, parts, segments)

        def found(items: tuple[Item, ...]) -> None:
            if wanted == self._wanted:  # else something newer is looked for
                self._on_items(items)

        self._jobs.run(work, name="review", done=found, failed=self._on_failed)

    def set_order(self, order: Order, *, spread: bool) -> None:
        """Rank the items anew; the first that is not done comes on screen."""
        self.order, self.spread = order, spread
        self._rank()

    def go(self, step: int) -> None:
        """Show the item before or after, done or not."""
        if len(self.queue):
            place = 0 if self.place is None else self.place + step
            self._show_place(min(max(place, 0), len(self.queue) - 1))

    def close(self, timeout_s: float = 3.0) -> bool:
        """Stop looking for items and forget them; True when no thread is left."""
        ended = self._jobs.close(timeout_s)
        self._jobs.deleteLater()
        self._jobs = Jobs(self)
        self.load(None)
        return ended

    # --- decisions ---------------------------------------------------------------------------

    def accept_corrected(self) -> None:
        """The corrected label is right; where something is typed, label as typed."""
        if self._commit():
            return
        if self.item is not None:
            self._decide(Decision.ACCEPT_CORRECTED, Label.single(self.item.corrected))

    def accept_primary(self) -> None:
        """The first look was right."""
        if self.item is not None:
            self._decide(Decision.ACCEPT_PRIMARY, Label.single(self.item.primary))

    def skip(self) -> None:
        """Decide nothing."""
        self._decide(Decision.SKIP, None)

    def digit_down(self, expression: Expression) -> None:
        """A digit: typed where something is typed, else the item's label."""
        if self._state.entry is not None:
            self._state.update(entry=self._state.entry.typed(expression))
        else:
            self._relabel(Label.single(expression))

    def label_down(self, label: Label) -> None:
        """Unsure, or no usable face."""
        unsure = label == Label.unsure()
        self._decide(Decision.UNSURE if unsure else Decision.RELABEL, label)

    def label_up(self) -> None:
        """Nothing is held in a review."""

    def begin(self, kind: EntryKind) -> None:
        """Begin to type a candidate set or votes."""
        if self.item is not None and self._annotation.ready:
            self._state.update(entry=Entry.begun(kind, None))

    def take_back(self) -> bool:
        """Take back what was typed last; False where nothing is being typed."""
        return self._annotation.take_back()

    def escape(self) -> bool:
        """Leave typing; False where nothing was typed."""
        if self._state.entry is None:
            return False
        self._state.update(entry=None)
        return True

    def _commit(self) -> bool:
        entry = self._state.entry
        if entry is None:
            return False
        if entry.complete:
            self._state.update(entry=None)
            self._relabel(entry.label)
        return True

    def _relabel(self, label: Label) -> None:
        item = self.item
        if item is None:
            return
        decision = Decision.RELABEL
        if label == Label.single(item.corrected):
            decision = Decision.ACCEPT_CORRECTED
        elif label == Label.single(item.primary):
            decision = Decision.ACCEPT_PRIMARY
        self._decide(decision, label)

    def _decide(self, decision: Decision, label: Label | None) -> None:
        item, session = self.item, self._annotation.session
        if item is None or session is None or not session.ready:
            return
        self._state.update(entry=None)
        edit = _edit_of(session, item, label, self._review(item, decision))
        place = self.place
        if edit and session.do(edit) and place is not None:
            self._show_place(self.queue.next_open(place))

    def _review(self, item: Item, decision: Decision) -> Review:
        session = self._annotation.session
        assert session is not None
        assert session.book is not None
        assert session.annotator is not None
        return Review(
            id=new_id(),
            video_id=session.book.video.id,
            track_id=item.track_id,
            run_id=item.run_id,
            annotator_id=session.annotator.id,
            start_us=item.start_us,
            end_us=item.end_us,
            order=str(self.order),
            score=score(item, self.order) or 0.0,
            decision=decision,
            seconds=round(time.monotonic() - self._since, 2),
        )

    # --- inside ------------------------------------------------------------------------------

    def _reviews(self) -> tuple[Review, ...]:
        session = self._annotation.session
        if session is None or session.book is None or session.annotator is None:
            return ()
        mine = session.annotator.id
        return tuple(r for r in session.book.reviews() if r.annotator_id == mine)

    def _on_items(self, items: tuple[Item, ...]) -> None:
        self._loading = False
        self._items = items
        self._rank()

    def _on_failed(self, error: MienError) -> None:
        self._loading = False
        self.changed.emit()
        self.failed.emit(error)

    def _rank(self) -> None:
        self._known = self._reviews()
        self.queue = Queue.of(self._items, self.order, self._known, spread=self.spread)
        self._show_place(self.queue.next_open())

    @Slot()
    def _on_labels(self) -> None:
        """Decisions were made or taken back; one that was taken back comes on screen again."""
        before, reviews = self.queue.done, self._reviews()
        if reviews == self._known:
            return
        self._known = reviews
        self.queue = self.queue.with_reviews(reviews)
        reopened = [key for key in before if key not in self.queue.done]
        place = self.queue.place_of(reopened[0]) if len(reopened) == 1 else None
        if place is not None and self.active:
            self._show_place(place)
        elif before != self.queue.done:
            self.changed.emit()

    def _show_place(self, place: int | None) -> None:
        self.place = place
        self._since = time.monotonic()
        self._show()

    def _show(self) -> None:
        self.changed.emit()
        self.item_changed.emit(self.item)

    def decision_here(self) -> Review | None:
        """What was decided of the item on screen, if anything was."""
        return None if self.item is None else self.queue.done.get(key_of(self.item))


def _items_of(
    path: Path, run_id: str, parts: tuple[TrackPart, ...], segments: tuple[Segment, ...]
) -> tuple[Item, ...]:
    """Items of an analysis, read beside the window that edits the project."""
    with Project.open(path, read_only=True) as project:
        predictions = project.predictions(run_id)
    return make_items(predictions, parts, run_id, segments)


def _edit_of(session: AnnotateSession, item: Item, label: Label | None, review: Review) -> Edit:
    """The label and the decision as one step of undo."""
    title = translate("video", "Review")
    book, annotator = session.book, session.annotator
    track = book.get(Track, item.track_id) if book is not None else None
    if book is None or annotator is None or track is None:
        return Edit(title, ())
    if label is None:
        return edits.add(title, review)
    there = session.segments(track.number)
    segment = Segment(
        id=new_id(),
        video_id=book.video.id,
        track_id=item.track_id,
        annotator_id=annotator.id,
        start_us=item.start_us,
        end_us=item.end_us,
        label=label,
        blind=False,
        source=SegmentSource.REVIEW,
    )
    if review.decision in (Decision.ACCEPT_CORRECTED, Decision.ACCEPT_PRIMARY):
        # Agreeing with the model says nothing against what one labelled before, perhaps blindly.
        gaps = free_spans(there, item.start_us, item.end_us)
        pieces = [replace(segment, id=new_id(), start_us=a, end_us=b) for a, b in gaps]
        put = edits.add(title, *pieces)
        made = pieces[0].id if pieces else None
    else:
        put = edits.put_segment(there, segment, title=title)
        made = segment.id
    decided = replace(review, segment_id=made)
    return Edit(title, (*put.changes, *edits.add(title, decided).changes))
