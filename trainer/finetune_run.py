"""Fine-tuning as a run: a model in, a run folder with tuned weights and the comparison out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file

from engine.errors import OutputError
from engine.labels import LABELS
from engine.models.registry import find_model
from engine.models.verification import verify
from trainer import checkpoint
from trainer.build import make_network
from trainer.checkpoint import State
from trainer.comparison import Comparison
from trainer.config import RunConfig
from trainer.data.opening import OpenedData
from trainer.errors import TrainingError
from trainer.events import Ended, Event, Preparing, Started, Watcher
from trainer.finetune import Tuned, Tuning, finetune
from trainer.folder import open_folder, write_metrics, write_text
from trainer.init import start_from
from trainer.replay import read
from trainer.tuned_model import write_model

#: What old and new weights say of each held-out face, in the run folder.
FACES: Final = "faces.json"


@dataclass(frozen=True, slots=True)
class Request:
    """What is tuned and where it goes.

    model: its name or folder. out: run folder. paths: of the data, for the run's notes. model_out:
    folder for a model that the app can use; None for none. title: what people call it.
    """

    model: str
    out: Path
    paths: Sequence[Path] = ()
    model_out: Path | None = None
    title: str = ""
    minutes: float = 0.0
    watchers: Sequence[Watcher] = field(default_factory=tuple)

    def tell(self, event: Event) -> None:
        """Tell everybody who listens."""
        for watcher in self.watchers:
            watcher.tell(event)


def run_finetune(
    request: Request,
    config: RunConfig,
    data: Callable[[], OpenedData],
    stop: threading.Event | None = None,
) -> Comparison | None:
    """Tune a model on new faces and keep the result in a new run folder.

    Nothing is written if `stop` is set before anything was learned, and the model itself is never
    touched: whether the new weights take its place is for a person to decide.

    Raises `TrainingError` if `out` holds a run already, `OutputError` if there is a model in
    `model_out`, `ModelError` if the model to begin with is not there.
    """
    _refuse_to_overwrite(request)
    folder = find_model(request.model)
    known = verify(folder)
    opened = data()
    network = make_network(config)
    start_from(network, str(folder))
    temperatures = load_file(folder / known.weights.file)["temperatures"].tolist()
    tuning = Tuning(steps=config.tuning_steps, minutes=request.minutes)
    request.tell(_started(request, opened, tuning))
    found = finetune(
        network,
        config,
        opened.train,
        opened.held,
        read(folder),
        tuning,
        stop,
        temperature=float(temperatures[1]),
        tell=request.tell,
    )
    if found is None:
        return None
    facts = {
        "config": asdict(config),
        "data": opened.train.fingerprint(),
        "step": found.comparison.step,
        "from": {"model": folder.name, "sha256": known.weights.sha256},
        "temperatures": temperatures,
    }
    average = {f"average/module.{name}": value for name, value in network.state_dict().items()}
    notes = {
        "paths": [str(path) for path in request.paths],
        "model": folder.name,
        "sha256": facts["data"],
        "pictures": len(opened.train),
    }
    open_folder(request.out, config, notes, str(torch.device("cpu")))
    checkpoint.save(request.out / checkpoint.LAST, State(average, facts))
    write_text(request.out / FACES, json.dumps(_faces(found, opened)) + "\n")
    metrics = _metrics(found.comparison, opened, request, config, folder.name)
    if request.model_out is not None:
        request.tell(Preparing("model", 0, 1))
        write_model(network, folder, request.model_out, request.title, temperatures, metrics)
        request.tell(Preparing("model", 1, 1))
    write_metrics(request.out, found.comparison.ending, metrics)
    words = found.comparison.in_words()
    request.tell(Ended(words, found.comparison.step, str(request.out), metrics))
    return found.comparison


def _refuse_to_overwrite(request: Request) -> None:
    if (request.out / checkpoint.LAST).exists():
        raise TrainingError(
            "there is a run already", subject=str(request.out), hint="Choose another --out"
        )
    if request.model_out is not None and request.model_out.exists():
        raise OutputError(
            "there is such a model already",
            subject=str(request.model_out),
            hint="Choose another --model-out",
        )


def _started(request: Request, opened: OpenedData, tuning: Tuning) -> Started:
    return Started(
        folder=str(request.out),
        pictures=len(opened.train),
        held_out=0 if opened.held is None else len(opened.held),
        step=0,
        steps=tuning.steps,
        epochs=1,
        device=str(torch.device("cpu")),
        precision="float32",
        objective=("what was said of the faces", "replay"),
    )


def _metrics(
    found: Comparison, opened: OpenedData, request: Request, config: RunConfig, base: str
) -> dict[str, Any]:
    """The comparison, and what it is of."""
    about = {
        "from": base,
        "data": [path.name for path in request.paths],
        "learned": len(opened.train),
        "held_out": 0 if opened.held is None else len(opened.held),
        "apart_by": config.apart_by,
        "seed": config.seed,
    }
    return found.as_json() | {"about": about}


def _faces(found: Tuned, opened: OpenedData) -> dict[str, Any]:
    assert opened.held is not None
    rows = zip(
        opened.held.names,
        found.target.tolist(),
        found.old.tolist(),
        found.new.tolist(),
        strict=True,
    )
    return {
        "labels": [str(label) for label in LABELS],
        "faces": [
            {
                "name": name,
                "said": _rounded(said),
                "old": _rounded(old),
                "new": _rounded(new),
            }
            for name, said, old, new in rows
        ],
    }


def _rounded(row: list[float]) -> list[float]:
    return [round(value, 4) for value in row]
