"""From weights to model folders that the engine runs, in float and in int8."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file

from app.cli import child
from app.cli import main as mien
from engine.errors import DataError, ModelError
from engine.evaluation.branches import open_branches
from engine.models import manifest as manifests
from engine.models.manifest import Manifest, Quantised
from engine.models.onnx_model import OnnxRuntimeModel
from engine.models.verification import verify
from tests.engine.models import small_model
from tests.trainer.faces import class_folders
from tests.trainer.tiny import SIZE, tiny_network, tiny_set
from trainer import calibration, checkpoint, exporting, model_folder, networks
from trainer.config import RunConfig
from trainer.data.loader import Loader
from trainer.data.opening import OpenedData
from trainer.export_onnx import Served, file_spec
from trainer.loop import Run
from trainer.models.grefel import BalancingOptions, GReFEL
from trainer.networks import Network
from trainer.quantise import calibration_faces

pytest.importorskip("onnxscript")

# Loading torch's exporter takes 20 s of processor time, and a busy machine stretches that.
pytestmark = pytest.mark.timeout(400)


def build(options: BalancingOptions) -> GReFEL:
    return tiny_network(anchors=options.anchors, attention=options.attention)


TINY = Network("tiny", "Tiny", build, BalancingOptions(), 1, SIZE)


@pytest.fixture(autouse=True)
def tiny_is_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (networks, model_folder):
        monkeypatch.setattr(module, "NETWORKS", (TINY,))


def weights_folder(folder: Path, name: str = "tiny-mine", seed: int = 3) -> Path:
    """Weights with their manifest; the ONNX file is another's, and is not looked at."""
    folder.mkdir(parents=True)
    served = Served(tiny_network(seed=seed), 0.8, 0.9)
    save_file(dict(served.state_dict()), folder / "weights.safetensors")
    spec = manifests.read(small_model.make_model(folder / "other"))
    known = msgspec.structs.replace(
        spec,
        name=name,
        input=msgspec.structs.replace(spec.input, size=SIZE),
        weights=file_spec(folder / "weights.safetensors"),
        int8=Quantised(spec.onnx),  # of these weights, and not of what is made of others
    )
    manifests.write(folder, known)
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A model in float and int8, and what the command said of it."""
    root = tmp_path_factory.mktemp("exporting")
    with pytest.MonkeyPatch.context() as patch:
        for module in (networks, model_folder):
            patch.setattr(module, "NETWORKS", (TINY,))
        said: list[str] = []
        patch.setattr("builtins.print", lambda text, **_: said.append(text))
        code = exporting.main(
            [
                *("--model", str(weights_folder(root / "trained"))),
                *("--out", str(root / "out"), "--int8", "--json"),
                *("--faces", str(class_folders(root / "faces", "happy", "sad", each=20))),
                *("--validate", str(class_folders(root / "valid", "happy", "fear", first=90))),
            ]
        )
    assert code == 0
    return root / "out", json.loads(said[-1])


def test_a_whole_folder_that_says_what_torch_says(
    exported: tuple[Path, dict[str, object]],
) -> None:
    folder, said = exported
    assert isinstance(said["parity"], float)
    assert said["parity"] < 1e-5
    manifest = verify(folder)
    assert (manifest.name, manifest.branches[0]) == ("tiny-mine", "primary")
    assert manifest.int8 is None
    batch = np.random.default_rng(0).random((3, 1, SIZE, SIZE), dtype=np.float32)
    model = OnnxRuntimeModel(folder)
    answer = model.infer(batch)
    model.close()
    with torch.inference_mode():
        expected = Served(tiny_network(seed=3), 0.8, 0.9).eval()(torch.from_numpy(batch))
    np.testing.assert_allclose(answer.corrected, expected[1].numpy(), atol=1e-5)
    reader = open_branches(folder)
    assert reader is not None
    np.testing.assert_allclose(
        reader.read(batch)["correction"], expected[2][:, 3].numpy(), atol=1e-5
    )


def test_int8_is_a_model_of_its_own(exported: tuple[Path, dict[str, object]]) -> None:
    folder = exported[0] / "tiny-mine-int8"
    manifest = verify(folder)
    assert (manifest.name, manifest.title.endswith("int8")) == ("tiny-mine-int8", True)
    assert manifest.int8 is None
    graph = onnx.load(folder / manifest.onnx.file).graph
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("QuantizeLinear") >= 3
    assert {t.data_type for t in graph.initializer} & {onnx.TensorProto.INT8}
    exact, int8 = OnnxRuntimeModel(exported[0]), OnnxRuntimeModel(folder)
    batch = calibration_faces(exported[0].parent / "faces", manifest.input)
    first, second = exact.infer(batch).corrected, int8.infer(batch).corrected
    exact.close()
    int8.close()
    assert 0 < np.abs(first - second).max() < 0.1


def test_the_loss_is_stated(exported: tuple[Path, dict[str, object]]) -> None:
    folder, said = exported
    int8 = said["int8"]
    assert isinstance(int8, dict)
    assert int8["n"] == 8
    assert int8["accuracy_loss"] == pytest.approx(
        int8["float"]["corrected_accuracy"] - int8["int8"]["corrected_accuracy"]
    )
    assert 0 <= int8["same_label"] <= 1
    manifest = manifests.read(folder / "tiny-mine-int8")
    assert manifest.metrics["corrected_nll"] == round(int8["int8"]["corrected_nll"], 4)
    assert manifest.metrics_on == "valid, 8 pictures"
    text = exporting._as_text(said)
    assert "int8" in text
    assert "points" in text


def test_int8_that_loses_much_is_refused_and_nothing_is_written(
    exported: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    root = exported[0].parent
    words = ["--model", str(root / "trained"), "--out", str(tmp_path / "out"), "--int8"]
    words += ["--faces", str(root / "faces"), "--validate", str(root / "valid")]
    with pytest.raises(ModelError, match="nothing is written"):
        exporting._export(exporting._parser().parse_args([*words, "--most-lost", "-101"]))
    assert not list((tmp_path / "out").iterdir())


def test_nothing_else_is_left_behind(exported: tuple[Path, dict[str, object]]) -> None:
    found = sorted(path.name for path in exported[0].iterdir())
    assert found == ["manifest.json", "tiny-mine-int8", "tiny-mine.onnx", "tiny-mine.safetensors"]


def a_run(folder: Path, known: dict[str, object] | None) -> Path:
    """A finished run of the tiny network. known: what it says of its data."""
    folder.mkdir()
    config = RunConfig(epochs=1, batch=4, precision="float32", held_out=0.5)
    Run(tiny_network(), config, Loader(tiny_set(), SIZE, 4, 0), folder).train()
    if known is not None:
        facts = {"data": known, "starts": [{"commit": "abc"}]}
        (folder / "run.json").write_text(json.dumps(facts))
    return folder


@pytest.fixture
def tiny_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are of the tiny network."""
    monkeypatch.setattr("trainer.publish.make_network", lambda config: tiny_network(seed=8))
    monkeypatch.setattr(model_folder, "network_named", lambda name: TINY)


