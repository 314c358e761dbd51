"""Atomic checkpoints: a killed run continues where it was, and never finds half a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch


def save(path: Path, state: dict[str, Any]) -> None:
    """Write to a temporary name, flush to disk, rename."""
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def averaged_weights(run: Path) -> dict[str, Any]:
    """The averaged network of a run folder. Raises `SystemExit` if there is no checkpoint."""
    state = load(run / "last.pt")
    if state is None:
        raise SystemExit(f"{run}: no checkpoint. Train first: python -m trainer")
    prefix = "module."
    average: dict[str, Any] = state["average"]
    return {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}


def load(path: Path) -> dict[str, Any] | None:
    """The stored state, or None. Tensors and plain values only: no pickled code is run."""
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
