"""The networks by name, and the input that each takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.errors import ModelError
from trainer.models.grefel import COMPACT_SIZE, BalancingOptions, GReFEL, grefel, grefel_s
from trainer.models.grefel_a import SIDE as A_SIDE
from trainer.models.grefel_a import grefel_a, grefel_a_lite
from trainer.models.grefel_xs import XS_SIZE, grefel_xs


@dataclass(frozen=True, slots=True)
class Network:
    """One network: `build(options)` makes it; its input is (B, channels, size, size) in 0..1."""

    name: str
    title: str
    build: Callable[[BalancingOptions], GReFEL]
    options: BalancingOptions
    channels: int
    size: int


NETWORKS: Final = (
    Network("grefel", "GReFEL", grefel, BalancingOptions(), 3, 112),
    Network("grefel-s", "GReFEL-S", grefel_s, BalancingOptions(width=64), 1, COMPACT_SIZE),
    Network("grefel-xs", "GReFEL-XS", grefel_xs, BalancingOptions(width=32), 1, XS_SIZE),
    Network("grefel-a", "GReFEL-A", grefel_a, BalancingOptions(width=64), 3, A_SIDE),
    Network("grefel-a-lite", "GReFEL-A-lite", grefel_a_lite, BalancingOptions(width=64), 3, A_SIDE),
)


def network_named(name: str) -> Network:
    """The network called `name`. Raises `ModelError` that lists what there is."""
    for network in NETWORKS:
        if network.name == name:
            return network
    there = ", ".join(network.name for network in NETWORKS)
    raise ModelError("there is no such network", subject=name, hint=f"There are: {there}")
