"""The window: three ways in, files dropped, theme, dialogs, and an orderly end."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.gui import qt_env, theme
from app.gui.actions import ActionId
from app.gui.bootstrap import GuiArgs, start_log
from app.gui.live.state import State
from app.gui.main_window import MainWindow
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.theme import ThemeChoice
from engine.errors import DataError
from tests.app.conftest import WindowOpener


def running(window: MainWindow) -> bool:
    return window.live is not None and window.live.controller.state is State.RUNNING


def shows_video(window: MainWindow) -> bool:
    page = window.video
    return page is not None and window.stack.currentWidget() is page and page.view.frame is not None


def test_the_start_page_is_worked_by_keyboard_alone(qtbot: QtBot, window: MainWindow) -> None:
    start = window.start
    assert window.stack.currentWidget() is start
    start.camera.setFocus()
    for card in (start.video, start.demo):
        qtbot.keyClick(QApplication.focusWidget() or start, Qt.Key.Key_Tab)
        qtbot.waitUntil(card.hasFocus)
    qtbot.keyClick(start.demo, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: running(window), timeout=20_000)
    assert window.stack.currentWidget() is window.live


def test_the_camera_card_starts_the_camera_by_name(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.start.camera, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: running(window), timeout=20_000)
    assert window.live is not None
    assert window.live.toolbar.sources.currentText() == "Test camera"
    session = window.live.controller.session
    assert session is not None
    assert session.target.name == "Test camera"


def test_the_video_card_asks_for_a_file_and_opens_it(
    qtbot: QtBot,
    window: MainWindow,
    settings: Settings,
    face_clip: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(face_clip), ""))
    window.start.video.click()
    qtbot.waitUntil(lambda: shows_video(window), timeout=20_000)
    qtbot.waitUntil(lambda: settings.recent == (face_clip,), timeout=20_000)
    assert window.windowTitle() == "faces.mp4 – Mien"
    window.action(ActionId.START_PAGE).trigger()
    assert [button.toolTip() for button in window.start.recent_buttons()] == [str(face_clip)]
    assert window.windowTitle() == "Mien"
    window.start.recent_buttons()[0].click()
    assert window.stack.currentWidget() is window.video
    window.action(ActionId.START_PAGE).trigger()
    window.start.clear.click()
    assert window.start.recent_buttons() == []
    assert settings.recent == ()


def test_arguments_open_at_once(qtbot: QtBot, open_window: WindowOpener, face_clip: Path) -> None:
    by_video = open_window(GuiArgs(video=face_clip))
    qtbot.waitUntil(lambda: shows_video(by_video), timeout=20_000)
    by_number = open_window(GuiArgs(camera="0"))
    qtbot.waitUntil(lambda: running(by_number), timeout=20_000)


def test_a_dropped_file_is_opened_and_anything_else_refused(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    def drop(mime: QMimeData) -> bool:
        enter = QDragEnterEvent(
            QPoint(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, _NO_KEYS
        )
        enter.ignore()
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            event = QDropEvent(
                QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, _NO_KEYS
            )
            QApplication.sendEvent(window, event)
        return enter.isAccepted()

    text = QMimeData()
    text.setText("not a file")
    assert not drop(text)
    remote = QMimeData()
    remote.setUrls([QUrl("https://example.org/a.mp4")])
    assert not drop(remote)
    file = QMimeData()
    file.setUrls([QUrl.fromLocalFile(str(face_clip))])
    assert drop(file)
    qtbot.waitUntil(lambda: shows_video(window), timeout=20_000)


def test_a_file_that_is_no_video_becomes_a_banner_with_ways_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("just words")
    window.open_video(path)
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=20_000)
    assert "notes.mp4" in window.banner.text
    assert window.start.recent_buttons() == []
    assert [button.text() for button in window.banner.buttons()] == [
        "Choose another",
        "Try the demo",
    ]


def test_the_theme_is_switched_and_remembered(
    window: MainWindow, settings: Settings, qapp: QApplication
) -> None:
    theme.apply(qapp, ThemeChoice.LIGHT)
    window.action(ActionId.THEME).trigger()
    assert theme.is_dark(window.palette())
    assert settings.theme is ThemeChoice.DARK
    window.action(ActionId.THEME).trigger()
    assert not theme.is_dark(window.palette())
    assert settings.theme is ThemeChoice.LIGHT


def test_f1_shows_the_keys_and_about_says_what_not_to_take_it_for(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = window.findChild(QDialog)
    assert isinstance(sheet, QDialog)
    labels = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Open video or project", "Ctrl+O", "Next face", "F", "Play or pause"} <= labels
    sheet.close()
    sheet.setParent(None)
    window.action(ActionId.ABOUT).trigger()
    about = window.findChild(QDialog)
    assert isinstance(about, QDialog)
    text = " ".join(label.text() for label in about.findChildren(QLabel))
    assert "Expressions are not feelings" in text
    assert "AI Act" in text
    about.close()


def test_full_screen_and_back(window: MainWindow) -> None:
    window.action(ActionId.FULL_SCREEN).trigger()
    assert window.isFullScreen()
    window.action(ActionId.FULL_SCREEN).trigger()
    assert not window.isFullScreen()


def test_what_nobody_expected_becomes_a_banner(window: MainWindow) -> None:
    window.report(DataError("it is broken", subject="x", hint="Mend it"))
    assert window.banner.text == "It is broken x · Mend it"


def test_leaving_the_live_page_switches_the_camera_off(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    window.open_demo()
    qtbot.waitUntil(lambda: running(window), timeout=20_000)
    window.action(ActionId.START_PAGE).trigger()
    assert window.live is not None
    assert window.live.controller.state is State.IDLE
    qtbot.waitUntil(lambda: not _mien_threads(), timeout=5_000)


def test_closing_leaves_no_threads_and_remembers_where_the_window_was(
    qtbot: QtBot, open_window: WindowOpener, settings: Settings
) -> None:
    window = open_window(GuiArgs(demo=True))
    qtbot.waitUntil(lambda: running(window), timeout=20_000)
    window.resize(960, 700)
    assert window.close()
    assert _mien_threads() == []
    assert settings.geometry is not None
    again = open_window()
    assert (again.width(), again.height()) == (960, 700)


def test_closing_while_the_model_loads_is_orderly_too(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    window = open_window(GuiArgs(demo=True), replace(services))
    qtbot.waitUntil(lambda: window.live is not None, timeout=5_000)
    assert window.close()
    assert _mien_threads() == []


def test_the_window_comes_without_the_heavy_libraries() -> None:
    script = (
        "import sys; import app.gui.main_window, app.gui.bootstrap\n"
        "heavy = {'cv2', 'mediapipe', 'openvino', 'onnxruntime', 'pyqtgraph', 'scipy', 'av',"
        " 'matplotlib', 'torch', 'skimage'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_cv2s_qt_variables_are_removed_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/x/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/usr/share/my-cv2-fonts")
    qt_env.scrub()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert os.environ["QT_QPA_FONTDIR"] == "/usr/share/my-cv2-fonts"


def test_without_a_display_it_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "no display" in qt_env.display_missing()
    monkeypatch.setenv("DISPLAY", ":7")
    assert qt_env.display_missing() == ""


def test_a_log_that_cannot_be_written_does_not_keep_the_app_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert start_log(tmp_path / "file") is None


_NO_KEYS = Qt.KeyboardModifier.NoModifier


def _mien_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mien-")]
