"""No one is on both sides: splits go by person, video or near-duplicate group, never by frame."""

from __future__ import annotations

import numpy as np

from engine.errors import DataError
from trainer.data.batch import TrainingSet

_NAMED = 5


def refuse_leak(train: TrainingSet, held: TrainingSet) -> None:
    """Raise `DataError` that names samples of `train` whose group, or picture, `held` has too."""
    rows = np.zeros(len(train), bool)
    if train.groups is not None and held.groups is not None:
        rows |= np.isin(train.groups, held.groups)
    known = {image.tobytes() for image in held.images}
    rows |= np.fromiter((image.tobytes() in known for image in train.images), bool, len(train))
    if not rows.any():
        return
    where = np.flatnonzero(rows)
    names = [train.names[i] if train.names else f"sample {i}" for i in where[:_NAMED]]
    more = f" and {len(where) - _NAMED} more" if len(where) > _NAMED else ""
    raise DataError(
        "the same picture, person or video is trained on and measured on",
        subject=", ".join(names) + more,
        hint="Split by group",
    )
