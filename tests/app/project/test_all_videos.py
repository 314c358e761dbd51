"""Analysing all videos of a project in one go: progress, cancel, going on, what goes wrong."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.actions import ActionId
from app.gui.main_window import MainWindow
from app.gui.video.modes import Mode
from engine.errors import MienError
from engine.project.store import Project
from engine.project.values import Run
from tests.app.annotate.conftest import Bench, BenchMaker, make_bench, vfr_clip
from tests.app.project.test_videos import other_clip, wait_for
from tests.app.video.conftest import FRAMES, CodedAnalyser

__all__ = ["make_bench", "other_clip", "vfr_clip"]

NAMES = ("clip.mp4", "other.mp4", "third.mp4")
LENGTHS = (FRAMES, 40, 40)


@pytest.fixture
def gate() -> threading.Event:
    """Analysers wait at frame 60 of a clip until this is set."""
    return threading.Event()


@pytest.fixture
def bench(make_bench: BenchMaker, other_clip: Path, tmp_path: Path, gate: threading.Event) -> Bench:
    """A project of three videos, the last of them on screen; its analysers wait for the gate."""
    bench = make_bench(lambda: CodedAnalyser(gate, hold_at=60), mode=Mode.WATCH, current=True)
    bench.open()
    for name in NAMES[1:]:
        # An empty box at the end: another file, or it would be the same video again.
        free = b"\0\0\0\x08free" * NAMES.index(name)
        (tmp_path / name).write_bytes(other_clip.read_bytes() + free)
        bench.page.videos.add([tmp_path / name])
        wait_for(bench, name)
    return bench


def runs(bench: Bench) -> dict[str, list[tuple[bool, int]]]:
    """By video: of each run whether it is complete, and its frames."""
    with Project.open(bench.clip.with_suffix(".mien"), read_only=True) as project:
        return {
            video.path: [
                (run.complete, len(project.predictions(run.id))) for run in project.runs(video.id)
            ]
            for video in project.videos()
        }


def wait_until_done(bench: Bench) -> None:
    bench.qtbot.waitUntil(lambda: not bench.page.whole.running, timeout=20_000)


def test_every_video_is_read_and_the_one_on_screen_shows_it(
    bench: Bench, gate: threading.Event
) -> None:
    page, said = bench.page, []
    page.workbench.told.connect(said.append)
    gate.set()
    page.whole.toggle()
    assert page.header.bar.analyse.text() == "Cancel"
    assert "video 1 of 3" in page.header.bar.figures.text()
    wait_until_done(bench)
    assert said == ["3 videos analysed to the end"]
    assert runs(bench) == {n: [(True, c)] for n, c in zip(NAMES, LENGTHS, strict=True)}
    bench.qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) == 40)
    bench.qtbot.waitUntil(lambda: page.header.bar.analyse.text() == "Analyse again")
    assert page.timeline.model.analysed_share == 1.0
    page.videos.step(-2)
    wait_for(bench, "clip.mp4")
    bench.qtbot.waitUntil(
        lambda: page.analysis is not None and len(page.analysis.results) == FRAMES
    )
    page.whole.toggle()  # nothing is left to do
    wait_until_done(bench)
    assert said[-1] == "3 videos analysed to the end"
    assert all(len(found) == 1 for found in runs(bench).values())


def test_labels_are_given_meanwhile_and_it_goes_on_where_it_was_cancelled(
    bench: Bench, gate: threading.Event
) -> None:
    page = bench.page
    page.whole.toggle()
    bench.qtbot.waitUntil(
        lambda: page.whole.videos.step is not None and page.whole.videos.step.progress is not None
    )
    page.set_mode(Mode.LABEL)
    page.view.setFocus()
    bench.go(3)
    bench.keys(Qt.Key.Key_2)
    assert bench.labels == [(3, 3, "happiness")]
    page.videos.step(-1)  # going to another video does not end it
    wait_for(bench, "other.mp4")
    assert page.whole.running
    page.toggle_analysis()  # what the button and its key do
    gate.set()
    wait_until_done(bench)
    found = runs(bench)
    ((complete, length),) = found["clip.mp4"]
    assert not complete
    assert 0 < length < FRAMES
    assert (found["other.mp4"], found["third.mp4"]) == ([], [])
    page.whole.toggle()
    wait_until_done(bench)
    assert runs(bench) == {n: [(True, c)] for n, c in zip(NAMES, LENGTHS, strict=True)}


def test_a_running_analysis_of_the_video_on_screen_is_gone_on_with(
    bench: Bench, gate: threading.Event
) -> None:
    page = bench.page
    page.videos.step(-2)
    wait_for(bench, "clip.mp4")
    page.start_analysis()
    bench.qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) > 8)
    page.whole.toggle()
    gate.set()
    bench.qtbot.waitUntil(lambda: page.whole.running)
    wait_until_done(bench)
    assert runs(bench) == {n: [(True, c)] for n, c in zip(NAMES, LENGTHS, strict=True)}
    bench.qtbot.waitUntil(
        lambda: page.analysis is not None and len(page.analysis.results) == FRAMES
    )


def test_a_video_that_is_gone_does_not_stop_the_others(
    bench: Bench, gate: threading.Event, tmp_path: Path
) -> None:
    page, failed = bench.page, list[MienError]()
    page.error.connect(failed.append)
    gate.set()
    (tmp_path / "other.mp4").unlink()
    page.whole.toggle()
    wait_until_done(bench)
    (error,) = failed
    assert error.what == "not every video of the project could be analysed"
    assert "other.mp4" in str(error.subject)
    assert "is not where it was" in error.hint
    found = runs(bench)
    assert (found["clip.mp4"], found["other.mp4"]) == ([(True, FRAMES)], [])
    assert found["third.mp4"] == [(True, 40)]


def test_an_analyser_that_fails_is_told_and_leaves_what_was_found(
    make_bench: BenchMaker, other_clip: Path, tmp_path: Path
) -> None:
    class Failing(CodedAnalyser):
        """Runs out of memory at frame 60."""

        def finish(self, frames):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            if frames[-1].index >= 60:
                raise MemoryError
            return super().finish(frames)

    bench = make_bench(Failing, mode=Mode.WATCH)
    bench.open()
    shutil.copyfile(other_clip, tmp_path / "other.mp4")
    bench.page.videos.add([tmp_path / "other.mp4"])
    wait_for(bench, "other.mp4")
    failed = list[MienError]()
    bench.page.error.connect(failed.append)
    bench.page.whole.toggle()
    wait_until_done(bench)
    assert "MemoryError" in failed[-1].hint
    found = runs(bench)
    assert found["other.mp4"] == [(True, 40)]
    assert not found["clip.mp4"][0][0]


def test_closing_the_window_in_the_middle_keeps_what_is_read(
    bench: Bench, gate: threading.Event
) -> None:
    bench.page.whole.toggle()
    videos = bench.page.whole.videos
    bench.qtbot.waitUntil(lambda: videos._archive is not None and videos._archive.keeps)
    threading.Timer(0.2, gate.set).start()
    assert bench.page.shutdown()
    ((complete, length),) = runs(bench)["clip.mp4"]
    assert not complete
    assert length > 0


def test_its_key_works_in_the_window_and_only_with_a_project(
    qtbot: QtBot, window: MainWindow, face_clip: Path, tmp_path: Path
) -> None:
    assert not window.action(ActionId.ANALYSE_ALL).isEnabled()
    clip = Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))
    window.open_video(clip)
    page = window.video_page()
    qtbot.waitUntil(lambda: page.workbench.annotation.ready, timeout=20_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(page.view, Qt.Key.Key_A, held)
    assert page.whole.running
    qtbot.waitUntil(lambda: not page.whole.running, timeout=60_000)
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (run,) = project.all(Run)
        assert run.complete
