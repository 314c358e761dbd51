"""Settings: what is refused, how they are given, and that every recipe stands on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import DataError
from trainer.config import RunConfig, from_toml, from_words, preset, presets
from trainer.options import parser, settings

COMMAND = ("--data", "faces", "--out", "nowhere")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"objective": "focal"}, "'focal' is no objective"),
        ({"objective_primary": "ce + nll"}, "'nll' is no objective"),
        ({"objective_branches": "focal"}, "'focal' is no objective"),
        ({"objective": "nla", "stage": "image"}, "image stream's head"),
        ({"objective_branches": "ce + nla"}, "objective_branches"),
        ({"lambda_centre": -1.0}, "lambda_centre is -1.0. It cannot be below 0"),
        ({"warmup_epochs": -0.5}, "warmup_epochs"),
        ({"label_noise": 1.5}, "label_noise"),
    ],
)
def test_settings_that_mean_nothing_are_refused_before_data_is_read(
    wrong: dict[str, Any], what: str
) -> None:
    with pytest.raises(DataError, match=what):
        RunConfig(**wrong)


def test_words_become_values_of_their_settings_type() -> None:
    found = from_words(["epochs=3", "learning-rate = 1e-4", "anchors=no", "objective=0.5 ce+ldl"])
    assert found == {
        "epochs": 3,
        "learning_rate": 1e-4,
        "anchors": False,
        "objective": "0.5 ce+ldl",
    }


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("objektive=ce", "no setting 'objektive'. Did you mean objective"),
        ("out=elsewhere", "no setting 'out'"),
        ("epoch=3", "no setting 'epoch'. Did you mean epochs"),
        ("epochs=abc", "epochs is 'abc'. It is a whole number"),
        ("learning_rate=fast", "It is a number"),
        ("anchors=maybe", "It is true or false"),
    ],
)
def test_words_that_are_no_setting_are_refused_in_words(word: str, what: str) -> None:
    with pytest.raises(DataError, match=what):
        settings(parser().parse_args([*COMMAND, "--set", word]))


def test_an_option_is_never_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args([*COMMAND, "--epoch", "3"])
    error = capsys.readouterr().err
    assert "unrecognized arguments: --epoch" in error
    assert len(error.splitlines()) == 2  # not a list of every option there is


def test_words_go_before_the_file_and_the_file_before_the_recipe(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("smoothing = 0.2\nepochs = 5\n")
    words = [*COMMAND, "--preset", "ce", "--config", str(file), "--set", "epochs=7"]
    chosen = settings(parser().parse_args(words))
    assert (chosen.objective, chosen.smoothing, chosen.epochs) == ("ce", 0.2, 7)


def test_every_recipe_can_be_read_and_written(tmp_path: Path) -> None:
    assert len(presets()) > 10
    for name in presets():
        file = tmp_path / f"{name}.toml"
        file.write_text(preset(name).toml())
        assert from_toml(file) == preset(name)
    assert RunConfig() == from_toml_of(RunConfig(), tmp_path)


def from_toml_of(config: RunConfig, folder: Path) -> RunConfig:
    file = folder / "settings.toml"
    file.write_text(config.toml())
    return from_toml(file)
