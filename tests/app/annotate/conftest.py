"""A video page with a project of its own, in label mode, over a real video."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.project.opening import open_project
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from app.gui.video.services import VideoServices
from engine.project.store import Project
from engine.project.values import LabelKind, Segment
from engine.sources.video_file import VideoFile
from tests.app.video.conftest import CodedAnalyser, damaged_clip, open_in, vfr_clip

__all__ = ["damaged_clip", "vfr_clip"]

NONE = Qt.KeyboardModifier.NoModifier


class Bench:
    """A page in label mode, driven by keys."""

    def __init__(self, qtbot: QtBot, page: VideoPage, clip: Path) -> None:
        self.qtbot, self.page, self.clip = qtbot, page, clip

    def open(self) -> None:
        """Open the clip and wait for its project."""
        open_in(self.qtbot, self.page, self.clip)
        self.qtbot.waitUntil(lambda: self.page.workbench.annotation.ready)

    def keys(self, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press and let go keys, one after the other, where the focus is."""
        for key in keys:
            target = self.page.window().focusWidget() or self.page
            if isinstance(key, str) and len(key) > 1:
                self.qtbot.keyClicks(target, key)
            else:
                self.qtbot.keyClick(target, key, modifier)

    def go(self, frame: int) -> None:
        """Bring a frame on screen."""
        player = self.page.player
        assert player is not None
        player.seek(frame, keep_playing=False)
        self.qtbot.waitUntil(lambda: player.settled and self.shown == frame)

    @property
    def shown(self) -> int | None:
        """The frame on screen."""
        frame = self.page.view.frame
        return None if frame is None else frame.index

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The labels of the face that is labelled, as shown."""
        annotation = self.page.workbench.annotation
        assert annotation.session is not None
        return annotation.session.segments(annotation.head.track)

    @property
    def labels(self) -> list[tuple[int, int, str]]:
        """First and last frame of each label shown, with what it says."""
        assert self.page.player is not None
        index = self.page.player.index
        assert index is not None
        return [
            (index.index_at(s.start_us), index.index_at(s.end_us - 1), said(s))
            for s in self.segments
        ]

    def close(self) -> None:
        """Close the page's video, as closing the window does."""
        self.page.close_video()

    def stored(self) -> tuple[Segment, ...]:
        """What the file holds, read after everything was written."""
        annotation = self.page.workbench.annotation
        session = annotation.session
        if session is not None:
            self.qtbot.waitUntil(lambda: session.desk.waiting == 0)
        with Project.open(self.clip.with_suffix(".mien"), read_only=True) as project:
            return tuple(s for video in project.videos() for s in project.segments(video.id))


def said(segment: Segment) -> str:
    """A label in short: "anger", "anger|fear", "3 anger 1 fear", "unsure", "no_face"."""
    label = segment.label
    if label.kind is LabelKind.VOTES:
        return " ".join(
            f"{w} {e}"
            for e, w in zip(
                label.expressions,
                sorted((w for w in label.weights if w), reverse=True),
                strict=True,
            )
        )
    return "|".join(label.expressions) or str(label.kind)


#: Makes a bench: `make_bench(analyser=...)`.
BenchMaker = Callable[..., Bench]


@pytest.fixture
def make_bench(qtbot: QtBot, vfr_clip: Path, tmp_path: Path) -> BenchMaker:
    """Function that makes a page over the test's own copy of the coded clip."""

    def make(
        analyser: Callable[[], object] = CodedAnalyser,
        *,
        mode: Mode = Mode.LABEL,
        current: bool = False,
    ) -> Bench:
        """current: whether results of the analyser count as those of the model in use."""
        clip = tmp_path / "clip.mp4"
        if not clip.exists():
            shutil.copyfile(vfr_clip, clip)
        services = VideoServices(
            VideoFile,
            lambda _options: analyser(),  # type: ignore[arg-type, return-value]
            open_project=lambda path: open_project(path, tmp_path / "elsewhere"),
            is_current=lambda _model, _options: current,
        )
        page = VideoPage(services=services)
        page.workbench.annotator = "Ada"
        qtbot.addWidget(page, before_close_func=lambda page: page.shutdown())
        page.resize(1280, 760)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.set_mode(mode)
        page.setFocus()
        return Bench(qtbot, page, clip)

    return make


@pytest.fixture
def bench(make_bench: BenchMaker) -> Bench:
    """A page in label mode with the clip open."""
    bench = make_bench()
    bench.open()
    return bench


def mark(bench: Bench, first: int, last: int, key: Qt.Key) -> None:
    """Label a range by in, out and a digit, and let it go."""
    bench.go(first)
    bench.keys(Qt.Key.Key_I)
    bench.go(last)
    bench.keys(Qt.Key.Key_O, key, Qt.Key.Key_Escape)
