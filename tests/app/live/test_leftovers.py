"""Recordings that were left unfinished are offered at the next start, and kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.gui.live.leftovers import Leftovers
from app.gui.main_window import MainWindow
from engine.export.table import COLUMNS

_ROW = ",".join("1" * len(COLUMNS))


def leave(folder: Path, name: str, text: str) -> Path:
    """A table in the making that nobody writes to any more."""
    part = folder / f"{name}.csv.part"
    part.write_text(text)
    old = time.time() - 3600
    os.utime(part, (old, old))
    return part


def look(window: MainWindow, folder: Path) -> list[Path]:
    """Look for leftovers as the start of the app does; returns what was played."""
    played: list[Path] = []
    Leftovers(folder, window.jobs, window.banner, played.append, window).look()
    return played


def test_an_unfinished_recording_is_offered_recovered_and_played(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    part = leave(tmp_path, "live-1", f"{','.join(COLUMNS)}\n{_ROW}\n{_ROW}\nhalf")
    (tmp_path / "live-1.partial.mp4").write_bytes(b"filmed")
    played = look(window, tmp_path)
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    assert "not finished" in window.banner.text
    assert "live-1" in window.banner.text
    assert part.exists()
    window.banner.buttons()[0].click()
    qtbot.waitUntil(lambda: "Recovered" in window.banner.text)
    assert not part.exists()
    assert (tmp_path / "live-1.partial.csv").read_text().count(_ROW) == 2
    window.banner.buttons()[0].click()
    assert played == [tmp_path / "live-1.partial.mp4"]


def test_nothing_is_said_where_nothing_was_left(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "live-2.csv.part").write_text("being written\n")
    look(window, tmp_path)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.banner.isHidden()


def test_a_recording_without_rows_says_so(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    leave(tmp_path, "live-3", "session_id,frame\n")
    look(window, tmp_path)
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    window.banner.buttons()[0].click()
    qtbot.waitUntil(lambda: "Nothing was recorded" in window.banner.text)
    assert list(tmp_path.glob("live-3*")) == []
