"""The training loop: plain, resumable, one epoch readable at a glance."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from trainer import checkpoint
from trainer.config import RunConfig
from trainer.data.loader import Batch, Loader
from trainer.losses.anchor import anchor_loss, centre_loss
from trainer.losses.distribution import distribution_loss
from trainer.losses.points import point_loss
from trainer.models.grefel import GReFEL, Output


@dataclass(frozen=True, slots=True)
class Terms:
    """The objective's terms before weighting, scalars of one batch."""

    corrected: Tensor
    primary: Tensor
    anchor: Tensor
    centre: Tensor
    points: Tensor
    auxiliary: Tensor

    def total(self, config: RunConfig) -> Tensor:
        """L = λ_cls L_cls + λ_a L_a + λ_c L_c, plus primary and landmark supervision."""
        return (
            config.lambda_cls * self.corrected
            + config.lambda_primary * self.primary
            + config.lambda_anchor * self.anchor
            + config.lambda_centre * self.centre
            + config.lambda_points * self.points
            + config.lambda_auxiliary * self.auxiliary
        )


def objective(network: GReFEL, output: Output, batch: Batch) -> Terms:
    """All terms of one batch, in fp32."""
    zero = output.logits.sum().float() * 0.0
    anchors = network.balancing.anchors
    a = c = zero
    if anchors is not None:
        a = anchor_loss(anchors.anchors)
        squared = anchors.squared_distances(output.embedding) / output.embedding.shape[1]
        c = centre_loss(squared, batch.target)
    points = zero
    if output.points is not None:
        points = point_loss(output.points, batch.points, batch.found)
    auxiliary = zero
    if output.auxiliary is not None:
        p = torch.softmax(output.auxiliary.float(), dim=1)
        auxiliary = distribution_loss(p, batch.target)
    return Terms(
        distribution_loss(output.balanced.corrected, batch.target),
        distribution_loss(output.balanced.primary, batch.target),
        a,
        c,
        points,
        auxiliary,
    )


def image_objective(logits: Tensor, batch: Batch) -> Terms:
    """The image stream's own term alone: (B, N) logits against the batch's targets."""
    zero = torch.zeros(())
    own = distribution_loss(torch.softmax(logits.float(), dim=1), batch.target)
    return Terms(zero, zero, zero, zero, zero, own)


def parameter_groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels only: not for norms, biases, positions, anchors."""
    plain = ("positions", "cls", "bias_table", "anchors.anchors")
    with_decay: list[nn.Parameter] = []
    without: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        flat = parameter.ndim < 2 or name.endswith(plain)
        (without if flat else with_decay).append(parameter)
    return [
        {"params": with_decay, "weight_decay": decay},
        {"params": without, "weight_decay": 0.0},
    ]


class Run:
    """One run in one folder: `config.toml`, `events.jsonl`, `last.pt`."""

    def __init__(self, network: GReFEL, config: RunConfig, loader: Loader, folder: Path) -> None:
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.config, self.loader, self.folder = config, loader, folder
        self.average = AveragedModel(
            self.network,
            multi_avg_fn=get_ema_multi_avg_fn(config.ema),  # type: ignore[no-untyped-call]
            use_buffers=True,
        )
        self.optimiser = torch.optim.AdamW(
            parameter_groups(network, config.weight_decay), lr=config.learning_rate, fused=True
        )
        self.step = 0
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(config.toml())

    @property
    def steps(self) -> int:
        """Of the whole run."""
        return self.loader.steps * self.config.epochs

    def rate(self, step: int) -> float:
        """Learning rate: linear warm-up, then cosine to a hundredth."""
        warm = self.config.warmup_epochs * self.loader.steps
        if step < warm:
            return self.config.learning_rate * (step + 1) / warm
        done = (step - warm) / max(self.steps - warm, 1)
        return self.config.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))

    def resume(self) -> bool:
        """Continue from `last.pt` if it is there."""
        state = checkpoint.load(self.folder / "last.pt")
        if state is None:
            return False
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = int(state["step"])
        torch.set_rng_state(state["rng"])
        return True

    def save(self) -> None:
        """Write `last.pt`, atomically."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "rng": torch.get_rng_state(),
            "config": asdict(self.config),
        }
        checkpoint.save(self.folder / "last.pt", state)

    def train(self, save_every_s: float = 120.0) -> None:
        """Train to the end, with a checkpoint every `save_every_s` seconds."""
        saved = time.monotonic()
        while self.step < self.steps:
            epoch, start = divmod(self.step, self.loader.steps)
            began, first = time.monotonic(), self.step
            sums: dict[str, float] = {}
            for batch in self.loader.epoch(epoch, start):
                terms = self._step(batch)
                for name in Terms.__slots__:
                    sums[name] = sums.get(name, 0.0) + float(getattr(terms, name).detach())
                if time.monotonic() - saved > save_every_s:
                    self.save()
                    saved = time.monotonic()
            count = self.step - first
            seconds = time.monotonic() - began
            means = {name: round(value / count, 4) for name, value in sums.items()}
            speed = round(count * self.loader.batch / seconds, 1)
            self.log({"epoch": epoch + 1, "step": self.step, "pictures_per_s": speed, **means})
        self.save()

    def _step(self, batch: Batch) -> Terms:
        self.network.train()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.step)
        image = batch.image.contiguous(memory_format=torch.channels_last)
        if self.config.image_only:
            with torch.autocast("cpu", torch.bfloat16):
                logits = self.network.image_logits(image)
            terms = image_objective(logits, batch)
        else:
            with torch.autocast("cpu", torch.bfloat16):
                output = self.network(image)
            terms = objective(self.network, output, batch)
        self.optimiser.zero_grad(set_to_none=True)
        terms.total(self.config).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        self.optimiser.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return terms

    def log(self, event: dict[str, Any]) -> None:
        """Append one JSON line to `events.jsonl`."""
        with (self.folder / "events.jsonl").open("a") as file:
            file.write(json.dumps(event) + "\n")


@torch.inference_mode()
def predict(
    network: nn.Module, images: np.ndarray[Any, np.dtype[np.uint8]], batch: int = 256
) -> tuple[Tensor, Tensor]:
    """Uncalibrated primary and corrected distributions of (n, S, S) grey crops: (n, 8) each."""
    network.eval()
    primary, corrected = [], []
    for i in range(0, len(images), batch):
        x = torch.from_numpy(images[i : i + batch, None]).float().div_(255.0)
        balanced = network(x).balanced
        primary.append(balanced.primary)
        corrected.append(balanced.corrected)
    return torch.cat(primary), torch.cat(corrected)
