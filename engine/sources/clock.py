"""Timestamps: from a container's ticks to microseconds that always rise."""

from __future__ import annotations

from fractions import Fraction

#: A step back by more than this is a new recording within the file, not a disordered timestamp.
_NEW_EPOCH_US = 1_000_000


def to_us(ticks: int, time_base: Fraction) -> int:
    """Ticks in microseconds, rounded to the nearest, in integers throughout."""
    scaled = ticks * time_base.numerator * 1_000_000
    half = time_base.denominator // 2
    return (scaled + half) // time_base.denominator


class Clock:
    """Gives each decoded frame, in presentation order, its time in microseconds.

    Sound timestamps pass unchanged. Those that are not sound are mended:

    * A frame without a timestamp comes one nominal interval after the one before it.
    * Where presentation timestamps go backwards more often than decoding timestamps (AVI has
      only the latter), the decoding timestamps are used, as FFmpeg's players do.
    * A timestamp that does not rise is set 1 us after the one before it.
    * A step back by more than a second starts a new recording within the file (joined broadcast
      streams): its times go on after the old one's.
    """

    def __init__(self, time_base: Fraction, interval_us: int) -> None:
        """time_base: seconds a tick. interval_us: nominal interval of frames."""
        self._time_base = time_base
        self._interval_us = interval_us
        self._offset_us = 0
        self._last_us: int | None = None
        self._last_pts: int | None = None
        self._last_dts: int | None = None
        self._faulty_pts = self._faulty_dts = 0
        self.mended = False

    def stamp(self, pts: int | None, dts: int | None) -> int:
        """The next frame's time. pts, dts: its timestamps in ticks, None where there is none."""
        ticks = self._trusted(pts, dts)
        last = self._last_us
        if ticks is None:
            self.mended = True
            time_us = 0 if last is None else last + self._interval_us
        else:
            time_us = to_us(ticks, self._time_base) + self._offset_us
            if last is not None and time_us <= last:
                time_us = self._forward(time_us, last)
        self._last_us = time_us
        return time_us

    def _trusted(self, pts: int | None, dts: int | None) -> int | None:
        if pts is not None:
            self._faulty_pts += self._last_pts is not None and pts <= self._last_pts
            self._last_pts = pts
        if dts is not None:
            self._faulty_dts += self._last_dts is not None and dts <= self._last_dts
            self._last_dts = dts
        if pts is not None and (dts is None or self._faulty_pts <= self._faulty_dts):
            return pts
        self.mended = True
        return dts

    def _forward(self, time_us: int, last: int) -> int:
        self.mended = True
        if last - time_us <= _NEW_EPOCH_US:
            return last + 1
        self._offset_us += last + self._interval_us - time_us
        return last + self._interval_us


def is_variable(shortest_us: int, longest_us: int, time_base: Fraction) -> bool:
    """Whether intervals between these differ by more than rounding and cameras' jitter.

    shortest_us, longest_us: the extremes of a video's frame intervals, microseconds.
    """
    tick_us = to_us(1, time_base)
    return longest_us - shortest_us > shortest_us // 4 + tick_us
