"""A copy of a video with what was found painted in, or with faces made unrecognisable.

Made from stored predictions: nothing is analysed again, and a face that was never found is not
hidden. Sound is left out, since voices tell who speaks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import OutputError
from engine.export.paint import paint
from engine.export.staged import StagedFile
from engine.export.video_writer import VideoWriter
from engine.project.export.scope import VideoScope
from engine.project.export.tables import Stopped
from engine.sources.files import open_path
from engine.types import Box, Emotion, Face, Faces, Frame, Image, Scored

#: A face that was lost for at most this long is taken to be on the way between its two places.
_GAP_US: Final = 1_000_000
#: So long before it is first and after it is last found, a face is taken to be there already.
_MARGIN_US: Final = 250_000
#: Boxes grow by this share on each side: hair, ears and chin tell people apart too.
_GROW: Final = 0.25
#: What is left of a blurred face: so many picture elements across.
_GRAINS: Final = 6


class Blur(StrEnum):
    """Whose faces are made unrecognisable."""

    NONE = "none"
    ALL = "all"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """overlay: paint boxes and distributions. keep: number of the face that OTHERS leaves clear."""

    overlay: bool = True
    blur: Blur = Blur.NONE
    keep: int | None = None


def export_video(
    scope: VideoScope,
    source: Path,
    target: Path,
    options: VideoOptions,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Write a copy of the video `source` as MP4, each frame at its own time.

    progress: called with the frames done.

    Raises:
        OutputError: it cannot be written, the video was not analysed, or `keep` is no face.
        SourceError: the video cannot be read.
        Stopped: `stop` was set; nothing is left of the copy, an older one stays.
    """
    if scope.run is None:
        raise OutputError(
            "the video was not analysed, so nobody knows where its faces are",
            subject=scope.name,
            hint="Analyse it first",
        )
    numbers = {t.number for t in scope.tracks}
    if options.blur is Blur.OTHERS and options.keep not in numbers:
        raise OutputError(
            f"there is no face {options.keep} to leave clear",
            subject=scope.name,
            hint=f"Faces are: {', '.join(map(str, sorted(numbers))) or 'none'}",
        )
    if options.blur is not Blur.NONE and not scope.run.complete:
        raise OutputError(
            "the video was not analysed to its end, so faces after it would stay recognisable",
            subject=scope.name,
            hint="Analyse the rest first",
        )
    picture = _Picture(scope, options)
    try:
        with open_path(source) as frames, VideoWriter(target) as writer:
            for count, frame in enumerate(frames, start=1):
                if stop is not None and stop.is_set():
                    raise Stopped
                writer.write(picture.of(frame), frame.pts_us)
                if progress is not None:
                    progress(count)
    except Stopped:
        StagedFile(target).partial.unlink(missing_ok=True)
        raise
    return target


class _Picture:
    """Paints and blurs one frame after the other."""

    def __init__(self, scope: VideoScope, options: VideoOptions) -> None:
        self._options = options
        found = scope.predictions
        numbers = np.array([*(t.number for t in scope.tracks), -1])[scope.owner]
        self._records = {r.index: r for r in found.records(numbers)} if options.overlay else {}
        hidden = [
            number
            for number in np.unique(numbers).tolist()
            if options.blur is Blur.ALL or (options.blur is Blur.OTHERS and number != options.keep)
        ]
        pts = found.face_pts
        # Faces of no track (number -1) are many: each is hidden where it is, no farther.
        self._paths = [_Path(pts[numbers == n], found.box[numbers == n]) for n in hidden if n >= 0]
        stray = numbers == -1 if -1 in hidden else np.zeros(len(numbers), dtype=bool)
        self._paths += [_Path(pts[i : i + 1], found.box[i : i + 1]) for i in np.flatnonzero(stray)]

    def of(self, frame: Frame) -> Image:
        image = frame.image
        boxes = [b for path in self._paths if (b := path.at(frame.pts_us)) is not None]
        if boxes:
            image = hide(image, boxes)
        record = self._records.get(frame.index)
        if record is None:
            return image
        faces = tuple(
            Face(face.box, face.score, np.zeros((6, 2), np.float32), track=face.track)
            for face in record.faces
            if not np.isnan(face.emotion.corrected[0])
        )
        emotions: tuple[Emotion, ...] = tuple(
            f.emotion for f in record.faces if not np.isnan(f.emotion.corrected[0])
        )
        shown = Frame(frame.index, frame.pts_us, frame.taken_ns, image)
        return paint(Scored(Faces(shown, faces), emotions, frame.taken_ns))


class _Path:
    """Where one face is at any time: between the places where it was found, and a little around."""

    def __init__(self, pts: NDArray[np.int64], boxes: NDArray[np.float64]) -> None:
        self._pts, self._boxes = pts, boxes

    def at(self, pts_us: int) -> Box | None:
        """Its rectangle, None where it is not in the picture."""
        pts = self._pts
        after = int(np.searchsorted(pts, pts_us))
        if after < len(pts) and (pts[after] == pts_us or after == 0):
            near = pts[after] - pts_us <= _MARGIN_US
            return _box(self._boxes[after]) if near else None
        before = after - 1
        if after == len(pts):
            return _box(self._boxes[before]) if pts_us - pts[before] <= _MARGIN_US else None
        if pts[after] - pts[before] > _GAP_US:
            if pts_us - pts[before] <= _MARGIN_US:
                return _box(self._boxes[before])
            return _box(self._boxes[after]) if pts[after] - pts_us <= _MARGIN_US else None
        share = (pts_us - pts[before]) / (pts[after] - pts[before])
        return _box((1 - share) * self._boxes[before] + share * self._boxes[after])


def _box(sides: Iterable[float]) -> Box:
    return Box(*(float(side) for side in sides))


def hide(image: Image, boxes: Sequence[Box]) -> Image:
    """A copy in which ellipses around the boxes hold no more than a few grains of colour.

    image: HxWx3 uint8. What is left of a face cannot be sharpened again: its detail is gone.
    """
    picture = np.array(image)
    for box in boxes:
        left, top = round(box.x - _GROW * box.w), round(box.y - _GROW * box.h)
        right, low = round(box.x + (1 + _GROW) * box.w), round(box.y + (1 + _GROW) * box.h)
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(right, picture.shape[1]), min(low, picture.shape[0])
        if x1 <= x0 or y1 <= y0:
            continue
        region = picture[y0:y1, x0:x1]
        grains = cv2.resize(region, (_GRAINS, _GRAINS), interpolation=cv2.INTER_AREA)
        smooth = cv2.resize(grains, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        mask = np.zeros(region.shape[:2], np.uint8)
        centre = ((left + right) // 2 - x0, (top + low) // 2 - y0)
        axes = (max((right - left) // 2, 1), max((low - top) // 2, 1))
        cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, cv2.FILLED)
        region[mask > 0] = np.asarray(smooth)[mask > 0]
    return picture
