"""German with text twice as large, in the smallest usual window: nothing is cut off or overlaps."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app.gui.language import folder
from app.gui.services import Services
from app.gui.settings import Settings
from tests.app.conftest import WindowOpener
from tests.app.language.conftest import dressed, speaking
from tests.app.language.looks import cut_off, overlapping
from tests.app.language.tour import DIALOGS, SIZE, Stop, Tour, nothing_wrong


@pytest.fixture
def large_german(qapp: QApplication) -> Iterator[None]:
    with speaking(qapp, folder() / "mien_de.qm", QLocale("de_DE")), dressed(qapp, 2.0):
        yield


@pytest.fixture
def tour(
    large_german: None,
    qtbot: QtBot,
    open_window: WindowOpener,
    settings: Settings,
    services: Services,
) -> Tour:
    return Tour(qtbot, open_window, settings, services)


def look(_name: str, window: QWidget) -> list[str]:
    found = [*cut_off(window), *overlapping(window)]
    if window.width() > SIZE[0] or window.height() > SIZE[1]:
        found.append(f"{window.size().toTuple()} is larger than {SIZE}")
    return found


def check(stops: Iterator[Stop]) -> None:
    nothing_wrong(stops, look)


def test_every_dialog_is_on_the_tour() -> None:
    for module in pkgutil.walk_packages(app.gui.__path__, prefix="app.gui."):
        importlib.import_module(module.name)
    ours = {kind for kind in _below(QDialog) if kind.__module__.startswith("app.gui.")}
    assert {kind for kind in ours if not _below(kind)} == DIALOGS


def _below(kind: type) -> set[type]:
    known = set(kind.__subclasses__())
    return known.union(*(_below(one) for one in known))


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
