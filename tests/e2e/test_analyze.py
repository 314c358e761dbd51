"""`mien analyze` as a user meets it: files in, files and messages out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import pandas as pd
import pytest

from app.cli import main
from engine.export.session import Session, read_session
from engine.export.table import COLUMNS
from engine.models.registry import find_model
from engine.pipeline import Analyser
from engine.types import Frame, Image, Scored
from tests.conftest import VideoWriter


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


def analyze(*words: object) -> int:
    return main(["analyze", *map(str, words)])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def session(out: Path, name: str) -> Session:
    return read_session(out / f"{name}.session.json")


def messages(capsys: pytest.CaptureFixture[str]) -> list[str]:
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return [line for line in err.splitlines() if line.startswith("mien: ")]


def test_a_clip_becomes_a_row_a_frame(face_clip: Path, out: Path) -> None:
    assert analyze(face_clip, "--out", out) == 0
    assert names(out) == {"faces.csv", "faces.session.json"}
    table = pd.read_csv(out / "faces.csv", dtype={"face_id": "Int64"})
    assert list(table.columns) == list(COLUMNS)
    assert table["frame"].tolist() == list(range(48))
    np.testing.assert_allclose(table["timestamp"], np.arange(48) / 24, atol=1e-6)
    assert table["status"].tolist() == ["ok"] * 20 + ["no_face"] * 8 + ["ok"] * 20
    assert table["face_id"].dropna().unique().tolist() == [0, 1]
    assert table["latency_ms"].isna().all()
    told = session(out, "faces")
    assert told.session_id == table["session_id"].unique().item()
    assert told.complete
    assert told.error is None
    counts = told.counts
    assert (counts.decoded, counts.analysed, counts.with_face, counts.written) == (48, 48, 40, 48)
    assert told.source.vfr is False
    assert (told.source.width, told.source.height) == (640, 360)
    assert told.outputs == ("faces.csv",)
    assert told.model.name == "grefel-s"


def test_two_runs_give_the_same_bytes(face_clip: Path, tmp_path: Path) -> None:
    for folder in "ab":
        analyze(face_clip, "--out", tmp_path / folder, "--format", "csv,jsonl", "--stride", 3)
    for name in ("faces.csv", "faces.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


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


def test_face_ids_begin_at_zero_in_every_file(face_clip: Path, tmp_path: Path, out: Path) -> None:
    shutil.copy(face_clip, tmp_path / "again.mp4")
    assert analyze(face_clip, tmp_path / "again.mp4", "--out", out) == 0
    one, two = (pd.read_csv(out / name) for name in ("faces.csv", "again.csv"))
    pd.testing.assert_frame_equal(
        one.drop(columns="session_id"), two.drop(columns="session_id"), check_exact=True
    )
    assert one["session_id"][0] != two["session_id"][0]


def test_inputs_of_one_name_do_not_overwrite_each_other(
    astronaut: Image, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    paths = [tmp_path / "a.png", tmp_path / "a.jpg", tmp_path / "other" / "a.png"]
    for i, path in enumerate(paths):
        cv2.imwrite(str(path), astronaut[: 500 - i])
    assert analyze(*paths, "--out", out) == 0
    first = names(out)
    assert {name for name in first if name.endswith(".csv")} == {"a.csv", "a_jpg.csv", "a_png.csv"}
    assert sum("its results are called" in line for line in messages(capsys)) == 2
    # A second run, the inputs in another order, finds its own results again.
    assert analyze(*reversed(paths), "--out", out, "--resume") == 0
    assert names(out) == first
    assert capsys.readouterr().out.count("done already") == 3


def test_a_table_of_someone_elses_is_left_alone(astronaut: Image, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), astronaut)
    (tmp_path / "a.csv").write_text("mine\n")
    assert analyze(tmp_path / "a.png", "--out", tmp_path) == 0
    assert (tmp_path / "a.csv").read_text() == "mine\n"
    assert (tmp_path / "a_png.csv").exists()


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


def test_resume_does_only_what_is_not_done(
    astronaut: Image, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), astronaut)

    def done_already(*options: str) -> bool:
        assert analyze(photo, "--out", out, "--resume", *options) == 0
        return "done already" in capsys.readouterr().out

    assert not done_already()
    assert done_already()
    assert not done_already("--stride", "2")
    (out / "photo.csv").unlink()
    assert not done_already("--stride", "2")


def test_stride_keeps_the_numbers_of_the_source(face_clip: Path, out: Path) -> None:
    assert analyze(face_clip, "--out", out, "--stride", 5) == 0
    table = pd.read_csv(out / "faces.csv")
    assert table["frame"].tolist() == list(range(0, 48, 5))
    np.testing.assert_allclose(table["timestamp"], table["frame"] / 24, atol=1e-6)
    counts = session(out, "faces").counts
    assert (counts.decoded, counts.analysed) == (48, 10)


def test_variable_frame_rates_keep_their_times_in_table_and_overlay(
    astronaut: Image, tmp_path: Path, out: Path, write_video: VideoWriter
) -> None:
    times = [0, 40_000, 80_000, 300_000, 333_000, 1_500_000, 1_533_000]
    clip = write_video(
        tmp_path / "vfr.mp4",
        [astronaut[:481, :509]] * len(times),
        times_us=times,
        pixel_format="yuv444p",
    )
    assert analyze(clip, "--out", out, "--overlay") == 0
    seconds = np.array(times) / 1e6
    table = pd.read_csv(out / "vfr.csv")
    np.testing.assert_allclose(table["timestamp"], seconds, atol=1e-4)
    told = session(out, "vfr")
    assert told.source.vfr is True
    assert told.outputs == ("vfr.csv", "vfr.overlay.mp4")
    with av.open(str(out / "vfr.overlay.mp4")) as container:
        shown = list(container.decode(video=0))
    np.testing.assert_allclose([float(f.time or 0) for f in shown], seconds, atol=1e-4)
    assert (shown[0].width, shown[0].height) == (510, 482)


def test_a_photo_gets_an_annotated_copy_that_is_no_input_next_time(
    astronaut: Image, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), astronaut)
    for _ in range(2):
        assert analyze(tmp_path, "--out", tmp_path, "--overlay") == 0
        assert names(tmp_path) == {"a.png", "a.csv", "a.session.json", "a.overlay.png"}
    copy = cv2.imread(str(tmp_path / "a.overlay.png"))
    assert copy is not None
    assert copy.shape == astronaut.shape
    changed = np.any(copy != astronaut, axis=2)
    assert 0.01 < changed.mean() < 0.3


def test_all_formats_at_once(face_clip: Path, out: Path) -> None:
    assert analyze(face_clip, "--out", out, "--format", "csv,parquet,jsonl", "--stride", 8) == 0
    assert names(out) == {"faces.csv", "faces.parquet", "faces.jsonl", "faces.session.json"}
    assert len(pd.read_parquet(out / "faces.parquet")) == 6


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
    (onnx,) = copy.glob("*.onnx")
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
    whole = Analyser.analyse_batch

    def fail_at_16(self: Analyser, frames: Sequence[Frame]) -> list[Scored]:
        if frames[0].index == 16:
            raise ZeroDivisionError("oops")
        return whole(self, frames)

    monkeypatch.setattr(Analyser, "analyse_batch", fail_at_16)
    assert analyze(face_clip, tmp_path / "next.png", "--out", out) == 1
    assert "ZeroDivisionError" in messages(capsys)[0]
    assert names(out) == {
        *("faces.partial.csv", "faces.session.partial.json"),
        *("next.csv", "next.session.json"),
    }
    assert len(pd.read_csv(out / "faces.partial.csv")) == 16


def test_one_face_needs_none_of_the_slow_libraries(
    face_clip: Path, out: Path, repo_root: Path
) -> None:
    code = f"""
import sys
from app.cli import main
assert main(["analyze", {str(face_clip)!r}, "--out", {str(out)!r}, "--stride", "4"]) == 0
slow = ["scipy", "sklearn", "skimage", "matplotlib", "pandas", "jax", "torch", "PySide6", "tqdm",
        "onnxruntime", "pyarrow", "openvino.tools.ovc", "openvino_telemetry"]
print(*(name for name in slow if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""
    assert done.stderr == ""


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


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
@pytest.mark.parametrize(
    "name", [b"\xff\xfe\xe9.png", "ü 表情 \n;,\"'.png".encode(), b"x" * 240 + b".png"]
)
def test_any_file_name(
    astronaut: Image, tmp_path: Path, out: Path, name: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    done, data = cv2.imencode(".png", astronaut)
    assert done
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(data.tobytes())
    for _ in range(2):
        assert analyze(path, "--out", out, "--resume") == 0
    assert "done already" in capsys.readouterr().out
    (table,) = out.glob("*.csv")
    assert len(pd.read_csv(os.fsencode(table).decode("utf-8", "surrogateescape"))) == 1


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
