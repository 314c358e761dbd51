"""Labels written by preset, from the page's own project."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.project.export_dialog import ProjectExportDialog
from engine.project.export.presets import PRESETS, Preset
from engine.project.store import Project
from tests.app.annotate.conftest import Bench, BenchMaker
from tests.app.video.conftest import analyse

Key = Qt.Key


@pytest.fixture
def dialog(make_bench: BenchMaker) -> ProjectExportDialog:
    """The dialog over a project with an analysis and two labels."""
    bench: Bench = make_bench()
    bench.open()
    analyse(bench.qtbot, bench.page)
    session = bench.page.workbench.annotation.session
    assert session is not None
    bench.qtbot.waitUntil(lambda: session.book is not None and bool(session.book.runs()))
    bench.go(12)
    bench.keys(Key.Key_5)
    bench.go(40)
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_Return)
    dialog = bench.page.dialogs.open_project_export()
    assert dialog is not None
    bench.qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    return dialog


def choose(dialog: ProjectExportDialog, preset: Preset) -> None:
    dialog.preset.setCurrentIndex(
        next(i for i in range(dialog.preset.count()) if dialog.preset.itemData(i) == preset)
    )


def export(qtbot: QtBot, dialog: ProjectExportDialog, folder: Path) -> None:
    dialog.place.setText(str(folder))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.isVisible(), timeout=20_000)


def test_the_preview_shows_the_rows_that_are_written(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    names = [dialog.model.horizontalHeaderItem(i).text() for i in range(dialog.model.columnCount())]
    shown = [[dialog.model.item(r, c).text() for c in range(len(names))] for r in range(3)]
    export(qtbot, dialog, tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.csv")
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == names
    assert rows[1:] == shown
    assert "Saved 3 rows" in dialog.outcome.text()
    session = dialog._session
    qtbot.waitUntil(lambda: session.desk.waiting == 0)

    def logged() -> bool:
        assert session.project_path is not None
        with Project.open(session.project_path, read_only=True) as project:
            return [entry.preset for entry in project.exports()] == ["annotations"]

    qtbot.waitUntil(logged)


@pytest.mark.parametrize("preset", [Preset.FRAMES, Preset.EVENTS, Preset.OPENFACE, Preset.VOTES])
def test_every_preset_is_previewed_and_written(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path, preset: Preset
) -> None:
    choose(dialog, preset)
    qtbot.waitUntil(lambda: "columns" in dialog.caption.text() and dialog.model.rowCount() > 0)
    assert dialog.format.itemText(0).lower() == PRESETS[preset].formats[0]
    export(qtbot, dialog, tmp_path / "out")
    assert list((tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_made_is_told(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    export(qtbot, dialog, tmp_path / "file")
    assert "Saved" not in dialog.outcome.text()
    assert dialog.export.isEnabled()
