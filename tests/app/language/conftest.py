"""The application speaks another language for the length of a test."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.language import folder
from app.gui.theme import ThemeChoice


@contextmanager
def speaking(app: QApplication, ours: Path, locale: QLocale) -> Iterator[None]:
    """Texts from the `.qm` file `ours`, Qt's own and the numbers by `locale`."""
    before = QLocale()
    qts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    translators = []
    for path in (qts / f"qtbase_{locale.name()[:2]}.qm", ours):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
            translators.append(translator)
    QLocale.setDefault(locale)
    _forget_widths()
    try:
        yield
    finally:
        for translator in translators:
            app.removeTranslator(translator)
        QLocale.setDefault(before)
        _forget_widths()


def _forget_widths() -> None:
    """What is measured or worded once, as a running window keeps its language and font."""
    for module in [m for name, m in sys.modules.items() if name.startswith("app.gui")]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and value.__module__ == module.__name__:
                value.cache_clear()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German as it is spoken in Germany."""
    with speaking(qapp, folder() / "mien_de.qm", QLocale("de_DE")):
        yield


@contextmanager
def dressed(app: QApplication, times: float = 1.0) -> Iterator[None]:
    """Fonts and theme as the app sets them, with the system's font `times` as large."""
    font, palette = app.font(), app.palette()
    original = QFontDatabase.systemFont

    def larger(kind: QFontDatabase.SystemFont) -> QFont:
        found = original(kind)
        found.setPointSizeF(max(found.pointSizeF(), 10.0) * times)
        return found

    QFontDatabase.systemFont = larger  # type: ignore[method-assign, assignment]
    _forget_widths()
    app.setFont(theme.ui_font())
    theme.apply(app, ThemeChoice.LIGHT)
    try:
        yield
    finally:
        QFontDatabase.systemFont = original  # type: ignore[method-assign]
        _forget_widths()
        app.setPalette(palette)
        app.setFont(font)


@pytest.fixture
def clip(face_clip: Path, tmp_path: Path) -> Path:
    """A copy of the clip of real faces, for a project of its own."""
    return Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))
