"""What the video page needs from the engine, and what it tells the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.gui.project.opening import Opened, open_project
from app.gui.video.analysis import Progress
from app.gui.video.player import IndexedSource
from app.gui.video.shelf import ResultShelf
from engine.errors import ModelError
from engine.models.base import ModelInfo
from engine.pipeline import Analyser, AnalyserOptions, make_analyser
from engine.sources.base import SourceInfo


def _open_video(path: Path) -> IndexedSource:
    from engine.sources.video_file import VideoFile  # FFmpeg takes a while to load

    return VideoFile(path)


def _is_current(model: ModelInfo, options: AnalyserOptions) -> bool:
    from engine.models import manifest
    from engine.models.registry import find_model

    try:
        return manifest.read(find_model(options.model)).onnx.sha256 == model.sha256
    except ModelError:
        return True  # there is none to compare with, and none to do better


@dataclass(frozen=True)
class VideoServices:
    """Where pictures and analysers come from; all are called in worker threads.

    shelf: where results are kept between sessions, or None for nowhere. is_current: whether a
    model that made results is the one that would be used today. open_project: the project of a
    video, or None where labels are not kept (nothing can be labelled then).
    """

    open_video: Callable[[Path], IndexedSource] = field(default=_open_video)
    build: Callable[[AnalyserOptions], Analyser] = field(default=make_analyser)
    shelf: ResultShelf | None = field(default_factory=ResultShelf)
    open_project: Callable[[Path], Opened] | None = field(default=open_project)
    is_current: Callable[[ModelInfo, AnalyserOptions], bool] = field(default=_is_current)


@dataclass(frozen=True, slots=True)
class VideoStatus:
    """What the status bar may say: the open video, what runs on it, what happened last."""

    source: SourceInfo | None = None
    model: ModelInfo | None = None
    progress: Progress | None = None
    message: str = ""
