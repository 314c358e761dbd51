"""In a language of long foreign words every text is translated and whole, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.services import Services
from app.gui.settings import Settings
from engine.labels import LABELS
from tests.app.conftest import WindowOpener
from tests.app.language.conftest import dressed, speaking
from tests.app.language.looks import cut_off, elided, overlapping, untranslated, words_in
from tests.app.language.pseudo import make_pseudo
from tests.app.language.tour import Stop, Tour, nothing_wrong

#: Names, units, file formats and keys: the same in every language.
ALLOWED = {
    *("Mien", "Ada", "faces", "mp", "csv", "small", "English", "Deutsch", "gpu", "MB", "GB", "ms"),
    *("Ctrl", "Shift", "Alt", "Space", "Home", "End", "Left", "Right", "Up", "Down", "Return"),
    *("Enter", "Esc", "Del", "Backspace", "PgUp", "PgDown"),
    *(theme.style(label, dark=True).code for label in LABELS),
    *("CSV", "JSONL", "PARQUET", "TSV", "TXT", "PDF", "HTML", "JSON", "GReFEL", "grefel"),
    "Close",  # by Qt, which has no such language
}

MANIFEST = Path(str(files("assets") / "models" / "grefel-s" / "manifest.json"))


@pytest.fixture
def foreign(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    with speaking(qapp, make_pseudo(tmp_path / "mien_xx.qm"), QLocale("en_US")), dressed(qapp):
        yield


@pytest.fixture
def tour(
    foreign: None, qtbot: QtBot, open_window: WindowOpener, settings: Settings, services: Services
) -> Tour:
    return Tour(qtbot, open_window, settings, services)


def look(name: str, window: QWidget) -> list[str]:
    # What a model's maker wrote of it stays in the maker's words.
    allowed = ALLOWED | words_in(MANIFEST.read_text("utf-8")) if name == "models" else ALLOWED
    found = [*untranslated(window, allowed), *elided(window)]
    return [*found, *cut_off(window), *overlapping(window)]


def check(stops: Iterator[Stop]) -> None:
    nothing_wrong(stops, look)


def test_start_page(tour: Tour, clip: Path) -> None:
    check(tour.start(clip))


def test_live_page(tour: Tour) -> None:
    check(tour.live())


def test_video_page(
    tour: Tour, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.models.registry.DEFAULT_MODEL", "small")
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(b"no video")
    check(tour.video(clip, damaged))
