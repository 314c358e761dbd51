"""German with text twice as large, in the smallest usual window: nothing is cut off or overlaps."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app.gui.finetune.changes import ChangedFace
from app.gui.finetune.dialog import FineTuneDialog
from app.gui.finetune.outcome import About, Change, LabelScore, Outcome, Score, Turned
from app.gui.language import folder
from app.gui.services import Services
from app.gui.settings import Settings
from engine.labels import LABELS
from engine.project.training import TrainingFace
from engine.project.values import Track, Video
from engine.types import Box
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


def test_the_result_of_a_fine_tuning(large_german: None, qtbot: QtBot) -> None:
    """It needs a model that has learned, which is not on the tour."""
    dialog = FineTuneDialog()
    qtbot.addWidget(dialog, before_close_func=lambda dialog: dialog.shutdown())
    scores = {str(label): LabelScore(12, 7, 9) for label in LABELS}
    old, new = Score(96, 0.583, 1.034), Score(96, 0.75, 0.871)
    about = About(base="grefel-s", data=("study",), learned=40, held_out=96, apart_by="person")
    outcome = Outcome(
        held_old=old, held_new=new, flips=Turned(24, 20, 4), remembered_old=old,
        remembered_new=new, low=-0.02, high=0.31, labels=scores, step=120, steps=300,
        mcnemar_p=0.0015, verdict="better", forgot=True, chosen=True, about=about,
    )  # fmt: skip
    shown = np.full(8, 0.125, np.float32)
    video = Video("v", "video.mp4", 1, "0" * 64)
    face = TrainingFace(
        "n", video, Path("video.mp4"), 7, 0, Box(0, 0, 9, 9), None, Track("t", "v", 0), None, ()
    )
    changed = ChangedFace(Path("study.mien"), face, None, Change("n", shown, shown, shown))
    page = dialog.result_page
    page.show_outcome(outcome)
    page.show_changes([changed] * 3)
    dialog.pages.setCurrentWidget(page)
    dialog._show_foot()
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.wait(60)
    assert look("result", dialog) == []
    assert page.use.y() > page.keep.y()  # one below the other: side by side they are too wide
