"""From data sets on disk to what is trained on: labels of every kind, no picture on two sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.detect.base import FaceDetector
from engine.errors import DataError
from engine.labels import LABELS
from engine.models.manifest import InputSpec
from engine.project.holding import ApartBy
from trainer.data.batch import N, TrainingSet
from trainer.data.crops import CropCache
from trainer.data.duplicates import near_duplicates
from trainer.data.ferplus import held_out
from trainer.data.labels import Labels, Rule, labels_of
from trainer.data.parting import named_rows, refuse_leaks, units, without_leaks
from trainer.data.points import teach
from trainer.data.read import Source, open_corpus
from trainer.data.table import SampleTable

#: Called with what is done ("pictures", "crops"), how many of it, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is made of the data sets.

    spec: of the crops: size, colour and template. crops: folder of the crop cache. rule: which
    voted pictures are kept, and their distribution. held_out: share of the pictures, in whole
    units, that is not trained on. measured: data sets that results will be measured on.
    drop_leaks: leave out of training what shares something with them; else that is an error.
    points: find MediaPipe's landmarks on the crops of the training pictures.
    by: what is never on both sides of what is held out. held: ids of persons and videos that are
    held out, instead of a share drawn by chance. must_hold: that nothing can be held out is an
    error.
    """

    spec: InputSpec
    crops: Path
    rule: Rule = Rule.VOTES
    held_out: float = 0.05
    measured: Sequence[Source] = ()
    drop_leaks: bool = False
    points: bool = False
    by: ApartBy = ApartBy.BOTH
    held: frozenset[str] = frozenset()
    must_hold: bool = False


def training_sets_of(
    sources: Sequence[Source],
    wanted: Wanted,
    detector: FaceDetector | None = None,
    progress: Progress | None = None,
) -> tuple[TrainingSet, TrainingSet | None]:
    """What is trained on, and what is held out of it (None where that is nothing).

    detector: where the pictures are photos whose largest face is meant, not face crops.

    Raises `DataError` that names file, row or samples where a picture cannot be read, there are
    no labels or those of one class only, or training and `measured` share something.
    """
    with open_corpus([*sources, *wanted.measured], _named(progress, "pictures")) as corpus:
        cache = CropCache(wanted.crops, wanted.spec, detector)
        crops = cache.crops(corpus, _named(progress, "crops"))
        table = corpus.table.take(crops.rows)
    measured = table.source >= len(sources)
    pairs = near_duplicates(crops.images)
    if not wanted.drop_leaks:
        refuse_leaks(table, measured, pairs)
    ours = without_leaks(table, measured, pairs)
    labels, known = _labels(table, wanted.rule)
    own = units(table, pairs, wanted.by)
    aside = _aside(table, own, known & ours, wanted)
    train = _set(table, crops.images, labels, own, known & ours & ~aside, wanted.points)
    _refuse_one_class(train)
    rest = known & aside
    return train, _set(table, crops.images, labels, own, rest) if rest.any() else None


def _aside(
    table: SampleTable, own: NDArray[np.int64], ours: NDArray[np.bool_], wanted: Wanted
) -> NDArray[np.bool_]:
    """(n,) the pictures of ours that are held out, in whole units."""
    aside = np.zeros(len(own), dtype=bool)
    if not ours.any():
        return aside
    if wanted.held:
        aside = ours & np.isin(own, own[named_rows(table, wanted.held) & ours])
    elif wanted.held_out > 0:
        aside[ours] = held_out(own[ours], wanted.held_out, seed=0)
    there, counts = np.unique(own[ours], return_counts=True)
    if wanted.must_hold and not wanted.held and not aside.any() and len(there) > 1:
        aside = ours & (own == there[counts.argmin()])
    if wanted.must_hold and (aside[ours].all() or not aside.any()):
        raise _undivided(table, ours, len(there), wanted)
    return aside


