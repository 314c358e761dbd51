"""Bringing another rater's project of the same videos into this one.

Nothing of either is lost. What both know (by id, as in copies of one project; by content for videos
and models; by place in the picture for faces) becomes one; what only the other has is added; where
the same annotator says two things at the same time, the other's version becomes a layer of its
own. Things deleted in one copy only come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.project import edits, videos
from engine.project.edits import Change, Edit
from engine.project.predictions import Predictions
from engine.project.reading import Contents
from engine.project.store import Project
from engine.project.tracks import owners, same_face
from engine.project.values import (
    Annotator,
    Calibration,
    Entity,
    Marker,
    Review,
    Run,
    Segment,
    Track,
    Video,
    new_id,
)

T = TypeVar("T", bound=Entity)


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What came of a merge.

    added: how many things of each kind (table name) are new. layers: names of annotators that
    were made because somebody's versions contradict each other. edit: what was done, its inverse
    takes all but copied predictions back.
    """

    added: dict[str, int]
    layers: tuple[str, ...]
    edit: Edit


def merge(project: Project, other: Contents) -> MergeReport:
    """Bring everything of `other` (open read-only is enough) into `project`.

    Raises:
        ProjectError: one cannot be read or the other not written; nothing was done then.
    """
    return _Merge(project, other).run()


@dataclass
class _Ids:
    """What the other project's ids are called here."""

    video: dict[str, str] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    annotator: dict[str, str] = field(default_factory=dict)
    model: dict[str, str] = field(default_factory=dict)
    run: dict[str, str] = field(default_factory=dict)
    track: dict[str, str] = field(default_factory=dict)
    segment: dict[str, str] = field(default_factory=dict)


