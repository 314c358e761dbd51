"""What must stay together when pictures are parted into trained on and measured on.

Never by frame: whoever and whatever two pictures share, a person, a video, a group of
near-duplicates, or their very bytes, both of them are on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
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


def units(table: SampleTable, pairs: Pairs = _NONE) -> NDArray[np.int64]:
    """(n,) number of what each picture must stay together with.

    pairs: (m, 2) near-duplicates among the rows, as `near_duplicates` finds them.
    """
    links = [pairs, *(_same(ids) for ids, _ in _ties(table))]
    return components(len(table), np.concatenate(links))


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


def _same(ids: Sequence[str]) -> Pairs:
    """Pairs that link each row to the first one of the same id; "" links nothing."""
    first: dict[str, int] = {}
    found = [
        (start, row)
        for row, one in enumerate(ids)
        if one and (start := first.setdefault(one, row)) != row
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
