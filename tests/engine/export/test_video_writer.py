"""Videos that can be played whatever happens to the process that writes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import OutputError, SourceDamaged
from engine.export.video_writer import VideoWriter
from engine.sources.video_file import VideoFile
from engine.types import Image

_WRITES_UNTIL_IT_IS_KILLED = """
import sys
from pathlib import Path
import numpy as np
from engine.export.video_writer import VideoWriter

ramp = np.add.outer(np.arange(180), np.arange(320)) % 256
with VideoWriter(Path(sys.argv[1]), live=True) as video:
    for index in range(100_000):
        picture = np.repeat((ramp + index).astype(np.uint8)[:, :, None], 3, axis=2)
        video.write(picture, index * 33_367)
        print(index, flush=True)
"""


def picture(index: int) -> Image:
    """Something else each time, of which little can be told from the one before."""
    noise = np.random.default_rng(index).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    return np.asarray(cv2.blur(noise, (5, 5)), dtype=np.uint8)


def times_in(path: Path) -> list[int]:
    """Times of all frames that can be read, in microseconds."""
    times: list[int] = []
    with VideoFile(path) as video, suppress(SourceDamaged):  # raised after the last frame
        for frame in video:
            times.append(frame.pts_us)  # noqa: PERF401 - a list of its own would be lost
    return times


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="file size limits are a POSIX thing")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(gaps=st.lists(st.integers(1_000, 2_000_000), min_size=1, max_size=40), live=st.booleans())
def test_every_frame_has_its_time(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], live: bool
) -> None:
    path = tmp_path_factory.mktemp("video") / "a.mp4"
    times = np.cumsum([7_000_000, *gaps]).tolist()
    with VideoWriter(path, live=live) as video:
        for index, time in enumerate(times):
            video.write(picture(index), time)
    assert video.kept == path
    read = times_in(path)
    np.testing.assert_allclose(read, np.array(times) - times[0], atol=20)


def test_a_finished_live_video_is_a_plain_file_with_one_index(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", live=True) as video:
        for index in range(70):
            video.write(picture(index), index * 40_000)
        assert video.codec in av.codecs_available
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert b"moof" not in _boxes(tmp_path / "a.mp4")
    with VideoFile(tmp_path / "a.mp4") as read:
        assert read.info.frames == 70
        assert (read.info.width, read.info.height) == (320, 180)


def test_colours_come_back(tmp_path: Path) -> None:
    colours = [(0, 0, 255), (0, 255, 0), (255, 0, 0), (30, 90, 200), (128, 128, 128)]
    flag = np.repeat(np.array([colours], dtype=np.uint8), 64, axis=1).repeat(720, axis=0)
    with VideoWriter(tmp_path / "a.mp4", live=True) as video:
        video.write(flag, 0)
    with VideoFile(tmp_path / "a.mp4") as read:
        shown = next(iter(read)).image
    for number, colour in enumerate(colours):
        assert shown[360, number * 64 + 32] == pytest.approx(colour, abs=5)
    with av.open(str(tmp_path / "a.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_range) == (6, 1)  # BT.601, limited


def test_a_killed_process_leaves_a_video_that_can_be_played(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITES_UNTIL_IT_IS_KILLED, str(tmp_path / "a.mp4")]
    written = -1
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            written = int(line)
            if written == 150:
                process.kill()
                break
    assert process.returncode != 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.partial.mp4"]
    times = times_in(tmp_path / "a.partial.mp4")
    assert len(times) >= 150 - 30  # all but the last second
    np.testing.assert_allclose(times, np.arange(len(times)) * 33_367, atol=20)


@pytest.mark.parametrize("short_of_end", [0.5, 0.02, 0.0])
def test_a_full_disk_leaves_a_video_that_can_be_played(tmp_path: Path, short_of_end: float) -> None:
    _write(VideoWriter(tmp_path / "whole.mp4", live=True), 100)
    size = round((tmp_path / "whole.mp4").stat().st_size * (1 - short_of_end)) - 1
    video = VideoWriter(tmp_path / "a.mp4", live=True)
    with file_limit(size), pytest.raises(OutputError, match="cannot be written"):
        _write(video, 100)
    assert video.kept == tmp_path / "a.partial.mp4"
    expected = (1 - short_of_end) * 100 - 15  # a piece is half a second
    assert len(times_in(video.kept)) >= expected
    assert not (tmp_path / "a.mp4").exists()


def test_where_there_is_no_encoder_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(av, "codecs_available", frozenset())
    video = VideoWriter(tmp_path / "a.mp4", live=True)
    with pytest.raises(OutputError, match=r"neither H\.264 nor MPEG-4"), video:
        video.write(picture(0), 0)
    assert video.kept is None
    assert list(tmp_path.iterdir()) == []


def test_mpeg4_serves_where_h264_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(av, "codecs_available", frozenset({"mpeg4"}))
    with VideoWriter(tmp_path / "a.mp4", live=True) as video:
        for index in range(40):
            video.write(picture(index), index * 40_000)
        assert video.codec == "mpeg4"
    assert times_in(tmp_path / "a.mp4") == pytest.approx([i * 40_000 for i in range(40)], abs=20)


def test_pictures_of_another_size_are_scaled(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", live=True) as video:
        video.write(picture(0), 0)
        video.write(np.asarray(cv2.resize(picture(1), (640, 360)), dtype=np.uint8), 40_000)
    with VideoFile(tmp_path / "a.mp4") as read:
        assert {frame.image.shape for frame in read} == {(180, 320, 3)}


def _write(video: VideoWriter, count: int) -> None:
    with video:
        for index in range(count):
            video.write(picture(index), index * 40_000)


def _boxes(path: Path) -> list[bytes]:
    """Names of the file's outermost boxes."""
    data, at, names = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at + 8 : at + 16], "big") if length == 1 else length
    return names
