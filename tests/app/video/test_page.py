"""The whole page, by keyboard and mouse, over real video files."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cli import main
from app.gui import actions
from app.gui.theme import is_dark, style
from app.gui.video.keys import KEYS
from app.gui.video.page import VideoPage
from app.gui.video.services import VideoServices, VideoStatus
from engine.errors import MienError
from engine.labels import LABELS
from engine.models.registry import DEFAULT_MODEL, available_models
from engine.sources.video_file import VideoFile
from tests.app.video.conftest import (
    FRAMES,
    TIMES_US,
    CodedAnalyser,
    analyse,
    make_page,
    number_in,
    open_in,
)

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def shows(page: VideoPage, index: int) -> bool:
    """Whether frame `index` is on screen."""
    frame = page.view.frame
    return frame is not None and frame.index == index and number_in(frame) == index


def test_everything_works_by_keyboard(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    player = page.player
    assert player is not None
    qtbot.keyClick(page.view, Key.Key_A, CTRL | SHIFT)
    qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) == FRAMES)
    for key, modifier, index in (
        (Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Key.Key_Period, Qt.KeyboardModifier.NoModifier, 2),
        (Key.Key_Left, Qt.KeyboardModifier.NoModifier, 1),
        (Key.Key_Comma, Qt.KeyboardModifier.NoModifier, 0),
        (Key.Key_End, Qt.KeyboardModifier.NoModifier, FRAMES - 1),
        (Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    ):
        qtbot.keyClick(page.view, key, modifier)
        qtbot.waitUntil(lambda index=index: shows(page, index))
    qtbot.keyClick(page.view, Key.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: page.view.frame is not None and page.view.frame.index > 0)
    assert abs(TIMES_US[page.view.frame.index] - 1_000_000) <= 80_000  # type: ignore[union-attr]
    qtbot.keyClick(page.view, Key.Key_Space)
    assert player.rate == 1.0
    qtbot.keyClick(page.view, Key.Key_L)
    assert player.rate == 2.0
    qtbot.keyClick(page.view, Key.Key_K)
    assert player.rate == 0.0
    qtbot.keyClick(page.view, Key.Key_J)
    assert player.rate == -1.0
    qtbot.keyClick(page.view, Key.Key_Space)
    assert player.rate == 0.0


def test_the_picture_carries_what_was_recorded(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    assert page.view.scored is None
    assert "Not analysed" in page.panel.headline
    analyse(qtbot, page)
    player = page.player
    assert player is not None
    player.seek(42)
    qtbot.waitUntil(lambda: shows(page, 42))
    scored = page.view.scored
    assert scored is not None
    assert [emotion.label for emotion in scored.emotions] == [LABELS[4]]
    assert scored.faces.faces[0].box.x == 8.0
    assert page.panel.bars.emotion is scored.emotions[0] or page.panel.bars.emotion is not None
    player.seek(32)
    qtbot.waitUntil(lambda: shows(page, 32))
    assert page.view.scored is not None
    assert page.view.scored.emotions == ()
    assert "No face" in page.panel.headline


def test_f_goes_round_the_faces(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    assert page.player is not None
    page.player.seek(15)
    qtbot.waitUntil(lambda: shows(page, 15))
    assert page.view.selected == 0
    for expected in (1, 0):
        qtbot.keyClick(page.view, Key.Key_F)
        assert page.view.selected == expected
        assert page.timeline.model.track == expected
    qtbot.keyClick(page.view, Key.Key_F, SHIFT)
    assert page.view.selected == 1


def test_time_is_shown_from_the_timestamps_and_vfr_is_told(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    assert page.player is not None
    page.player.seek(44)
    qtbot.waitUntil(lambda: shows(page, 44))
    assert page.transport.time.text().startswith(f"0:0{TIMES_US[44] / 1e6:.3f} / ")
    assert page.transport.slider.value() == 44
    names = [badge.accessibleName() for badge in page.header.badges()]
    assert any("VFR" in name for name in names)


def test_the_slider_scrubs(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    slider = page.transport.slider
    middle = slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(slider, QPoint(slider.width() - 9, middle.y()))
    QTest.mouseRelease(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 9, middle.y())
    )
    qtbot.waitUntil(lambda: shows(page, slider.value()))
    assert slider.value() >= FRAMES - 2
    slider.setFocus()
    qtbot.keyClick(slider, Key.Key_Left)
    qtbot.waitUntil(lambda: shows(page, slider.value()))


def test_space_presses_a_focused_button(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    page.transport.next.setFocus()
    qtbot.keyClick(page.transport.next, Key.Key_Space)
    qtbot.waitUntil(lambda: shows(page, 1))
    assert page.player is not None
    assert page.player.rate == 0.0


def test_pressing_the_timeline_goes_there_and_selects_the_lane(
    qtbot: QtBot, vfr_clip: Path
) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    lanes, index = page.timeline.lanes, page.timeline.model.index
    assert index is not None
    x = round(lanes.x_of(index.start + TIMES_US[15] + 10_000))
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(x, 110))
    qtbot.waitUntil(lambda: shows(page, 15))
    assert page.view.selected == 1
    QTest.mouseClick(
        page.timeline.ruler, Qt.MouseButton.LeftButton, pos=QPoint(page.timeline.model.gutter, 10)
    )
    qtbot.waitUntil(lambda: shows(page, 0))


def test_lanes_are_drawn_in_the_labels_colours(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    assert page.player is not None
    page.player.seek_last()
    qtbot.waitUntil(lambda: shows(page, FRAMES - 1))
    lanes, index = page.timeline.lanes, page.timeline.model.index
    assert index is not None
    picture = lanes.grab().toImage()
    dark = is_dark(lanes.palette())
    for number in (5, 45, 65):
        x = round(lanes.x_of(index.start + TIMES_US[number] + 5_000))
        peak = LABELS[number // 10]
        # The middle of a stack that is 65 % one label always lies in that label's band.
        assert picture.pixelColor(x, 4 + 14 + 3 + 20) == style(peak, dark).colour
    gap = round(lanes.x_of(index.start + TIMES_US[32] + 5_000))
    assert picture.pixelColor(gap, 4 + 14 + 3 + 20) == lanes.palette().base().color()


def test_the_wheel_zooms_and_moves_and_the_overview_shows_all(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    model, ruler = page.timeline.model, page.timeline.ruler
    at = QPointF(ruler.width() / 2, 10)
    under = ruler.time_at(at.x())
    turn(ruler, at, 480, CTRL)
    assert not model.view.is_whole
    assert ruler.time_at(at.x()) == pytest.approx(under, abs=1.0)
    before = model.view.start
    turn(ruler, at, -120, Qt.KeyboardModifier.NoModifier)
    assert model.view.start > before
    qtbot.keyClick(page.view, Key.Key_0, CTRL)
    assert model.view.is_whole
    qtbot.keyClick(page.view, Key.Key_Plus)
    assert not model.view.is_whole


def turn(ruler: object, at: QPointF, angle: int, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the mouse wheel over a widget."""
    QApplication.sendEvent(
        ruler,  # type: ignore[arg-type]
        QWheelEvent(
            at, at, QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def test_hovering_tells_the_values(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    lanes, index = page.timeline.lanes, page.timeline.model.index
    assert index is not None
    readout = page.timeline.readout

    def tells(number: int) -> bool:
        # Pointed at anew each time, as lanes move while the page makes room for them.
        x = round(lanes.x_of(index.start + TIMES_US[number] + 10_000))
        QTest.mouseMove(lanes, QPoint(x, 40))
        return readout.isVisible() and f"frame {number}" in readout.label.text()

    qtbot.waitUntil(lambda: tells(42))
    assert "Anger" in readout.label.text()
    qtbot.waitUntil(lambda: tells(32))
    assert "not in view" in readout.label.text()


def test_cancel_keeps_the_partial_result_on_the_timeline(qtbot: QtBot, vfr_clip: Path) -> None:
    gate = threading.Event()
    page = make_page(qtbot, lambda: CodedAnalyser(gate, hold_at=40))
    open_in(qtbot, page, vfr_clip)
    qtbot.keyClick(page.view, Key.Key_A, CTRL | SHIFT)
    qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) >= 40)
    qtbot.keyClick(page.view, Key.Key_A, CTRL | SHIFT)
    gate.set()
    qtbot.waitUntil(lambda: not page.busy)
    assert 0.4 < page.timeline.model.analysed_share < 1.0
    assert page.header.bar.analyse.text() == "Continue"
    assert page.header.bar.export.isEnabled()


def test_a_damaged_video_is_told_and_its_rows_are_kept(qtbot: QtBot, damaged_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, damaged_clip)
    with qtbot.waitSignal(page.error) as told:
        page.start_analysis()
    assert "damaged" in told.args[0].what or "breaks off" in told.args[0].what
    qtbot.waitUntil(lambda: not page.busy)
    assert page.analysis is not None
    assert len(page.analysis.results) > 0
    assert page.header.bar.export.isEnabled()


def test_a_bad_file_ends_in_one_clear_message(qtbot: QtBot, tmp_path: Path, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"nothing")
    errors: list[MienError] = []
    page.error.connect(errors.append)
    page.open_video(bad)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(bad) in errors[0].subject
    assert errors[0].hint
    page.start_analysis()
    assert not page.busy
    open_in(qtbot, page, vfr_clip)
    assert shows(page, 0)
    assert len(errors) == 1


def test_opening_another_video_starts_from_nothing(
    qtbot: QtBot, vfr_clip: Path, face_clip: Path
) -> None:
    page = make_page(qtbot)
    titles: list[str] = []
    page.title.connect(titles.append)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    open_in(qtbot, page, face_clip)
    assert page.timeline.model.analysed_share == 0.0
    assert not page.header.bar.export.isEnabled()
    assert titles[-1] == face_clip.name


def test_closing_during_everything_leaves_no_thread(qtbot: QtBot, vfr_clip: Path) -> None:
    before = set(threading.enumerate())
    gate = threading.Event()
    page = make_page(qtbot, lambda: CodedAnalyser(gate, hold_at=20))
    open_in(qtbot, page, vfr_clip)
    page.start_analysis()
    assert page.player is not None
    page.player.play(1.0)
    qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) >= 16)
    gate.set()
    assert page.shutdown()
    assert {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)} <= before
    page.close_video()
    assert page.player is None


