"""What a project holds, as immutable values.

Times are presentation times in integer microseconds, as in `engine.types`; spans include their
start and exclude their end. Ids are random (UUID 4, 32 hexadecimal digits), so that two projects
can be merged; wall-clock times are ISO 8601 in UTC with milliseconds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression

#: One whole number an expression, in `LABELS` order.
Weights = tuple[int, ...]

_NONE: Weights = (0,) * len(LABELS)


def new_id() -> str:
    """A random id that no other project has."""
    return uuid.uuid4().hex


def now_utc() -> str:
    """This moment as `2026-01-31T23:59:59.999Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class LabelKind(StrEnum):
    """The five ways to label a face.

    SINGLE: one expression. CANDIDATES: exactly one of these, unknown which. VOTES: how many of
    several raters, or how strongly. UNSURE: no opinion. NO_FACE: no usable face.
    """

    SINGLE = "single"
    CANDIDATES = "candidates"
    VOTES = "votes"
    UNSURE = "unsure"
    NO_FACE = "no_face"


class NoFaceReason(StrEnum):
    """Why a face cannot be used."""

    OCCLUDED = "occluded"
    PROFILE = "profile"
    BLURRED = "blurred"
    SMALL = "small"
    DARK = "dark"
    NOT_A_FACE = "not_a_face"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a face. Make it with the class methods.

    weights: one whole number an expression in `LABELS` order: a 1 for each expression of SINGLE
        and CANDIDATES, the counts of VOTES, zeros otherwise.
    reasons: of NO_FACE; may be empty.

    Raises:
        ValueError: weights and kind do not fit each other.
    """

    kind: LabelKind
    weights: Weights = _NONE
    reasons: tuple[NoFaceReason, ...] = ()

    def __post_init__(self) -> None:
        total, named = sum(self.weights), sum(w > 0 for w in self.weights)
        if len(self.weights) != len(LABELS) or min(self.weights) < 0:
            raise ValueError(f"weights {self.weights}")
        fits = {
            LabelKind.SINGLE: total == named == 1,
            LabelKind.CANDIDATES: total == named >= 2,
            LabelKind.VOTES: total >= 1,
            LabelKind.UNSURE: total == 0,
            LabelKind.NO_FACE: total == 0,
        }
        if not fits[self.kind]:
            raise ValueError(f"weights {self.weights} for {self.kind}")
        if self.reasons and self.kind is not LabelKind.NO_FACE:
            raise ValueError(f"reasons for {self.kind}")

    @classmethod
    def single(cls, expression: Expression) -> Label:
        """Just this one."""
        return cls(LabelKind.SINGLE, _counted({expression: 1}))

    @classmethod
    def candidates(cls, expressions: Iterable[Expression]) -> Label:
        """One of these, unknown which; one expression alone gives a SINGLE label."""
        chosen = set(expressions)
        if len(chosen) == 1:
            return cls.single(chosen.pop())
        return cls(LabelKind.CANDIDATES, _counted(dict.fromkeys(chosen, 1)))

    @classmethod
    def votes(cls, counts: Mapping[Expression, int]) -> Label:
        """Counts of votes, at least one in all."""
        return cls(LabelKind.VOTES, _counted(counts))

    @classmethod
    def unsure(cls) -> Label:
        """Looked at, no opinion."""
        return cls(LabelKind.UNSURE)

    @classmethod
    def no_face(cls, reasons: Iterable[NoFaceReason] = ()) -> Label:
        """No usable face."""
        return cls(LabelKind.NO_FACE, reasons=tuple(sorted(set(reasons))))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Expressions named, heaviest first; empty for UNSURE and NO_FACE."""
        order = sorted(range(len(LABELS)), key=lambda i: -self.weights[i])
        return tuple(LABELS[i] for i in order if self.weights[i] > 0)

    @property
    def distribution(self) -> NDArray[np.float64] | None:
        """(8,) shares that sum to 1, even over a candidate set; None for UNSURE and NO_FACE."""
        total = sum(self.weights)
        return np.array(self.weights, dtype=np.float64) / total if total else None

    @property
    def top(self) -> Expression | None:
        """The one expression that leads; None where several do, or none."""
        first = max(self.weights)
        leads = [LABELS[i] for i, weight in enumerate(self.weights) if weight == first]
        return leads[0] if first and len(leads) == 1 else None


def _counted(counts: Mapping[Expression, int]) -> Weights:
    return tuple(int(counts.get(label, 0)) for label in LABELS)


@dataclass(frozen=True, slots=True)
class Video:
    """A video that the project refers to; it is never embedded.

    path: relative to the project's folder, with `/`; absolute where there is no relative way.
    bytes, quick_hash, sha256: identity of the content, see `engine.project.videos`; sha256 is
        empty until the whole file has been read once.
    width, height: pixels. fps: nominal, for display only. frames: None until counted.
    start_us: presentation time of the first frame. position: place in lists, from 0.
    """

    id: str
    path: str
    bytes: int
    quick_hash: str
    sha256: str = ""
    width: int = 0
    height: int = 0
    fps: float | None = None
    frames: int | None = None
    duration_us: int | None = None
    start_us: int = 0
    variable: bool | None = None
    position: int = 0
    added_utc: str = field(default_factory=now_utc)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody seen in videos. Tracks of several videos may be of one person."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annotator:
    """Somebody who labels; each has a layer of their own."""

    id: str
    name: str
    created_utc: str = field(default_factory=now_utc)


@dataclass(frozen=True, slots=True)
class Track:
    """One face over time in one video: a tier of the timeline.

    number: shown to people and exported as `face_id`; unique within the video, never used again.
    """

    id: str
    video_id: str
    number: int
    person_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrackPart:
    """Which predictions belong to a track: those of track `raw` of a run, in a span of time.

    Merging and splitting tracks changes parts only; predictions stay as they were computed.
    start_us, end_us: None is without bound.
    """

    id: str
    track_id: str
    run_id: str
    raw: int
    start_us: int | None = None
    end_us: int | None = None


class SegmentSource(StrEnum):
    """How a segment came about."""

    HUMAN = "human"
    REVIEW = "review"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Segment:
    """A label of one annotator for one track in the span start_us (included) .. end_us (excluded).

    Segments of one annotator on one track never overlap. A single frame is the span from its time
    to the next frame's. blind: the model's output was hidden when the label was given.
    confidence: 1 (low) to 3 (high), None where not said.
    """

    id: str
    video_id: str
    track_id: str
    annotator_id: str
    start_us: int
    end_us: int
    label: Label
    blind: bool = True
    source: SegmentSource = SegmentSource.HUMAN
    confidence: int | None = None
    note: str = ""
    created_utc: str = field(default_factory=now_utc)
    changed_utc: str = field(default_factory=now_utc)

    def __post_init__(self) -> None:
        if self.end_us <= self.start_us:
            raise ValueError(f"segment from {self.start_us} to {self.end_us}")


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment with a note."""

    id: str
    video_id: str
    time_us: int
    text: str
    annotator_id: str | None = None
    created_utc: str = field(default_factory=now_utc)


class Decision(StrEnum):
    """What became of a review item."""

    ACCEPT_CORRECTED = "accept_corrected"
    ACCEPT_PRIMARY = "accept_primary"
    RELABEL = "relabel"
    UNSURE = "unsure"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewed item: a span of a track, the order it came in, and what was decided.

    order: the ranking's name; score: its value. segment_id: the segment that came of it.
    seconds: how long the item was looked at.
    """

    id: str
    video_id: str
    track_id: str
    run_id: str
    annotator_id: str
    start_us: int
    end_us: int
    order: str
    score: float
    decision: Decision
    segment_id: str | None = None
    seconds: float | None = None
    created_utc: str = field(default_factory=now_utc)


@dataclass(frozen=True, slots=True)
class Model:
    """Identity of a network: what it is called and the SHA-256 of what is run."""

    id: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis of one video by one model; its predictions are read by `Project.predictions`.

    settings: what was chosen, as plain JSON values. complete: the video was read to its end.
    """

    id: str
    video_id: str
    model_id: str
    backend: str = ""
    precision: str = ""
    device: str = ""
    settings: str = "{}"
    app_version: str = ""
    started_utc: str = field(default_factory=now_utc)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a person's neutral face looks to a model: subtracted on demand, never from raw columns.

    offset: (8,) in `LABELS` order, see `engine.project.calibration`. start_us, end_us: the neutral
    stretch of the track it was measured on. enabled: whether views and exports use it.
    """

    id: str
    person_id: str
    model_id: str
    track_id: str
    start_us: int
    end_us: int
    offset: tuple[float, ...]
    frames: int
    enabled: bool = True
    created_utc: str = field(default_factory=now_utc)


@dataclass(frozen=True, slots=True)
class Export:
    """One line of the export log. files: names as JSON; options: what was chosen, as JSON."""

    id: str
    preset: str
    folder: str
    files: str
    options: str
    rows: int
    created_utc: str = field(default_factory=now_utc)


#: Everything that an edit may add, change or remove.
Entity = (
    Video
    | Person
    | Annotator
    | Track
    | TrackPart
    | Segment
    | Marker
    | Review
    | Model
    | Run
    | Calibration
    | Export
)
