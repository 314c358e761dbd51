"""Projects that are damaged, newer, open twice or killed while somebody types: in the window."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from app.gui.video.modes import Mode
from engine.labels import Expression
from engine.project import edits
from engine.project.errors import ProjectReadOnly
from engine.project.export.presets import ExportOptions, Preset, export_project
from engine.project.store import Project
from engine.project.values import Label, Person, Segment, Track, new_id
from tests.app.annotate.conftest import Bench, make_bench, mark, vfr_clip
from tests.app.conftest import WindowOpener

__all__ = ["make_bench", "vfr_clip"]

Key = Qt.Key
LABELS_GIVEN = 400


@pytest.fixture
def clip(face_clip: Path, tmp_path: Path) -> Path:
    """A labelled clip with its project."""
    clip = Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))
    with Project.beside(clip) as project:
        video, ada = project.add_video(clip), project.annotator("Ada")
        track = Track(new_id(), video.id, 0)
        fear = Label.single(Expression.FEAR)
        project.apply(edits.add("Face", track))
        labels = [
            Segment(new_id(), video.id, track.id, ada.id, 4000 * i, 4000 * i + 4000, fear)
            for i in range(LABELS_GIVEN)
        ]
        project.apply(edits.add("Labels", *labels))
    return clip


def wait_for_banner(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(
        lambda: not window.banner.isHidden() and text in window.banner.text, timeout=20_000
    )


def scribble(path: Path) -> None:
    """Overwrite pages in the middle of the file, where labels lie."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size * 6 // 10 // 4096 * 4096)
        file.write(b"\xa5" * 4096 * 3)


