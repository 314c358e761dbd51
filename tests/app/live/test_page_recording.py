"""Recordings from the live page, with real faces through the whole pipeline."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import av
import msgspec
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.bootstrap import GuiArgs
from app.gui.live.content import Content
from app.gui.live.page import LivePage
from app.gui.live.state import State
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.widgets.banner import Severity
from engine.export.session import read_session
from engine.project.values import Marker
from engine.sources.base import FrameSource
from engine.sources.video_file import VideoFile
from tests.app.conftest import WindowOpener
from tests.app.live.pages import LONG, face_seen, frames, record, window_of
from tests.app.live.pulled_out import PulledOut


def test_nothing_is_recorded_unless_asked(qtbot: QtBot, live: LivePage, settings: Settings) -> None:
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + 15, timeout=LONG)
    live.stop()
    assert not settings.recordings.exists()
    assert "mien-record" not in {thread.name for thread in threading.enumerate()}


def test_a_recording_is_a_video_and_a_table_that_agree(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    window = window_of(live)
    assert not settings.recordings.exists()
    assert window.action(ActionId.RECORD_VIDEO).isChecked()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert live.controller.take is not None
    assert window.action(ActionId.RECORD).isChecked()
    assert not window.action(ActionId.RECORD_TABLE).isEnabled()
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + 15, timeout=LONG)
    button = live.toolbar.button(ActionId.RECORD)
    qtbot.waitUntil(lambda: button.text().startswith("0:0"), timeout=LONG)
    assert button.text().endswith("MB")
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert live.controller.take is None
    assert not window.action(ActionId.RECORD).isChecked()
    assert button.text() == "Record"
    qtbot.waitUntil(lambda: window.banner.severity is Severity.DONE, timeout=LONG)
    assert window.banner.text.startswith("Recorded 0:0")
    (path,) = settings.recordings.glob("*.csv")
    video = path.with_suffix(".mp4")
    assert str(video) in window.banner.text
    rows = pd.read_csv(path)
    assert (rows.status != "dropped").sum() >= 10
    assert rows.timestamp.is_monotonic_increasing
    assert rows.timestamp.iloc[0] == 0.0
    faces = rows[rows.status == "ok"]
    for kind in ("primary", "corrected"):
        columns = [c for c in rows if c.startswith(f"{kind}_") and c[-5:] not in ("label", "_prob")]
        assert faces[columns].sum(axis=1).to_numpy() == pytest.approx(1.0, abs=1e-4)
    session = read_session(path.with_suffix(".session.json"))
    assert session.model.name == "small"
    assert session.counts.written == len(rows)
    assert session.outputs == (path.name, video.name)
    assert session.video is not None
    assert (session.video.frames, session.video.dropped) == (session.counts.decoded, 0)
    per_frame = rows.groupby("frame").timestamp.first()
    with VideoFile(video) as source:
        times = [frame.pts_us / 1e6 for frame in source]
    assert times == pytest.approx(per_frame.tolist(), abs=1e-3)
    answers = {button.text(): button for button in window.banner.buttons()}
    answers["Open"].click()
    qtbot.waitUntil(
        lambda: window.video is not None and window.windowTitle().startswith(video.name),
        timeout=LONG,
    )


def test_a_recording_of_the_table_only_is_a_choice_that_is_remembered(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    window = window_of(live)
    content = live.toolbar.content
    assert content.focusPolicy() is Qt.FocusPolicy.TabFocus
    menu = content.menu()
    assert menu is not None
    content.setFocus()
    menu.popup(content.mapToGlobal(content.rect().bottomLeft()))
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_B)  # its mnemonic
    assert settings.content is Content.TABLE
    assert window.action(ActionId.RECORD_TABLE).isChecked()
    assert not window.action(ActionId.RECORD_VIDEO).isChecked()
    record(qtbot, live, count=5)
    assert sorted(p.suffix for p in settings.recordings.iterdir()) == [".csv", ".json"]
    (path,) = settings.recordings.glob("*.csv")
    assert str(path) in window.banner.text
    assert [b.text() for b in window.banner.buttons()] == ["Open folder"]
    window.action(ActionId.RECORD_VIDEO).trigger()
    assert settings.content is Content.VIDEO


def test_a_second_recording_within_a_second_has_its_own_files(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    for _ in range(3):
        record(qtbot, live, count=1)
    tables = sorted(settings.recordings.glob("*.csv"))
    assert len(tables) == len(list(settings.recordings.glob("*.mp4"))) == 3
    assert len({pd.read_csv(table).frame.iloc[0] for table in tables}) == 3


def test_without_an_encoder_the_table_is_recorded_and_it_is_told(
    qtbot: QtBot, live: LivePage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(av, "codecs_available", frozenset())
    window = window_of(live)
    window.action(ActionId.RECORD).trigger()
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=LONG)
    assert "neither H.264 nor MPEG-4" in window.banner.text
    assert "The table goes on" in window.banner.text
    assert window.action(ActionId.RECORD).isChecked()
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + 3, timeout=LONG)
    window.banner.buttons()[0].click()
    assert not window.action(ActionId.RECORD).isChecked()
    qtbot.waitUntil(lambda: "recorded until then" in window.banner.text, timeout=LONG)
    (path,) = settings.recordings.glob("*.csv")
    assert len(pd.read_csv(path)) >= 3
    assert not list(settings.recordings.glob("*.mp4"))


def test_closing_the_window_finishes_the_recording(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    window = window_of(live)
    window.action(ActionId.RECORD).trigger()
    begun = frames(live)
    qtbot.waitUntil(lambda: frames(live) > begun + 5, timeout=LONG)
    window.close()
    (path,) = settings.recordings.glob("*.csv")
    with VideoFile(path.with_suffix(".mp4")) as source:
        assert len(list(source)) == pd.read_csv(path).frame.nunique()


def test_a_folder_that_cannot_be_written_is_a_banner_and_the_show_goes_on(
    qtbot: QtBot, live: LivePage, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.recordings = tmp_path / "file"
    window = window_of(live)
    window.action(ActionId.RECORD).trigger()
    assert "cannot be written" in window.banner.text
    assert window.banner.buttons()[0].text() == "Choose folder…"
    assert not window.action(ActionId.RECORD).isChecked()
    assert live.controller.state is State.RUNNING


def test_a_camera_pulled_out_is_a_banner_and_what_was_recorded_is_kept(
    qtbot: QtBot, open_window: WindowOpener, services: Services, settings: Settings
) -> None:
    plugged = threading.Event()

    def open_camera(device: object) -> FrameSource:
        source = services.open_demo(threading.Event())
        return source if plugged.is_set() else PulledOut(source, after=150)

    window = open_window(GuiArgs(camera=""), replace(services, open_camera=open_camera))
    qtbot.waitUntil(lambda: face_seen(window), timeout=LONG)
    assert window.live is not None
    window.action(ActionId.RECORD).trigger()
    controller = window.live.controller
    qtbot.waitUntil(lambda: controller.state is State.BROKEN, timeout=LONG)
    assert "unplugged" in window.banner.text
    assert window.live.view.frame is not None
    qtbot.waitUntil(lambda: "recorded until then" in window.banner.text, timeout=LONG)
    assert "unplugged" in window.banner.text
    (path,) = settings.recordings.glob("*.csv")
    with VideoFile(path.with_suffix(".mp4")) as video:
        assert len(list(video)) == pd.read_csv(path).frame.nunique()
    texts = [button.text() for button in window.banner.buttons()]
    assert texts == ["Retry", "Look for cameras", "Demo", "Open"]
    plugged.set()
    window.banner.buttons()[0].click()
    qtbot.waitUntil(lambda: controller.state is State.RUNNING, timeout=LONG)
    assert controller.take is None


def test_moments_that_are_marked_are_markers_of_the_video(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    window = window_of(live)
    window.activateWindow()
    live.view.setFocus()
    assert not window.action(ActionId.MARK).isEnabled()
    window.action(ActionId.RECORD).trigger()
    begun = frames(live)
    button = live.toolbar.button(ActionId.RECORD)
    for count in (6, 12):
        qtbot.waitUntil(lambda n=count: frames(live) > begun + n, timeout=LONG)
        qtbot.keyClick(live.view, Qt.Key.Key_M)
    assert "2 marks" in button.text()
    (part,) = settings.recordings.glob("*.session.json.part")
    assert len(msgspec.json.decode(part.read_bytes())["marks"]) == 2  # whatever happens now
    with qtbot.waitSignal(live.controller.recorded, timeout=LONG):
        window.action(ActionId.RECORD).trigger()
    assert not window.action(ActionId.MARK).isEnabled()
    (video,) = settings.recordings.glob("*.mp4")
    marks = read_session(video.with_suffix(".session.json")).marks
    assert 0 < marks[0] < marks[1]
    window.open_video(video)
    page = window.video_page()
    qtbot.waitUntil(lambda: page.workbench.annotation.ready, timeout=LONG)
    session = page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    found = sorted(session.book.all(Marker), key=lambda marker: marker.time_us)
    assert [marker.text for marker in found] == ["1", "2"]
    start = session.book.video.start_us
    assert [(m.time_us - start) / 1e6 for m in found] == pytest.approx(marks, abs=1e-6)


def test_a_picture_is_saved_as_it_is_shown(
    qtbot: QtBot, live: LivePage, settings: Settings
) -> None:
    window = window_of(live)
    qtbot.waitUntil(lambda: face_seen(window), timeout=LONG)
    for count in (1, 2):
        qtbot.keyClick(live.view, Qt.Key.Key_C)
        qtbot.waitUntil(lambda n=count: len(list(settings.recordings.glob("*.png"))) == n)
    qtbot.waitUntil(lambda: "The picture is saved" in window.banner.text)
    (path, _other) = settings.recordings.glob("*.png")
    picture = QImage(str(path))
    frame = live.view.frame
    assert frame is not None
    assert (picture.width(), picture.height()) == (frame.width, frame.height)

    blocked = settings.recordings.parent / "file"
    blocked.write_text("no folder")
    settings.recordings = blocked
    qtbot.keyClick(live.view, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: window.banner.severity is Severity.ERROR)
