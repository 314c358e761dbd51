"""The trainer's tests run on one thread: small tensors gain nothing by more, and CI is shared."""

from __future__ import annotations

import pytest
import torch
from tqdm import tqdm


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    torch.set_num_threads(1)
    tqdm.monitor_interval = 0  # torch's exporter shows a bar; its watcher would outlive the test
