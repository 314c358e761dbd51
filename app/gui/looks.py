"""How the window looks and in which language it speaks: what the View menu chooses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.language import Language
from app.gui.settings import Settings
from app.gui.theme import ThemeChoice
from app.gui.widgets.banner import Banner, Severity


class Looks(QObject):
    """Theme, language and full screen of one window; remembered in its settings."""

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        banner: Banner,
        action: Callable[[ActionId], QAction],
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._banner, self._action = window, settings, banner, action

    def handlers(self) -> dict[ActionId, Callable[[], object]]:
        """A function for each of its actions."""
        return {
            ActionId.THEME: self.switch_theme,
            ActionId.CONTRAST: lambda: self.set_theme(ThemeChoice.CONTRAST),
            ActionId.SYSTEM_THEME: lambda: self.set_theme(ThemeChoice.SYSTEM),
            ActionId.SYSTEM_LANGUAGE: lambda: self.set_language(Language.SYSTEM),
            ActionId.ENGLISH: lambda: self.set_language(Language.ENGLISH),
            ActionId.GERMAN: lambda: self.set_language(Language.GERMAN),
            ActionId.FULL_SCREEN: self.switch_full_screen,
        }

    def switch_theme(self) -> None:
        """From dark to light, or back."""
        dark = theme.is_dark(self._window.palette())
        self.set_theme(ThemeChoice.LIGHT if dark else ThemeChoice.DARK)

    def set_theme(self, choice: ThemeChoice) -> None:
        """Look like this from now on."""
        self._settings.theme = choice
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, choice)

    def set_language(self, choice: Language) -> None:
        """Speak another language from the next start on: texts are translated when they are set."""
        changed = choice is not self._settings.language
        self._settings.language = choice
        self.tick_language()
        if changed:
            title = self.tr("The language changes when Mien is started again")
            detail = self.tr("Until then everything goes on as it is.")
            self._banner.show_news(Severity.DONE, title, detail)

    def tick_language(self) -> None:
        """Tick the chosen language in the menu."""
        chosen = self._settings.language
        self._action(ActionId.SYSTEM_LANGUAGE).setChecked(chosen is Language.SYSTEM)
        self._action(ActionId.ENGLISH).setChecked(chosen is Language.ENGLISH)
        self._action(ActionId.GERMAN).setChecked(chosen is Language.GERMAN)

    def switch_full_screen(self) -> None:
        """As the action is ticked."""
        if self._action(ActionId.FULL_SCREEN).isChecked():
            self._window.showFullScreen()
        else:
            self._window.showNormal()
