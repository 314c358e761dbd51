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
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import torch

from benchmarks.study.conditions import Planned, Schedule
from benchmarks.study.measuring import Shown, measured, shares
from benchmarks.study.result import Result
from trainer.build import make_loader, make_network
from trainer.config import RunConfig
from trainer.data.batch import TrainingSet
from trainer.data.ferplus import held_out
from trainer.data.noise import with_noise
from trainer.data.opening import OpenedData, open_data
from trainer.data.split import refuse_leak
from trainer.describe import costs
from trainer.events import Ending
from trainer.folder import commit
from trainer.hardware import chosen_device
from trainer.loop import Run
from trainer.models.grefel import GReFEL
from trainer.networks import network_named

#: Draws the pictures of a reduced schedule; the same ones in all runs.
_DRAW: Final = 1


@dataclass(frozen=True, slots=True)
class Data:
    """What all runs of a schedule share. train: before noise. shown: what they are measured on."""

    train: TrainingSet
    shown: Shown


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
    return Data(train, Shown(held, validation, shares(train)))


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
    return _result(trained, planned, schedule, data, None if resumed else spent)


def forget(planned: Planned, schedule: Schedule, out: Path) -> None:
    """Remove the checkpoint of a run whose result is kept."""
    config = planned.condition.method.config(schedule.base, planned.seed)
    shutil.rmtree(out / slug(planned, config), ignore_errors=True)


def _result(
    trained: Run,
    planned: Planned,
    schedule: Schedule,
    data: Data,
    spent: tuple[float, float] | None,
) -> Result:
    """What the averaged weights say, and what made them."""
    network = trained.average.module
    assert isinstance(network, GReFEL)
    loader = trained.loader
    found = measured(network, loader.size, loader.channels, data.shown)
    cost, _ = costs(network, network_named(trained.config.network))
    return Result(
        **{field.name: getattr(found, field.name) for field in fields(found)},
        condition=f"{planned.table.key}: {planned.condition.name}",
        schedule=schedule.name,
        config=asdict(trained.config),
        pictures=len(loader.data),
        data=trained.data,
        params=cost.params,
        macs=cost.macs,
        cpu_s=round(spent[0], 1) if spent else None,
        wall_s=round(spent[1], 1) if spent else None,
        command=shlex.join(["python", "-m", "benchmarks.study", *sys.argv[1:]]),
        commit=commit(),
        machine=f"{trained.device}, {platform.machine()}, {os.cpu_count()} cores, "
        f"torch {torch.__version__}, {str(trained.precision).removeprefix('torch.')}",
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
    )
