"""A tuned network as a model folder that the app can use: weights, ONNX, replay, card, manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from engine import __version__
from engine.errors import OutputError
from engine.export.staged import make_folder
from engine.models import manifest as manifests
from engine.models.manifest import Manifest, Training
from trainer import replay
from trainer.export_onnx import Served
from trainer.folder import commit, write_text
from trainer.model_folder import Trained, network_of, write_float
from trainer.models.grefel import GReFEL
from trainer.tuned_card import card

#: The comparison with the model that it comes from, beside the manifest.
COMPARISON: Final = "comparison.json"

CARD: Final = "MODEL_CARD.md"


def write_model(
    network: GReFEL,
    base: Path,
    folder: Path,
    title: str,
    temperatures: Sequence[float],
    metrics: Mapping[str, Any],
) -> Manifest:
    """Write the folder whole, or not at all; its name is the model's.

    base: folder of the model that was tuned. metrics: the comparison, as `finetune_run` keeps it.

    Raises `OutputError` where there is no room, `ModelError` where the ONNX file does not give
    torch's probabilities.
    """
    known = manifests.read(base)
    make_folder(folder.parent)
    if folder.exists():
        raise OutputError("there is such a model already", subject=str(folder))
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".tuned-") as made:
        place = Path(made) / folder.name
        served = Served(network, *temperatures)
        about = _described(known, folder.name, title, metrics)
        exported, parity = write_float(Trained(served, network_of(known), about), place)
        kept = replay.read(base)
        if kept is not None:  # the encoder is the same, so its embeddings hold
            replay.write(place / replay.FILE, kept, exported.weights.sha256)
        write_text(place / COMPARISON, json.dumps(dict(metrics), indent=2) + "\n")
        write_text(place / CARD, card(exported, metrics, parity))
        try:
            shutil.move(place, folder)
        except OSError as error:
            raise OutputError(
                f"the model cannot be written ({error.strerror})", subject=str(folder)
            ) from error
    return exported


def _described(known: Manifest, name: str, title: str, metrics: Mapping[str, Any]) -> Manifest:
    """The base's manifest with what is different; files are filled in by the export."""
    about = metrics["about"]
    names = ", ".join(about["data"])
    by = {"person": "by person", "video": "by video", "both": "by person and video"}
    training = Training(
        command=f"mien train --from {about['from']} --data {names}",
        data=f"{about['learned']} labelled faces of {names}; began with {about['from']}",
        split=f"{about['held_out']} faces held out {by[about['apart_by']]}",
        epochs=float(metrics["step"]),
        seed=int(about["seed"]),
        commit=commit(),
        notice="Tuned on faces of your own: what may be done with it depends on them. "
        + known.training.notice,
    )
    return msgspec.structs.replace(
        known,
        name=name,
        title=title or name,
        version=__version__,
        training=training,
        metrics={
            "corrected_accuracy": float(metrics["held_new"]["accuracy"]),
            "corrected_nll": float(metrics["held_new"]["loss"]),
        },
        metrics_on=f"{metrics['held_new']['n']} faces held out of {names}",
    )
