"""The report of a project."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from engine.evaluation.report.document import Figure, Heading, Table, as_html
from engine.labels import Expression
from engine.project import edits
from engine.project.export.scope import combined
from engine.project.report import plots
from engine.project.report.content import report
from engine.project.store import Project
from engine.project.values import (
    Decision,
    Label,
    Person,
    Review,
    Segment,
    Video,
    new_id,
)
from tests.engine.project.conftest import FRAME_US, make_records, store

DATE = "2026-01-31T10:00:00.000Z"


@pytest.fixture
def study(project: Project, video: Video) -> Project:
    """Two annotators on face 0 (Kim), reviews, one label each second."""
    run = store(project, video, make_records())
    track = project.tracks(video.id)[0]
    kim = Person(new_id(), "Kim <b>")
    project.apply(edits.add("Add", kim))
    project.apply(edits.change("Name", track, replace(track, person_id=kim.id)))
    names = list(Expression)
    for number, who in enumerate((project.annotator("Ann"), project.annotator("Ben"))):
        for i in range(20):
            start = 7 + i * 25 * FRAME_US
            label = Label.single(names[(i + number * (i % 4 == 0)) % 8])
            new = Segment(new_id(), video.id, track.id, who.id, start, start + 25 * FRAME_US, label)
            project.apply(edits.add("Label", new))
            if number == 0 and i < 4:
                kept = Review(
                    *(new_id(), video.id, track.id, run.id, who.id, start, start + 100),
                    *("disagreement", 0.4, Decision.RELABEL, new.id, 3.0),
                )
                project.apply(edits.add("Review", kept))
    return project


def test_it_tells_of_everything(study: Project) -> None:
    document = report(study, date=DATE)
    headings = [b.text for b in document.blocks if isinstance(b, Heading)]
    assert headings == [
        "Coverage",
        "Expressions in clip.mp4",
        "Labels",
        "Agreement",
        "Review",
        "Models and settings",
        "Methods",
        "Lawful use",
    ]
    text = as_html(document)
    for word in ("95.0 %", "Ann and Ben", "Article 5(1)(f)", "not feelings", "ababababab", "alpha"):
        assert word in text
    assert "Kim &lt;b&gt;" in text
    figures = [b for b in document.blocks if isinstance(b, Figure)]
    assert len(figures) == 2 + 3
    assert all(f.png.startswith(b"\x89PNG") for f in figures)
    agreement = next(b for b in document.blocks if isinstance(b, Table) and b.header[0] == "pair")
    assert agreement.rows[0][:3] == ["Ann and Ben", "100", "75.0 %"]


def test_the_same_project_gives_the_same_report(study: Project) -> None:
    assert as_html(report(study, date=DATE)) == as_html(report(study, date=DATE))


def test_an_empty_project_has_a_report_too(project: Project) -> None:
    headings = [b.text for b in report(project).blocks if isinstance(b, Heading)]
    assert headings == ["Coverage", "Labels", "Lawful use"]


def test_a_project_without_an_analysis(project: Project, video: Video) -> None:
    project.apply(project.new_track(video.id))
    track, who = project.tracks(video.id)[0], project.annotator("Ann")
    new = Segment(new_id(), video.id, track.id, who.id, 0, 10**6, Label.unsure())
    project.apply(edits.add("Label", new))
    assert "unsure" in as_html(report(project))
    assert combined((new,)) is None


def test_spans_of_time_without_a_face_stay_empty() -> None:
    seconds = np.concatenate([np.linspace(0, 10, 1000), np.linspace(90, 100, 1000)])
    even = np.full((2000, 8), 0.125, dtype=np.float32)
    middle, mean = plots._binned(seconds, even)
    assert len(middle) == 600
    gap = (middle > 11) & (middle < 89)
    assert np.isnan(mean[gap]).all()
    assert np.allclose(mean[~np.isnan(mean[:, 0])], 0.125)


def test_the_command_line_writes_it(
    study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.close()
    arguments = ["export-project", str(study.path), "--preset", "report", "--preset", "elan"]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert Path(first).name == "study.report.html"
    assert "</html>" in Path(first).read_text(encoding="utf-8")


def test_the_command_line_writes_a_pdf_without_a_display(study: Project, repo_root: Path) -> None:
    out = study.path.parent / "out"
    study.close()
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    words = ["export-project", str(study.path), "--preset", "report", "--format", "pdf"]
    done = subprocess.run(
        [sys.executable, str(repo_root / "main.py"), *words, "--out", str(out)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    page = (out / "study.report.pdf").read_bytes()
    assert page.startswith(b"%PDF-")
    assert page.rstrip().endswith(b"%%EOF")
