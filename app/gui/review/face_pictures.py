"""Pictures of faces, cut out of their videos in a thread of their own."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.gui.bridge import Wake, give_way
from app.gui.video.player import IndexedSource
from engine.errors import MienError
from engine.project.items import Look
from engine.project.values import Video
from engine.project.videos import find
from engine.types import Box, Image

_LOG = logging.getLogger(__name__)

#: Side of a picture, in pixels: twice what is shown, for dense screens.
SIDE: Final = 128

#: A face is shown with so much around it, as a share of its box.
_AROUND: Final = 0.35

#: Pictures of so many faces are kept.
_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """A face in a video, at some moments. key: what its pictures are asked for by."""

    key: Hashable
    video: Video
    looks: tuple[Look, ...]


class FacePictures(QObject):
    """Makes pictures of the faces that are wished for, the newest wish first."""

    made = Signal()  # pictures of a face

    def __init__(self, open_video: Callable[[Path], IndexedSource], parent: QObject) -> None:
        super().__init__(parent)
        self._open = open_video
        self._changed = threading.Condition()
        self._folder = Path()
        self._wishes: list[Wish] = []
        self._kept: OrderedDict[Hashable, tuple[QImage, ...]] = OrderedDict()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ended: list[threading.Thread] = []
        self._wake = Wake(self)
        self._wake.woken.connect(self.made)

    def wish(self, folder: Path, faces: Sequence[Wish]) -> None:
        """Make pictures of these, in this order, in place of what was wished for before.

        folder: of the project, which says where its videos lie.
        """
        with self._changed:
            self._folder = folder
            self._wishes = [wish for wish in faces if wish.key not in self._kept]
            self._changed.notify_all()
        if self._wishes and self._thread is None:
            self._stop = threading.Event()  # a thread that was told to end keeps its own
            self._thread = threading.Thread(
                target=self._run, args=(self._stop,), name="mien-faces", daemon=True
            )
            self._ended = [thread for thread in self._ended if thread.is_alive()]
            self._thread.start()

    def pictures(self, key: Hashable) -> tuple[QImage, ...]:
        """The pictures of a face, by time; empty as long as there are none."""
        with self._changed:
            return self._kept.get(key, ())

    def close(self) -> None:
        """Have the thread end, without waiting for it, and forget all. May be used again."""
        with self._changed:
            self._stop.set()
            self._wishes = []
            self._kept.clear()
            self._changed.notify_all()
        if self._thread is not None:
            self._ended.append(self._thread)
            self._thread = None

    def wait(self, timeout_s: float = 3.0) -> bool:
        """Wait for threads that were told to end; True when all have."""
        deadline = time.monotonic() + timeout_s
        for thread in self._ended:
            thread.join(max(deadline - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in self._ended)

    # --- in the thread -----------------------------------------------------------------------

    def _run(self, stop: threading.Event) -> None:
        source, of = None, None
        give_way()  # its decoder would take the cores from the window and its player
        try:
            while (wish := self._next(stop)) is not None:
                if wish.video != of:
                    if source is not None:
                        source.close()
                    source, of = self._source(wish.video, stop), wish.video
                pictures = () if source is None else self._cut(source, wish.looks, stop)
                self._keep(wish.key, pictures, stop)
        finally:
            if source is not None:
                source.close()

    def _next(self, stop: threading.Event) -> Wish | None:
        """What is wished for most; None to end."""
        with self._changed:
            self._changed.wait_for(lambda: stop.is_set() or self._wishes)
            return None if stop.is_set() else self._wishes.pop(0)

    def _source(self, video: Video, stop: threading.Event) -> IndexedSource | None:
        """The open video; None where it is not there, of which the page tells."""
        source = None
        try:
            source = self._open(find(video, self._folder))
            source.times(None, stop)
        except MienError as error:
            _LOG.info("no pictures of faces: %s", error)
            if source is not None:
                source.close()
            return None
        return source

    def _cut(
        self, source: IndexedSource, looks: tuple[Look, ...], stop: threading.Event
    ) -> tuple[QImage, ...]:
        pictures = []
        for look in looks:
            if stop.is_set():
                break
            try:
                frame = source.seek(look.frame)
            except (MienError, IndexError):
                continue  # what can be read is shown
            if frame.index == look.frame:
                pictures.append(cut_out(frame.image, look))
        return tuple(pictures)

    def _keep(self, key: Hashable, pictures: tuple[QImage, ...], stop: threading.Event) -> None:
        with self._changed:
            if stop.is_set():
                return  # of a project that was closed meanwhile
            self._kept[key] = pictures
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._wake()


def cut_out(image: Image, look: Look) -> QImage:
    """The face and a little around it, as a square of `SIDE` pixels. image: HxWx3, BGR."""
    x, y, side = _square(look.box)
    height, width = image.shape[:2]
    left, top = max(round(x), 0), max(round(y), 0)
    right, bottom = min(round(x + side), width), min(round(y + side), height)
    if right <= left or bottom <= top:
        left, top, right, bottom = 0, 0, width, height
    part = np.ascontiguousarray(image[top:bottom, left:right])
    picture = QImage(
        part.data, part.shape[1], part.shape[0], part.strides[0], QImage.Format.Format_BGR888
    )
    return picture.scaled(
        SIDE,
        SIDE,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    ).copy()


def _square(box: Box) -> tuple[float, float, float]:
    """Left, top and side of the square around a box."""
    side = max(box.w, box.h) * (1 + 2 * _AROUND)
    return box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side
