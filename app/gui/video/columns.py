"""Growing numpy columns, and running sums over them that make any range cheap to average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.labels import LABELS, jensen_shannon
from engine.project.calibration import apply_offset
from engine.types import Emotion, Floats

Ints = NDArray[np.int64]

_WIDTH: Final = len(LABELS)
_FIRST_CAPACITY: Final = 256


class Column:
    """A numpy array that grows at its end.

    `rows` is a view of what is filled. Growing never changes rows that were given out before, so
    a view may be read in another thread while this one appends.
    """

    def __init__(self, dtype: DTypeLike, *shape: int) -> None:
        self._data: NDArray[Any] = np.empty((_FIRST_CAPACITY, *shape), dtype)
        self._length = 0

    def append(self, value: object) -> None:
        """Add one row."""
        if self._length == len(self._data):
            grown = np.empty((2 * len(self._data), *self._data.shape[1:]), self._data.dtype)
            grown[: self._length] = self._data
            self._data = grown
        self._data[self._length] = value
        self._length += 1

    def extend(self, values: NDArray[Any]) -> None:
        """Add many rows at once."""
        self._data = np.concatenate([self.rows, values.astype(self._data.dtype), self._data[:1]])
        self._length += len(values)

    def __len__(self) -> int:
        return self._length

    @property
    def rows(self) -> NDArray[Any]:
        """The filled rows, as a view."""
        return self._data[: self._length]


class RunningSums:
    """Vectors at rising frames, summed up: the mean over any range costs two look-ups."""

    def __init__(self, width: int) -> None:
        self._frames = Column(np.int64)
        self._sums = Column(np.float64, width)
        self._sums.append(0.0)

    def append(self, index: int, values: Floats) -> None:
        """Add the vector of a frame; indices never fall."""
        self._frames.append(index)
        self._sums.append(self._sums.rows[-1] + values)

    def extend(self, indices: Ints, values: Floats) -> None:
        """Add many at once: (n,) frames and (n, width) vectors."""
        self._frames.extend(indices)
        self._sums.extend(self._sums.rows[-1] + np.cumsum(values, axis=0, dtype=np.float64))

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def frames(self) -> Ints:
        """(n,) the frames, as a view."""
        return self._frames.rows

    def rows(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """Rows of ranges of frames (first included, last excluded): start, stop."""
        frames = self._frames.rows
        return np.searchsorted(frames, first), np.searchsorted(frames, last)

    def vectors(self) -> NDArray[np.float64]:
        """(n, width) the vectors that were added."""
        return np.diff(self._sums.rows, axis=0)

    def mean(self, low: Ints, high: Ints) -> Floats:
        """(W, width) float32: mean vectors of rows low..high, zero where there are none."""
        sums = self._sums.rows
        count = np.maximum(high - low, 1)[:, None]
        return np.asarray((sums[high] - sums[low]) / count, np.float32)


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One lane downsampled to W pixel columns.

    primary, corrected: (W, 8) float32, the mean over the column's frames (zero where absent).
    disagreement: (W,) float32, the largest in the column, 0 to 1. present: (W,) bool.
    """

    primary: Floats
    corrected: Floats
    disagreement: Floats
    present: NDArray[np.bool_]


class Lane:
    """One track's rows, ready to be drawn at any scale."""

    def __init__(self, track: int) -> None:
        self.track = track
        self._both = RunningSums(2 * _WIDTH)
        self._disagreement = Column(np.float32)
        self._without: tuple[tuple[float, ...], RunningSums] | None = None

    def append(self, index: int, emotion: Emotion) -> None:
        """Add the emotion of frame `index`; frames come in rising order."""
        self._both.append(index, np.concatenate([emotion.primary, emotion.corrected]))
        self._disagreement.append(emotion.disagreement)

    def extend(self, indices: Ints, primary: Floats, corrected: Floats) -> None:
        """Add many at once: (n,) frames and (n, 8) distributions."""
        self._both.extend(indices, np.concatenate([primary, corrected], axis=1))
        self._disagreement.extend(jensen_shannon(primary, corrected))

    def __len__(self) -> int:
        return len(self._both)

    @property
    def frames(self) -> Ints:
        """(n,) int64: the frames in which the face was found, rising."""
        return self._both.frames

    def ribbon(self, first: Ints, last: Ints) -> Ribbon:
        """Mean distributions over ranges of frames, one range a pixel column.

        first, last: (W,) int64 frame indices, first included, last excluded.
        """
        low, high = self._both.rows(first, last)
        mean = self._both.mean(low, high)
        return Ribbon(
            primary=mean[:, :_WIDTH],
            corrected=mean[:, _WIDTH:],
            disagreement=_range_maximum(self._disagreement.rows, low, high),
            present=high > low,
        )

    def calibrated(self, offset: tuple[float, ...], first: Ints, last: Ints) -> Floats:
        """(W, 8) float32: as `Ribbon.corrected`, each frame without a person's neutral offset."""
        if (
            self._without is None
            or self._without[0] != offset
            or len(self._without[1]) != len(self)
        ):
            sums = RunningSums(_WIDTH)
            corrected = self._both.vectors()[:, _WIDTH:]
            sums.extend(self.frames, np.asarray(apply_offset(corrected, np.array(offset))))
            self._without = (offset, sums)
        sums = self._without[1]
        return sums.mean(*sums.rows(first, last))


def _range_maximum(values: Floats, low: Ints, high: Ints) -> Floats:
    """Maximum of values[low:high] for each pair, 0 where a range is empty."""
    result = np.zeros(len(low), np.float32)
    filled = np.flatnonzero(high > low)
    if len(filled):
        # reduceat reads pairs (start, stop); the sentinel lets a stop point past the end.
        padded = np.append(values, np.float32(0.0))
        pairs = np.stack([low[filled], high[filled]], axis=1).ravel()
        result[filled] = np.maximum.reduceat(padded, pairs)[::2]
    return result
