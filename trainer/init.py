"""Where a network's weights may come from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import ModelError
from engine.models.manifest import FILE_NAME
from engine.models.registry import find_model
from engine.models.verification import verify
from trainer import checkpoint

#: In a model's weights the network stands beside its temperatures.
_SERVED = "network."


def start_from(network: nn.Module, init: str) -> int:
    """Take over weights: FROM, or FROM:PART,... with the names of parts ("landmarks,vit.blocks").

    FROM is a run folder (its averaged weights), a model's folder, or the name of a model. Returns
    the number of tensors taken. Raises `ModelError` if there are no such weights, a part is not
    there, or they have another shape here.
    """
    source, parts = split(init)
    weights = _weights(source)
    where = Path(source)
    if not parts:
        checkpoint.fill(network, weights, where)
        return len(weights)
    own = network.state_dict()
    for part in parts:
        taken = {name: w for name, w in weights.items() if name.startswith(f"{part}.")}
        if not taken:
            raise ModelError(f"there is no part '{part}'", subject=source, hint=_parts(weights))
        own |= taken
    checkpoint.fill(network, own, where)
    return sum(name.startswith(tuple(f"{part}." for part in parts)) for name in own)


def split(init: str) -> tuple[str, tuple[str, ...]]:
    """FROM and the names of the parts, none where there is no colon."""
    source, _, named = (init, "", "") if Path(init).exists() else init.partition(":")
    return source, tuple(named.split(",")) if named else ()


def origin(init: str) -> dict[str, str]:
    """What `start_from` reads, for the run's notes: FROM and parts as given, SHA-256 of the file.

    Raises `ModelError` if there are no such weights.
    """
    source = split(init)[0]
    path = checkpoint.kept(Path(source)) if _is_run(source) else _of_model(source)
    return {"from": init, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _is_run(source: str) -> bool:
    return Path(source).is_dir() and not (Path(source) / FILE_NAME).exists()


def _of_model(source: str) -> Path:
    folder = Path(source) if Path(source).is_dir() else find_model(source)
    return folder / verify(folder).weights.file


def _weights(source: str) -> dict[str, Tensor]:
    if _is_run(source):
        return checkpoint.averaged_weights(Path(source))
    path = _of_model(source)
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError("its weights cannot be read", subject=str(path)) from error
    return {k.removeprefix(_SERVED): v for k, v in stored.items() if k.startswith(_SERVED)}


def _parts(weights: dict[str, Tensor]) -> str:
    return "It has: " + ", ".join(dict.fromkeys(name.split(".")[0] for name in weights))
