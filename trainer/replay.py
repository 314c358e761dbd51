"""What keeps fine-tuning from forgetting: `python -m trainer.replay --model NAME --cache FILE`.

Embeddings of a few thousand training pictures beside the weights that made them, with the crowd's
votes: about a megabyte, and no picture in it. With the encoder left as it is, they are all that
head and anchors ever see of these pictures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes

from engine.errors import ModelError
from engine.export.staged import StagedFile, cannot_write
from engine.models.registry import find_model
from engine.models.verification import verify
from trainer.build import make_network
from trainer.config import RunConfig
from trainer.console import guarded, tell
from trainer.data.batch import N, TrainingSet
from trainer.data.cache import training_sets
from trainer.features import Features, plain_features
from trainer.init import start_from
from trainer.networks import network_named

FILE: Final = "replay.safetensors"

#: At most so many pictures a class.
PER_CLASS: Final = 512

_HEADER: Final = "mien"


@dataclass(frozen=True, slots=True)
class Replay:
    """features: of n training pictures. weight: (n,) how many pictures each stands for, mean 1."""

    features: Features
    weight: torch.Tensor


def choose(data: TrainingSet, per_class: int, seed: int = 0) -> tuple[TrainingSet, torch.Tensor]:
    """At most `per_class` pictures of each class, and what each weighs.

    The weights undo the balance, so that rare classes are remembered and their share is not
    overdone.
    """
    labels = data.labels()
    if labels is None:
        raise ModelError("the data carries no labels")
    rng = np.random.default_rng(seed)
    rows = [rng.permutation(np.flatnonzero(labels == c))[:per_class] for c in range(N)]
    chosen = np.sort(np.concatenate(rows))
    counts = np.bincount(labels, minlength=N) / np.maximum(1, [len(r) for r in rows])
    weight = counts[labels[chosen]]
    return data.take(chosen), torch.from_numpy(weight / weight.mean()).float()


def write(path: Path, replay: Replay, weights: str) -> None:
    """Store in half precision. weights: SHA-256 of the weights that made the embeddings.

    Raises `OutputError` where there is no room.
    """
    tensors = {
        "embedding": replay.features.embedding.half(),
        "attentive": replay.features.attentive.half(),
        "target": replay.features.target.half(),
        "weight": replay.weight.half(),
    }
    staged = StagedFile(path)
    try:
        staged.part.write_bytes(to_bytes(tensors, {_HEADER: json.dumps({"weights": weights})}))
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    staged.commit()


def read(folder: Path) -> Replay | None:
    """A model's replay; None where it has none.

    Raises `ModelError` if it is damaged, or of other weights than the model's.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        with safe_open(path, "pt") as stored:
            weights = json.loads((stored.metadata() or {})[_HEADER])["weights"]
            found = {name: stored.get_tensor(name).float() for name in _names()}
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError("the replay is damaged", subject=str(path)) from error
    if weights != verify(folder).weights.sha256:
        raise ModelError("the replay is of other weights than the model's", subject=str(path))
    features = Features(found["embedding"], found["attentive"], found["target"])
    return Replay(features, found["weight"])


def _names() -> tuple[str, ...]:
    return ("embedding", "attentive", "target", "weight")


def main(argv: list[str] | None = None) -> int:
    """Make a model's replay from the FER+ cache that it was trained on."""
    p = argparse.ArgumentParser(prog="python -m trainer.replay", description=__doc__)
    p.add_argument("--model", default="grefel-s", help="name or folder of a model")
    p.add_argument("--network", default="grefel-s", help="what it is")
    p.add_argument("--cache", type=Path, required=True)
    p.add_argument("--out", type=Path, help=f"instead of {FILE} in the model's folder")
    args = p.parse_args(argv)
    folder = find_model(args.model)
    config = RunConfig(network=args.network)
    known, network = network_named(args.network), make_network(config)
    start_from(network, str(folder))
    data, weight = choose(training_sets(args.cache, config)[0], PER_CLASS)
    features = plain_features(network, data, known.size, known.channels)
    out = args.out or folder / FILE
    weights = hashlib.sha256((folder / verify(folder).weights.file).read_bytes()).hexdigest()
    write(out, Replay(features, weight), weights)
    tell(f"{len(data)} pictures' embeddings in {out}, {out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(guarded(main))
