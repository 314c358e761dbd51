"""In which language the window speaks: English is in the source, the rest in `assets/translations`.

Classes of Qt say `self.tr("…")`; everything else says `translate("context", "…")`. Both hold whole
sentences with placeholders, and `%Ln` where a number decides the form. `python -m app.gui.language`
collects the texts for the translators and compiles what they wrote.
"""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

translate = QCoreApplication.translate


def counted(text: str, _note: None, n: int) -> str:
    """A text of a function outside of any class, in the form that the number `n` asks for.

    `self.tr` can do that too; of `translate` the translation tools do not see it.
    """
    return translate("", text, None, n)


class Language(StrEnum):
    """What the user asked for; the value is what the settings file holds."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


#: The languages that there are texts in, each by its own name, as nobody else may know it.
NAMES: Final = {Language.ENGLISH: "English", Language.GERMAN: "Deutsch"}


def number(value: float, decimals: int = 0) -> str:
    """A number as it is written where the user is. For the screen only: files have their own."""
    return QLocale().toString(float(value), "f", decimals)


def sentence(text: str) -> str:
    """The text with a capital at its beginning; the rest, German nouns for one, stays."""
    return text[:1].upper() + text[1:]


def folder() -> Path:
    """Where the texts are: `mien_LANG.ts` as written, `mien_LANG.qm` as loaded."""
    return Path(str(files("assets") / "translations"))


def resolve(choice: Language, system: QLocale) -> QLocale:
    """The locale to speak and to write numbers in.

    `Language.SYSTEM` is the first of the desktop's languages that there are texts in, else
    English. Where the desktop speaks the language asked for, its own region is kept.
    """
    wished = list(system.uiLanguages()) if choice is Language.SYSTEM else [str(choice)]
    found = next((w[:2] for w in wished if w[:2] in set(NAMES)), str(Language.ENGLISH))
    return system if system.name()[:2] == found else QLocale(found)


def install(app: QCoreApplication, choice: Language) -> QLocale:
    """Have the application speak; returns the locale, which is Qt's default from now on.

    To be called once, before the first window is made: texts are translated when they are set.
    """
    locale = resolve(choice, QLocale.system())
    QLocale.setDefault(locale)
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, where in (("qtbase", qts), ("mien", str(folder()))):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", where):
            app.installTranslator(translator)
    return locale
