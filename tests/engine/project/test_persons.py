"""Who is seen where, and naming across videos."""

from __future__ import annotations

import numpy as np

from engine.project.persons import (
    SeenFace,
    name_tracks,
    rename_person,
    seen_faces,
    seen_together,
)
from engine.project.values import Person, Track, TrackPart
from tests.engine.project.test_ranking import A, N, S, video

KIM, LEE = Person("k", "Kim"), Person("l", "Lee")


def test_where_a_face_is_seen() -> None:
    found = video([(10, A, 0.9, S, 0.9), (10, N, 0.9, N, 0.9)])
    parts = [TrackPart("x", "t", "r", 0, None, 400_000), TrackPart("y", "u", "r", 0, 400_000, None)]
    first, second = seen_faces(found, parts, "r")
    assert (first.track_id, len(first.pts), second.track_id) == ("t", 10, "u")
    assert first.end_us < second.start_us
    assert len(first.looks) == 5
    assert [look.frame for look in first.looks] == sorted(look.frame for look in first.looks)
    assert seen_together([first, second]) is None
    assert seen_faces(found, [], "r") == ()


def test_two_faces_in_one_frame_are_not_one() -> None:
    one = SeenFace("t", np.array([0, 40, 80]), ())
    other = SeenFace("u", np.array([80, 120]), ())
    assert seen_together([one, other]) == 80
    assert seen_together([]) is None


def test_a_name_makes_a_person_once() -> None:
    tracks = [Track("t", "v", 0), Track("u", "w", 0, "k")]
    new = name_tracks(tracks, " Sam ", [KIM])
    made, *named = (change.after for change in new.changes)
    assert isinstance(made, Person)
    assert made.name == "Sam"
    assert {t.person_id for t in named} == {made.id}  # type: ignore[union-attr]
    known = name_tracks(tracks, "Kim", [KIM])
    assert [c.after.id for c in known.changes if c.after] == ["t"]
    assert not name_tracks(tracks[1:], "Kim", [KIM])
    assert [c.after.person_id for c in name_tracks(tracks, "", [KIM]).changes] == [None]  # type: ignore[union-attr]


def test_renaming_to_somebody_makes_one_of_two() -> None:
    tracks = [Track("t", "v", 0, "k"), Track("u", "w", 0, "k"), Track("x", "w", 1, "l")]
    assert [c.after for c in rename_person(KIM, "Sam", [KIM, LEE], tracks).changes] == [
        Person("k", "Sam")
    ]
    both = rename_person(KIM, "Lee", [KIM, LEE], tracks)
    assert {c.after.id: c.after.person_id for c in both.changes} == {"t": "l", "u": "l"}  # type: ignore[union-attr]
    assert not rename_person(KIM, "Kim", [KIM, LEE], tracks)
    assert not rename_person(KIM, "  ", [KIM, LEE], tracks)
