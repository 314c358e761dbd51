"""One process of `test_parallel`: trains the tiny network and writes the run folder."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.trainer.tiny import SIZE, tiny_network, tiny_set
from trainer.config import RunConfig
from trainer.data.loader import Loader
from trainer.events import Journal
from trainer.loop import Run
from trainer.parallel import joined


def main(folder: Path, objective: str) -> None:
    """Without dropout and BatchNorm, whose draws and statistics are each process's own."""
    torch.set_num_threads(1)
    folder.mkdir(exist_ok=True)
    config = RunConfig(
        epochs=3, batch=8, objective=objective, pll_warmup=0.0, precision="float32", patience=9
    )
    # Landmarks everywhere: each process takes the mean over its own samples that have them.
    data = dataclasses.replace(tiny_set(), found=np.ones(16, bool))
    held = dataclasses.replace(tiny_set(8), images=255 - data.images[:8])
    with joined() as ranks:
        loader = Loader(data, SIZE, config.batch, config.seed, second=True, ranks=ranks)
        network = tiny_network(norm=False, dropout=0.0)
        Run(network, config, loader, folder, held=held, watchers=(Journal(folder),)).train()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
