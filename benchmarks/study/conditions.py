"""What is compared: schedules, tables and their conditions, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from trainer.config import RunConfig


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long every run of a study is, the same for all of its conditions.

    pictures: of the training split, drawn by whole near-duplicate groups; 0 for all of them.
    """

    name: str
    pictures: int
    base: RunConfig


#: The label rule of all runs: every objective sees the same pictures, those with a majority, and
#: of each picture what it needs (label, votes or candidates).
_COMMON: Final = RunConfig(labels="majority", objective="ce", lambda_primary=0.0)

REDUCED: Final = Schedule(
    "reduced",
    6_000,
    replace(
        _COMMON,
        network="grefel-xs",
        epochs=10,
        batch=64,
        learning_rate=3e-3,
        ema=0.99,
        augmentation=0.25,
    ),
)
FULL: Final = Schedule("full", 0, replace(_COMMON, network="grefel-s", epochs=25))
SCHEDULES: Final = (REDUCED, FULL)


@dataclass(frozen=True, slots=True)
class Method:
    """What is trained: one paper's method or a part of it. Fields are those of `RunConfig`."""

    anchors: bool = True
    attention: bool = True
    per_class: int = 10
    objective: str = "ce"
    smoothing: float = 0.11
    head: str = "mlp"
    lambda_primary: float = 0.0
    lambda_branches: float = 0.0
    lambda_anchor: float = 1.0
    lambda_centre: float = 1.0
    lambda_cls: float = 1.0
    label_noise: float = 0.0

    def config(self, base: RunConfig, seed: int) -> RunConfig:
        """The run's settings. The seed draws weights, views, order and the labels' noise."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return replace(base, **named, seed=seed, noise_seed=seed)


@dataclass(frozen=True, slots=True)
class Condition:
    """One row. paper: the accuracy that the paper states, percent, on other data than ours."""

    name: str
    method: Method
    paper: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Conditions that differ in one thing. baseline: the row that the others are compared to.

    key: for --only. about: what differs, and what of the paper's own table cannot be repeated.
    """

    key: str
    title: str
    about: str
    baseline: str
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if self.baseline not in (condition.name for condition in self.conditions):
            raise ValueError(f"{self.key} has no row '{self.baseline}'")

    @property
    def base(self) -> Condition:
        """The row that the others are compared to."""
        return next(c for c in self.conditions if c.name == self.baseline)


_GREFEL: Final = Method()
_CE: Final = Method(anchors=False, attention=False)
_TAUGHT: Final = replace(
    _GREFEL, objective="ldl", lambda_primary=0.5, lambda_branches=0.5, lambda_centre=0.1
)

#: The methods that label noise is shown for; "both" of Table 2 is GReFEL, "none" is CE.
_METHODS: Final = (
    ("CE", _CE),
    ("GReFEL", _GREFEL),
    ("NLA", replace(_CE, objective="nla", smoothing=0.0)),
    ("PLL", replace(_CE, objective="pll", head="labels")),
    ("votes", replace(_CE, objective="ldl")),
    ("GReFEL + NLA", replace(_GREFEL, objective="nla", smoothing=0.05)),
    ("GReFEL + PLL", replace(_GREFEL, objective="pll")),
    ("GReFEL + votes", replace(_GREFEL, objective="ldl")),
    ("GReFEL + votes, primary and branches taught", _TAUGHT),
)


def _chosen(methods: Sequence[tuple[str, Method]], *names: str) -> tuple[tuple[str, Method], ...]:
    """Some of the methods. Raises `KeyError` for a name that is none of theirs."""
    of_name = dict(methods)
    return tuple((name, of_name[name]) for name in names)


#: At 10 and 30 % noise: the three papers, and the best of their combinations at 20 %.
_SHORT: Final = _chosen(_METHODS, "CE", "GReFEL", "NLA", "PLL", "GReFEL + NLA")

