"""The prepared FER+ cache as training sets: what is trained on, and what is held out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from trainer.config import RunConfig
from trainer.data.batch import TrainingSet
from trainer.data.ferplus import held_out
from trainer.data.labels import Labels, Rule, labels_of

_KEYS: Final = ("images", "votes", "names", "groups", "points", "found")


def training_sets(cache: Path, config: RunConfig) -> tuple[TrainingSet, TrainingSet | None]:
    """What is trained on and what is held out (None where that is nothing).

    Near-duplicates of validation pictures are in neither. Held out are whole groups, always the
    same ones for a share, whatever the run's seed. Raises `DataError` if the cache cannot be read.
    """
    arrays = _read(cache)
    labels, keep = labels_of(arrays["train_votes"], Rule(config.labels))
    groups = arrays["train_groups"]
    sound = ~np.isin(groups, arrays["valid_groups"])
    held = held_out(groups, config.held_out, seed=0) if config.held_out > 0 else ~sound & False
    train = _set(arrays, labels, keep, sound & ~held)
    if not (keep & sound & held).any():
        return train, None
    return train, _set(arrays, labels, keep, sound & held)


def _read(cache: Path) -> dict[str, NDArray[Any]]:
    names = [f"train_{key}" for key in _KEYS] + ["valid_groups"]
    try:
        with np.load(cache, allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DataError(
            "this is not a training cache",
            subject=str(cache),
            hint="Make one: python -m trainer.data.prepare --data FOLDER --out FILE.npz",
        ) from error


def _set(
    arrays: dict[str, NDArray[Any]],
    labels: Labels,
    keep: NDArray[np.bool_],
    wanted: NDArray[np.bool_],
) -> TrainingSet:
    """The pictures that have labels (`keep`, which `labels` is of) and are `wanted`."""
    of_labels, rows = wanted[keep], keep & wanted
    mine = Labels(
        labels.hard[of_labels], labels.distribution[of_labels], labels.candidates[of_labels]
    )
    return TrainingSet(
        images=arrays["train_images"][rows].astype(np.uint8, copy=False),
        hard=mine.hard if (mine.hard >= 0).all() else None,
        distribution=mine.distribution,
        candidates=mine.candidates if mine.candidates.any(axis=1).all() else None,
        points=arrays["train_points"][rows].astype(np.float32, copy=False),
        found=arrays["train_found"][rows].astype(bool, copy=False),
        groups=arrays["train_groups"][rows].astype(np.int64, copy=False),
        names=tuple(str(name) for name in arrays["train_names"][rows]),
    )
