"""One video of a project, read once, as every export wants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression
from engine.project.calibration import calibration_of
from engine.project.predictions import Predictions
from engine.project.store import Project
from engine.project.tracks import owners
from engine.project.values import (
    Annotator,
    Calibration,
    LabelKind,
    Model,
    Person,
    Run,
    Segment,
    Track,
    Video,
)

Floats64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VideoScope:
    """What is known of one video. run, model, predictions: the chosen analysis, if there is one.

    owner: (m,) place in `tracks` of each predicted face, -1 for none. segments: by start.
    start_us: the time that `timestamp` and `onset` count from: the first frame's, also where only
    a span was read. calibrations: all of the project.
    """

    video: Video
    tracks: tuple[Track, ...]
    persons: dict[str, Person]
    annotators: dict[str, Annotator]
    segments: tuple[Segment, ...]
    run: Run | None
    model: Model | None
    predictions: Predictions
    owner: NDArray[np.int64]
    start_us: int
    calibrations: tuple[Calibration, ...] = ()

    def calibration_of(self, track: Track) -> Calibration | None:
        """The enabled neutral offset of a track's person for the model of the run."""
        if self.run is None:
            return None
        return calibration_of(self.calibrations, track.person_id, self.run.model_id)

    @property
    def name(self) -> str:
        """The video's file name."""
        return PurePosixPath(self.video.path).name

    def person_of(self, track: Track) -> str | None:
        """The name of a track's person, if somebody gave one."""
        person = self.persons.get(track.person_id or "")
        return None if person is None else person.name

    def track(self, track_id: str) -> Track:
        """A track by its id."""
        return next(t for t in self.tracks if t.id == track_id)


def read_scope(
    project: Project,
    video: Video,
    *,
    run_id: str | None = None,
    annotator_ids: frozenset[str] | None = None,
    span_us: tuple[int | None, int | None] = (None, None),
) -> VideoScope:
    """Read a video's part of a project; run_id: None takes the newest analysis.

    annotator_ids: only these annotators' segments; None takes all. span_us: only frames from a time
    on and before another, and segments that touch it; counted from the first frame.
    """
    runs = [r for r in project.runs(video.id) if run_id in (None, r.id)]
    run = runs[-1] if runs else None
    begin = None if run is None else project.run_start_us(run.id)
    start_us = video.start_us if begin is None else begin
    first, last = (None if t is None else start_us + t for t in span_us)
    predictions = Predictions.of([]) if run is None else project.predictions(run.id, first, last)
    tracks = project.tracks(video.id)
    ids, owner = owners(predictions, project.parts(video.id), "" if run is None else run.id)
    places = np.array([[t.id for t in tracks].index(i) for i in ids] + [-1], dtype=np.int64)
    segments = project.segments(video.id, first, last)
    if annotator_ids is not None:
        segments = tuple(s for s in segments if s.annotator_id in annotator_ids)
    return VideoScope(
        video=video,
        tracks=tracks,
        persons={p.id: p for p in project.persons()},
        annotators={a.id: a for a in project.annotators()},
        segments=segments,
        run=run,
        model=None if run is None else project.get(Model, run.model_id),
        predictions=predictions,
        owner=places[owner],
        start_us=start_us,
        calibrations=project.calibrations(),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What annotators say of one track in a span in which none of them changes opinion.

    segments: one an annotator. distribution: (8,) mean of those with an opinion, or None.
    """

    track_id: str
    start_us: int
    end_us: int
    segments: tuple[Segment, ...]
    distribution: Floats64 | None

    @property
    def top(self) -> Expression | None:
        """The one expression that leads; None where several do, or nobody has an opinion."""
        if self.distribution is None:
            return None
        leads = np.flatnonzero(np.isclose(self.distribution, self.distribution.max()))
        return LABELS[int(leads[0])] if len(leads) == 1 else None

    @property
    def no_face(self) -> bool:
        """Whether everybody who labelled it sees no usable face."""
        return all(s.label.kind is LabelKind.NO_FACE for s in self.segments)


def said_spans(segments: tuple[Segment, ...]) -> Iterator[Said]:
    """Cut the time of each track at every start and end; spans nobody labelled are left out."""
    by_track: dict[str, list[Segment]] = {}
    for segment in segments:
        by_track.setdefault(segment.track_id, []).append(segment)
    for track_id, mine in by_track.items():
        cuts = sorted({t for s in mine for t in (s.start_us, s.end_us)})
        waiting = sorted(mine, key=lambda s: s.start_us, reverse=True)
        active: list[Segment] = []
        for start, end in pairwise(cuts):
            active = [s for s in active if s.end_us > start]
            while waiting and waiting[-1].start_us <= start:
                active.append(waiting.pop())
            if active:
                people = tuple(sorted(active, key=lambda s: s.annotator_id))
                yield Said(track_id, start, end, people, combined(people))


def combined(segments: tuple[Segment, ...]) -> Floats64 | None:
    """The mean of the annotators' distributions: ties stay soft, no opinion does not count."""
    all_ = [p for s in segments if (p := s.label.distribution) is not None]
    return np.mean(all_, axis=0) if all_ else None
