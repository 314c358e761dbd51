"""The optimisers, their parameter groups, and their state by parameter name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.optim import SGD, AdamW, Optimizer

from trainer.config import RunConfig

_MOMENTUM: Final = 0.9
_PLAIN: Final = ("positions", "cls", "bias_table", "anchors.anchors", "decoder.labels")


def parameter_groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels only: not for norms, biases, positions, anchors."""
    with_decay: list[nn.Parameter] = []
    without: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        flat = parameter.ndim < 2 or name.endswith(_PLAIN)
        (without if flat else with_decay).append(parameter)
    return [
        {"params": with_decay, "weight_decay": decay},
        {"params": without, "weight_decay": 0.0},
    ]


def make_optimiser(network: nn.Module, config: RunConfig) -> Optimizer:
    """The optimiser over all parameters; those that a stage does not use are left as they are."""
    groups = parameter_groups(network, config.weight_decay)
    if config.optimiser == "sgd":
        return SGD(groups, lr=config.learning_rate, momentum=_MOMENTUM, nesterov=True)
    return AdamW(groups, lr=config.learning_rate, fused=True)


def state_by_name(optimiser: Optimizer, network: nn.Module) -> dict[str, Tensor]:
    """`PARAMETER/KEY`, of the parameters that have been updated."""
    return {
        f"{name}/{key}": value
        for name, parameter in network.named_parameters()
        for key, value in optimiser.state.get(parameter, {}).items()
        if value is not None
    }


def restore_by_name(optimiser: Optimizer, network: nn.Module, stored: Mapping[str, Tensor]) -> None:
    """Give back what `state_by_name` took, in the memory layout of each parameter.

    The fused step walks parameter and moments side by side in memory, so both need one layout.
    """
    parameters = dict(network.named_parameters())
    optimiser.state.clear()
    for path, value in stored.items():
        name, key = path.rsplit("/", 1)
        parameter = parameters[name]
        if value.shape == parameter.shape and key != "step":
            own = torch.empty_like(parameter, dtype=value.dtype).copy_(value)
        else:
            own = value.to(parameter.device, copy=True)
        optimiser.state[parameter][key] = own
