"""A training run's settings: a frozen value, stored as TOML in the run folder. No torch here."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from engine.errors import DataError
from trainer.objectives.expression import is_noise_aware

_PRESETS: Final = Path(__file__).parent / "presets"

#: Settings that may change when a run is continued: they decide when it ends, nothing else.
MAY_CHANGE: Final = frozenset({"minutes", "patience"})

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "network": ("grefel-s", "grefel", "grefel-xs", "grefel-a", "grefel-a-lite"),
    "stage": ("whole", "upper", "balancing", "image", "points", "masked"),
    "head": ("mlp", "labels"),
    "labels": ("votes", "majority", "crossentropy", "multi-target", "candidates"),
    "schedule": ("cosine", "exponential"),
    "apart_by": ("both", "person", "video"),
    "precision": ("auto", "float32", "bfloat16", "float16"),
    "optimiser": ("adamw", "sgd"),
}

_ABOVE_0: Final = (
    *("epochs", "batch", "learning_rate", "clip", "per_class", "delta", "decay", "tuning_steps"),
)
_SHARES: Final = (
    *("held_out", "label_noise", "smoothing", "ema", "nla_share", "pll_warmup", "class_prior"),
)
_OBJECTIVES: Final = ("objective", "objective_primary", "objective_branches")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything that, with the data, determines the weights.

    Length and steps. epochs, batch: pictures a step, of all processes together. learning_rate,
    optimiser: "adamw" (without decay it is Adam), or "sgd" with Nesterov's momentum .9.
    weight_decay: of matrices and kernels, in AdamW decoupled from the gradient. schedule: after
    the warm-up, "cosine" falls to a hundredth, "exponential" by the factor `decay` an epoch.
    clip: largest gradient norm. ema: of the averaged weights. patience: stop after so many epochs
    without a better loss on the held-out pictures, 0 never. minutes: stop after so many, 0 never.
    precision: of the forward pass; "auto" takes bfloat16 or float16 where the hardware gains.

    Network. network, head: "labels" is PLL's decoder. anchors, attention, per_class (K), delta,
    detach_confidence (no gradient through C_f): reliability balancing. stage: "image" trains the
    image stream through its own training head and nothing else, "points" the landmark stream on
    its teacher's points alone, "masked" the encoder on what is hidden from it, "upper" all but the
    image stream, "balancing" anchors and attention on top of all the rest; "whole" all.
    side: what GReFEL-S enlarges its pictures to, in the stage "image" only; 0 as served. A smaller
    one trains faster, to begin with.

    Data. held_out: share of the training pictures (whole near-duplicate groups) that is never
    trained on and serves to stop early and to fit the temperatures. apart_by: what is never on
    both sides of that split: persons, videos, or both. labels: FER+'s rule that
    makes labels of votes. label_noise: share of the training labels that are exchanged with
    another one, drawn by `noise_seed`. balance: pictures a class and epoch, 0 for all of them.
    augmentation: factor on all of `Strength`, probabilities and magnitudes; geometry and erasing:
    further ones, on how far faces are turned, scaled and shifted and on how often a part is hidden.
    view: side of the training views where it is not the network's input's; GReFEL-S would enlarge
    these, and a view that is cut in the final size is blurred once instead of twice. mixup: α of
    the Beta distribution by which pictures and their votes are mixed in pairs, 0 never.

    Objective. objective: what the corrected distribution is trained on: ce, ldl, nla, pll,
    nla-pll, or a sum such as "0.5 ce + 0.5 ldl"; objective_primary: the same for the primary
    one, "" as corrected. The λ weigh: `cls` the corrected, `primary` the primary distribution,
    so that it stays meaningful by itself, `branches` the corrections' own two, `auxiliary` the
    image stream's training head, `anchor` and `centre` the anchors, `points` the landmarks,
    `spread` the label embeddings. objective_branches: what the corrections' own two are trained
    on, "" as corrected. class_prior: τ, how far they are taught as if all labels were equally
    frequent (0 not, 1 wholly). detach_branches: they learn from the encoder, and it not from them.
    smoothing: ε of ce and nla. nla_share: λ of NLA;
    nla_consistency: factor on its consistency; nla_detach, nla_literal: see `trainer.objectives`.
    pll_warmup: share of the epochs before candidates are revised.

    Fine-tuning. tuning_steps: steps of head and anchors (`trainer.finetune`).
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
    geometry: float = 1.0
    erasing: float = 1.0
    view: int = 0
    lambda_branches: float = 0.0
    lambda_spread: float = 0.1
    objective: str = "ldl"
    objective_primary: str = ""
    objective_branches: str = ""
    class_prior: float = 0.0
    smoothing: float = 0.0
    nla_share: float = 0.5
    nla_consistency: float = 4.0
    nla_detach: bool = True
    nla_literal: bool = False
    pll_warmup: float = 0.1
    network: str = "grefel-s"
    stage: str = "whole"
    head: str = "mlp"
    anchors: bool = True
    attention: bool = True
    per_class: int = 10
    delta: float = 1.0
    detach_confidence: bool = False
    detach_branches: bool = False
    labels: str = "votes"
    label_noise: float = 0.0
    noise_seed: int = 0
    balance: int = 0
    schedule: str = "cosine"
    decay: float = 0.995
    patience: int = 0
    minutes: float = 0.0
    precision: str = "auto"
    apart_by: str = "both"
    tuning_steps: int = 300
    optimiser: str = "adamw"
    mixup: float = 0.0
    side: int = 0

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise DataError(
                    f"{name} is '{getattr(self, name)}'", hint=f"Choose of: {', '.join(allowed)}"
                )
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and value < 0:
                raise DataError(f"{field.name} is {value}", hint="It cannot be below 0")
        for name in _ABOVE_0:
            if getattr(self, name) == 0:
                raise DataError(f"{name} is 0", hint="It has to be above 0")
        for name in _SHARES:
            if getattr(self, name) > 1:
                raise DataError(f"{name} is {getattr(self, name)}", hint="It has to be in 0 to 1")
        self._refuse_objectives()

    def _refuse_objectives(self) -> None:
        """Refuse words that are no objective, and NLA where nothing would come of it."""
        noise_aware = {
            name: is_noise_aware(getattr(self, name))
            for name in _OBJECTIVES
            if name == "objective" or getattr(self, name)
        }
        if noise_aware.get("objective_branches"):
            raise DataError(
                f"objective_branches is '{self.objective_branches}'",
                hint="NLA is for primary and corrected; choose ce, ldl, pll or a sum of them",
            )
        if self.stage == "image" and noise_aware["objective"]:
            raise DataError(
                f"objective is '{self.objective}' in the stage 'image'",
                hint="NLA is for primary and corrected, not for the image stream's head",
            )

    def toml(self) -> str:
        """The settings as TOML."""
        return "".join(f"{key} = {_toml(value)}\n" for key, value in asdict(self).items())


def from_mapping(
    values: Mapping[str, Any], where: str = "", base: RunConfig | None = None
) -> RunConfig:
    """Settings of a checkpoint or a TOML file; what is not named is as in `base`.

    Raises `DataError` that names the setting that does not exist or has another type.
    """
    kinds = _kinds()
    settings: dict[str, Any] = {}
    for name, value in values.items():
        kind = kinds.get(name)
        if kind is None:
            raise DataError(f"there is no setting '{name}'", subject=where)
        number = kind is float and isinstance(value, int) and not isinstance(value, bool)
        if not number and type(value) is not kind:
            raise DataError(f"{name} is {value!r}, not {kind.__name__}", subject=where)
        settings[name] = kind(value)
    return dataclasses.replace(base or RunConfig(), **settings)


def from_words(words: Sequence[str]) -> dict[str, Any]:
    """Values of "NAME=VALUE" words, each of its setting's type.

    Raises `DataError` that names a setting that does not exist, or a value of another type.
    """
    kinds = _kinds()
    found: dict[str, Any] = {}
    for word in words:
        name, _, value = (part.strip() for part in word.partition("="))
        name = name.replace("-", "_")
        if name not in kinds:
            near = get_close_matches(name, kinds, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else "docs/methods.md tells more"
            raise DataError(f"there is no setting '{name}'", subject=word, hint=hint)
        try:
            found[name] = truth(value) if kinds[name] is bool else kinds[name](value)
        except ValueError as error:
            what = {bool: "true or false", int: "a whole number"}.get(kinds[name], "a number")
            raise DataError(f"{name} is '{value}'", subject=word, hint=f"It is {what}") from error
    return found


def truth(word: str) -> bool:
    """A word for true or false. Raises `ValueError` for any other."""
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if word.lower() not in known:
        raise ValueError(f"'{word}' is neither true nor false")
    return known[word.lower()]


def from_toml(path: Path, base: RunConfig | None = None) -> RunConfig:
    """Settings of a file, on top of `base`. Raises `DataError` that names what is wrong with it."""
    try:
        return from_mapping(tomllib.loads(path.read_text(encoding="utf-8")), str(path), base)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            "the settings cannot be read", subject=str(path), hint=str(error)
        ) from error


def presets() -> tuple[str, ...]:
    """Names of the recipes that come along."""
    return tuple(sorted(path.stem for path in _PRESETS.glob("*.toml")))


def preset(name: str) -> RunConfig:
    """A recipe that comes along. Raises `DataError` that lists them where there is none."""
    if name not in presets():
        raise DataError(
            "there is no such preset", subject=name, hint=f"There are: {', '.join(presets())}"
        )
    return from_toml(_PRESETS / f"{name}.toml")


def _kinds() -> dict[str, type]:
    return {field.name: type(field.default) for field in dataclasses.fields(RunConfig)}


def _toml(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)
