"""Annotated copies: a video that keeps the source's timestamps, or a picture."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from engine.errors import OutputError
from engine.export.paint import paint
from engine.export.staged import StagedFile, cannot_write
from engine.export.video_writer import VideoWriter
from engine.types import Scored


class OverlayVideo:
    """Writes annotated frames to an MP4 file, each shown at its own time. Use it in `with`.

    Leaving the block by an exception keeps what is there as `NAME.partial.mp4`.
    """

    def __init__(self, path: Path) -> None:
        self._video = VideoWriter(path)

    @property
    def kept(self) -> Path | None:
        """Where the file lies once the block is left, None if there was no frame."""
        return self._video.kept

    def write(self, scored: Scored) -> None:
        """Append one annotated frame.

        Raises `OutputError` when it cannot be encoded or written.
        """
        self._video.write(paint(scored), scored.frame.pts_us)

    def __enter__(self) -> Self:
        self._video.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._video.__exit__(kind, error, trace)


class OverlayPicture:
    """Writes one annotated frame as PNG or JPEG, by the suffix of `path`. Use it in `with`.

    kept: where it lies once the block is left, None if there was no frame.
    """

    def __init__(self, path: Path) -> None:
        self.kept: Path | None = None
        self._file = StagedFile(path)
        self._written = False

    def write(self, scored: Scored) -> None:
        """Write the annotated frame; the last one counts.

        Raises `OutputError` where it cannot be written.
        """
        path = self._file.path
        done, data = cv2.imencode(path.suffix, paint(scored))
        if not done:
            raise OutputError(f"pictures cannot be written as {path.suffix}", subject=str(path))
        try:
            self._file.part.write_bytes(np.asarray(data).tobytes())
        except OSError as error:
            raise cannot_write(path, error) from error
        self._written = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._written:
            self.kept = self._file.commit()


def write_picture(path: Path, scored: Scored) -> Path:
    """Write one annotated frame to `path` and return it; see `OverlayPicture`."""
    with OverlayPicture(path) as picture:
        picture.write(scored)
    return path


def open_overlay(path: Path) -> OverlayPicture | OverlayVideo:
    """The sink that fits the suffix of `path`, not yet entered."""
    return OverlayVideo(path) if path.suffix == ".mp4" else OverlayPicture(path)
