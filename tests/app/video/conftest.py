"""Videos whose frames carry their number in the pixels, and an analyser that reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.gui.video.page import VideoPage
from app.gui.video.services import VideoServices
from engine.models.base import Backend, ModelInfo, Precision
from engine.sources.video_file import VideoFile
from engine.types import Box, Emotion, Face, Faces, Floats, Frame, Image, Scored

#: Frames of the coded clip; their distances are 20, 40 and 80 ms in turn.
FRAMES = 90
TIMES_US = [
    int(t) for t in np.cumsum([0] + [(20_000, 40_000, 80_000)[i % 3] for i in range(FRAMES - 1)])
]
_BITS = 8
_BLOCK = 16


def coded(number: int) -> Image:
    """A picture of 128x64 that shows `number` in black and white blocks of 16 pixels."""
    picture = np.full((64, _BITS * _BLOCK, 3), 90, np.uint8)
    for bit in range(_BITS):
        block = slice(bit * _BLOCK, (bit + 1) * _BLOCK)
        picture[16:48, block] = 235 if number >> bit & 1 else 16
    return picture


def number_in(frame: Frame) -> int:
    """The number that a decoded frame shows."""
    centres = frame.image[32, _BLOCK // 2 :: _BLOCK, 1]
    return sum(1 << bit for bit, value in enumerate(centres) if value > 128)


def distribution(peak: int, share: float = 0.65) -> Floats:
    """`share` for one label, the rest even."""
    p = np.full(8, (1 - share) / 7, np.float32)
    p[peak % 8] = share
    return p


class CodedAnalyser:
    """Reads the number in the pixels: face 0 always, face 1 in the frames 10 to 19, none in 30-34.

    gate: where given, frames from `hold_at` on wait until it is set.
    """

    info = ModelInfo("coded", "0" * 64, Backend.ONNXRUNTIME, Precision.F32, "CPU")

    def __init__(self, gate: threading.Event | None = None, hold_at: int = 0) -> None:
        self._gate = gate
        self._hold_at = hold_at

    def begin(self, frames: Sequence[Frame]) -> Sequence[Frame]:
        return frames

    def finish(self, frames: Sequence[Frame]) -> list[Scored]:
        return [self._analyse(frame) for frame in frames]

    def _analyse(self, frame: Frame) -> Scored:
        number = number_in(frame)
        if self._gate is not None and number >= self._hold_at:
            assert self._gate.wait(20)
        tracks = () if 30 <= number < 35 else (0, 1) if 10 <= number < 20 else (0,)
        faces = tuple(
            Face(
                Box(8.0 + 60 * t, 8.0, 40.0 - 10 * t, 40.0),
                0.9,
                np.zeros((6, 2), np.float32),
                None,
                t,
            )
            for t in tracks
        )
        emotions = tuple(
            Emotion(distribution(number // 10), distribution(number // 10 + t), distribution(t))
            for t in tracks
        )
        return Scored(Faces(frame, faces), emotions, frame.taken_ns)

    def reset(self) -> None:
        """Nothing is carried over."""

    def close(self) -> None:
        """Nothing to free."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@pytest.fixture(scope="session")
def vfr_clip(tmp_path_factory: pytest.TempPathFactory, write_video: Callable[..., Path]) -> Path:
    """90 coded frames at a variable rate, a key frame every 30."""
    return write_video(
        tmp_path_factory.mktemp("vfr") / "coded.mp4",
        (coded(i) for i in range(FRAMES)),
        times_us=TIMES_US,
        options={"g": "30", "crf": "10"},
    )


@pytest.fixture(scope="session")
def damaged_clip(
    tmp_path_factory: pytest.TempPathFactory, write_video: Callable[..., Path]
) -> Path:
    """The first half of the bytes of a coded Matroska video."""
    whole = write_video(
        tmp_path_factory.mktemp("damaged") / "whole.mkv",
        (coded(i) for i in range(FRAMES)),
        fps=25,
        options={"g": "10", "crf": "10"},
    )
    broken = whole.with_name("broken.mkv")
    data = whole.read_bytes()
    broken.write_bytes(data[: len(data) // 2])
    return broken


def make_page(qtbot: QtBot, analyser: Callable[[], object] = CodedAnalyser) -> VideoPage:
    """A shown page whose analysis is done by `analyser`; closed by the test or at its end."""
    services = VideoServices(VideoFile, lambda _options: analyser(), open_project=None)  # type: ignore[arg-type, return-value]
    page = VideoPage(services=services)
    qtbot.addWidget(page, before_close_func=lambda page: page.shutdown())
    page.resize(1280, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.setFocus()
    return page


def open_in(qtbot: QtBot, page: VideoPage, path: Path) -> None:
    """Open a video and wait for its first frame and its timestamps."""
    page.open_video(path)
    player = page.player
    assert player is not None
    qtbot.waitUntil(lambda: player.frame is not None and player.index is not None)


def analyse(qtbot: QtBot, page: VideoPage) -> None:
    """Analyse the open video to its end."""
    page.start_analysis()
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
