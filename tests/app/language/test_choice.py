"""Which language the window speaks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from app.gui.actions import ActionId
from app.gui.language import Language, resolve
from app.gui.main_window import MainWindow
from app.gui.settings import Settings


@pytest.mark.parametrize(
    ("choice", "system", "expected"),
    [
        (Language.SYSTEM, "de_CH", "de_CH"),
        (Language.SYSTEM, "en_GB", "en_GB"),
        (Language.SYSTEM, "C", "en_US"),
        (Language.SYSTEM, "fr_FR", "en_US"),
        (Language.GERMAN, "de_AT", "de_AT"),
        (Language.GERMAN, "en_GB", "de_DE"),
        (Language.ENGLISH, "de_DE", "en_US"),
    ],
)
def test_the_desktop_decides_unless_a_language_was_chosen(
    choice: Language, system: str, expected: str
) -> None:
    assert resolve(choice, QLocale(system)).name() == expected


def test_choosing_a_language_is_kept_and_says_when_it_holds(
    window: MainWindow, settings: Settings
) -> None:
    assert window.action(ActionId.SYSTEM_LANGUAGE).isChecked()
    window.action(ActionId.GERMAN).trigger()
    assert settings.language is Language.GERMAN
    assert window.action(ActionId.GERMAN).isChecked()
    assert not window.action(ActionId.SYSTEM_LANGUAGE).isChecked()
    assert "started again" in window.banner.text
    window.banner.dismiss()
    window.action(ActionId.GERMAN).trigger()
    assert window.action(ActionId.GERMAN).isChecked()
    assert window.banner.text == ""
