"""Batches of augmented views, made ahead in one thread, the same for a given seed and epoch."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.data.augment import Strength, augment


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """images: (n, S, S) uint8 grey. target: (n, 8), rows sum to 1. points, found: the teacher's."""

    images: NDArray[np.uint8]
    target: NDArray[np.float32]
    points: NDArray[np.float32]
    found: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True, slots=True)
class Batch:
    """image: (B, 1, S, S) in 0..1. target: (B, 8). points: (B, 68, 2). found: (B,) bool."""

    image: Tensor
    target: Tensor
    points: Tensor
    found: Tensor


@dataclass(frozen=True, slots=True)
class Loader:
    """Shuffled batches of one epoch; the incomplete last batch is left out (BatchNorm)."""

    data: TrainingSet
    size: int
    batch: int
    seed: int
    how: Strength = field(default_factory=Strength)

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        return len(self.data) // self.batch

    def epoch(self, number: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, start + 1, ... of an epoch; resuming midway repeats nothing."""
        order = np.random.default_rng((self.seed, number)).permutation(len(self.data))
        ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=4)
        stop = threading.Event()

        def produce() -> None:
            try:
                for step in range(start, self.steps):
                    chosen = order[step * self.batch : (step + 1) * self.batch]
                    item = self._make(chosen, number)
                    while not stop.is_set():
                        try:
                            ready.put(item, timeout=0.2)
                            break
                        except queue.Full:
                            continue
                    if stop.is_set():
                        return
                ready.put(None)
            except BaseException as error:  # noqa: BLE001 - handed to the reader, which raises it
                ready.put(error)

        worker = threading.Thread(target=produce, name="augment", daemon=True)
        worker.start()
        try:
            while (item := ready.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            stop.set()
            worker.join(timeout=5.0)

    def _make(self, chosen: NDArray[np.int64], epoch: int) -> Batch:
        data = self.data
        views, placed = [], []
        for i in chosen:
            rng = np.random.default_rng((self.seed, epoch, int(i)))
            view, points = augment(data.images[i], data.points[i], rng, self.size, self.how)
            views.append(view)
            placed.append(points)
        image = torch.from_numpy(np.stack(views)[:, None]).float().div_(255.0)
        return Batch(
            image,
            torch.from_numpy(data.target[chosen]),
            torch.from_numpy(np.stack(placed)),
            torch.from_numpy(data.found[chosen]),
        )
