"""Which files to read: from what a person names to sources that are open."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import SourceError
from engine.sources.base import FrameSource
from engine.sources.container import check_file, starts_a_video
from engine.sources.video_file import VideoFile

# fmt: off
VIDEO_SUFFIXES = frozenset({
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".gif", ".mpg", ".mpeg", ".mts", ".m2ts",
    ".ts", ".wmv", ".flv", ".ogv", ".3gp",
})
IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".bmp", ".tif", ".tiff"})
# fmt: on


def expand(inputs: Sequence[str]) -> list[Path]:
    """The files that inputs stand for, each once.

    A file stands for itself, whatever its name. A folder stands for the videos and photos in it
    and below, by their suffix, hidden ones left out. Anything else is a glob pattern (`**`
    descends); one that matches nothing is kept as it is, so that opening it tells. What one input
    stands for is sorted; the order of the inputs is kept.
    """
    found: dict[Path, Path] = {}
    for text in inputs:
        for path in _matches(text):
            found.setdefault(path.resolve(), path)
    return list(found.values())


def open_path(path: Path | str) -> FrameSource:
    """Open a video or photo, by its content where the name lies.

    Raises:
        SourceError: it cannot be read, or is neither.
    """
    path = Path(path)
    if starts_a_video(check_file(path)):
        return VideoFile(path)
    from engine.sources.picture import Picture, is_picture  # loads Pillow

    if is_picture(path):
        return Picture(path)
    try:
        return VideoFile(path)
    except SourceError:
        if path.suffix.lower() in IMAGE_SUFFIXES:
            return Picture(path)  # fails too, but speaks of photos
        raise


def _matches(text: str) -> Iterator[Path]:
    path = Path(text).expanduser()
    if path.is_dir():
        yield from _media_below(path)
    elif path.exists() or not glob.has_magic(text):
        yield path
    else:
        matches = [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
        for match in matches:
            if match.is_dir():
                yield from _media_below(match)
            else:
                yield match
        if not matches:
            yield path


def _media_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in VIDEO_SUFFIXES | IMAGE_SUFFIXES and not hidden and path.is_file():
            yield path