def test_the_status_tells_source_and_model(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    told: list[VideoStatus] = []
    page.status.connect(told.append)
    open_in(qtbot, page, vfr_clip)
    assert told[-1].source is not None
    assert told[-1].source.name == vfr_clip.name
    analyse(qtbot, page)
    assert told[-1].model is not None
    assert told[-1].model.name == "coded"


def test_no_key_is_claimed_twice() -> None:
    own = [QKeySequence(key).toString() for spec in KEYS for key in spec.keys]
    assert len(own) == len(set(own))
    app_wide = {
        QKeySequence(key).toString()
        for spec in actions.ACTIONS
        if spec.scope is actions.Scope.APP
        for key in spec.keys
    }
    assert not app_wide & set(own)


def test_real_faces_give_the_command_lines_table(
    qtbot: QtBot, face_clip: Path, tmp_path: Path
) -> None:
    if not any(folder.name == DEFAULT_MODEL for folder in available_models()):
        pytest.skip(f"model {DEFAULT_MODEL} is not installed")
    page = VideoPage(services=VideoServices(open_video=VideoFile, shelf=None))
    qtbot.addWidget(page, before_close_func=lambda page: page.shutdown())
    open_in(qtbot, page, face_clip)
    page.start_analysis()
    qtbot.waitUntil(lambda: not page.busy, timeout=60_000)
    assert page.analysis is not None
    found = [len(record.faces) for record in page.analysis.results.records()]
    assert found == [1] * 20 + [0] * 8 + [1] * 20
    dialog = page.dialogs.open_export()
    assert dialog is not None
    dialog.place.setText(str(tmp_path / "app.csv"))
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        dialog.start()
    assert main(["analyze", str(face_clip), "--out", str(tmp_path)]) == 0
    by_command = (tmp_path / face_clip.with_suffix(".csv").name).read_bytes()
    assert (tmp_path / "app.csv").read_bytes() == by_command
