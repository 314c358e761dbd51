"""What a killed recording leaves behind is brought back whole, row by row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.export.rescue import left_behind, rescue
from engine.export.session import read_session
from engine.export.table import COLUMNS

_RECORD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from app.gui.live.recording import LiveTable, Moment, Provenance
from engine.models.base import Backend, ModelInfo, Precision
from engine.sources.base import SourceInfo, SourceKind
from engine.types import Record, Status

source = SourceInfo(SourceKind.CAMERA, "camera", 640, 480)
model = ModelInfo("m", "0" * 64, Backend.ONNXRUNTIME, Precision.F32, "CPU")
table = LiveTable(Path(sys.argv[1]), Provenance(source, model, 0.25), Moment(0, datetime.now(UTC)))
index = 0
while True:
    table.write(Record(index, 33_000 * index, Status.NO_FACE, ()))
    print(index, flush=True)
    index += 1
    time.sleep(0.002)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_recording_is_recovered_to_its_last_row(tmp_path: Path) -> None:
    table = tmp_path / "live.csv"
    recorder = subprocess.Popen(
        [sys.executable, "-c", _RECORD, str(table)], stdout=subprocess.PIPE, text=True
    )
    assert recorder.stdout is not None
    said = [int(recorder.stdout.readline()) for _ in range(20)]
    os.kill(recorder.pid, signal.SIGKILL)
    recorder.communicate()
    assert not table.exists()
    (part,) = left_behind(tmp_path, quiet_s=0.0)
    kept = rescue(part)
    assert kept is not None
    assert kept.table == tmp_path / "live.partial.csv"
    assert kept.rows > said[-1]
    lines = kept.table.read_text().splitlines()
    assert len(lines) == kept.rows + 1
    assert all(line.count(",") == len(COLUMNS) - 1 for line in lines)
    session = read_session(tmp_path / "live.session.partial.json")
    assert not session.complete
    assert session.error is not None
    assert session.counts.written == kept.rows
    assert session.outputs == ("live.partial.csv",)
    assert left_behind(tmp_path, quiet_s=0.0) == ()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "live.partial.csv",
        "live.session.partial.json",
    ]


def test_half_a_row_is_cut_off_and_the_video_is_named(tmp_path: Path) -> None:
    part = tmp_path / "live.csv.part"
    row = ",".join("1" * len(COLUMNS))
    part.write_text(f"{','.join(COLUMNS)}\n{row}\n{row}\n1,2,hal")
    (tmp_path / "live.partial.mp4").write_bytes(b"filmed")
    kept = rescue(part)
    assert kept is not None
    assert kept.rows == 2
    assert kept.video == tmp_path / "live.partial.mp4"
    assert kept.table.read_text().endswith(f"{row}\n")


def test_a_table_without_rows_goes_away(tmp_path: Path) -> None:
    part = tmp_path / "live.csv.part"
    part.write_text("session_id,half a hea")
    assert rescue(part) is None
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / "live.csv.part"
    part.write_text("a\n")
    assert left_behind(tmp_path) == ()
    old = time.time() - 60
    os.utime(part, (old, old))
    assert left_behind(tmp_path) == (part,)
    assert left_behind(tmp_path / "nowhere") == ()
