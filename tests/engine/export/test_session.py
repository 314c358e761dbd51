from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from engine.analyse_file import FileOptions, already_done, session_path, table_path
from engine.errors import DataError
from engine.export.session import (
    Session,
    SessionFile,
    Settings,
    file_sha256,
    new_session,
    read_session,
)
from engine.export.sink import TableFormat
from engine.models.base import Backend, ModelInfo, Precision
from engine.sources.base import SourceInfo, SourceKind

MODEL = ModelInfo("grefel-s", "ab" * 32, Backend.OPENVINO, Precision.F32, "CPU")
SETTINGS = Settings(stride=1, max_faces=8, smoothing_s=0.25)


@pytest.fixture
def info(tmp_path: Path) -> SourceInfo:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"pixels")
    return SourceInfo(SourceKind.VIDEO, "clip.mp4", 640, 360, fps=25.0, start_us=40_000, path=path)


def make(info: SourceInfo, **changes: object) -> Session:
    assert info.path is not None
    session = new_session(info, MODEL, SETTINGS, sha256=file_sha256(info.path))
    return msgspec.structs.replace(session, **changes)


def test_it_survives_the_disk(info: SourceInfo, tmp_path: Path) -> None:
    file = SessionFile(tmp_path / "clip.session.json")
    session = make(info, complete=True, outputs=("clip.csv",))
    file.write(session)
    assert not file.path.exists()
    file.commit()
    assert read_session(file.path) == session
    assert session.source.start == 0.04
    assert session.labels[0] == "neutral"


def test_the_same_work_has_the_same_id_and_other_work_another(info: SourceInfo) -> None:
    first = make(info).session_id
    assert make(info).session_id == first
    other_settings = new_session(info, MODEL, Settings(2, 8, 0.25), sha256="x")
    other_model = new_session(info, replace(MODEL, sha256="cd" * 32), SETTINGS, sha256="x")
    same_bytes = new_session(info, MODEL, SETTINGS, sha256="x")
    assert (
        len({first, other_settings.session_id, other_model.session_id, same_bytes.session_id}) == 4
    )


def test_why_other_backends_do_not_run_is_kept_but_makes_no_other_work(
    info: SourceInfo, tmp_path: Path
) -> None:
    refusing = replace(MODEL, refused=("gpu: no NVIDIA driver found",))
    usual = new_session(info, MODEL, SETTINGS, sha256="x")
    told = new_session(info, refusing, SETTINGS, sha256="x")
    assert told.session_id == usual.session_id
    assert told.same_work(usual)
    file = SessionFile(tmp_path / "clip.session.json")
    file.write(told)
    file.commit()
    assert read_session(file.path).model.refused == refusing.refused


def test_live_sessions_differ_by_their_start(info: SourceInfo) -> None:
    camera = replace(info, kind=SourceKind.CAMERA, path=None)
    starts = [datetime(2026, 11, 22, 8, 0, second, tzinfo=UTC) for second in (0, 1)]
    one, two = (new_session(camera, MODEL, SETTINGS, started=start) for start in starts)
    assert one.session_id != two.session_id
    assert one.started_utc == "2026-11-22T08:00:00.000Z"
    assert (one.source.path, one.source.sha256, one.source.bytes) == (None, None, None)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"not json", b"\xff\xfe", b'{"schema": 1, "complete": true}']
)
def test_what_is_no_session_file_is_told(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.session.json"
    path.write_bytes(text)
    with pytest.raises(DataError, match=r"a\.session\.json"):
        read_session(path)


def test_done_already_means_same_work_complete_and_every_file_there(
    info: SourceInfo, tmp_path: Path
) -> None:
    base = tmp_path / "clip"
    options = FileOptions(SETTINGS, (TableFormat.CSV,))

    def store(session: Session) -> None:
        file = SessionFile(session_path(base))
        file.write(session)
        file.commit()

    wanted = make(info)
    assert not already_done(wanted, base, options)
    store(make(info, complete=True, outputs=("clip.csv",)))
    assert not already_done(wanted, base, options), "its table is missing"
    table_path(base, TableFormat.CSV).touch()
    assert already_done(wanted, base, options)
    both = FileOptions(SETTINGS, (TableFormat.CSV, TableFormat.JSONL))
    assert not already_done(wanted, base, both)
    assert not already_done(wanted, base, FileOptions(SETTINGS, overlay=True))
    for change in (
        {"settings": Settings(1, 3, 0.25)},
        {"model": msgspec.structs.replace(wanted.model, sha256="cd" * 32)},
        {"source": msgspec.structs.replace(wanted.source, sha256="cd" * 32)},
        {"app_version": "0.0.1"},
    ):
        assert not already_done(msgspec.structs.replace(wanted, **change), base, options), change
    store(make(info, complete=False, outputs=("clip.csv",)))
    assert not already_done(wanted, base, options)
