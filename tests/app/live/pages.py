"""What tests of the live page look at and do."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.live.page import LivePage
from app.gui.main_window import MainWindow

#: Milliseconds that anything may take on a busy machine.
LONG = 20_000


def face_seen(window: MainWindow) -> bool:
    """Whether a face is on show."""
    result = None if window.live is None else window.live.view.scored
    return result is not None and bool(result.faces.faces)


def frames(live: LivePage) -> int:
    """Frames analysed so far."""
    session = live.controller.session
    return 0 if session is None else session.pipeline.stats().frames


def window_of(live: LivePage) -> MainWindow:
    """The window that it is in."""
    window = live.window()
    assert isinstance(window, MainWindow)
    return window


def record(qtbot: QtBot, live: LivePage, count: int) -> None:
    """Record so many analysed frames at least, and wait until the files are written."""
    action = window_of(live).action(ActionId.RECORD)
    action.trigger()
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + count, timeout=LONG)
    with qtbot.waitSignal(live.controller.recorded, timeout=LONG):
        action.trigger()
