"""Several processes on one run, started by `torchrun`; without it, one process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed

from trainer.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Ranks:
    """This process is number `rank` of `world`; `local` counts on this machine."""

    rank: int = 0
    world: int = 1
    local: int = 0

    @property
    def leads(self) -> bool:
        """Whether this process writes files and speaks."""
        return self.rank == 0


@contextmanager
def joined() -> Iterator[Ranks]:
    """Join the other processes that `torchrun` started, and leave them at the end."""
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world == 1:
        yield Ranks()
        return
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield Ranks(distributed.get_rank(), world, int(os.environ.get("LOCAL_RANK", "0")))
    finally:
        distributed.destroy_process_group()


@contextmanager
def leader_first(ranks: Ranks) -> Iterator[None]:
    """The leading process does the block alone; the others do it after it."""
    together = distributed.is_initialized()
    if together and not ranks.leads:
        with _others_there():
            distributed.barrier()
    yield
    if together and ranks.leads:
        with _others_there():
            distributed.barrier()


@contextmanager
def _others_there() -> Iterator[None]:
    """What is done by all processes at once. Raises `TrainingError` where one of them is gone."""
    try:
        yield
    except RuntimeError as error:
        raise TrainingError(
            "another process of this run has ended",
            hint="Its own message says why; start all of them again, and the run goes on",
        ) from error


def gathered(x: Tensor) -> Tensor:
    """The rows of all processes, in the order of their ranks: (B, ...) each to (world B, ...)."""
    if not distributed.is_initialized():
        return x
    rows = [torch.empty_like(x) for _ in range(distributed.get_world_size())]
    with _others_there():
        distributed.all_gather(rows, x.contiguous())
    return torch.cat(rows)


def mean_over_ranks(x: Tensor) -> Tensor:
    """The mean over all processes, the same in each; nan in one is nan in all."""
    if not distributed.is_initialized():
        return x
    total = x.clone()
    with _others_there():
        distributed.all_reduce(total)
    return total / distributed.get_world_size()


def from_leader(value: float, device: torch.device) -> float:
    """What the leading process found, in every process."""
    if not distributed.is_initialized():
        return value
    carrier = torch.tensor(value, dtype=torch.float64, device=device)
    with _others_there():
        distributed.broadcast(carrier, src=0)
    return float(carrier)
