"""Persons across the videos of a project, in their dialog."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.gui.project.persons_dialog import PersonsDialog
from engine.project.store import Project
from engine.project.values import Person
from tests.app.annotate.conftest import Bench, make_bench, vfr_clip
from tests.app.project.test_videos import other_clip, two, wait_for
from tests.app.video.conftest import analyse

__all__ = ["make_bench", "other_clip", "two", "vfr_clip"]


@pytest.fixture
def dialog(two: Bench) -> PersonsDialog:
    """The dialog over two analysed videos, in each of which two faces were found."""
    page = two.page
    analyse(two.qtbot, page)
    page.videos.step(-1)
    wait_for(two, "clip.mp4")
    analyse(two.qtbot, page)
    session = page.workbench.annotation.session
    assert session is not None
    two.qtbot.waitUntil(lambda: session.book is not None and len(session.book.tracks()) == 2)
    dialog = page.dialogs.open_persons()
    assert dialog is not None
    two.qtbot.waitUntil(lambda: dialog.model.item(3, 4) is not None)
    two.qtbot.waitUntil(lambda: dialog.model.item(0, 4).text() != "")
    return dialog


def choose(dialog: PersonsDialog, *rows: int) -> None:
    dialog.table.clearSelection()
    selection = dialog.table.selectionModel()
    for row in rows:
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        selection.select(dialog.model.index(row, 0), flags)


def column(dialog: PersonsDialog, place: int) -> list[str]:
    return [dialog.model.item(row, place).text() for row in range(dialog.model.rowCount())]


def persons(dialog: PersonsDialog) -> list[str]:
    """Whose each face is, as the project says."""
    book = dialog._session.book
    assert book is not None
    found = (book.person_of(t) for video in book.videos() for t in book.tracks(video))
    return ["" if person is None else person.name for person in found]


def test_the_same_name_is_the_same_person_in_every_video(
    two: Bench, dialog: PersonsDialog, tmp_path: Path
) -> None:
    assert column(dialog, 1) == ["clip.mp4", "clip.mp4", "other.mp4", "other.mp4"]
    choose(dialog, 0, 2)
    dialog.name.setText("Kim")
    dialog.give.click()
    assert column(dialog, 2) == ["Kim", "", "Kim", ""]
    assert dialog.chosen()[0].number == 0  # what was chosen stays so
    session = dialog._session
    two.qtbot.waitUntil(lambda: session.desk.waiting == 0)
    with Project.open(tmp_path / "clip.mien", read_only=True) as project:
        (person,) = project.persons()
        named = [t for v in project.videos() for t in project.tracks(v.id) if t.person_id]
        assert [t.person_id for t in named] == [person.id] * 2
    assert two.page.timeline.model.names[0] == "Kim"
    two.page.undo()
    assert column(dialog, 2) == ["", "", "", ""]


def test_a_name_in_the_table_renames_the_person_everywhere(
    two: Bench, dialog: PersonsDialog
) -> None:
    choose(dialog, 0, 2)
    dialog.name.setText("Kim")
    dialog.give.click()
    choose(dialog, 1)
    dialog.name.setText("Lee")
    dialog.give.click()
    dialog.model.item(2, 2).setText("Sam")
    two.qtbot.waitUntil(lambda: persons(dialog) == ["Sam", "Lee", "Sam", ""])
    dialog.model.item(1, 2).setText("Sam")  # somebody's name already: then they are one
    two.qtbot.waitUntil(lambda: persons(dialog) == ["Sam", "Sam", "Sam", ""])
    dialog.model.item(3, 2).setText("Ada")
    two.qtbot.waitUntil(lambda: persons(dialog)[3] == "Ada")
    choose(dialog, 0)
    dialog.take.click()
    assert column(dialog, 2) == ["", "Sam", "Sam", "Ada"]


def test_faces_of_one_video_are_merged_and_told_apart_again(
    two: Bench, dialog: PersonsDialog
) -> None:
    choose(dialog, 0, 2)
    dialog.merge.click()
    assert "of one video" in dialog.hint.text()
    choose(dialog, 0, 1)
    dialog.merge.click()
    assert "together at" in dialog.hint.text()  # both are seen in the frames 10 to 19
    session = dialog._session
    assert session.book is not None
    # One track cut in two: both halves are never in the picture together.
    editor = two.page.workbench.annotation.editor
    assert editor is not None
    two.go(40)
    assert editor.split_face(0)
    two.qtbot.waitUntil(lambda: dialog.model.rowCount() == 5)
    dialog._look()
    two.qtbot.waitUntil(lambda: column(dialog, 4)[2] != "")
    choose(dialog, 0, 2)
    dialog.merge.click()
    assert dialog.hint.text() == ""
    assert dialog.model.rowCount() == 4
    two.page.undo()
    assert dialog.model.rowCount() == 5


def test_every_face_has_a_picture_and_leads_to_its_video(two: Bench, dialog: PersonsDialog) -> None:
    two.qtbot.waitUntil(lambda: not dialog.model.item(3, 0).icon().isNull())
    dialog.table.doubleClicked.emit(dialog.model.index(2, 0))
    wait_for(two, "other.mp4")


def test_an_empty_choice_is_told_of(two: Bench, dialog: PersonsDialog) -> None:
    choose(dialog)
    dialog.name.setText("Kim")
    dialog.give.click()
    assert "Choose the faces first" in dialog.hint.text()
    session = dialog._session
    assert session.book is not None
    assert session.book.all(Person) == ()