def test_a_damaged_project_is_saved_as_far_as_it_can_be_read(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    project = clip.with_suffix(".mien")
    scribble(project)
    damaged = project.read_bytes()
    window.open_video(clip)
    wait_for_banner(qtbot, window, "damaged")
    (button,) = window.banner.buttons()
    assert button.text() == "Save what can be read"
    button.click()
    wait_for_banner(qtbot, window, "saved")
    assert project.read_bytes()[4096:] == damaged[4096:]  # but for the journal mode in its head
    window.banner.buttons()[0].click()
    page = window.video_page()
    qtbot.waitUntil(lambda: page.workbench.annotation.ready, timeout=20_000)
    session = page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    assert session.project_path == project.with_name("faces.recovered.mien")
    assert len(session.book.all(Segment)) > LABELS_GIVEN // 2


def _made_newer(clip: Path) -> bytes:
    """The clip's project as a newer Mien might have made it."""
    project = clip.with_suffix(".mien")
    with contextlib.closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA user_version = 9000")
        connection.execute("ALTER TABLE segment ADD COLUMN mood TEXT")
        connection.commit()
    return project.read_bytes()


def test_a_newer_project_can_be_read_and_is_left_alone(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    before = _made_newer(clip)
    window.open_video(clip)
    wait_for_banner(qtbot, window, "newer Mien")
    assert "Update Mien" in window.banner.text
    page = window.video_page()
    page.set_mode(Mode.LABEL)
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: session.book is not None)
    assert session.book is not None
    assert len(session.book.all(Segment)) == LABELS_GIVEN
    window.banner.dismiss()
    qtbot.keyClick(page.view, Key.Key_2)
    assert "can only be read here" in window.banner.text
    dialog = page.dialogs.open_project_export()
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    dialog.close()
    page.close_video()
    assert clip.with_suffix(".mien").read_bytes() == before


def test_beside_a_newer_project_one_labels_in_a_new_one(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    before = _made_newer(clip)
    window.open_video(clip)
    wait_for_banner(qtbot, window, "newer Mien")
    (answer,) = window.banner.buttons()
    assert answer.text() == "Label in a new project"
    answer.click()
    page = window.video_page()
    qtbot.waitUntil(lambda: page.workbench.annotation.ready)
    assert "a newer Mien can put both together" in window.banner.text
    page.set_mode(Mode.LABEL)
    page.view.setFocus()
    qtbot.keyClick(page.view, Key.Key_2)
    qtbot.waitUntil(lambda: page.label_panel.foot.text().endswith("saved"))
    session = page.workbench.annotation.session
    assert session is not None
    assert session.project_path is not None
    assert session.project_path.parent == platformdirs.user_data_path("mien") / "projects"
    page.close_video()
    assert clip.with_suffix(".mien").read_bytes() == before
    with Project.open(session.project_path, read_only=True) as made:
        (video,) = made.videos()
        assert len(made.segments(video.id)) == 1


def test_a_project_that_is_open_twice_can_be_read_in_the_second_window(
    qtbot: QtBot, open_window: WindowOpener, clip: Path
) -> None:
    first, second = open_window(), open_window()
    first.open_video(clip)
    qtbot.waitUntil(lambda: first.video_page().workbench.annotation.ready, timeout=20_000)
    second.open_video(clip)
    wait_for_banner(qtbot, second, "open in another window")
    page = second.video_page()
    page.set_mode(Mode.LABEL)
    annotation = page.workbench.annotation
    qtbot.waitUntil(lambda: annotation.session is not None and annotation.session.book is not None)
    assert not annotation.ready
    qtbot.waitUntil(lambda: "cannot be changed here" in page.label_panel.foot.text())
    assert first.video_page().workbench.annotation.ready
    assert "open in another window" in second.banner.text
    second.banner.dismiss()
    qtbot.keyClick(page.view, Key.Key_2)
    assert "can only be read here, so nothing was changed" in second.banner.text
    second.banner.dismiss()
    qtbot.keyClick(page.view, Key.Key_Delete)
    assert "can only be read here" in second.banner.text


def test_a_project_that_cannot_be_written_goes_on_in_another_place_with_its_labels(
    qtbot: QtBot,
    window: MainWindow,
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = clip.with_suffix(".mien")
    before = project.read_bytes()

    def read_only(_cls: type[Project], _video: Path) -> Project:
        raise ProjectReadOnly(
            "the project cannot be written (Read-only file system)", subject=str(project)
        )

    monkeypatch.setattr(Project, "beside", classmethod(read_only))
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_a, **_k: tmp_path / "data")
    window.open_video(clip)
    wait_for_banner(qtbot, window, "labels of this video are kept in another place")
    page = window.video_page()
    session = page.workbench.annotation.session
    assert session is not None
    qtbot.waitUntil(lambda: page.workbench.annotation.ready)
    assert session.project_path is not None
    assert session.project_path.is_relative_to(tmp_path / "data")
    assert str(session.project_path) in window.banner.text
    assert len(session.book.all(Segment)) == LABELS_GIVEN if session.book else False
    qtbot.waitUntil(lambda: page.player is not None and page.player.index is not None)
    qtbot.waitUntil(lambda: page.view.frame is not None)
    page.set_mode(Mode.LABEL)
    page.view.setFocus()
    qtbot.keyClick(page.view, Key.Key_2)
    qtbot.waitUntil(lambda: page.label_panel.foot.text().endswith("saved"))
    assert project.read_bytes() == before
    page.close_video()
    with Project.open(session.project_path, read_only=True) as copy:
        (video,) = copy.videos()
        assert copy.find_video(video) == clip
    assert window.close()


def test_where_a_project_cannot_be_read_every_key_says_so(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    connection = sqlite3.connect(clip.with_suffix(".mien"))
    connection.execute("PRAGMA user_version = 9000")
    connection.execute("ALTER TABLE segment RENAME COLUMN kind TO sort")
    connection.close()
    window.open_video(clip)
    wait_for_banner(qtbot, window, "newer Mien")
    page = window.video_page()
    page.set_mode(Mode.LABEL)
    qtbot.waitUntil(lambda: page.label_panel.foot.text() == "Nothing can be labelled here.")
    for key in (Key.Key_2, Key.Key_A, Key.Key_U):
        window.banner.dismiss()
        qtbot.keyClick(page.view, key)
        assert "newer Mien" in window.banner.text


def test_what_goes_wrong_beside_a_shown_video_offers_no_other_video(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    window.open_video(clip)
    page = window.video_page()
    qtbot.waitUntil(lambda: page.view.frame is not None)
    qtbot.waitUntil(lambda: page.workbench.annotation.ready)
    page.workbench.calibrate()
    wait_for_banner(qtbot, window, "no stretch is chosen".capitalize())
    assert window.banner.buttons() == []


_TYPIST = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.gui.main_window import MainWindow
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.video.modes import Mode

app = QApplication([])
clip = Path(sys.argv[1])
ini = QSettings(str(clip.with_suffix(".ini")), QSettings.Format.IniFormat)
window = MainWindow(Services(), Settings(ini))
window.show()
window.open_video(clip)
page = window.video_page()
annotation = page.workbench.annotation

def wait(until):
    while not until():
        app.processEvents()
        time.sleep(0.001)

wait(lambda: annotation.ready and annotation.head.index is not None)
page.set_mode(Mode.LABEL)
frame = 0
while True:
    page.player.seek(frame % 48, keep_playing=False)
    wait(lambda: page.player.settled)
    QTest.keyClick(page.view, Qt.Key(int(Qt.Key.Key_1) + frame % 8))
    wait(lambda: annotation.session.desk.waiting == 0)
    print(frame, flush=True)
    frame += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_9_while_labelling_loses_at_most_the_last_key(
    face_clip: Path, tmp_path: Path, repo_root: Path
) -> None:
    clip = Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))
    typist = subprocess.Popen(
        [sys.executable, "-c", _TYPIST, str(clip)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=repo_root,
    )
    assert typist.stdout is not None
    said = [typist.stdout.readline() for _ in range(12)]
    os.kill(typist.pid, signal.SIGKILL)
    rest, _ = typist.communicate()
    saved = len([line for line in (*said, *rest.splitlines()) if line.strip()])
    assert saved >= 12
    with Project.open(clip.with_suffix(".mien")) as project:
        (video,) = project.videos()
        found = len(project.segments(video.id))
    assert saved <= found <= saved + 1


def test_names_and_notes_in_any_script_are_kept_shown_and_exported(
    bench: Bench, tmp_path: Path
) -> None:
    texts = ["笑顔か？", "ابتسامة مترددة", "Ünïcode ❤️‍🔥 «ё»", '=HYPERLINK("x")', "a;b,c\td"]
    session = bench.page.workbench.annotation.session
    editor = bench.page.workbench.annotation.editor
    assert session is not None
    assert editor is not None
    session.set_annotator("Ngọc Ánh 王")
    bench.qtbot.waitUntil(
        lambda: session.annotator is not None and session.annotator.name == "Ngọc Ánh 王"
    )
    for place, text in enumerate(texts):
        mark(bench, 4 * place, 4 * place + 2, Key.Key_2)
        bench.go(4 * place + 1)
        assert editor.set_note(text)
    assert editor.name_face(0, "Ирина 🙂")
    bench.page.workbench.table.show(True)
    assert [row.cells()[6] for row in bench.page.workbench.table.table.rows.rows] == texts
    assert bench.page.grab().width() > 0
    assert [s.note for s in sorted(bench.stored(), key=lambda s: s.start_us)] == texts
    bench.close()
    with Project.open(bench.clip.with_suffix(".mien")) as project:
        assert [p.name for p in project.all(Person)] == ["Ирина 🙂"]
        result = export_project(project, tmp_path / "out", ExportOptions(Preset.ANNOTATIONS))
    table = next(file for file in result.files if file.suffix == ".csv")
    rows = list(csv.DictReader(table.open(encoding="utf-8-sig", newline="")))
    notes = [row["note"] for row in rows]
    # What a spreadsheet would run is made plain text; all else is as it was typed.
    assert [n.lstrip("'") for n in notes] == texts
    assert not notes[3].startswith("=")
    assert {row["rater"] for row in rows} == {"Ngọc Ánh 王"}


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    """A page in label mode with a clip open."""
    bench = make_bench()
    bench.open()
    return bench
