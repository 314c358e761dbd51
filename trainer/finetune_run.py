"""Fine-tuning as a run: a model in, a run folder with tuned weights and the comparison out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import load_file

from engine.models.registry import find_model
from engine.models.verification import verify
from trainer import checkpoint
from trainer.build import make_network
from trainer.checkpoint import State
from trainer.config import RunConfig
from trainer.data.opening import OpenedData
from trainer.errors import TrainingError
from trainer.events import Ended, Ending, Watcher
from trainer.finetune import Comparison, Tuning, finetune
from trainer.folder import open_folder, write_metrics
from trainer.init import start_from
from trainer.replay import read


def run_finetune(
    model: str,
    config: RunConfig,
    data: OpenedData,
    out: Path,
    *,
    paths: Sequence[Path] = (),
    watchers: Sequence[Watcher] = (),
    stop: threading.Event | None = None,
) -> tuple[Ending, Comparison | None]:
    """Tune a model on new faces and keep the result in a new run folder.

    model: its name or folder. paths: of the data, for the run's notes. Nothing is written if
    `stop` is set before the end, and the model itself is never touched: whether the new weights
    take its place is for a person to decide.

    Raises `TrainingError` if `out` holds a run already, `ModelError` if the model is not there.
    """
    if (out / checkpoint.LAST).exists():
        raise TrainingError("there is a run already", subject=str(out), hint="Choose another --out")
    folder = find_model(model)
    weights = verify(folder).weights
    network = make_network(config)
    start_from(network, str(folder))
    tuning = Tuning()
    found = finetune(network, config, data.train, data.held, read(folder), tuning, stop)
    if found is None:
        return Ending.INTERRUPTED, None
    facts = {
        "config": asdict(config),
        "data": data.train.fingerprint(),
        "step": tuning.steps,
        "from": {"model": folder.name, "sha256": weights.sha256},
        "temperatures": load_file(folder / weights.file)["temperatures"].tolist(),
    }
    average = {f"average/module.{name}": value for name, value in network.state_dict().items()}
    known = {
        "paths": [str(path) for path in paths],
        "model": folder.name,
        "sha256": facts["data"],
        "pictures": len(data.train),
    }
    open_folder(out, config, known, str(torch.device("cpu")))
    checkpoint.save(out / checkpoint.LAST, State(average, facts))
    metrics = found.as_json()
    write_metrics(out, Ending.FINISHED, metrics)
    for watcher in watchers:
        watcher.tell(Ended(found.in_words(), tuning.steps, str(out), metrics))
    return Ending.FINISHED, found
