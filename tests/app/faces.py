"""Emotions with known answers."""

from __future__ import annotations

import time

import numpy as np

from engine.labels import LABELS
from engine.types import Box, Emotion, Face, Faces, Floats, Frame, Record, Scored


def distribution(**shares: float) -> Floats:
    """Shares by label; what is left over is spread evenly over the others."""
    rest = (1.0 - sum(shares.values())) / (8 - len(shares))
    return np.array([shares.get(str(label), rest) for label in LABELS], dtype=np.float32)


HAPPY = Emotion(distribution(happiness=0.7), distribution(happiness=0.92))
TORN = Emotion(distribution(fear=0.5, sadness=0.3), distribution(sadness=0.48, fear=0.4))
OPEN = Emotion(distribution(), distribution())


def scored(
    *faces: tuple[int, Box, Emotion], index: int = 0, size: tuple[int, int] = (64, 48)
) -> Scored:
    """A grey frame with faces: (track, box, emotion)."""
    width, height = size
    now = time.monotonic_ns()
    frame = Frame(index, index * 40_000, now, np.full((height, width, 3), 90, dtype=np.uint8))
    points = np.zeros((6, 2), dtype=np.float32)
    found = tuple(Face(box, 0.9, points, None, track) for track, box, _ in faces)
    return Scored(Faces(frame, found), tuple(emotion for _, _, emotion in faces), now)


def record(index: int, *emotions: Emotion) -> Record:
    """The record of such a frame."""
    boxes = [(track, Box(4.0 * track, 2, 8, 8), emotion) for track, emotion in enumerate(emotions)]
    return Record.of(scored(*boxes, index=index))
