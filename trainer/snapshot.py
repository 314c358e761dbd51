"""All that a run needs to go on as if it had never stopped."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer import checkpoint
from trainer.checkpoint import State
from trainer.config import MAY_CHANGE
from trainer.errors import TrainingError
from trainer.optimiser import restore_by_name, state_by_name

if TYPE_CHECKING:
    from trainer.loop import Run


def take(run: Run) -> State:
    """The whole state of a run between two batches."""
    tensors = dict(average(run).tensors)
    for part, values in (
        ("network", run.network.state_dict()),
        ("optimiser", state_by_name(run.optimiser, run.network)),
        ("objective", run.objective.state()),
    ):
        tensors |= {f"{part}/{name}": value for name, value in values.items()}
    return State(tensors, _facts(run))


def average(run: Run) -> State:
    """The averaged weights alone."""
    weights = run.average.state_dict()
    return State({f"average/{name}": value for name, value in weights.items()}, _facts(run))


def restore(run: Run, state: State, path: Path) -> None:
    """Put a run where `take` found it.

    Raises `TrainingError` if the state is of other settings or data, `ModelError` if of another
    network.
    """
    _refuse_other(run, state, path)
    checkpoint.fill(run.network, state.part("network"), path)
    checkpoint.fill(run.average, state.part("average"), path)
    restore_by_name(run.optimiser, run.network, state.part("optimiser"))
    run.objective.restore(state.part("objective"))
    run.step, run.waited = int(state.facts["step"]), int(state.facts["waited"])
    best = state.facts["best"]
    run.best = math.inf if best is None else float(best)
    run.scaler.load_state_dict(state.facts["scaler"])


def _facts(run: Run) -> dict[str, Any]:
    return {
        "config": asdict(run.config),
        "data": run.data,
        "step": run.step,
        "waited": run.waited,
        "best": None if math.isinf(run.best) else run.best,
        "scaler": run.scaler.state_dict(),
    }


def _refuse_other(run: Run, state: State, path: Path) -> None:
    old, new = state.facts["config"], asdict(run.config)
    for name, value in new.items():
        if name not in MAY_CHANGE and old.get(name, value) != value:
            raise TrainingError(
                f"this run has {name} = {old[name]}, not {value}",
                subject=str(path),
                hint="Continue it with its own settings, or choose another --out",
            )
    if state.facts["data"] != run.data:
        raise TrainingError(
            "this run was trained on other data",
            subject=str(path),
            hint="Continue it with the same data, or choose another --out",
        )
