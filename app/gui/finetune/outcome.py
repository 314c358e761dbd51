"""Old against new, as the trainer measured it: a run's or a tuned model's `comparison.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeVar

import msgspec
import numpy as np

from engine.errors import DataError
from engine.types import Floats

_T = TypeVar("_T")

#: Beside a tuned model's manifest.
COMPARISON: Final = "comparison.json"


class Score(msgspec.Struct, frozen=True):
    """loss: mean negative log-likelihood of what was said."""

    n: int
    accuracy: float
    loss: float


class LabelScore(msgspec.Struct, frozen=True):
    """Held-out faces of a label, and how many old and new weights get right."""

    n: int
    old: int
    new: int


class Turned(msgspec.Struct, frozen=True):
    """Decisions that changed."""

    changed: int
    wrong_to_right: int
    right_to_wrong: int


class About(msgspec.Struct, frozen=True):
    """What was learned from. data: names of the projects."""

    base: str = msgspec.field(name="from")
    data: tuple[str, ...]
    learned: int
    held_out: int
    apart_by: str


class Outcome(msgspec.Struct, frozen=True):
    """The comparison. low, high: 95 % interval of the gain in accuracy.

    verdict: "better", "no better" or "worse". chosen: stopped early, the best weights kept.
    """

    held_old: Score
    held_new: Score
    flips: Turned
    remembered_old: Score | None
    remembered_new: Score | None
    low: float
    high: float
    labels: dict[str, LabelScore] | None
    step: int
    steps: int
    mcnemar_p: float
    verdict: str
    forgot: bool
    chosen: bool
    about: About

    @property
    def worse(self) -> bool:
        """Whether it reads faces worse than the model that it comes from."""
        return self.verdict == "worse"


class _Face(msgspec.Struct, frozen=True):
    name: str
    said: tuple[float, ...]
    old: tuple[float, ...]
    new: tuple[float, ...]


class _Faces(msgspec.Struct, frozen=True):
    faces: tuple[_Face, ...]


class Change(msgspec.Struct, frozen=True):
    """A held-out face and what was said of it, by people and by both models: (8,) each.

    name: as `engine.project.training` calls it, after its data set's name.
    """

    name: str
    said: Floats
    old: Floats
    new: Floats

    @property
    def distance(self) -> float:
        """Total variation between old and new, 0..1."""
        return float(np.abs(self.old - self.new).sum() / 2)


def read_outcome(path: Path) -> Outcome:
    """Read a comparison. Raises `DataError` where it cannot be."""
    return _read(path, Outcome)


def read_changes(path: Path) -> tuple[Change, ...]:
    """Held-out faces, those whose distribution changed most first. Raises `DataError`."""
    found = [
        Change(face.name, *(np.asarray(row, np.float32) for row in (face.said, face.old, face.new)))
        for face in _read(path, _Faces).faces
    ]
    return tuple(sorted(found, key=lambda change: -change.distance))


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(
            "the result of the fine-tuning cannot be read",
            subject=str(path),
            hint="Start it again; your labels are not affected",
        ) from error
