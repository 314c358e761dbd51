from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from engine.errors import OutputError
from engine.export.csv_sink import CsvSink
from engine.export.jsonl_sink import JsonlSink
from engine.export.parquet_sink import ParquetSink
from engine.export.sink import TableFormat, TableSink, open_sink, write_all
from engine.export.table import COLUMNS
from engine.labels import LABELS
from engine.types import Record, Status
from tests.engine.export.records import face, session_of_all_kinds

ALL = pytest.mark.parametrize("table", list(TableFormat))


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".jsonl":
        return pd.DataFrame([msgspec.json.decode(line) for line in path.read_bytes().splitlines()])
    return pd.read_csv(path)


@ALL
def test_what_is_written_can_be_read(tmp_path: Path, table: TableFormat) -> None:
    path = tmp_path / f"a.{table}"
    assert write_all(open_sink(table, path, "s1"), session_of_all_kinds()) == path
    frame = read(path)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["frame"].tolist() == [0, 1, 1, 2, 3, 4]
    assert frame["timestamp"].tolist() == [0.0, 0.033367, 0.033367, 0.1001, 0.133467, 1.5]
    assert frame["status"].tolist() == ["ok", "ok", "ok", "no_face", "dropped", "ok"]
    seen = frame[frame["success"] == 1]
    assert seen["face_id"].astype(int).tolist() == [0, 0, 1, 7]
    for kind in ("primary", "corrected"):
        sums = seen[[f"{kind}_{label}" for label in LABELS]].sum(axis=1)
        assert np.abs(sums - 1).max() < 1e-5
    assert frame["smooth_neutral"].isna().tolist() == [False, False, True, True, True, False]
    assert list(tmp_path.iterdir()) == [path]


@ALL
def test_all_formats_hold_the_same_values(tmp_path: Path, table: TableFormat) -> None:
    reference = write_all(open_sink(TableFormat.CSV, tmp_path / "r.csv", "s"), _long())
    other = write_all(open_sink(table, tmp_path / f"o.{table}", "s"), _long())
    assert reference is not None
    assert other is not None
    one, two = read(reference), read(other)
    assert len(one) == len(two) == 5000
    for name in COLUMNS:
        if one[name].notna().any():
            assert one[name].tolist() == pytest.approx(two[name].tolist(), nan_ok=True, abs=1e-9), (
                name
            )


def _long() -> list[Record]:
    """More rows than one Parquet row group."""
    one = face(1)
    return [Record(i, i * 33_367, Status.OK, (one,)) for i in range(5000)]


def test_csv_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_all(CsvSink(path, 'an, "id"'), session_of_all_kinds())
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(path.open(encoding="utf-8", newline=""), strict=True))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert rows[1][0] == 'an, "id"'
    cells = dict(zip(COLUMNS, rows[1], strict=True))
    assert cells["timestamp"] == "0.000000"
    assert cells["face_id"] == "0"
    assert cells["box_x"] == "10.12"
    assert len(cells["primary_neutral"].split(".")[1]) == 6
    assert rows[4][COLUMNS.index("face_id")] == ""


def test_pandas_gives_the_right_types(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_all(CsvSink(path, "s"), session_of_all_kinds())
    frame = pd.read_csv(path, dtype={"face_id": "Int64"})
    assert frame["frame"].dtype == frame["n_faces"].dtype == frame["success"].dtype == np.int64
    assert frame["face_id"].dtype == pd.Int64Dtype()
    for name in ("timestamp", "confidence", "box_x", "primary_fear", "entropy", "latency_ms"):
        assert frame[name].dtype == np.float64, name
    for name in ("session_id", "status", "corrected_label", "candidate_labels"):
        assert pd.api.types.is_string_dtype(frame[name].dropna()), name


@pytest.mark.parametrize("kind", [CsvSink, JsonlSink])
def test_each_frame_is_on_disk_when_write_returns(tmp_path: Path, kind: type[TableSink]) -> None:
    path = tmp_path / "a.txt"
    part = tmp_path / "a.txt.part"
    with kind(path, "s") as sink:
        sink.write(session_of_all_kinds()[0])
        before = len(part.read_bytes().splitlines())
        for count, record in enumerate(session_of_all_kinds()[2:], start=1):
            sink.write(record)
            assert len(part.read_bytes().splitlines()) == before + count
        assert not path.exists()
    assert path.exists()
    assert not part.exists()


@ALL
def test_an_error_keeps_what_was_written_beside_an_older_whole_file(
    tmp_path: Path, table: TableFormat
) -> None:
    path = tmp_path / f"a.{table}"
    write_all(open_sink(table, path, "old"), session_of_all_kinds())
    old = path.read_bytes()
    sink = open_sink(table, path, "new")
    with pytest.raises(RuntimeError, match="power cut"):
        write_all(sink, _broken_off())
    assert path.read_bytes() == old
    assert sink.kept == tmp_path / f"a.partial.{table}"
    assert read(sink.kept)["session_id"].tolist() == ["new"]
    # A later run that gets through makes the partial file superfluous.
    write_all(open_sink(table, path, "newer"), session_of_all_kinds())
    assert list(tmp_path.iterdir()) == [path]


def _broken_off() -> Iterator[Record]:
    yield session_of_all_kinds()[0]
    raise RuntimeError("power cut")


@ALL
def test_no_row_no_file(tmp_path: Path, table: TableFormat) -> None:
    assert write_all(open_sink(table, tmp_path / f"a.{table}", "s"), []) is None
    assert list(tmp_path.iterdir()) == []


@ALL
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, table: TableFormat) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_all(open_sink(table, tmp_path / "no" / f"a.{table}", "s"), session_of_all_kinds())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("kind", [CsvSink, JsonlSink])
def test_a_full_disk_is_told(tmp_path: Path, kind: type[TableSink]) -> None:
    (tmp_path / "a.csv.part").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left"):
        write_all(kind(tmp_path / "a.csv", "s"), session_of_all_kinds())


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match='pip install "pyarrow<26"'):
        write_all(ParquetSink(tmp_path / "a.parquet", "s"), session_of_all_kinds())
