"""Trained weights as a model folder that the app can use: float ONNX and safetensors, or int8."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from safetensors.torch import load_file
from tqdm import tqdm

from engine import __version__
from engine.errors import ModelError
from engine.evaluation.balance import Flips
from engine.evaluation.readers import open_dataset
from engine.evaluation.run import Evaluation, evaluate
from engine.labels import LABELS
from engine.models import manifest as manifests
from engine.models.manifest import Colour, InputSpec, Manifest, Training
from engine.models.onnx_model import OnnxRuntimeModel
from engine.models.registry import find_model
from engine.models.verification import verified_bytes
from trainer import publish
from trainer.calibration import calibration, run_facts
from trainer.config import RunConfig
from trainer.console import tell
from trainer.data.opening import TEMPLATE
from trainer.describe import costs
from trainer.export_onnx import INPUT, OPSET, OUTPUTS, Served, export, file_spec
from trainer.faces import portrait_faces
from trainer.networks import NETWORKS, Network, network_named
from trainer.quantise import calibration_faces, quantise


@dataclass(frozen=True, slots=True)
class Trained:
    """What is exported: calibrated weights, the network they are of, and what is known of them.

    known: a manifest whose file entries do not hold yet.
    """

    served: Served
    network: Network
    known: Manifest


def of_model(name: str) -> Trained:
    """A model folder's weights. Raises `ModelError` where they are of no network that is known."""
    folder = find_model(name)
    known = manifests.read(folder)
    verified_bytes(folder, known.weights)
    network = network_of(known)
    served = Served(network.build(network.options))
    try:
        served.load_state_dict(load_file(folder / known.weights.file))
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"its weights are not those of {network.title} in this version",
            subject=str(folder / known.weights.file),
            hint="Export with the version that made them, or train again",
        ) from error
    return Trained(served, network, msgspec.structs.replace(known, branches=served.branches))


def of_run(run: Path, name: str | None = None, *, calibrated: bool = True) -> Trained:
    """A run's averaged weights, calibrated on what it held out, if its data is still there.

    Raises `ModelError` where there is no checkpoint, or one of another shape.
    """
    model, config, _ = publish.averaged(run)
    network = network_named(config.network)
    served = Served(model, *(calibration(model, network, config, run) if calibrated else ()))
    total, _ = costs(model, network)
    known = Manifest(
        schema=manifests.SCHEMA,
        name=name or run.resolve().name,
        title=network.title,
        version=__version__,
        labels=tuple(LABELS),
        input=InputSpec(
            INPUT,
            network.size,
            Colour.GREY if network.channels == 1 else Colour.RGB,
            TEMPLATE,
        ),
        outputs=OUTPUTS,
        opset=OPSET,
        onnx=_NO_FILE,
        weights=_NO_FILE,
        parameters=total.params,
        macs=total.macs + total.matmul_macs,
        training=_training(run, config),
        branches=served.branches,
    )
    return Trained(served, network, known)


def write_float(trained: Trained, folder: Path) -> tuple[Manifest, float]:
    """A whole model folder; also returns the largest difference from torch on real faces."""
    known = trained.known
    faces = portrait_faces(known.input)
    parity = export(
        trained.served,
        folder,
        known.name,
        trained.network.channels,
        trained.network.size,
        faces=faces,
    )
    whole = msgspec.structs.replace(
        known,
        onnx=file_spec(folder / f"{known.name}.onnx"),
        weights=file_spec(folder / f"{known.name}.safetensors"),
        opset=OPSET,
        int8=None,  # that of other weights
    )
    manifests.write(folder, whole)
    return whole, parity


def write_int8(source: Path, known: Manifest, folder: Path, faces: Path) -> Manifest:
    """A model folder with the int8 form of the float one in `source`.

    Its ONNX file is its weights file as well: quantised weights have no other form. Figures are
    for the caller to measure: those of the float model are not its own.
    """
    name = f"{known.name}-int8"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    chosen = calibration_faces(faces, known.input)
    tell(f"calibrating on {len(chosen)} faces of {faces.name}")
    quantise(source / known.onnx.file, path, known.input.name, chosen)
    whole = msgspec.structs.replace(
        known,
        name=name,
        title=f"{known.title}, int8",
        onnx=file_spec(path),
        weights=file_spec(path),
        metrics={},
        metrics_on="",
        int8=None,  # it is one itself
    )
    manifests.write(folder, whole)
    return whole


@dataclass(frozen=True, slots=True)
class Loss:
    """What int8 costs on a validation set.

    same: share of pictures with the same most probable corrected label, 0..1. flips: of int8
    against float.
    """

    exact: Evaluation
    int8: Evaluation
    same: float
    flips: Flips

    @property
    def accuracy(self) -> float:
        """Corrected accuracy lost, 0..1; negative where int8 gained."""
        return self.exact.corrected.accuracy - self.int8.corrected.accuracy

    def as_json(self) -> dict[str, Any]:
        """Figures of both, and how they differ."""
        return {
            "data": self.exact.data,
            "n": self.exact.n,
            "float": self.exact.figures(),
            "int8": self.int8.figures(),
            "accuracy_loss": self.accuracy,
            "same_label": self.same,
            "mcnemar_p": self.flips.mcnemar_p,
        }


def compare(exact: Path, int8: Path, data: Path, votes: Path | None) -> Loss:
    """Both models on one validation set, by the reference runtime."""
    first, second = (_measure(folder, data, votes) for folder in (exact, int8))
    before = first.answers.corrected.argmax(axis=1)
    after = second.answers.corrected.argmax(axis=1)
    labels = first.answers.labels
    changed = before != after
    turned = Flips(
        changed=int(changed.sum()),
        wrong_to_right=int((changed & (after == labels)).sum()),
        right_to_wrong=int((changed & (before == labels)).sum()),
    )
    return Loss(first, second, float(np.mean(~changed)), turned)


def _measure(folder: Path, data: Path, votes: Path | None) -> Evaluation:
    opened = open_dataset(data, votes)
    tell(f"measuring {folder.name} on {len(opened.samples)} pictures")
    model = OnnxRuntimeModel(folder)
    try:
        with tqdm(total=len(opened.samples), desc=folder.name, disable=None, leave=False) as bar:
            return evaluate(model, opened, progress=lambda done, _: bar.update(done - bar.n))
    finally:
        model.close()
        opened.close()


def network_of(known: Manifest) -> Network:
    """The network of a model: the one whose name its own begins with, the longest such name."""
    fitting = [network for network in NETWORKS if known.name.startswith(network.name)]
    if not fitting:
        names = ", ".join(network.name for network in NETWORKS)
        raise ModelError(
            "nothing says which network its weights are of",
            subject=known.name,
            hint=f"Its name has to begin with one of: {names}",
        )
    return max(fitting, key=lambda network: len(network.name))


def _training(run: Path, config: RunConfig) -> Training:
    return Training(
        command=publish.command(config, "RUN"),
        data=f"run {run.resolve().name}",
        split=f"{config.held_out:.0%} held out",
        epochs=float(config.epochs),
        seed=config.seed,
        commit=_commit_of(run),
        notice="Weights of your own training: what may be done with them depends on its data.",
    )


def _commit_of(run: Path) -> str:
    starts = run_facts(run).get("starts") or [{}]
    return str(starts[-1].get("commit", "unknown"))


_NO_FILE: Final = manifests.FileSpec("", "", 0)
