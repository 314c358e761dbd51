"""What a model's correction carries: `python -m benchmarks.correction --cache FILE [--model NAME]`.

Primary against corrected on FER+ validation with intervals, how well their disagreement finds
errors beside a control that knows nothing, and what each branch adds to the primary distribution.
The held-out pictures that something is fitted on are those of `held_out`: never trained on, if the
model was trained with that share. `--primary image` asks the same of the image stream's training
head in the primary's place, which shows what the corrections are worth beside a better first look.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.study.measuring import Figures, Measured, Shown, measured, shares
from trainer.build import make_network
from trainer.config import RunConfig
from trainer.console import guarded
from trainer.data.opening import open_data
from trainer.init import start_from
from trainer.models.backbones import Pyramid
from trainer.models.grefel import GReFEL
from trainer.networks import network_named


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    p = argparse.ArgumentParser(
        prog="python -m benchmarks.correction",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("--cache", type=Path, required=True, help="prepared FER+")
    p.add_argument("--model", default="grefel-s", help="a model, or a run folder")
    p.add_argument("--network", default="grefel-s", help="which network its weights are of")
    p.add_argument(
        "--primary", choices=("served", "image"), default="served", help="which first look"
    )
    p.add_argument("--held-out", type=float, default=RunConfig().held_out)
    p.add_argument("--threads", type=int, default=1)
    args = p.parse_args(argv)
    return guarded(lambda: _main(args))


def _main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    config = replace(
        RunConfig(labels="majority", held_out=args.held_out),
        network=args.network,
    )
    data = open_data([args.cache], None, config)
    if data.held is None or data.validation is None:
        raise ValueError("this needs a prepared FER+ cache and --held-out above 0")
    network = make_network(config)
    start_from(network, args.model)
    if args.primary == "image":
        network.head = ImageFirst(network)
    known = network_named(args.network)
    shown = Shown(data.held, data.validation, shares(data.train))
    print(text(measured(network, known.size, known.channels, shown)))
    return 0


class ImageFirst(nn.Module):
    """Stands in for a network's primary head: what its image stream's training head says.

    Raises `ValueError` for a network without one.
    """

    def __init__(self, network: GReFEL) -> None:
        super().__init__()
        if network.auxiliary is None:
            raise ValueError("this network has no head on its image stream")
        self._logits: Tensor | None = None
        head = network.auxiliary

        def read(_stream: nn.Module, _input: object, maps: Pyramid) -> None:
            self._logits = head(maps[2])

        network.image.register_forward_hook(read)

    def forward(self, _e: Tensor) -> Tensor:
        """(B, D) embeddings, which are not read, to (B, N) logits of the same batch."""
        if self._logits is None:
            raise ValueError("the image stream comes first")
        return self._logits


def text(found: Measured) -> str:
    """As lines for people."""
    lines = [f"{found.validated} pictures, temperatures {found.temperatures[0]:.3f} primary and "]
    lines[0] += f"{found.temperatures[1]:.3f} corrected"
    lines += _compared(found.primary, found.corrected, found.difference)
    lines.append(
        f"decisions turned: {found.changed}, {found.wrong_to_right} wrong to right, "
        f"{found.right_to_wrong} right to wrong"
    )
    for name, (accuracy, sure) in found.branches.items():
        lines.append(f"branch {name:13} accuracy {accuracy:.4f}, mean confidence {sure:.2f}")
    for signal, auroc in found.error_auroc.items():
        value = "not defined" if auroc is None else f"{auroc:.3f}"
        lines.append(f"AUROC for the primary's errors, {signal:16} {value}")
    for name, (gain, low, high) in found.information.items():
        lines.append(f"{name} adds {gain:+.4f} nats ({low:+.4f} to {high:+.4f})")
    if found.product is not None:
        lines.append("the product of primary and attentive in place of corrected:")
        lines += _compared(found.primary, found.product, found.product_difference)
    return "\n".join(lines)


def _compared(
    primary: Figures, other: Figures, difference: Mapping[str, tuple[float, float]]
) -> list[str]:
    lines = []
    for name, (low, high) in difference.items():
        before, after = getattr(primary, name), getattr(other, name)
        lines.append(
            f"{name:20} {before:.4f} > {after:.4f}  {after - before:+.4f} "
            f"({low:+.4f} to {high:+.4f})"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
