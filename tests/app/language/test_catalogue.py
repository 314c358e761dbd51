"""Every text of the window is translated, and what is compiled is what was written."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.gui.actions import MENUS, ActionId, Entry, spec_of
from app.gui.language import NAMES, folder
from app.gui.language.catalogue import (
    ENGINE,
    ENGINE_TEXTS,
    SOURCES,
    Catalogue,
    Message,
    collect,
    release,
)
from app.gui.language.harvest import as_module, harvest

LANGUAGES = tuple(str(language) for language in NAMES)
REMEDY = "run `make texts`, translate what it lists in assets/translations, run it again, commit"

#: Texts with a number before a word that stays as it is.
NEVER_COUNTED = {
    "{0} frames/s",
    "{0} faces/s",
    "{0} fps",
    "{0} reads faces from now on",
    # Never said of one, or not of whole ones.
    "On such faces the change in accuracy probably lies between {0} and {1} points; faces of one "
    "video resemble each other, so the true doubt is larger.",
    "Fewer than {0} faces to measure on: chance will have much of the say in the result.",
    "Of {0} faces it reads {1} right that were wrong before, and {2} wrong that were right.",
    "Some labels have fewer than {0} faces to learn from.",
}


def source_of(language: str) -> Path:
    return folder() / f"mien_{language}.ts"


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalogue:
    return Catalogue.read(source_of(language))


def test_no_text_of_the_source_is_missing_and_none_is_left_over(
    language: str, tmp_path: Path
) -> None:
    fresh = tmp_path / source_of(language).name
    shutil.copy(source_of(language), fresh)
    collect(fresh)
    known, needed = Catalogue.read(source_of(language)).keys, Catalogue.read(fresh).keys
    assert not needed - known, REMEDY
    assert not known - needed, REMEDY


def test_what_is_compiled_is_up_to_date(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    release(source_of(language), fresh)
    assert fresh.read_bytes() == source_of(language).with_suffix(".qm").read_bytes(), REMEDY


def test_nothing_is_unfinished_or_empty(catalogue: Catalogue) -> None:
    assert not catalogue.unfinished(), REMEDY


def test_texts_of_errors_are_those_of_the_source() -> None:
    expected = as_module(harvest((ENGINE, SOURCES)))
    assert ENGINE_TEXTS.read_text(encoding="utf-8") == expected, REMEDY


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}|%L?n", text))


def test_translations_have_the_placeholders_of_their_source(catalogue: Catalogue) -> None:
    wrong = [
        (message.source, form)
        for message in catalogue.messages
        for form in message.forms
        if placeholders(form) != placeholders(message.source)
    ]
    assert not wrong


def test_translations_have_the_mnemonics_and_ends_of_their_source(catalogue: Catalogue) -> None:
    def shape(text: str) -> tuple[bool, bool, bool, str, str]:
        dots = re.search(r"[…:.]?$", text)
        spaces = re.match(r"^( *).*?( *)$", text, re.DOTALL)
        assert dots is not None
        assert spaces is not None
        return ("&" in text, "\n" in text, "…" in text, dots[0], spaces[1] + "|" + spaces[2])

    wrong = [
        (message.source, form)
        for message in catalogue.messages
        if message.context != "engine"
        for form in message.forms
        if shape(form) != shape(message.source)
    ]
    assert not wrong


def test_numbers_decide_the_form_where_a_word_follows_them() -> None:
    """`{0} frames` would be wrong for one frame, and in most languages for more than that."""
    catalogue = Catalogue.read(source_of("de"))
    wrong = [
        message.source
        for message in catalogue.messages
        if re.search(r"\{\w*\} (?!is\b)[a-z]+s\b", message.source)
        and message.context != "engine"
        and message.source not in NEVER_COUNTED
    ]
    assert not wrong
    assert all(len(m.forms) == 2 for m in catalogue.messages if m.numerus)
    assert {m.numerus for m in catalogue.messages if "%" in m.source and "%n" in m.source} <= {True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_to_press_differ_within_a_menu(language: str) -> None:
    read = Catalogue.read(source_of(language)).messages
    spoken = {m.source: m.forms[0] for m in read if m.context == "actions"}
    menus = [[name for name, _ in MENUS], *([*_texts(entries)] for _, entries in MENUS)]
    for texts in menus:
        letters = [re.findall(r"&(\w)", spoken.get(text, text)) for text in texts]
        assert all(len(found) == 1 for found in letters), texts
        pressed = [found[0].lower() for found in letters]
        assert len(pressed) == len(set(pressed)), list(zip(pressed, texts, strict=True))


def _texts(entries: Iterable[Entry | tuple[str, tuple[Entry, ...]]]) -> Iterator[str]:
    for entry in entries:
        if entry is not None:
            yield spec_of(entry).text if isinstance(entry, ActionId) else entry[0]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Where texts are marked; `painter.translate` moves a painter."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) != "painter.translate":
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("tr", "translate", "counted", "_T", "QT_TRANSLATE_NOOP"):
                yield node


def test_lupdate_sees_every_text_that_is_marked() -> None:
    """It overlooks what is not a plain literal, and says nothing."""
    known = {message.source for message in Catalogue.read(source_of("de")).messages}
    unseen = []
    for path in sorted(SOURCES.rglob("*.py")):
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            place = 0 if getattr(call.func, "attr", "") == "tr" else 1
            place = 0 if getattr(call.func, "id", "") == "counted" else place
            text = call.args[place] if len(call.args) > place else None
            if isinstance(text, ast.JoinedStr):
                unseen.append(f"{path.name}:{call.lineno}: an f-string")
            elif isinstance(text, ast.Constant) and str(text.value) not in known:
                unseen.append(f"{path.name}:{call.lineno}: {text.value}")
    assert not unseen


def test_one_german_word_for_one_english_word() -> None:
    """A text that occurs in several places is translated alike, unless its place is named here."""
    found: dict[str, set[str]] = {}
    for message in Catalogue.read(source_of("de")).messages:
        found.setdefault(message.source, set()).add(_said(message))
    several = {source for source, forms in found.items() if len(forms) > 1}
    # A mode, a thing and what was done; a picture without focus and one that was made so.
    assert several <= {"Label", "Blurred"}


def _said(message: Message) -> str:
    return "|".join(message.forms)
