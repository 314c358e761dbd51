"""Train GReFEL-S on FER+: `python -m trainer --cache FILE.npz --out runs/NAME`.

The same command continues a run that was stopped.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from engine.evaluation.votes import majority
from trainer.checkpoint import averaged_weights
from trainer.config import RunConfig
from trainer.data import ferplus
from trainer.data.augment import Strength
from trainer.data.loader import Loader, TrainingSet
from trainer.loop import Run, predict
from trainer.models.grefel import COMPACT_SIZE, grefel_s


def parser() -> argparse.ArgumentParser:
    """Every setting of `RunConfig` is an option."""
    p = argparse.ArgumentParser(prog="python -m trainer", description=__doc__)
    p.add_argument("--cache", type=Path, required=True, help="made by trainer.data.prepare")
    p.add_argument("--out", type=Path, required=True, help="run folder; an old run goes on")
    p.add_argument(
        "--init",
        action="append",
        default=[],
        metavar="RUN[:PART,...]",
        help="start from a run folder's averaged weights, or from the named parts of the network; "
        "may be given several times",
    )
    p.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    for field in dataclasses.fields(RunConfig):
        option = "--" + field.name.replace("_", "-")
        p.add_argument(option, type=type(field.default), default=field.default)
    return p


def training_set(cache: Path, config: RunConfig) -> TrainingSet:
    """Pictures with a vote target, less held-out groups and near-duplicates of validation."""
    with np.load(cache) as stored:
        votes, groups = stored["train_votes"], stored["train_groups"]
        target, keep = ferplus.vote_target(votes)
        keep &= ~np.isin(groups, stored["valid_groups"])
        keep &= ~ferplus.held_out(groups, config.held_out, seed=0)
        return TrainingSet(
            stored["train_images"][keep],
            target[keep],
            stored["train_points"][keep],
            stored["train_found"][keep],
        )


def accuracy(run: Run, cache: Path) -> dict[str, float]:
    """Validation accuracy (majority rule) of the averaged weights, for the log."""
    with np.load(cache) as stored:
        label = majority(stored["valid_votes"].astype(float))
        images = stored["valid_images"][label >= 0]
    truth = torch.from_numpy(label[label >= 0])
    primary, corrected = predict(run.average.module, images)
    return {
        "n": len(truth),
        "primary": round(float((primary.argmax(1) == truth).float().mean()), 4),
        "corrected": round(float((corrected.argmax(1) == truth).float().mean()), 4),
    }


def start_from(network: nn.Module, init: str) -> int:
    """Take over weights: RUN, or RUN:PART,... with the names of parts ("landmarks,vit.blocks").

    Returns the number of tensors taken. Raises `ValueError` if a part has no weights in the run
    or they have another shape here.
    """
    run, _, named = init.partition(":")
    weights = averaged_weights(Path(run))
    if named:
        parts = tuple(f"{part}." for part in named.split(","))
        for part in parts:
            if not any(name.startswith(part) for name in weights):
                raise ValueError(f"{run} has no part {part.rstrip('.')}")
        weights = {name: w for name, w in weights.items() if name.startswith(parts)}
    own = network.state_dict()
    for name, weight in weights.items():
        if name not in own or own[name].shape != weight.shape:
            raise ValueError(f"{name} of {run} does not fit this network")
    network.load_state_dict(weights, strict=not named)
    return len(weights)


def main(argv: list[str] | None = None) -> int:
    """Train or continue; logs one JSON line an epoch."""
    args = parser().parse_args(argv)
    if args.threads:
        torch.set_num_threads(args.threads)
    names = [field.name for field in dataclasses.fields(RunConfig)]
    config = RunConfig(**{name: getattr(args, name) for name in names})
    torch.manual_seed(config.seed)
    data = training_set(args.cache, config)
    loader = Loader(
        data, COMPACT_SIZE, config.batch, config.seed, Strength().scaled(config.augmentation)
    )
    network = grefel_s()
    for init in args.init:
        start_from(network, init)
    run = Run(network, config, loader, args.out)
    run.resume()
    run.train()
    run.log({"done": True, "pictures": len(data), **accuracy(run, args.cache)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
