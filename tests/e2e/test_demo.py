"""`mien demo` as a newcomer meets it."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import pandas as pd
import pytest

from app.cli import main


def test_the_demo_writes_what_it_names_and_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["demo", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    for name in ("demo.csv", "demo.png", "demo.overlay.mp4", "demo.session.json"):
        assert str(out / name) in told
    assert "250 frames" in told
    assert "mien gui --demo" in told
    table = pd.read_csv(out / "demo.csv")
    assert table["frame"].nunique() == 250
    assert table["n_faces"].max() == 2
    # A face a line, with the frames it was seen in.
    lines = [line.split() for line in told.splitlines() if line[:4].strip().isdigit()]
    seen = table["face_id"].dropna().astype(int).value_counts().to_dict()
    assert {int(words[0]): int(words[3]) for words in lines} == seen
    with av.open(str(out / "demo.overlay.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 250
    assert cv2.imread(str(out / "demo.png")) is not None


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["demo", "--out", str(tmp_path / "file")]) == 1
    err = capsys.readouterr().err
    assert err.startswith("mien: ")
    assert "Traceback" not in err
