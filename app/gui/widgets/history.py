"""The last moments of every face, for plots: bounded in time, so it never grows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS
from engine.types import Floats

#: Observations closer than this are not kept, in seconds: a plot could not show them apart.
_STEP_S: Final = 0.075

#: A longer silence than this is drawn as a gap, in seconds.
_GAP_S: Final = 1.5

#: Time in seconds, corrected (or smoothed) and primary distribution.
_Observation = tuple[float, Floats, Floats]


@dataclass(frozen=True, slots=True)
class Series:
    """One face's past.

    times: (n,) float64 seconds, rising. corrected, primary: (n, 8) float32 in `LABELS` order.
    A row of NaN stands where the face was away.
    """

    times: NDArray[np.float64]
    corrected: Floats
    primary: Floats


class History:
    """Remembers distributions per track for `window_s` seconds.

    A track may continue another one: a face that was lost and found under a new number keeps its
    past on the plot, with a gap.
    """

    def __init__(self, window_s: float = 30.0) -> None:
        self.window_s = window_s
        self._tracks: dict[int, deque[_Observation]] = {}
        self._before: dict[int, int] = {}

    def add(self, track: int, time_s: float, corrected: Floats, primary: Floats) -> None:
        """Append one observation; times of one track must not fall."""
        rows = self._tracks.setdefault(track, deque())
        if rows and time_s - rows[-1][0] < _STEP_S:
            return
        rows.append((time_s, corrected, primary))
        self._prune(time_s - self.window_s)

    def clear(self) -> None:
        """Forget everything."""
        self._tracks.clear()
        self._before.clear()

    def link(self, track: int, before: int) -> None:
        """Let `track` continue the past of `before`."""
        if track != before:
            self._before[track] = before

    def series(self, track: int) -> Series:
        """What is known of a track; empty for an unknown one."""
        rows = self._rows(track)
        times: list[float] = []
        corrected: list[Floats] = []
        primary: list[Floats] = []
        away = np.full(len(LABELS), np.nan, dtype=np.float32)
        for time_s, answer, first in rows:
            if times and time_s - times[-1] > _GAP_S:
                times.append(times[-1] + _GAP_S / 2)
                corrected.append(away)
                primary.append(away)
            times.append(time_s)
            corrected.append(answer)
            primary.append(first)
        shape = (len(times), len(LABELS))
        return Series(
            np.array(times, dtype=np.float64),
            np.array(corrected, dtype=np.float32).reshape(shape),
            np.array(primary, dtype=np.float32).reshape(shape),
        )

    def _rows(self, track: int) -> list[_Observation]:
        """Observations of a track, and before its first one those of the track it continues."""
        rows: list[_Observation] = []
        seen: set[int] = set()
        current: int | None = track
        while current is not None and current not in seen:
            seen.add(current)
            own = self._tracks.get(current, ())
            rows[:0] = [row for row in own if not rows or row[0] < rows[0][0]]
            current = self._before.get(current)
        return rows

    def _prune(self, since: float) -> None:
        for track in list(self._tracks):
            rows = self._tracks[track]
            while rows and rows[0][0] < since:
                rows.popleft()
            if not rows:
                del self._tracks[track]
        gone = [track for track, before in self._before.items() if before not in self._tracks]
        for track in gone:
            del self._before[track]
