"""One run of a study: trained by the product's trainer, measured by the product's evaluation."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import shutil
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor

from benchmarks.study.conditions import Planned, Schedule
from benchmarks.study.information import information
from benchmarks.study.result import Figures, Result
from engine.evaluation.answers import BRANCHES, Answers
from engine.evaluation.balance import branches, error_auroc, flips
from engine.evaluation.metrics import Metrics, measure
from engine.evaluation.resampling import intervals
from engine.labels import jensen_shannon
from engine.types import Floats
from trainer.build import make_loader, make_network
from trainer.config import RunConfig
from trainer.data.batch import TrainingSet
from trainer.data.ferplus import held_out
from trainer.data.noise import with_noise
from trainer.data.opening import OpenedData, Validation, open_data
from trainer.data.split import refuse_leak
from trainer.describe import costs
from trainer.events import Ending
from trainer.export_onnx import tempered
from trainer.folder import commit
from trainer.hardware import chosen_device
from trainer.held_out import distributions
from trainer.loop import Run
from trainer.models.grefel import GReFEL
from trainer.networks import network_named
from trainer.publish import fit_temperature

#: Draws the pictures of a reduced schedule; the same ones in all runs.
_DRAW: Final = 1


@dataclass(frozen=True, slots=True)
class Data:
    """What all runs of a schedule share. train: before noise. held: for the temperatures."""

    train: TrainingSet
    held: TrainingSet
    validation: Validation


def prepare(cache: Path, schedule: Schedule) -> Data:
    """Open the cache and draw the schedule's pictures, whole near-duplicate groups.

    Raises `DataError` where it has no held-out or validation pictures, or they leak.
    """
    opened: OpenedData = open_data([cache], None, schedule.base)
    train, held, validation = opened.train, opened.held, opened.validation
    if held is None or validation is None or held.hard is None or train.groups is None:
        raise ValueError("a study needs a prepared FER+ cache and held_out above 0")
    refuse_leak(train, held)
    if 0 < schedule.pictures < len(train):
        drawn = held_out(train.groups, schedule.pictures / len(train), _DRAW)
        train = train.take(np.flatnonzero(drawn))
    return Data(train, held, validation)


def slug(planned: Planned, config: RunConfig) -> str:
    """Name of a run's file and folder: its first condition, its seed, its settings' hash."""
    words = f"{planned.table.key} {planned.condition.name}"
    plain = re.sub(r"[^a-z0-9.]+", "-", words.lower().replace("ε", "eps")).strip("-")
    defaults = RunConfig()
    # Only what differs: settings that come later must not part a run from its checkpoint.
    set_here = {n: v for n, v in asdict(config).items() if v != getattr(defaults, n)}
    digest = hashlib.sha256(repr(set_here).encode()).hexdigest()[:8]
    return f"{plain}-seed{planned.seed}-{digest}"


def run(
    planned: Planned,
    schedule: Schedule,
    data: Data,
    out: Path,
    *,
    device: str = "auto",
    stop: threading.Event | None = None,
) -> Result | None:
    """Train one condition, or go on with it, and measure it. None where `stop` ended it before.

    Its checkpoint lies in a folder of `out` until the run is whole.
    """
    config = planned.condition.method.config(schedule.base, planned.seed)
    train = with_noise(data.train, config.label_noise, config.noise_seed)
    folder = out / slug(planned, config)
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    trained = Run(
        make_network(config),
        config,
        make_loader(config, train),
        folder,
        device=chosen_device(device),
        stop=stop,
    )
    resumed = trained.resume()
    cpu, wall = time.process_time(), time.monotonic()
    if trained.train() is Ending.INTERRUPTED:
        return None
    spent = (time.process_time() - cpu, time.monotonic() - wall)
    result = measured(trained, planned, schedule, data, None if resumed else spent)
    return replace(result, data=trained.data, pictures=len(train))


def forget(planned: Planned, schedule: Schedule, out: Path) -> None:
    """Remove the checkpoint of a run whose result is kept."""
    config = planned.condition.method.config(schedule.base, planned.seed)
    shutil.rmtree(out / slug(planned, config), ignore_errors=True)


def measured(
    trained: Run,
    planned: Planned,
    schedule: Schedule,
    data: Data,
    spent: tuple[float, float] | None,
) -> Result:
    """Measure the averaged weights on the validation pictures."""
    network = trained.average.module
    assert isinstance(network, GReFEL)
    loader = trained.loader
    held, shown = (
        distributions(network, images, size=loader.size, channels=loader.channels)
        for images in (data.held.images, data.validation.images)
    )
    truth = torch.from_numpy(np.asarray(data.held.hard))
    first = fit_temperature(held["primary"], truth)
    second = fit_temperature(held["corrected"], truth)
    raw = _answers(data.validation, shown, 1.0, 1.0)
    answers = _answers(data.validation, shown, first, second)
    primary, corrected = (
        measure(answers.labels, p, answers.seen) for p in (answers.primary, answers.corrected)
    )
    turned, auroc = flips(answers), error_auroc(answers)
    cost, _ = costs(network, network_named(trained.config.network))
    return Result(
        condition=f"{planned.table.key}: {planned.condition.name}",
        schedule=schedule.name,
        config={name: getattr(trained.config, name) for name in trained.config.__slots__},
        pictures=len(data.train),
        data=trained.data,
        validated=len(answers),
        primary=_figures(primary),
        corrected=_figures(corrected),
        temperatures=(first, second),
        raw_ece=(_ece(raw, raw.primary), _ece(raw, raw.corrected)),
        difference={
            name: (interval.low, interval.high)
            for name, interval in intervals(answers).difference.items()
        },
        changed=turned.changed,
        wrong_to_right=turned.wrong_to_right,
        right_to_wrong=turned.right_to_wrong,
        error_auroc={
            **{name: getattr(auroc, name) for name in auroc.__slots__},
            "correction": _auroc(answers, raw.branches.get("correction")),
            "prior": _auroc(answers, _divided(answers.primary, data.train)),
        },
        branches={
            name: (branch.accuracy, branch.confidence)
            for name, branch in (branches(raw) or {}).items()
        },
        right={
            name: _digits(p.argmax(axis=1) == answers.labels)
            for name, p in (("primary", answers.primary), ("corrected", answers.corrected))
        },
        params=cost.params,
        macs=cost.macs,
        cpu_s=round(spent[0], 1) if spent else None,
        wall_s=round(spent[1], 1) if spent else None,
        command=shlex.join(["python", "-m", "benchmarks.study", *sys.argv[1:]]),
        commit=commit(),
        machine=f"{trained.device}, {platform.machine()}, {os.cpu_count()} cores, "
        f"torch {torch.__version__}, {str(trained.precision).removeprefix('torch.')}",
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        information=information(
            {name: p.numpy() for name, p in held.items()},
            np.asarray(data.held.hard),
            raw.branches,
            answers.labels,
        ),
    )


def _answers(
    validation: Validation, shown: dict[str, Tensor], first: float, second: float
) -> Answers:
    n = len(validation.label)
    return Answers(
        names=tuple(str(i) for i in range(n)),
        labels=validation.label,
        primary=tempered(shown["primary"], first).numpy(),
        corrected=tempered(shown["corrected"], second).numpy(),
        seen=np.ones(n, dtype=bool),
        branches={name: shown[name].numpy() for name in BRANCHES if name in shown},
    )


def _ece(answers: Answers, p: Floats) -> float:
    return measure(answers.labels, p, answers.seen).ece


def _digits(right: NDArray[np.bool_]) -> str:
    return "".join("1" if is_right else "0" for is_right in right)


def _auroc(answers: Answers, other: Floats | None) -> float | None:
    """How well the divergence of the primary from another distribution finds its errors."""
    wrong = answers.primary.argmax(axis=1) != answers.labels
    if other is None or wrong.all() or not wrong.any():
        return None
    return float(roc_auc_score(wrong, jensen_shannon(answers.primary, other)))


def _divided(primary: Floats, train: TrainingSet) -> Floats:
    """The primary divided by the root of the labels' shares: a correction that knows nothing."""
    labels = train.labels()
    assert labels is not None
    counts = np.bincount(labels, minlength=primary.shape[1])
    odds = primary / np.sqrt(np.maximum(counts, 0.5)).astype(np.float32)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def _figures(metrics: Metrics) -> Figures:
    return Figures(**{name: getattr(metrics, name) for name in Figures.__slots__})
