"""Two processes on one run: the same loss and weights as one, and one shared confidence store."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import distributed

from trainer.errors import TrainingError
from trainer.parallel import Ranks, gathered, leader_first, mean_over_ranks

_WORKER = Path(__file__).parent / "parallel_worker.py"


def losses(folder: Path, world: int, objective: str) -> list[dict[str, Any]]:
    """Run `world` processes as torchrun does; the leading one's epochs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = os.environ | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    shared |= {"WORLD_SIZE": str(world), "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    workers = [
        subprocess.Popen(
            [sys.executable, str(_WORKER), str(folder), objective],
            env=shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(world)
    ]
    errors = [worker.communicate(timeout=110)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * world, "\n".join(errors)
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("objective", ["0.5 nla + 0.5 pll"])
def test_two_processes_equal_one(tmp_path: Path, objective: str) -> None:
    from trainer import checkpoint

    one = losses(tmp_path / "one", 1, objective)
    two = losses(tmp_path / "two", 2, objective)
    assert [event["event"] for event in two] == [event["event"] for event in one]
    for a, b in zip(one, two, strict=True):
        if a["event"] == "epoch":
            assert b["loss"] == pytest.approx(a["loss"], abs=1e-4)
            assert b["held_loss"] == pytest.approx(a["held_loss"], abs=1e-4)
            assert b["accuracy"] == pytest.approx(a["accuracy"], abs=1e-6)
    alone, shared = (checkpoint.load(tmp_path / name / checkpoint.LAST) for name in ("one", "two"))
    assert alone is not None
    assert shared is not None
    for part in ("network", "average", "objective"):
        expected = alone.part(part)
        assert expected
        for name, value in shared.part(part).items():
            torch.testing.assert_close(value, expected[name], atol=1e-4, rtol=1e-3)


def test_a_process_that_lost_another_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the other processes do where the leading one finds its data missing."""

    def gone(*_: object) -> None:
        raise RuntimeError("Connection closed by peer")

    monkeypatch.setattr(distributed, "is_initialized", lambda: True)
    monkeypatch.setattr(distributed, "get_world_size", lambda: 2)
    for name in ("barrier", "all_reduce", "all_gather"):
        monkeypatch.setattr(distributed, name, gone)
    with pytest.raises(TrainingError, match="another process"), leader_first(Ranks(1, 2)):
        pytest.fail("it went on")
    for work in (mean_over_ranks, gathered):
        with pytest.raises(TrainingError, match="another process"):
            work(torch.zeros(2))
