from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import CameraMissing, MienError, ModelError, OutputError
from engine.models import manifest as manifests
from engine.models.registry import find_model
from engine.pipeline import (
    Analyser,
    AnalyserOptions,
    LivePipeline,
    analyse_source,
    make_analyser,
)
from engine.sources.base import FrameSource
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from engine.types import Frame, Record, Status
from tests.engine.pipeline_parts import Gated, NoModel, Pictures, Watcher, analyser_of, greys

Build = Callable[[Watcher], Callable[[], Analyser]]


@pytest.fixture(scope="module")
def build() -> Build:
    """Function that makes, of a detector, what builds its analyser."""
    manifest = manifests.read(find_model())
    return lambda watcher: lambda: analyser_of(watcher, NoModel(manifest))


@pytest.fixture
def run() -> Iterator[Callable[..., LivePipeline]]:
    """Start a pipeline; it is stopped when the test ends."""
    started: list[LivePipeline] = []

    def start(
        source: Callable[[], FrameSource],
        make: Callable[[], Analyser],
        *subscribers: Callable[[Record], None],
    ) -> LivePipeline:
        pipeline = LivePipeline(source, make)
        for subscriber in subscribers:
            pipeline.subscribe(subscriber)
        started.append(pipeline)
        pipeline.start()
        return pipeline

    yield start
    for pipeline in started:
        assert pipeline.stop()


