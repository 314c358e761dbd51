"""How long a label takes from the key to the screen and to the disk, among thousands.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.labelling [--labels N] [--minutes M]

A real page over a video and project made for it. Milliseconds on the clock: on a busy machine
also those that others took.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.project.opening import open_project
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from app.gui.video.services import VideoServices
from engine.labels import LABELS
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Label, Segment, Track, new_id

_FPS = 30
_FACES = 8
_REPEATS = 40


def main() -> int:
    """Make a video and a project, then label."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--labels", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=10.0)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.ThemeChoice.DARK)
    with TemporaryDirectory() as folder:
        clip = _write_video(Path(folder) / "long.mp4", round(args.minutes * 60 * _FPS))
        write_labels(clip, args.labels, args.minutes)
        page = VideoPage(services=VideoServices(open_project=open_project, shelf=None))
        theme.dress(page)
        page.workbench.annotator = "Ada"
        page.resize(1280, 800)
        page.show()
        page.open_video(clip)
        annotation = page.workbench.annotation
        _wait(app, lambda: annotation.ready and annotation.head.index is not None)
        page.set_mode(Mode.LABEL)
        app.processEvents()
        _measure(app, page)
        page.shutdown()
    return 0


def _measure(app: QApplication, page: VideoPage) -> None:
    session = page.workbench.annotation.session
    player = page.player
    assert session is not None
    assert player is not None
    assert player.index is not None
    drawn, stored, cpu = [], [], []
    count = len(player.index)
    for step in range(_REPEATS):
        player.seek((step * 7919) % count, keep_playing=False)
        _wait(app, lambda: player.settled)
        app.processEvents()
        key = Qt.Key(int(Qt.Key.Key_1) + step % len(LABELS))
        began, worked = time.monotonic(), time.thread_time()
        QTest.keyClick(page.view, key)
        page.timeline.repaint()
        page.label_panel.repaint()
        drawn.append((time.monotonic() - began) * 1e3)
        cpu.append((time.thread_time() - worked) * 1e3)
        while session.desk.waiting:
            time.sleep(0.0005)
        stored.append((time.monotonic() - began) * 1e3)
    assert session.book is not None
    total = sum(len(session.segments(track.number)) for track in session.book.tracks())
    print(f"{count:,} frames, {total:,} labels, {_REPEATS} more")
    for name, spent in (
        ("key to label drawn", drawn),
        ("the same, CPU", cpu),
        ("key to label on disk", stored),
    ):
        print(f"{name:22} median {statistics.median(spent):5.1f} ms, worst {max(spent):5.1f} ms")


def _wait(app: QApplication, until: object) -> None:
    assert callable(until)
    end = time.monotonic() + 60
    while not until() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.002)


def _write_video(path: Path, frames: int) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.options = {"preset": "ultrafast", "g": "60"}
        stream.codec_context.time_base = Fraction(1, _FPS)
        picture = np.full((90, 160, 3), 90, np.uint8)
        for index in range(frames):
            picture[:, index % 160] = index % 255
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_labels(clip: Path, count: int, minutes: float) -> None:
    """Give a video a project with labels of eight faces, evenly over its minutes."""
    with Project.beside(clip) as project:
        video = project.add_video(clip)
        ada = project.annotator("Ada")
        tracks = [Track(new_id(), video.id, number) for number in range(_FACES)]
        project.apply(edits.add("Faces", *tracks))
        each = count // _FACES
        span = round(minutes * 60e6) // each

        def labels() -> Iterator[Segment]:
            for number, track in enumerate(tracks):
                for i in range(each):
                    label = Label.single(LABELS[(number + i) % len(LABELS)])
                    start, end = i * span, i * span + span * 4 // 5
                    yield Segment(new_id(), video.id, track.id, ada.id, start, end, label)

        project.apply(edits.add("Labels", *labels()))


if __name__ == "__main__":
    sys.exit(main())
