"""`mien train`: what it hands to the trainer, and what it says where that is not possible."""

from __future__ import annotations

import argparse

import pytest

from app.cli import main, train


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", *words])


def test_the_trainers_command_line() -> None:
    args = parsed(
        *("--data", "faces", "--out", "runs/a", "--preset", "nla", "--minutes", "5"),
        *("--set", "learning_rate=1e-4", "--set", "anchors = false", "--events"),
    )
    assert train.words(args) == [
        *("--data", "faces", "--out", "runs/a", "--device", "auto", "--threads", "0"),
        *("--preset", "nla", "--minutes", "5.0"),
        *("--set=learning_rate=1e-4", "--set=anchors = false", "--events"),
    ]


@pytest.mark.parametrize("setting", ["epochs", "=3", "; rm=1", ""])
def test_a_setting_has_a_name_and_a_value(setting: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", "x", "--out", "y", "--set", setting]) == 2
    assert "is not NAME=VALUE" in capsys.readouterr().err


def test_without_torch_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.trainer_process.find_spec", lambda name: None)
    assert main(["train", "--data", "x", "--out", "y"]) == 1
    error = capsys.readouterr().err
    assert "pip install 'mien[train]'" in error
    assert "Traceback" not in error
