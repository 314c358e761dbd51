"""Several processes on one run, started by `torchrun`; without it, one process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed


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


def gathered(x: Tensor) -> Tensor:
    """The rows of all processes, in the order of their ranks: (B, ...) each to (world B, ...)."""
    if not distributed.is_initialized():
        return x
    rows = [torch.empty_like(x) for _ in range(distributed.get_world_size())]
    distributed.all_gather(rows, x.contiguous())
    return torch.cat(rows)


def any_of(flag: bool, device: torch.device) -> bool:
    """Whether `flag` is true in any process: all stop at the same step, or none."""
    if not distributed.is_initialized():
        return flag
    votes = torch.tensor(int(flag), device=device)
    distributed.all_reduce(votes)
    return bool(votes.item())
