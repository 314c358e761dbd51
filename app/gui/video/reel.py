"""Frames of a video by number, with the last ones kept, so that stepping back is instant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from engine.errors import SourceDamaged
from engine.sources.base import FrameSource
from engine.types import Frame

#: Pictures kept, in bytes: about 24 at 1280x720, which is more than going back decodes ahead.
_BUDGET: Final = 64 * 2**20

#: So many frames ahead are reached by decoding on rather than by seeking.
_AHEAD: Final = 12

#: Every so many frames on the way to a far one it is asked whether that is still wanted.
_CHUNK: Final = 10

#: Going back, so many frames before the wanted one are decoded too: they are wanted next.
_LEAD: Final = 16


class Overtaken(Exception):
    """A frame is not wanted any more; reading stands somewhere on the way to it."""


class SeekableSource(FrameSource, Protocol):
    """A video file that can be entered at any frame."""

    def key_before(self, index: int) -> int | None:
        """The last frame not after `index` at which decoding can begin; None where unknown."""

    def seek(self, index: int) -> Frame:
        """Decode frame `index`; iterating goes on with the frame after it.

        In a damaged file, the first readable frame from there on.

        Raises:
            IndexError: the video ends before.
            SourceDamaged: nothing can be read from there on.
        """


class Reel:
    """Gives any frame of an open video; used in the thread that opened it.

    last: index of the last frame, once its end was met. damage: what is wrong with the file,
    once that was met.
    """

    def __init__(self, video: SeekableSource) -> None:
        self.last: int | None = None
        self.damage: SourceDamaged | None = None
        self._video = video
        self._frames: Iterator[Frame] = iter(video)
        self._next = 0
        self._kept: OrderedDict[int, Frame] = OrderedDict()

    def preview(self, index: int) -> Frame | None:
        """A frame near `index`, not after it, that costs little; None where the frame itself does.

        What a person sees who rushes through the video.
        """
        if index in self._kept or self._next <= index <= self._next + _AHEAD:
            return None
        key = self._video.key_before(index)
        if key is None or index - key <= _AHEAD:
            return None
        return self._kept.get(key) or self._sought(key)

    def frame(self, index: int, overtaken: Callable[[], bool] = lambda: False) -> Frame | None:
        """Frame `index`, or the next readable one where a damaged file has a hole.

        None where the video has ended before. overtaken: whether something else is wanted by now;
        asked on the way to frames that are far from where decoding can begin.

        Raises:
            Overtaken: it is.
            SourceError: the file cannot be read at all any more.
        """
        kept = self._kept.get(index)
        if kept is not None or (self.last is not None and index > self.last):
            return kept
        if not self._next <= index <= self._next + _AHEAD:
            # Going back, what lies before will be wanted next.
            begin = max(index - _LEAD, 0) if index < self._next else index
            self._approach(begin, overtaken)
            frame = self._enter(begin)
            if frame is None or frame.index >= index:
                return frame
        while (frame := self._decode()) is not None:
            if frame.index >= index:
                return frame
        return None

    def _approach(self, index: int, overtaken: Callable[[], bool]) -> None:
        """Decode from the key frame before `index` to shortly before it."""
        key = self._video.key_before(index)
        if key is None:
            return
        begin = self._next if key < self._next <= index else key
        for at in range(begin, index - _CHUNK, _CHUNK):
            if self._sought(at) is None:
                return
            if overtaken():
                raise Overtaken

    def _enter(self, index: int) -> Frame | None:
        """Go to frame `index` and decode it; None, with `last` known, where there is none."""
        frame = self._sought(index)
        back = _LEAD
        while frame is None and index > 0:  # the index promised more frames than there are
            index = max(index - back, 0)
            back *= 4
            frame = self._sought(index)
            if frame is not None:
                while self._decode() is not None:
                    pass
                return None
        return frame

    def _sought(self, index: int) -> Frame | None:
        try:
            frame = self._video.seek(index)
        except IndexError:
            return None
        except SourceDamaged as damage:
            self.damage = damage
            return None
        self._frames = iter(self._video)
        return self._keep(frame)

    def _decode(self) -> Frame | None:
        """The next frame; None, with `last` known, at the end."""
        try:
            frame = next(self._frames, None)
        except SourceDamaged as damage:
            self.damage = damage
            frame = None
        if frame is None:
            self.last = self._next - 1
            return None
        return self._keep(frame)

    def _keep(self, frame: Frame) -> Frame:
        self._kept[frame.index] = frame
        self._kept.move_to_end(frame.index)
        self._next = frame.index + 1
        room = max(_BUDGET // frame.image.nbytes, _LEAD + 2)
        while len(self._kept) > room:
            self._kept.popitem(last=False)
        return frame
