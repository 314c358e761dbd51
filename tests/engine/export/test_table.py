from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from engine.export.table import COLUMNS, TYPES, rows_of
from engine.labels import LABELS
from engine.types import Record, Status
from tests.engine.export.records import face, records, session_of_all_kinds


def test_columns_are_the_published_schema_in_order() -> None:
    names = [str(label) for label in LABELS]
    assert list(COLUMNS) == [
        *("session_id", "frame", "timestamp", "time_utc", "status", "success", "n_faces"),
        *("face_id", "person", "confidence", "box_x", "box_y", "box_w", "box_h"),
        *(f"primary_{name}" for name in names),
        *(f"corrected_{name}" for name in names),
        *("primary_label", "primary_prob", "corrected_label", "corrected_prob"),
        *("candidate_labels", "entropy", "disagreement", "latency_ms"),
        *(f"smooth_{name}" for name in names),
    ]


def test_a_row_for_each_face() -> None:
    record = Record(5, 1_500_000, Status.OK, (face(2, 1), face(9, 2)), 8.25)
    rows = [
        dict(zip(COLUMNS, row, strict=True)) for row in rows_of(record, "a", start_us=1_000_000)
    ]
    assert [row["face_id"] for row in rows] == [2, 9]
    for row in rows:
        assert row["frame"] == 5
        assert row["timestamp"] == 0.5
        assert (row["status"], row["success"], row["n_faces"]) == ("ok", 1, 2)
        assert row["time_utc"] is None
        assert row["latency_ms"] == 8.25


@pytest.mark.parametrize("status", [Status.NO_FACE, Status.DROPPED, Status.ERROR])
def test_one_row_without_values_where_there_is_no_face(status: Status) -> None:
    (row,) = rows_of(Record(3, 2_000_000, status), "a", start_us=0)
    cells = dict(zip(COLUMNS, row, strict=True))
    known = {name for name, value in cells.items() if value is not None}
    assert known == {"session_id", "frame", "timestamp", "status", "success", "n_faces"}
    assert (cells["success"], cells["n_faces"], cells["status"]) == (0, 0, str(status))


def test_the_label_columns_agree_with_the_distributions() -> None:
    for record in session_of_all_kinds():
        for row in rows_of(record, "a", start_us=0):
            cells = dict(zip(COLUMNS, row, strict=True))
            if cells["status"] != "ok":
                continue
            for kind in ("primary", "corrected"):
                shares = {str(label): cells[f"{kind}_{label}"] for label in LABELS}
                best = max(shares, key=lambda name: shares[name])  # type: ignore[return-value,arg-type]
                assert cells[f"{kind}_label"] == best
                assert cells[f"{kind}_prob"] == shares[best]
            assert str(cells["candidate_labels"]).split(";")[0] == cells["corrected_label"]


def test_wall_clock_is_utc_with_milliseconds() -> None:
    start = datetime(2026, 3, 29, 23, 59, 59, 900_000, tzinfo=UTC)
    (row,) = rows_of(Record(1, 350_400, Status.NO_FACE), "a", start_us=0, time_utc0=start)
    assert row[COLUMNS.index("time_utc")] == "2026-03-30T00:00:00.250Z"


@given(records())
def test_every_row_is_typed_as_promised_and_sums_to_one(record: Record) -> None:
    rows = list(rows_of(record, "id", start_us=0))
    assert len(rows) == max(len(record.faces), 1)
    for row in rows:
        assert len(row) == len(COLUMNS)
        for name, value in zip(COLUMNS, row, strict=True):
            assert value is None or type(value) is TYPES[name], name
        cells = dict(zip(COLUMNS, row, strict=True))
        if record.faces:
            for kind in ("primary", "corrected"):
                total = sum(float(cells[f"{kind}_{label}"] or 0) for label in LABELS)
                assert abs(total - 1.0) < 1e-5
