"""Analysing: results stream in, cancelling and damage keep them, going on completes them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.gui.video.analysis import Progress, Speedometer
from app.gui.video.analysis_session import AnalysisSession, State
from app.gui.video.services import VideoServices
from engine.errors import MienError, ModelError, SourceDamaged
from engine.pipeline import AnalyserOptions
from engine.sources.video_file import VideoFile
from tests.app.video.conftest import FRAMES, TIMES_US, CodedAnalyser, distribution

OPTIONS = AnalyserOptions()
Maker = Callable[..., AnalysisSession]


@pytest.fixture
def session() -> Iterator[Maker]:
    """Makes sessions over a video; closes them at the end."""
    made: list[AnalysisSession] = []

    def make(path: Path, analyser: Callable[[], object] = CodedAnalyser) -> AnalysisSession:
        services = VideoServices(build=lambda _options: analyser(), shelf=None)  # type: ignore[arg-type, return-value]
        made.append(AnalysisSession(path, services))
        return made[-1]

    yield make
    assert all([one.close() for one in made])  # noqa: C419 - every one is closed


def run(qtbot: QtBot, session: AnalysisSession, options: AnalyserOptions = OPTIONS) -> None:
    session.start(options)
    qtbot.waitUntil(lambda: not session.running, timeout=20_000)


def cancel_at(qtbot: QtBot, session: AnalysisSession, gate: threading.Event, count: int) -> None:
    """Start, and cancel once `count` records are there and the analyser waits at the gate."""
    session.start(OPTIONS)
    qtbot.waitUntil(lambda: len(session.results) >= count, timeout=20_000)
    session.cancel()
    assert session.state is State.CANCELLING
    gate.set()
    qtbot.waitUntil(lambda: not session.running, timeout=20_000)


def test_every_frame_gets_its_record(qtbot: QtBot, session: Maker, vfr_clip: Path) -> None:
    one = session(vfr_clip)
    run(qtbot, one)
    assert one.state is State.COMPLETE
    records = list(one.results.records())
    assert [record.index for record in records] == list(range(FRAMES))
    assert [record.pts_us - records[0].pts_us for record in records] == TIMES_US
    assert [len(record.faces) for record in records[9:36]] == [1] + [2] * 10 + [1] * 10 + [
        0
    ] * 5 + [1]
    np.testing.assert_array_equal(records[42].faces[0].emotion.primary, distribution(4))
    assert all(record.latency_ms is None for record in records)


def test_progress_reaches_the_end(qtbot: QtBot, session: Maker, vfr_clip: Path) -> None:
    one = session(vfr_clip)
    one.set_total(FRAMES)
    told: list[Progress] = []
    one.progress.connect(told.append)
    run(qtbot, one)
    assert [progress.done for progress in told] == sorted({progress.done for progress in told})
    assert told[-1].share == 1.0
    assert told[-1].seconds_left in (None, 0.0)


def test_cancelling_keeps_what_is_done(qtbot: QtBot, session: Maker, vfr_clip: Path) -> None:
    gate = threading.Event()
    one = session(vfr_clip, lambda: CodedAnalyser(gate, hold_at=40))
    cancel_at(qtbot, one, gate, 40)
    assert one.state is State.PARTIAL
    assert 40 <= len(one.results) < FRAMES
    assert [r.index for r in one.results.records()] == list(range(len(one.results)))


def test_going_on_completes_it_with_new_track_ids(
    qtbot: QtBot, session: Maker, vfr_clip: Path
) -> None:
    gate = threading.Event()
    one = session(vfr_clip, lambda: CodedAnalyser(gate, hold_at=40))
    cancel_at(qtbot, one, gate, 40)
    done = len(one.results)
    run(qtbot, one)
    assert one.state is State.COMPLETE
    records = list(one.results.records())
    assert [record.index for record in records] == list(range(FRAMES))
    assert {face.track for record in records[:done] for face in record.faces} == {0, 1}
    assert {face.track for record in records[done:] for face in record.faces} == {2}


def test_other_options_begin_anew(qtbot: QtBot, session: Maker, vfr_clip: Path) -> None:
    gate = threading.Event()
    one = session(vfr_clip, lambda: CodedAnalyser(gate, hold_at=40))
    cancel_at(qtbot, one, gate, 40)
    run(qtbot, one, AnalyserOptions(max_faces=1))
    assert {face.track for record in one.results.records() for face in record.faces} == {0, 1}


def test_a_second_run_that_is_cancelled_gives_the_first_one_back(
    qtbot: QtBot, session: Maker, vfr_clip: Path
) -> None:
    gate = threading.Event()
    gate.set()
    one = session(vfr_clip, lambda: CodedAnalyser(gate, hold_at=24))
    run(qtbot, one)
    first = one.results
    gate.clear()
    cancel_at(qtbot, one, gate, 24)
    assert one.results is first
    assert one.state is State.COMPLETE


def test_damage_midway_is_told_and_the_rows_before_it_stay(
    qtbot: QtBot, session: Maker, damaged_clip: Path
) -> None:
    one = session(damaged_clip)
    errors: list[MienError] = []
    one.failed.connect(errors.append)
    run(qtbot, one)
    assert one.state is State.FAILED
    assert isinstance(errors[0], SourceDamaged)
    readable = 0
    with VideoFile(damaged_clip) as video, suppress(SourceDamaged):
        for _ in video:
            readable += 1
    assert 0 < readable < FRAMES
    assert len(one.results) == readable


def test_a_missing_model_is_told(qtbot: QtBot, session: Maker, vfr_clip: Path) -> None:
    def build() -> object:
        raise ModelError("is not installed", subject="grefel-s", hint="Install it")

    one = session(vfr_clip, build)
    errors: list[MienError] = []
    one.failed.connect(errors.append)
    run(qtbot, one)
    assert one.state is State.FAILED
    assert [error.subject for error in errors] == ["grefel-s"]


def test_a_bug_ends_the_run_and_is_told_in_words(
    qtbot: QtBot, session: Maker, vfr_clip: Path
) -> None:
    def build() -> object:
        raise ZeroDivisionError("x")

    one = session(vfr_clip, build)
    errors: list[MienError] = []
    one.failed.connect(errors.append)
    run(qtbot, one)
    assert "ZeroDivisionError" in errors[0].what


def test_speed_is_that_of_the_last_moments() -> None:
    meter = Speedometer()
    assert meter.update(0.0, 0) == 0.0
    assert meter.update(1.0, 100) == pytest.approx(100.0)
    for second in range(2, 12):
        fps = meter.update(float(second), 100 + 10 * (second - 1))
    assert fps == pytest.approx(10.0)
    assert Progress(50, 150, 10.0).seconds_left == pytest.approx(10.0)
