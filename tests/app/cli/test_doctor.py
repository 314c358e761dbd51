"""`mien models` and `mien doctor`: what is right, what is wrong, in words and in the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import doctor, main, models
from engine.models import cpu, registry
from engine.models.base import Backend
from engine.models.registry import MODELS_VARIABLE
from tests.engine.models.small_model import make_model, quantised


@pytest.fixture(autouse=True)
def only_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One model, named as the default one, and nothing shipped beside it."""
    folder = make_model(tmp_path / "models", "small")
    monkeypatch.setattr(registry, "DEFAULT_MODEL", "small")
    monkeypatch.setattr(registry, "files", lambda _: tmp_path / "absent")
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))
    return folder


def doctor_json(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["doctor", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_models_lists_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert "small (default): Small test network" in out
    assert "corrected accuracy 0.500, ece 0.250" in out
    assert "n 4" in out
    assert "files verified" in out


def test_models_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["verified"]
    assert found["parameters"] == 24
    assert found["metrics"]["corrected_accuracy"] == 0.5


def test_a_damaged_model_is_told_by_both(
    only_small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (only_small / "model.safetensors").write_bytes(b"others")
    assert main(["models"]) == 1
    assert "DAMAGED" in capsys.readouterr().out
    code, found = doctor_json(capsys)
    assert code == 1
    assert "model.safetensors" in found["problems"][0]


def test_no_model_at_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(MODELS_VARIABLE)
    assert main(["models"]) == 1
    assert "There is no model" in capsys.readouterr().out
    code, found = doctor_json(capsys)
    assert code == 1
    assert "missing" in found["problems"][0]


def test_a_sound_installation(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = doctor_json(capsys)
    assert found["problems"] == []
    assert code == 0
    assert list(found["opencv"]) == ["opencv-contrib-python"]
    assert found["packages"]["openvino"]
    assert {b["name"] for b in found["backends"]} == {b.value for b in Backend}
    assert found["gpu"]["reason"]
    assert found["engines"] == []
    assert all(b["available"] or b["reason"] for b in found["backends"])
    assert found["processor"]["usable_cores"] >= 1
    assert set(found["folders"]) == {"program", "models", "engines", "presets", "settings", "logs"}


def test_the_same_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "Nothing is wrong." in out
    assert "small (default)" in out
    assert "tensorrt          no" in out


def test_two_opencvs_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    found = doctor.examine()
    found["opencv"] = {"opencv-python": "4.11", "opencv-contrib-python": "4.11"}
    (problem,) = doctor._problems(found)
    assert "opencv-python and opencv-contrib-python installed" in problem


def test_no_display_is_said_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    assert not doctor._display()["available"]
    monkeypatch.setenv("DISPLAY", ":7")
    assert doctor._display() == {"available": True, "reason": "DISPLAY=:7"}


def test_a_model_of_ones_own_is_described(tmp_path: Path) -> None:
    found = models.describe(make_model(tmp_path, "mine"))
    assert not found["default"]
    assert found["verified"]


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (("AVX512-VNNI",), "Networks run here in int8 where they have that form, else in f32"),
        (("AVX2",), "f32, also those that have an int8 form: 8 bits are no faster"),
    ],
)
def test_in_what_networks_run_here(
    features: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cpu, "features", lambda: features)
    main(["doctor"])
    assert said in capsys.readouterr().out


def test_the_int8_form_of_a_model_is_listed_with_its_own_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_model(tmp_path / "models", "twofold", int8=quantised())
    assert main(["models"]) == 0
    first, second = capsys.readouterr().out.split("Its int8 form")
    assert "corrected accuracy 0.500" in first
    assert "corrected accuracy 0.250" in second
    assert main(["models", "--json"]) == 0
    small, twofold = json.loads(capsys.readouterr().out)
    assert small["int8"] is None
    assert twofold["int8"]["metrics"] == {"corrected_accuracy": 0.25}
