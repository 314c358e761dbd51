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

from engine.errors import DataError
from trainer.data.augment import Pixels, Points, Strength, augment
from trainer.data.batch import Batch, Carried, TrainingSet
from trainer.data.sampling import balanced_count, balanced_order, plain_order
from trainer.parallel import Ranks


@dataclass(frozen=True, slots=True)
class Loader:
    """Shuffled batches of one epoch; the incomplete last batch is left out (BatchNorm).

    size: side of the views. batch: samples a step, of all processes together. how: augmentation.
    channels: 1 grey, 3 RGB. balance: pictures a class and epoch, 0 for every picture once.
    second: make a second view, the mirrored first. mixup: α of the Beta distribution that says
    how pictures and their votes are mixed in pairs (Zhang et al. 2018), 0 never; a mixed batch
    carries label distributions and nothing else. ranks: this process makes its part of each
    batch, every `world`-th sample, and mixes within it.

    Raises `DataError` where there is not one batch, or it cannot be shared out.
    """

    data: TrainingSet
    size: int
    batch: int
    seed: int
    how: Strength = field(default_factory=Strength)
    channels: int = 1
    balance: int = 0
    second: bool = False
    mixup: float = 0.0
    ranks: Ranks = field(default_factory=Ranks)

    def __post_init__(self) -> None:
        if self.batch % self.ranks.world:
            raise DataError(
                f"a batch of {self.batch} cannot be shared out to {self.ranks.world} processes"
            )
        if self.steps == 0:
            raise DataError(
                f"{self._count} pictures an epoch are fewer than a batch of {self.batch}",
                hint="Give more data or a smaller batch",
            )

    @property
    def _count(self) -> int:
        if self.balance:
            return int(balanced_count(self.data, self.balance).sum())
        return len(self.data)

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        return self._count // self.batch

    @property
    def carries(self) -> frozenset[Carried]:
        """What its batches carry."""
        if self.mixup > 0:
            return self.data.carries & {Carried.DISTRIBUTION, Carried.INDEX}
        return self.data.carries | ({Carried.SECOND_VIEW} if self.second else frozenset())

    def order(self, number: int) -> NDArray[np.int64]:
        """Samples of an epoch, in order."""
        rng = np.random.default_rng((self.seed, number))
        if self.balance:
            return balanced_order(self.data, self.balance, rng)
        return plain_order(len(self.data), rng)

    def epoch(self, number: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, start + 1, ... of an epoch; resuming midway repeats nothing."""
        order = self.order(number)
        ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=4)
        stop = threading.Event()

        def hand_over(item: Batch | BaseException | None) -> bool:
            while not stop.is_set():
                try:
                    ready.put(item, timeout=0.2)
                except queue.Full:
                    continue
                return True
            return False

        def produce() -> None:
            try:
                for step in range(start, self.steps):
                    if not hand_over(self._make(order, step, number)):
                        return
                hand_over(None)
            except BaseException as error:  # noqa: BLE001 - handed to the reader, which raises it
                hand_over(error)

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

    def _make(self, order: NDArray[np.int64], step: int, epoch: int) -> Batch:
        """This process's part of a batch.

        Each sample has a generator of its own, so that neither batch-mates nor the number of
        processes change its view.
        """
        data = self.data
        positions = np.arange(step * self.batch, (step + 1) * self.batch)
        positions = positions[self.ranks.rank :: self.ranks.world]
        chosen = order[positions]
        views: list[Pixels] = []
        placed: list[Points] = []
        for position, i in zip(positions, chosen, strict=True):
            # A repeated sample of a balanced epoch is another view each time.
            again = (int(position),) if self.balance else ()
            rng = np.random.default_rng((self.seed, epoch, int(i), *again))
            points = None if data.points is None else data.points[i]
            view, moved = augment(data.images[i], points, rng, self.size, self.how, self.channels)
            views.append(view)
            if moved is not None:
                placed.append(moved)
        image = torch.from_numpy(np.stack(views)).permute(0, 3, 1, 2).float().div_(255.0)
        if self.mixup > 0 and data.distribution is not None:
            rng = np.random.default_rng((self.seed, epoch, step, self.ranks.rank))
            return mixed(
                image, torch.from_numpy(chosen), data.distribution[chosen], self.mixup, rng
            )
        return Batch(
            image=image.contiguous(),
            index=torch.from_numpy(chosen),
            second=image.flip(3).contiguous() if self.second else None,
            hard=_rows(data.hard, chosen),
            distribution=_rows(data.distribution, chosen),
            candidates=_rows(data.candidates, chosen),
            points=torch.from_numpy(np.stack(placed)) if placed else None,
            found=_rows(data.found, chosen),
            clean=_rows(data.clean, chosen),
        )


def mixed(
    image: Tensor,
    index: Tensor,
    distribution: NDArray[np.float32],
    alpha: float,
    rng: np.random.Generator,
) -> Batch:
    """λ x_i + (1 - λ) x_j, and the same of the votes; λ of Beta(α, α), at least a half.

    image: (B, C, S, S). index: (B,), of the pictures with the larger share. distribution: (B, N).
    """
    share = float(rng.beta(alpha, alpha))
    share = max(share, 1.0 - share)
    other = torch.from_numpy(rng.permutation(len(image)))
    votes = torch.from_numpy(distribution)
    return Batch(
        image=torch.lerp(image[other], image, share).contiguous(),
        index=index,
        distribution=torch.lerp(votes[other], votes, share),
    )


def _rows(table: NDArray[np.generic] | None, chosen: NDArray[np.int64]) -> Tensor | None:
    return None if table is None else torch.from_numpy(table[chosen])
