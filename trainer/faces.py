"""Real faces that every installation has: what exported networks are compared on."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.align import anchor_points, similarity, to_batch, warp
from engine.demo import portraits
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.models.manifest import InputSpec
from engine.types import Floats, Frame

#: Views of each portrait: turned, shifted and mirrored a little differently each time.
_VIEWS: Final = 8


def portrait_faces(spec: InputSpec) -> Floats:
    """Sixteen aligned crops of two people, (16, C, S, S) float32 in 0..1; always the same.

    Raises `DataError` where a portrait is missing.
    """
    rng = np.random.default_rng(0)
    crops = []
    detector = MediaPipeFaces()
    try:
        for index, photo in enumerate(portraits()):
            face = detector.detect(Frame(index, 0, 0, photo))[0]
            detector.reset()
            for view in range(_VIEWS):
                points = anchor_points(face) + rng.normal(0.0, 3.0 * (view > 0), (3, 2))
                crop = warp(
                    photo, similarity(points, spec.template, spec.size), spec.size, spec.colour
                )
                crops.append(crop[:, ::-1] if view % 2 else crop)
    finally:
        detector.close()
    return to_batch(crops)
