"""What is known of every picture that may be trained on, from whichever data sets: one table.

The table holds no pixels: the pictures' bytes come from `Corpus.read`, crops from
`trainer.data.crops`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.evaluation.dataset import Pictures
from engine.evaluation.votes import VOTE_COLUMNS
from engine.labels import LABELS

N: Final = len(LABELS)
Box = tuple[int, int, int, int]
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampleTable:
    """n pictures; immutable.

    sources: names of the data sets, and source: (n,) int64 which of them. names: of the pictures
    within theirs. places: where each is listed, for messages. boxes: of the face, None for the
    whole picture. points: what the crop is aligned by, None where it is not. content: SHA-256 of
    the picture's bytes. hard: (n,) int64 labels, -1 where nobody decided. votes: (n, 10) float64
    as counted, rows of NaN where there are none. candidates: (n, 8) bool, the labels of a
    candidate set; no label where there is none. persons, videos, groups: who and what it is from
    and which near-duplicates it belongs to, unique over all data sets; "" where nothing is known.

    Raises `DataError` where a picture is listed twice.
    """

    sources: tuple[str, ...]
    source: NDArray[np.int64]
    names: tuple[str, ...]
    places: tuple[str, ...]
    boxes: tuple[Box | None, ...]
    points: tuple[Points | None, ...]
    content: tuple[str, ...]
    hard: NDArray[np.int64]
    votes: NDArray[np.float64]
    candidates: NDArray[np.bool_]
    persons: tuple[str, ...]
    videos: tuple[str, ...]
    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        shapes = {"votes": (len(VOTE_COLUMNS),), "candidates": (N,)}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "sources" and len(value) != len(self.names):
                raise ValueError(f"{len(self.names)} pictures, {len(value)} {field.name}")
            if isinstance(value, np.ndarray):
                if value.shape[1:] != shapes.get(field.name, ()):
                    raise ValueError(f"{field.name} has the shape {value.shape}")
                value.setflags(write=False)
        self._refuse_twice()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def ids(self) -> tuple[str, ...]:
        """A name for each picture, unique in the table: "source/name", and its box if any."""
        return tuple(
            f"{self.sources[s]}/{name}" + (f"@{','.join(map(str, box))}" if box else "")
            for s, name, box in zip(self.source, self.names, self.boxes, strict=True)
        )

    @property
    def voted(self) -> NDArray[np.bool_]:
        """(n,) which pictures have votes."""
        return np.asarray(~np.isnan(self.votes[:, 0]))

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> SampleTable:
        """Some of the pictures: a mask (n,), or their rows."""
        rows = np.arange(len(self))[chosen]
        return SampleTable(sources=self.sources, **{f: _taken(v, rows) for f, v in self._columns()})

    def _columns(self) -> list[tuple[str, Any]]:
        names = [field.name for field in fields(self) if field.name != "sources"]
        return [(name, getattr(self, name)) for name in names]

    def _refuse_twice(self) -> None:
        counted = Counter(self.ids)
        twice = [name for name, count in counted.items() if count > 1]
        if twice:
            places = [p for p, i in zip(self.places, self.ids, strict=True) if i == twice[0]]
            raise DataError(
                "the picture is listed twice",
                subject=" and ".join(places[:2]) or twice[0],
                hint=f"Keep one row of it ({len(twice)} such pictures)",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A table, and where the bytes of its pictures come from. Closes them as a `with` block ends.

    pictures: of each data set in `table.sources` order.
    """

    table: SampleTable
    pictures: Sequence[Pictures]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pictures in self.pictures:
            pictures.close()

    def read(self, row: int) -> bytes:
        """Bytes of one picture. Raises `DataError` that names it where they cannot be read."""
        return read_bytes(
            self.pictures[int(self.table.source[row])],
            self.table.names[row],
            self.table.places[row],
        )


def read_bytes(pictures: Pictures, name: str, place: str) -> bytes:
    """Bytes of a picture. Raises `DataError` that names it where they cannot be read."""
    try:
        return pictures.read(name)
    except (OSError, KeyError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not in the archive"
        raise DataError(
            f"the picture {name} cannot be read ({why})",
            subject=place,
            hint="Put it there, or take it out of the list",
        ) from error


def _taken(column: Any, rows: NDArray[np.int64]) -> Any:  # noqa: ANN401 - an array or a tuple
    return column[rows] if isinstance(column, np.ndarray) else tuple(column[i] for i in rows)
