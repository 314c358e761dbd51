"""How the weights do on pictures that are not trained on."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor, nn

from trainer.data.augment import Pixels, plain_view
from trainer.data.batch import TrainingSet
from trainer.losses.points import point_loss
from trainer.masking import masking_loss
from trainer.models.grefel import GReFEL
from trainer.models.reliability import Balanced
from trainer.objectives.base import Answer
from trainer.said import losses, right, targets, torn
from trainer.stages import Stage, answer

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Measured:
    """What the averaged weights do.

    loss: of the deciding distribution, negative log-likelihood of what was said of the pictures
    (of a candidate set: of the mass on it); of a stage without labels its own loss. accuracy: share
    of pictures whose most probable label is the one said, or one of the set; None where nothing is
    classified.
    """

    loss: float
    accuracy: float | None


@torch.inference_mode()
def measure(network: GReFEL, data: TrainingSet, stage: Stage, size: int, channels: int) -> Measured:
    """The network, in evaluation mode, on plain views of `data`."""
    network.eval()
    device = next(network.parameters()).device
    total, hits = 0.0, 0.0
    target, sets = (None, None) if stage.decides is None else (targets(data), torn(data))
    for start in range(0, len(data), _BATCH):
        part = slice(start, start + _BATCH)
        found = answer(network, _input(data.images[part], size, channels).to(device), stage)
        count = len(data.images[part])
        if stage.decides is None or target is None or sets is None:
            total += count * _unlabelled(found, data, part)
            continue
        p, wanted = found.read(stage.decides), target[part].to(device)
        total += float(losses(p, wanted, sets[part].to(device)).sum())
        hits += float(right(p, wanted).sum())
    accuracy = None if stage.decides is None else hits / len(data)
    return Measured(total / len(data), accuracy)


@torch.inference_mode()
def predict(
    network: nn.Module, images: Pixels, batch: int = _BATCH, size: int = 0, channels: int = 1
) -> tuple[Tensor, Tensor]:
    """Uncalibrated primary and corrected distributions of (n, S, S[, 3]) crops: (n, N) each.

    size: side of the network's input; 0 for the crops' own.
    """
    found = distributions(network, images, batch, size, channels)
    return found["primary"], found["corrected"]


@torch.inference_mode()
def distributions(
    network: nn.Module, images: Pixels, batch: int = _BATCH, size: int = 0, channels: int = 1
) -> dict[str, Tensor]:
    """As `predict`, all of the network's distributions by the names of `Balanced`: (n, N) each."""
    network.eval()
    device = next(network.parameters()).device
    found: dict[str, list[Tensor]] = {}
    for i in range(0, len(images), batch):
        x = _input(images[i : i + batch], size or images.shape[1], channels)
        balanced: Balanced = network(x.to(device)).balanced
        for field in fields(balanced):
            p: Tensor | None = getattr(balanced, field.name)
            if p is not None:
                found.setdefault(field.name, []).append(p.cpu())
    return {name: torch.cat(parts) for name, parts in found.items()}


def _input(images: Pixels, size: int, channels: int) -> Tensor:
    views = np.stack([plain_view(image, size, channels) for image in images])
    x = torch.from_numpy(views).permute(0, 3, 1, 2).float().div_(255.0)
    return x.contiguous(memory_format=torch.channels_last)


def _unlabelled(found: Answer, data: TrainingSet, part: slice) -> float:
    """The loss of a stage that learns without labels."""
    if found.masked is not None:
        return float(masking_loss(found.masked))
    if found.points is None or data.points is None or data.found is None:
        return 0.0
    wanted = torch.from_numpy(data.points[part]).to(found.points.device)
    there = torch.from_numpy(data.found[part]).to(found.points.device)
    return float(point_loss(found.points, wanted, there))
