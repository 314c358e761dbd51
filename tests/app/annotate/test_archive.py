"""Analyses go into the project while they run, and come back from it."""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import Qt

from app.gui.video.analysis_session import State
from app.gui.video.services import VideoServices
from engine.project.store import Project
from engine.sources.video_file import VideoFile
from tests.app.annotate.conftest import Bench, BenchMaker, open_project
from tests.app.video.conftest import FRAMES, CodedAnalyser, analyse


def tracks(bench: Bench) -> list[int]:
    analysis = bench.page.analysis
    assert analysis is not None
    return [lane.track for lane in analysis.results.lanes]


def test_an_analysis_is_in_the_project_and_comes_back(make_bench: BenchMaker) -> None:
    bench = make_bench()
    bench.open()
    analyse(bench.qtbot, bench.page)
    assert bench.page.analysis is not None
    before = list(bench.page.analysis.results.records())
    bench.close()
    with Project.open(bench.clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        (run,) = project.runs(video.id)
        assert run.complete
        assert len(project.predictions(run.id)) == FRAMES
        assert [track.number for track in project.tracks(video.id)] == [0, 1]
    # The second time there is no shelf to bring anything back.
    services = VideoServices(
        VideoFile,
        lambda _options: CodedAnalyser(),  # type: ignore[arg-type, return-value]
        shelf=None,
        open_project=open_project,
        is_current=lambda _model, _options: True,
    )
    bench.page._services = services
    bench.page.workbench._services = services
    bench.open()
    analysis = bench.page.analysis
    assert analysis is not None
    bench.qtbot.waitUntil(lambda: analysis.state is State.COMPLETE)
    after = list(analysis.results.records())
    assert [r.index for r in after] == [r.index for r in before]
    assert [len(r.faces) for r in after] == [len(r.faces) for r in before]
    first, second = before[15].faces[1], after[15].faces[1]
    assert first.box == second.box
    assert np.array_equal(first.emotion.corrected, second.emotion.corrected)


def test_a_cancelled_analysis_goes_on_in_the_same_run(make_bench: BenchMaker) -> None:
    gate = threading.Event()
    bench = make_bench(lambda: CodedAnalyser(gate, hold_at=40))
    bench.open()
    page = bench.page
    page.start_analysis()
    bench.qtbot.waitUntil(lambda: page.analysis is not None and len(page.analysis.results) >= 40)
    page.cancel_analysis()
    gate.set()
    bench.qtbot.waitUntil(lambda: not page.busy)
    analyse(bench.qtbot, page)
    bench.close()
    with Project.open(bench.clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        (run,) = project.runs(video.id)
        assert run.complete
        assert project.predictions(run.id).frame.tolist() == list(range(FRAMES))


def test_merged_faces_are_one_lane_and_come_apart_again(make_bench: BenchMaker) -> None:
    bench = make_bench()
    bench.open()
    analyse(bench.qtbot, bench.page)
    session = bench.page.workbench.annotation.session
    assert session is not None
    bench.qtbot.waitUntil(lambda: session.book is not None and len(session.book.tracks()) == 2)
    assert tracks(bench) == [0, 1]
    bench.go(12)
    bench.keys(Qt.Key.Key_2)
    bench.keys(Qt.Key.Key_M, modifier=Qt.KeyboardModifier.ShiftModifier)
    bench.keys("2", Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: tracks(bench) == [1])
    model = bench.page.timeline.model
    bench.qtbot.waitUntil(lambda: [row.track for row in model.rows()] == [1])
    assert len(session.segments(1)) == 1
    bench.page.undo()
    bench.qtbot.waitUntil(lambda: tracks(bench) == [0, 1])
    bench.go(15)
    bench.keys(
        Qt.Key.Key_B,
        modifier=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    bench.qtbot.waitUntil(lambda: tracks(bench) == [0, 1, 2])
