"""`mien evaluate`, as a script calls it: one object on stdout, everything else beside it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.cli import main
from engine.labels import LABELS
from engine.models.registry import MODELS_VARIABLE
from engine.types import Image
from tests.engine.models.small_model import make_model

FIGURES = {"accuracy", "mean_class_accuracy", "macro_f1", "nll", "ece", "recall"}


@pytest.fixture(autouse=True)
def small_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_model(tmp_path / "models")
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, level in (("happy", 255), ("neutral", 0)):
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        for i in range(2):
            assert cv2.imwrite(str(folder / f"{i}.png"), np.full((9, 9), level, np.uint8))
    return tmp_path / "data"


def evaluate(*arguments: str | Path) -> int:
    return main(["evaluate", "--model", "small", *map(str, arguments)])


def test_json_is_one_object(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--data", data, "--json") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["n"] == 4
    for key in ("primary", "corrected"):
        assert set(found[key]) >= FIGURES
        assert list(found[key]["recall"]) == [label.value for label in LABELS]
    assert found["corrected"]["accuracy"] == 1.0
    assert found["corrected"]["recall"]["happiness"] == 1.0
    assert found["corrected"]["recall"]["fear"] is None
    assert found["model"]["backend"] == "openvino"
    assert found["flips"] == {"changed": 0, "wrong_to_right": 0, "right_to_wrong": 0}
    assert found["mcnemar_p"] == 1.0
    assert found["error_auroc"] == dict.fromkeys(("max_probability", "entropy", "disagreement"))
    assert found["branches"] is None
    assert "primary and corrected only" in found["branches_missing"]
    low, high = found["intervals"]["corrected"]["nll"]
    assert low <= found["corrected"]["nll"] <= high
    assert err == ""


def test_the_same_object_goes_to_a_file(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "result.json"
    assert evaluate("--data", data, "--json", "--out", target, "--backend", "onnxruntime") == 0
    found = json.loads(capsys.readouterr().out)
    assert json.loads(target.read_text()) == found
    assert found["model"]["backend"] == "onnxruntime"
    assert [p.name for p in tmp_path.glob("result*")] == ["result.json"]


def test_a_table_for_people(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--data", data) == 0
    out = capsys.readouterr().out
    assert "small on data: 4 pictures" in out
    assert "100.0 %" in out
    assert "fear" in out


@pytest.mark.parametrize("name", ["found.html", "found.md"])
def test_a_report(
    data: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("--data", data, "--json", "--report", tmp_path / name) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 4
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "The hardest pictures" in text
    for picture in re.findall(r"\]\(([^)]+\.png)\)", text):
        assert (tmp_path / picture).stat().st_size > 1000


def test_a_bad_picture_is_named_and_the_rest_is_printed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "happy" / "0.png").write_bytes(b"no picture")
    assert evaluate("--data", data, "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["corrected"]["accuracy"] == 0.75
    assert "happy/0.png: it is no picture, or damaged; counted as an error" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data", "absent"], "absent: there is no such file or folder"),
        (["--data", ".", "--model", "huge"], "huge: there is no such model"),
        (["--data", ".", "--backend", "tensorrt"], "tensorrt: "),
        (["--data", ".", "--report", "no/such/x.html"], "not there or cannot be written"),
        (["--data", ".", "--report", "x.pdf"], "Name it .html or .md"),
        (["--data", ".", "--out", "no/such/folder/x.json"], "not there or cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str],
    words: str,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(data)
    assert evaluate(*arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_photos(tmp_path: Path, astronaut: Image, capsys: pytest.CaptureFixture[str]) -> None:
    assert cv2.imwrite(str(tmp_path / "a.png"), astronaut)
    (tmp_path / "list.csv").write_text("file,label\na.png,happiness\n")
    assert evaluate("--data", tmp_path / "list.csv", "--faces", "detect", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["missed_faces"], found["faces"]) == (1, 0, "detect")


@pytest.mark.parametrize("verb", ["evaluate", "models", "doctor"])
def test_help_imports_nothing_heavy(verb: str) -> None:
    code = (
        "import sys; from app.cli import main; main(sys.argv[1:]); "
        "heavy = {'numpy', 'cv2', 'openvino', 'onnxruntime', 'sklearn', 'mediapipe', 'msgspec'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, verb, "--help"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "usage: mien" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["evaluate", "--model", "small", "--json", "--data"], ["doctor", "--json"]]
)
def test_neither_qt_nor_torch_is_needed(arguments: list[str], data: Path) -> None:
    if arguments[-1] == "--data":
        arguments = [*arguments, str(data)]
    code = (
        "import sys; from app.cli import main; main(sys.argv[1:]); "
        "found = {'PySide6', 'shiboken6', 'pyqtgraph', 'torch'} & set(sys.modules); "
        "sys.exit('imported: ' + ' '.join(found) if found else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    json.loads(result.stdout)


@pytest.mark.media
def test_ferplus_validation_by_the_literatures_votes(
    ferplus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate(
        "--data", ferplus / "FER2013Valid.tar", "--votes", ferplus / "fer2013new.csv", "--json"
    )  # the small network takes a second for what the shipped one takes half a minute
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["n"] == 3199
    assert sum(map(sum, found["corrected"]["confusion"])) == 3199
    assert found["corrected"]["votes"]["kl"] > 0
