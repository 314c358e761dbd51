"""Recordings: table and video agree frame by frame, and nothing that was recorded is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.live.footage import Footage
from app.gui.live.recording import Moment
from app.gui.live.take import Take, free_path
from engine.errors import OutputError, SourceDamaged
from engine.export.session import read_session
from engine.export.video_writer import VideoWriter
from engine.live import LivePipeline
from engine.pipeline import Analyser, AnalyserOptions, make_analyser
from engine.sources.paced import Paced
from engine.sources.video_file import VideoFile
from engine.types import Frame, Image, Record, Status
from tests.app.live.test_recording import BEGIN, PROVENANCE


def frame(index: int, pts_us: int | None = None) -> Frame:
    """A picture that is another each time."""
    noise = np.random.default_rng(index).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    picture: Image = np.asarray(cv2.blur(noise, (5, 5)), dtype=np.uint8)
    time_us = index * 40_000 if pts_us is None else pts_us
    return Frame(index, time_us, time.monotonic_ns(), picture)


def record_of(frame: Frame, status: Status = Status.NO_FACE) -> Record:
    return Record(frame.index, frame.pts_us, status)


def begin(folder: Path, **options: int) -> tuple[Take, Footage]:
    """A recording with its video."""
    footage = Footage(folder / "live.mp4", **options)
    return Take(folder / "live.csv", PROVENANCE, BEGIN, footage), footage


def times_in(path: Path) -> list[float]:
    """Times of all frames that can be read, in seconds."""
    times: list[float] = []
    with VideoFile(path) as video, suppress(SourceDamaged):  # raised after the last frame
        for one in video:
            times.append(one.pts_us / 1e6)  # noqa: PERF401 - a list of its own would be lost
    return times


def times_of_frames(path: Path) -> list[float]:
    """Times of all frames of a table, in seconds."""
    rows = pd.read_csv(path, on_bad_lines="skip")
    return [float(t) for t in rows.groupby("frame").timestamp.first()]


@settings(max_examples=12, deadline=None)
@given(
    gaps=st.lists(st.integers(1_000, 200_000), min_size=3, max_size=30),
    lag=st.integers(0, 5),
    skipped=st.sets(st.integers(0, 30)),
    first=st.integers(0, 2),
    late=st.integers(0, 6),
)
def test_a_video_has_the_frames_and_times_of_its_table(
    tmp_path_factory: pytest.TempPathFactory,
    gaps: list[int],
    lag: int,
    skipped: set[int],
    first: int,
    late: int,
) -> None:
    """Whatever the analysis is late by or passes over, and wherever it all begins and ends."""
    folder = tmp_path_factory.mktemp("take")
    frames = [frame(i, t) for i, t in enumerate(np.cumsum([5_000_000, *gaps]).tolist())]
    take, _ = begin(folder)

    def analyse(one: Frame) -> None:
        take.write(record_of(one, Status.DROPPED if one.index in skipped else Status.NO_FACE))

    for number, one in enumerate(frames):
        if number >= first:  # what is grabbed before it begins is still being analysed
            take.grab(one)
        if number >= lag:
            analyse(frames[number - lag])
    take.end()
    more = [frame(len(frames) + number) for number in range(late)]
    for one in more:  # grabbed after its end
        take.grab(one)
    for one in [*frames[len(frames) - lag :], *more][:late]:  # analysed after its end
        analyse(one)
    result = take.finish(settle_s=0.0)
    take.write(record_of(frames[-1]))
    assert result.error is None
    assert result.recorded.video == folder / "live.mp4"
    assert result.recorded.dropped == 0
    times = times_of_frames(folder / "live.csv")
    start_us = frames[first].pts_us
    assert times == pytest.approx([(f.pts_us - start_us) / 1e6 for f in frames[first:]], abs=1e-6)
    assert times_in(folder / "live.mp4") == pytest.approx(times, abs=1e-3)


def test_a_paced_file_through_the_pipeline_is_recorded_as_it_was(
    tmp_path: Path, face_clip: Path, small_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_MODELS", str(small_models))

    def build() -> Analyser:
        return make_analyser(AnalyserOptions(model="small", live=True))

    pipeline = LivePipeline(lambda: Paced(lambda: VideoFile(face_clip), loop=True), build)
    grabbed: dict[int, Frame] = {}
    pipeline.watch(lambda one: grabbed.__setitem__(one.index, one))
    pipeline.start()
    try:
        _wait_for(lambda: pipeline.stats().frames > 2)
        first = pipeline.newest_frame()
        assert first is not None
        footage = Footage(tmp_path / "live.mp4")
        take = Take(tmp_path / "live.csv", PROVENANCE, Moment.of(first), footage)
        take.ends.callback(pipeline.subscribe(take.write))
        take.ends.callback(pipeline.watch(take.grab))
        _wait_for(lambda: pipeline.newest_frame().index > first.index + 50)  # type: ignore[union-attr]
        result = take.finish()
    finally:
        pipeline.stop()
    assert result.recorded.dropped == 0
    rows = pd.read_csv(tmp_path / "live.csv")
    per_frame = rows.groupby("frame").timestamp.first()
    assert len(per_frame) >= 45
    with VideoFile(tmp_path / "live.mp4") as video:
        shown = list(video)
    assert [one.pts_us / 1e6 for one in shown] == pytest.approx(per_frame.tolist(), abs=1e-3)
    for one, index in zip(shown, per_frame.index, strict=True):
        original = grabbed[int(index)].image.astype(np.float64)
        assert one.image.shape == original.shape
        # Neither mirrored nor painted on, and the right one: the noise of encoding is all.
        assert np.abs(one.image - original).mean() < 4.0


def test_what_the_encoder_has_no_time_for_is_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    write = VideoWriter.write

    def slow(writer: VideoWriter, picture: Image, pts_us: int) -> None:
        go.wait(20)
        write(writer, picture, pts_us)

    monkeypatch.setattr(VideoWriter, "write", slow)
    frames = [frame(i) for i in range(30)]
    take, footage = begin(tmp_path, room_bytes=10 * frames[0].image.nbytes)
    for one in frames:
        take.grab(one)
        take.write(record_of(one))
    assert footage.dropped in (19, 20)  # the encoder has one in hand, or has not begun
    assert take.progress().dropped == footage.dropped
    go.set()
    result = take.finish()
    assert result.recorded.dropped == footage.dropped
    session = read_session(tmp_path / "live.session.json")
    assert session.video is not None
    assert session.video.dropped == footage.dropped
    assert session.video.frames + session.video.dropped == session.counts.decoded == 30
    times = times_of_frames(tmp_path / "live.csv")
    assert set(np.round(times_in(tmp_path / "live.mp4"), 3)) <= set(np.round(times, 3))


def test_where_the_disk_is_full_the_video_ends_and_the_table_goes_on(tmp_path: Path) -> None:
    frames = [frame(i) for i in range(120)]
    take, _ = begin(tmp_path)
    with _file_limit(300_000):
        for one in frames:
            take.grab(one)
            take.write(record_of(one))
        result = take.finish()
    assert isinstance(result.error, OutputError)
    assert "cannot be written" in str(result.error)
    assert result.recorded.complete
    assert len(times_of_frames(tmp_path / "live.csv")) == 120
    assert result.recorded.video == tmp_path / "live.partial.mp4"
    kept = times_in(tmp_path / "live.partial.mp4")
    assert len(kept) >= 12
    assert kept == pytest.approx([i * 0.04 for i in range(len(kept))], abs=1e-3)
    session = read_session(tmp_path / "live.session.json")
    assert session.complete
    assert session.video is not None
    assert session.video.error == str(result.error)
    assert session.outputs == ("live.csv", "live.partial.mp4")


def test_a_recording_tells_how_it_is_doing(tmp_path: Path) -> None:
    frames = [frame(i) for i in range(60)]
    take, footage = begin(tmp_path)
    assert take.progress().bytes == 0
    for one in frames:
        take.grab(one)
        take.write(record_of(one))
    _wait_for(lambda: footage.bytes > 10_000)
    progress = take.progress()
    assert progress.bytes > footage.bytes > 0
    assert progress.free_bytes > 0
    assert progress.elapsed_s > 0
    take.finish()
    assert take.finish().recorded.video == tmp_path / "live.mp4"


def test_a_recording_without_a_frame_leaves_no_files(tmp_path: Path) -> None:
    take, _ = begin(tmp_path)
    result = take.finish()
    assert (result.recorded.path, result.recorded.video, result.error) == (None, None, None)
    assert list(tmp_path.iterdir()) == []


def test_no_two_recordings_have_one_name(tmp_path: Path) -> None:
    now = datetime(2026, 1, 31, 23, 59, 59)
    names = []
    for _ in range(3):
        path = free_path(tmp_path / "new", now)
        path.with_suffix(".session.json.part").touch()
        names.append(path.name)
    stem = "live-2026-01-31-235959"
    assert names == [f"{stem}.csv", f"{stem}-2.csv", f"{stem}-3.csv"]


def test_what_was_filmed_but_never_analysed_is_kept_and_told(tmp_path: Path) -> None:
    """The camera was pulled out, or the analysis is slow."""
    frames = [frame(i) for i in range(10)]
    take, _ = begin(tmp_path)
    for one in frames:
        take.grab(one)
    for one in frames[:6]:
        take.write(record_of(one))
    take.finish(settle_s=0.0)
    assert len(times_in(tmp_path / "live.mp4")) == 10
    rows = pd.read_csv(tmp_path / "live.csv")
    assert list(rows.frame) == list(range(10))
    assert list(rows.status) == ["no_face"] * 6 + ["dropped"] * 4


def test_the_end_waits_for_the_analysis_to_catch_up(tmp_path: Path) -> None:
    frames = [frame(i) for i in range(5)]
    take, _ = begin(tmp_path)
    for one in frames:
        take.grab(one)
    finisher = threading.Thread(target=take.finish, kwargs={"settle_s": 20.0})
    finisher.start()
    for one in frames:
        take.write(record_of(one))
    finisher.join(20)
    rows = pd.read_csv(tmp_path / "live.csv")
    assert list(rows.status) == ["no_face"] * 5


def _wait_for(condition: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


@contextmanager
def _file_limit(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="file size limits are a POSIX thing")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
