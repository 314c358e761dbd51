"""Other people's work brought into the open project, in the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.project.store import Project
from engine.project.values import SegmentSource
from tests.app.annotate.conftest import Bench, BenchMaker, make_bench, said, vfr_clip
from tests.app.video.conftest import FRAMES

__all__ = ["make_bench", "vfr_clip"]

Key = Qt.Key

ELAN = """face 0/Ada\t\t0\t400\tanger
face 0/Ada\t\t400\t800\tanger;sadness
face 0/Grace\t\t0\t500\thappiness
"""


@pytest.fixture
def bench(make_bench: BenchMaker) -> Bench:
    bench = make_bench()
    bench.open()
    return bench


def bring(bench: Bench, *paths: Path) -> str:
    """Import files and wait; returns what is told."""
    with bench.qtbot.waitSignal(bench.page.whole.importing.done) as done:
        bench.page.whole.bring(paths)
    bench.qtbot.waitUntil(lambda: bench.page.workbench.annotation.ready)
    return str(done.args[0])


def test_labels_of_elan_come_in_and_can_be_taken_back(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text(ELAN)
    assert "labels.txt" in bring(bench, tmp_path / "labels.txt")
    assert [label for _first, _last, label in bench.labels] == ["anger", "sadness|anger"]
    stored = bench.stored()
    assert len(stored) == 3
    assert {s.source for s in stored} == {SegmentSource.IMPORT}
    bench.page.undo()
    assert bench.labels == []
    assert bench.stored() == ()
    bench.page.redo()
    assert len(bench.stored()) == 3


def test_predictions_of_another_tool_are_shown(bench: Bench, tmp_path: Path) -> None:
    table = tmp_path / "their.csv"
    lines = ["frame,face_id,happiness,anger"]
    lines += [f"{i},0,0.9,0.1" for i in range(FRAMES)]
    table.write_text("\n".join(lines))
    assert "their.csv" in bring(bench, table)
    page = bench.page
    bench.qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) > 0)
    assert len(page.timeline.model.rows()) == 1


def test_a_colleagues_project_is_merged(bench: Bench, tmp_path: Path) -> None:
    bench.go(3)
    bench.keys(Key.Key_5)
    bench.stored()
    theirs = tmp_path / "theirs" / "clip.mien"
    theirs.parent.mkdir()
    shutil.copyfile(bench.clip, theirs.with_suffix(".mp4"))
    elan = tmp_path / "labels.txt"
    elan.write_text(ELAN)
    with Project.beside(theirs.with_suffix(".mp4")) as project:
        from engine.project.imports.elan import import_elan

        import_elan(project, project.add_video(theirs.with_suffix(".mp4")), elan)
    bring(bench, theirs)
    session = bench.page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    assert {a.name for a in session.book.annotators()} >= {"Ada", "Grace"}
    assert "happiness" in {said(s) for s in bench.stored()}


def test_what_is_no_label_is_told_of(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text(ELAN + "face 0/Ada\t\t900\t1000\tbored\n")
    with bench.qtbot.waitSignal(bench.page.error) as told:
        bench.page.whole.bring([tmp_path / "labels.txt"])
    assert "bored" in str(told.args[0])
    assert len(bench.stored()) == 3


def test_what_nobody_knows_is_told_of_and_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("notes")
    with bench.qtbot.waitSignal(bench.page.error) as told:
        bench.page.whole.bring([tmp_path / "notes.docx"])
    assert "nobody knows" in str(told.args[0])
    assert bench.stored() == ()
