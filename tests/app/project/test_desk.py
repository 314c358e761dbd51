"""The thread that owns the file: order, failures, retries, an orderly end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.project.book import Book, Tier
from app.gui.project.desk import Desk
from app.gui.project.opening import open_project
from engine.errors import MienError
from engine.labels import Expression
from engine.project import edits
from engine.project.edits import Edit
from engine.project.errors import EditOutdated, ProjectNotSaved, ProjectReadOnly
from engine.project.store import Project
from engine.project.values import Annotator, Label, Segment, Track, Video, new_id

VIDEO = Video(new_id(), "clip.mp4", 1, "0")
TRACK = Track(new_id(), VIDEO.id, 0)
ADA = Annotator(new_id(), "Ada")


def segment(start: int, end: int, expression: Expression = Expression.ANGER) -> Segment:
    return Segment(new_id(), VIDEO.id, TRACK.id, ADA.id, start, end, Label.single(expression))


class FullDisk(Project):
    """A project whose disk can be full."""

    full = False

    def apply(self, edit: Edit) -> Edit:
        if FullDisk.full:
            raise ProjectNotSaved("the last change is not saved", subject="x", hint="Make room")
        return super().apply(edit)


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Callable[[], Desk]:
    def open_() -> Desk:
        desk = Desk()
        path = tmp_path / "a.mien"
        ready: list[Project] = []

        def make() -> Project:
            return FullDisk.open(path) if path.exists() else FullDisk.create(path)

        desk.open(make, ready.append, lambda error: pytest.fail(str(error)))
        qtbot.waitUntil(lambda: bool(ready))
        return desk

    return open_


def stored(path: Path) -> tuple[int, ...]:
    with Project.open(path, read_only=True) as project:
        return tuple(s.start_us for s in project.segments(VIDEO.id))


def test_edits_go_to_the_file_in_order(
    qtbot: QtBot, open_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    desk.apply(edits.add("Begin", VIDEO, TRACK, ADA))
    for start in range(0, 100, 10):
        desk.apply(edits.add("Label", segment(start, start + 5)))
    answers: list[int] = []
    desk.ask(lambda project: len(project.segments(VIDEO.id)), answers.append)
    qtbot.waitUntil(lambda: answers == [10])
    assert desk.waiting == 0
    assert desk.close()
    assert stored(tmp_path / "a.mien") == tuple(range(0, 100, 10))


def test_closing_writes_what_waits(open_desk: Callable[[], Desk], tmp_path: Path) -> None:
    desk = open_desk()
    desk.apply(edits.add("Begin", VIDEO, TRACK, ADA))
    for start in range(0, 500, 10):
        desk.apply(edits.add("Label", segment(start, start + 5)))
    assert desk.close()
    assert desk.close()
    assert len(stored(tmp_path / "a.mien")) == 50


def test_on_a_full_disk_edits_wait_and_go_in_after_a_retry(
    qtbot: QtBot, open_desk: Callable[[], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    told: list[MienError] = []
    desk.failed.connect(told.append)
    monkeypatch.setattr(FullDisk, "full", True)
    desk.apply(edits.add("Begin", VIDEO, TRACK, ADA))
    qtbot.waitUntil(lambda: len(told) == 1)
    desk.apply(edits.add("Label", segment(0, 5)))
    desk.retry()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert desk.waiting == 2
    monkeypatch.setattr(FullDisk, "full", False)
    desk.retry()
    qtbot.waitUntil(lambda: desk.waiting == 0)
    assert desk.close()
    assert stored(tmp_path / "a.mien") == (0,)


def test_an_edit_that_does_not_fit_is_told_and_left_out(
    qtbot: QtBot, open_desk: Callable[[], Desk]
) -> None:
    desk = open_desk()
    told: list[MienError] = []
    desk.outdated.connect(told.append)
    desk.apply(edits.add("Begin", VIDEO, TRACK, ADA))
    desk.apply(edits.remove("Delete", segment(0, 5)))
    desk.apply(edits.add("Label", segment(10, 15)))
    qtbot.waitUntil(lambda: len(told) == 1 and desk.waiting == 0)
    assert desk.close()


def test_a_question_that_fails_is_told(qtbot: QtBot, open_desk: Callable[[], Desk]) -> None:
    desk = open_desk()
    told: list[str] = []

    def broken(project: Project) -> int:
        return 1 // 0

    desk.ask(broken, lambda _answer: pytest.fail("answered"), lambda e: told.append(str(e)))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "ZeroDivisionError" in told[0]
    assert desk.close()


def test_a_book_follows_edits_and_refuses_what_does_not_fit() -> None:
    book = Book(VIDEO, [TRACK, ADA])
    tier = Tier(TRACK.id, ADA.id)
    long = segment(0, 100)
    book.apply(edits.put_segment((), long))
    cut = edits.put_segment(book.tier(tier), segment(40, 60, Expression.FEAR))
    book.apply(cut)
    assert [(s.start_us, s.end_us) for s in book.tier(tier)] == [(0, 40), (40, 60), (60, 100)]
    with pytest.raises(EditOutdated):
        book.apply(cut)
    assert len(book.tier(tier)) == 3
    book.apply(cut.inverse)
    assert book.tier(tier) == (long,)


def test_a_project_that_is_open_elsewhere_is_read_only(tmp_path: Path) -> None:
    video = tmp_path / "clip.mp4"
    with Project.create(tmp_path / "clip.mien") as project:
        opened = open_project(video)
        with opened.project as second:
            assert second.read_only
        assert "open in another window" in str(opened.trouble)
        assert not project.read_only
    again = open_project(video)
    with again.project as third:
        assert not third.read_only
        assert again.trouble is None


def test_where_labels_go_is_told_once_where_they_cannot_be_beside_the_video(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(video: Path) -> Project:
        raise ProjectReadOnly("the project cannot be written", subject=str(video))

    monkeypatch.setattr(Project, "beside", refused)
    (tmp_path / "clip.mp4").write_bytes(b"x" * 100)
    for time in range(2):
        opened = open_project(tmp_path / "clip.mp4", tmp_path / "data")
        with opened.project as project:
            assert project.path.parent == tmp_path / "data"
            assert (opened.trouble is not None) == (time == 0)
            if opened.trouble is not None:
                assert str(project.path) in opened.trouble.hint
