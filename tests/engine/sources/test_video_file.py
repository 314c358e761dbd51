"""Video files: every frame, its own time, any frame exactly."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.sources.base import SourceKind
from engine.sources.video_file import VideoFile
from engine.types import Image

from .conftest import NumberedVideo, number_of, numbered_pictures, uneven_times

GOP = {"g": "12"}

#: Containers and codecs that reorder, round or miss timestamps, each in its own way.
KINDS: dict[str, dict[str, Any]] = {
    "even.mp4": {"options": GOP},
    "uneven.mp4": {"options": GOP, "times_us": uneven_times(60)},
    "uneven.mkv": {"options": GOP, "times_us": uneven_times(60)},
    "uneven.ts": {"options": GOP, "times_us": uneven_times(60)},
    "one_key.mp4": {"options": {"g": "999"}, "times_us": uneven_times(60)},
    "open_gop.mkv": {"options": {"x264-params": "keyint=12:open-gop=1:bframes=3"}},
    "refresh.mp4": {"options": {"x264-params": "keyint=12:intra-refresh=1"}},
    "hevc10.mp4": {
        "codec": "libx265",
        "pixel_format": "yuv420p10le",
        "options": {"x265-params": "log-level=none:keyint=12", "preset": "ultrafast"},
    },
    "vp9.webm": {
        "codec": "libvpx-vp9",
        "options": {"g": "12", "deadline": "realtime", "cpu-used": "8"},
        "times_us": uneven_times(60),
    },
    "vp8.webm": {
        "codec": "libvpx",
        "options": {
            "g": "12",
            "deadline": "realtime",
            "lag-in-frames": "9",
            "cpu-used": "8",
            "auto-alt-ref": "1",
        },
    },
    "mpeg4.avi": {"codec": "mpeg4"},
    "mjpeg.avi": {"codec": "mjpeg", "pixel_format": "yuvj420p"},
    "h264.avi": {"options": GOP},  # no presentation times
    "raw.h264": {"options": GOP},  # no times at all
}


@pytest.fixture(params=sorted(KINDS))
def video(request: pytest.FixtureRequest, numbered_video: NumberedVideo) -> Path:
    return numbered_video(request.param, **KINDS[request.param])


def test_every_frame_comes_once_in_order(video: Path) -> None:
    with VideoFile(video) as source:
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == list(range(60))
    assert [frame.index for frame in frames] == list(range(60))
    assert all(not frame.image.flags.writeable for frame in frames)
    assert all(frame.image.flags.c_contiguous for frame in frames)


def test_times_are_those_of_the_frames(video: Path) -> None:
    with VideoFile(video) as source:
        times = source.times()
        assert times.dtype == np.int64
        assert times.tolist() == [frame.pts_us for frame in source]
    assert np.all(np.diff(times) > 0)


def test_seeking_is_exact_and_iteration_goes_on_from_there(video: Path) -> None:
    with VideoFile(video) as source:
        expected = list(source)
    chance = random.Random(3)
    with VideoFile(video) as source:
        for _ in range(40):
            wanted = chance.randrange(60)
            found = source.seek(wanted)
            assert (found.index, found.pts_us) == (wanted, expected[wanted].pts_us)
            assert np.array_equal(found.image, expected[wanted].image)
            following = next(iter(source), None)
            assert (following is None) == (wanted == 59)
            assert following is None or number_of(following.image) == wanted + 1


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.mkv", "vp9.webm"])
def test_uneven_times_are_the_containers_own(name: str, numbered_video: NumberedVideo) -> None:
    with VideoFile(numbered_video(name, **KINDS[name])) as source:
        assert source.info.variable is None
        assert source.times().tolist() == KINDS[name]["times_us"]
        assert source.info.variable
        assert source.info.frames == 60


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.integers(1, 2_000_000), min_size=1, max_size=12))
def test_any_rising_times_survive(
    steps: list[int], tmp_path: Path, write_video: Callable[..., Path]
) -> None:
    times = np.cumsum([0, *steps]).tolist()
    path = write_video(tmp_path / "any.mp4", numbered_pictures(len(times)), times_us=times)
    with VideoFile(path) as source:
        found = [frame.pts_us for frame in source]
        assert source.times().tolist() == found
    # The container's clock may be coarser than microseconds, never by more than its own tick.
    tick = float(Fraction(source.info.time_base)) * 1e6
    assert np.abs(np.array(found) - times).max() <= tick


def test_seeking_past_the_end_says_so(numbered_video: NumberedVideo) -> None:
    with VideoFile(numbered_video("even.mp4", **KINDS["even.mp4"])) as source:
        for wrong in (60, 999, -1):
            with pytest.raises(IndexError):
                source.seek(wrong)
        assert source.seek(59).index == 59


def test_info_tells_what_the_container_says(numbered_video: NumberedVideo) -> None:
    path = numbered_video("even.mp4", **KINDS["even.mp4"])
    with VideoFile(path) as source:
        info = source.info
        assert (info.kind, info.name, info.path) == (SourceKind.VIDEO, "even.mp4", path)
        assert (info.width, info.height, info.codec) == (160, 96, "h264")
        assert (info.fps, info.frames, info.duration_us) == (30.0, 60, 2_000_000)
        assert (info.rotation, info.pixel_format, info.start_us) == (0, "yuv420p", 0)
        list(source)
        assert source.info.variable is False


def test_one_frame_is_a_video(numbered_video: NumberedVideo) -> None:
    with VideoFile(numbered_video("single.mp4", count=1)) as source:
        assert [frame.index for frame in source] == [0]
        assert source.times().tolist() == [0]
        assert source.seek(0).pts_us == 0
        assert source.info.variable is False


def test_listing_times_tells_progress_and_can_be_stopped(numbered_video: NumberedVideo) -> None:
    path = numbered_video("long.avi", count=900, codec="mjpeg", pixel_format="yuvj420p")
    shares: list[float] = []
    stop = threading.Event()
    stop.set()
    with VideoFile(path) as source:
        assert source.times(stop=stop).size == 0
        assert source.times(shares.append).size == 900
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1


def test_a_closed_file_gives_no_more_frames(numbered_video: NumberedVideo) -> None:
    source = VideoFile(numbered_video("even.mp4", **KINDS["even.mp4"]))
    next(iter(source))
    source.close()
    source.close()
    assert list(source) == []
    assert source.info.width == 160


@pytest.mark.parametrize("size", [(33, 17), (321, 181), (100, 50), (1, 1)])
def test_odd_sizes(size: tuple[int, int], tmp_path: Path, write_video: Callable[..., Path]) -> None:
    width, height = size
    picture = np.full((height, width, 3), (40, 90, 200), np.uint8)
    path = write_video(tmp_path / "odd.avi", [picture] * 3, codec="ffv1", pixel_format="yuv444p")
    with VideoFile(path) as source:
        frames = list(source)
    assert len(frames) == 3
    assert frames[0].image.shape == (height, width, 3)
    assert np.abs(frames[0].image.astype(int) - picture).max() <= 3


COLOURS = [(0, 0, 0), (255, 255, 255), (30, 80, 200), (180, 60, 40), (120, 150, 220)]

#: Colour matrix as (red's and blue's share of luma, FFmpeg's number), and range (1 limited).
MATRICES = {"bt601": (0.299, 0.114, 5), "bt709": (0.2126, 0.0722, 1), "bt2020": (0.2627, 0.0593, 9)}


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", sorted(MATRICES))
def test_colours_are_right_for_every_matrix_and_range(
    matrix: str, full_range: bool, tmp_path: Path
) -> None:
    red, blue, code = MATRICES[matrix]
    planes = _yuv(COLOURS, red, blue, full_range)
    path = tmp_path / "colours.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.height, stream.width = planes.shape[1:]
        stream.pix_fmt = "yuv444p"
        stream.codec_context.color_range = 2 if full_range else 1
        stream.codec_context.colorspace = code
        frame = av.VideoFrame.from_ndarray(planes, "yuv444p")
        frame.color_range, frame.colorspace = 2 if full_range else 1, code
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with VideoFile(path) as source:
        picture = next(iter(source)).image
    seen = picture[8, 8::16].astype(int)
    assert np.abs(seen - np.array(COLOURS)).max() <= 3


def _yuv(colours: list[tuple[int, int, int]], red: float, blue: float, full: bool) -> Image:
    """Patches of 16x16 pixels in BGR, as three planes by the textbook's formula."""
    bgr = np.repeat(np.repeat(np.array([colours]) / 255.0, 16, axis=1), 16, axis=0)
    b, g, r = np.moveaxis(bgr, 2, 0)
    y = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - y) / (2 - 2 * blue), (r - y) / (2 - 2 * red)
    scales = (255, 255, 255) if full else (219, 224, 224)
    offsets = (0, 128, 128) if full else (16, 128, 128)
    planes = [o + s * p for o, s, p in zip(offsets, scales, (y, u, v), strict=True)]
    return np.clip(np.round(planes), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_pictures_stand_upright(degrees: int, mirror: bool, suffix: str, tmp_path: Path) -> None:
    stored = np.zeros((32, 64, 3), np.uint8)
    stored[:16, :32], stored[:16, 32:], stored[16:, :32] = (200, 0, 0), (0, 200, 0), (0, 0, 200)
    path = tmp_path / f"turned{suffix}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        stream.options = {"qp": "1"}
        # FFmpeg counts anticlockwise, and mirrors after turning.
        stream.set_display_rotation(-degrees, hflip=mirror)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(stored, "bgr24")))
        container.mux(stream.encode(None))
    expected = np.rot90(stored, -degrees // 90)
    expected = expected[:, ::-1] if mirror else expected
    with VideoFile(path) as source:
        picture = next(iter(source)).image
        info = source.info
    assert picture.shape == expected.shape == (info.height, info.width, 3)
    inner = np.abs(picture.astype(int) - expected)[4:12, 4:12]
    corners = np.abs(picture.astype(int) - expected)[::-1, ::-1][4:12, 4:12]
    assert max(inner.max(), corners.max()) < 30
    assert info.rotation == degrees or mirror


def test_pixels_become_square(tmp_path: Path) -> None:
    path = tmp_path / "anamorphic.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 72, 64, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 12)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 72, 3), np.uint8))))
        container.mux(stream.encode(None))
    with VideoFile(path) as source:
        assert next(iter(source)).image.shape == (64, 96, 3)
        assert (source.info.width, source.info.height) == (96, 64)


def test_the_size_stays_when_the_video_changes_it_midway(
    tmp_path: Path, write_video: Callable[..., Path]
) -> None:
    parts = [
        write_video(tmp_path / f"{width}.ts", numbered_pictures(10, width, 96))
        for width in (160, 320)
    ]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    with VideoFile(joined) as source:
        frames = list(source)
    assert {frame.image.shape for frame in frames} == {(96, 160, 3)}
    assert len(frames) == 20
    assert np.all(np.diff([frame.pts_us for frame in frames]) > 0)
