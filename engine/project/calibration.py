"""A person's neutral face as the model sees it: an offset beside the raw curves, never in them.

Some faces look sad or angry to any network while at rest. The offset is how far the mean logarithms
of a neutral stretch lie from those of a face that is called neutral with probability 0.9, the rest
even. Subtracting it from a frame's logarithms and normalising gives a distribution again, and keeps
the ratios of all evidence between two frames.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.labels import LABELS, Expression, Floating
from engine.project.predictions import Predictions
from engine.project.tracks import owners
from engine.project.values import Calibration, Person, Run, Track, TrackPart, new_id

#: How probable neutral is in a stretch that a person declares neutral.
_NEUTRAL_SHARE: Final = 0.9

#: Probabilities below this are as good as zero; their logarithms are not to be trusted.
_LEAST: Final = 1e-3

#: Fewer frames are a moment, not a stretch.
MIN_FRAMES: Final = 10

Floats64 = NDArray[np.float64]


def neutral_offset(corrected: Floating) -> Floats64:
    """The offset of a neutral stretch.

    corrected: (n, 8) distributions of the stretch, n >= 1. Returns (8,) in logarithms, mean 0: what
    the model says too much (above 0) or too little (below) of this person's neutral face.
    """
    mean = np.log(np.maximum(np.asarray(corrected, dtype=np.float64), _LEAST)).mean(axis=0)
    offset = mean - np.log(_target())
    return np.asarray(offset - offset.mean())


def _target() -> Floats64:
    target = np.full(len(LABELS), (1.0 - _NEUTRAL_SHARE) / (len(LABELS) - 1))
    target[LABELS.index(Expression.NEUTRAL)] = _NEUTRAL_SHARE
    return target


def apply_offset(corrected: Floating, offset: Floating) -> Floats64:
    """Distributions as they are without the person's own offset: (..., 8), rows sum to 1.

    corrected: (..., 8), left as it is; NaN stays NaN. offset: (8,) as of `neutral_offset`.
    """
    p = np.asarray(corrected, dtype=np.float64)
    shifted = np.log(np.maximum(p, 1e-9)) - np.asarray(offset, dtype=np.float64)
    shifted -= shifted.max(axis=-1, keepdims=True)
    weights = np.exp(shifted)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def calibrate(
    predictions: Predictions,
    parts: tuple[TrackPart, ...],
    run: Run,
    track: Track,
    person: Person,
    start_us: int,
    end_us: int,
) -> Calibration:
    """Measure a person's offset on a stretch of a track in which they are neutral.

    Store it with `Project.apply(edits.add("Calibrate", calibration))`.

    Raises:
        DataError: fewer than `MIN_FRAMES` analysed frames show the track there.
    """
    ids, owner = owners(predictions, parts, run.id)
    place = ids.index(track.id) if track.id in ids else len(ids)
    pts = predictions.face_pts
    mine = (owner == place) & (pts >= start_us) & (pts < end_us)
    corrected = predictions.corrected[mine]
    corrected = corrected[~np.isnan(corrected[:, 0])]
    if len(corrected) < MIN_FRAMES:
        raise DataError(
            f"only {len(corrected)} analysed frames show this face there",
            subject=person.name,
            hint=f"Choose a neutral stretch of at least {MIN_FRAMES} frames, and analyse it first",
        )
    return Calibration(
        id=new_id(),
        person_id=person.id,
        model_id=run.model_id,
        track_id=track.id,
        start_us=start_us,
        end_us=end_us,
        offset=tuple(float(x) for x in neutral_offset(corrected)),
        frames=len(corrected),
    )


def calibration_of(
    calibrations: tuple[Calibration, ...], person_id: str | None, model_id: str
) -> Calibration | None:
    """The newest enabled calibration of a person for a model, None if there is none."""
    found = [
        c for c in calibrations if c.enabled and c.person_id == person_id and c.model_id == model_id
    ]
    return found[-1] if found else None
