"""The live page with real faces through the whole pipeline."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.bootstrap import GuiArgs
from app.gui.live.page import LivePage
from app.gui.live.state import State
from app.gui.main_window import MainWindow
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.widgets.banner import Severity
from engine.errors import BackendUnavailable, CameraBusy
from engine.models.cpu import worthwhile_precision
from engine.pipeline import Analyser, AnalyserOptions
from engine.sources.base import FrameSource
from engine.sources.camera import CameraDevice
from engine.types import Box
from tests.app.conftest import CAMERA, WindowOpener
from tests.app.faces import HAPPY, TORN, scored
from tests.app.live.pages import LONG, face_seen, frames, window_of
from tests.app.live.pulled_out import PulledOut
from tests.engine.models.small_model import make_model


def test_the_face_is_found_read_and_told_in_words(qtbot: QtBot, live: LivePage) -> None:
    qtbot.waitUntil(lambda: live.panel.bars.emotion is not None, timeout=LONG)
    assert live.panel.headline.split()[0] in ("Neutral", "Happiness")
    assert live.panel.bars.accessibleDescription() != "No face"
    assert live.view.selected is not None
    frame = live.view.frame
    assert frame is not None
    assert (frame.width, frame.height) == (640, 360)


def test_the_status_tells_the_truth(qtbot: QtBot, live: LivePage) -> None:
    qtbot.waitUntil(lambda: live.status.fact("p95 latency") != "", timeout=LONG)
    assert live.status.fact("source").endswith("640×360")
    assert live.status.fact("model") == "small"
    assert live.status.fact("backend").split(" · ")[:2] in (
        ["OpenVINO", worthwhile_precision()],
        ["ONNX Runtime", "f32"],
    )
    qtbot.waitUntil(
        lambda: 0 < float(live.status.fact("capture").removesuffix(" fps")) < 40, timeout=LONG
    )
    assert live.status.fact("analysis").endswith(" fps")
    assert live.status.fact("dropped").isdigit()


def test_space_holds_the_picture_and_lets_it_go(qtbot: QtBot, live: LivePage) -> None:
    live.view.setFocus()
    qtbot.keyClick(live.view, Qt.Key.Key_Space)
    assert live.controller.paused
    held = live.view.frame
    analysed = frames(live)
    qtbot.waitUntil(lambda: frames(live) > analysed + 2, timeout=LONG)
    assert live.view.frame is held
    qtbot.keyClick(live.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.view.frame is not held, timeout=LONG)


def test_space_presses_a_focused_button_instead(qtbot: QtBot, live: LivePage) -> None:
    button = live.toolbar.button(ActionId.STOP)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert live.controller.state is State.IDLE
    assert not live.controller.paused


def test_pictures_never_go_back_in_time(qtbot: QtBot, live: LivePage) -> None:
    indices: list[int] = []
    live.controller.pictured.connect(lambda picture: indices.append(picture.frame.index))
    qtbot.waitUntil(lambda: len(indices) > 40, timeout=LONG)
    assert indices == sorted(indices)


def test_everything_analysed_so_far_can_be_exported(
    qtbot: QtBot, live: LivePage, tmp_path: Path
) -> None:
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + 10, timeout=LONG)
    session = live.controller.session
    assert session is not None
    live.stop()
    qtbot.waitUntil(lambda: session.pipeline.finished, timeout=LONG)
    path = tmp_path / "out.csv"
    live.export(path)
    banner = window_of(live).banner
    qtbot.waitUntil(lambda: banner.severity is Severity.DONE, timeout=LONG)
    rows = pd.read_csv(path)
    analysed = rows[rows.status != "dropped"].frame
    assert analysed.nunique() == session.journal.analysed
    assert rows.timestamp.iloc[0] == 0.0


def test_before_anything_was_seen_an_export_says_so(window: MainWindow, tmp_path: Path) -> None:
    page = window.live_page()
    page.export(tmp_path / "out.csv")
    assert window.banner.text.startswith("Nothing to export yet")
    assert not (tmp_path / "out.csv").exists()


def test_a_camera_that_is_plugged_in_again_starts_by_itself(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    plugged = threading.Event()

    def open_camera(device: object) -> FrameSource:
        source = services.open_demo(threading.Event())
        return source if plugged.is_set() else PulledOut(source, after=5)

    def cameras() -> tuple[CameraDevice, ...]:
        seen = window.live is not None and window.live.controller.state is State.BROKEN
        return (CAMERA,) if plugged.is_set() or not seen else ()

    window = open_window(None, replace(services, open_camera=open_camera, list_cameras=cameras))
    live = window.live_page()
    live.watch.set_interval(50)
    window.open_camera()
    qtbot.waitUntil(lambda: live.controller.state is State.BROKEN, timeout=LONG)
    assert live.watch.waiting
    qtbot.wait(150)
    assert live.controller.state is State.BROKEN
    plugged.set()
    qtbot.waitUntil(lambda: live.controller.state is State.RUNNING, timeout=LONG)
    assert not live.watch.waiting
    assert window.banner.isHidden()


def test_a_busy_camera_says_so_and_offers_ways_on(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    def busy(device: object) -> FrameSource:
        raise CameraBusy("another program uses the camera", subject="Test camera")

    window = open_window(GuiArgs(camera=""), replace(services, open_camera=busy))
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=LONG)
    assert window.banner.text.startswith("Another program uses the camera Test camera")
    assert window.live is not None
    assert window.live.empty.isVisible()


def test_a_model_that_cannot_be_had_is_told_while_the_picture_stays(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    def refuse(options: AnalyserOptions) -> Analyser:
        raise BackendUnavailable("no backend can run", hint="Reinstall Mien")

    window = open_window(GuiArgs(demo=True), replace(services, build_analyser=refuse))
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=LONG)
    assert "No backend can run" in window.banner.text


def test_a_damaged_model_is_told_by_name_and_mended_by_a_retry(
    qtbot: QtBot,
    open_window: WindowOpener,
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = make_model(tmp_path / "models") / "model.onnx"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"?")
    monkeypatch.setenv("MIEN_MODELS", str(tmp_path / "models"))
    window = open_window(GuiArgs(demo=True))
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=LONG)
    assert "model.onnx" in window.banner.text
    assert [button.text() for button in window.banner.buttons()] == ["Retry"]
    file.write_bytes(whole)
    window.banner.buttons()[0].click()
    qtbot.waitUntil(lambda: face_seen(window), timeout=LONG)
    assert window.banner.isHidden()


def test_without_a_camera_there_are_ways_on(
    qtbot: QtBot, open_window: WindowOpener, services: Services
) -> None:
    found: list[tuple[object, ...]] = [(), (), (CAMERA,)]
    given = replace(services, list_cameras=lambda: found.pop(0))  # type: ignore[arg-type, return-value]
    window = open_window(GuiArgs(camera=""), given)
    qtbot.waitUntil(lambda: window.live is not None and window.live.empty.isVisible(), timeout=LONG)
    live = window.live
    assert live is not None
    assert live.empty.title == "No camera found"
    texts = [button.text() for button in live.empty.buttons()]
    assert texts == ["Look again", "Open a video", "Try the demo"]
    assert live.toolbar.sources.currentText() == "No camera found"
    live.empty.buttons()[0].click()
    qtbot.waitUntil(lambda: len(found) == 1 and live.empty.isVisible(), timeout=LONG)
    window.action(ActionId.RESCAN).trigger()
    qtbot.waitUntil(lambda: live.controller.state is State.RUNNING, timeout=LONG)
    assert live.toolbar.sources.currentText() == "Test camera"


def test_another_source_can_be_chosen_while_one_runs(qtbot: QtBot, live: LivePage) -> None:
    old = live.controller.session
    sources = live.toolbar.sources
    live.toolbar.source_chosen.emit(None)
    qtbot.waitUntil(
        lambda: (
            live.controller.session not in (None, old) and live.controller.state is State.RUNNING
        ),
        timeout=LONG,
    )
    assert old is not None
    assert old.pipeline.finished
    assert sources.itemText(sources.count() - 1) == "Demo clip"


def test_smoothing_and_mirror_are_applied_and_remembered(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    live.toolbar.slider.setValue(20)
    assert settings.smoothing_s == pytest.approx(1.0)
    live.toolbar.slider.setValue(0)
    seen = live.controller.session
    assert seen is not None

    def unsmoothed() -> bool:
        result = seen.pipeline.newest()
        return bool(result is not None and result.emotions and result.emotions[0].smooth is None)

    qtbot.waitUntil(unsmoothed, timeout=LONG)
    assert settings.mirror
    window_of(live).action(ActionId.MIRROR).trigger()
    assert not settings.mirror


def test_tab_goes_from_left_to_right(qtbot: QtBot, live: LivePage) -> None:
    order = live.toolbar.tab_order()
    places = [widget.x() for widget in order]
    assert places == sorted(places)
    assert len(order) == 9
    reachable = [w for w in [*order, live.view] if w.isEnabled()]
    reachable[0].setFocus()
    for widget in reachable[1:]:
        qtbot.keyClick(QApplication.focusWidget() or live, Qt.Key.Key_Tab)
        qtbot.waitUntil(widget.hasFocus)


def test_f_goes_from_face_to_face(qtbot: QtBot, live: LivePage) -> None:
    live.stop()
    scene = live.scene
    scene.clear()
    result = scored((4, Box(40, 5, 20, 20), HAPPY), (7, Box(2, 5, 9, 9), TORN))
    from app.gui.live.state import Picture

    scene.show(Picture(result.frame, result))
    assert scene.selected == 4
    assert live.panel.headline.startswith("Happiness")
    scene.next_face()
    assert scene.selected == 7
    assert live.panel.headline.startswith("Sadness")
    scene.next_face()
    assert scene.selected == 4
    later = scored((7, Box(2, 5, 9, 9), TORN))
    scene.show(Picture(later.frame, later))
    assert scene.selected == 4, "a face that is away for a moment stays selected"
