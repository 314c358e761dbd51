"""Labels written by preset, from the page's own project."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.project.export_dialog import ProjectExportDialog
from engine.project.export.presets import PRESETS, Preset
from engine.project.export.whole import Whole
from engine.project.store import Project
from engine.project.twin import read_twin
from engine.sources.video_file import VideoFile
from tests.app.annotate.conftest import Bench, BenchMaker
from tests.app.video.conftest import FRAMES, analyse

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


def _clip(dialog: ProjectExportDialog) -> Path:
    assert dialog._session.project_path is not None
    return dialog._session.project_path.with_suffix(".mp4")


def choose(dialog: ProjectExportDialog, preset: Preset | Whole) -> None:
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


def test_the_report_is_a_page_or_a_pdf(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    choose(dialog, Whole.REPORT)
    assert not dialog.table.isVisible()
    assert "One document" in dialog.caption.text()
    assert [dialog.format.itemText(i) for i in range(dialog.format.count())] == ["PDF", "HTML"]
    export(qtbot, dialog, tmp_path / "out")
    (pdf,) = (tmp_path / "out").iterdir()
    assert pdf.name == "clip.report.pdf"
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert content.count(b"/Subtype /Image") >= 1 or content.count(b"/Image") >= 1
    dialog.format.setCurrentIndex(1)
    dialog.export.click()
    qtbot.waitUntil(lambda: "clip.report.html" in dialog.outcome.text(), timeout=20_000)
    page = (tmp_path / "out" / "clip.report.html").read_text()
    assert "Article 5(1)(f)" in page
    assert "labelled by Ada" in page


def test_the_report_is_seen_before_it_is_written(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    assert not dialog.preview.isVisible()
    choose(dialog, Whole.REPORT)
    dialog.place.setText(str(tmp_path / "out"))
    dialog.preview.click()
    assert not dialog.preview.isEnabled()
    qtbot.waitUntil(dialog.pages.isVisible, timeout=20_000)
    pages = [label.pixmap().toImage() for label in dialog.pages.pages]
    assert len(pages) >= 2
    shades = {pages[0].pixelColor(x, y).lightness() for x in range(60, 580, 3) for y in (70, 90)}
    assert min(shades) < 80 < 250 < max(shades)  # there is text on the paper
    assert not (tmp_path / "out").exists()
    assert dialog.preview.isEnabled()
    assert "One document" in dialog.caption.text()
    choose(dialog, Preset.FRAMES)
    assert not dialog.pages.isVisible()
    assert not dialog.preview.isVisible()


def test_a_copy_of_the_video_with_all_but_one_face_blurred(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    choose(dialog, Whole.VIDEO)
    assert dialog.overlay.isVisible()
    assert [dialog.blur.itemText(i) for i in range(dialog.blur.count())] == [
        "No face",
        "All faces",
        "All but Face 1",
        "All but Face 2",
    ]
    dialog.overlay.setChecked(False)
    dialog.blur.setCurrentIndex(3)
    assert "not hidden" in dialog.caption.text()
    export(qtbot, dialog, tmp_path / "out")
    assert f"Saved {FRAMES} frame" in dialog.outcome.text()
    assert "clip.blurred.mp4" in dialog.outcome.text()
    with (
        VideoFile(tmp_path / "out" / "clip.blurred.mp4") as copy,
        VideoFile(_clip(dialog)) as whole,
    ):
        for before, after in zip(whole, copy, strict=True):
            assert abs(before.pts_us - after.pts_us) <= 1_000
            if before.index == 15:
                # Face 1 is in the picture with its blocks at the left; face 2 at the right.
                changed = np.abs(before.image.astype(int) - after.image).mean(axis=(0, 2))
                assert changed[8:48].mean() > 4 * changed[100:].mean()


def test_the_twin_comes_back_as_a_project(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    choose(dialog, Whole.JSON)
    export(qtbot, dialog, tmp_path / "out")
    with read_twin(tmp_path / "out" / "clip.mien.json", tmp_path / "again.mien") as again:
        (video,) = again.videos()
        assert len(again.segments(video.id)) == 2


def test_exports_are_logged_with_what_was_chosen(
    qtbot: QtBot, dialog: ProjectExportDialog, tmp_path: Path
) -> None:
    choose(dialog, Whole.REPORT)
    dialog.format.setCurrentIndex(1)
    export(qtbot, dialog, tmp_path / "out")
    session = dialog._session

    def logged() -> list[tuple[str, bool]]:
        assert session.project_path is not None
        with Project.open(session.project_path, read_only=True) as project:
            return [(e.preset, ".html" in e.options) for e in project.exports()]

    qtbot.waitUntil(lambda: logged() == [("report", True)])
