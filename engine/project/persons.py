"""Faces of all videos of a project, and whose they are. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.project.edits import Change, Edit
from engine.project.items import LOOKS, Look
from engine.project.predictions import Predictions
from engine.project.tracks import owners
from engine.project.values import Person, Track, TrackPart, new_id
from engine.types import Box


@dataclass(frozen=True, slots=True, eq=False)
class SeenFace:
    """Where a track is seen in an analysis of its video.

    pts: (k,) times of the frames with it, in microseconds, rising. looks: what it looks like.
    """

    track_id: str
    pts: NDArray[np.int64]
    looks: tuple[Look, ...]

    @property
    def start_us(self) -> int:
        """When it is seen first."""
        return int(self.pts[0])

    @property
    def end_us(self) -> int:
        """When it is seen last."""
        return int(self.pts[-1])


def seen_faces(
    predictions: Predictions, parts: Iterable[TrackPart], run_id: str
) -> tuple[SeenFace, ...]:
    """All tracks that have faces in an analysis; of each part of its time the clearest look."""
    ids, owner = owners(predictions, parts, run_id)
    pts, frames = predictions.face_pts, predictions.face_frame
    worth = predictions.score * predictions.box[:, 2] * predictions.box[:, 3]
    found = []
    for place, track_id in enumerate(ids):
        rows = np.flatnonzero(owner == place)
        if not len(rows):
            continue
        best = [int(p[worth[p].argmax()]) for p in np.array_split(rows, min(LOOKS, len(rows)))]
        looks = tuple(Look(int(frames[row]), Box(*predictions.box[row].tolist())) for row in best)
        found.append(SeenFace(track_id, pts[rows], looks))
    return tuple(found)


def seen_together(faces: Sequence[SeenFace]) -> int | None:
    """A time at which two of these are in the picture: they cannot be one face. None without."""
    times = np.sort(np.concatenate([face.pts for face in faces])) if faces else np.empty(0)
    twice = np.flatnonzero(np.diff(times) == 0)
    return int(times[twice[0]]) if len(twice) else None


def name_tracks(
    tracks: Iterable[Track], name: str, persons: Iterable[Person], *, title: str = "Name face"
) -> Edit:
    """Say whose faces tracks are; the same name is the same person in every video.

    name: empty takes a name away. An empty edit where all of it is so already.
    """
    name = name.strip()
    person = next((p for p in persons if p.name == name), None)
    made = person or Person(new_id(), name)
    wanted = made.id if name else None
    changes = [
        Change(track, replace(track, person_id=wanted))
        for track in tracks
        if track.person_id != wanted
    ]
    new = [Change(None, made)] if changes and name and person is None else []
    return Edit(title, (*new, *changes))


def rename_person(
    person: Person,
    name: str,
    persons: Iterable[Person],
    tracks: Iterable[Track],
    *,
    title: str = "Rename person",
) -> Edit:
    """Give a person another name; where somebody has it, all faces of both are that one's.

    The neutral face that was measured of a person stays with the name that it was measured under.
    """
    name = name.strip()
    if not name or name == person.name:
        return Edit(title, ())
    other = next((p for p in persons if p.name == name), None)
    if other is None:
        return Edit(title, (Change(person, replace(person, name=name)),))
    mine = [track for track in tracks if track.person_id == person.id]
    return Edit(title, tuple(Change(t, replace(t, person_id=other.id)) for t in mine))
