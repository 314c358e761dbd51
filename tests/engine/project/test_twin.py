"""A project as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.labels import Expression
from engine.project import edits
from engine.project.rows import TABLES
from engine.project.store import Project
from engine.project.twin import read_twin, write_twin
from engine.project.values import (
    Calibration,
    Export,
    Label,
    Marker,
    NoFaceReason,
    Person,
    Segment,
    Video,
    new_id,
)
from tests.engine.project.conftest import make_records, store


@pytest.fixture
def full(project: Project, video: Video) -> Project:
    """Something of nearly every kind."""
    run = store(project, video, make_records(300))
    track, who = project.tracks(video.id)[0], project.annotator("Ann, ✓ 日本")
    kim = Person(new_id(), "Kim", "left\nhanded")
    project.apply(edits.add("Add", kim))
    project.apply(edits.change("Name", track, replace(track, person_id=kim.id)))
    for i, label in enumerate(
        [
            Label.votes({Expression.FEAR: 3, Expression.ANGER: 1}),
            Label.no_face([NoFaceReason.DARK]),
        ]
    ):
        segment = Segment(
            new_id(), video.id, track.id, who.id, i * 10, i * 10 + 10, label, confidence=3
        )
        project.apply(edits.add("Add", segment))
    project.apply(
        edits.add(
            "Add",
            Marker(new_id(), video.id, 5, "here"),
            Calibration(new_id(), kim.id, run.model_id, track.id, 0, 9, (0.1,) * 8, 9),
            Export(new_id(), "frames", "out", '["a.csv"]', "{}", 5),
        )
    )
    project.set_setting("position", {"frame": 7})
    return project


def test_a_twin_read_back_is_the_same_project(full: Project, tmp_path: Path) -> None:
    path = tmp_path / "study.mien.json"
    write_twin(full, path)
    with read_twin(path, tmp_path / "back.mien") as back:
        assert back.settings() == full.settings()
        for kind in TABLES:
            assert back.all(kind) == full.all(kind)
        write_twin(back, tmp_path / "again.json")
        for run in full.runs(full.videos()[0].id):
            assert len(back.predictions(run.id)) == 300
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_a_change_is_a_changed_line(full: Project, tmp_path: Path) -> None:
    write_twin(full, tmp_path / "a.json", predictions=False)
    segment = full.segments(full.videos()[0].id)[0]
    full.apply(edits.relabel(segment, Label.unsure(), blind=True))
    write_twin(full, tmp_path / "b.json", predictions=False)
    a, b = ((tmp_path / f"{x}.json").read_text(encoding="utf-8").splitlines() for x in "ab")
    assert len(a) == len(b)
    assert sum(x != y for x, y in zip(a, b, strict=True)) == 1
    content = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert content["predictions"] == []
    assert content["annotator"][0]["name"] == "Ann, ✓ 日本"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no json", "not the JSON twin"),
        ("[]", "mien_project"),
        ('{"mien_project": 99}', "newer Mien"),
        ('{"mien_project": 1, "settings": {}}', "not the JSON twin"),
    ],
)
def test_what_is_no_twin_says_so(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(DataError, match=why):
        read_twin(path, tmp_path / "back.mien")
    assert not (tmp_path / "back.mien").exists()


def test_a_twin_never_replaces_a_project(full: Project, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    write_twin(full, path)
    with pytest.raises(DataError, match="already"):
        read_twin(path, full.path)
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.name.endswith(".twin")) == []
