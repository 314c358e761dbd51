"""Exports as one likes them: which columns, under a name of one's own, and as last time."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.gui.project.column_picker import ColumnPicker
from app.gui.project.export_choices import RESULTS, ExportChoices
from app.gui.project.export_dialog import ProjectExportDialog
from app.gui.settings import Settings
from app.gui.video.page import VideoPage
from engine.project.export.presets import Preset
from engine.project.export.saved import SavedPreset, find_preset, save_preset, saved_presets
from engine.project.export.tables import FileFormat
from engine.project.export.whole import Whole
from tests.app.annotate.conftest import BenchMaker
from tests.app.conftest import WindowOpener
from tests.app.video.conftest import analyse

Key, OFF, ON = Qt.Key, Qt.CheckState.Unchecked, Qt.CheckState.Checked


@pytest.fixture
def page(make_bench: BenchMaker) -> VideoPage:
    """A page with results of which its project knows."""
    bench = make_bench()
    bench.open()
    _analyse(bench.qtbot, bench.page)
    return bench.page


def _analyse(qtbot: QtBot, page: VideoPage) -> None:
    analyse(qtbot, page)
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: session.book is not None and bool(session.book.runs()))


def _opened(qtbot: QtBot, page: VideoPage) -> ProjectExportDialog:
    dialog = page.dialogs.open_project_export()
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.caption.text() != "Looking…")
    return dialog


def _item(picker: ColumnPicker, name: str) -> QTreeWidgetItem:
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    (found,) = picker.findItems(name, flags)
    return found


def _heads(dialog: ProjectExportDialog) -> list[str]:
    model = dialog.model
    return [model.horizontalHeaderItem(i).text() for i in range(model.columnCount())]


def _written(qtbot: QtBot, dialog: ProjectExportDialog, folder: Path) -> list[Path]:
    dialog.place.setText(str(folder))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.isVisible() and not dialog.busy, timeout=20_000)
    return sorted(path for path in folder.iterdir() if path.suffix != ".json")


def _choose(dialog: ProjectExportDialog, kind: Preset | Whole) -> None:
    rows = range(dialog.preset.count())
    dialog.preset.setCurrentIndex(next(r for r in rows if dialog.preset.itemData(r) == kind))


def _wait(qtbot: QtBot, dialog: ProjectExportDialog) -> None:
    qtbot.wait(20)
    qtbot.waitUntil(lambda: dialog.caption.text() != "Looking…")


def test_ticks_decide_what_the_preview_shows_and_the_file_holds(
    qtbot: QtBot, page: VideoPage, tmp_path: Path
) -> None:
    dialog = _opened(qtbot, page)
    _choose(dialog, Preset.FRAMES)
    _wait(qtbot, dialog)
    assert dialog.columns.isVisible()
    assert dialog.columns.chosen is None
    assert "corrected_anger" in _heads(dialog)
    _item(dialog.columns, "All columns").setCheckState(0, OFF)
    _wait(qtbot, dialog)
    assert "No column" in dialog.caption.text()
    assert not dialog.export.isEnabled()
    for name in ("frame", "box_…", "corrected_label"):
        _item(dialog.columns, name).setCheckState(0, ON)
    wanted = ["frame", *(f"box_{side}" for side in "xywh"), "corrected_label"]
    qtbot.waitUntil(lambda: _heads(dialog) == wanted)
    (path,) = _written(qtbot, dialog, tmp_path / "out")
    with path.open(newline="") as file:
        assert next(csv.reader(file)) == wanted
    _choose(dialog, Preset.ELAN)
    assert not dialog.columns.isVisible()


def test_what_was_chosen_is_chosen_the_next_time(
    qtbot: QtBot, open_window: WindowOpener, settings: Settings, face_clip: Path, tmp_path: Path
) -> None:
    settings.model = "small"
    window = open_window()
    window.open_video(Path(shutil.copy(face_clip, tmp_path / "clip.mp4")))
    page = window.video_page()
    qtbot.waitUntil(lambda: page.workbench.annotation.ready)
    _analyse(qtbot, page)
    dialog = _opened(qtbot, page)
    _choose(dialog, Preset.FRAMES)
    dialog.format.setCurrentIndex(dialog.format.count() - 1)
    _item(dialog.columns, "smooth_…").setCheckState(0, OFF)
    _wait(qtbot, dialog)
    _written(qtbot, dialog, tmp_path / "out")
    columns = dialog.columns.chosen
    assert columns is not None
    dialog.close()

    kept = settings.exports
    assert (kept.what, kept.formats["frames"]) == ("frames", "jsonl")
    again = _opened(qtbot, page)
    assert (again.kind, again.format.currentText()) == (Preset.FRAMES, "JSONL")
    assert again.columns.chosen == columns
    again.close()
    report = page.dialogs.open_report()
    assert report is not None
    assert report.kind is Whole.REPORT
    report.format.setCurrentIndex(1)
    _written(qtbot, report, tmp_path / "report")
    report.close()
    assert settings.exports.formats["report"] == ".html"
    assert settings.exports.what == "frames"  # the report was asked for by its own command

    results = page.dialogs.open_export()
    assert results is not None
    results._format_buttons[type(results.target().table)("jsonl")].setChecked(True)
    results.place.setText(str(tmp_path / "results.jsonl"))
    results.export.click()
    qtbot.waitUntil(lambda: results.outcome.isVisible() and not results.busy)
    results.close()
    assert settings.exports.formats[RESULTS] == "jsonl"
    once_more = page.dialogs.open_export()
    assert once_more is not None
    assert once_more.target().table == "jsonl"


def test_a_choice_is_kept_under_a_name_used_and_forgotten(
    qtbot: QtBot, page: VideoPage, tmp_path: Path
) -> None:
    dialog = _opened(qtbot, page)
    _choose(dialog, Preset.FRAMES)
    _item(dialog.columns, "All columns").setCheckState(0, OFF)
    for name in ("timestamp", "final_label"):
        _item(dialog.columns, name).setCheckState(0, ON)
    _wait(qtbot, dialog)
    assert not dialog.presets.forget.isVisible()
    dialog.presets.keep.click()
    line = dialog.presets.line.line
    qtbot.keyClicks(line, "frames")
    qtbot.keyClick(line, Key.Key_Return)
    assert line.isVisible()  # a preset of that name comes with Mien
    assert not dialog.busy  # and Enter exported nothing
    line.clear()
    qtbot.keyClicks(line, "For R")
    qtbot.keyClick(line, Key.Key_Return)
    assert find_preset("For R").columns == ("timestamp", "final_label")
    assert '--preset "For R"' in dialog.outcome.text()
    assert dialog.preset.currentText() == "For R"
    assert dialog.columns.chosen == ("timestamp", "final_label")

    _choose(dialog, Preset.ANNOTATIONS)
    assert dialog.columns.chosen is None
    dialog.presets.select("For R")
    dialog._choose_preset()
    _wait(qtbot, dialog)
    assert _heads(dialog) == ["timestamp", "final_label"]
    (path,) = _written(qtbot, dialog, tmp_path / "out")
    assert path.name == "clip.For R.csv"
    dialog.close()

    again = _opened(qtbot, page)
    assert again.presets.name == "For R"
    assert again.presets.forget.isVisible()
    again.presets.forget.click()
    assert saved_presets() == ()
    assert again.kind is Preset.FRAMES
    assert again.columns.chosen == ("timestamp", "final_label")  # what is chosen stays chosen


def test_a_preset_of_a_colleague_is_offered(qtbot: QtBot, page: VideoPage) -> None:
    save_preset(SavedPreset("Events of the lab", Preset.EVENTS))
    save_preset(SavedPreset("Rows", Preset.ANNOTATIONS, FileFormat.JSONL, ("onset", "label")))
    dialog = _opened(qtbot, page)
    dialog.presets.select("Rows")
    dialog._choose_preset()
    assert dialog.format.currentText() == "JSONL"
    assert dialog.wanted().table.columns == ("onset", "label")
    dialog.presets.select("Events of the lab")
    dialog._choose_preset()
    assert dialog.wanted().table.columns is None


def test_choices_that_make_no_sense_are_none() -> None:
    for text in ("", "[]", '{"formats": 3}', '{"columns": {"frames": 1}}'):
        assert ExportChoices.of_text(text) == ExportChoices()
    known = ExportChoices("frames").with_format("frames", "csv").with_columns("frames", ("a",))
    assert ExportChoices.of_text(known.to_text()) == known
    assert known.with_columns("frames", None).columns == {}
    assert json.loads(known.to_text())["what"] == "frames"
