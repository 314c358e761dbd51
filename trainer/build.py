"""From a run's settings to its network and its loader."""

from __future__ import annotations

from dataclasses import replace

from trainer.config import RunConfig
from trainer.data.augment import Strength
from trainer.data.batch import TrainingSet
from trainer.data.loader import Loader
from trainer.masking import prepare_masking
from trainer.models.grefel import GReFEL
from trainer.models.inputs import CompactInput
from trainer.models.label_decoder import LabelDecoderGReFEL
from trainer.networks import network_named
from trainer.parallel import Ranks
from trainer.stages import Stage


def make_network(config: RunConfig) -> GReFEL:
    """The network, with fresh weights from torch's generator."""
    known = network_named(config.network)
    options = replace(
        known.options,
        anchors=config.anchors,
        attention=config.attention,
        per_class=config.per_class,
        delta=config.delta,
    )
    network = known.build(options)
    network.balancing.detach = config.detach_confidence
    network.balancing.apart = config.detach_branches
    if config.side and config.stage == "image" and isinstance(network.prepare, CompactInput):
        network.prepare.side = config.side
    if config.stage == "masked":
        prepare_masking(network, known.channels)
    return LabelDecoderGReFEL(network) if config.head == "labels" else network


def make_loader(config: RunConfig, data: TrainingSet, ranks: Ranks | None = None) -> Loader:
    """Batches in the network's size, or the settings', with a second view where NLA wants one."""
    known = network_named(config.network)
    return Loader(
        data,
        config.view or known.size,
        config.batch,
        config.seed,
        Strength().scaled(config.augmentation, config.geometry, config.erasing),
        channels=known.channels,
        balance=config.balance,
        second="nla" in config.objective + config.objective_primary
        and Stage(config.stage).balances,
        mixup=config.mixup,
        ranks=ranks or Ranks(),
    )
