"""One frame's way through the engine, as immutable values in one direction.

``Frame -> Faces -> Scored -> Record``: each stage returns a new value that holds the former one
by reference. Pixels are never copied and never changed; a `Record` has dropped them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression, candidate_set, entropy, jensen_shannon

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture.

    index: 0-based position in the source, in presentation order (counts skipped frames too).
    pts_us: presentation time in microseconds: the container's for files, monotonic for cameras.
    taken_ns: `time.monotonic_ns()` when the picture was grabbed or decoded; for latency only.
    image: HxWx3 uint8, BGR, read-only.
    """

    index: int
    pts_us: int
    taken_ns: int
    image: Image

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(f"frame image must be HxWx3 uint8, got {self.image.shape}")
        self.image.setflags(write=False)

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.image.shape[0])


@dataclass(frozen=True, slots=True)
class Box:
    """Axis-aligned rectangle in frame pixels, top-left origin. May reach past the border."""

    x: float
    y: float
    w: float
    h: float

    @property
    def area(self) -> float:
        """Square pixels."""
        return max(self.w, 0.0) * max(self.h, 0.0)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        w = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        h = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        if w <= 0 or h <= 0:
            return 0.0
        return w * h / (self.area + other.area - w * h)


@dataclass(frozen=True, slots=True)
class Face:
    """One face in one frame.

    box: the face's rectangle. score: detection confidence 0..1 (not expression confidence).
    keypoints: (6, 2) float32 frame pixels in MediaPipe's order: right eye, left eye, nose tip,
        mouth centre, right ear, left ear ("right" is the person's right: image left).
    landmarks: (478 or 468, 3) float32 frame pixels, or None where the mesh did not fit.
    track: id that is stable over time within a session, never re-used; None before tracking.
    """

    box: Box
    score: float
    keypoints: Floats
    landmarks: Floats | None = None
    track: int | None = None


@dataclass(frozen=True, slots=True)
class Faces:
    """A frame and the faces found in it, largest first."""

    frame: Frame
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Emotion:
    """What the model says of one face: the primary and the corrected distribution.

    primary, corrected: (8,) float32 in `LABELS` order, each sums to 1. Primary is the network's
    first look; corrected is after reliability balancing, and is the answer.
    smooth: exponentially smoothed corrected distribution, or None; never replaces the raw one.
    """

    primary: Floats
    corrected: Floats
    smooth: Floats | None = None

    @property
    def label(self) -> Expression:
        """Most probable label of the corrected distribution."""
        return LABELS[int(np.argmax(self.corrected))]

    @property
    def probability(self) -> float:
        """The corrected distribution's largest probability."""
        return float(np.max(self.corrected))

    @cached_property
    def entropy(self) -> float:
        """Of the corrected distribution, 0 (certain) to 1 (uniform)."""
        return float(entropy(self.corrected))

    @cached_property
    def disagreement(self) -> float:
        """Jensen-Shannon divergence (base 2) of primary and corrected, 0 to 1."""
        return float(jensen_shannon(self.primary, self.corrected))

    @cached_property
    def candidates(self) -> tuple[Expression, ...]:
        """Candidate set of the corrected distribution, most probable first."""
        return tuple(LABELS[i] for i in candidate_set(self.corrected))


@dataclass(frozen=True, slots=True)
class Scored:
    """A frame, its faces, and one emotion a face (pairs by position)."""

    faces: Faces
    emotions: tuple[Emotion, ...]
    done_ns: int

    @property
    def frame(self) -> Frame:
        """The frame that was analysed."""
        return self.faces.frame

    @property
    def latency_ms(self) -> float:
        """From grab to result."""
        return (self.done_ns - self.frame.taken_ns) / 1e6


class Status(StrEnum):
    """What became of a frame or face (column `status`)."""

    OK = "ok"
    NO_FACE = "no_face"
    LOW_QUALITY = "low_quality"
    DROPPED = "dropped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class FaceRecord:
    """One face's row: a `Face` and its `Emotion` without pixels or landmarks.

    points: (3, 2) float32 frame pixels, what the crop was aligned by: `engine.align.anchor_points`.
    With them training cuts out the very crop that was judged. None where nobody kept them.
    """

    track: int
    score: float
    box: Box
    emotion: Emotion
    points: Floats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Record:
    """One frame's result, pixels dropped: the only thing that is stored, plotted and exported."""

    index: int
    pts_us: int
    status: Status
    faces: tuple[FaceRecord, ...] = ()
    latency_ms: float | None = None

    @classmethod
    def of(cls, scored: Scored) -> Record:
        """The record of an analysed frame."""
        from engine.align import anchor_points  # which imports this module

        rows = tuple(
            FaceRecord(
                face.track if face.track is not None else i,
                face.score,
                face.box,
                emotion,
                anchor_points(face).astype(np.float32),
            )
            for i, (face, emotion) in enumerate(
                zip(scored.faces.faces, scored.emotions, strict=True)
            )
        )
        status = Status.OK if rows else Status.NO_FACE
        frame = scored.frame
        return cls(frame.index, frame.pts_us, status, rows, scored.latency_ms)
