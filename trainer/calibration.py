"""One temperature a distribution, fitted on what a run held out of its data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from engine.errors import MienError
from trainer import checkpoint
from trainer.config import RunConfig
from trainer.console import tell
from trainer.data.batch import TrainingSet
from trainer.data.opening import Apart, open_data
from trainer.held_out import predict
from trainer.models.grefel import GReFEL
from trainer.networks import Network
from trainer.publish import fit_temperature

#: Held-out pictures with which temperatures can be fitted.
_LEAST: Final = 50


def calibration(
    model: GReFEL, network: Network, config: RunConfig, run: Path
) -> tuple[float, float]:
    """Temperatures of primary and corrected, fitted on what the run held out.

    A fine-tuned run keeps those of the model that it began with. 1 and 1, and a line on stderr
    that says why, where neither can be had.
    """
    if kept := checkpoint.facts(run).get("temperatures"):
        return float(kept[0]), float(kept[1])
    why = "the run does not say what it was trained on"
    known = run_facts(run).get("data", {})
    if known.get("paths"):
        paths = [Path(path) for path in known["paths"]]
        votes = Path(known["votes"]) if known.get("votes") else None
        apart = Apart(
            [Path(path) for path in known.get("apart", [])], known.get("drop_leaks", False)
        )
        try:
            data = open_data(paths, votes, config, apart=apart)
        except MienError as error:
            why = str(error)
        else:
            if data.train.fingerprint() != known.get("sha256"):
                why = "its data has changed since"
            elif (found := _temperatures(model, network, data.held)) is not None:
                return found
            else:
                why = f"it held out fewer than {_LEAST} pictures with a label"
    tell(f"the probabilities are not calibrated: {why}")
    return 1.0, 1.0


def _temperatures(
    model: GReFEL, network: Network, held: TrainingSet | None
) -> tuple[float, float] | None:
    if held is None:
        return None
    if held.hard is not None:
        labels, sure = held.hard, np.ones(len(held), dtype=bool)
    elif held.distribution is not None:
        labels, sure = held.distribution.argmax(axis=1), held.distribution.max(axis=1) > 0.5
    else:
        return None
    if sure.sum() < _LEAST:
        return None
    answers = predict(model, held.images[sure], size=network.size, channels=network.channels)
    truth = torch.from_numpy(labels[sure])
    first, second = (fit_temperature(p, truth) for p in answers)
    tell(f"temperatures {first:.3f} and {second:.3f}, on {len(truth)} pictures held out")
    return first, second


def run_facts(run: Path) -> dict[str, Any]:
    """What the run noted of itself; empty where it cannot be read."""
    try:
        found = json.loads((run / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