class _Merge:
    """One merge: plans all additions, then applies them as one edit."""

    def __init__(self, project: Project, other: Contents) -> None:
        self._to, self._from = project, other
        self._ids = _Ids()
        self._new: list[Entity] = []
        self._layers: dict[str, Annotator] = {}
        self._named: list[Change] = []
        self._read: dict[str, Predictions] = {}
        self._copied: list[tuple[str, str]] = []

    def run(self) -> MergeReport:
        self._videos()
        self._people()
        self._models()
        for video in self._from.videos():
            here = self._ids.video[video.id]
            self._runs(video.id, here)
            self._tracks(video.id, here)
        self._segments()
        self._remarks()
        # A copied run is whole only when its predictions are: until then it says it is not.
        whole = [e for e in self._new if isinstance(e, Run) and e.complete]
        first = [replace(e, complete=False) if e in whole else e for e in self._new]
        self._to.apply(Edit("Merge", (*edits.add("Merge", *first).changes, *self._named)))
        for theirs, ours in self._copied:
            self._to.store_predictions(ours, self._from.predictions(theirs))
        done = tuple(Change(replace(run, complete=False), run) for run in whole)
        self._to.apply(Edit("Merge", done))
        return self._report()

    def _report(self) -> MergeReport:
        added: dict[str, int] = {}
        for entity in self._new:
            name = type(entity).__name__.lower()
            added[name] = added.get(name, 0) + 1
        layers = tuple(a.name for a in self._layers.values() if a in self._new)
        edit = Edit("Merge", (*edits.add("Merge", *self._new).changes, *self._named))
        return MergeReport(added, layers, edit)

    def _add(self, entity: T) -> T:
        self._new.append(entity)
        return entity

    # --- what both may know

    def _videos(self) -> None:
        known = list(self._to.videos())
        for video in self._from.videos():
            same = next((v for v in known if videos.same_content(v, video)), None)
            if same is None:
                place = videos.place_of(video, self._from.folder)
                path = videos.relative_path(place, self._to.folder)
                id_ = video.id if self._to.get(Video, video.id) is None else new_id()
                same = self._add(replace(video, id=id_, path=path, position=len(known)))
                known.append(same)
            self._ids.video[video.id] = same.id

    def _people(self) -> None:
        names = {p.name: p.id for p in self._to.persons()}
        ids = {p.id for p in self._to.persons()}
        for person in self._from.persons():
            if person.id in ids or person.name in names:
                here = person.id if person.id in ids else names[person.name]
            else:
                here = self._add(person).id
            self._ids.person[person.id] = here
        taken = {a.name for a in self._to.annotators()}
        there = {a.id for a in self._to.annotators()}
        for annotator in self._from.annotators():
            self._ids.annotator[annotator.id] = annotator.id
            if annotator.id not in there:
                name = _free(annotator.name, self._from.name, taken)
                taken.add(name)
                self._add(replace(annotator, name=name))

    def _models(self) -> None:
        known = {m.sha256: m.id for m in self._to.models()}
        for model in self._from.models():
            here = known.get(model.sha256)
            self._ids.model[model.id] = self._add(model).id if here is None else here

    def _runs(self, theirs: str, ours: str) -> None:
        known = self._to.runs(ours)
        for run in self._from.runs(theirs):
            model_id = self._ids.model[run.model_id]
            same = next((r for r in known if r.id == run.id or _same_work(r, run, model_id)), None)
            if same is None:
                same = self._add(replace(run, video_id=ours, model_id=model_id))
                self._copied.append((run.id, run.id))
            self._ids.run[run.id] = same.id

    def _tracks(self, theirs: str, ours: str) -> None:
        known = {t.id: t for t in self._to.tracks(ours)}
        numbers = {t.number for t in known.values()}
        places = _Places(self._to, ours)
        for track in self._from.tracks(theirs):
            here = self._same_track(track, theirs, known, places)
            person = self._ids.person.get(track.person_id or "")
            if here is not None and person is not None and known[here].person_id is None:
                named = replace(known[here], person_id=person)
                self._named.append(Change(known[here], named))
                known[here] = named
            if here is None:
                free = track.number
                if free in numbers:
                    free = max(max(numbers), self._to.next_track_number(ours) - 1) + 1
                numbers.add(free)
                new = replace(track, video_id=ours, number=free, person_id=person)
                here = self._add(new).id
            self._ids.track[track.id] = here
        copied = {run for run, _ in self._copied}
        there = {p.id for p in self._to.parts(ours)}
        for part in self._from.parts(theirs):
            if part.run_id in copied and part.id not in there:
                run_id = self._ids.run[part.run_id]
                self._add(replace(part, track_id=self._ids.track[part.track_id], run_id=run_id))

    def _same_track(
        self, track: Track, video_id: str, known: dict[str, Track], places: _Places
    ) -> str | None:
        """The track here that is this one: by id, by place in the picture, by hand-given number."""
        if track.id in known:
            return track.id
        parts = [p for p in self._from.parts(video_id) if p.track_id == track.id]
        for run_id in dict.fromkeys(p.run_id for p in parts):
            if run_id not in self._read:
                self._read[run_id] = self._from.predictions(run_id)
            found = self._read[run_id]
            _, owner = owners(found, parts, run_id)
            here = places.same(found, owner == 0)
            if here is not None:
                return here
        if parts:
            return None
        mine = (t for t in known.values() if t.id not in places.found and t.number == track.number)
        return next((t.id for t in mine), None)

    # --- what people made

    def _segments(self) -> None:
        for video in self._from.videos():
            here = {s.id: s for s in self._to.segments(self._ids.video[video.id])}
            tiers: dict[tuple[str, str], list[Segment]] = {}
            for s in here.values():
                tiers.setdefault((s.track_id, s.annotator_id), []).append(s)
            for theirs in self._from.segments(video.id):
                segment = replace(
                    theirs,
                    video_id=self._ids.video[video.id],
                    track_id=self._ids.track[theirs.track_id],
                )
                self._segment(segment, here, tiers)

    def _segment(
        self,
        segment: Segment,
        here: dict[str, Segment],
        tiers: dict[tuple[str, str], list[Segment]],
    ) -> None:
        self._ids.segment[segment.id] = segment.id
        same = here.get(segment.id)
        if same is not None and _means_the_same(same, segment):
            return
        for annotator_id in self._versions(segment.annotator_id):
            tier = tiers.setdefault((segment.track_id, annotator_id), [])
            covered = [s for s in tier if _overlap(s, segment)]
            if any(_means_the_same(s, segment) for s in covered):
                return  # brought here by an earlier merge
            if not covered:
                break
        segment = replace(segment, annotator_id=annotator_id)
        if same is not None:
            segment = replace(segment, id=new_id())
            self._ids.segment[same.id] = segment.id
        tier.append(self._add(segment))

    def _versions(self, annotator_id: str) -> Iterator[str]:
        """The annotator, then as many layers as it takes for versions that contradict it."""
        yield annotator_id
        theirs = next(a for a in self._from.annotators() if a.id == annotator_id)
        for number in count(1):
            suffix = "" if number == 1 else f" {number}"
            name = f"{theirs.name} ({self._from.name}{suffix})"
            if name not in self._layers:
                here = next((a for a in self._to.annotators() if a.name == name), None)
                self._layers[name] = here or self._add(Annotator(new_id(), name))
            yield self._layers[name].id

    def _remarks(self) -> None:
        ids = self._ids
        for kind in (Marker, Review, Calibration):
            for remark in self._from.all(kind):
                if self._to.get(kind, remark.id) is not None:
                    continue
                if isinstance(remark, Marker):
                    who = ids.annotator.get(remark.annotator_id or "")
                    video_id = ids.video[remark.video_id]
                    self._add(replace(remark, video_id=video_id, annotator_id=who))
                elif isinstance(remark, Review):
                    self._add(
                        replace(
                            remark,
                            video_id=ids.video[remark.video_id],
                            track_id=ids.track[remark.track_id],
                            run_id=ids.run[remark.run_id],
                            annotator_id=ids.annotator[remark.annotator_id],
                            segment_id=ids.segment.get(remark.segment_id or ""),
                        )
                    )
                elif isinstance(remark, Calibration):
                    self._add(
                        replace(
                            remark,
                            person_id=ids.person[remark.person_id],
                            model_id=ids.model[remark.model_id],
                            track_id=ids.track[remark.track_id],
                        )
                    )


