"""Results outlive the window: what was computed comes back, for the very same video only."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.gui.video.analysis_session import AnalysisSession, State
from app.gui.video.services import VideoServices
from app.gui.video.shelf import Making, ResultShelf
from app.gui.video.store import ResultStore
from engine.errors import OutputError
from engine.pipeline import AnalyserOptions
from engine.types import Record
from tests.app.video.conftest import FRAMES, CodedAnalyser
from tests.app.video.test_store import filled, random_records, record_lists, same

OPTIONS = AnalyserOptions(max_faces=3)
MAKING = Making(CodedAnalyser.info, OPTIONS, complete=True)


@pytest.fixture
def video(tmp_path: Path, vfr_clip: Path) -> Path:
    """A copy of the coded clip that a test may change."""
    copy = tmp_path / "video.mp4"
    copy.write_bytes(vfr_clip.read_bytes())
    return copy


@pytest.fixture
def shelf(tmp_path: Path) -> ResultShelf:
    """An empty shelf."""
    return ResultShelf(tmp_path / "shelf")


@settings(max_examples=30, deadline=None)
@given(record_lists(), st.integers(1, 20))
def test_columns_make_the_same_store_again(records: list[Record], width: int) -> None:
    store = filled(records)
    again = ResultStore.of_columns(store.columns())
    assert all(map(same, again.records(), records))
    edges = np.linspace(0, records[-1].index + 1, width + 1).astype(np.int64)
    first, last = edges[:-1], edges[1:]
    np.testing.assert_allclose(again.overview(first, last), store.overview(first, last), atol=1e-6)
    assert {lane.track for lane in again.lanes} == {lane.track for lane in store.lanes}
    lanes = {lane.track: lane for lane in store.lanes}
    for lane in again.lanes:
        one, other = lane.ribbon(first, last), lanes[lane.track].ribbon(first, last)
        np.testing.assert_allclose(one.corrected, other.corrected, atol=1e-6)
        np.testing.assert_allclose(one.disagreement, other.disagreement, atol=1e-6)


@settings(deadline=None)
@given(record_lists())
def test_a_restored_store_grows_on(records: list[Record]) -> None:
    half = len(records) // 2
    again = ResultStore.of_columns(filled(records[:half]).columns())
    for record in records[half:]:
        again.append(record)
    assert all(map(same, again.records(), records))


def test_what_is_saved_is_loaded(shelf: ResultShelf, video: Path) -> None:
    store = filled(random_records(7, [1, 2, 3] * 9))
    shelf.save(video, store.columns(), MAKING)
    loaded = shelf.load(video)
    assert loaded is not None
    results, making = loaded
    assert making == MAKING
    assert all(map(same, results.records(), store.records()))
    assert [path.suffix for path in shelf.folder.iterdir()] == [".npz"]


def test_a_changed_video_has_no_results(shelf: ResultShelf, video: Path) -> None:
    shelf.save(video, filled(random_records(7, [1, 2, 3] * 9)).columns(), MAKING)
    os.utime(video, ns=(1, 1))
    assert shelf.load(video) is None


def test_a_damaged_file_counts_as_none(shelf: ResultShelf, video: Path) -> None:
    assert shelf.load(video) is None
    shelf.save(video, filled(random_records(7, [1, 2, 3] * 9)).columns(), MAKING)
    (kept,) = shelf.folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:200])
    assert shelf.load(video) is None


def test_a_shelf_that_cannot_be_written_is_told(tmp_path: Path, video: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError):
        ResultShelf(tmp_path / "file").save(video, ResultStore().columns(), MAKING)


def opened(
    video: Path, shelf: ResultShelf, analyser: Callable[[], object] = CodedAnalyser
) -> AnalysisSession:
    services = VideoServices(
        build=lambda _options: analyser(),  # type: ignore[arg-type, return-value]
        shelf=shelf,
        is_current=lambda model, _options: model == CodedAnalyser.info,
    )
    return AnalysisSession(video, services)


def test_a_complete_analysis_comes_back(qtbot: QtBot, shelf: ResultShelf, video: Path) -> None:
    first = opened(video, shelf)
    first.start(OPTIONS)
    qtbot.waitUntil(lambda: first.state is State.COMPLETE)
    assert first.close()
    second = opened(video, shelf)
    second.restore()
    qtbot.waitUntil(lambda: second.state is State.COMPLETE)
    assert all(map(same, second.results.records(), first.results.records()))
    assert second.model == CodedAnalyser.info
    assert second.close()


def test_results_of_another_model_come_back_marked_and_are_made_anew(
    qtbot: QtBot, shelf: ResultShelf, video: Path
) -> None:
    old = replace(CodedAnalyser.info, sha256="1" * 64)
    columns = filled(random_records(3, [1] * 12)).columns()
    shelf.save(video, columns, Making(old, OPTIONS, complete=False))
    session = opened(video, shelf)
    session.restore()
    qtbot.waitUntil(lambda: session.state is State.OUTDATED)
    assert len(session.results) == 12
    session.start(OPTIONS)
    qtbot.waitUntil(lambda: session.state is State.COMPLETE)
    assert session.model == CodedAnalyser.info
    assert len(session.results) == FRAMES
    assert session.close()


def test_closing_midway_keeps_what_is_done_and_going_on_completes_it(
    qtbot: QtBot, shelf: ResultShelf, video: Path
) -> None:
    gate = threading.Event()
    first = opened(video, shelf, lambda: CodedAnalyser(gate, hold_at=40))
    first.start(OPTIONS)
    qtbot.waitUntil(lambda: len(first.results) >= 40)
    first.cancel()
    gate.set()
    assert first.close()
    second = opened(video, shelf)
    second.restore()
    qtbot.waitUntil(lambda: second.state is State.PARTIAL)
    assert 40 <= len(second.results) < FRAMES
    second.start(OPTIONS)
    qtbot.waitUntil(lambda: second.state is State.COMPLETE)
    assert [r.index for r in second.results.records()] == list(range(FRAMES))
    assert second.close()


def test_closing_during_a_second_run_does_not_harm_the_first(
    qtbot: QtBot, shelf: ResultShelf, video: Path
) -> None:
    gate = threading.Event()
    gate.set()
    first = opened(video, shelf, lambda: CodedAnalyser(gate, hold_at=24))
    first.start(OPTIONS)
    qtbot.waitUntil(lambda: first.state is State.COMPLETE)
    gate.clear()
    first.start(OPTIONS)
    qtbot.waitUntil(lambda: len(first.results) >= 24)
    first.cancel()
    gate.set()
    assert first.close()
    loaded = shelf.load(video)
    assert loaded is not None
    assert len(loaded[0]) == FRAMES
    assert loaded[1].complete
