"""Records for the tests of the table formats: every kind of row, with values of every size."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from engine.labels import LABELS
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status


def distribution(seed: int, sharpness: float = 1.0) -> Floats:
    """(8,) float32 that sums to 1."""
    logits = np.random.default_rng(seed).normal(size=len(LABELS)) * sharpness
    p = np.exp(logits - logits.max())
    return (p / p.sum()).astype(np.float32)


def face(track: int = 0, seed: int = 0, *, smooth: bool = True) -> FaceRecord:
    emotion = Emotion(
        distribution(seed),
        distribution(seed + 1, 3.0),
        distribution(seed + 2) if smooth else None,
    )
    return FaceRecord(track, 0.87654321, Box(10.123, -2.5, 64.999, 80.0), emotion)


def session_of_all_kinds() -> list[Record]:
    """One face, two faces, none, dropped; times with a gap, as of a variable frame rate."""
    return [
        Record(0, 1_000_000, Status.OK, (face(0),), 12.3456),
        Record(1, 1_033_367, Status.OK, (face(0, 3), face(1, 4, smooth=False)), 13.0),
        Record(2, 1_100_100, Status.NO_FACE, (), 9.0),
        Record(3, 1_133_467, Status.DROPPED),
        Record(4, 2_500_000, Status.OK, (face(7, 5),)),
    ]


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record that an analysis can give."""
    faces = tuple(
        face(draw(st.integers(0, 10_000)), draw(st.integers(0, 10_000)), smooth=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 4)))
    )
    return Record(
        draw(st.integers(0, 10_000_000)),
        draw(st.integers(0, 10**12)),
        Status.OK if faces else draw(st.sampled_from([Status.NO_FACE, Status.DROPPED])),
        faces,
        draw(st.none() | st.floats(0, 1e5)),
    )
