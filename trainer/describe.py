"""What a network costs: `python -m trainer.describe NAME [--json]`.

Parameters and multiply-adds (MACs) of one face at inference, for every module and for the four
variants of GReFEL's Table 2. A part that runs in training only is not counted.

`macs` are products with weights: convolutions, linear layers, distances to the anchors. That is
what Table 2 counts as FLOPs: all four of its rows come out within 2 %. `matmul_macs` are the
products of activations with activations, queries with keys and attention with values, which
Table 2 leaves out. Norms, activations and sums are counted by neither.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from trainer.console import guarded
from trainer.models.grefel import GReFEL
from trainer.networks import NETWORKS, Network, network_named

#: Operators that multiply activations by weights.
_WEIGHTED: Final = frozenset({"aten.convolution", "aten._convolution", "aten.addmm", "aten.mm"})

#: Rows of Table 2: which parts of reliability balancing are there (anchors, attention).
_PARTS: Final = {
    "none": (False, False),
    "anchors": (True, False),
    "attention": (False, True),
    "both": (True, True),
}

#: How deep the list of modules goes.
_DEPTH: Final = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one module, or a whole network, at inference on one face.

    params: weights, without buffers. macs: products with weights. matmul_macs: products of
    activations with activations.
    """

    params: int
    macs: int
    matmul_macs: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.params + other.params,
            self.macs + other.macs,
            self.matmul_macs + other.matmul_macs,
        )


@dataclass(frozen=True, slots=True)
class Description:
    """A network's cost, that of its modules by path, and that of its variants."""

    network: Network
    total: Cost
    modules: dict[str, Cost]
    variants: dict[str, Cost]


def describe(network: Network) -> Description:
    """Count everything; builds the network four times."""
    variants = {}
    for name, (anchors, attention) in _PARTS.items():
        options = replace(network.options, anchors=anchors, attention=attention)
        with torch.device("meta"):  # shapes are enough: nothing is computed or held
            total, modules = costs(network.build(options), network)
        variants[name] = total
    return Description(network, total, modules, variants)  # of the last one, with both parts


def costs(model: GReFEL, network: Network) -> tuple[Cost, dict[str, Cost]]:
    """Of a whole network, and of its modules by path: "image", "image.trunk", ..."""
    model = model.eval()
    ran: set[nn.Module] = set()
    hooks = [m.register_forward_hook(lambda m, *_: ran.add(m)) for m in model.modules()]
    # A view of a parameter wants a gradient even without any, and the counter would look for it.
    learning = [p for p in model.parameters() if p.requires_grad]
    model.requires_grad_(False)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        shape = (1, network.channels, network.size, network.size)
        model(torch.empty(shape, device=next(model.parameters()).device))
    for parameter in learning:
        parameter.requires_grad_(True)
    for hook in hooks:
        hook.remove()
    # The counter names modules from the root's class on.
    root = type(model).__name__
    counts = {
        path.removeprefix(root).removeprefix("."): _split(operators)
        for path, operators in counter.get_flop_counts().items()
        if path == root or path.startswith(f"{root}.")
    }
    return _cost(model, "", counts, ran), _modules(model, "", counts, ran, _DEPTH)


def _split(operators: dict[Any, int]) -> tuple[int, int]:
    """Multiply-adds of products with weights, and of the others."""
    weighted = sum(flops for name, flops in operators.items() if str(name) in _WEIGHTED)
    return weighted // 2, (sum(operators.values()) - weighted) // 2


def _modules(
    module: nn.Module,
    path: str,
    counts: dict[str, tuple[int, int]],
    ran: set[nn.Module],
    depth: int,
) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    for name, child in module.named_children():
        place = f"{path}.{name}" if path else name
        cost = _cost(child, place, counts, ran)
        if cost == Cost(0, 0, 0):
            continue
        found[place] = cost
        if depth > 1 and not isinstance(child, nn.Sequential):  # whose members are only numbered
            found |= _modules(child, place, counts, ran, depth - 1)
    return found


def _cost(
    module: nn.Module, path: str, counts: dict[str, tuple[int, int]], ran: set[nn.Module]
) -> Cost:
    params = sum(
        weight.numel()
        for part in module.modules()
        if part in ran
        for weight in part.parameters(recurse=False)
    )
    return Cost(params, *_macs(module, path, counts))


def _macs(module: nn.Module, path: str, counts: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """As counted; of a list of modules, which is never called itself, the sum of its members."""
    if path in counts:
        return counts[path]
    parts = [_macs(child, f"{path}.{name}", counts) for name, child in module.named_children()]
    return sum(a for a, _ in parts), sum(b for _, b in parts)


def as_json(found: Description) -> dict[str, Any]:
    """The description as plain data."""
    network = found.network
    return {
        "name": network.name,
        "title": network.title,
        "input": [network.channels, network.size, network.size],
        **asdict(found.total),
        "counting": "per face at inference; macs: products with weights (convolutions, linear "
        "layers, anchors), as in Table 2 of GReFEL; matmul_macs: products of activations "
        "(attention)",
        "modules": {path: asdict(cost) for path, cost in found.modules.items()},
        "variants": {name: asdict(cost) for name, cost in found.variants.items()},
    }


def as_text(found: Description) -> str:
    """The description as tables for people."""
    network = found.network
    lines = [
        f"{network.title}: {network.channels} x {network.size} x {network.size} a face",
        "",
        _row("module", "parameters", "M MACs", "M MACs, attention"),
        *(_line(_indented(path), cost) for path, cost in found.modules.items()),
        _line("all", found.total),
        "",
        _row("reliability balancing", "parameters", "M MACs", "M MACs, attention"),
        *(_line(name, cost) for name, cost in found.variants.items()),
        "",
        "MACs: multiply-adds of one face at inference in convolutions and linear layers (what",
        "GReFEL's Table 2 counts); attention: products of activations, which come on top.",
    ]
    return "\n".join(lines)


def _indented(path: str) -> str:
    return "  " * path.count(".") + path.rpartition(".")[2]


def _line(name: str, cost: Cost) -> str:
    return _row(
        name, f"{cost.params:,}", f"{cost.macs / 1e6:,.1f}", f"{cost.matmul_macs / 1e6:,.1f}"
    )


def _row(name: str, *cells: str) -> str:
    return f"  {name:26}" + "".join(f"{cell:>19}" for cell in cells)


def main(argv: list[str] | None = None) -> int:
    """Print a description."""
    parser = argparse.ArgumentParser(prog="python -m trainer.describe", description=__doc__)
    parser.add_argument("name", help=", ".join(network.name for network in NETWORKS))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    found = describe(network_named(args.name))
    print(json.dumps(as_json(found), indent=2) if args.json else as_text(found))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(guarded(main))
