"""`mien analyze` in trouble: one message, an exit code, and every row that was computed kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from engine.analyser import Analyser, Begun
from engine.export.session import read_session
from engine.models.registry import find_model
from engine.types import Frame, Image
from tests.conftest import VideoWriter
from tests.e2e.command import analyze, messages, names, session


def test_one_bad_file_does_not_stop_the_rest(
    face_clip: Path,
    astronaut: Image,
    tmp_path: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a_empty.mp4").touch()
    (folder / "b_text.mp4").write_text("I am not a video\n" * 50)
    shutil.copy(face_clip, folder / "c_good.mp4")
    cv2.imwrite(str(folder / "d_photo.png"), astronaut)
    assert analyze(folder, folder / "gone.mp4", "--out", out) == 1
    good = {"c_good.csv", "c_good.session.json", "d_photo.csv", "d_photo.session.json"}
    assert names(out) == good
    told = messages(capsys)
    for name in ("a_empty.mp4", "b_text.mp4", "gone.mp4"):
        assert sum(name in line for line in told) == 1
    assert told[-1] == "mien: 3 of 5 inputs failed, see above"
    photo = pd.read_csv(out / "d_photo.csv")
    assert photo["n_faces"].tolist() == [1]
    assert session(out, "d_photo").source.kind == "image"


def test_a_file_that_breaks_off_keeps_its_rows(
    astronaut: Image,
    tmp_path: Path,
    out: Path,
    write_video: VideoWriter,
    capsys: pytest.CaptureFixture[str],
) -> None:
    moving = [np.roll(astronaut, 4 * i, axis=1) for i in range(60)]
    whole = write_video(tmp_path / "whole.mkv", moving, fps=20, options={"g": "10"})
    data = whole.read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(data[: len(data) // 2])
    assert analyze(cut, "--out", out) == 1
    assert names(out) == {"cut.csv", "cut.session.json"}
    (message,) = messages(capsys)
    assert "cut.mkv" in message
    assert "cut.csv" in message
    table = pd.read_csv(out / "cut.csv")
    assert 15 < len(table) < 45
    told = session(out, "cut")
    assert not told.complete
    assert told.error is not None
    assert told.error in message
    assert told.counts.decoded == table["frame"].nunique() == len(table)


def test_parquet_without_pyarrow(
    face_clip: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert analyze(face_clip, "--out", out, "--format", "parquet") == 1
    (message,) = messages(capsys)
    assert "pip install" in message
    assert not out.exists()


@pytest.mark.parametrize("place", ["is-a-file", "no-rights"])
def test_a_folder_that_cannot_be_written(
    face_clip: Path, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / place
    if place == "is-a-file":
        target.touch()
    else:
        target.mkdir(mode=0o500)
        if os.access(target, os.W_OK):
            pytest.skip("this user may write everywhere")
    assert analyze(face_clip, "--out", target) == 1
    (message,) = messages(capsys)
    assert str(target) in message


def test_a_model_that_is_not_there_or_not_what_it_was(
    face_clip: Path,
    tmp_path: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert analyze(face_clip, "--out", out, "--model", "nobody") == 1
    assert "no such model" in messages(capsys)[0]
    copy = tmp_path / "models" / "changed"
    shutil.copytree(find_model(), copy)
    for onnx in copy.glob("*.onnx"):  # which of its forms runs depends on the processor
        onnx.write_bytes(onnx.read_bytes()[:-1] + b"!")
    monkeypatch.setenv("MIEN_MODELS", str(copy.parent))
    assert analyze(face_clip, "--out", out, "--model", "changed") == 1
    (message,) = messages(capsys)
    assert "changed" in message
    assert not list(out.glob("*.csv*"))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("x.mp4",),
        ("x.mp4", "--out", ""),
        ("x.mp4", "--out", "o", "--stride", "0"),
        ("x.mp4", "--out", "o", "--format", "xlsx"),
        ("x.mp4", "--out", "o", "--backend", "abacus"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyze(*words) == 2
    assert "usage: mien analyze" in capsys.readouterr().err


def test_an_empty_folder(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert analyze(tmp_path, "--out", out) == 1
    assert "no video or picture" in messages(capsys)[0]


def test_a_bug_is_one_line_and_a_log_file(
    face_clip: Path,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import engine.analyse_file

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(engine.analyse_file, "analyse_file", fail)
    assert analyze(face_clip, "--out", out) == 1
    (message,) = messages(capsys)
    assert "internal error (ZeroDivisionError: oops)" in message
    log = Path(message.rsplit("details: ", 1)[1])
    assert "ZeroDivisionError: oops" in log.read_text()


def test_a_bug_midway_keeps_what_is_done_and_the_rest_goes_on(
    face_clip: Path,
    astronaut: Image,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cv2.imwrite(str(tmp_path / "next.png"), astronaut)
    whole = Analyser.begin

    def fail_at_16(self: Analyser, frames: Sequence[Frame]) -> Begun:
        if frames[0].index == 16:
            raise ZeroDivisionError("oops")
        return whole(self, frames)

    monkeypatch.setattr(Analyser, "begin", fail_at_16)
    assert analyze(face_clip, tmp_path / "next.png", "--out", out) == 1
    assert "ZeroDivisionError" in messages(capsys)[0]
    assert names(out) == {
        *("faces.partial.csv", "faces.session.partial.json"),
        *("next.csv", "next.session.json"),
    }
    assert len(pd.read_csv(out / "faces.partial.csv")) == 16


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_keeps_what_is_done(
    tmp_path: Path, out: Path, repo_root: Path, write_video: VideoWriter
) -> None:
    grey = np.full((64, 96, 3), 90, dtype=np.uint8)
    clip = write_video(tmp_path / "long.mp4", (grey for _ in range(8000)), codec="mpeg4")
    command = [sys.executable, "main.py", "analyze", str(clip), "--out", str(out)]
    process = subprocess.Popen(command, cwd=repo_root, stderr=subprocess.PIPE, text=True)
    part = out / "long.csv.part"
    deadline = time.monotonic() + 60
    while not (part.exists() and part.read_bytes().count(b"\n") > 20):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert str(out / "long.partial.csv") in err
    assert names(out) == {"long.partial.csv", "long.session.partial.json"}
    table = pd.read_csv(out / "long.partial.csv")
    assert table["frame"].tolist() == list(range(len(table)))
    assert 20 <= len(table) < 8000
    told = read_session(out / "long.session.partial.json")
    assert not told.complete
    assert told.counts.written == len(table)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_keeps_what_several_processes_have_done(
    tmp_path: Path, out: Path, repo_root: Path, write_video: VideoWriter
) -> None:
    grey = np.full((64, 96, 3), 90, dtype=np.uint8)
    clip = write_video(tmp_path / "a.mp4", (grey for _ in range(8000)), codec="mpeg4")
    for name in "bcd":
        shutil.copy(clip, tmp_path / f"{name}.mp4")
    command = [sys.executable, "main.py", "analyze", str(tmp_path), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--jobs", "2"],
        cwd=repo_root,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    parts = [out / "a.csv.part", out / "b.csv.part"]
    deadline = time.monotonic() + 60
    while not all(part.exists() and part.read_bytes().count(b"\n") > 20 for part in parts):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the children get it too
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert names(out) == {
        f"{name}{end}" for name in "ab" for end in (".partial.csv", ".session.partial.json")
    }
    assert err.index("a.mp4: stopped after") < err.index("b.mp4: stopped after")


def test_nobody_needs_to_read_the_output(
    astronaut: Image, tmp_path: Path, out: Path, repo_root: Path
) -> None:
    for name in "ab":
        cv2.imwrite(str(tmp_path / f"{name}.png"), astronaut)
    command = [sys.executable, "main.py", "analyze", str(tmp_path), "--out", str(out)]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            command, cwd=repo_root, stdout=write, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(write)
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(list(out.glob("*.csv"))) == 2
