"""Pictures of faces: closing does not wait for a video that is being read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui.review import face_pictures
from app.gui.review.face_pictures import FacePictures, Wish
from app.gui.video.player import IndexedSource
from engine.errors import SourceError
from engine.project.values import Video


def test_closing_waits_for_nothing_and_what_comes_late_is_not_kept(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reading, go_on = threading.Semaphore(0), threading.Event()

    def slow(_path: Path) -> IndexedSource:
        reading.release()
        go_on.wait(30)
        raise SourceError("it is not there", subject="video")

    monkeypatch.setattr(face_pictures, "find", lambda _video, folder: folder)
    parent = QObject()
    pictures = FacePictures(slow, parent)
    video = Video("v", "video.mp4", 0, "")
    pictures.wish(tmp_path, [Wish("first", video, ())])
    assert reading.acquire(timeout=5)
    pictures.close()
    assert not pictures.wait(0.0)
    # The next video's faces have a thread of their own at once.
    with qtbot.waitSignal(pictures.made, timeout=5000):
        pictures.wish(tmp_path, [Wish("second", video, ())])
        assert reading.acquire(timeout=5)
        go_on.set()
    assert pictures.wait(5.0)
    assert list(pictures._kept) == ["second"]
    pictures.close()
    assert pictures.wait(5.0)
