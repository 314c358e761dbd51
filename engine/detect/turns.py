"""When to look for faces beside those that are followed."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final


class Look(Enum):
    """What is looked at beside the followed faces, in the order in which their turns come.

    TILE: one part of the frame, for small faces. CLOSER: each followed face, whether it still is
    one, from here on one a frame. WHOLE: the whole frame.
    """

    TILE = auto()
    CLOSER = auto()
    WHOLE = auto()


_LOOKS: Final = tuple(Look)


class Turns:
    """Shares the looks out over the frames, so that none takes much longer than the others.

    Each look comes once in every search interval, in frames as far apart as can be. Depends on
    the frames' times alone: a file is looked at alike live and in a batch.
    interval_s: the search interval; 0 has every look in every frame.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_us = interval_s * 1e6
        self._turns = 0  # taken since `_begin_us`
        self._begin_us: int | None = None
        self._last_us = 0

    @property
    def begun(self) -> bool:
        """Whether there has been a frame."""
        return self._begin_us is not None

    def due(self, now_us: int) -> frozenset[Look]:
        """The looks whose turn it is in the frame of this time (microseconds).

        All of them in the first frame, and after a silence or where time runs backwards (a seek).
        """
        begin_us, last_us, self._last_us = self._begin_us, self._last_us, now_us
        if begin_us is None or not 0 <= now_us - last_us < self._interval_us:
            self._begin_us, self._turns = now_us, 0
            return frozenset(_LOOKS)
        turns = int((now_us - begin_us) * len(_LOOKS) / self._interval_us)
        due, self._turns = range(self._turns, turns), turns
        return frozenset(_LOOKS[turn % len(_LOOKS)] for turn in due)
