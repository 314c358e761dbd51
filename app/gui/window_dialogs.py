"""The dialogs of the window itself: what can be set, found and read about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.gui.actions import ActionId
from app.gui.keymap import Keymap
from app.gui.looks import Looks
from app.gui.outside import open_outside
from app.gui.settings import Settings


class WindowDialogs(QObject):
    """Opens them; each is imported then, as few of them are ever seen."""

    settings_changed = Signal()

    def __init__(
        self,
        window: QMainWindow,
        settings: Settings,
        looks: Looks,
        keymap: Keymap,
        page: Callable[[], QWidget | None],
        log: Path | None,
    ) -> None:
        """page: the one that is shown. log: where the log goes; None for nowhere."""
        super().__init__(window)
        self._window, self._settings, self._looks = window, settings, looks
        self._keymap, self._page, self._log = keymap, page, log

    def handlers(self) -> dict[ActionId, Callable[[], object]]:
        """A function for each of its actions."""
        return {
            ActionId.SETTINGS: self.show_settings,
            ActionId.KEYS: self.show_keys,
            ActionId.PALETTE: self.show_palette,
            ActionId.SHORTCUTS: self.show_shortcuts,
            ActionId.LOG: self.show_log,
            ActionId.ABOUT: self.show_about,
        }

    @Slot()
    def show_settings(self) -> None:
        """All that can be set."""
        from app.gui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._settings, self._looks, self._window)
        dialog.changed.connect(self.settings_changed)
        dialog.keys_wanted.connect(self.show_keys)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def show_keys(self) -> None:
        """Which keys do what, over whatever is open."""
        from app.gui.keys_dialog import KeysDialog

        dialog = KeysDialog(self._keymap, QApplication.activeModalWidget() or self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_palette(self) -> None:
        """Every command by its name."""
        from app.gui.palette import CommandPalette

        page = self._page()
        actions = [*self._window.actions(), *(page.actions() if page is not None else ())]
        palette = CommandPalette(actions, self._window)
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def show_shortcuts(self) -> None:
        """The sheet of keys."""
        from app.gui.shortcut_sheet import show_shortcuts

        show_shortcuts(self._window, self._keymap, self.show_keys)

    def show_about(self) -> None:
        """What this is, and whose."""
        from app.gui.about import AboutDialog

        dialog = AboutDialog(self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_log(self) -> None:
        """The log file, in whatever shows text."""
        if self._log is not None:
            open_outside(self._log)
