"""Costs against GReFEL's Table 2, and what `mien models --describe` says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from app import trainer_process
from app.cli import main
from engine.errors import ModelError
from trainer import describe
from trainer.build import make_network
from trainer.config import RunConfig
from trainer.describe import Cost, Description
from trainer.networks import NETWORKS, network_named

#: Parameters and "FLOPs" (which are multiply-adds) of the paper's Table 2.
TABLE_2 = {
    "none": (43.60e6, 8.32e9),
    "anchors": (43.74e6, 8.36e9),
    "attention": (43.80e6, 8.43e9),
    "both": (43.84e6, 8.51e9),
}


@pytest.fixture(scope="module")
def full() -> Description:
    return describe.describe(network_named("grefel"))


@pytest.fixture(scope="module", params=[network.name for network in NETWORKS])
def found(request: pytest.FixtureRequest) -> Description:
    return describe.describe(network_named(request.param))


@pytest.mark.parametrize("row", TABLE_2)
def test_table_2_within_two_percent(full: Description, row: str) -> None:
    params, macs = TABLE_2[row]
    assert full.variants[row].params == pytest.approx(params, rel=0.02)
    assert full.variants[row].macs == pytest.approx(macs, rel=0.02)


def test_a_network_with_the_label_decoder_can_be_counted_and_goes_on_learning() -> None:
    network = make_network(RunConfig(network="grefel-xs", head="labels"))
    total, _ = describe.costs(network, network_named("grefel-xs"))
    plain, _ = describe.costs(
        make_network(RunConfig(network="grefel-xs")), network_named("grefel-xs")
    )
    assert total.params > plain.params
    assert total.macs > plain.macs
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_modules_add_up(found: Description) -> None:
    parts = [cost for path, cost in found.modules.items() if "." not in path]
    assert sum(parts, Cost(0, 0, 0)) == found.total == found.variants["both"]


def test_stages_of_the_full_encoder(full: Description) -> None:
    """Rows 2 to 6 of the specification's table A.1."""
    assert full.modules["image.trunk"].macs == pytest.approx(5.468e9, rel=1e-3)
    assert full.modules["attention.1"].params == 184_932
    assert full.modules["vit"].params == 14_175_744 + 114_432 + 1_536 + 1_181_184


def test_heads_of_the_training_are_not_counted() -> None:
    network = network_named("grefel-s")
    model = network.build(network.options)
    total, modules = describe.costs(model, network)
    assert model.points is not None
    assert "points" not in modules
    assert total.params < sum(weight.numel() for weight in model.parameters())


def test_multiply_adds_of_layers_known_by_heart() -> None:
    network = network_named("grefel")
    with torch.device("meta"):
        _, modules = describe.costs(network.build(network.options), network)
    assert modules["head"].macs == 768 * 64 + 64 * 64 + 64 * 8


def test_the_command_prints_one_object(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--describe", "grefel-s", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert set(told["variants"]) == set(TABLE_2)
    assert all({"params", "macs"} <= set(variant) for variant in told["variants"].values())
    assert told["variants"]["both"]["params"] == told["params"]
    assert {"image", "landmarks", "vit", "balancing.anchors"} <= set(told["modules"])


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert describe.main(["grefel-s"]) == 0
    told = capsys.readouterr().out
    assert "GReFEL-S" in told
    assert "reliability balancing" in told


def test_another_name_is_refused_with_what_there_is() -> None:
    with pytest.raises(ModelError, match="grefel, grefel-s"):
        describe.main(["resnet"])


def test_without_torch_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trainer_process, "_installed", lambda package: False)
    assert main(["models", "--describe", "grefel"]) == 1
    assert "pip install 'mien[train]'" in capsys.readouterr().err


def test_a_folder_of_the_same_name_does_not_shadow_the_trainer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trainer").mkdir()
    (tmp_path / "trainer" / "__init__.py").write_text("raise SystemExit(99)")
    monkeypatch.chdir(tmp_path)
    assert main(["models", "--describe", "nothing"]) == 1
    assert "there is no such network" in capfd.readouterr().err
