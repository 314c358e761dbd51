"""Which video a project means: where it lies, and whether it still is the same.

Identity of a video's content, from cheap to certain:

* `bytes`: its size.
* `quick_hash`: SHA-256 over the size (8 bytes, little-endian), the first MiB, the last MiB and 64
  blocks of 4 KiB spread evenly over the file. Takes milliseconds, finds other files, truncated
  ones and most re-encoded ones. It does not see a change of single bytes between the blocks.
* `sha256`: SHA-256 of every byte. Takes a second or so a GiB, so it is computed in the background.
  Where two projects both know it, it alone decides whether they speak of the same video.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from engine.errors import SourceError
from engine.project.errors import VideoChanged, VideoMissing
from engine.project.values import Video

_END: Final = 1 << 20
_BLOCK: Final = 4096
_BLOCKS: Final = 64
_STEP: Final = 1 << 20


class VideoState(StrEnum):
    """What lies where the project expects a video.

    SAME: size and quick hash fit. MISSING: nothing. TRUNCATED: a shorter file. REPLACED: another.
    """

    SAME = "same"
    MISSING = "missing"
    TRUNCATED = "truncated"
    REPLACED = "replaced"


def quick_hash(path: Path) -> tuple[int, str]:
    """Size in bytes and quick hash of a file.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest = hashlib.sha256(size.to_bytes(8, "little"))
            digest.update(file.read(_END))
            for i in range(_BLOCKS):
                file.seek(size * (i + 1) // (_BLOCKS + 1))
                digest.update(file.read(_BLOCK))
            file.seek(max(size - _END, 0))
            digest.update(file.read(_END))
    except OSError as error:
        raise _unreadable(path, error) from error
    return size, digest.hexdigest()


def full_hash(
    path: Path,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> str | None:
    """SHA-256 of a whole file, for a background thread; None when `stop` was set.

    progress: called with bytes read and bytes in all, after every MiB.

    Raises:
        SourceError: it cannot be read.
    """
    digest, done = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            while block := file.read(_STEP):
                if stop is not None and stop.is_set():
                    return None
                digest.update(block)
                done += len(block)
                if progress is not None:
                    progress(done, size)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def relative_path(video: Path, folder: Path) -> str:
    """How a project in `folder` refers to a video: with `/`, relative where there is a way."""
    video = video.absolute()
    try:
        return Path(os.path.relpath(video, folder.absolute())).as_posix()
    except ValueError:  # another drive of Windows
        return video.as_posix()


def place_of(video: Video, folder: Path) -> Path:
    """Where the project in `folder` expects a video."""
    return Path(os.path.normpath(folder / PurePosixPath(video.path)))


def same_content(a: Video, b: Video) -> bool:
    """Whether two projects speak of the same video, as far as both know."""
    if a.sha256 and b.sha256:
        return a.sha256 == b.sha256
    return (a.bytes, a.quick_hash) == (b.bytes, b.quick_hash)


def state_of(video: Video, folder: Path) -> VideoState:
    """What lies where the video is expected; reads about 2 MiB."""
    path = place_of(video, folder)
    if not path.is_file():
        return VideoState.MISSING
    return _compare(video, path)


def _compare(video: Video, path: Path) -> VideoState:
    size, quick = quick_hash(path)
    if (size, quick) == (video.bytes, video.quick_hash):
        return VideoState.SAME
    return VideoState.TRUNCATED if size < video.bytes else VideoState.REPLACED


def find(video: Video, folder: Path, others: Iterable[Path] = ()) -> Path:
    """The file of a video, looked for by its content.

    Places: where it is expected; then, by its name, the project's folder and `others`.

    Raises:
        VideoMissing: it is in none of these places.
        VideoChanged: only another file of its name is.
    """
    expected = place_of(video, folder)
    places = [expected, *(place / expected.name for place in (folder, *others))]
    states: dict[Path, VideoState] = {}
    for path in places:
        if path.is_file():
            states[path] = _compare(video, path)
            if states[path] is VideoState.SAME:
                return path
    if states:
        raise changed(*next(iter(states.items())), video)
    missing = VideoMissing(
        "the video is not where it was",
        subject=str(expected),
        hint="Locate it, or put it back; labels and results are all in the project",
    )
    missing.video = video
    raise missing


def search(
    video: Video, folder: Path, *, limit: int = 20_000, stop: threading.Event | None = None
) -> Path | None:
    """The file of a video anywhere in a folder, by size and quick hash, whatever its name.

    Looks at `limit` files at most, those of the folder itself before those of folders in it.
    None where it is not among them, or `stop` was set.
    """
    looked = 0
    for where, inner, names in os.walk(folder):
        inner.sort()
        for name in sorted(names):
            looked += 1
            if looked > limit or (stop is not None and stop.is_set()):
                return None
            path = Path(where) / name
            with contextlib.suppress(OSError, SourceError):
                if path.stat().st_size == video.bytes and _compare(video, path) is VideoState.SAME:
                    return path
    return None


def changed(path: Path, state: VideoState, video: Video | None = None) -> VideoChanged:
    """The error of a file that is not the one that was analysed or labelled.

    video: the one that was.
    """
    what = (
        "the video is shorter than it was: a copy or download may have broken off"
        if state is VideoState.TRUNCATED
        else "this is another video than the one that was labelled"
    )
    error = VideoChanged(
        what,
        subject=str(path),
        hint="Locate the original, or go on with this file as a video of its own; labels are kept",
    )
    error.video = video
    return error


def _unreadable(path: Path, error: OSError) -> SourceError:
    why = error.strerror or str(error)
    return SourceError(f"the video cannot be read ({why})", subject=str(path))
