"""Every page and dialog of the window, one after the other, in all that they can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gui.about import AboutDialog
from app.gui.actions import ActionId
from app.gui.finetune.dialog import FineTuneDialog
from app.gui.finetune.models_dialog import ModelsDialog
from app.gui.keys_dialog import KeysDialog
from app.gui.licences import LicencesDialog
from app.gui.live.page import LivePage
from app.gui.live.state import State
from app.gui.main_window import MainWindow
from app.gui.palette import CommandPalette
from app.gui.project.export_dialog import ProjectExportDialog
from app.gui.project.persons_dialog import PersonsDialog
from app.gui.review.agreement_dialog import AgreementDialog
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.settings_dialog import SettingsDialog
from app.gui.shortcut_sheet import ShortcutSheet
from app.gui.video.export_dialog import ExportDialog
from app.gui.video.page import VideoPage
from app.gui.widgets.writing_dialog import WritingDialog
from engine import __version__
from engine.errors import CameraMissing
from tests.app.conftest import WindowOpener

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

#: All that the tour leads through.
DIALOGS = {
    *(AboutDialog, AgreementDialog, CommandPalette, ExportDialog, FineTuneDialog),
    *(LicencesDialog, ModelsDialog, PersonsDialog, ProjectExportDialog, SettingsDialog),
    *(KeysDialog, ShortcutSheet),
}

#: Shown by name.
Stop = tuple[str, QWidget]


def nothing_wrong(stops: Iterator[Stop], look: Callable[[str, QWidget], list[str]]) -> None:
    """Go to every stop, and fail with all that `look` finds wrong at any of them."""
    wrong = {name: found for name, window in stops if (found := look(name, window))}
    assert not wrong, "\n".join(f"{name}: {one}" for name, all_ in wrong.items() for one in all_)


SIZE = (1280, 800)
LONG = 60_000


class Tour:
    """Opens windows and leads through them."""

    def __init__(
        self, qtbot: QtBot, open_window: WindowOpener, settings: Settings, services: Services
    ) -> None:
        self._qtbot, self._open, self._settings = qtbot, open_window, settings
        self._services = services

    def _window(self, services: Services | None = None) -> MainWindow:
        window = self._open(None, services)
        window.resize(*SIZE)
        self._settle()
        return window

    def _settle(self) -> None:
        self._qtbot.wait(60)
        QApplication.sendPostedEvents()

    def _press(self, window: MainWindow, *keys: Qt.Key, modifier: object = None) -> None:
        held = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
        for key in keys:
            self._qtbot.keyClick(window.focusWidget() or window, key, held)
        self._settle()

    # --- start and live ----------------------------------------------------------------------

    def start(self, clip: Path) -> Iterator[Stop]:
        self._settings.add_recent(clip)
        window = self._window()
        yield "start page", window
        window.report(
            CameraMissing("the camera is not there", hint="Plug it in, or choose another one")
        )
        yield "start page with an error", window
        window.banner.dismiss()
        yield from self._dialog("about", window, lambda: window.action(ActionId.ABOUT).trigger())
        yield from self._dialog(
            "shortcuts", window, lambda: window.action(ActionId.SHORTCUTS).trigger()
        )
        for name, action in (
            ("settings", ActionId.SETTINGS),
            ("keys", ActionId.KEYS),
            ("commands", ActionId.PALETTE),
            ("models", ActionId.MODELS),
        ):
            yield from self._dialog(name, window, window.action(action).trigger)
        yield from self._dialog("licences", window, LicencesDialog(__version__, window).open)

    def live(self) -> Iterator[Stop]:
        window = self._window(replace(self._services, list_cameras=lambda: ()))
        window.open_camera()
        live = window.live_page()
        self._qtbot.waitUntil(lambda: live.empty.isVisible(), timeout=LONG)
        self._settle()
        yield "live without a camera", window
        window.open_demo()
        self._wait_for(live, State.RUNNING)
        self._qtbot.waitUntil(lambda: live.panel.bars.emotion is not None, timeout=LONG)
        self._settle()
        yield "live", window
        live.toggle_record()
        self._qtbot.wait(400)
        yield "live while it records", window
        window.action(ActionId.PAUSE).trigger()
        self._settle()
        yield "live, paused", window
        live.toggle_record()
        self._qtbot.waitUntil(lambda: bool(window.banner.text), timeout=LONG)
        self._settle()
        yield "live, recorded", window
        window.action(ActionId.STOP).trigger()
        self._settle()
        yield "live, stopped", window

    def _wait_for(self, live: LivePage, state: State) -> None:
        self._qtbot.waitUntil(lambda: live.controller.state is state, timeout=LONG)

    # --- video -------------------------------------------------------------------------------

    def video(self, clip: Path, damaged: Path) -> Iterator[Stop]:
        self._settings.annotator = "Ada"
        window = self._window()
        window.activateWindow()
        window.open_video(clip)
        page = window.video
        assert page is not None
        self._qtbot.waitUntil(lambda: _ready(page), timeout=LONG)
        self._settle()
        yield "video, not analysed", window
        window.action(ActionId.REVIEW).trigger()
        self._settle()
        yield "review without items", window
        self._press(window, Key.Key_A, modifier=CTRL | SHIFT)
        self._qtbot.waitUntil(lambda: page.busy, timeout=LONG)
        self._settle()
        yield "video while it is analysed", window
        self._qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
        review = page.workbench.review  # how many items wait stands on a button
        self._qtbot.waitUntil(lambda: len(review.queue) > 0, timeout=LONG)
        window.action(ActionId.WATCH).trigger()
        self._qtbot.wait(300)
        self._settle()
        yield "video, analysed", window
        yield from self._label(window, page)
        yield from self._review(window, page)
        yield from self._dialogs(window)
        window.open_video(damaged)
        self._qtbot.waitUntil(lambda: bool(window.banner.text), timeout=LONG)
        self._settle()
        yield "video that cannot be shown", window

    def _label(self, window: MainWindow, page: VideoPage) -> Iterator[Stop]:
        window.action(ActionId.LABEL).trigger()
        page.setFocus()
        self._settle()
        yield "label", window
        self._press(window, Key.Key_A)
        yield "label, a candidate set begins", window
        self._press(window, Key.Key_5, Key.Key_6)
        yield "label, candidates typed", window
        self._press(window, Key.Key_Return)
        yield "label, candidates", window
        self._press(window, Key.Key_Right, Key.Key_V, Key.Key_3, Key.Key_7)
        yield "label, votes typed", window
        self._press(window, Key.Key_Return)
        yield "label, votes", window
        self._press(window, Key.Key_Right, Key.Key_U)
        yield "label, unsure", window
        self._press(window, Key.Key_Right, Key.Key_0)
        yield "label, no usable face", window
        self._press(window, Key.Key_W, Key.Key_1, Key.Key_3)
        yield "label, reasons typed", window
        self._press(window, Key.Key_Return)
        yield "label, no usable face for reasons", window
        self._press(window, Key.Key_Escape)
        for key in (Key.Key_G, Key.Key_M, Key.Key_F2):
            self._press(window, key)
            yield f"label, asked by {key.name}", window
            self._press(window, Key.Key_Escape)

    def _review(self, window: MainWindow, page: VideoPage) -> Iterator[Stop]:
        window.action(ActionId.REVIEW).trigger()
        review = page.workbench.review
        self._qtbot.waitUntil(lambda: len(review.queue) > 0, timeout=LONG)
        page.setFocus()
        self._qtbot.wait(500)  # for the pictures of the item
        self._settle()
        yield "review", window
        self._press(window, Key.Key_Return)
        self._press(window, Key.Key_Up)
        yield "review, decided", window
        while review.queue.count_done < len(review.queue):
            self._press(window, Key.Key_S)
        yield "review, all done", window

    def _dialogs(self, window: MainWindow) -> Iterator[Stop]:
        self._press(window, Key.Key_T, modifier=CTRL | SHIFT)
        yield "labels as a table", window
        self._press(window, Key.Key_T, modifier=CTRL | SHIFT)
        window.action(ActionId.WATCH).trigger()
        for name, action in (
            ("export results", ActionId.EXPORT),
            ("export project", ActionId.EXPORT_LABELS),
            ("report", ActionId.REPORT),
            ("agreement", ActionId.AGREEMENT),
            ("persons", ActionId.PERSONS),
            ("fine-tune", ActionId.FINE_TUNE),
        ):
            yield from self._dialog(name, window, window.action(action).trigger)

    def _dialog(self, name: str, window: MainWindow, ask: Callable[[], object]) -> Iterator[Stop]:
        ask()
        self._qtbot.waitUntil(lambda: bool(_open_dialogs()), timeout=LONG)
        self._qtbot.wait(400)
        for dialog in _open_dialogs():
            assert type(dialog) in DIALOGS
            if isinstance(dialog, WritingDialog):  # shown with what it works out
                self._qtbot.waitUntil(lambda jobs=dialog.jobs: not jobs.busy, timeout=LONG)
                self._settle()
            yield name, dialog
            if isinstance(dialog, ProjectExportDialog):
                yield from self._kinds(name, dialog)
            dialog.close()
        self._settle()

    def _kinds(self, name: str, dialog: ProjectExportDialog) -> Iterator[Stop]:
        """Everything that can be exported asks for something else."""
        for i in range(dialog.preset.count()):
            if dialog.preset.itemText(i):
                dialog.preset.setCurrentIndex(i)
                self._qtbot.wait(150)
                self._settle()
                yield f"{name}, {dialog.preset.itemData(i)}", dialog


def _ready(page: VideoPage) -> bool:
    return (
        page.player is not None
        and page.player.index is not None
        and page.workbench.annotation.ready
    )


def _open_dialogs() -> list[QDialog]:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return [w for w in shown if isinstance(w, QDialog)]
