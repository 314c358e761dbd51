"""A file played as a camera: in time, nothing lost, over and over where wanted."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.errors import SourceDamaged
from engine.sources.paced import Paced
from engine.sources.picture import Picture
from engine.sources.video_file import VideoFile
from engine.types import Image

from .conftest import NumberedVideo, number_of

TIMES = [0, 20_000, 90_000, 110_000, 200_000, 220_000]

#: What rounding may take from a wait, in nanoseconds.
SLACK_NS = 1_000_000


@pytest.fixture
def clip(numbered_video: NumberedVideo) -> Path:
    return numbered_video("paced.mp4", count=6, times_us=TIMES)


def test_frames_come_when_they_are_due_and_not_before(clip: Path) -> None:
    begin = time.monotonic_ns()
    with Paced(lambda: VideoFile(clip)) as source:
        frames = list(source)
    assert [frame.pts_us for frame in frames] == TIMES
    assert [number_of(frame.image) for frame in frames] == list(range(6))
    for frame in frames:
        assert frame.taken_ns - begin >= frame.pts_us * 1000 - SLACK_NS


def test_a_late_reader_loses_nothing(clip: Path) -> None:
    frames = []
    with Paced(VideoFile(clip)) as source:
        for frame in source:
            frames.append(frame)
            time.sleep(0.06)
    assert [number_of(frame.image) for frame in frames] == list(range(6))


def test_another_rate_replaces_the_times(clip: Path) -> None:
    with Paced(VideoFile(clip), fps=50) as source:
        assert source.info.fps == 50
        assert source.info.variable is False
        assert [frame.pts_us for frame in source] == [20_000 * i for i in range(6)]


@pytest.mark.parametrize("fps", [None, 100.0])
def test_a_loop_counts_and_times_through(clip: Path, fps: float | None) -> None:
    frames = []
    with Paced(lambda: VideoFile(clip), fps=fps, loop=True) as source:
        for frame in source:
            frames.append(frame)
            if len(frames) == 14:
                break
    assert [frame.index for frame in frames] == list(range(14))
    assert [number_of(frame.image) for frame in frames] == [i % 6 for i in range(14)]
    times = np.array([frame.pts_us for frame in frames])
    assert np.all(np.diff(times) > 0)
    if fps is None:
        assert times[:6].tolist() == TIMES
        assert (times[6:12] - times[6]).tolist() == TIMES
    else:
        assert times.tolist() == [10_000 * i for i in range(14)]


@pytest.mark.parametrize(("fps", "interval_us"), [(200.0, 5_000), (None, 40_000)])
def test_a_loop_over_one_photo_goes_on(
    fps: float | None, interval_us: int, tmp_path: Path, astronaut: Image
) -> None:
    path = tmp_path / "face.png"
    Pillow.fromarray(np.ascontiguousarray(astronaut[:, :, ::-1])).save(path)
    with Paced(lambda: Picture(path), fps=fps, loop=True) as source:
        frames = [frame for frame, _ in zip(source, range(4), strict=False)]
    assert [frame.pts_us for frame in frames] == [interval_us * i for i in range(4)]


def test_closing_ends_a_wait(numbered_video: NumberedVideo) -> None:
    path = numbered_video("slow.mp4", count=2, times_us=[0, 60_000_000])
    source = Paced(VideoFile(path))
    first = threading.Event()
    seen: list[int] = []

    def read() -> None:
        for frame in source:
            seen.append(frame.index)
            first.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert first.wait(10)
    source.close()
    reader.join(10)
    assert not reader.is_alive()
    assert seen == [0]


def test_damage_comes_through(numbered_video: NumberedVideo, tmp_path: Path) -> None:
    content = numbered_video("cut_paced.mkv", count=90).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(content[: len(content) // 2])
    seen: list[int] = []
    with Paced(VideoFile(path), fps=1000) as source, pytest.raises(SourceDamaged):
        seen.extend(frame.index for frame in source)
    assert seen == list(range(len(seen)))
    assert len(seen) > 20


def test_wrong_wishes_are_refused(clip: Path) -> None:
    with VideoFile(clip) as video, pytest.raises(ValueError, match="loop"):
        Paced(video, loop=True)
    with VideoFile(clip) as video, pytest.raises(ValueError, match="fps"):
        Paced(video, fps=0)


def test_after_a_long_sleep_time_starts_afresh(numbered_video: NumberedVideo) -> None:
    path = numbered_video("sleep.mp4", count=6, times_us=[100_000 * i for i in range(6)])
    taken = []
    with Paced(VideoFile(path)) as source:
        for frame in source:
            taken.append(frame.taken_ns)
            if frame.index == 0:
                time.sleep(1.3)
                awake = time.monotonic_ns()
    # The first frame after the sleep comes at once; the others keep their distance from it.
    for place, stamp in enumerate(taken[1:]):
        assert stamp - awake >= place * 100_000_000 - SLACK_NS
