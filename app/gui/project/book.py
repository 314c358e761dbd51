"""What a project says of its videos, held in memory: every key press reads and changes this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.project.edits import Edit
from engine.project.errors import EditOutdated
from engine.project.store import Project
from engine.project.values import (
    Annotator,
    Calibration,
    Entity,
    Marker,
    Model,
    Person,
    Review,
    Run,
    Segment,
    Track,
    TrackPart,
    Video,
)

T = TypeVar("T", bound=Entity)
_OfVideo = TypeVar("_OfVideo", Track, Marker, Run)


@dataclass(frozen=True, slots=True)
class Tier:
    """Whose labels of whose face: within it segments never overlap."""

    track_id: str
    annotator_id: str


class Book:
    """The things of a project by kind and id, changed by the same edits as the file.

    One of its videos is open: whatever goes by number or time is of that one. Predictions and the
    export log are not held.
    """

    def __init__(self, video: Video, things: Iterable[Entity]) -> None:
        self.video = video
        self._things: dict[type[Any], dict[str, Any]] = {}
        self._tiers: dict[Tier, dict[str, Segment]] = {}
        self._sorted: dict[Tier, tuple[Segment, ...]] = {}
        for thing in things:
            self._put(thing)
        self._put(video)

    @classmethod
    def read(cls, project: Project, video_id: str) -> Book:
        """All that a project holds, this video open; call it where the project is used.

        Raises:
            KeyError: there is no such video.
        """
        video = project.get(Video, video_id)
        if video is None:
            raise KeyError(video_id)
        things: list[Entity] = [
            *project.persons(),
            *project.annotators(),
            *project.models(),
            *project.calibrations(),
        ]
        for each in project.videos():
            things += [
                each,
                *project.runs(each.id),
                *project.tracks(each.id),
                *project.parts(each.id),
                *project.segments(each.id),
                *project.markers(each.id),
                *project.reviews(each.id),
            ]
        return cls(video, things)

    def apply(self, edit: Edit) -> None:
        """Do an edit, all of it or nothing.

        Raises:
            EditOutdated: something is not as the edit says it was before.
        """
        for change in edit.changes:
            if self._kind(type(change.entity)).get(change.entity.id) != change.before:
                raise EditOutdated(
                    "what was to be changed is not there any more",
                    subject=edit.title,
                    hint="Look at it again and repeat what you wanted to do",
                )
        for change in edit.changes:
            if change.before is not None:
                self._drop(change.before)
            if change.after is not None:
                self._put(change.after)

    def take(self, things: Iterable[Entity]) -> None:
        """Take in what was written to the file by others; what is known stays as it is."""
        for thing in things:
            if thing.id not in self._kind(type(thing)):
                self._put(thing)

    def learn(self, videos: Iterable[Video]) -> None:
        """Take in what is known of videos by now, such as where they lie."""
        for video in videos:
            self._put(video)

    def open(self, video: Video) -> None:
        """Another video is open from now on."""
        self._put(video)
        self.video = video

    def get(self, kind: type[T], id_: str) -> T | None:
        """The thing of a kind with this id, None where there is none."""
        return self._kind(kind).get(id_)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """All things of a kind, of every video, in no order to rely on."""
        return tuple(self._kind(kind).values())

    def videos(self) -> tuple[Video, ...]:
        """The videos, in their order in lists."""
        return tuple(sorted(self.all(Video), key=lambda video: (video.position, video.id)))

    def tier(self, tier: Tier) -> tuple[Segment, ...]:
        """The segments of a tier, by time."""
        found = self._sorted.get(tier)
        if found is None:
            members = self._tiers.get(tier, {}).values()
            found = self._sorted[tier] = tuple(sorted(members, key=lambda s: s.start_us))
        return found

    def tiers(self) -> tuple[Tier, ...]:
        """All tiers that hold a segment."""
        return tuple(tier for tier, members in self._tiers.items() if members)

    def tracks(self, video: Video | None = None) -> tuple[Track, ...]:
        """The tracks of a video, of the open one if None, by number."""
        mine = self._of(Track, video)
        return tuple(sorted(mine, key=lambda track: (track.number, track.id)))

    def track(self, number: int) -> Track | None:
        """The open video's track of a number."""
        return next((track for track in self._of(Track) if track.number == number), None)

    def person_of(self, track: Track) -> Person | None:
        """Whose face a track is, where somebody said so."""
        return None if track.person_id is None else self.get(Person, track.person_id)

    def annotators(self) -> tuple[Annotator, ...]:
        """The annotators, in the order they came."""
        return tuple(sorted(self.all(Annotator), key=lambda a: (a.created_utc, a.id)))

    def markers(self) -> tuple[Marker, ...]:
        """The open video's markers, by time."""
        return tuple(sorted(self._of(Marker), key=lambda m: (m.time_us, m.id)))

    def reviews(self) -> tuple[Review, ...]:
        """The reviews of all videos, in the order they were decided."""
        return tuple(sorted(self.all(Review), key=lambda r: (r.created_utc, r.id)))

    def runs(self) -> tuple[Run, ...]:
        """The open video's analyses, the newest last."""
        return tuple(sorted(self._of(Run), key=lambda run: (run.started_utc, run.id)))

    def model_of(self, run: Run) -> Model | None:
        """Which model an analysis used."""
        return self.get(Model, run.model_id)

    def parts(self, track_id: str) -> tuple[TrackPart, ...]:
        """Which predictions belong to a track."""
        return tuple(part for part in self.all(TrackPart) if part.track_id == track_id)

    def calibrations(self) -> tuple[Calibration, ...]:
        """All neutral offsets, the newest last."""
        return tuple(sorted(self.all(Calibration), key=lambda c: (c.created_utc, c.id)))

    def next_number(self, video: Video | None = None) -> int:
        """A track number above all that are or were used in a video, the open one if not said."""
        tracks = {track.id: track.number for track in self._of(Track, video)}
        raws = [part.raw for part in self.all(TrackPart) if part.track_id in tracks]
        return max([*tracks.values(), *raws], default=-1) + 1

    def _of(self, kind: type[_OfVideo], video: Video | None = None) -> list[_OfVideo]:
        """The things of a kind of one video."""
        wanted = (video or self.video).id
        return [thing for thing in self._kind(kind).values() if thing.video_id == wanted]

    def _kind(self, kind: type[Any]) -> dict[str, Any]:
        return self._things.setdefault(kind, {})

    def _put(self, thing: Entity) -> None:
        self._kind(type(thing))[thing.id] = thing
        if isinstance(thing, Segment):
            tier = tier_of(thing)
            self._tiers.setdefault(tier, {})[thing.id] = thing
            self._sorted.pop(tier, None)
        elif isinstance(thing, Video) and thing.id == self.video.id:
            self.video = thing

    def _drop(self, thing: Entity) -> None:
        del self._kind(type(thing))[thing.id]
        if isinstance(thing, Segment):
            tier = tier_of(thing)
            del self._tiers[tier][thing.id]
            self._sorted.pop(tier, None)


def tier_of(segment: Segment) -> Tier:
    """Where a segment lies."""
    return Tier(segment.track_id, segment.annotator_id)


def counted(segments: Iterable[Segment]) -> Mapping[str, int]:
    """How many segments each track has."""
    counts: dict[str, int] = {}
    for segment in segments:
        counts[segment.track_id] = counts.get(segment.track_id, 0) + 1
    return counts
