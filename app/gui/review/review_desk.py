"""A review on the video page: its item looped and marked, its panel and keys connected."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.marks import Marks
from app.gui.review.face_pictures import FacePictures, Wish
from app.gui.review.queue import Scope
from app.gui.review.review_panel import ReviewPanel
from app.gui.review.reviewing import Reviewing
from app.gui.video.side_panel import SidePanel
from app.gui.video.timeline import Timeline
from engine.project.items import Item
from engine.project.ranking import Order
from engine.project.review import key_of
from engine.project.values import Decision, Label, Track, Video

#: The timeline shows so much around an item, in microseconds.
_AROUND_US: Final = 3_000_000

#: Faces are made ready of so many items, the one on screen included.
_AHEAD: Final = 4


class ReviewDesk(QObject):
    """Shows the item of a `Reviewing` on the page while the page is in review."""

    video_wanted = Signal(str)  # id of the video that the item is in
    fine_tune_wanted = Signal()

    def __init__(
        self,
        review: Reviewing,
        annotation: Annotation,
        timeline: Timeline,
        side: SidePanel,
        faces: FacePictures,
    ) -> None:
        super().__init__(review)
        self._faces = faces
        self._asked: str | None = None
        #: Whether an item waits to be played, for people whom motion disturbs.
        self.still = False
        self._review, self._annotation = review, annotation
        self._timeline, self._side = timeline, side
        review.changed.connect(self._show)
        review.item_changed.connect(self._on_item)
        annotation.state.changed.connect(self._show_entry)
        annotation.changed.connect(self._follow_names)
        faces.made.connect(self._show_faces)

    @cached_property
    def panel(self) -> ReviewPanel:
        """Made when it is first needed: who does not review does not wait for it."""
        panel = ReviewPanel(self._side)
        self._side.put_first(panel)
        panel.decided.connect(self._decide)
        panel.order_chosen.connect(self._choose_order)
        panel.only_chosen.connect(self._review.set_only)
        panel.fine_tune_wanted.connect(self.fine_tune_wanted)
        return panel

    def enter(self) -> None:
        """The page is in review from now on."""
        self._review.active = True
        self._show()
        self._show_entry()
        self.panel.show()
        self._on_item(self._review.item)

    def leave(self) -> None:
        """The page is used for something else."""
        self._review.active = False
        self.panel.hide()
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

    @Slot(object, bool, object)
    def _choose_order(self, order: Order, spread: bool, scope: Scope) -> None:
        self._review.set_order(order, spread=spread, scope=scope)

    def on_video(self) -> None:
        """A video can be shown from now on: go on with the item, or with one of this video."""
        session, item = self._review.session, self._review.item
        here = session.here if session is not None else None
        if not self._review.active or here is None:
            return
        asked, self._asked = self._asked, None
        if item is not None and item.video_id != here.id and asked != here.id:
            self._review.follow(here.id)
        else:
            self._on_item(item)

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
        if not self._is_here(item):
            self._asked = item.video_id
            self.video_wanted.emit(item.video_id)
            return
        number = self._number(item)
        if number is not None:
            self._timeline.model.track_wanted.emit(number)
        self._annotation.state.update(marks=Marks(item.first_frame, item.last_frame), selected=None)
        model = self._timeline.model
        if not (model.view.start <= item.start_us and item.end_us <= model.view.end):
            model.set_view(model.view.shown(item.start_us - _AROUND_US, item.end_us + _AROUND_US))
        self._annotation.head.loop((item.first_frame, item.last_frame), still=self.still)

    @Slot()
    def _show(self) -> None:
        if not self._review.active:
            return  # nobody sees it, and a long queue takes its time
        item, start_us, face = self._review.item, 0, ""
        session = self._review.session
        book = session.book if session is not None else None
        if item is not None and book is not None:
            track, video = book.get(Track, item.track_id), book.get(Video, item.video_id)
            person = book.person_of(track) if track is not None else None
            number = 0 if track is None else track.number
            face = person.name if person else self.tr("Face {0}").format(number + 1)
            start_us = video.start_us if video is not None else 0
            if video is not None and not self._is_here(item):
                face = f"{PurePosixPath(video.path).name} · {face}"
        self.panel.offer_faces(self._faces_to_choose())
        self.panel.show_videos(1 if book is None else len(book.videos()))
        self.panel.show_review(self._review, face, start_us)
        self._show_faces()

    @Slot()
    def _follow_names(self) -> None:
        """Somebody may have got a name meanwhile, or another one."""
        if self._review.active and self.panel.offer_faces(self._faces_to_choose()):
            self._show()

    def _faces_to_choose(self) -> tuple[tuple[str, str], ...]:
        """Everybody with items: people by name, then faces of this video that have none."""
        session = self._review.session
        book = session.book if session is not None else None
        if book is None:
            return ()
        people: dict[str, str] = {}
        faces: list[tuple[str, str]] = []
        for track in sorted(book.all(Track), key=lambda track: track.number):
            if track.id not in self._review.tracks:
                continue
            person = book.person_of(track)
            if person is not None:
                people[person.id] = person.name
            elif track.video_id == book.video.id:
                faces.append((track.id, self.tr("Face {0}").format(track.number + 1)))
        named = sorted(people.items(), key=lambda entry: entry[1].casefold())
        return (*named, *faces)

    @Slot()
    def _show_entry(self) -> None:
        if self._review.active:
            self.panel.show_entry(self._annotation.state.entry)

    @Slot()
    def _show_faces(self) -> None:
        """The face of the item on screen, and those of the next ones made ready."""
        review, session = self._review, self._review.session
        if not review.active:
            return
        if session is None or session.book is None or review.item is None:
            self.panel.faces.show_pictures(())
            return
        book, place = session.book, review.place or 0
        wanted = [
            Wish(key_of(item), video, item.looks)
            for item in review.queue.items[place : place + _AHEAD]
            if (video := book.get(Video, item.video_id)) is not None
        ]
        if session.project_path is not None:
            self._faces.wish(session.project_path.parent, wanted)
        self.panel.faces.show_pictures(self._faces.pictures(key_of(review.item)))

    def _is_here(self, item: Item) -> bool:
        session = self._review.session
        here = session.here if session is not None else None
        return here is not None and here.id == item.video_id

    def _number(self, item: Item) -> int | None:
        session = self._annotation.session
        book = session.book if session is not None else None
        track = book.get(Track, item.track_id) if book is not None else None
        return None if track is None else track.number
