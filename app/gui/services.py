"""What the window needs from the engine: the seam where a test puts its own sources.

Nothing heavy is imported until a function is called, and they are called in worker threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.sources.base import FrameSource

if TYPE_CHECKING:
    from engine.analyser import Analyser, AnalyserOptions
    from engine.models.base import EmotionModel
    from engine.models.tensorrt.jobs import EngineJob
    from engine.sources.camera import CameraDevice


def _list_cameras() -> tuple[CameraDevice, ...]:
    from engine.sources.camera import list_cameras

    return list_cameras()


def _open_camera(device: CameraDevice) -> FrameSource:
    from engine.sources.camera import Camera

    return Camera(device)


def _open_demo(stop: threading.Event) -> FrameSource:
    from engine.sources.paced import Paced
    from engine.sources.video_file import VideoFile

    clip = demo_clip(stop)
    return Paced(lambda: VideoFile(clip), loop=True)


def _build_analyser(options: AnalyserOptions) -> Analyser:
    from engine.analyser import make_analyser

    return make_analyser(options)


def _load_model(options: AnalyserOptions) -> EmotionModel:
    from engine.models.registry import load_model

    return load_model(options.model, options.backend, at_once=1)


def _missing_engine() -> EngineJob | None:
    from engine.models.cuda import probe_cuda
    from engine.models.registry import find_model
    from engine.models.tensorrt.jobs import missing_engine

    return missing_engine(find_model(), probe_cuda())


def demo_clip(stop: threading.Event | None = None) -> Path:
    """The demo clip, made when it is first asked for and kept in the user's cache.

    Setting `stop` ends the making with a `MienError`.
    """
    import platformdirs

    from engine.demo import make_demo_clip

    folder = platformdirs.user_cache_path("mien", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    clip = folder / "demo.mp4"
    return clip if clip.is_file() else make_demo_clip(clip, stop)


@dataclass(frozen=True)
class Services:
    """Where cameras, pictures and analysers come from. Each may take long: call it in a thread.

    open_demo: takes an event that is set when nobody waits for it any more.
    load_model: the network of these options, to be called in the thread that uses it.
    missing_engine: the engine that the GPU of this computer lacks, if any.
    """

    list_cameras: Callable[[], tuple[CameraDevice, ...]] = field(default=_list_cameras)
    open_camera: Callable[[CameraDevice], FrameSource] = field(default=_open_camera)
    open_demo: Callable[[threading.Event], FrameSource] = field(default=_open_demo)
    build_analyser: Callable[[AnalyserOptions], Analyser] = field(default=_build_analyser)
    load_model: Callable[[AnalyserOptions], EmotionModel] = field(default=_load_model)
    missing_engine: Callable[[], EngineJob | None] = field(default=_missing_engine)
