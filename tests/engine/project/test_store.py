"""Opening, editing and closing a project."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.labels import Expression
from engine.project import edits, schema
from engine.project.errors import (
    EditOutdated,
    NotAProject,
    ProjectDamaged,
    ProjectError,
    ProjectLocked,
    ProjectMissing,
    ProjectReadOnly,
    ProjectTooNew,
)
from engine.project.imports.bring import bring
from engine.project.store import Project
from engine.project.values import (
    Label,
    Marker,
    NoFaceReason,
    Person,
    Segment,
    Track,
    Video,
    new_id,
)


def labelled(
    project: Project, video: Video, label: Label, start: int = 0, end: int = 10
) -> Segment:
    track = (project.tracks(video.id) or (None,))[0]
    if track is None:
        project.apply(project.new_track(video.id))
        track = project.tracks(video.id)[0]
    who = project.annotator("Ann")
    new = Segment(new_id(), video.id, track.id, who.id, start, end, label)
    project.apply(edits.put_segment(project.segments(video.id), new))
    return new


@pytest.mark.parametrize(
    "label",
    [
        Label.single(Expression.FEAR),
        Label.candidates([Expression.ANGER, Expression.DISGUST]),
        Label.votes({Expression.ANGER: 3, Expression.SADNESS: 2}),
        Label.unsure(),
        Label.no_face([NoFaceReason.PROFILE, NoFaceReason.BLURRED]),
    ],
)
def test_every_kind_of_label_is_there_after_reopening(
    project: Project, video: Video, label: Label
) -> None:
    new = replace(labelled(project, video, label), confidence=2, note="Grüße, 日本語")
    project.apply(edits.change("Note", project.segments(video.id)[0], new))
    project.close()
    with Project.open(project.path) as again:
        assert again.segments(video.id) == (new,)
        assert again.videos() == (video,)


def test_an_edit_gives_back_its_inverse(project: Project, video: Video) -> None:
    old = labelled(project, video, Label.single(Expression.FEAR), 0, 1000)
    cut = replace(old, id=new_id(), start_us=200, end_us=300, label=Label.unsure())
    undo = project.apply(edits.put_segment(project.segments(video.id), cut))
    assert [(s.start_us, s.end_us) for s in project.segments(video.id)] == [
        (0, 200),
        (200, 300),
        (300, 1000),
    ]
    redo = project.apply(undo)
    assert project.segments(video.id) == (old,)
    project.apply(redo)
    assert cut in project.segments(video.id)


def test_an_edit_happens_whole_or_not_at_all(project: Project, video: Video) -> None:
    old = labelled(project, video, Label.single(Expression.FEAR))
    marker = Marker(new_id(), video.id, 5, "here")
    stale = edits.Change(replace(old, note="never was"), None)
    with pytest.raises(EditOutdated):
        project.apply(edits.Edit("Both", (edits.Change(None, marker), stale)))
    assert project.markers(video.id) == ()
    assert project.segments(video.id) == (old,)


def test_references_hold(project: Project, video: Video) -> None:
    lost = Track(new_id(), video.id, 7, person_id="nobody")
    with pytest.raises(ProjectError):
        project.apply(edits.add("Add", lost))
    person = Person("p", "Kim")
    project.apply(edits.add("Add", replace(lost, person_id="p"), person))
    assert project.tracks(video.id)[0].person_id == "p"


def test_who_came_first_is_told_first(project: Project) -> None:
    names = [f"annotator {i}" for i in range(30)]
    for name in names:  # many within one millisecond
        project.annotator(name)
    assert [a.name for a in project.annotators()] == names


def test_segments_are_found_by_time(project: Project, video: Video) -> None:
    for start in range(0, 100, 10):
        labelled(project, video, Label.unsure(), start, start + 10)
    found = project.segments(video.id, 15, 30)
    assert [s.start_us for s in found] == [10, 20]


def test_open_it_is_two_files_closed_it_is_one(project: Project, tmp_path: Path) -> None:
    project.annotator("Ann")
    assert (tmp_path / "study.mien-wal").exists()
    project.close()
    assert [p.name for p in tmp_path.iterdir()] == ["study.mien"]


def test_open_twice_is_refused_and_read_only_is_not(project: Project) -> None:
    who = project.annotator("Ann")
    with pytest.raises(ProjectLocked, match="open in another window"):
        Project.open(project.path)
    with Project.open(project.path, read_only=True) as reader:
        assert reader.annotators() == (who,)
        with pytest.raises(ProjectReadOnly):
            reader.annotator("Ben")
    project.close()
    Project.open(project.path).close()


def test_another_process_is_locked_out_too(project: Project) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from engine.project.store import Project\n"
        "try: Project.open(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "ProjectLocked"


def test_what_is_no_project_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing):
        Project.open(tmp_path / "none.mien")
    text = tmp_path / "text.mien"
    text.write_text("hello")
    with pytest.raises(NotAProject):
        Project.open(text)
    other = tmp_path / "other.mien"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    with pytest.raises(NotAProject):
        Project.open(other)
    with pytest.raises(ProjectError, match="already"):
        Project.create(text)


def test_a_newer_project_is_left_alone(project: Project) -> None:
    project.close()
    with sqlite3.connect(project.path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = project.path.read_bytes()
    with pytest.raises(ProjectTooNew, match="Update Mien"):
        Project.open(project.path)
    assert project.path.read_bytes() == before


def test_a_newer_project_is_read_as_far_as_it_is_understood(
    project: Project, video: Video, tmp_path: Path
) -> None:
    project.close()
    with contextlib.closing(sqlite3.connect(project.path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        connection.execute("CREATE TABLE mood (id TEXT)")
    with Project.open(project.path, read_only=True) as read:
        assert read.newer
        assert read.videos() == (video,)
    with Project.create(tmp_path / "mine.mien") as mine, pytest.raises(ProjectTooNew):
        bring(mine, project.path, lambda: video)
    with contextlib.closing(sqlite3.connect(project.path)) as connection:
        connection.execute("ALTER TABLE chunk RENAME COLUMN corrected TO answer")
    with pytest.raises(ProjectTooNew, match="cannot read it"):
        Project.open(project.path, read_only=True)


@pytest.mark.parametrize("damage", ["cut", "scribbled"])
def test_a_damaged_project_says_so(project: Project, video: Video, damage: str) -> None:
    notes = [Marker(new_id(), video.id, i, "x" * 100) for i in range(500)]
    project.apply(edits.add("Add", *notes))
    project.close()
    data = bytearray(project.path.read_bytes())
    if damage == "cut":
        del data[len(data) // 2 :]
    else:
        data[len(data) // 2 : len(data) // 2 + 20_000] = b"\x5a" * 20_000
    project.path.write_bytes(data)
    with pytest.raises(ProjectDamaged):
        Project.open(project.path)
    project.path.with_name(".study.mien.lock").unlink(missing_ok=True)


def test_an_older_project_is_migrated_after_a_copy(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = project.annotator("Ann")
    project.close()
    steps = (*schema.MIGRATIONS, "CREATE TABLE novelty (a INTEGER) STRICT;")
    monkeypatch.setattr("engine.project.opening.VERSION", len(steps))
    monkeypatch.setattr("engine.project.opening.migrate", lambda c: schema.migrate(c, steps))
    with Project.open(project.path) as again:
        assert again.annotators() == (who,)
    with sqlite3.connect(project.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(steps),)
        connection.execute("SELECT a FROM novelty")
    connection.close()
    assert project.path.with_name("study.v1.mien").exists()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.mien", isolation_level=None)
    schema.migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, (*schema.MIGRATIONS, "CREATE TABLE t (a); SELECT nonsense;"))
    assert schema.version_of(connection) == schema.VERSION
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT * FROM t")
    connection.close()
