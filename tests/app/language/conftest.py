"""The application speaks another language for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.gui.language import folder
from app.gui.video import bar_painter
from app.gui.widgets import emotion_bars


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
    """What is measured once, as a running window never changes its language."""
    bar_painter._single_texts.cache_clear()
    emotion_bars._columns.cache_clear()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German as it is spoken in Germany."""
    with speaking(qapp, folder() / "mien_de.qm", QLocale("de_DE")):
        yield
