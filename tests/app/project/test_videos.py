"""A project of several videos, in the window: open it, add to it, go from one to the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.gui.project.opening import open_project
from app.gui.video.page import VideoPage
from engine.project.store import Project
from tests.app.annotate.conftest import Bench, BenchMaker, make_bench, said, vfr_clip
from tests.app.video.conftest import analyse, coded

__all__ = ["make_bench", "vfr_clip"]

Key = Qt.Key


@pytest.fixture(scope="session")
def other_clip(tmp_path_factory: pytest.TempPathFactory, write_video: Callable[..., Path]) -> Path:
    """40 coded frames that begin with number 10, at an even rate."""
    return write_video(
        tmp_path_factory.mktemp("other") / "other.mp4",
        (coded(i + 10) for i in range(40)),
        fps=25,
        options={"g": "10", "crf": "10"},
    )


def wait_for(bench: Bench, name: str) -> None:
    """Wait until a video is on screen and its labels can be given."""
    page = bench.page

    def there() -> bool:
        player = page.player
        ready = page.workbench.annotation.ready
        return (
            player is not None
            and player.index is not None
            and player.info is not None
            and player.info.name == name
            and ready
        )

    bench.qtbot.waitUntil(there)


@pytest.fixture
def two(make_bench: BenchMaker, other_clip: Path, tmp_path: Path) -> Bench:
    """A page over a project with two videos, the second of them shown."""
    bench = make_bench()
    bench.open()
    second = tmp_path / "other.mp4"
    shutil.copyfile(other_clip, second)
    bench.page.videos.add([second])
    wait_for(bench, "other.mp4")
    return bench


def labels(page: VideoPage, name: str) -> list[str]:
    """What the file says of a video."""
    session = page.workbench.annotation.session
    assert session is not None
    assert session.project_path is not None
    with Project.open(session.project_path, read_only=True) as project:
        (video,) = (v for v in project.videos() if v.path == name)
        return [said(s) for s in project.segments(video.id)]


def test_labels_go_to_the_video_on_screen(two: Bench) -> None:
    page, picker = two.page, two.page.header.picker
    assert [picker.itemText(i) for i in range(2)] == ["1 of 2 · clip.mp4", "2 of 2 · other.mp4"]
    assert picker.currentIndex() == 1
    two.page.setFocus()
    two.go(3)
    two.keys(Key.Key_5)
    page.videos.step(-1)
    wait_for(two, "clip.mp4")
    assert two.labels == []
    two.go(7)
    two.keys(Key.Key_2)
    two.stored()
    assert labels(page, "clip.mp4") == ["happiness"]
    assert labels(page, "other.mp4") == ["anger"]
    page.videos.step(1)
    wait_for(two, "other.mp4")
    assert [label for _first, _last, label in two.labels] == ["anger"]
    page.videos.step(1)  # there is none after it
    two.qtbot.wait(10)
    assert picker.currentIndex() == 1


def test_undo_goes_on_across_videos(two: Bench) -> None:
    page = two.page
    two.go(3)
    two.keys(Key.Key_5)
    page.videos.step(-1)
    wait_for(two, "clip.mp4")
    page.undo()
    two.stored()
    assert labels(page, "other.mp4") == []
    page.redo()
    two.stored()
    assert labels(page, "other.mp4") == ["anger"]


def test_each_video_keeps_its_own_analysis(two: Bench) -> None:
    page = two.page
    analyse(two.qtbot, page)
    archive = page.workbench.archive
    two.qtbot.waitUntil(lambda: archive is not None and archive.run is not None)
    assert page.analysis is not None
    two.qtbot.waitUntil(lambda: len(page.timeline.model.rows()) == 2)
    page.videos.step(-1)
    wait_for(two, "clip.mp4")
    assert page.analysis is not None
    assert len(page.analysis.results) == 0
    page.videos.step(1)
    wait_for(two, "other.mp4")
    two.qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) == 40)


def test_a_project_is_opened_by_its_own_name(two: Bench, tmp_path: Path) -> None:
    page, project = two.page, tmp_path / "clip.mien"
    two.close()
    page.videos.open_project(project)
    wait_for(two, "clip.mp4")
    assert page.header.picker.isVisible()
    assert page.header.picker.count() == 2


def test_a_video_that_was_added_opens_in_its_project(two: Bench, tmp_path: Path) -> None:
    two.close()
    assert not (tmp_path / "other.mien").exists()
    with open_project(tmp_path / "other.mp4").project as project:
        assert project.path == tmp_path / "clip.mien"


def test_a_project_without_videos_is_told_of(make_bench: BenchMaker, tmp_path: Path) -> None:
    bench = make_bench()
    Project.create(tmp_path / "empty.mien").close()
    with bench.qtbot.waitSignal(bench.page.error) as told:
        bench.page.videos.open_project(tmp_path / "empty.mien")
    assert "no video" in str(told.args[0])


def test_a_video_that_is_gone_is_told_of_and_the_other_stays(two: Bench, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").unlink()
    with two.qtbot.waitSignal(two.page.error) as told:
        two.page.videos.step(-1)
    assert "not where it was" in str(told.args[0])
    assert two.page.header.picker.currentIndex() == 1
    two.go(3)
    two.keys(Key.Key_5)
    assert [label for _first, _last, label in two.labels] == ["anger"]
