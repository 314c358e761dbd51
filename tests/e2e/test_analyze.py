"""`mien analyze` as a user meets it: files in, files out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pandas as pd
import pytest

from engine.export.table import COLUMNS
from engine.types import Image
from tests.conftest import VideoWriter
from tests.e2e.command import analyze, messages, names, session


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


def test_several_at_a_time_tell_and_write_the_same(
    face_clip: Path, astronaut: Image, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.mp4").write_text("I am not a video\n" * 50)
    cv2.imwrite(str(folder / "b.png"), astronaut)
    inputs = (face_clip, folder, face_clip.with_name("gone.mp4"))
    told = []
    for jobs in "12":
        assert (
            analyze(*inputs, "--out", tmp_path / jobs, "--jobs", jobs, "--format", "csv,jsonl") == 1
        )
        captured = capsys.readouterr()
        said = [line for line in captured.err.splitlines() if "frames/s" not in line]
        told.append((captured.out.replace(str(tmp_path / jobs), "OUT"), said))
    assert told[0] == told[1]
    assert names(tmp_path / "1") == names(tmp_path / "2")
    for name in (name for name in names(tmp_path / "1") if not name.endswith(".json")):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


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
