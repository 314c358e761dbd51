"""Settings survive the app, and nonsense in the file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app.gui.language import Language
from app.gui.live.content import Content
from app.gui.settings import RECENT_LIMIT, Settings
from app.gui.theme import ThemeChoice


def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "mien.ini"), QSettings.Format.IniFormat)


def test_defaults(tmp_path: Path) -> None:
    settings = Settings(store(tmp_path))
    assert settings.theme is ThemeChoice.SYSTEM
    assert settings.language is Language.SYSTEM
    assert settings.camera == ""
    assert settings.mirror is True
    assert settings.smoothing_s == pytest.approx(0.25)
    assert settings.recent == ()
    assert settings.geometry is None
    assert settings.recordings.name == "Mien"
    assert settings.content is Content.VIDEO


def test_values_are_there_the_next_time(tmp_path: Path) -> None:
    settings = Settings(store(tmp_path))
    settings.theme = ThemeChoice.DARK
    settings.language = Language.GERMAN
    settings.camera = "Logi, “C920”"
    settings.mirror = False
    settings.smoothing_s = 1.5
    settings.recordings = tmp_path / "here"
    settings.content = Content.TABLE
    settings.save()
    again = Settings(store(tmp_path))
    assert again.content is Content.TABLE
    assert again.theme is ThemeChoice.DARK
    assert again.language is Language.GERMAN
    assert again.camera == "Logi, “C920”"
    assert again.mirror is False
    assert again.smoothing_s == pytest.approx(1.5)
    assert again.recordings == tmp_path / "here"


@pytest.mark.parametrize("nonsense", ["", "purple", "-3", "1e9", "nan"])
def test_nonsense_reads_as_the_default(tmp_path: Path, nonsense: str) -> None:
    raw = store(tmp_path)
    for key in ("view/theme", "live/smoothing_s", "view/geometry", "files/recent", "live/content"):
        raw.setValue(key, nonsense)
    settings = Settings(raw)
    assert settings.theme is ThemeChoice.SYSTEM
    assert settings.smoothing_s == pytest.approx(0.25)
    assert settings.geometry is None
    assert settings.recent == ()
    assert settings.content is Content.VIDEO


def test_recent_is_newest_first_without_doubles_bounded_and_only_what_exists(
    tmp_path: Path,
) -> None:
    settings = Settings(store(tmp_path))
    files = [tmp_path / f"{n}.mp4" for n in range(RECENT_LIMIT + 3)]
    for file in files:
        file.touch()
        settings.add_recent(file)
    settings.add_recent(files[-3])
    assert settings.recent[0] == files[-3]
    assert len(settings.recent) == len(set(settings.recent)) == RECENT_LIMIT
    files[-3].unlink()
    assert settings.recent[0] == files[-1]
    settings.clear_recent()
    assert settings.recent == ()


def test_one_recent_file_is_a_list_too(tmp_path: Path) -> None:
    settings = Settings(store(tmp_path))
    (tmp_path / "a b.mp4").touch()
    settings.add_recent(tmp_path / "a b.mp4")
    settings.save()
    assert Settings(store(tmp_path)).recent == (tmp_path / "a b.mp4",)