def wait_for(condition: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def test_a_slow_analyser_gets_the_newest_and_the_rest_is_told_as_dropped(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    go, records = threading.Event(), list[Record]()
    last = 29

    def hold(frame: Frame) -> None:
        go.wait(20)

    def gate(index: int) -> None:
        if index == 1:  # frame 0 is in work before the others come
            wait_for(lambda: watcher.threads)
        if index == last:
            go.set()

    watcher = Watcher(hold)
    pipeline = run(lambda: Pictures(greys(last + 1), before=gate), build(watcher), records.append)
    wait_for(lambda: pipeline.finished)
    assert watcher.seen[0] == 0
    assert watcher.seen[-1] == last
    assert len(watcher.seen) <= 4
    assert [r.index for r in records] == list(range(last + 1))
    analysed = [r.index for r in records if r.status is Status.NO_FACE]
    assert analysed == watcher.seen
    assert {r.status for r in records if r.index not in analysed} == {Status.DROPPED}
    assert all(r.pts_us == r.index * 40_000 for r in records)
    stats = pipeline.stats()
    assert stats.dropped == last + 1 - len(analysed)
    assert stats.frames == len(analysed)
    assert stats.latency_p50_ms is not None
    assert stats.latency_p95_ms is not None
    assert stats.latency_p95_ms >= stats.latency_p50_ms
    assert pipeline.error is None


def test_a_finite_source_ends_cleanly_with_its_last_frame(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    watcher = Watcher()
    source = Pictures(greys(5))
    pipeline = run(lambda: source, build(watcher))
    wait_for(lambda: pipeline.finished)
    newest = pipeline.newest()
    assert newest is not None
    assert newest.frame.index == 4
    assert newest is pipeline.newest()
    assert pipeline.newest_frame() is newest.frame
    assert pipeline.error is None
    assert source.closed == 1
    assert watcher.closed == 1
    assert watcher.threads == {"mien-analyse"}
    assert pipeline.source_info == source.info
    assert pipeline.info is not None
    assert pipeline.info.name == "none"


def test_pictures_flow_while_the_model_loads(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    ready, more = threading.Event(), threading.Event()
    watcher = Watcher()

    def slow_build() -> Analyser:
        ready.wait(20)
        return build(watcher)()

    def gate(index: int) -> None:
        if index == 10:
            more.wait(20)

    pipeline = run(lambda: Pictures(greys(11), before=gate), slow_build)
    wait_for(lambda: (f := pipeline.newest_frame()) is not None and f.index == 9)
    assert pipeline.newest() is None
    assert pipeline.info is None
    assert pipeline.stats().warming_up
    assert pipeline.stats().capture_fps > 0
    ready.set()
    wait_for(lambda: pipeline.newest() is not None)
    stats = pipeline.stats()
    assert not stats.warming_up
    assert stats.dropped == 0, "what passed while the model loaded is no drop"
    more.set()
    wait_for(lambda: pipeline.finished)
    assert watcher.seen == [9, 10]


def test_an_unplugged_camera_is_told_and_the_last_picture_stays(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    def unplug() -> None:
        raise CameraMissing("the camera was unplugged", subject="C920")

    source = Pictures(greys(3), after=unplug)
    pipeline = run(lambda: source, build(Watcher()))
    wait_for(lambda: pipeline.finished)
    assert isinstance(pipeline.error, CameraMissing)
    assert pipeline.newest_frame() is not None
    newest = pipeline.newest()
    assert newest is not None
    assert newest.frame.index == 2
    assert source.closed == 1


def test_a_source_that_does_not_open_is_told(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    def busy() -> FrameSource:
        raise CameraMissing("there is no such camera", subject="7")

    pipeline = run(busy, build(Watcher()))
    wait_for(lambda: pipeline.finished)
    assert isinstance(pipeline.error, CameraMissing)
    assert pipeline.newest_frame() is None
    assert not pipeline.stats().warming_up


def test_without_a_model_pictures_still_flow(run: Callable[..., LivePipeline]) -> None:
    def missing() -> Analyser:
        raise ModelError("there is no such model", subject="x")

    pipeline = run(lambda: Paced(lambda: Pictures(greys(5), step_us=5000), loop=True), missing)
    wait_for(lambda: (f := pipeline.newest_frame()) is not None and f.index > 10)
    wait_for(lambda: pipeline.error is not None)
    assert isinstance(pipeline.error, ModelError)
    assert not pipeline.finished


def test_a_bug_in_the_analysis_surfaces_as_error_not_as_hang(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    def fail(frame: Frame) -> None:
        raise ZeroDivisionError("oops")

    watcher = Watcher(fail)
    pipeline = run(lambda: Pictures(greys(5)), build(watcher))
    wait_for(lambda: pipeline.finished)
    assert isinstance(pipeline.error, MienError)
    assert "oops" in str(pipeline.error)
    assert isinstance(pipeline.error.__cause__, ZeroDivisionError)
    assert watcher.closed == 1


def test_a_bad_listener_is_dropped_and_told_the_others_go_on(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    calls: list[str] = []
    records: list[Record] = []

    def bad(record: Record) -> None:
        calls.append("bad")
        raise OutputError("the disk is full", subject="a.csv")

    pipeline = run(lambda: Pictures(greys(6)), build(Watcher()), bad, records.append)
    wait_for(lambda: pipeline.finished)
    assert calls == ["bad"]
    assert [r.index for r in records] == list(range(6))
    assert isinstance(pipeline.error, OutputError)


def test_unsubscribing_ends_the_records(run: Callable[..., LivePipeline], build: Build) -> None:
    records: list[Record] = []
    pipeline = run(
        lambda: Paced(lambda: Pictures(greys(5), step_us=2000), loop=True), build(Watcher())
    )
    end = pipeline.subscribe(records.append)
    wait_for(lambda: len(records) >= 3)
    end()
    end()
    wait_for(lambda: pipeline.stats().frames > 5)
    count = len(records)
    before = pipeline.stats().frames
    wait_for(lambda: pipeline.stats().frames > before + 5)
    assert len(records) == count


def test_whoever_watches_gets_every_picture_before_its_record(
    run: Callable[..., LivePipeline], build: Build
) -> None:
    news: list[tuple[str, int]] = []
    pipeline = run(
        lambda: Paced(lambda: Pictures(greys(5), step_us=2000), loop=True),
        build(Watcher()),
        lambda record: news.append(("record", record.index)),
    )
    wait_for(lambda: pipeline.stats().frames > 2)
    end = pipeline.watch(lambda frame: news.append(("picture", frame.index)))
    wait_for(lambda: sum(kind == "picture" for kind, _ in tuple(news)) > 30)
    end()
    end()
    grabbed = [index for kind, index in news if kind == "picture"]
    assert grabbed == list(range(grabbed[0], grabbed[0] + len(grabbed)))
    recorded = [index for kind, index in news if kind == "record" and index in grabbed]
    assert recorded
    assert all(news.index(("picture", i)) < news.index(("record", i)) for i in recorded)


@pytest.mark.parametrize("when", ["before start", "while waiting", "twice"])
def test_stop_leaves_no_thread_whatever_it_waits_for(build: Build, when: str) -> None:
    # The second picture is due in an hour.
    pipeline = LivePipeline(
        lambda: Paced(Pictures(greys(2), step_us=3_600_000_000)), build(Watcher())
    )
    if when != "before start":
        pipeline.start()
        wait_for(lambda: pipeline.newest() is not None)
    assert pipeline.stop()
    assert when != "twice" or pipeline.stop()
    assert not {t.name for t in threading.enumerate()} & {"mien-capture", "mien-analyse"}


def test_a_source_that_hangs_does_not_hang_stop(build: Build) -> None:
    go = threading.Event()
    pipeline = LivePipeline(
        lambda: Pictures(greys(3), before=lambda i: None if i < 2 else (go.wait(20), None)[1]),
        build(Watcher()),
    )
    pipeline.start()
    wait_for(lambda: pipeline.newest() is not None)
    assert not pipeline.stop(timeout_s=0.2)
    go.set()
    assert pipeline.stop()


def test_smoothing_can_be_changed_while_it_runs(
    run: Callable[..., LivePipeline], face_clip: Path
) -> None:
    def looped() -> FrameSource:
        return Paced(lambda: VideoFile(face_clip), loop=True)

    pipeline = run(looped, lambda: make_analyser(AnalyserOptions()))

    def smooth() -> list[bool]:
        newest = pipeline.newest()
        return [] if newest is None else [e.smooth is not None for e in newest.emotions]

    wait_for(lambda: smooth() == [True])
    pipeline.set_smoothing(0.0)
    wait_for(lambda: smooth() == [False])
    pipeline.set_smoothing(1.0)
    wait_for(lambda: smooth() == [True])


def test_live_gives_the_numbers_of_the_batch(face_clip: Path) -> None:
    options = AnalyserOptions()
    with make_analyser(options) as analyser, VideoFile(face_clip) as source:
        expected = [Record.of(scored) for scored in analyse_source(source, analyser)]
    live: list[Record] = []
    pipelines: list[LivePipeline] = []

    def in_step(index: int) -> None:
        """As a slow enough clip: the next picture comes when the last one is analysed."""
        wait_for(lambda: pipelines and pipelines[0].stats().frames == index, 60)

    def play() -> FrameSource:
        return Paced(Gated(VideoFile(face_clip), in_step))

    pipeline = LivePipeline(play, lambda: make_analyser(options))
    pipelines.append(pipeline)
    pipeline.subscribe(live.append)
    pipeline.start()
    try:
        wait_for(lambda: pipeline.finished, 60)
    finally:
        assert pipeline.stop()
    assert pipeline.error is None
    assert [r.status for r in live] == [r.status for r in expected]
    for one, two in zip(live, expected, strict=True):
        assert one.index == two.index
        assert [f.track for f in one.faces] == [f.track for f in two.faces]
        for f, g in zip(one.faces, two.faces, strict=True):
            assert f.box == g.box
            np.testing.assert_allclose(f.emotion.primary, g.emotion.primary, atol=1e-6)
            np.testing.assert_allclose(f.emotion.corrected, g.emotion.corrected, atol=1e-6)
            assert replace(f, emotion=g.emotion) == g
