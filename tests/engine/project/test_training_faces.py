"""What a project has to learn from, and how it is parted: by person or video, never by frame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.holding import (
    WARNINGS,
    ApartBy,
    Problem,
    groups,
    problems,
    suggested,
)
from engine.project.store import Project
from engine.project.training import TrainingFace, count_labels, source_names, survey
from engine.project.values import Label, LabelKind, Person, Segment, Track, Video, new_id
from engine.types import Box
from tests.engine.project.conftest import FRAME_US, MODEL, make_records, store

HAPPY, SAD = Label.single(Expression.HAPPINESS), Label.single(Expression.SADNESS)
EITHER = Label.candidates([Expression.HAPPINESS, Expression.SADNESS])


def say(
    project: Project, video: Video, who: str, label: Label, frames: tuple[int, int], face: int = 0
) -> None:
    track = project.tracks(video.id)[face]
    annotator = project.annotator(who)
    start, end = (7 + frame * FRAME_US for frame in frames)
    said = Segment(new_id(), video.id, track.id, annotator.id, start, end, label)
    project.apply(edits.add("Label", said))


def test_a_survey_counts_what_is_used_and_what_is_not(project: Project, video: Video) -> None:
    store(project, video, make_records())
    say(project, video, "Ada", HAPPY, (0, 50))
    say(project, video, "Ada", EITHER, (50, 75))
    say(project, video, "Ada", Label.unsure(), (80, 90))
    say(project, video, "Ada", Label.no_face(), (90, 95))
    say(project, video, "Ada", SAD, (0, 10), face=1)  # not seen before frame 300
    found = survey(project.path)
    assert found.kinds == {LabelKind.SINGLE: 10, LabelKind.CANDIDATES: 5}
    assert (found.unsure, found.unusable, found.unanalysed) == (1, 1, 1)
    assert count_labels(found.faces).tolist() == [0, 12.5, 0, 2.5, 0, 0, 0, 0]
    assert found.faces[0].name == "clip.mp4/0/face0"


def test_annotators_whose_labels_begin_apart_speak_of_the_same_faces(
    project: Project, video: Video
) -> None:
    store(project, video, make_records())
    say(project, video, "Ada", HAPPY, (0, 50))
    say(project, video, "Ben", SAD, (3, 50))
    faces = survey(project.path).faces
    assert len(faces) == 10
    both = [face for face in faces if face.kind is LabelKind.VOTES]
    assert len(both) == 9
    assert both[0].distribution[LABELS.index(Expression.SADNESS)] == 0.5


def test_a_label_of_one_frame_counts(project: Project, video: Video) -> None:
    store(project, video, make_records())
    say(project, video, "Ada", HAPPY, (3, 4))
    assert [face.frame for face in survey(project.path).faces] == [3]


def test_an_analysis_that_was_broken_off_does_not_hide_the_whole_one(
    project: Project, video: Video
) -> None:
    store(project, video, make_records())
    run = project.start_run(video.id, replace(MODEL, sha256="cd" * 32))
    with project.writer(run) as writer:
        for record in make_records(20):
            writer.append(record)
    say(project, video, "Ada", HAPPY, (100, 150))
    assert len(survey(project.path).faces) == 10


def face(number: int, video: str, person: str | None, label: Label = HAPPY) -> TrainingFace:
    shown = Video(video, f"{video}.mp4", 1, "0")
    return TrainingFace(
        name=f"{video}/{number}",
        video=shown,
        path=Path(f"{video}.mp4"),
        frame=number,
        pts_us=number,
        box=Box(0, 0, 1, 1),
        points=None,
        track=Track(f"{video}-{person}", video, 0),
        person=None if person is None else Person(person, person.title()),
        labels=(label,),
    )


def faces(video: str, person: str | None, count: int, *labels: Label) -> list[TrainingFace]:
    chosen = labels or (HAPPY, SAD)
    return [face(i, video, person, chosen[i % len(chosen)]) for i in range(count)]


def test_named_people_of_one_video_are_apart_by_person_only() -> None:
    both = [*faces("a", "ada", 20), *faces("a", "ben", 8)]
    by_person = groups(both, ApartBy.PERSON)
    assert [(group.name, group.ids) for group in by_person] == [
        ("Ada", {"ada"}),
        ("Ben", {"ben"}),
    ]
    assert len(groups(both, ApartBy.VIDEO)) == len(groups(both, ApartBy.BOTH)) == 1
    assert suggested(by_person) == {"ben"}
    assert problems(by_person, {"ben"}) == (Problem.FEW_HELD,)


def test_whoever_has_no_name_may_be_anybody_in_the_video() -> None:
    found = groups([*faces("a", "ada", 5), *faces("a", None, 5)], ApartBy.PERSON)
    assert len(found) == 1
    assert found[0].ids == {"ada", "a"}
    over = [*faces("a", "ada", 5), *faces("b", "ada", 5), *faces("b", None, 2), *faces("c", "x", 4)]
    assert [len(group.faces) for group in groups(over, ApartBy.PERSON)] == [12, 4]


@pytest.mark.parametrize(
    ("some", "held", "problem"),
    [
        ([], set(), Problem.NOTHING),
        (faces("a", "ada", 50), set(), Problem.ONE_GROUP),
        ([*faces("a", "ada", 50), *faces("b", "ben", 9)], set(), Problem.NOTHING_HELD),
        ([*faces("a", "ada", 50), *faces("b", "ben", 9)], {"ada", "ben"}, Problem.NOTHING_HELD),
        ([*faces("a", "ada", 50), *faces("b", "ben", 9)], {"ada"}, Problem.TOO_FEW),
        ([*faces("a", "ada", 50), *faces("b", "ben", 3)], {"ben"}, Problem.TOO_FEW),
        ([*faces("a", "ada", 50, SAD), *faces("b", "ben", 9)], {"ben"}, Problem.ONE_LABEL),
    ],
)
def test_too_little_is_refused_with_a_reason(
    some: list[TrainingFace], held: set[str], problem: Problem
) -> None:
    assert problems(groups(some, ApartBy.PERSON), held) == (problem,)
    assert problem not in WARNINGS


def test_warnings_do_not_refuse() -> None:
    angry = Label.single(Expression.ANGER)
    some = [*faces("a", "ada", 50), *faces("b", "ben", 9, angry), *faces("c", "cem", 3, angry)]
    found = set(problems(groups(some, ApartBy.PERSON), {"ben"}))
    assert found == {Problem.FEW_HELD, Problem.RARE_LABELS}
    told = set(problems(groups(some, ApartBy.PERSON), {"ben", "cem"}))
    assert told == {Problem.FEW_HELD, Problem.UNSEEN_LABELS}


@given(st.lists(st.integers(1, 40), min_size=2, max_size=14), st.sampled_from(list(ApartBy)))
def test_a_suggestion_leaves_something_on_both_sides(sizes: list[int], by: ApartBy) -> None:
    some = [f for i, n in enumerate(sizes) for f in faces(f"v{i}", f"p{i}", n)]
    found = groups(some, by)
    held = suggested(found)
    assert held
    assert held < {group.key for group in found}
    assert sum(len(group.faces) for group in found) == len(some)
    assert suggested(tuple(reversed(found))) == held or len(set(sizes)) < len(sizes)


def test_data_sets_of_one_name_are_numbered() -> None:
    paths = [Path("/x/a.mien"), Path("/y/a.mien"), Path("/y/b.mien")]
    assert source_names(paths) == ("a-1", "a-2", "b")


def test_votes_of_one_annotator_stay_votes(project: Project, video: Video) -> None:
    store(project, video, make_records())
    votes = Label.votes({Expression.ANGER: 3, Expression.DISGUST: 1})
    say(project, video, "Ada", votes, (0, 5))
    (only,) = survey(project.path).faces
    assert only.kind is LabelKind.VOTES
    np.testing.assert_allclose(only.distribution, [0, 0, 0, 0, 0.75, 0.25, 0, 0])
