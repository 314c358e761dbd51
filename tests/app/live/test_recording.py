"""What a live session keeps, records and exports."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.gui.live.journal import Journal
from app.gui.live.recording import LiveTable, Moment, Provenance, export, file_name
from engine.errors import OutputError
from engine.export.session import read_session
from engine.models.base import Backend, ModelInfo, Precision
from engine.sources.base import SourceInfo, SourceKind
from engine.types import Frame, Record, Status
from tests.app.faces import HAPPY, TORN, record

PROVENANCE = Provenance(
    SourceInfo(SourceKind.CAMERA, "C920", 1280, 720, fps=30.0),
    ModelInfo("small", "ab" * 32, Backend.OPENVINO, Precision.F32, "a CPU"),
    smoothing_s=0.5,
)
BEGIN = Moment(0, datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC))


def dropped(index: int) -> Record:
    return Record(index, index * 40_000, Status.DROPPED)


def test_a_journal_gives_back_what_it_was_given() -> None:
    journal = Journal()
    records = [record(i, HAPPY) if i % 3 else record(i) for i in range(300)]
    for entry in records:
        journal.append(entry)
    again = list(journal.replay())
    assert [entry.index for entry in again] == list(range(300))
    assert again[1].faces[0].emotion.corrected == pytest.approx(HAPPY.corrected)
    assert again[0].status is Status.NO_FACE
    assert journal.analysed == 300
    journal.close()
    journal.close()
    assert list(journal.replay()) == []
    journal.append(records[0])


def test_a_journal_begins_with_the_first_analysed_frame() -> None:
    journal = Journal()
    journal.append(dropped(0))
    assert journal.begin is None
    before = datetime.now(UTC)
    journal.append(record(1, HAPPY))
    journal.append(dropped(2))
    assert journal.begin is not None
    assert journal.begin.pts_us == 40_000
    assert abs((journal.begin.utc - before).total_seconds()) < 60
    assert [entry.index for entry in journal.replay()] == [1, 2]
    assert (len(journal), journal.analysed) == (2, 1)
    journal.close()


def test_a_journal_can_be_read_while_it_is_written() -> None:
    journal = Journal()
    stop = threading.Event()

    def write() -> None:
        index = 0
        while not stop.is_set():
            journal.append(record(index, HAPPY))
            index += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(journal) < 200:
            time.sleep(0.001)
        for _ in range(3):
            indices = [entry.index for entry in journal.replay()]
            assert indices == list(range(len(indices)))
    finally:
        stop.set()
        writer.join()
        journal.close()


def test_a_recording_is_a_table_that_pandas_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "live.csv"
    table = LiveTable(path, PROVENANCE, Moment(40_000, BEGIN.utc))
    table.write(record(0, HAPPY))  # from before the recording began
    table.write(record(1, HAPPY, TORN))
    table.write(dropped(2))
    table.write(record(3))
    done = table.finish()
    table.write(record(4, HAPPY))
    assert table.finish() == done
    assert (done.path, done.rows, done.complete) == (path, 4, True)
    assert done.seconds == pytest.approx(0.08)
    rows = pd.read_csv(path)
    assert list(rows.frame) == [1, 1, 2, 3]
    assert list(rows.status) == ["ok", "ok", "dropped", "no_face"]
    assert rows.timestamp.iloc[0] == 0.0
    assert rows.time_utc.iloc[0] == "2026-01-31T23:59:59.000Z"
    assert rows.corrected_happiness.iloc[0] == pytest.approx(0.92, abs=1e-5)
    session = read_session(tmp_path / "new" / "live.session.json")
    assert session.complete
    assert session.source.name == "C920"
    assert session.settings.smoothing_s == 0.5
    counts = session.counts
    assert (counts.decoded, counts.analysed, counts.with_face, counts.dropped) == (3, 2, 1, 1)
    assert session.session_id == rows.session_id.iloc[0]
    assert sorted(p.name for p in path.parent.iterdir()) == ["live.csv", "live.session.json"]


def test_a_recording_without_a_frame_leaves_no_files(tmp_path: Path) -> None:
    table = LiveTable(tmp_path / "live.csv", PROVENANCE, BEGIN)
    assert table.finish().path is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_lost(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        LiveTable(tmp_path / "file" / "live.csv", PROVENANCE, BEGIN)


def test_what_was_written_before_the_disk_is_full_is_kept(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="file size limits are a POSIX thing")
    table = LiveTable(tmp_path / "live.csv", PROVENANCE, BEGIN)
    for index in range(20):
        table.write(record(index, HAPPY))
    size = (tmp_path / "live.csv.part").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, hard))
    try:
        table.write(record(20, HAPPY))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(table.error, OutputError)
    table.write(record(21, HAPPY))
    done = table.finish()
    assert not done.complete
    assert done.path == tmp_path / "live.partial.csv"
    assert list(pd.read_csv(done.path, on_bad_lines="skip").frame[:20]) == list(range(20))
    session = read_session(tmp_path / "live.session.partial.json")
    assert session.error == str(table.error)


def test_an_export_reports_progress_and_can_be_stopped(tmp_path: Path) -> None:
    records = [record(i, HAPPY) for i in range(50)]
    shares: list[float] = []
    stop = threading.Event()

    def report(share: float) -> None:
        shares.append(share)
        if share >= 0.5:
            stop.set()

    done = export(
        tmp_path / "a.csv", iter(records), 50, PROVENANCE, BEGIN, report=report, stop=stop
    )
    assert not done.complete
    assert done.rows == 26
    assert shares == sorted(shares)
    assert len(pd.read_csv(tmp_path / "a.csv")) == 26


def test_a_moment_knows_the_wall_clock_of_a_frame() -> None:
    second = 1_000_000_000
    image = np.zeros((2, 2, 3), dtype=np.uint8)
    frame = Frame(0, 5, time.monotonic_ns() - second, image)
    age = (datetime.now(UTC) - Moment.of(frame).utc).total_seconds()
    assert 1.0 <= age < 30.0


def test_recordings_are_named_by_their_beginning() -> None:
    assert file_name(datetime(2026, 1, 31, 23, 59, 59)) == "live-2026-01-31-235959.csv"
