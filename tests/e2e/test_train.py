"""`mien train` as a user calls it: a run, an interruption, a continuation, and mistakes."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

_SETTINGS = [
    word
    for each in ("epochs=2", "batch=4", "held_out=0.3", "objective=nla", "labels=majority")
    for word in ("--set", each)
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared cache of sixteen pictures, no two alike."""
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {}
    for key, count in (("train", 16), ("valid", 4)):
        votes = np.zeros((count, 10), np.int64)
        votes[np.arange(count), np.arange(count) % 3] = 8
        votes[np.arange(count), 3] = 2
        arrays |= {
            f"{key}_images": rng.integers(0, 256, (count, 48, 48), dtype=np.uint8),
            f"{key}_votes": votes,
            f"{key}_names": np.array([f"{key}{i}.png" for i in range(count)]),
            f"{key}_groups": np.arange(count) + (100 if key == "valid" else 0),
        }
    arrays |= {
        "train_points": rng.random((16, 68, 2), np.float32),
        "train_found": np.ones(16, bool),
    }
    path = tmp_path_factory.mktemp("cache") / "faces.npz"
    np.savez(path, **arrays)
    return path


def command(*words: object) -> list[str]:
    code = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", code, "train", "--threads", "1", "--events", *map(str, words)]


def train(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=110, check=False)


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_run_leaves_what_is_needed_to_repeat_it(cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = train("--data", cache, "--out", out, *_SETTINGS)
    assert done.returncode == 0, done.stderr
    told = events(done.stdout)
    assert [event["event"] for event in told if event["event"] != "progress"] == [
        *("started", "epoch", "epoch", "ended")
    ]
    progress = [event for event in told if event["event"] == "progress"]
    assert len(progress) == told[0]["steps"]
    assert progress[-1]["eta_s"] == 0.0
    assert {path.name for path in out.iterdir()} == {
        *("config.toml", "run.json", "events.jsonl", "last.safetensors"),
        *("metrics.json", "curves.png"),
    }
    config = tomllib.loads((out / "config.toml").read_text())
    assert (config["epochs"], config["objective"]) == (2, "nla")
    run = json.loads((out / "run.json").read_text())
    assert len(run["data"]["sha256"]) == 64
    assert {"commit", "versions", "command"} <= set(run["starts"][0])
    assert json.loads((out / "metrics.json").read_text())["n"] == 4
    assert "accuracy" in done.stderr


def test_interrupted_and_continued(cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = command("--data", cache, "--out", out, *_SETTINGS, "--set", "epochs=200")
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["event"] == "progress":
                child.send_signal(signal.SIGINT)
                break
        rest, error = child.communicate(timeout=100)
    assert child.returncode == 130, error
    ended = events(rest)[-1]
    assert ended["event"] == "ended"
    assert ended["reason"] == "interrupted"
    assert ended["step"] >= 1
    assert not (out / "metrics.json").exists()
    # Its own settings are found in the folder; the time is used up after one batch.
    from trainer.__main__ import main

    again = ["--data", str(cache), "--out", str(out), "--threads", "1", "--minutes", "1e-9"]
    assert main(again) == 0
    journal = events((out / "events.jsonl").read_text())
    assert [e["step"] for e in journal if e["event"] == "started"] == [0, ended["step"]]
    assert journal[-1]["step"] == ended["step"] + 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--batch", "64"), "fewer than a batch of 64"),
        (("--init", "nowhere"), "no such model"),
    ],
)
def test_mistakes_are_told_in_words(
    cache: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    message: str,
) -> None:
    from trainer.__main__ import main

    out = tmp_path / "run"
    assert main(["--data", str(cache), "--out", str(out), "--batch", "4", "--events", *words]) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert "Traceback" not in said.err
    assert not out.exists()
    told = events(said.out)[-1]  # what a program reads
    assert told["event"] == "failed"
    assert message in " ".join([told["subject"], told["what"]])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--objective", "focal"), "no objective"),
        (("--network", "resnet"), "network is 'resnet'"),
        (("--preset", "nothing"), "no such preset"),
    ],
)
def test_mistaken_settings_are_told_before_data_is_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    from trainer.__main__ import main

    out = tmp_path / "run"
    assert main(["--data", str(tmp_path / "nowhere"), "--out", str(out), *words]) == 1
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_every_preset_can_be_started(cache: Path, tmp_path: Path) -> None:
    """Settings that exist, an objective that this data feeds, a network that can be built."""
    from trainer import config
    from trainer.build import make_loader, make_network
    from trainer.data.cache import training_sets
    from trainer.loop import Run

    assert {"grefel-s", "grefel", "nla", "pll"} <= set(config.presets())
    for name in config.presets():
        chosen = config.preset(name)
        if chosen.network == "grefel-s":  # the full network takes its time to be built
            train_set, held = training_sets(cache, chosen)
            loader = make_loader(dataclasses.replace(chosen, batch=4), train_set)
            Run(make_network(chosen), chosen, loader, tmp_path, held=held)


def test_a_run_of_the_image_stream_says_how_right_its_own_head_is(
    cache: Path, tmp_path: Path
) -> None:
    from trainer.__main__ import main

    out = tmp_path / "run"
    options = [
        "--stage",
        "image",
        "--epochs",
        "1",
        "--batch",
        "4",
        "--held-out",
        "0",
        "--side",
        "24",
    ]
    assert main(["--data", str(cache), "--out", str(out), "--threads", "1", *options]) == 0
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["n"] == 4
    assert metrics["image"] in (0.0, 0.25, 0.5, 0.75, 1.0)
    assert "corrected" not in metrics


def test_data_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from trainer.__main__ import main

    (tmp_path / "broken.npz").write_bytes(b"PK")
    for name, message in (
        ("nowhere", "no such file or folder"),
        ("broken.npz", "not a training cache"),
    ):
        assert main(["--data", str(tmp_path / name), "--out", str(tmp_path / "run")]) == 1
        assert message in capsys.readouterr().err


def test_pictures_in_a_folder_for_each_expression(tmp_path: Path) -> None:
    from trainer.__main__ import main

    rng = np.random.default_rng(0)
    for label in ("happiness", "anger"):
        (tmp_path / "faces" / label).mkdir(parents=True)
        for number in range(6):
            picture = rng.integers(0, 256, (60, 60, 3), dtype=np.uint8)
            cv2.imwrite(str(tmp_path / "faces" / label / f"{number}.png"), picture)
    out = tmp_path / "run"
    settings = ("objective=ce", "batch=4", "epochs=1", "held_out=0.2", "lambda_points=0")
    options = [f"--{setting.replace('_', '-')}" for setting in settings]
    assert main(["--data", str(tmp_path / "faces"), "--out", str(out), *options]) == 0
    journal = events((out / "events.jsonl").read_text())
    assert journal[0]["pictures"] + journal[0]["held_out"] == 12
    assert journal[0]["held_out"] >= 1
    assert "corrected ce" in journal[0]["objective"]
