"""From a finished run to shipped weights: `python -m trainer.publish --run runs/NAME ...`.

Fits one temperature for each distribution on the held-out training pictures, exports, measures
what is served (the ONNX file through the engine) on the FER+ validation split, and writes
manifest and model card. The int8 form, calibrated on training pictures, is measured there too, and
left out where it loses more than `MOST_LOST`; nothing else is decided by the validation split.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from torch import Tensor

from engine import __version__
from engine.align import to_batch
from engine.evaluation.branches import BranchReader, open_branches
from engine.evaluation.readers import open_dataset
from engine.evaluation.run import Evaluation, evaluate
from engine.evaluation.votes import majority
from engine.labels import LABELS
from engine.models.base import EmotionModel
from engine.models.manifest import SCHEMA, Colour, InputSpec, Manifest, Training, write
from engine.models.onnx_model import OnnxRuntimeModel
from engine.types import Floats
from trainer import checkpoint
from trainer.build import make_network
from trainer.card import card, metrics
from trainer.config import RunConfig, from_mapping
from trainer.console import guarded
from trainer.data import ferplus
from trainer.data.cache import training_sets
from trainer.data.opening import TEMPLATE as TEMPLATE
from trainer.describe import costs
from trainer.export_onnx import INPUT, OPSET, OUTPUTS, Served, export, file_spec, tempered
from trainer.faces import portrait_faces
from trainer.init import split
from trainer.int8_form import add_int8
from trainer.loop import predict
from trainer.models.grefel import COMPACT_SIZE, GReFEL
from trainer.networks import network_named
from trainer.quantise import FACES

NAME: Final = "grefel-s"
NOTICE: Final = (
    "Trained on FER+ (votes: MIT, Microsoft; pictures: FER2013, collected from the web without a "
    "stated licence). The pictures are not part of Mien."
)


def averaged(run: Path) -> tuple[GReFEL, RunConfig, int]:
    """The run's averaged network, its settings, and the step it stands at."""
    facts = checkpoint.facts(run)
    config = from_mapping(facts["config"], str(run))
    network = make_network(config)
    checkpoint.fill(network, checkpoint.averaged_weights(run), run)
    return network.eval(), config, int(facts["step"])


def fit_temperature(p: Tensor, label: Tensor) -> float:
    """The T that minimises the negative log likelihood of the right labels."""

    def nll(log_t: float) -> float:
        q = tempered(p, float(np.exp(log_t)))
        return float(-q[torch.arange(len(label)), label].clamp_min(1e-7).log().mean())

    return float(np.exp(minimize_scalar(nll, bounds=(-2.0, 2.0), method="bounded").x))


def temperatures(network: GReFEL, cache: Path, config: RunConfig) -> tuple[float, float, int]:
    """Of primary and corrected, fitted on the held-out part of the training split; and its n."""
    with np.load(cache) as stored:
        groups, label = stored["train_groups"], majority(stored["train_votes"].astype(float))
        chosen = ferplus.held_out(groups, config.held_out, seed=0) & (label >= 0)
        chosen &= ~np.isin(groups, stored["valid_groups"])
        images, truth = stored["train_images"][chosen], torch.from_numpy(label[chosen])
    primary, corrected = predict(network, images)
    return fit_temperature(primary, truth), fit_temperature(corrected, truth), len(truth)


def cost(network: GReFEL) -> tuple[int, int]:
    """Parameters and multiply-adds (of all products, attention's too) of a face at inference."""
    total, _ = costs(network, network_named(NAME))
    return total.params, total.macs + total.matmul_macs


def measure(
    model: EmotionModel, data: Path, votes: Path, inner: BranchReader | None = None
) -> Evaluation:
    """A model, through the engine, on a FER+ split. inner: as `evaluate` takes it."""
    opened = open_dataset(data, votes)
    try:
        return evaluate(model, opened, inner=inner)
    finally:
        opened.close()


def reference(folder: Path, data: Path, votes: Path) -> Evaluation:
    """The shipped ONNX through the reference backend on a FER+ split."""
    model = OnnxRuntimeModel(folder)
    try:
        return measure(model, data, votes, open_branches(folder))
    finally:
        model.close()


def calibration_pictures(cache: Path) -> Floats:
    """Pictures of the training split, drawn at random: (n, 1, S, S) float32."""
    with np.load(cache) as stored:
        images = stored["train_images"]
    chosen = np.random.default_rng(0).permutation(len(images))[:FACES]
    return to_batch([image[:, :, None] for image in images[chosen]])