class _Places:
    """Where the tracks of one video of this project are in the picture.

    found: ids of those that an analysis found; the others were made by hand.
    """

    def __init__(self, project: Project, video_id: str) -> None:
        parts = project.parts(video_id)
        self.found = {p.track_id for p in parts}
        self._runs = []
        for run in project.runs(video_id):
            found = project.predictions(run.id)
            ids, owner = owners(found, parts, run.id)
            self._runs.append((found, ids, owner))

    def same(self, found: Predictions, mine: NDArray[np.bool_]) -> str | None:
        for ours, ids, owner in self._runs:
            track_id = same_face(found, mine, ours, owner, ids)
            if track_id is not None:
                return track_id
        return None


def _same_work(ours: Run, theirs: Run, model_id: str) -> bool:
    """Whether two runs computed the same: then one set of predictions is enough."""
    return (
        ours.complete
        and theirs.complete
        and ours.model_id == model_id
        and (ours.settings, ours.precision, ours.backend, ours.app_version)
        == (theirs.settings, theirs.precision, theirs.backend, theirs.app_version)
    )


def _means_the_same(a: Segment, b: Segment) -> bool:
    """Whether two segments of a track say the same, whoever and whenever."""
    same = {"id": "", "annotator_id": "", "created_utc": "", "changed_utc": ""}
    return replace(a, **same) == replace(b, **same)  # type: ignore[arg-type]


def _overlap(a: Segment, b: Segment) -> bool:
    return a.start_us < b.end_us and b.start_us < a.end_us


def _free(name: str, project: str, taken: set[str]) -> str:
    """A name that nobody here has: the name itself, or with the project's, or with a number."""
    tries = [name, f"{name} ({project})", *(f"{name} ({project} {n})" for n in range(2, 1000))]
    return next(n for n in tries if n not in taken)
