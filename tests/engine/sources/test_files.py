"""From what a person names to sources that are open."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.errors import SourceError
from engine.sources.files import expand, open_path
from engine.sources.picture import Picture
from engine.sources.video_file import VideoFile

from .conftest import NumberedVideo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.mp4", "a.MOV", "sub/c.png", "sub/deep/d.gif", "notes.txt", ".hidden.mp4"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_stands_for_the_media_below_it(folder: Path) -> None:
    found = expand([str(folder)])
    assert names(found, folder) == ["a.MOV", "b.mp4", "sub/c.png", "sub/deep/d.gif"]


def test_globs_are_sorted_and_descend(folder: Path) -> None:
    assert names(expand([str(folder / "*.m*")]), folder) == ["b.mp4"]
    assert names(expand([str(folder / "**" / "*.?[ni]*")]), folder) == [
        "sub/c.png",
        "sub/deep/d.gif",
    ]
    assert names(expand([str(folder / "s*")]), folder) == ["sub/c.png", "sub/deep/d.gif"]


def test_a_file_stands_for_itself_whatever_its_name(folder: Path) -> None:
    odd = folder / "take [1].mp4"
    odd.write_bytes(b"x")
    assert expand([str(odd), str(folder / "notes.txt")]) == [odd, folder / "notes.txt"]


def test_each_file_comes_once_in_the_order_it_was_named(folder: Path) -> None:
    last = folder / "sub" / "c.png"
    found = expand([str(last), str(folder), os.path.relpath(last), str(folder / "*")])
    assert names(found, folder)[:2] == ["sub/c.png", "a.MOV"]
    assert len(found) == len(set(found)) == 5  # with notes.txt, which the last pattern names


def test_names_and_patterns_that_match_nothing_are_kept_to_be_reported(folder: Path) -> None:
    missing, pattern = folder / "missing.mp4", folder / "none*.mp4"
    assert expand([str(missing), str(pattern)]) == [missing, pattern]
    with pytest.raises(SourceError, match="no such file"):
        open_path(missing)


def test_home_is_understood(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert names(expand(["~/b.mp4", "~/*.MOV"]), folder) == ["b.mp4", "a.MOV"]


def test_content_decides_where_the_name_lies(numbered_video: NumberedVideo, tmp_path: Path) -> None:
    video, photo = tmp_path / "video.png", tmp_path / "photo.mp4"
    shutil.copy(numbered_video("short.mp4", count=3), video)
    Pillow.fromarray(np.zeros((8, 8, 3), np.uint8)).save(photo, format="PNG")
    with open_path(video) as source:
        assert isinstance(source, VideoFile)
        assert len(list(source)) == 3
    with open_path(photo) as source:
        assert isinstance(source, Picture)


@pytest.mark.parametrize(("name", "kind"), [("notes.jpg", "photo"), ("notes.mp4", "video")])
def test_what_is_neither_is_told_in_the_words_of_its_name(
    name: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text("Dear diary")
    with pytest.raises(SourceError, match=f"is not a {kind}"):
        open_path(path)


def test_a_gif_moves(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    pictures = [Pillow.new("RGB", (32, 24), (40 * i, 0, 0)) for i in range(5)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=80)
    with open_path(path) as source:
        frames = list(source)
    assert [frame.pts_us for frame in frames] == [80_000 * i for i in range(5)]
    assert [int(frame.image[0, 0, 2]) for frame in frames] == [40 * i for i in range(5)]


def test_photos_that_would_be_shown_in_pieces_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(999))
    with pytest.raises(SourceError, match="HEIC"):
        open_path(path)