def _undivided(
    table: SampleTable, ours: NDArray[np.bool_], count: int, wanted: Wanted
) -> DataError:
    """Why nothing can be held out."""
    what = {
        ApartBy.PERSON: "one person",
        ApartBy.VIDEO: "one video",
        ApartBy.BOTH: "one person or one video",
    }[wanted.by]
    if count > 1:
        return DataError(
            "what is to be held out leaves nothing to learn from, or holds out nothing",
            subject=", ".join(table.sources),
            hint="Hold out some of the persons or videos, by the ids that the data gives them; not "
            "all and not none",
        )
    return DataError(
        f"all {int(ours.sum()):,} labelled faces belong to {what}, so none can be held out, and "
        "nobody could tell whether the new weights are better",
        subject=", ".join(table.sources),
        hint="Label faces of a second person or video as well; where one video shows several "
        "people, name them (F2) and split by person",
    )


def _labels(table: SampleTable, rule: Rule) -> tuple[Labels, NDArray[np.bool_]]:
    """Labels of all n pictures, and (n,) which have any.

    A picture's own label goes before its votes' majority. Pictures with a candidate set alone have
    neither label nor distribution: those rows are -1 and 0.
    """
    n = len(table)
    hard, known = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=bool)
    target, candidates = np.zeros((n, N), dtype=np.float32), np.zeros((n, N), dtype=bool)
    voted = np.flatnonzero(table.voted)
    if len(voted):
        found, keep = labels_of(table.votes[voted], rule)
        rows = voted[keep]
        hard[rows], target[rows], candidates[rows] = (
            found.hard,
            found.distribution,
            found.candidates,
        )
        known[rows] = True
    torn = np.asarray(table.candidates.any(axis=1))
    hard[torn], target[torn], candidates[torn] = -1, 0.0, table.candidates[torn]
    said = ~table.voted & (table.hard >= 0)
    hard[said] = table.hard[said]
    target[said], candidates[said] = np.eye(N)[hard[said]], np.eye(N, dtype=bool)[hard[said]]
    return Labels(hard, target, candidates), known | torn | said


def _set(
    table: SampleTable,
    images: NDArray[np.uint8],
    labels: Labels,
    own: NDArray[np.int64],
    rows: NDArray[np.bool_],
    points: bool = False,
) -> TrainingSet:
    """The training set of some rows; a kind of label that not all of them have is left out."""
    if not rows.any():
        raise DataError(
            "no picture is left to train on",
            subject=", ".join(table.sources),
            hint="Are there labels, and does not everything belong to one person or video?",
        )
    pixels = images[rows]
    grey = pixels[..., 0] if pixels.shape[-1] == 1 else pixels
    torn = np.asarray(table.candidates.any(axis=1))[rows]
    hard, target = labels.hard[rows], labels.distribution[rows]
    candidates = labels.candidates[rows]
    sets = candidates / np.maximum(candidates.sum(axis=1, keepdims=True), 1)
    placed, found = teach(grey) if points and grey.ndim == 3 else (None, None)
    return TrainingSet(
        images=grey,
        hard=hard if (hard >= 0).all() else None,
        distribution=target if (target > 0).any(axis=1).all() else None,
        candidates=candidates if candidates.any(axis=1).all() else None,
        points=placed,
        found=found,
        said=np.where(torn[:, None], sets, target).astype(np.float32),
        torn=torn,
        groups=own[rows],
        names=table.take(rows).ids,
    )


def _refuse_one_class(train: TrainingSet) -> None:
    labels = train.labels()
    classes = np.unique(labels) if labels is not None else np.arange(N)
    torn = train.candidates is not None and train.candidates.any(axis=0).sum() > 1
    if len(classes) == 1 and not torn:
        raise DataError(
            f"every training picture is labelled {LABELS[int(classes[0])]}",
            subject=f"{train.names[0]} and {len(train) - 1:,} more",
            hint="A classifier needs pictures of two labels at least",
        )


def _named(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def tell(done: int, of: int) -> None:
        progress(what, done, of)

    return tell
