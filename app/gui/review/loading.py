"""The items of a project's review, looked for behind the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.gui.bridge import JobControl
from app.gui.project.book import Book
from app.gui.review.queue import Only, Queue
from engine.errors import ModelError
from engine.project.items import Item, labelled, make_items
from engine.project.ranking import Order, order_for
from engine.project.review import unbiased
from engine.project.store import Project
from engine.project.values import Model, Review, Run, Segment, Track, TrackPart


@dataclass(frozen=True, slots=True)
class Found:
    """Items of all analysed videos, and what the model's manifest says of its signals.

    metrics: empty where the model is not known here. metrics_on: the data they were measured on.
    """

    items: tuple[Item, ...]
    metrics: Mapping[str, float] = field(default_factory=dict)
    metrics_on: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How items become a queue.

    order: None for the one that suits the model. one_by_one: see `Queue.of`. video_id: of which
    video they come; None for all. only: which are wanted; tracks: those of whom, see `Only.of`.
    """

    order: Order | None
    spread: bool
    one_by_one: bool
    video_id: str | None
    only: Only = field(default_factory=Only)
    tracks: frozenset[str] = frozenset()

    def queue(self, found: Found, reviews: Iterable[Review]) -> Queue:
        """The items in their order, of which some were reviewed before."""
        items = found.items
        if self.video_id is not None:
            items = tuple(item for item in items if item.video_id == self.video_id)
        if self.only:
            items = self.only.of(items, self.tracks)
        order = self.order or order_for(found.metrics)
        return Queue.of(items, order, reviews, spread=self.spread, one_by_one=self.one_by_one)


@dataclass(frozen=True, slots=True)
class _Part:
    """What the items of one video are made of."""

    video_id: str
    run_id: str
    parts: tuple[TrackPart, ...]
    segments: tuple[Segment, ...]

    def has_faces_of(self, other: _Part) -> bool:
        """Whether all but people's labels are the same."""
        return replace(self, segments=other.segments) == other


class Loader:
    """Makes jobs that look for items; a video is read again where more than labels has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Part, tuple[Item, ...]]] = {}

    def job(self, path: Path, book: Book, shown: str | None) -> Callable[[JobControl], Found]:
        """A job over what the book says now. shown: the analysis of the open video, if any."""
        runs = chosen_runs(book, shown)
        wanted = [_part(book, run) for run in runs.values()]
        model = book.model_of(next(iter(runs.values()))) if runs else None
        known = self._known

        def work(control: JobControl) -> Found:
            items: list[Item] = []
            with Project.open(path, read_only=True) as project:
                for part in wanted:
                    before = known.get(part.video_id)
                    if before is None or not before[0].has_faces_of(part):
                        before = (part, _items(project, part, control.stop))
                    elif before[0] != part:
                        before = (part, labelled(before[1], part.segments))
                    if control.stop.is_set():
                        break  # these may not be all
                    known[part.video_id] = before
                    items += before[1]
            return Found(tuple(items), *_metrics(model))

        return work


def chosen_runs(book: Book, shown: str | None) -> dict[str, Run]:
    """The analysis of each video that counts, the open one's first.

    That is the newest complete one, else the newest. shown: the open video's, instead.
    """
    found: dict[str, Run] = {}
    for video in sorted(book.videos(), key=lambda video: video.id != book.video.id):
        runs = sorted(
            (run for run in book.all(Run) if run.video_id == video.id),
            key=lambda run: (run.id == shown, run.complete, run.started_utc, run.id),
        )
        if runs:
            found[video.id] = runs[-1]
    return found


def _part(book: Book, run: Run) -> _Part:
    tracks = {t.id for t in book.all(Track) if t.video_id == run.video_id}
    mine = [s for s in book.all(Segment) if s.video_id == run.video_id]
    return _Part(
        run.video_id,
        run.id,
        tuple(p for p in book.all(TrackPart) if p.track_id in tracks),
        unbiased(mine, (r for r in book.all(Review) if r.video_id == run.video_id)),
    )


def _items(project: Project, part: _Part, stop: threading.Event) -> tuple[Item, ...]:
    predictions = project.predictions(part.run_id)
    if stop.is_set():
        return ()
    return make_items(
        predictions, part.parts, part.run_id, part.segments, video_id=part.video_id, stop=stop
    )


def _metrics(model: Model | None) -> tuple[Mapping[str, float], str]:
    """What the manifest of a model says, where it is installed here and still the same."""
    from engine.models import manifest
    from engine.models.registry import find_model

    if model is None:
        return {}, ""
    try:
        found = manifest.read(find_model(model.name))
    except ModelError:
        return {}, ""
    return (found.metrics, found.metrics_on) if found.onnx.sha256 == model.sha256 else ({}, "")
