"""`mien import-project` and `mien export-project --preset json`, as a script calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from engine.labels import Expression
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Label, Segment, new_id


@pytest.fixture
def study(tmp_path: Path, face_clip: Path) -> Path:
    """A project of a real clip with one label."""
    path = tmp_path / "study.mien"
    with Project.create(path) as project:
        video = project.add_video(face_clip)
        project.apply(project.new_track(video.id))
        track, who = project.tracks(video.id)[0], project.annotator("Ann")
        label = Label.single(Expression.HAPPINESS)
        new = Segment(new_id(), video.id, track.id, who.id, 0, 500_000, label)
        project.apply(edits.add("Label", new))
    return path


def run(*arguments: str | Path) -> int:
    return main([str(a) for a in arguments])


def test_labels_and_predictions_come_in(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elan, table = tmp_path / "ben.txt", tmp_path / "mine.csv"
    elan.write_text("face 0/Ben\t\t0\t500\tanger;sadness\nface 0/Ben\t\t600\t900\tnods\n")
    table.write_text("frame,happy,sad\n0,1,0\n1,1,1\n47,0,1\n")
    assert run("import-project", study, elan, table) == 0
    out, err = capsys.readouterr()
    assert "ben.txt: 1 labels" in out
    assert "mine.csv: 3 frames with 3 faces (plain)" in out
    assert "'nods' is no label" in err
    with Project.open(study) as project:
        (video,) = project.videos()
        assert {a.name for a in project.annotators()} == {"Ann", "Ben"}
        assert len(project.segments(video.id)) == 2
        found = project.predictions(project.runs(video.id)[0].id)
        assert found.frame.tolist() == [0, 1, 47]
        assert found.pts[2] == pytest.approx(47 / 24 * 1e6, abs=2)


def test_a_project_is_made_where_there_is_none(
    tmp_path: Path, face_clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elan = tmp_path / "ben.txt"
    elan.write_text("Emotion\t\t0\t500\tanger\n")
    new = tmp_path / "new.mien"
    assert run("import-project", new, elan) == 1
    assert "--video" in capsys.readouterr().err
    assert run("import-project", new, elan, "--video", face_clip, "--annotator", "Ben") == 0
    with Project.open(new) as project:
        assert project.videos()[0].width == 640
        assert project.annotators()[0].name == "Ben"


def test_projects_merge(
    study: Path, tmp_path: Path, face_clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.mien"
    with Project.create(other) as project:
        project.add_video(face_clip)
        project.annotator("Cleo")
    assert run("import-project", study, other) == 0
    assert "merged, 1 annotator new" in capsys.readouterr().out
    assert run("import-project", study, other) == 0
    assert "nothing new" in capsys.readouterr().out


def test_a_twin_goes_out_and_comes_back(study: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "out", tmp_path / "back.mien"
    assert run("export-project", study, "--preset", "json", "--out", out) == 0
    assert run("import-project", back, out / "study.mien.json") == 0
    with Project.open(study) as a, Project.open(back) as b:
        assert a.settings() == b.settings()
        assert a.segments(a.videos()[0].id) == b.segments(b.videos()[0].id)


def test_a_damaged_project_is_saved(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import-project", study, "--recover") == 0
    assert "1 segment" in capsys.readouterr().out
    with Project.open(tmp_path / "study.recovered.mien") as saved:
        assert len(saved.segments(saved.videos()[0].id)) == 1


@pytest.mark.parametrize("name", ["notes.docx", "none.csv", "none.mien", "none.eaf"])
def test_what_cannot_be_brought_in_is_one_line(
    study: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import-project", study, tmp_path / name) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run("import-project", study) == 1
