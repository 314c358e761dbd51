"""Read data sets for training: FER+, a folder a class, a CSV table, Mien projects, mixtures.

What a data set looks like on disk is `engine.evaluation.readers`' business; here its samples
become rows of one table. A further kind of data set is one more entry of `LAYOUTS`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final

import numpy as np

from engine.errors import DataError
from engine.evaluation.dataset import Pictures, Sample
from engine.evaluation.readers import open_samples
from engine.evaluation.votes import VOTE_COLUMNS
from engine.project.training import source_names
from trainer.data.table import Corpus, N, SampleTable, read_bytes

#: Beside FER+: near-duplicates across its splits, by the columns split, name and group.
GROUPS_FILE: Final = "groups.csv"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A data set to read: where it is, and a table whose votes replace its own."""

    path: Path
    votes: Path | None = None

    @property
    def name(self) -> str:
        """What messages and sample ids call it."""
        return self.path.resolve().stem


@dataclass(frozen=True, slots=True)
class Opened:
    """A data set's samples and pictures.

    scope: two data sets of one scope mean the same by "person 7"; others do not.
    """

    samples: Sequence[Sample]
    pictures: Pictures
    scope: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of data set: whether a path is one, and how it is opened."""

    fits: Callable[[Path], bool]
    open: Callable[[Source], Opened]


def open_corpus(sources: Sequence[Source], progress: Progress | None = None) -> Corpus:
    """Read data sets into one table; the corpus is to be closed.

    Every picture is read once, for its SHA-256. progress: called with the pictures done and all.

    Raises `DataError` that names file or row where a table is malformed, a picture cannot be read,
    votes sum to zero, or a picture is listed twice.
    """
    opened: list[Opened] = []
    try:
        for source in sources:
            opened.append(_open(source))
            if not opened[-1].samples:
                raise DataError(
                    "there is not one labelled picture in it",
                    subject=str(source.path),
                    hint="Put some in, or take it out of --data and --apart",
                )
        return Corpus(
            _table(source_names([source.path for source in sources]), opened, progress),
            tuple(one.pictures for one in opened),
        )
    except BaseException:
        for one in opened:
            one.pictures.close()
        raise


def _open(source: Source) -> Opened:
    layout = next(layout for layout in LAYOUTS if layout.fits(source.path))
    return layout.open(source)


def _open_labelled(source: Source) -> Opened:
    samples, pictures = open_samples(source.path, source.votes)
    # Tables that lie in one folder, or splits below one, speak of the same people.
    scope = source.path.resolve().parent
    groups = _groups(scope / GROUPS_FILE, source.name)
    if groups:
        samples = [_grouped(sample, groups) for sample in samples]
    return Opened(samples, pictures, str(scope))


def _is_project(path: Path) -> bool:
    from trainer.data.project import is_project

    return is_project(path)


def _open_project(source: Source) -> Opened:
    from trainer.data.project import read_project

    if source.votes is not None:
        raise DataError("a project has its own labels", subject=str(source.votes))
    samples, pictures = read_project(source.path)
    return Opened(samples, pictures, scope="projects")  # ids of persons and videos are unique


def _groups(path: Path, split: str) -> dict[str, str]:
    """Group by picture name, from a table beside the data set; empty where there is none."""
    if not path.is_file():
        return {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            return {row["name"]: row["group"] for row in rows if row["split"] == split}
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise DataError(
            "the table of near-duplicates cannot be read",
            subject=str(path),
            hint="It needs the columns split, name and group",
        ) from error


def _grouped(sample: Sample, groups: dict[str, str]) -> Sample:
    return replace(sample, group=groups.get(PurePath(sample.name).name, sample.group))


def _table(
    names: tuple[str, ...], opened: Sequence[Opened], progress: Progress | None
) -> SampleTable:
    rows = [(i, sample) for i, one in enumerate(opened) for sample in one.samples]
    content = []
    for done, (i, sample) in enumerate(rows, start=1):
        content.append(_sha256(read_bytes(opened[i].pictures, sample.name, sample.place), sample))
        if progress is not None and (done % 100 == 0 or done == len(rows)):
            progress(done, len(rows))
    samples = [sample for _, sample in rows]

    def scoped(what: str) -> tuple[str, ...]:
        ids = ((opened[i].scope, getattr(sample, what)) for i, sample in rows)
        return tuple(f"{scope}#{one}" if one else "" for scope, one in ids)

    return SampleTable(
        sources=names,
        source=np.array([i for i, _ in rows], dtype=np.int64),
        names=tuple(sample.name for sample in samples),
        places=tuple(sample.place or sample.name for sample in samples),
        boxes=tuple(sample.box for sample in samples),
        points=tuple(sample.points for sample in samples),
        content=tuple(content),
        hard=np.array([sample.label for sample in samples], dtype=np.int64),
        votes=np.array([_votes(sample) for sample in samples]).reshape(-1, len(VOTE_COLUMNS)),
        candidates=np.array([_candidates(sample) for sample in samples]).reshape(-1, N),
        persons=scoped("person"),
        videos=scoped("video"),
        groups=scoped("group"),
    )


def _sha256(data: bytes, sample: Sample) -> str:
    if not data:
        raise DataError(f"the picture {sample.name} is empty", subject=sample.place)
    return hashlib.sha256(data).hexdigest()


def _votes(sample: Sample) -> list[float]:
    if sample.votes is None:
        return [float("nan")] * len(VOTE_COLUMNS)
    if sum(sample.votes) <= 0:
        raise DataError(
            f"the votes of {sample.name} sum to zero",
            subject=sample.place,
            hint="Take the picture out of the list, or give it a vote",
        )
    return list(sample.votes)


def _candidates(sample: Sample) -> list[bool]:
    return [label in sample.candidates for label in range(N)]


#: Kinds of data sets in the order in which they are tried; the last takes what is left.
LAYOUTS: Final = (
    Layout(_is_project, _open_project),
    Layout(lambda path: True, _open_labelled),
)
