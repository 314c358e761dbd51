"""The translators' files (`.ts`): collected from the source, read, and compiled (`.qm`)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import PySide6

import engine
from app.gui.language.harvest import as_module, harvest

#: Everything below is searched for texts.
SOURCES: Final = Path(__file__).parents[1]

#: Whose errors are shown.
ENGINE: Final = Path(engine.__file__).parent

#: Where their texts are kept.
ENGINE_TEXTS: Final = SOURCES / "language" / "engine_texts.py"

#: The other names under which texts are marked in tables.
_ALIASES: Final = "QT_TRANSLATE_NOOP+=_T,tr+=counted"


@dataclass(frozen=True, slots=True)
class Message:
    """One text of one context. forms: its translations, one unless a number decides."""

    context: str
    source: str
    forms: tuple[str, ...]
    numerus: bool
    finished: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of one language."""

    messages: tuple[Message, ...]

    @classmethod
    def read(cls, path: Path) -> Catalogue:
        """Read a `.ts` file."""
        contexts = ElementTree.parse(path).getroot().iter("context")
        return cls(tuple(_messages(contexts)))

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """Context and source of every text."""
        return frozenset((m.context, m.source) for m in self.messages)

    def unfinished(self) -> tuple[Message, ...]:
        """What nobody has translated, or only in part."""
        return tuple(m for m in self.messages if not m.finished or not all(m.forms))


def _messages(contexts: Iterable[ElementTree.Element]) -> Iterable[Message]:
    for context in contexts:
        name = context.findtext("name", "")
        for message in context.iter("message"):
            told = message.find("translation")
            if told is None or told.get("type") in ("vanished", "obsolete"):
                continue
            numerus = message.get("numerus") == "yes"
            forms = told.iter("numerusform") if numerus else (told,)
            yield Message(
                context=name,
                source=message.findtext("source", ""),
                forms=tuple(form.text or "" for form in forms),
                numerus=numerus,
                finished=told.get("type") != "unfinished",
            )


def collect(target: Path) -> None:
    """Bring a `.ts` file up to date with the source: new texts in, those that went out.

    The one of English (`_en.ts`) holds only what a number decides; the rest is in the source.
    """
    few = ["-pluralonly"] if target.stem.endswith("_en") else []
    modules = sorted(str(path) for path in SOURCES.rglob("*.py"))
    order = ["-locations", "none", "-sort-messages", "-no-obsolete", "-silent"]
    alias = ["-tr-function-alias", _ALIASES]
    _run("lupdate", *few, *order, *alias, *modules, "-ts", str(target))


def harvest_errors(target: Path) -> None:
    """Write the texts of errors to `target`, where `collect` finds them."""
    target.write_text(as_module(harvest((ENGINE, SOURCES))), encoding="utf-8")


def release(source: Path, target: Path) -> None:
    """Compile a `.ts` file to what `QTranslator` loads."""
    _run("lrelease", "-silent", str(source), "-qm", str(target))


def _run(tool: str, *arguments: str) -> None:
    """Run one of the tools that PySide6 brings."""
    name = tool
    if sys.platform == "darwin":
        name = f"{tool.capitalize()}.app/Contents/MacOS/{tool.capitalize()}"
    program = Path(PySide6.__file__).parent / name
    subprocess.run([str(program), *arguments], check=True, timeout=60)
