"""Videos that were moved, replaced or cut off after they were labelled, in the real window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from app.gui.video.modes import Mode
from engine.labels import Expression
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Label, Segment, Track, new_id

Choose = Callable[[Path], None]


@pytest.fixture
def clip(face_clip: Path, tmp_path: Path) -> Path:
    """A labelled clip in a folder of its own."""
    folder = tmp_path / "study"
    folder.mkdir()
    clip = Path(shutil.copyfile(face_clip, folder / "faces.mp4"))
    with Project.beside(clip) as project:
        video, ada = project.add_video(clip), project.annotator("Ada")
        track = Track(new_id(), video.id, 0)
        label = Label.single(Expression.FEAR)
        project.apply(edits.add("Face", track))
        project.apply(
            edits.add("Label", Segment(new_id(), video.id, track.id, ada.id, 0, 400_000, label))
        )
    return clip


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Have the next question for a file answered by this one."""

    def answer(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))

    return answer


def wait_for_banner(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(
        lambda: not window.banner.isHidden() and text in window.banner.text, timeout=20_000
    )


def press_locate(window: MainWindow) -> None:
    (button,) = [b for b in window.banner.buttons() if b.text() == "Locate…"]
    button.click()


def wait_for_labels(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    """Until this file is open, with the label that was given where it lay before."""
    assert window.video is not None
    page = window.video

    def there() -> bool:
        info = page.player.info if page.player is not None else None
        session = page.workbench.annotation.session
        if info is None or info.path != clip or session is None or session.book is None:
            return False
        here = session.here
        return any(here is not None and s.video_id == here.id for s in session.book.all(Segment))

    qtbot.waitUntil(there, timeout=20_000)


@pytest.mark.parametrize("into", ["elsewhere/renamed.mp4", "study/deep/inside/faces.mp4"])
def test_a_moved_video_is_found_by_its_content(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, choose: Choose, into: str
) -> None:
    moved = tmp_path / into
    moved.parent.mkdir(parents=True)
    clip.rename(moved)
    window.open_video(clip.with_suffix(".mien"))
    wait_for_banner(qtbot, window, "is not where it was")
    choose(moved)
    press_locate(window)
    wait_for_banner(qtbot, window, "The video was found")
    wait_for_labels(qtbot, window, moved)
    assert window.close()
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        assert project.find_video(video) == moved
        assert len(project.segments(video.id)) == 1


def test_another_file_of_its_folder_leads_to_it(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, choose: Choose
) -> None:
    archive = tmp_path / "archive"
    (archive / "2026").mkdir(parents=True)
    moved = clip.rename(archive / "2026" / "a17.mp4")
    decoy = archive / "faces.mp4"
    decoy.write_bytes(moved.read_bytes()[:-1] + b"x")  # as large, but not the same
    window.open_video(clip.with_suffix(".mien"))
    wait_for_banner(qtbot, window, "is not where it was")
    choose(decoy)
    press_locate(window)
    wait_for_labels(qtbot, window, moved)


def test_where_it_is_not_it_can_be_asked_again(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, choose: Choose
) -> None:
    moved = tmp_path / "kept.mp4"
    clip.rename(moved)
    wrong = tmp_path / "study" / "wrong.mp4"
    wrong.write_bytes(b"no video at all")
    window.open_video(clip.with_suffix(".mien"))
    wait_for_banner(qtbot, window, "is not where it was")
    choose(wrong)
    press_locate(window)
    wait_for_banner(qtbot, window, "shorter than it was")
    choose(moved)
    press_locate(window)
    wait_for_labels(qtbot, window, moved)


@pytest.mark.parametrize("truncated", [False, True])
def test_a_replaced_or_truncated_video_leads_to_the_original(
    qtbot: QtBot,
    window: MainWindow,
    clip: Path,
    tmp_path: Path,
    choose: Choose,
    truncated: bool,
) -> None:
    original = Path(shutil.copyfile(clip, tmp_path / "backup.mp4"))
    if truncated:
        clip.write_bytes(clip.read_bytes()[:-200])
    else:
        clip.write_bytes(clip.read_bytes() + b"\0" * 64)
    window.open_video(clip)
    wait_for_banner(qtbot, window, "shorter than it was" if truncated else "another video")
    choose(original)
    press_locate(window)
    wait_for_labels(qtbot, window, original)
    assert window.video is not None
    window.video.set_mode(Mode.LABEL)
    assert window.video.workbench.annotation.ready


def press(window: MainWindow, text: str) -> None:
    (button,) = [b for b in window.banner.buttons() if b.text() == text]
    button.click()


def test_what_the_project_knows_can_be_used_without_its_video(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, choose: Choose
) -> None:
    project = clip.with_suffix(".mien")
    moved = clip.rename(tmp_path / "kept.mp4")
    window.open_video(project)
    wait_for_banner(qtbot, window, "is not where it was")
    press(window, "Open without it")
    assert window.video is not None
    page, annotation = window.video, window.video.workbench.annotation
    qtbot.waitUntil(lambda: page.player is not None and page.player.index is not None)
    qtbot.waitUntil(lambda: annotation.session is not None and annotation.session.here is not None)
    session = annotation.session
    assert session is not None
    assert "No video" in [badge.accessibleName().split(": ")[-1] for badge in page.header.badges()]
    page.set_mode(Mode.LABEL)
    (row,) = page.timeline.model.bars.values()
    assert len(row) == 1  # Ada's label, though somebody else sits here
    assert session.annotator is not None
    assert session.annotator.name == "Ada"
    before = project.read_bytes()
    for key in (Qt.Key.Key_2, Qt.Key.Key_V, Qt.Key.Key_U, Qt.Key.Key_Delete):
        window.banner.dismiss()
        qtbot.keyClick(page.view, key)
        assert "is not here, so nothing of it can be labelled" in window.banner.text, key
    window.banner.dismiss()
    page.start_analysis()
    assert not page.busy
    assert "is not here" in window.banner.text
    assert [b.text() for b in window.banner.buttons()] == ["Locate…"]
    dialog = page.dialogs.open_project_export()
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.close()
    assert project.read_bytes() == before
    choose(moved)
    press_locate(window)
    wait_for_labels(qtbot, window, moved)
    qtbot.waitUntil(lambda: annotation.ready)
    window.video.view.setFocus()
    qtbot.waitUntil(lambda: page.player is not None and page.player.index is not None)
    qtbot.keyClick(page.view, Qt.Key.Key_2)
    assert len(session.segments(0)) == 2


def test_a_review_without_the_video_shows_its_items_and_decides_nothing(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    page = window.video_page()
    window.open_video(clip)
    qtbot.waitUntil(lambda: page.workbench.annotation.ready, timeout=20_000)
    page.start_analysis()
    qtbot.waitUntil(lambda: page.workbench.archive is not None and not page.busy, timeout=60_000)
    qtbot.waitUntil(lambda: len(page.workbench.review.queue) > 0, timeout=20_000)
    found = len(page.analysis.results) if page.analysis is not None else 0
    assert page.player is not None
    assert page.player.index is not None
    times = page.player.index.times
    page.close_video()
    clip.rename(tmp_path / "kept.mp4")
    window.open_video(clip.with_suffix(".mien"))
    wait_for_banner(qtbot, window, "is not where it was")
    press(window, "Open without it")
    qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) == found)
    player = page.player
    assert player is not None
    qtbot.waitUntil(lambda: player.index is not None)
    assert player.index is not None
    assert list(player.index.times) == list(times)
    page.set_mode(Mode.REVIEW)
    qtbot.waitUntil(lambda: page.workbench.review.item is not None, timeout=20_000)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert "is not here" in window.banner.text
    assert page.workbench.review.queue.count_done == 0
