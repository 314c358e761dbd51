"""What must stay together when pictures are parted into trained on and measured on.

Never by frame: whoever and whatever two pictures share, a person, a video, a group of
near-duplicates, or their very bytes, both of them are on one side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.project.holding import ApartBy
from trainer.data.duplicates import Pairs, components
from trainer.data.table import SampleTable

#: Leaks that a message names.
_NAMED: Final = 5

_NONE: Final[Pairs] = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Leak:
    """A picture that is trained on, one that is measured on, and what they share."""

    trained: str
    measured: str
    why: str

    def __str__(self) -> str:
        return f"{self.trained} and {self.measured} ({self.why})"


def units(
    table: SampleTable, pairs: Pairs = _NONE, by: ApartBy = ApartBy.BOTH
) -> NDArray[np.int64]:
    """(n,) number of what each picture must stay together with.

    pairs: (m, 2) near-duplicates among the rows, as `near_duplicates` finds them. by: whether
    persons, videos or both stay together; near-duplicates always do.
    """
    links = [pairs, *(_same(ids) for ids in _kept_together(table, by))]
    return components(len(table), np.concatenate(links))


def named_rows(table: SampleTable, ids: Collection[str]) -> NDArray[np.bool_]:
    """(n,) the pictures of the persons and videos with these ids, as their data sets name them."""
    rows = zip(table.persons, table.videos, strict=True)
    return np.array([any(one.rpartition("#")[2] in ids for one in row if one) for row in rows])


def leaks(table: SampleTable, held: NDArray[np.bool_], pairs: Pairs = _NONE) -> tuple[Leak, ...]:
    """Pictures outside `held` (n,) that share something with one inside, each once."""
    found: dict[int, Leak] = {}
    ids = table.ids
    for own, why in _ties(table):
        first: dict[str, int] = {}
        for row in np.flatnonzero(held):
            if own[row]:
                first.setdefault(own[row], int(row))
        for row in np.flatnonzero(~held):
            if own[row] in first and row not in found:
                found[int(row)] = Leak(ids[row], ids[first[own[row]]], why)
    for a, b in pairs:
        if held[a] != held[b]:
            trained, measured = (b, a) if held[a] else (a, b)
            leak = Leak(ids[trained], ids[measured], "nearly the same picture")
            found.setdefault(int(trained), leak)
    return tuple(found[row] for row in sorted(found))


def refuse_leaks(table: SampleTable, held: NDArray[np.bool_], pairs: Pairs = _NONE) -> None:
    """Raise `DataError` that names the pictures on both sides, and what they share."""
    found = leaks(table, held, pairs)
    if not found:
        return
    more = f", and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    raise DataError(
        f"{len(found):,} training pictures share something with pictures that are measured on",
        subject=", ".join(map(str, found[:_NAMED])) + more,
        hint="Leave them out with --drop-leaks, or split by person, video and near-duplicates",
    )


def without_leaks(
    table: SampleTable, held: NDArray[np.bool_], pairs: Pairs = _NONE
) -> NDArray[np.bool_]:
    """(n,) the pictures outside `held` whose unit has none inside: safe to train on."""
    own = units(table, pairs)
    return np.asarray(~np.isin(own, own[held]) & ~held)


def _ties(table: SampleTable) -> tuple[tuple[Sequence[str], str], ...]:
    return (
        (table.content, "the same picture"),
        (table.persons, "the same person"),
        (table.videos, "the same video"),
        (table.groups, "the same group of near-duplicates"),
    )


def _kept_together(table: SampleTable, by: ApartBy) -> tuple[Sequence[str], ...]:
    always = (table.content, table.groups)
    if by is ApartBy.VIDEO:
        return (*always, table.videos)
    if by is ApartBy.BOTH:
        return (*always, table.videos, table.persons)
    # Whoever has no name may be anybody in the video, so such a video stays whole.
    rows = list(zip(table.persons, table.videos, strict=True))
    nameless = {video for person, video in rows if not person}
    videos = tuple(video if video in nameless else "" for _, video in rows)
    return (*always, table.persons, videos)


def _same(ids: Sequence[str]) -> Pairs:
    """Pairs that link each row to the first one of the same id; "" links nothing."""
    first: dict[str, int] = {}
    found = [
        (start, row)
        for row, one in enumerate(ids)
        if one and (start := first.setdefault(one, row)) != row
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
