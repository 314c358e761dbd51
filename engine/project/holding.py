"""Which labelled faces are held out to measure a tuned model on: by person or video, never frame.

Faces that may show the same are tied into groups, and a group is learned from or measured on as a
whole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression
from engine.project.training import TrainingFace, count_labels

#: Share of the faces that is held out where nobody says otherwise.
SHARE: Final = 0.25
#: Fewer faces than this, learned from and measured on, teach and show nothing.
LEAST_LEARNED: Final = 12
LEAST_HELD: Final = 4
#: With fewer it works, but chance has much of the say.
FEW_HELD: Final = 30
FEW_OF_LABEL: Final = 8

#: With at most so many groups, every choice of those to hold out is tried.
_MOST_TRIED: Final = 10
#: A label that has less than this many faces' worth is not learned.
_PRESENT: Final = 0.5


class ApartBy(StrEnum):
    """What is never on both sides.

    PERSON: nobody is; a video in which somebody has no name stays whole. VIDEO: no video is, but
    the same people may be. BOTH: neither is.
    """

    PERSON = "person"
    VIDEO = "video"
    BOTH = "both"


class Tie(NamedTuple):
    """What faces may have in common: "person" or "video", and which."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Group:
    """Faces that stay together. ids: of its persons or videos, as the trainer is told them."""

    name: str
    ids: frozenset[str]
    faces: tuple[TrainingFace, ...]

    @property
    def key(self) -> str:
        """What it is known by; names may be shared."""
        return min(self.ids)


class Problem(StrEnum):
    """What is wrong with a choice of data; the first five make fine-tuning impossible."""

    NOTHING = "nothing"
    ONE_GROUP = "one group"
    NOTHING_HELD = "nothing held"
    TOO_FEW = "too few"
    ONE_LABEL = "one label"
    FEW_HELD = "few held"
    RARE_LABELS = "rare labels"
    UNSEEN_LABELS = "unseen labels"


#: Problems that are warnings only.
WARNINGS: Final = frozenset({Problem.FEW_HELD, Problem.RARE_LABELS, Problem.UNSEEN_LABELS})


def groups(faces: Iterable[TrainingFace], by: ApartBy) -> tuple[Group, ...]:
    """The faces in groups, the largest first."""
    all_faces = list(faces)
    nameless = {face.video.id for face in all_faces if face.person is None}
    alike: dict[frozenset[Tie], list[TrainingFace]] = defaultdict(list)
    for face in all_faces:
        alike[_ties(face, by, nameless)].append(face)
    parts: list[tuple[frozenset[Tie], list[TrainingFace]]] = []
    for ties, members in alike.items():
        tied = [part for part in parts if part[0] & ties]
        parts = [part for part in parts if not part[0] & ties]
        parts.append((ties.union(*(t for t, _ in tied)), sum((m for _, m in tied), members)))
    found = [_group(ties, members) for ties, members in parts]
    return tuple(sorted(found, key=lambda group: (-len(group.faces), group.name)))


def suggested(found: Sequence[Group], share: float = SHARE) -> frozenset[str]:
    """Keys of the groups to hold out: near `share` of the faces, and no label lost on either side.

    Deterministic; empty with fewer than two groups.
    """
    if len(found) < 2:
        return frozenset()
    tallies = [_Tally(g.key, len(g.faces), count_labels(g.faces)) for g in found]
    if len(found) <= _MOST_TRIED:
        tried: Iterable[tuple[_Tally, ...]] = chain.from_iterable(
            combinations(tallies, size) for size in range(1, len(found))
        )
    else:  # too many to try all: the first few of an order that any computer draws alike
        drawn = sorted(tallies, key=lambda one: hashlib.sha256(one.key.encode()).digest())
        tried = [tuple(drawn[:size]) for size in range(1, len(drawn))]
    whole = _Tally.of(tallies)
    best = min(tried, key=lambda held: _cost(whole, _Tally.of(held), share))
    return frozenset(one.key for one in best)


class _Tally(NamedTuple):
    """Faces of a group, or of several, in all and by label."""

    key: str
    faces: int
    labels: NDArray[np.float64]

    @classmethod
    def of(cls, some: Sequence[_Tally]) -> _Tally:
        return cls("", sum(one.faces for one in some), np.sum([one.labels for one in some], axis=0))


def _cost(whole: _Tally, held: _Tally, share: float) -> float:
    """How unfit a choice is: labels that are not learned, or not tested, and too many or few."""
    there = whole.labels >= _PRESENT
    lost = np.mean((whole.labels - held.labels)[there] < _PRESENT) if there.any() else 0.0
    untested = np.mean(held.labels[there] < _PRESENT) if there.any() else 0.0
    off = abs(held.faces / whole.faces - share) / share
    return float(2.0 * lost + untested + off)


def problems(found: Sequence[Group], held: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with learning from all groups but those with a key in `held`."""
    if not any(group.faces for group in found):
        return (Problem.NOTHING,)
    if len(found) == 1:
        return (Problem.ONE_GROUP,)
    learned = [group for group in found if group.key not in held]
    apart = [group for group in found if group.key in held]
    if not apart or not learned:
        return (Problem.NOTHING_HELD,)
    if _count(learned) < LEAST_LEARNED or _count(apart) < LEAST_HELD:
        return (Problem.TOO_FEW,)
    if len(_labels(learned)) < 2:
        return (Problem.ONE_LABEL,)
    faces = [face for group in learned for face in group.faces]
    counts = count_labels(faces)
    told = []
    if _count(apart) < FEW_HELD:
        told.append(Problem.FEW_HELD)
    if any(_PRESENT <= count < FEW_OF_LABEL for count in counts):
        told.append(Problem.RARE_LABELS)
    if _labels(apart) - _labels(learned):
        told.append(Problem.UNSEEN_LABELS)
    return tuple(told)


def _ties(face: TrainingFace, by: ApartBy, nameless: set[str]) -> frozenset[Tie]:
    """What ties a face to others: its person, its video, or both."""
    video = Tie("video", face.video.id)
    person = video if face.person is None else Tie("person", face.person.id)
    if by is ApartBy.VIDEO:
        return frozenset({video})
    if by is ApartBy.BOTH or face.video.id in nameless:
        return frozenset({video, person})
    return frozenset({person})


def _group(ties: frozenset[Tie], faces: list[TrainingFace]) -> Group:
    persons = {f.person.name for f in faces if f.person and Tie("person", f.person.id) in ties}
    videos = {f.path.name for f in faces if Tie("video", f.video.id) in ties}
    name = ", ".join([*sorted(persons), *sorted(videos)])
    return Group(name, frozenset(tie.id for tie in ties), tuple(faces))


def _labels(found: Sequence[Group]) -> frozenset[Expression]:
    counts = count_labels([face for group in found for face in group.faces])
    return frozenset(LABELS[i] for i in np.flatnonzero(counts >= _PRESENT))


def _count(found: Sequence[Group]) -> int:
    return sum(len(group.faces) for group in found)
