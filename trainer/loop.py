"""The training loop: plain, resumable bit for bit, one epoch readable at a glance."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from trainer import checkpoint, snapshot
from trainer.config import RunConfig
from trainer.data.batch import Batch, TrainingSet
from trainer.data.loader import Loader
from trainer.data.split import refuse_leak
from trainer.errors import TrainingError
from trainer.events import Ended, Ending, EpochEnded, Event, Progress, Started, Watcher
from trainer.hardware import chosen_precision, repeatable
from trainer.held_out import Measured, measure, predict
from trainer.meter import Meter, Step
from trainer.models.grefel import GReFEL
from trainer.objectives.build import objective
from trainer.optimiser import make_optimiser
from trainer.parallel import from_leader, mean_over_ranks
from trainer.schedule import learning_rate
from trainer.stages import Stage, TrainingPass

__all__ = ["Run", "predict"]


class Run:
    """One run in one folder.

    held: pictures that are measured after each epoch, never trained on. stop: ends the run after
    the batch in work, with a checkpoint. With several processes each makes its own `Run`; the
    loader's ranks say which one it is.

    Raises `DataError` if the data does not carry what the objective needs, or leaks into `held`.
    """

    def __init__(
        self,
        network: GReFEL,
        config: RunConfig,
        loader: Loader,
        folder: Path,
        *,
        held: TrainingSet | None = None,
        device: torch.device | None = None,
        watchers: Sequence[Watcher] = (),
        stop: threading.Event | None = None,
    ) -> None:
        self.config, self.loader, self.folder, self.held = config, loader, folder, held
        self.device = device or torch.device("cpu")
        self.stop = stop or threading.Event()
        self.watchers = tuple(watchers) if loader.ranks.leads else ()
        self.stage = Stage(config.stage)
        self.rests = self.stage.rests(network)
        for part in self.rests:
            part.requires_grad_(False)
        if held is not None:
            refuse_leak(loader.data, held)
        self.objective = objective(config, network)
        self.objective.check(loader.carries)
        self.objective.begin(loader.data, config.epochs)
        repeatable(self.device)
        self.precision = chosen_precision(config.precision, self.device)
        self.network = network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        ema = get_ema_multi_avg_fn(config.ema)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.network, multi_avg_fn=ema, use_buffers=True)
        self.optimiser = make_optimiser(self.network, config)
        self.scaler = torch.amp.GradScaler(
            self.device.type, enabled=self.precision is torch.float16
        )
        self.passed: nn.Module = TrainingPass(
            self.network, self.objective, self.stage, self.precision, self.device
        )
        if loader.ranks.world > 1:
            self.passed = DistributedDataParallel(self.passed, find_unused_parameters=True)
        self.data = loader.data.fingerprint()
        self.step, self.best, self.waited = 0, math.inf, 0
        self.saved = self.began = time.monotonic()

    @property
    def steps(self) -> int:
        """Of the whole run."""
        return self.loader.steps * self.config.epochs

    def train(self, save_every_s: float = 120.0) -> Ending:
        """Train to the end, with a checkpoint every `save_every_s` seconds and at the end.

        Raises `TrainingError` if the loss is no longer finite, `OutputError` if a checkpoint
        cannot be written; the last good one is kept.
        """
        self.saved = self.began = time.monotonic()
        self._tell(self._started())
        ending = Ending.EARLY if 0 < self.config.patience <= self.waited else None
        while ending is None and self.step < self.steps:
            ending = self._epoch(*divmod(self.step, self.loader.steps), save_every_s)
        self.save()
        return ending or Ending.FINISHED

    def _epoch(self, epoch: int, start: int, save_every_s: float) -> Ending | None:
        self.objective.at_epoch(epoch)
        meter = Meter()
        with closing(self.loader.epoch(epoch, start)) as batches:  # type: ignore[type-var]
            for batch in batches:
                step = self._step(batch)
                meter.add(step)
                self._tell(self._progress(epoch, meter))
                if self.step % self.loader.steps == 0:
                    break  # an epoch is measured before anything else may end the run
                if step.stop:
                    return self._why()
                if time.monotonic() - self.saved > save_every_s:
                    self.save()
        measured = self._measure()
        self._tell(self._ended(epoch, meter, measured))
        ending = self._judge(measured)
        if time.monotonic() - self.saved > save_every_s:
            self.save()
        if ending is None and step.stop and self.step < self.steps:
            return self._why()
        return ending

    def _why(self) -> Ending:
        return Ending.INTERRUPTED if self.stop.is_set() else Ending.TIME

    def _step(self, batch: Batch) -> Step:
        self.network.train()
        for part in self.rests:
            part.eval()
        seed = np.random.SeedSequence((self.config.seed, self.step, self.loader.ranks.rank))
        # Dropout is a function of seed, step and process: nothing of it has to be stored.
        torch.manual_seed(int(seed.generate_state(1)[0]))
        rate = learning_rate(self.config, self.step, self.loader.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        total, terms, right = self.passed(batch.to(self.device))
        shared = mean_over_ranks(
            torch.stack(
                [
                    total.detach().float(),
                    total.new_zeros(()) if right is None else right,
                    total.new_full((), float(self._is_due())),
                ]
            )
        ).tolist()
        named = {name: float(value) for name, value in terms.items()}
        if not math.isfinite(shared[0]):
            raise self._broken("loss", shared[0], named)
        self._update(total)
        return Step(shared[0], None if right is None else shared[1], named, shared[2] > 0)

    def _update(self, total: Tensor) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(total).backward()  # type: ignore[no-untyped-call]
        self.scaler.unscale_(self.optimiser)
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        if not self.scaler.is_enabled() and not torch.isfinite(norm):
            raise self._broken("gradient", float(norm), {})
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.average.update_parameters(self.network)
        self.step += 1

    def _is_due(self) -> bool:
        minutes = self.config.minutes
        late = minutes > 0 and time.monotonic() - self.began >= 60.0 * minutes
        return late or self.stop.is_set()

    def _measure(self) -> Measured | None:
        if self.held is None or not self.loader.ranks.leads:
            return None
        network = cast("GReFEL", self.average.module)
        return measure(network, self.held, self.stage, self.loader.size, self.loader.channels)

    def _judge(self, measured: Measured | None) -> Ending | None:
        """Keep the best weights and say when no better ones come."""
        if self.config.patience <= 0 or self.held is None:
            return None
        loss = from_leader(math.inf if measured is None else measured.loss, self.device)
        self.waited = 0 if loss < self.best else self.waited + 1
        if self.waited == 0:
            self.best = loss
            if self.loader.ranks.leads:
                checkpoint.save(self.folder / checkpoint.BEST, snapshot.average(self))
        return Ending.EARLY if self.waited >= self.config.patience else None

    def save(self) -> None:
        """Write the checkpoint, atomically; only the leading process does."""
        self.saved = time.monotonic()
        if self.loader.ranks.leads:
            checkpoint.save(self.folder / checkpoint.LAST, snapshot.take(self))

    def resume(self) -> bool:
        """Continue from the folder's checkpoint if there is one.

        Raises `TrainingError` if it is of other settings or data, `ModelError` if it is damaged.
        """
        path = self.folder / checkpoint.LAST
        state = checkpoint.load(path)
        if state is not None:
            snapshot.restore(self, state, path)
        return state is not None

    def _broken(self, what: str, value: float, terms: dict[str, float]) -> TrainingError:
        wrong = [name for name, term in terms.items() if not math.isfinite(term)]
        named = f" ({', '.join(wrong)})" if wrong else ""
        kept = checkpoint.load(self.folder / checkpoint.LAST)
        where = f"that of step {kept.facts['step']} is kept" if kept else "there is none yet"
        return TrainingError(
            f"the {what} became {value} at step {self.step + 1}{named}",
            subject=str(self.folder),
            hint=f"Checkpoint: {where}. Try a smaller learning_rate or clip, or float32",
        )

    def _tell(self, event: Event) -> None:
        for watcher in self.watchers:
            watcher.tell(event)

    def _started(self) -> Started:
        return Started(
            folder=str(self.folder),
            pictures=len(self.loader.data),
            held_out=0 if self.held is None else len(self.held),
            step=self.step,
            steps=self.steps,
            epochs=self.config.epochs,
            device=str(self.device),
            precision=str(self.precision).removeprefix("torch."),
            objective=self.objective.names,
        )

    def _progress(self, epoch: int, meter: Meter) -> Progress:
        speed = meter.steps_per_s
        return Progress(
            step=self.step,
            steps=self.steps,
            epoch=epoch + 1,
            epochs=self.config.epochs,
            loss=meter.loss,
            accuracy=meter.accuracy,
            pictures_per_s=round(speed * self.loader.batch, 1),
            eta_s=round((self.steps - self.step) / speed, 1),
        )

    def _ended(self, epoch: int, meter: Meter, measured: Measured | None) -> EpochEnded:
        return EpochEnded(
            epoch=epoch + 1,
            step=self.step,
            loss=round(meter.loss, 5),
            accuracy=meter.accuracy,
            terms={n: round(v, 5) for n, v in (meter.terms | self.objective.figures()).items()},
            learning_rate=learning_rate(self.config, self.step - 1, self.loader.steps),
            pictures_per_s=round(meter.steps_per_s * self.loader.batch, 1),
            held_loss=None if measured is None else round(measured.loss, 5),
            held_accuracy=None if measured is None else measured.accuracy,
        )

    def finish(self, ending: Ending, metrics: dict[str, float]) -> None:
        """Tell the end and what was measured."""
        self._tell(Ended(ending.value, self.step, str(self.folder), metrics))
