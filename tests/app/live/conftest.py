"""A live page that runs."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.gui.bootstrap import GuiArgs
from app.gui.live.page import LivePage
from tests.app.conftest import WindowOpener
from tests.app.live.pages import LONG, face_seen


@pytest.fixture
def live(qtbot: QtBot, open_window: WindowOpener) -> LivePage:
    """The live page, running on the camera, with a face in sight."""
    window = open_window(GuiArgs(camera=""))
    qtbot.waitUntil(lambda: face_seen(window), timeout=LONG)
    assert window.live is not None
    return window.live
