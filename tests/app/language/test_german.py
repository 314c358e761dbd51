"""German in the window: names, numbers, forms, errors; and English wherever files are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.gui import words
from app.gui.language import counted, number, translate
from app.gui.language.errors import error_text, said
from app.gui.live.recording_news import file_size, row_count
from app.gui.widgets.banner import Banner
from engine.errors import MienError, SourceError
from engine.labels import LABELS, Expression
from engine.project.export.presets import PRESETS
from engine.sources.container import check_file
from engine.types import Emotion

pytestmark = pytest.mark.usefixtures("german")


def test_labels_are_german_nouns_also_within_a_sentence() -> None:
    assert [words.label_name(label) for label in LABELS] == [
        "Neutral", "Freude", "Überraschung", "Trauer", "Ärger", "Ekel", "Angst", "Verachtung",
    ]  # fmt: skip
    assert words.label_within(Expression.NEUTRAL) == "neutral"
    assert words.label_within(Expression.FEAR) == "Angst"
    assert words.either(["Ärger", "Ekel", "Angst"]) == "Ärger, Ekel oder Angst"


def test_an_ambiguous_answer_is_a_german_sentence() -> None:
    shares = np.array([0.02, 0.01, 0.01, 0.02, 0.5, 0.4, 0.02, 0.02], np.float32)
    emotion = Emotion(shares, shares)
    assert words.headline(emotion) == "Ärger 50\u202f% · unsicher"
    assert words.alternatives(emotion) == "Auch möglich: Ekel"


def test_numbers_are_written_and_counted_as_in_german() -> None:
    assert number(1234.5, 1) == "1.234,5"
    assert file_size(12_300_000) == "12,3\u202fMB"
    assert row_count(1) == "1 Zeile"
    assert row_count(12_345) == "12.345 Zeilen"
    assert counted("%Ln row(s)", None, 0) == "0 Zeilen"


def test_errors_of_the_engine_are_translated_with_what_is_filled_in(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        check_file(tmp_path / "none.mp4")
    assert error_text(caught.value) == (
        f"{tmp_path / 'none.mp4'}: diese Datei gibt es nicht. Namen und Ordner prüfen"
    )
    nested = "the project cannot be written (the disk is full)"
    assert said(nested) == "das Projekt kann nicht geschrieben werden (der Datenträger ist voll)"
    assert (
        said("the video breaks off at 1.20 s of 9.00 s")
        == "das Video bricht bei 1.20 s von 9.00 s ab"
    )


def test_what_nobody_translated_stays_as_it_was_said() -> None:
    assert said("SQLITE_IOERR: {weird} [text]") == "SQLITE_IOERR: {weird} [text]"
    assert said("") == ""


def test_a_banner_says_an_error_in_german(qtbot: object) -> None:
    banner = Banner()
    banner.show_error(MienError("there is nothing to export yet", hint="Add a video first"))
    assert banner.text == "Es gibt noch nichts zu exportieren Zuerst ein Video hinzufügen"


def test_every_preset_of_the_engine_has_a_german_title() -> None:
    assert all(said(info.title) != info.title for info in PRESETS.values())


def test_keys_and_buttons_of_qt_speak_german_too() -> None:
    assert translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert translate("QShortcut", "Ctrl") == "Strg"
