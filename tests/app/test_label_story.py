"""The whole story in the real window, by keys: label, review, export, undo, close, open again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.bootstrap import GuiArgs
from app.gui.main_window import MainWindow
from app.gui.settings import Settings
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from engine.labels import Expression
from engine.project.edits import Edit
from engine.project.errors import ProjectNotSaved
from engine.project.store import Project
from engine.project.values import Decision, Label, LabelKind, NoFaceReason
from engine.types import Image
from tests.app.conftest import WindowOpener

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def clip(face_clip: Path, tmp_path: Path) -> Path:
    """A copy of the clip of real faces, for a project of its own."""
    return Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))


@pytest.fixture
def press(qtbot: QtBot) -> Callable[..., None]:
    """Press keys where the window has its focus."""

    def press_(window: MainWindow, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            qtbot.keyClick(window.focusWidget() or window, key, modifier)

    return press_


def open_page(qtbot: QtBot, window: MainWindow, clip: Path) -> VideoPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.open_video(clip)
    page = window.video
    assert page is not None
    annotation = page.workbench.annotation
    qtbot.waitUntil(
        lambda: page.player is not None and page.player.index is not None and annotation.ready,
        timeout=20_000,
    )
    return page


def go(qtbot: QtBot, page: VideoPage, frame: int) -> None:
    player = page.player
    assert player is not None
    player.seek(frame, keep_playing=False)
    qtbot.waitUntil(
        lambda: player.settled and player.frame is not None and player.frame.index == frame
    )


def test_label_review_export_close_and_open_again(
    qtbot: QtBot,
    open_window: WindowOpener,
    clip: Path,
    tmp_path: Path,
    press: Callable[..., None],
    small_models: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.models.registry.DEFAULT_MODEL", "small")
    settings.annotator = "Ada"
    window = open_window()
    page = open_page(qtbot, window, clip)
    press(window, Key.Key_A, modifier=CTRL | SHIFT)
    qtbot.waitUntil(lambda: page.busy)
    qtbot.waitUntil(lambda: not page.busy, timeout=60_000)
    review = page.workbench.review
    qtbot.waitUntil(lambda: len(review.queue) > 0, timeout=20_000)

    press(window, Key.Key_4, modifier=CTRL)
    assert page.workbench.mode is Mode.LABEL
    go(qtbot, page, 5)
    press(window, Key.Key_I)
    go(qtbot, page, 9)
    press(window, Key.Key_O, Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_Return)
    go(qtbot, page, 12)
    press(window, Key.Key_V, Key.Key_2, Key.Key_2, Key.Key_3, Key.Key_Return)
    press(window, Key.Key_Z, modifier=CTRL)
    press(window, Key.Key_Y, modifier=CTRL)
    assert window.action(ActionId.UNDO).text() == "&Undo: Label"

    press(window, Key.Key_5, modifier=CTRL)
    qtbot.waitUntil(lambda: review.item is not None, timeout=20_000)
    count = min(3, len(review.queue))
    press(window, *[Key.Key_Return] * count)
    assert review.queue.count_done == count

    press(window, Key.Key_E, modifier=CTRL | SHIFT)
    dialog = page.dialogs.open_project_export()
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    dialog.place.setText(str(tmp_path / "out"))
    dialog.start()
    qtbot.waitUntil(lambda: dialog.outcome.isVisible(), timeout=20_000)
    assert list((tmp_path / "out").glob("*.csv"))
    dialog.reject()

    session = page.workbench.annotation.session
    assert session is not None
    book = session.book
    assert book is not None
    before = {s for track in book.tracks() for s in session.segments(track.number)}
    kinds = {s.label.kind for s in before}
    assert {LabelKind.CANDIDATES, LabelKind.VOTES, LabelKind.SINGLE} <= kinds
    assert window.close()
    assert not clip.with_suffix(".mien-wal").exists()
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        assert set(project.segments(video.id)) == before
        assert [r.decision for r in project.reviews(video.id)] == [
            Decision.ACCEPT_CORRECTED
        ] * count
        assert {a.name for a in project.annotators()} == {"Ada"}
        assert len(project.exports()) == 1

    again = open_page(qtbot, open_window(), clip)
    session = again.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    found = {s for track in session.book.tracks() for s in session.segments(track.number)}
    assert found == before
    qtbot.waitUntil(lambda: again.analysis is not None and len(again.analysis.results) == 48)


def test_twenty_seconds_are_labelled_by_keys_alone(
    qtbot: QtBot,
    open_window: WindowOpener,
    write_video: Callable[..., Path],
    astronaut: Image,
    tmp_path: Path,
    press: Callable[..., None],
) -> None:
    """500 frames at 25 a second, from the first to the last, and no mouse."""
    small = np.ascontiguousarray(astronaut[::4, ::4])
    clip = write_video(tmp_path / "twenty.mp4", (small for _ in range(500)), fps=25)
    window = open_window(GuiArgs(video=clip))
    page = window.video_page()
    annotation = page.workbench.annotation
    window.activateWindow()
    qtbot.waitUntil(
        lambda: annotation.ready and annotation.head.index is not None and window.isActiveWindow(),
        timeout=20_000,
    )

    def at(frame: int) -> None:
        qtbot.waitUntil(lambda: page.view.frame is not None and page.view.frame.index == frame)

    press(window, Key.Key_4, modifier=CTRL)
    press(window, Key.Key_R, Key.Key_1)  # run through: neutral from the first frame on
    for second, digit in ((5, Key.Key_2), (9, Key.Key_5), (14, Key.Key_3)):
        while page.player is not None and page.player.aim < 25 * second:
            press(window, Key.Key_Right, modifier=SHIFT)
        at(25 * second)
        press(window, digit)
    press(window, Key.Key_End)
    at(499)
    press(window, Key.Key_R)  # ends what is open
    press(window, Key.Key_Up)  # back to the label before, and change what it says
    at(350)
    press(window, Key.Key_A, Key.Key_3, Key.Key_7, Key.Key_Return)
    press(window, Key.Key_Escape, Key.Key_Up)
    at(225)
    press(window, Key.Key_V, *[Key.Key_5] * 2, Key.Key_6, Key.Key_Return)
    press(window, Key.Key_End)
    at(499)
    press(window, Key.Key_Escape, Key.Key_0, Key.Key_W, Key.Key_3, Key.Key_Return)
    session = annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: session.desk.waiting == 0)
    assert window.close()
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        segments = sorted(project.segments(video.id), key=lambda s: s.start_us)
    assert [(s.start_us, s.end_us) for s in segments] == [
        (0, 5_000_000),
        (5_000_000, 9_000_000),
        (9_000_000, 14_000_000),
        (14_000_000, 19_960_000),
        (19_960_000, 20_000_000),
    ]
    assert [s.label for s in segments] == [
        Label.single(Expression.NEUTRAL),
        Label.single(Expression.HAPPINESS),
        Label.votes({Expression.ANGER: 2, Expression.DISGUST: 1}),
        Label.candidates([Expression.SURPRISE, Expression.FEAR]),
        Label.no_face([NoFaceReason.BLURRED]),
    ]


def test_a_full_disk_is_a_banner_and_nothing_is_lost(
    qtbot: QtBot,
    window: MainWindow,
    clip: Path,
    press: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(qtbot, window, clip)
    page.set_mode(Mode.LABEL)
    apply = Project.apply

    def full(project: Project, edit: Edit) -> Edit:
        raise ProjectNotSaved("the last change is not saved", subject="x", hint="Make room")

    monkeypatch.setattr(Project, "apply", full)
    press(window, Key.Key_2)
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    assert [b.text() for b in window.banner.buttons()] == ["Try again", "Save elsewhere…"]
    assert "not saved: 1" in page.label_panel.foot.text()
    press(window, Key.Key_Right, Key.Key_3)  # work goes on in memory
    monkeypatch.setattr(Project, "apply", apply)
    window.banner.buttons()[0].click()
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: session.desk.waiting == 0)
    qtbot.waitUntil(lambda: page.label_panel.foot.text() == "2 labels · saved")
    assert QApplication.activeModalWidget() is None
    assert window.close()
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        assert sum(len(project.segments(video.id)) for video in project.videos()) == 2


def test_what_a_full_disk_refuses_is_saved_elsewhere(
    qtbot: QtBot,
    window: MainWindow,
    clip: Path,
    tmp_path: Path,
    press: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(qtbot, window, clip)
    page.set_mode(Mode.LABEL)
    press(window, Key.Key_2)
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: session.desk.waiting == 0)
    apply, full_at = Project.apply, clip.with_suffix(".mien")

    def full(project: Project, edit: Edit) -> Edit:
        if project.path == full_at:
            raise ProjectNotSaved("the last change is not saved", subject="x", hint="Make room")
        return apply(project, edit)

    monkeypatch.setattr(Project, "apply", full)
    press(window, Key.Key_Right, Key.Key_3)
    qtbot.waitUntil(lambda: not window.banner.isHidden())
    press(window, Key.Key_Right, Key.Key_5)
    other = tmp_path / "stick" / "kept.mien"
    other.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(other), ""))
    window.banner.buttons()[1].click()
    qtbot.waitUntil(lambda: "saved in another place" in window.banner.text)
    qtbot.waitUntil(lambda: session.desk.waiting == 0)
    assert session.project_path == other
    press(window, Key.Key_Right, Key.Key_1)
    page.undo()
    qtbot.waitUntil(lambda: page.label_panel.foot.text() == "3 labels · saved")
    assert window.close()
    with Project.open(other, read_only=True) as project:
        (video,) = project.videos()
        assert len(project.segments(video.id)) == 3
        assert project.find_video(video) == clip
    with Project.open(full_at, read_only=True) as project:
        assert sum(len(project.segments(video.id)) for video in project.videos()) == 1
