"""A training run's settings: a frozen value, stored as TOML in the run folder. No torch here."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything that, with the data, determines the weights.

    held_out: share of the training pictures (whole near-duplicate groups) that is never trained
    on and serves to fit the temperatures. The λ weigh the losses; `primary` is the weight of the
    same label loss on the primary distribution, so that it stays meaningful by itself;
    `auxiliary` that of the image stream's own training head. augmentation: factor on all of
    `Strength`, probabilities and magnitudes. image_only: 1 trains the image stream through its
    own training head and nothing else: twice as many pictures a second, to begin with.
    """

    epochs: int = 18
    batch: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup_epochs: float = 0.5
    clip: float = 5.0
    ema: float = 0.998
    seed: int = 0
    held_out: float = 0.05
    lambda_cls: float = 1.0
    lambda_primary: float = 0.5
    lambda_anchor: float = 1.0
    lambda_centre: float = 0.1
    lambda_points: float = 0.2
    lambda_auxiliary: float = 0.5
    augmentation: float = 1.0
    image_only: int = 0

    def toml(self) -> str:
        """The settings as TOML."""
        return "".join(f"{key} = {value!r}\n" for key, value in asdict(self).items())