@pytest.mark.usefixtures("tiny_runs")
def test_a_runs_averaged_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = a_run(tmp_path / "mine", None)
    trained = model_folder.of_run(run)
    assert "not calibrated: the run does not say" in capsys.readouterr().err
    assert (trained.known.name, trained.known.input.size) == ("mine", SIZE)
    assert trained.known.training.epochs == 1
    assert trained.known.training.data == "run mine"
    assert trained.known.parameters > 0
    assert trained.served.temperatures.tolist() == [1.0, 1.0]
    network = tiny_network(seed=8)
    checkpoint.fill(network, checkpoint.averaged_weights(run), run)
    x = torch.from_numpy(tiny_set().images[:2, None]).float() / 255
    with torch.inference_mode():
        got = trained.served.eval()(x)[0]
        same = network.eval()(x).balanced.primary
    torch.testing.assert_close(got, same, atol=1e-5, rtol=0)


@pytest.mark.usefixtures("tiny_runs")
def test_a_run_is_calibrated_on_what_it_held_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    train, held = tiny_set(), tiny_set(80)
    monkeypatch.setattr(calibration, "open_data", lambda *_, **__: OpenedData(train, held, None))
    known = {"paths": ["data"], "sha256": train.fingerprint()}
    run = a_run(tmp_path / "mine", known)
    served = model_folder.of_run(run).served.eval()
    assert "on 80 pictures held out" in capsys.readouterr().err
    assert model_folder.of_run(run, calibrated=False).served.temperatures.tolist() == [1.0, 1.0]
    x = torch.from_numpy(held.images[:, None]).float() / 255
    truth = torch.from_numpy(held.hard)
    with torch.inference_mode():
        p = served(x)[1]
        raw = served.network(x).balanced.corrected
    rows = torch.arange(80)
    assert -p[rows, truth].log().mean() < -raw[rows, truth].log().mean()


