"""`mien benchmark`: a table, a file, and an end when it is asked for."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main


def test_it_prints_and_saves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "figures.json"
    assert main(["benchmark", "--minutes", "0.1", "--json", str(target)]) == 0
    printed = capsys.readouterr().out
    found = json.loads(target.read_text())
    assert found["complete"]
    assert found["machine"]["processor"] in printed
    for stage in found["stages"]:
        assert f"{stage['stage']}, a {stage['unit']}" in printed
        assert f"{stage['times']['p50_ms']:.2f}" in printed
    assert found["backends"][0]["backend"] == "onnxruntime"
    for each in found["backends"]:
        assert f"{each['backend']} {each['precision']}".strip() in printed
    assert str(target) in printed
    assert max(len(line) for line in printed.splitlines() if "Saved" not in line) <= 120
    assert {path.name for path in target.parent.iterdir()} == {"figures.json"}


@pytest.mark.parametrize("minutes", ["0", "-1", "x", "nan", "1000"])
def test_senseless_times_are_refused(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", f"--minutes={minutes}"]) == 2
    assert "a number up to 60" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_keeps_what_was_measured(tmp_path: Path, repo_root: Path) -> None:
    target = tmp_path / "figures.json"
    command = [sys.executable, "main.py", "benchmark", "--minutes", "30", "--json", str(target)]
    process = subprocess.Popen(
        command, cwd=repo_root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert "benchmark, stages" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "decode, a frame" in out
    found = json.loads(target.read_text())
    assert not found["complete"]
    assert found["stages"]
    assert found["file"] is None