def main(argv: list[str] | None = None) -> int:
    """Calibrate, export, measure, describe."""
    p = argparse.ArgumentParser(prog="python -m trainer.publish", description=__doc__)
    p.add_argument("--run", type=Path, required=True)
    p.add_argument("--cache", type=Path, required=True)
    p.add_argument("--data", type=Path, required=True, help="FER2013Valid: folder or tar")
    p.add_argument("--votes", type=Path, required=True, help="fer2013new.csv")
    p.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="RUN[<FROM...]",
        help="a run that the weights went through, the last one too, in their order; what --init "
        "named there after a < each, such as 'runs/b<runs/a<runs/c:vit'",
    )
    p.add_argument("--photos", type=Path, help="JSON of benchmarks.photos, for the card")
    p.add_argument("--note", default="", help="what a reader must know of how the run went")
    p.add_argument("--out", type=Path, default=Path("assets/models") / NAME)
    args = p.parse_args(argv)

    network, config, step = averaged(args.run)
    epochs = step / _steps(args.cache, config)
    commands = history(args.stage or [str(args.run)])
    t_primary, t_corrected, held = temperatures(network, args.cache, config)
    served = Served(network, t_primary, t_corrected)
    spec = InputSpec(INPUT, COMPACT_SIZE, Colour.GREY, TEMPLATE)
    parity = export(served, args.out, NAME, 1, COMPACT_SIZE, faces=portrait_faces(spec))
    parameters, macs = cost(network)
    manifest = Manifest(
        schema=SCHEMA,
        name=NAME,
        title="GReFEL-S",
        version=__version__,
        labels=tuple(LABELS),
        input=spec,
        outputs=OUTPUTS,
        opset=OPSET,
        onnx=file_spec(args.out / f"{NAME}.onnx"),
        weights=file_spec(args.out / f"{NAME}.safetensors"),
        parameters=parameters,
        macs=macs,
        branches=served.branches,
        training=Training(
            command="\n".join(commands),
            data="FER+ train, vote targets",
            split="FER2013Train less near-duplicates of FER2013Valid, less 5 % for temperatures",
            epochs=round(epochs, 1),
            seed=config.seed,
            commit=_commit(),
            notice=NOTICE,
        ),
    )
    write(args.out, manifest)
    result = reference(args.out, args.data, args.votes)
    form = add_int8(
        args.out,
        _with_metrics(manifest, result),
        calibration_pictures(args.cache),
        result,
        lambda model: measure(model, args.data, args.votes),
    )
    manifest = form.manifest
    calibrated = (t_primary, t_corrected, held)
    photos = None if args.photos is None else json.loads(args.photos.read_text())
    text = card(
        manifest, result, config, calibrated, parity, args.note, photos, int8=form.in_words()
    )
    (args.out / "MODEL_CARD.md").write_text(text)
    print(text)  # noqa: T201
    return 0


def history(stages: Sequence[str]) -> list[str]:
    """The command lines of the runs that the weights went through.

    stages: "RUN<FROM<FROM:PART,..." with what each started from. Only settings are read: the
    parts of a network that has changed since may still have been used.
    """
    names: dict[str, str] = {}
    commands = []
    for number, stage in enumerate(stages, start=1):
        run, *inits = stage.split("<")
        config = from_mapping(checkpoint.facts(Path(run))["config"], run)
        shown = []
        for init in inits:
            folder, parts = split(init)
            shown.append(
                ":".join([names.get(folder, folder), *([",".join(parts)] if parts else [])])
            )
        names[run] = "RUN" if number == len(stages) else f"STAGE{number}"
        commands.append(command(config, names[run], shown))
    return commands


def command(config: RunConfig, out: str, inits: Sequence[str] = ()) -> str:
    """The command line of a run: every setting that is not the default."""
    words = ["python -m trainer --cache CACHE", f"--out {out}"]
    words += [f"--init {init}" for init in inits]
    for field in dataclasses.fields(RunConfig):
        value = getattr(config, field.name)
        if value != field.default:
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            words.append(f"--{field.name.replace('_', '-')} {shown}")
    return " ".join(words)


def _steps(cache: Path, config: RunConfig) -> int:
    return len(training_sets(cache, config)[0]) // config.batch


def _commit() -> str:
    out = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return out.stdout.strip() or "unknown"


def _with_metrics(manifest: Manifest, result: Evaluation) -> Manifest:
    import msgspec

    return msgspec.structs.replace(
        manifest,
        metrics_on="FER+ validation, majority rule of fer2013new.csv",
        metrics=metrics(result),
    )


if __name__ == "__main__":
    sys.exit(guarded(main))
