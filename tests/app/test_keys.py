"""Keys that the user changes: heard, shown everywhere, kept, refused where they are taken."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.bootstrap import GuiArgs
from app.gui.key_presets import PRESETS, KeyPreset
from app.gui.keymap import FIXED, Keymap, native
from app.gui.keys_dialog import KeysDialog
from app.gui.main_window import MainWindow
from app.gui.settings import Settings
from app.gui.shortcut_sheet import ShortcutSheet
from app.gui.video.keys import Command, command_name
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from tests.app.conftest import WindowOpener

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LAST, FIRST = command_name(Command.LAST_FRAME), command_name(Command.FIRST_FRAME)


def video_in(qtbot: QtBot, window: MainWindow, clip: Path) -> VideoPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.open_video(clip)
    page = window.video_page()
    qtbot.waitUntil(lambda: page.player is not None and page.player.index is not None)
    qtbot.waitUntil(lambda: page.view.frame is not None)
    page.view.setFocus()
    return page


def shown(page: VideoPage) -> int | None:
    return None if page.view.frame is None else page.view.frame.index


def dialog_of(qtbot: QtBot, window: MainWindow) -> KeysDialog:
    window.action(ActionId.KEYS).trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, KeysDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def give(qtbot: QtBot, dialog: KeysDialog, name: str, key: Qt.Key, held: object = None) -> None:
    """Choose a command and press a key for it, as a person does by keyboard."""
    dialog.choose(name)
    qtbot.keyClick(dialog.list, Key.Key_Return)
    assert dialog.focusWidget() is dialog.field
    modifier = Qt.KeyboardModifier.NoModifier if held is None else held
    qtbot.keyClick(dialog.field, key, modifier)


def test_no_two_commands_of_the_whole_app_share_a_key(settings: Settings) -> None:
    keymap = Keymap(settings)
    for one, other in combinations(keymap.entries, 2):
        if one.place.meets(other.place):
            assert not set(one.keys) & set(other.keys), (one.name, other.name)
    assert len({entry.name for entry in keymap.entries}) == len(keymap.entries)


def test_a_changed_key_works_and_the_old_one_does_not(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    page = video_in(qtbot, window, face_clip)
    dialog = dialog_of(qtbot, window)
    give(qtbot, dialog, LAST, Key.Key_X)
    assert dialog.said.text() == "X is free"
    dialog.take.click()
    dialog.reject()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.view.setFocus()
    qtbot.keyClick(page.view, Key.Key_End)
    qtbot.wait(50)
    assert shown(page) == 0
    qtbot.keyClick(page.view, Key.Key_X)
    qtbot.waitUntil(lambda: shown(page) == 47)


def test_everything_that_names_a_key_follows(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    keymap = window.keymap
    keymap.assign("shortcuts", ["F3"])
    page = video_in(qtbot, window, face_clip)
    assert page.transport.last.toolTip() == "Last frame (End)"
    keymap.assign(LAST, ["X"])
    keymap.assign("labelcommand.votes", ["Y"])
    keymap.assign("labelcommand.reasons", [])
    keymap.assign("open", ["Ctrl+J"])
    assert page.transport.last.toolTip() == "Last frame (X)"
    votes = next(b for b in page.label_panel.kinds.values() if b.text().startswith("Votes"))
    assert votes.text().split() == ["Votes…", "Y"]
    assert votes.accessibleName() == "Votes…, key Y"
    assert page.label_panel.why.text() == "Why…"
    assert window.action(ActionId.OPEN).toolTip() == "Open video or project (Ctrl+J)"
    page.set_mode(Mode.LABEL)
    qtbot.waitUntil(lambda: "All keys: F3" in page.label_panel.foot.text())
    qtbot.keyClick(page.view, Key.Key_F3)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, ShortcutSheet)
    caps = {label.text() for label in sheet.findChildren(QLabel) if label.property("key")}
    assert {"X", "Y", "Ctrl+J", "F3"} <= caps
    assert not {"End", "V", "W", "Ctrl+O", "F1"} & caps
    sheet.change.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, KeysDialog)
    dialog.reject()


def test_a_taken_key_is_refused_with_the_name_of_its_owner(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    video_in(qtbot, window, face_clip)
    dialog = dialog_of(qtbot, window)
    give(qtbot, dialog, LAST, Key.Key_O, CTRL)
    assert dialog.said.text() == "Ctrl+O already does this: Open video or project"
    assert not dialog.take.isEnabled()
    give(qtbot, dialog, LAST, Key.Key_H)
    assert "Hide or show what the model says" in dialog.said.text()
    give(qtbot, dialog, LAST, Key.Key_3)
    assert dialog.said.text() == "Digits are the labels"
    give(qtbot, dialog, "open", Key.Key_Y)
    assert "needs Ctrl, Alt or a function key" in dialog.said.text()
    give(qtbot, dialog, "next_face", Key.Key_N)  # of the live page: nothing of the video's
    assert dialog.take.isEnabled()
    give(qtbot, dialog, LAST, Key.Key_Escape)
    assert not dialog.take.isEnabled()
    dialog.reject()


def test_keys_are_added_taken_away_and_as_shipped_again(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    video_in(qtbot, window, face_clip)
    dialog, keymap = dialog_of(qtbot, window), window.keymap
    give(qtbot, dialog, LAST, Key.Key_X)
    dialog.add.click()
    assert keymap.keys(LAST) == ("End", "X")
    dialog.choose(FIRST)
    dialog.remove.click()
    assert keymap.keys(FIRST) == ()
    give(qtbot, dialog, LAST, Key.Key_Home)  # free now
    dialog.take.click()
    assert keymap.keys(LAST) == ("Home",)
    dialog.choose(FIRST)
    dialog.reset.click()
    assert dialog.said.text() == "Home already does this: Last frame"
    assert keymap.keys(FIRST) == ()
    dialog.reset_all.trigger()
    assert (keymap.keys(FIRST), keymap.keys(LAST)) == (("Home",), ("End",))
    assert window._settings.keys == {}
    dialog.reject()


def test_a_command_is_found_by_its_name_or_its_key(qtbot: QtBot, window: MainWindow) -> None:
    dialog = dialog_of(qtbot, window)
    qtbot.keyClicks(dialog.line, "last fr")
    assert dialog.chosen is not None
    assert dialog.chosen.name == LAST
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, "ctrl+shift+k")
    assert dialog.chosen.name == "persons"
    fixed = {command_name(command) for command in FIXED}
    assert not fixed & set(dialog._items)
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    close.click()
    assert QApplication.activeModalWidget() is None


def test_changed_keys_hold_in_the_next_session(
    qtbot: QtBot, open_window: WindowOpener, settings: Settings, face_clip: Path
) -> None:
    first = open_window()
    first.keymap.assign(LAST, ["X"])
    first.keymap.assign("quit", ["Ctrl+J", "Ctrl+F4"])
    assert first.close()
    settings.save()
    second = open_window(GuiArgs())
    page = video_in(qtbot, second, face_clip)
    qtbot.keyClick(page.view, Key.Key_X)
    qtbot.waitUntil(lambda: shown(page) == 47)
    assert native(second.keymap.keys("quit")) == "Ctrl+J, Ctrl+F4"


@pytest.mark.parametrize("stored", ["nonsense", '{"a": 1}', '{"no_such_command": ["X"]}', "[]"])
def test_stored_keys_that_make_no_sense_are_as_shipped(settings: Settings, stored: str) -> None:
    settings._store.setValue("keys/changed", stored)
    assert Keymap(settings).keys(LAST) == ("End",)


def test_what_another_command_was_given_is_not_shipped_twice(settings: Settings) -> None:
    settings.keys = {LAST: ("Ctrl+O",)}  # as if a later version shipped this key elsewhere
    keymap = Keymap(settings)
    assert keymap.keys("open") == ()
    assert keymap.keys(LAST) == ("Ctrl+O",)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.text)
def test_a_preset_is_free_of_conflicts_and_leaves_other_changes(
    settings: Settings, preset: KeyPreset
) -> None:
    keymap = Keymap(settings)
    keymap.assign("open", ["Ctrl+J"])
    keymap.assign(LAST, ["Shift+I", "Num+8", "X"])
    keymap.adopt(preset.keys)
    for one, other in combinations(keymap.entries, 2):
        if one.place.meets(other.place):
            assert not set(keymap.keys(one.name)) & set(keymap.keys(other.name)), one.name
    assert keymap.keys("open") == ("Ctrl+J",)
    assert "X" in keymap.keys(LAST)
    assert all(keymap.keys(name) == keys for name, keys in preset.keys.items())
    again = Keymap(settings)
    assert all(again.keys(name) == keys for name, keys in preset.keys.items())


def test_the_number_pad_drives_the_player_and_labels_nothing(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    page = video_in(qtbot, window, face_clip)
    page.set_mode(Mode.LABEL)
    qtbot.waitUntil(lambda: page.workbench.annotation.ready)
    page.view.setFocus()
    pad = Qt.KeyboardModifier.KeypadModifier
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.keyClick(page.view, Key.Key_8, pad)  # as shipped it labels
    assert len(session.segments(0)) == 1

    dialog = dialog_of(qtbot, window)
    menu = dialog.all.menu()
    next(a for a in menu.actions() if a.text() == "Player on the number pad").trigger()
    dialog.reject()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.view.setFocus()
    before = shown(page)
    qtbot.keyClick(page.view, Key.Key_3, pad)
    qtbot.waitUntil(lambda: shown(page) == (before or 0) + 1)
    qtbot.keyClick(page.view, Key.Key_1, pad)
    qtbot.waitUntil(lambda: shown(page) == before)
    qtbot.keyClick(page.view, Key.Key_8, pad)
    assert page.player is not None
    qtbot.waitUntil(lambda: page.player is not None and page.player.rate > 0)
    qtbot.keyClick(page.view, Key.Key_5, pad)
    qtbot.waitUntil(lambda: page.player is not None and page.player.rate == 0)
    assert len(session.segments(0)) == 1  # nothing was labelled since
    page.player.seek(20, keep_playing=False)
    qtbot.waitUntil(lambda: shown(page) == 20)
    qtbot.keyClick(page.view, Key.Key_2)  # the top row labels as ever
    assert len(session.segments(0)) == 2
