"""What every face detector offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.types import Face, Frame


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """max_faces: largest faces kept. min_score: 0..1. min_face_px: smallest box side kept.

    search_interval_s: while all faces are followed steadily, newcomers are looked for this often,
        and the followed ones are confirmed, each look in a frame of its own; 0 looks in every
        frame. While the rest of the picture stands still, only every fourth look for newcomers is
        taken.
    """

    max_faces: int = 8
    min_score: float = 0.4
    min_face_px: float = 24.0
    search_interval_s: float = 0.3


class FaceDetector(Protocol):
    """Finds faces and landmarks. Created, used and closed in one and the same thread."""

    def detect(self, frame: Frame) -> tuple[Face, ...]:
        """Faces of one frame, largest first, untracked (`track` is None)."""

    def reset(self) -> None:
        """Forget everything carried over from earlier frames (a cut, another file)."""

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
