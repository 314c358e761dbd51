"""Broken files: every readable frame is kept, then one clear error; never a traceback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from engine.errors import SourceDamaged, SourceError
from engine.sources.video_file import VideoFile
from engine.types import Frame

from .conftest import NumberedVideo, number_of, numbered_pictures

GOP = {"g": "10", "x264-params": "keyint=10:scenecut=0"}
VP9 = {"g": "10", "deadline": "realtime", "cpu-used": "8"}
FRAMES = 120


def read(path: Path) -> tuple[list[Frame], SourceDamaged | None]:
    frames: list[Frame] = []
    with VideoFile(path) as source:
        try:
            for frame in source:
                frames.append(frame)  # noqa: PERF402 - those before an error stay
        except SourceDamaged as damage:
            return frames, damage
    return frames, None


@pytest.fixture(params=["sound.mp4", "sound.mkv"])
def sound(request: pytest.FixtureRequest, numbered_video: NumberedVideo) -> Path:
    return numbered_video(request.param, count=FRAMES, options=GOP)


@pytest.mark.parametrize("junk", ["zeros", "noise"])
def test_good_frames_after_the_damage_still_come(sound: Path, junk: str, tmp_path: Path) -> None:
    content = bytearray(sound.read_bytes())
    middle, length = len(content) // 2, len(content) // 20
    noise = random.Random(0).randbytes(length)
    content[middle : middle + length] = bytes(length) if junk == "zeros" else noise
    broken = tmp_path / sound.name
    broken.write_bytes(content)
    frames, damage = read(broken)
    numbers = [number_of(frame.image) for frame in frames]
    assert damage is not None
    assert "damaged after" in damage.what
    assert str(broken) in str(damage)
    first_lost = next(at for at, number in enumerate(numbers) if number != at)
    assert numbers[:20] == list(range(20))
    assert numbers[-20:] == list(range(FRAMES - 20, FRAMES))
    assert first_lost / 30 - 0.5 < float(damage.what.split("after ")[1].split()[0]) < 3
    assert np.all(np.diff([frame.pts_us for frame in frames]) > 0)


def test_frames_keep_their_own_times_after_the_damage(sound: Path, tmp_path: Path) -> None:
    with VideoFile(sound) as source:
        times = {number_of(frame.image): frame.pts_us for frame in source}
    content = bytearray(sound.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(2000)
    broken = tmp_path / sound.name
    broken.write_bytes(content)
    frames, _ = read(broken)
    last = frames[-20:]
    assert [frame.pts_us for frame in last] == [times[number_of(frame.image)] for frame in last]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("cut.mkv", {"options": GOP}),
        ("cut.avi", {"codec": "mjpeg", "pixel_format": "yuvj420p"}),
        ("cut.ts", {"options": GOP}),
        ("cut.webm", {"codec": "libvpx-vp9", "options": VP9}),
    ],
)
def test_a_file_that_breaks_off_gives_all_before(
    name: str, options: dict[str, object], numbered_video: NumberedVideo, tmp_path: Path
) -> None:
    whole = numbered_video("whole_" + name, count=FRAMES, **options)
    broken = tmp_path / name
    content = whole.read_bytes()
    broken.write_bytes(content[: len(content) * 6 // 10])
    frames, damage = read(broken)
    numbers = [number_of(frame.image) for frame in frames]
    good = len(numbers) - 1  # the last picture of a stream may be cut, and patched up
    assert good > FRAMES // 3
    assert numbers[:good] == list(range(good))
    # A WebM or MPEG stream that ends between two packets gives no sign of it; these do not.
    assert damage is not None
    assert "breaks off" in damage.what or "damaged after" in damage.what


@pytest.mark.parametrize("flags", ["faststart", "frag_keyframe+empty_moov"])
def test_a_cut_mp4_with_its_index_in_front_gives_all_before(flags: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole.mp4"
    with av.open(str(whole), "w", options={"movflags": flags}) as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.options = 160, 96, GOP
        for picture in numbered_pictures(FRAMES):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "bgr24")))
        container.mux(stream.encode(None))
    broken = tmp_path / "cut.mp4"
    content = whole.read_bytes()
    broken.write_bytes(content[: len(content) * 6 // 10])
    frames, damage = read(broken)
    numbers = [number_of(frame.image) for frame in frames]
    sure = len(numbers) - 4  # frames that are stored after ones they precede may be lost
    assert sure > FRAMES // 3
    assert numbers[:sure] == list(range(sure))
    assert damage is not None


def test_seeking_in_a_damaged_file_goes_to_the_right_time(sound: Path, tmp_path: Path) -> None:
    content = bytearray(sound.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(2000)
    broken = tmp_path / sound.name
    broken.write_bytes(content)
    with VideoFile(sound) as source:
        true_times = source.times()
    with VideoFile(broken) as source:
        times = source.times()
        for index in (*range(0, 20, 3), *range(len(times) - 20, len(times), 3)):
            frame = source.seek(index)
            assert frame.pts_us == times[index]
            assert true_times[number_of(frame.image)] == frame.pts_us


def test_a_video_cut_between_key_frames_is_not_damaged(
    numbered_video: NumberedVideo, tmp_path: Path
) -> None:
    whole = numbered_video(
        "open.h264", options={"x264-params": "keyint=10:open-gop=1:bframes=3:scenecut=0"}
    ).read_bytes()
    start = b"\x00\x00\x00\x01"
    # Raw H.264 begins each key frame with its parameters (type 7), so it can be cut there.
    keys = [at for at in _all(whole, start) if whole[at + 4] & 0x1F == 7]
    assert len(keys) > 3
    cut = tmp_path / "cut.h264"
    cut.write_bytes(whole[keys[2] :])
    frames, damage = read(cut)
    assert damage is None
    numbers = [number_of(frame.image) for frame in frames]
    assert numbers == list(range(numbers[0], 60))


def _all(content: bytes, part: bytes) -> list[int]:
    found = [content.find(part)]
    while found[-1] >= 0:
        found.append(content.find(part, found[-1] + 1))
    return found[:-1]


def _no_index(whole: bytes) -> bytes:
    return whole[: whole.rfind(b"moov") - 100]


def _no_pictures(whole: bytes) -> bytes:
    start, end = whole.find(b"mdat") + 4, whole.rfind(b"moov") - 4
    return whole[:start] + bytes(end - start) + whole[end:]


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda _: b"", "the file is empty"),
        (lambda _: b"Dear diary,\n" * 99, "is not a video"),
        (lambda _: random.Random(0).randbytes(9999), "is not a video"),
        (_no_index, "incomplete"),
        (_no_pictures, "no frame that can be decoded"),
    ],
)
@pytest.mark.parametrize("suffix", [".mp4", ".txt"])
def test_files_without_any_frame_say_what_is_wrong(
    spoil: Callable[[bytes], bytes],
    what: str,
    suffix: str,
    numbered_video: NumberedVideo,
    tmp_path: Path,
) -> None:
    whole = numbered_video("sound.mp4", count=FRAMES, options=GOP).read_bytes()
    path = tmp_path / f"bad{suffix}"
    path.write_bytes(spoil(whole))
    with pytest.raises(SourceError, match=what) as caught:
        VideoFile(path)
    assert caught.value.subject == str(path)
    assert caught.value.hint


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        stream.layout = "mono"
        tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        tone.rate = 44100
        container.mux(stream.encode(tone))
        container.mux(stream.encode(None))
    with pytest.raises(SourceError, match="sound only"):
        VideoFile(path)


def test_names_that_lead_nowhere(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        VideoFile(tmp_path / "missing.mp4")
    with pytest.raises(SourceError, match="folder"):
        VideoFile(tmp_path)
    with pytest.raises(SourceError, match="not a regular file"):
        VideoFile(os.devnull)
    with pytest.raises(SourceError, match="cannot be read"):
        VideoFile("a\0b.mp4")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_a_file_that_may_not_be_read(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.mp4"
    path.write_bytes(sound.read_bytes())
    path.chmod(0)
    with pytest.raises(SourceError, match="may not be read"):
        VideoFile(path)


def test_a_forbidden_file_is_told_from_a_missing_one(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(SourceError, match="may not be read"):
        VideoFile(sound)


def test_nothing_is_printed_about_damage(sound: Path, tmp_path: Path, repo_root: Path) -> None:
    content = bytearray(sound.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(2000)
    broken = tmp_path / sound.name
    broken.write_bytes(content)
    code = (
        "import sys\n"
        "from engine.errors import SourceDamaged\n"
        "from engine.sources.video_file import VideoFile\n"
        "try:\n"
        "    print(sum(1 for _ in VideoFile(sys.argv[1])))\n"
        "except SourceDamaged:\n"
        "    print('damaged')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(broken)],
        capture_output=True,
        text=True,
        cwd=repo_root,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("damaged\n", "")
