"""A run starts from a run's weights, a model's, or parts of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch

from engine.errors import ModelError
from engine.models.registry import find_model
from engine.models.verification import verify
from tests.trainer.tiny import tiny_network
from trainer import checkpoint
from trainer.checkpoint import State
from trainer.config import RunConfig
from trainer.folder import open_folder
from trainer.init import origin, start_from


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder with the weights of seed 1."""
    weights = tiny_network(seed=1).state_dict()
    tensors = {f"average/module.{name}": value for name, value in weights.items()}
    checkpoint.save(tmp_path / checkpoint.LAST, State(tensors, {"step": 1, "config": {}}))
    return tmp_path


def test_whole(run: Path) -> None:
    network, source = tiny_network(seed=2), tiny_network(seed=1).state_dict()
    assert start_from(network, str(run)) == len(source)
    assert all(torch.equal(value, source[name]) for name, value in network.state_dict().items())


def test_parts(run: Path) -> None:
    network = tiny_network(seed=2)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    taken = start_from(network, f"{run}:landmarks,vit.blocks")
    source = tiny_network(seed=1).state_dict()
    parts = ("landmarks.", "vit.blocks.")
    assert taken == sum(name.startswith(parts) for name in source)
    for name, value in network.state_dict().items():
        expected = source if name.startswith(parts) else before
        assert torch.equal(value, expected[name])


def test_a_run_notes_which_weights_it_began_with(run: Path, tmp_path: Path) -> None:
    """A path says where they were; only their hash says which they were."""
    digest = hashlib.sha256((run / checkpoint.LAST).read_bytes()).hexdigest()
    begun = origin(f"{run}:vit")
    assert begun == {"from": f"{run}:vit", "sha256": digest}
    assert origin("grefel-s")["sha256"] == verify(find_model("grefel-s")).weights.sha256
    open_folder(tmp_path / "next", RunConfig(), {}, "cpu", [begun])
    open_folder(tmp_path / "next", RunConfig(), {}, "cpu")  # goes on, and names nothing
    starts = json.loads((tmp_path / "next" / "run.json").read_text())["starts"]
    assert [start["init"] for start in starts] == [[begun], []]


def test_what_is_not_there(run: Path) -> None:
    with pytest.raises(ModelError, match=r"no part 'wings'.*image"):
        start_from(tiny_network(), f"{run}:wings")
    with pytest.raises(ModelError, match="no such model"):
        start_from(tiny_network(), "nothing-of-that-name")
    (run / "empty").mkdir()
    with pytest.raises(ModelError, match="no checkpoint"):
        start_from(tiny_network(), str(run / "empty"))


def test_shipped_weights_are_found_by_name_and_checked() -> None:
    """Their bytes are checked first; for another network they are refused in words."""
    with pytest.raises(ModelError, match="another network"):
        start_from(tiny_network(), "grefel-s")
