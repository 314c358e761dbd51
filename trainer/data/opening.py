"""What `--data` names, as what is trained on, held out and measured at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from engine.errors import DataError
from engine.evaluation.votes import majority
from engine.models.manifest import Colour, InputSpec, Template
from engine.project.holding import ApartBy
from trainer.config import RunConfig
from trainer.data.batch import TrainingSet
from trainer.data.cache import training_sets
from trainer.data.labels import Rule
from trainer.data.noise import with_noise
from trainer.data.prepare import cached, is_ferplus
from trainer.networks import network_named

#: Called with what is done ("pictures", "crops"), how many of it, and of how many.
Progress = Callable[[str, int, int], None]

#: Medians over the frontal FER+ training pictures of the teacher's points, made symmetric.
TEMPLATE: Final = Template(right_eye=(0.313, 0.393), left_eye=(0.687, 0.393), mouth=(0.5, 0.768))


@dataclass(frozen=True, slots=True)
class Validation:
    """FER+'s own split, majority rule. images: (n, 48, 48) uint8. label: (n,) int64."""

    images: NDArray[np.uint8]
    label: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Apart:
    """Data that results will be measured on; nobody in it may be trained on.

    paths: the data sets. drop: leave out of training what shares a person, a video or a picture
    with them; without, that is an error which names the samples.
    """

    paths: Sequence[Path] = ()
    drop: bool = False


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What is held out of mixtures. ids: of persons and videos, instead of a share by chance.

    needed: that nothing can be held out is an error.
    """

    ids: frozenset[str] = frozenset()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class OpenedData:
    """train with the settings' noise, held out of it (None where nothing is), and validation."""

    train: TrainingSet
    held: TrainingSet | None
    validation: Validation | None


def open_data(
    paths: Sequence[Path],
    votes: Path | None,
    config: RunConfig,
    progress: Progress | None = None,
    apart: Apart | None = None,
    hold: HeldOut | None = None,
) -> OpenedData:
    """Open one prepared FER+, or any mixture of the data sets that docs/data.md describes.

    votes: table such as fer2013new.csv for the first path. apart: what to keep apart from.
    hold: what to hold out.
    Raises `DataError` where the data is not what it should be, and names the file, row or sample.
    """
    apart = apart or Apart()
    prepared = [path for path in paths if path.suffix == ".npz" or is_ferplus(path)]
    if prepared and len(paths) > 1:
        raise DataError(
            "prepared FER+ cannot be mixed with other data",
            subject=str(prepared[0]),
            hint="Name its FER2013Train folder or tar, with --votes, instead",
        )
    if prepared and apart.paths:
        raise DataError(
            "prepared FER+ keeps apart from its own validation split, and from nothing else",
            subject=str(prepared[0]),
            hint="Name its FER2013Train folder or tar, with --votes, instead",
        )
    if prepared:
        cache = cached(paths[0])
        train, held = training_sets(cache, config)
        return OpenedData(_noisy(train, config), held, _validation(cache))
    train, held = _mixture(paths, votes, config, progress, apart, hold or HeldOut())
    return OpenedData(_noisy(train, config), held, None)


def input_spec(config: RunConfig) -> InputSpec:
    """The input of the settings' network."""
    known = network_named(config.network)
    colour = Colour.GREY if known.channels == 1 else Colour.RGB
    return InputSpec("image", known.size, colour, TEMPLATE)


def _mixture(
    paths: Sequence[Path],
    votes: Path | None,
    config: RunConfig,
    progress: Progress | None,
    apart: Apart,
    hold: HeldOut,
) -> tuple[TrainingSet, TrainingSet | None]:
    # Here, because it brings scikit-learn along, and prepared data starts without it.
    from trainer.data.read import Source
    from trainer.data.sets import Wanted, training_sets_of

    wanted = Wanted(
        spec=input_spec(config),
        crops=user_cache_path("mien", appauthor=False) / "crops",
        rule=Rule(config.labels),
        held_out=config.held_out,
        measured=[Source(path) for path in apart.paths],
        drop_leaks=apart.drop,
        points=config.lambda_points > 0 and config.stage != "image",
        by=ApartBy(config.apart_by),
        held=hold.ids,
        must_hold=hold.needed,
    )
    sources = [Source(path, votes if number == 0 else None) for number, path in enumerate(paths)]
    return training_sets_of(sources, wanted, progress=progress)


def _noisy(train: TrainingSet, config: RunConfig) -> TrainingSet:
    return with_noise(train, config.label_noise, config.noise_seed)


def _validation(cache: Path) -> Validation:
    with np.load(cache, allow_pickle=False) as stored:
        label = majority(stored["valid_votes"].astype(float))
        return Validation(stored["valid_images"][label >= 0], label[label >= 0])
