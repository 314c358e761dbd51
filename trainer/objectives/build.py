"""From a run's settings to its objective."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.config import RunConfig
from trainer.models.grefel import GReFEL
from trainer.models.label_decoder import LabelDecoderGReFEL
from trainer.objectives.base import Objective, Reads
from trainer.objectives.expression import summands
from trainer.objectives.parts import (
    AnchorSpread,
    Centre,
    ClassPrior,
    Consistency,
    Label,
    LabelSpread,
    MaskedGradients,
    NoiseWeighting,
    Points,
)
from trainer.objectives.truth import Candidates, HardLabel, Truth, Votes
from trainer.objectives.weighted import Revision, Weighted, WeightedSum


@dataclass(frozen=True, slots=True)
class _Source:
    """One summand of an objective: its weight, where its targets come from, NLA or not."""

    weight: float
    truth: Truth
    noise_aware: bool


def objective(config: RunConfig, network: GReFEL) -> WeightedSum:
    """What a run minimises. Terms of parts that the network does not have are left out.

    Raises `DataError` where nothing is left.
    """
    if config.stage == "masked":
        return WeightedSum(Weighted(1.0, MaskedGradients()))
    corrected = _sources(config, config.objective)
    if config.stage == "points":
        return WeightedSum(*_weighted(config.lambda_points, Points()))
    if config.stage == "image":
        terms = _labels(config, Reads.IMAGE, 1.0, corrected)
        return WeightedSum(*terms, revisions=_revisions(corrected, Reads.IMAGE))
    primary, revisions = corrected, _revisions(corrected, Reads.CORRECTED)
    if config.objective_primary:
        primary = _sources(config, config.objective_primary)
        revisions += _revisions(primary, Reads.PRIMARY)
    branches = corrected
    if config.objective_branches:
        branches = _sources(config, config.objective_branches)
        revisions += _revisions(branches, Reads.CORRECTED)
    terms = _labels(config, Reads.CORRECTED, config.lambda_cls, corrected)
    terms += _balancing(config, network, corrected, branches)
    if config.stage == "balancing":  # nothing else learns
        return WeightedSum(*terms, revisions=revisions)
    terms += _labels(config, Reads.PRIMARY, config.lambda_primary, primary)
    if network.auxiliary is not None and config.stage != "upper":
        terms += _labels(config, Reads.IMAGE, config.lambda_auxiliary, corrected)
    if network.points is not None:
        terms += _weighted(config.lambda_points, Points())
    if isinstance(network, LabelDecoderGReFEL):
        terms += _weighted(config.lambda_spread, LabelSpread())
    return WeightedSum(*terms, revisions=revisions)


def _balancing(
    config: RunConfig,
    network: GReFEL,
    sources: tuple[_Source, ...],
    branches: tuple[_Source, ...],
) -> list[Weighted]:
    """What the anchors, and the corrections by themselves, are trained on."""
    terms: list[Weighted] = []
    if network.balancing.anchors is not None:
        terms += _labels(config, Reads.GEOMETRIC, config.lambda_branches, branches)
        terms += _weighted(config.lambda_anchor, AnchorSpread())
        for source in sources:
            terms += _weighted(config.lambda_centre * source.weight, Centre(source.truth))
    if network.balancing.attention is not None:
        terms += _labels(config, Reads.ATTENTIVE, config.lambda_branches, branches)
    return terms


def _sources(config: RunConfig, expression: str) -> tuple[_Source, ...]:
    found = []
    for weight, kind in summands(expression):
        truth: Truth
        if kind == "ldl":
            truth = Votes()
        elif kind in ("pll", "nla-pll"):
            truth = Candidates(config.pll_warmup)
        else:
            truth = HardLabel(config.smoothing)
        found.append(_Source(weight, truth, kind.startswith("nla")))
    return tuple(found)


def _revisions(sources: tuple[_Source, ...], reads: Reads) -> list[Revision]:
    return [Revision(source.truth, reads) for source in sources]


def _labels(
    config: RunConfig, reads: Reads, weight: float, sources: tuple[_Source, ...]
) -> list[Weighted]:
    """The label terms of one distribution.

    NLA weighs λ (1 + w*) CE + (1 - λ) κ JSD on the distributions that decide; the training heads
    and branches get the plain targets, the branches with `class_prior`.
    """
    decides = reads in (Reads.CORRECTED, Reads.PRIMARY)
    branch = reads in (Reads.GEOMETRIC, Reads.ATTENTIVE)
    prior = ClassPrior(config.class_prior) if branch and config.class_prior > 0 else None
    terms: list[Weighted] = []
    for source in sources:
        share = weight * source.weight
        if not (source.noise_aware and decides):
            terms += _weighted(share, Label(reads, source.truth, prior=prior))
            continue
        noise = NoiseWeighting(detach=config.nla_detach)
        terms += _weighted(share * config.nla_share, Label(reads, source.truth, noise))
        rest = share * (1.0 - config.nla_share) * config.nla_consistency
        terms += _weighted(rest, Consistency(reads, literal=config.nla_literal))
    return terms


def _weighted(weight: float, part: Objective) -> list[Weighted]:
    return [Weighted(weight, part)] if weight > 0 else []
