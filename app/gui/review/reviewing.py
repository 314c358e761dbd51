"""A review in progress: the item on screen, decisions, and the way back."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.entry import Entry, EntryKind
from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl, Jobs
from app.gui.review.deciding import edit_of
from app.gui.review.loading import Found, Loader, Way
from app.gui.review.queue import Only, Queue, Scope
from engine.errors import MienError
from engine.labels import Expression
from engine.project.items import Item
from engine.project.ranking import DEFAULT_ORDER, Caught, Order, order_for, promised, score
from engine.project.review import key_of
from engine.project.values import (
    Decision,
    Label,
    Review,
    Track,
    new_id,
)


class Reviewing(QObject):
    """The review of a project's videos: `load` it, then decide item by item."""

    changed = Signal()
    item_changed = Signal(object)  # Item, or None when there is none
    failed = Signal(object)  # MienError

    def __init__(self, annotation: Annotation, parent: QObject) -> None:
        super().__init__(parent)
        self._annotation = annotation
        self._state = annotation.state
        self._jobs = Jobs(self)
        self._loader = Loader()
        self._path: Path | None = None
        self._find(Found(()))
        self._chosen = False
        self._known: tuple[Review, ...] = ()
        self._since = time.monotonic()
        self._loading = False
        self._wanted = 0
        self.queue = Queue()
        self.order = DEFAULT_ORDER
        self.spread = True
        self.scope = Scope.ALL
        self.only = Only()
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

    @property
    def session(self) -> AnnotateSession | None:
        """The project, once it is open."""
        session = self._annotation.session
        return session if session is not None and session.book is not None else None

    @property
    def promise(self) -> tuple[tuple[Caught, ...], str]:
        """What the model's manifest says of this order's first items, and measured on what."""
        if self.only:
            return (), ""  # measured on all there is
        return promised(self._found.metrics, self.order), self._found.metrics_on

    def load(self, run_id: str | None) -> None:
        """Look for items in all videos; without a project there are none.

        run_id: the analysis of the open video that is shown. What is on screen stays there as long
        as it is still among the items.
        """
        session = self.session
        path = session.project_path if session is not None else None
        self._wanted += 1
        wanted = self._wanted
        if path is None or path != self._path:
            self._forget(path)
        if session is None or session.book is None or path is None:
            self._loading = False
            return
        if session.here is None:
            return  # another video is being opened, and will be followed by this again
        self._loading = not len(self.queue)
        if self._loading:
            self.changed.emit()

        way, reviews = self._way(), self._reviews()
        look = self._loader.job(path, session.book, run_id)

        def work(control: JobControl) -> tuple[Found, Queue]:
            found = look(control)
            return found, way.queue(found, reviews)

        def done(result: tuple[Found, Queue]) -> None:
            if wanted == self._wanted:  # else something newer is looked for
                self._on_found(*result, way)

        def failed(error: MienError) -> None:
            if wanted == self._wanted:
                self._on_failed(error)

        self._jobs.run(work, name="review", done=done, failed=failed)

    def set_order(self, order: Order, *, spread: bool, scope: Scope | None = None) -> None:
        """Rank the items anew; the first that is not done comes on screen."""
        self.order, self.spread, self._chosen = order, spread, True
        self.scope = scope or self.scope
        self._rank()
        self._show_place(self.queue.next_open())

    def set_only(self, only: Only) -> None:
        """Leave items out, or none of them; the first that is not done comes on screen."""
        self.only = only
        self._rank()
        self._show_place(self.queue.next_open())

    @property
    def tracks(self) -> frozenset[str]:
        """Of which faces there are items, whichever of them are wanted."""
        return self._tracks

    def follow(self, video_id: str) -> None:
        """Another video was opened: go on with it, if it has an item that is not done."""
        if self.scope is Scope.HERE:
            self._rank()
            self._show_place(self.queue.next_open())
            return
        place = self.queue.next_open_in(video_id)
        if place is not None and (self.item is None or self.item.video_id != video_id):
            self._show_place(place)

    def go(self, step: int) -> None:
        """Show the item before or after, done or not."""
        if len(self.queue):
            place = 0 if self.place is None else self.place + step
            self._show_place(min(max(place, 0), len(self.queue) - 1))

    def close(self) -> None:
        """Stop looking for items and forget them; does not `wait` for threads."""
        self._jobs.stop()
        self._wanted += 1  # whatever is found yet is of a project that is closed
        self._forget(None)

    def wait(self, timeout_s: float = 3.0) -> bool:
        """Wait for threads after `close`; True when none is left."""
        return self._jobs.wait(timeout_s)

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

    def take_away(self, expression: Expression) -> bool:
        """Take a vote of an expression away; False where no votes are being typed."""
        return self._annotation.take_away(expression)

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
        item, session = self.item, self.session
        if item is None or session is None or session.annotator is None:
            return
        if self._annotation.refuse():
            return
        self._state.update(entry=None)
        edit = edit_of(session, item, label, self._review(item, decision))
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
            video_id=item.video_id,
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

    def _forget(self, path: Path | None) -> None:
        """Begin with the project at `path`, of which nothing is known."""
        self._path, self._loader = path, Loader()
        self._find(Found(()))
        self._loading, self.only = False, Only()
        self.place, self.queue, self._known = None, Queue(self.order), ()
        self._show()

    def _reviews(self) -> tuple[Review, ...]:
        session = self._annotation.session
        if session is None or session.book is None or session.annotator is None:
            return ()
        mine = session.annotator.id
        return tuple(r for r in session.book.reviews() if r.annotator_id == mine)

    def _on_found(self, found: Found, queue: Queue, way: Way) -> None:
        self._loading = False
        self._find(found)
        if not self._chosen:
            self.order = order_for(found.metrics)
        before = self.item if self.active else None
        if way == self._way():
            self._take(queue.with_reviews(self._reviews()))
        else:  # something else was chosen while they were ranked
            self._rank()
        place = None if before is None else self.queue.place_of(key_of(before))
        if place is None:
            self._show_place(self.queue.next_open())
        else:
            self.place = place
            self.changed.emit()

    def _on_failed(self, error: MienError) -> None:
        self._loading = False
        self.changed.emit()
        self.failed.emit(error)

    def _find(self, found: Found) -> None:
        self._found = found
        self._tracks = frozenset(item.track_id for item in found.items)

    def _way(self) -> Way:
        """How items are ranked, as it is chosen now."""
        session, who = self.session, self.only.who
        here = session.here if session is not None else None
        book = session.book if session is not None and who else None
        tracks = book.all(Track) if book is not None else ()
        return Way(
            self.order if self._chosen else None,
            self.spread,
            self.scope is Scope.ONE_BY_ONE,
            here.id if self.scope is Scope.HERE and here is not None else None,
            self.only,
            frozenset(track.id for track in tracks if who in (track.id, track.person_id)),
        )

    def _rank(self) -> None:
        self._take(self._way().queue(self._found, self._reviews()))

    def _take(self, queue: Queue) -> None:
        """The items come in this order from now on; none of them is on screen yet."""
        self._known, self.queue, self.place = self._reviews(), queue, None

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
