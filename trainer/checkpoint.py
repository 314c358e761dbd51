"""Atomic checkpoints without pickle: a killed run continues where it was, or finds nothing.

One safetensors file: tensors as `PART/NAME`, everything else as JSON in its header.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from engine.errors import ModelError
from engine.export.staged import StagedFile, cannot_write

LAST: Final = "last.safetensors"
BEST: Final = "best.safetensors"
_HEADER: Final = "mien"
_MODULE: Final = "module."
_LATER: Final = "anchors.delta"


@dataclass(frozen=True, slots=True)
class State:
    """What a checkpoint holds. tensors: `PART/NAME`. facts: plain JSON values."""

    tensors: Mapping[str, Tensor]
    facts: Mapping[str, Any]

    def part(self, name: str) -> dict[str, Tensor]:
        """The tensors of one part, without its name."""
        prefix = f"{name}/"
        return {k.removeprefix(prefix): v for k, v in self.tensors.items() if k.startswith(prefix)}


def save(path: Path, state: State) -> None:
    """Write to a temporary name, flush to disk, rename.

    Raises `OutputError` where there is no room or no permission; what was there before stays.
    """
    tensors = {name: value.detach().cpu().contiguous() for name, value in state.tensors.items()}
    staged = StagedFile(path)
    try:
        with staged.part.open("wb") as file:
            file.write(to_bytes(tensors, {_HEADER: json.dumps(dict(state.facts))}))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    staged.commit()


def load(path: Path) -> State | None:
    """The stored state, or None where there is no file. No code in it is ever run.

    Raises `ModelError` for a damaged file.
    """
    if not path.exists():
        return None
    try:
        with safe_open(path, "pt") as stored:
            facts = json.loads((stored.metadata() or {})[_HEADER])
            return State({name: stored.get_tensor(name) for name in stored.keys()}, facts)  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError("this is no checkpoint, or it is damaged", subject=str(path)) from error


def averaged_weights(run: Path) -> dict[str, Tensor]:
    """The averaged network of a run folder: the best one where it was kept, else the last.

    Raises `ModelError` if there is no checkpoint.
    """
    average = (load(run / BEST) or _last(run)).part("average")
    return {k.removeprefix(_MODULE): v for k, v in average.items() if k.startswith(_MODULE)}


def kept(run: Path) -> Path:
    """The file that `averaged_weights` reads, whether it is there or not."""
    return run / BEST if (run / BEST).exists() else run / LAST


def facts(run: Path) -> Mapping[str, Any]:
    """Of a run folder's last checkpoint: at least "config", a mapping, and "step".

    Raises `ModelError` if there is no checkpoint.
    """
    return _last(run).facts


def fill(module: nn.Module, weights: Mapping[str, Tensor], where: Path) -> None:
    """Load weights. Raises `ModelError` that names what does not fit."""
    own = module.state_dict()
    # Earlier versions did not store it: then it is what the settings say.
    known = {name: own[name] for name in own if name.endswith(_LATER)}
    weights = known | dict(weights)
    wrong = [name for name in own if name not in weights or weights[name].shape != own[name].shape]
    wrong += [name for name in weights if name not in own]
    if wrong:
        raise ModelError(
            f"its weights are of another network ({len(wrong)} differ, such as {wrong[0]})",
            subject=str(where),
            hint="Name the network and the settings that it was trained with",
        )
    module.load_state_dict(weights)


def _last(run: Path) -> State:
    state = load(run / LAST)
    if state is None:
        raise ModelError("there is no checkpoint", subject=str(run), hint="Train first: mien train")
    return state
