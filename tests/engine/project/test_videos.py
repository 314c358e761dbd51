"""Finding a project's videos again, and not taking others for them."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from engine.errors import SourceError
from engine.project.errors import VideoChanged, VideoMissing
from engine.project.store import Project
from engine.project.values import Video
from engine.project.videos import VideoState, find, full_hash, quick_hash, state_of


def test_a_video_is_known_by_a_relative_path(tmp_path: Path, clip: Path) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    with Project.create(folder / "p.mien") as project:
        video = project.add_video(clip)
        assert video.path == "../clip.mp4"
        assert project.find_video(video) == clip
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (folder).rename(moved / "projects")
    clip.rename(moved / "clip.mp4")
    with Project.open(moved / "projects" / "p.mien") as again:
        assert again.find_video(again.videos()[0]) == moved / "clip.mp4"


def test_the_same_content_is_one_video(project: Project, video: Video, clip: Path) -> None:
    copy = clip.with_name("copy.mp4")
    copy.write_bytes(clip.read_bytes())
    assert project.add_video(copy) == video
    clip.unlink()
    moved = project.add_video(copy)
    assert (moved.id, moved.path) == (video.id, "copy.mp4")
    assert len(project.videos()) == 1


def test_a_missing_video_says_so_and_can_be_located(
    project: Project, video: Video, clip: Path, tmp_path: Path
) -> None:
    there = tmp_path / "sub"
    there.mkdir()
    clip.rename(there / "other name.mp4")
    assert state_of(video, project.folder) is VideoState.MISSING
    with pytest.raises(VideoMissing, match="Locate it"):
        project.find_video(video)
    located = project.locate_video(video, there / "other name.mp4")
    assert project.find_video(located) == there / "other name.mp4"


def test_a_video_is_found_in_other_folders_by_content(
    video: Video, clip: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    clip.rename(there / clip.name)
    clip.write_bytes(b"a decoy")
    assert find(video, tmp_path, [there]) == there / clip.name


@pytest.mark.parametrize("change", ["truncated", "head", "middle", "tail", "longer"])
def test_changed_videos_are_noticed(
    project: Project, video: Video, clip: Path, change: str
) -> None:
    data = bytearray(clip.read_bytes())
    if change == "truncated":
        del data[-1000:]
    elif change == "longer":
        data += b"more"
    else:
        at = {"head": 10, "middle": len(data) // 2, "tail": len(data) - 10}[change]
        data[at : at + 100_000] = bytes(len(data[at : at + 100_000]))
    clip.write_bytes(data)
    state = VideoState.TRUNCATED if change == "truncated" else VideoState.REPLACED
    assert state_of(video, project.folder) is state
    with pytest.raises(VideoChanged):
        project.find_video(video)
    with pytest.raises(VideoChanged):
        project.locate_video(video, clip)


@pytest.mark.parametrize("size", [0, 1, 5000, 3_000_000])
def test_hashes_of_files_of_all_sizes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x"
    path.write_bytes(bytes(i % 251 for i in range(size)))
    assert quick_hash(path)[0] == size
    seen: list[int] = []
    found = full_hash(path, progress=lambda done, total: seen.append(done))
    assert found == hashlib.sha256(path.read_bytes()).hexdigest()
    assert seen == sorted(seen)
    assert not size or seen[-1] == size


def test_hashing_can_be_stopped(clip: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert full_hash(clip, stop=stop) is None


def test_an_unreadable_video_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        quick_hash(tmp_path / "none.mp4")
    with pytest.raises(SourceError, match="cannot be read"):
        full_hash(tmp_path)