@pytest.mark.usefixtures("tiny_runs")
@pytest.mark.parametrize(
    ("known", "held", "why"),
    [
        ({"paths": ["gone.npz"], "sha256": ""}, None, "gone.npz"),
        ({"paths": ["data"], "sha256": "another"}, 80, "its data has changed since"),
        ({"paths": ["data"]}, 10, "fewer than 50 pictures"),
    ],
)
def test_why_a_run_is_not_calibrated(
    known: dict[str, object],
    held: int | None,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if held is not None:
        opened = OpenedData(tiny_set(), tiny_set(held), None)
        monkeypatch.setattr(calibration, "open_data", lambda *_, **__: opened)
        known = {"sha256": opened.train.fingerprint(), **known}
    trained = model_folder.of_run(a_run(tmp_path / "mine", known))
    assert why in capsys.readouterr().err
    assert trained.served.temperatures.tolist() == [1.0, 1.0]
    assert trained.known.training.commit == "abc"


@pytest.mark.parametrize(
    ("name", "words"),
    [("tiny-mine", "not those of Tiny"), ("resnet", "has to begin with one of: tiny")],
)
def test_weights_of_another_network_are_refused(tmp_path: Path, name: str, words: str) -> None:
    folder = weights_folder(tmp_path / "model", name)
    other = Served(tiny_network(anchors=False))
    save_file(dict(other.state_dict()), folder / "weights.safetensors")
    known = manifests.read(folder)
    spec = file_spec(folder / "weights.safetensors")
    manifests.write(folder, msgspec.structs.replace(known, weights=spec))
    with pytest.raises(ModelError, match=words):
        model_folder.of_model(str(folder))


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = weights_folder(tmp_path / "model")
    (folder / "weights.safetensors").write_bytes(b"half")
    with pytest.raises(ModelError, match="not the one its manifest describes"):
        model_folder.of_model(str(folder))


def test_a_failed_export_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = weights_folder(tmp_path / "model"), tmp_path / "out"
    out.mkdir()
    (out / "tiny-mine.onnx").write_bytes(b"the old one")

    def fail(*_: object) -> tuple[Manifest, float]:
        raise ModelError("the exported network differs")

    monkeypatch.setattr(exporting, "write_float", fail)
    with pytest.raises(ModelError):
        exporting.main(["--model", str(folder), "--out", str(out)])
    assert [path.name for path in out.iterdir()] == ["tiny-mine.onnx"]


def test_calibration_faces_are_drawn_and_bad_ones_named(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "set", "happy", "sad", each=5)
    spec = manifests.read(small_model.make_model(tmp_path)).input
    some = calibration_faces(root, spec, count=4)
    assert some.shape == (4, 1, small_model.SIZE, small_model.SIZE)
    np.testing.assert_array_equal(some, calibration_faces(root, spec, count=4))
    (root / "sad" / "0.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"sad/0\.png: it is no picture"):
        calibration_faces(root, spec)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--model", "grefel-s", "--int8"], 2, "--int8 needs --faces"),
        ([], 2, "one of the arguments --run --model is required"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(
    words: Sequence[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mien(["export", "--out", "x", *words]) == code
    assert said in capsys.readouterr().err


def test_the_command_passes_everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Sequence[str]]] = []

    def note(module: str, words: Sequence[str]) -> int:
        asked.append((module, words))
        return 7

    monkeypatch.setattr(child, "run_trainer", note)
    words = ["--run=runs/-x", "--out=out", "--faces=f", "--validate=v", "--votes=w"]
    words += ["--most-lost=1.5", "--int8"]
    assert mien(["export", *words, "--json"]) == 7
    assert asked == [("trainer.exporting", [*words, "--json"])]


def test_nothing_to_export_is_said_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert mien(["export", "--run", str(tmp_path / "no"), "--out", str(tmp_path / "out")]) == 1
    said = capfd.readouterr().err
    assert "there is no checkpoint" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