#: GReFEL's own figures at K = 10 (its Table 7), by percent of noise.
_GREFEL_NOISE: Final = {0: 71.25, 10: 70.53, 20: 60.33, 30: 44.51}
_ABOUT_NOISE: Final = (
    "A share of the training labels is exchanged with others, drawn uniformly; votes and "
    "candidates change places with them. Validation labels are clean. PLL has the label decoder "
    "in the head's place; NLA and PLL are compared without reliability balancing, as published, "
    "and with it. The paper's figures are GReFEL's at K = 10 without smoothing on Aff-Wild2 (its "
    "Table 7)."
)


def _noise(percent: int, methods: Sequence[tuple[str, Method]] = _METHODS) -> Table:
    return Table(
        f"noise{percent}",
        f"{percent} % of the training labels exchanged" if percent else "Methods, given labels",
        _ABOUT_NOISE,
        "CE",
        tuple(
            Condition(
                name,
                replace(method, label_noise=percent / 100),
                _GREFEL_NOISE[percent] if name == "GReFEL" else None,
            )
            for name, method in methods
        ),
    )


_BALANCING: Final = Table(
    "table2",
    "Reliability balancing (GReFEL, Table 2)",
    "Cross-entropy, smoothing .11, λ_cls = λ_a = λ_c = 1, all of them on the corrected "
    "distribution, as in the paper.",
    "without",
    (
        Condition("without", _CE, 68.15),
        Condition("anchors", replace(_GREFEL, attention=False), 70.36),
        Condition("attention", replace(_GREFEL, anchors=False), 69.05),
        Condition("both", _GREFEL, 72.48),
    ),
)
_LOSSES: Final = Table(
    "table3",
    "Losses (GReFEL, Table 3)",
    "Anchors and attention in all rows. The paper's rows of L_a or L_c alone are not run: no label "
    "enters L_a, and nothing tells L_c which label an anchor stands for.",
    "L_cls",
    (
        Condition("L_cls", replace(_GREFEL, lambda_anchor=0.0, lambda_centre=0.0), 68.15),
        Condition("L_cls + L_a", replace(_GREFEL, lambda_centre=0.0), 68.87),
        Condition("L_cls + L_c", replace(_GREFEL, lambda_anchor=0.0)),
        Condition("L_cls + L_a + L_c", _GREFEL, 72.48),
    ),
)
_ANCHORS: Final = Table(
    "table6",
    "Anchors a class, K (GReFEL, Table 6)",
    "K = 0 has attention alone. All else as in Table 2.",
    "K = 0",
    (
        Condition("K = 0", replace(_GREFEL, anchors=False), 68.92),
        *(
            Condition(f"K = {k}", replace(_GREFEL, per_class=k), 68.92 + gain)
            for k, gain in ((1, 1.82), (4, 2.19), (8, 2.29), (10, 2.29), (20, 0.51))
        ),
    ),
)
_SMOOTHING: Final = Table(
    "smoothing",
    "Label smoothing ε (GReFEL, Table 8 at K = 10)",
    "Anchors and attention in all rows; votes are a smoothing that people made.",
    "ε = 0",
    (
        *(
            Condition(f"ε = {epsilon:g}", replace(_GREFEL, smoothing=epsilon), paper)
            for epsilon, paper in (
                *((0.0, 71.25), (0.05, 71.89), (0.11, 72.48)),
                *((0.2, 71.13), (0.3, 63.58), (0.4, 56.66)),
            )
        ),
        Condition("votes instead", replace(_GREFEL, objective="ldl", smoothing=0.11)),
    ),
)

#: In the order of running. What the first ones say is wanted before all the rest.
FIRST: Final = (_BALANCING, _noise(0), _noise(20))
REST: Final = (_LOSSES, _ANCHORS, _SMOOTHING, _noise(10, _SHORT), _noise(30, _SHORT))
TABLES: Final = (*FIRST, *REST)


@dataclass(frozen=True, slots=True)
class Planned:
    """One run: a condition of a table, and a seed."""

    table: Table
    condition: Condition
    seed: int


def plan(tables: Sequence[Table], seeds: int) -> Iterator[Planned]:
    """Every run, the first tables through all seeds before the rest begins.

    Tables share conditions; a run that two of them need comes twice, and is done once.
    """
    for part in (FIRST, REST):
        for seed in range(seeds):
            for table in part:
                if table in tables:
                    for condition in table.conditions:
                        yield Planned(table, condition, seed)
