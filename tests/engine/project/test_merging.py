"""Two raters' projects of the same video become one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from engine.labels import Expression
from engine.project import edits
from engine.project.agreement import alpha, ratings_of
from engine.project.merging import MergeReport, merge
from engine.project.store import Project
from engine.project.values import (
    Decision,
    Label,
    Marker,
    Person,
    Review,
    Segment,
    Track,
    Video,
    new_id,
)
from tests.engine.project.conftest import FRAME_US, make_records, store

ANGER, FEAR = Label.single(Expression.ANGER), Label.single(Expression.FEAR)


@pytest.fixture
def other(tmp_path: Path, clip: Path) -> Iterator[Project]:
    """A project of the same video in another folder, made by somebody else."""
    folder = tmp_path / "ben"
    folder.mkdir()
    with Project.create(folder / "ben.mien") as made:
        yield made


def label(
    project: Project, video: Video, track: Track, who: str, start: int, end: int, label: Label
) -> Segment:
    annotator = project.annotator(who)
    new = Segment(
        new_id(), video.id, track.id, annotator.id, start * FRAME_US, end * FRAME_US, label
    )
    there = project.segments(video.id, track_id=track.id, annotator_id=annotator.id)
    project.apply(edits.put_segment(there, new))
    return new


def merged(project: Project, other: Project) -> MergeReport:
    with Project.open(other.path, read_only=True) as reader:
        return merge(project, reader)


def test_two_raters_of_one_video(
    project: Project, video: Video, other: Project, tmp_path: Path, clip: Path
) -> None:
    store(project, video, make_records())
    label(project, video, project.tracks(video.id)[0], "Ann", 0, 100, ANGER)
    theirs = other.add_video(clip)
    store(other, theirs, make_records(shift=3, seed=8))
    ben = label(other, theirs, other.tracks(theirs.id)[0], "Ben", 0, 50, ANGER)
    label(other, theirs, other.tracks(theirs.id)[1], "Ben", 300, 320, FEAR)
    report = merged(project, other)
    assert project.videos() == (video,)
    assert [t.number for t in project.tracks(video.id)] == [0, 1]
    assert [a.name for a in project.annotators()] == ["Ann", "Ben"]
    assert report.added == {"annotator": 1, "segment": 2}
    both = project.segments(video.id, track_id=project.tracks(video.id)[0].id)
    assert len(both) == 2
    assert ben.id in {s.id for s in both}
    assert ratings_of(both).compared > 0
    assert alpha(ratings_of(both)) is None  # both always say anger: no variety


def test_merging_twice_adds_nothing(
    project: Project, video: Video, other: Project, clip: Path
) -> None:
    theirs = other.add_video(clip)
    store(other, theirs, make_records())
    label(other, theirs, other.tracks(theirs.id)[0], "Ben", 0, 50, ANGER)
    other.apply(edits.add("Mark", Marker(new_id(), theirs.id, 5, "here")))
    first = merged(project, other)
    assert first.added["run"] == 1
    assert len(project.predictions(project.runs(video.id)[0].id)) == 600
    assert project.runs(video.id)[0].complete
    assert next(iter(project.records(project.runs(video.id)[0].id))).faces[0].track == 0
    assert merged(project, other).added == {}


def test_copies_of_one_project_grow_together(project: Project, video: Video) -> None:
    store(project, video, make_records())
    track = project.tracks(video.id)[0]
    shared = label(project, video, track, "Ann", 0, 10, ANGER)
    project.close()
    copy = project.path.with_name("copy.mien")
    shutil.copy(project.path, copy)
    with Project.open(project.path) as first, Project.open(copy) as second:
        label(first, video, track, "Ann", 20, 30, FEAR)
        theirs = label(second, video, track, "Ben", 0, 10, FEAR)
        report = merged(first, second)
        assert report.added == {"annotator": 1, "segment": 1}
        assert report.layers == ()
        found = first.segments(video.id)
        assert {shared, theirs} <= set(found)
        assert len(found) == 3
        first.apply(report.edit.inverse)
        assert len(first.segments(video.id)) == 2


def test_contradicting_versions_of_one_annotator_are_both_kept(
    project: Project, video: Video
) -> None:
    project.apply(project.new_track(video.id))
    track = project.tracks(video.id)[0]
    first = label(project, video, track, "Ann", 0, 10, ANGER)
    project.close()
    copy = project.path.with_name("laptop.mien")
    shutil.copy(project.path, copy)
    with Project.open(project.path) as here, Project.open(copy) as there:
        there.set_setting("project.name", "laptop")
        there.apply(edits.relabel(first, FEAR, blind=True))
        report = merged(here, there)
        assert report.layers == ("Ann (laptop)",)
        assert sorted(s.label.top or "" for s in here.segments(video.id)) == ["anger", "fear"]
        assert here.get(Segment, first.id) == first
        again = merged(here, there)
        assert (again.added, again.layers) == ({}, ())
        assert len(here.segments(video.id)) == 2


def test_what_only_the_other_has_comes_along(
    project: Project, video: Video, other: Project, tmp_path: Path
) -> None:
    film = tmp_path / "ben" / "film.mp4"
    film.write_bytes(b"film" * 9999)
    theirs = other.add_video(film)
    run = store(other, theirs, make_records(100))
    track = other.tracks(theirs.id)[0]
    kim = Person(new_id(), "Kim")
    other.apply(edits.add("Add", kim))
    other.apply(edits.change("Name", track, replace(track, person_id=kim.id)))
    segment = label(other, theirs, track, "Ben", 0, 5, FEAR)
    other.apply(
        edits.add(
            "Review",
            Review(
                *(new_id(), theirs.id, track.id, run.id, segment.annotator_id, 0, 5),
                *("disagreement", 0.5, Decision.RELABEL, segment.id),
            ),
        )
    )
    report = merged(project, other)
    assert report.added["video"] == report.added["person"] == report.added["review"] == 1
    new = project.videos()[1]
    assert project.find_video(new) == film
    assert project.persons() == (kim,)
    assert project.reviews(new.id)[0].segment_id == segment.id
    back = project.predictions(project.runs(new.id)[0].id)
    assert len(back) == 100


def test_persons_of_one_name_are_one(
    project: Project, video: Video, other: Project, clip: Path
) -> None:
    for each, found in ((project, video), (other, other.add_video(clip))):
        each.apply(each.new_track(found.id))
        kim = Person(new_id(), "Kim")
        each.apply(edits.add("Add", kim))
        track = each.tracks(found.id)[0]
        if each is other:
            each.apply(edits.change("Name", track, replace(track, person_id=kim.id)))
    merged(project, other)
    (kim,) = project.persons()
    (track,) = project.tracks(video.id)
    assert track.person_id == kim.id


def test_other_videos_with_the_same_quick_hash_are_told_apart_by_sha256(
    project: Project, video: Video, other: Project, clip: Path
) -> None:
    theirs = other.add_video(clip)
    for each, found, sha in ((project, video, "a"), (other, theirs, "b")):
        each.apply(edits.change("Hash", found, replace(found, sha256=sha * 64)))
    merged(project, other)
    assert len(project.videos()) == 2


def test_the_other_project_is_not_touched(
    project: Project, video: Video, other: Project, clip: Path
) -> None:
    other.add_video(clip)
    other.close()
    before = other.path.read_bytes()
    with closing(Project.open(other.path, read_only=True)) as reader:
        merge(project, reader)
    assert other.path.read_bytes() == before
