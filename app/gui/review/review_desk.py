"""A review on the video page: its item looped and marked, its panel and keys connected."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final

from PySide6.QtCore import QObject, Slot

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.marks import Marks
from app.gui.review.review_panel import ReviewPanel
from app.gui.review.reviewing import Reviewing
from app.gui.video.timeline import Timeline
from engine.project.ranking import Item, Order
from engine.project.values import Decision, Label, Track

#: The timeline shows so much around an item, in microseconds.
_AROUND_US: Final = 3_000_000


class ReviewDesk(QObject):
    """Shows the item of a `Reviewing` on the page while the page is in review."""

    def __init__(
        self,
        review: Reviewing,
        annotation: Annotation,
        timeline: Timeline,
        panel: ReviewPanel,
    ) -> None:
        super().__init__(review)
        self._review, self._annotation = review, annotation
        self._timeline, self._panel = timeline, panel
        review.changed.connect(self._show)
        review.item_changed.connect(self._on_item)
        annotation.state.changed.connect(lambda: panel.show_entry(annotation.state.entry))
        panel.decided.connect(self._decide)
        panel.order_chosen.connect(self._choose_order)

    def enter(self) -> None:
        """The page is in review from now on."""
        self._review.active = True
        self._show()
        self._on_item(self._review.item)

    def leave(self) -> None:
        """The page is used for something else."""
        self._review.active = False
        self._annotation.head.loop(None)
        self._annotation.head.pause()
        self._annotation.state.update(marks=Marks())

    def handlers(self) -> dict[Enum, Callable[[], object]]:
        """What keys of labelling do in a review."""
        review, command = self._review, LabelCommand
        return {
            command.COMMIT: review.accept_corrected,
            command.UNSURE: lambda: review.label_down(Label.unsure()),
            command.CANDIDATES: lambda: review.begin(EntryKind.CANDIDATES),
            command.VOTES: lambda: review.begin(EntryKind.VOTES),
            command.REASONS: lambda: review.begin(EntryKind.REASONS),
            command.ESCAPE: self._escape,
            command.DELETE: review.take_back,
            command.NEXT_SEGMENT: lambda: review.go(1),
            command.PREVIOUS_SEGMENT: lambda: review.go(-1),
        }

    def _escape(self) -> None:
        if not self._review.escape():
            self._annotation.head.pause()

    @Slot(object)
    def _decide(self, decision: Decision) -> None:
        review = self._review
        match decision:
            case Decision.ACCEPT_CORRECTED:
                review.accept_corrected()
            case Decision.ACCEPT_PRIMARY:
                review.accept_primary()
            case Decision.UNSURE:
                review.label_down(Label.unsure())
            case _:
                review.skip()

    @Slot(object, bool)
    def _choose_order(self, order: Order, spread: bool) -> None:
        self._review.set_order(order, spread=spread)

    @Slot(object)
    def _on_item(self, item: Item | None) -> None:
        """Loop the item, mark it, choose its face."""
        if not self._review.active:
            return
        if item is None:
            self._annotation.head.loop(None)
            self._annotation.head.pause()
            self._annotation.state.update(marks=Marks())
            return
        number = self._number(item)
        if number is not None:
            self._timeline.model.track_wanted.emit(number)
        self._annotation.state.update(marks=Marks(item.first_frame, item.last_frame), selected=None)
        model = self._timeline.model
        if not (model.view.start <= item.start_us and item.end_us <= model.view.end):
            model.set_view(model.view.shown(item.start_us - _AROUND_US, item.end_us + _AROUND_US))
        self._annotation.head.loop((item.first_frame, item.last_frame))

    @Slot()
    def _show(self) -> None:
        if not self._review.active:
            return  # nobody sees it, and a long queue takes its time
        item, index = self._review.item, self._annotation.head.index
        face = ""
        if item is not None:
            number = self._number(item) or 0
            names = self._timeline.model.names
            face = names.get(number) or self.tr("Face {0}").format(number + 1)
        self._panel.show_review(self._review, face, 0 if index is None else index.start)

    def _number(self, item: Item) -> int | None:
        session = self._annotation.session
        book = session.book if session is not None else None
        track = book.get(Track, item.track_id) if book is not None else None
        return None if track is None else track.number
