"""Settings hold at once; the palette finds and does every command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.about import AboutDialog
from app.gui.licences import LicencesDialog
from app.gui.live.content import Content
from app.gui.main_window import MainWindow
from app.gui.palette import CommandPalette
from app.gui.services import Services
from app.gui.settings import Compute, Settings
from app.gui.settings_dialog import SettingsDialog
from app.gui.theme import ThemeChoice, is_dark
from app.gui.video.modes import Mode
from engine.analyser import Analyser, AnalyserOptions
from engine.models.registry import BackendChoice
from tests.app.conftest import WindowOpener

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def open_dialog(qtbot: QtBot, window: MainWindow) -> SettingsDialog:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Key.Key_Comma, CTRL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    return dialog


def open_palette(qtbot: QtBot, window: MainWindow) -> CommandPalette:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Key.Key_P, CTRL | SHIFT)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, CommandPalette)
    qtbot.waitUntil(palette.isActiveWindow)
    return palette


def shown(palette: CommandPalette) -> list[str]:
    items = (palette.list.topLevelItem(i) for i in range(palette.list.topLevelItemCount()))
    return [item.text(0) for item in items if item is not None]


def choose(combo: object, value: object) -> None:
    """Choose an entry as a person does."""
    place = combo.findData(value)  # type: ignore[attr-defined]
    combo.setCurrentIndex(place)  # type: ignore[attr-defined]
    combo.activated.emit(place)  # type: ignore[attr-defined]


def test_what_is_set_holds_at_once_and_is_kept(
    qtbot: QtBot, window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    page = window.video_page()
    dialog = open_dialog(qtbot, window)
    dialog.faces.setValue(3)
    choose(dialog.compute, Compute.CPU)
    dialog.reaction.setValue(250)
    dialog.annotator.setText("Ada")
    dialog.folder.setText(str(tmp_path / "takes"))
    choose(dialog.content, Content.TABLE)
    choose(dialog.motion, True)
    dialog.reject()
    assert settings.still
    assert page.workbench.review_desk.still
    assert page._options.max_faces == 3
    assert page._options.backend is BackendChoice.CPU
    assert page.workbench.annotator == "Ada"
    assert page.workbench.annotation.state.reaction_us == 250_000
    assert (settings.max_faces, settings.compute, settings.reaction_ms) == (3, Compute.CPU, 250)
    assert settings.annotator == "Ada"
    assert settings.recordings == tmp_path / "takes"
    assert settings.content is Content.TABLE
    again = open_dialog(qtbot, window)
    assert again.faces.value() == 3
    assert again.compute.currentData() == Compute.CPU
    again.reject()


def test_the_next_camera_is_opened_with_what_was_set(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    asked: list[AnalyserOptions] = []

    def build(options: AnalyserOptions) -> Analyser:
        asked.append(options)
        return services.build_analyser(options)

    window = open_window(None, replace(services, build_analyser=build))
    window.live_page()
    dialog = open_dialog(qtbot, window)
    dialog.faces.setValue(2)
    choose(dialog.compute, Compute.CPU)
    dialog.reject()
    window.open_camera()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0].max_faces == 2
    assert asked[0].backend is BackendChoice.CPU
    assert asked[0].live


def test_the_theme_changes_under_the_dialog(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    dialog = open_dialog(qtbot, window)
    choose(dialog.theme, ThemeChoice.DARK)
    assert is_dark(window.palette())
    choose(dialog.theme, ThemeChoice.LIGHT)
    assert not is_dark(window.palette())
    assert settings.theme is ThemeChoice.LIGHT
    dialog.reject()


def test_every_field_can_be_reached_and_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    dialog = open_dialog(qtbot, window)
    for field in (dialog.theme, dialog.language, dialog.faces, dialog.compute, dialog.annotator):
        assert field.accessibleName()
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
    dialog.reject()


def test_the_palette_finds_by_beginnings_and_does_it(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    assert "Open video or project" in shown(palette) or "Open video" in shown(palette)
    qtbot.keyClicks(palette.line, "high con")
    assert shown(palette)[0] == "High contrast"
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert window._settings.theme is ThemeChoice.CONTRAST
    assert QApplication.activeModalWidget() is None


def test_the_palette_has_the_keys_of_the_page_and_arrows_move(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    window.open_video(face_clip)
    page = window.video_page()
    qtbot.waitUntil(lambda: page.player is not None and page.player.index is not None)
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "lab")
    qtbot.keyClick(palette.line, Key.Key_Down)
    assert palette.list.currentItem().text(0) == shown(palette)[1]
    qtbot.keyClick(palette.line, Key.Key_PageUp)
    assert palette.list.currentItem().text(0) == shown(palette)[0]
    palette.line.clear()
    qtbot.keyClicks(palette.line, "last fr")
    assert shown(palette) == ["Last frame"]
    qtbot.keyClick(palette.line, Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.frame is not None and page.view.frame.index == 47)
    assert page.workbench.mode is Mode.WATCH
    palette = open_palette(qtbot, window)
    qtbot.keyClicks(palette.line, "nothing like that")
    assert shown(palette) == []
    qtbot.keyClick(palette.line, Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_the_start_page_leads_to_the_settings(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.start.settings, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    dialog.reject()


def test_about_names_every_part_with_its_licence(qtbot: QtBot, window: MainWindow) -> None:
    about = AboutDialog(window)
    qtbot.addWidget(about)
    about.open()
    about.licences.click()
    (dialog,) = about.findChildren(LicencesDialog)
    items = [dialog.list.topLevelItem(i) for i in range(dialog.list.topLevelItemCount())]
    named = {item.text(0).lower(): item.text(2) for item in items if item is not None}
    assert {"mien", "mediapipe", "openvino", "numpy", "pyside6_essentials"} <= set(named)
    assert all(named.values())
    assert "Apache License" in dialog.text.toPlainText()
    for item in items:
        dialog.list.setCurrentItem(item)
        assert dialog.text.toPlainText()


def test_settings_that_make_no_sense_read_as_defaults(settings: Settings) -> None:
    settings._store.setValue("analysis/max_faces", "900")
    settings._store.setValue("analysis/compute", "abacus")
    settings._store.setValue("label/reaction_ms", "soon")
    assert (settings.max_faces, settings.compute, settings.reaction_ms) == (8, Compute.AUTO, 0)
