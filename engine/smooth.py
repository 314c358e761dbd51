"""Smoothing of label distributions over time, with a time constant in seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.types import Floats


@dataclass(frozen=True, slots=True)
class _State:
    pts_us: int
    p: Floats


class Smoother:
    """First-order low-pass per track: ``s += (1 - exp(-dt / tau)) (p - s)``.

    dt is the time since the track's last distribution, not a number of frames, so the result
    does not depend on the frame rate and holds for variable ones. It starts at the first value.
    tau_s: time constant in seconds, after which 63 % of a step is through; 0 turns it off.

    Raises:
        ValueError: `tau_s` is negative or not finite.
    """

    def __init__(self, tau_s: float = 0.25) -> None:
        if not (math.isfinite(tau_s) and tau_s >= 0.0):
            raise ValueError(f"the time constant must be 0 or more seconds, got {tau_s}")
        self._tau_us = tau_s * 1e6
        self._states: dict[int, _State] = {}

    def update(self, track: int, pts_us: int, p: Floats) -> Floats:
        """The track's smoothed distribution at `pts_us` (microseconds), given the raw one `p`.

        p: (N,) float32 that sums to 1; is not changed. Returns a new (N,) float32 that sums to 1.
        Time that stands still or runs backwards (a seek) starts the track anew.
        """
        last = self._states.get(track)
        smooth = np.array(p, dtype=np.float32)
        if last is not None and pts_us > last.pts_us and self._tau_us > 0.0:
            keep = np.float32(math.exp(-(pts_us - last.pts_us) / self._tau_us))
            smooth = keep * last.p + (1 - keep) * smooth
        smooth.setflags(write=False)
        self._states[track] = _State(pts_us, smooth)
        return smooth

    def forget(self, track: int) -> None:
        """Start this track anew at its next value; unknown tracks are fine."""
        self._states.pop(track, None)

    def reset(self) -> None:
        """Start every track anew (a cut, another file)."""
        self._states.clear()
