"""A real window with its own settings, real faces as its camera, and a real small network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.bootstrap import GuiArgs, build
from app.gui.language import Language, install
from app.gui.main_window import MainWindow
from app.gui.services import Services
from app.gui.settings import Settings
from engine.pipeline import Analyser, AnalyserOptions, make_analyser
from engine.sources.camera import CameraDevice
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from tests.engine.models.small_model import make_model

CAMERA = CameraDevice(0, "Test camera", "/dev/video-test")

#: Opens a window: `open_window(GuiArgs(...), services)`.
WindowOpener = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, in English wherever the tests run."""
    install(qapp, Language.ENGLISH)
    return qapp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of this test."""
    store = QSettings(str(tmp_path / "mien.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.recordings = tmp_path / "recordings"
    return settings


@pytest.fixture(scope="session")
def small_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the small network."""
    folder = tmp_path_factory.mktemp("models")
    make_model(folder)
    return folder


@pytest.fixture
def services(face_clip: Path, small_models: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """One camera, which shows real faces; the whole pipeline with the small network."""
    monkeypatch.setenv("MIEN_MODELS", str(small_models))

    def build_analyser(options: AnalyserOptions) -> Analyser:
        return make_analyser(replace(options, model=options.model or "small", live=False))

    def open_clip() -> Paced:
        return Paced(lambda: VideoFile(face_clip), loop=True)

    return Services(
        list_cameras=lambda: (CAMERA,),
        open_camera=lambda device: open_clip(),
        open_demo=lambda stop: open_clip(),
        build_analyser=build_analyser,
    )


@pytest.fixture
def open_window(qtbot: QtBot, settings: Settings, services: Services) -> Iterator[WindowOpener]:
    """Function that opens a window as the app does; closed at the end as a user closes it."""
    opened: list[MainWindow] = []

    def open_(args: GuiArgs | None = None, given: Services | None = None) -> MainWindow:
        window = build(args or GuiArgs(), settings, given or services)
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield open_
    for window in opened:
        assert window.close()
        window.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def window(open_window: WindowOpener) -> MainWindow:
    """A window on its start page."""
    return open_window()
