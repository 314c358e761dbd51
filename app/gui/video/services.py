"""What the video page needs from the engine, and what it tells the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.gui.video.analysis import Progress
from app.gui.video.player import IndexedSource
from app.gui.video.shelf import ResultShelf
from engine.models.base import ModelInfo
from engine.pipeline import Analyser, AnalyserOptions, make_analyser
from engine.sources.base import SourceInfo


def _open_video(path: Path) -> IndexedSource:
    from engine.sources.video_file import VideoFile  # FFmpeg takes a while to load

    return VideoFile(path)


@dataclass(frozen=True)
class VideoServices:
    """Where pictures and analysers come from; both are called in worker threads.

    shelf: where results are kept between sessions, or None for nowhere.
    """

    open_video: Callable[[Path], IndexedSource] = field(default=_open_video)
    build: Callable[[AnalyserOptions], Analyser] = field(default=make_analyser)
    shelf: ResultShelf | None = field(default_factory=ResultShelf)


@dataclass(frozen=True, slots=True)
class VideoStatus:
    """What the status bar may say: the open video, what runs on it, what happened last."""

    source: SourceInfo | None = None
    model: ModelInfo | None = None
    progress: Progress | None = None
    message: str = ""
