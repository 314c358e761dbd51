"""Results kept between sessions, so that nothing computed is lost with the window."""

from __future__ import annotations

import hashlib
import logging
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import platformdirs
from numpy.typing import NDArray

from app.gui.video.store import ResultStore
from engine.analyser import AnalyserOptions
from engine.export.staged import StagedFile, cannot_write
from engine.models.base import ModelInfo

_LOG = logging.getLogger(__name__)

_SCHEMA: Final = 1

#: The shelf's size; what lay longest goes first.
_LIMIT_BYTES: Final = 2**30


@dataclass(frozen=True, slots=True)
class Making:
    """How results came about, and whether they reach the end of the video.

    problem: why they do not, in words, where something failed.
    """

    model: ModelInfo
    options: AnalyserOptions
    complete: bool
    problem: str | None = None


class _Label(msgspec.Struct, frozen=True):
    """What stands in the file beside the numbers. size, changed_ns: of the video."""

    schema: int
    video: str
    size: int
    changed_ns: int
    model: ModelInfo
    options: AnalyserOptions
    complete: bool
    problem: str | None


class ResultShelf:
    """One file a video in the user's data folder; nothing of it leaves the computer.

    Results come back only for a video whose place, size and time of change are the same.
    """

    def __init__(self, folder: Path | None = None) -> None:
        data = platformdirs.user_data_path("mien", appauthor=False)
        self.folder = folder or data / "analyses"
        self._writing = threading.Lock()

    def save(self, video: Path, columns: Mapping[str, NDArray[Any]], making: Making) -> None:
        """Keep results in place of older ones of the same video.

        columns: of the results, taken in the thread that they grow in.

        Raises:
            OutputError: they cannot be written.
        """
        with self._writing:
            self._write(video, columns, making)

    def load(self, video: Path) -> tuple[ResultStore, Making] | None:
        """The results kept for this very video, or None; a damaged file counts as none."""
        path = self._path(video)
        try:
            state = video.stat()
            with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
                label = msgspec.json.decode(file["label"].tobytes(), type=_Label)
                same = (label.size, label.changed_ns) == (state.st_size, state.st_mtime_ns)
                if label.schema != _SCHEMA or not same:
                    return None
                results = ResultStore.of_columns(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, msgspec.MsgspecError):
            _LOG.warning("results kept in %s cannot be read", path, exc_info=True)
            return None
        return results, Making(label.model, label.options, label.complete, label.problem)

    def _write(self, video: Path, columns: Mapping[str, NDArray[Any]], making: Making) -> None:
        path = self._path(video)
        staged = StagedFile(path)
        try:
            state = video.stat()
            label = _Label(
                _SCHEMA, str(video), state.st_size, state.st_mtime_ns,
                making.model, making.options, making.complete, making.problem,
            )  # fmt: skip
            self.folder.mkdir(parents=True, exist_ok=True)
            with staged.part.open("wb") as file:
                text = np.frombuffer(msgspec.json.encode(label), np.uint8)
                np.savez(file, label=text, **columns)
        except OSError as error:
            staged.discard()
            raise cannot_write(path, error) from error
        staged.commit()
        self._make_room(path)

    def _path(self, video: Path) -> Path:
        name = hashlib.sha256(str(video.resolve()).encode()).hexdigest()[:32]
        return self.folder / f"{name}.npz"

    def _make_room(self, newest: Path) -> None:
        files = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime_ns)
        size = sum(path.stat().st_size for path in files)
        for path in files:
            if size <= _LIMIT_BYTES:
                return
            if path != newest:
                size -= path.stat().st_size
                path.unlink(missing_ok=True)
