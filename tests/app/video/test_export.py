"""Exporting: the same table as the command line's, whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

from app.gui.bridge import JobControl
from app.gui.video.export import Analysed, Rows, Target, preview, write
from app.gui.video.export_dialog import ExportDialog
from app.gui.video.page import VideoPage
from engine.analyse_file import FileOptions, analyse_file, plan
from engine.errors import OutputError
from engine.export.session import Settings, read_session
from engine.export.sink import TableFormat
from engine.export.table import COLUMNS
from engine.pipeline import AnalyserOptions
from engine.sources.video_file import VideoFile
from tests.app.video.conftest import FRAMES, CodedAnalyser, analyse, make_page, open_in


@pytest.fixture
def page(qtbot: QtBot, vfr_clip: Path) -> VideoPage:
    """A page with the coded clip, analysed."""
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    analyse(qtbot, page)
    return page


def data_of(page: VideoPage) -> Analysed:
    assert page.analysis is not None
    assert page.player is not None
    assert page.player.info is not None
    assert page.player.index is not None
    data = page.analysis.to_export(page.player.info, page.player.index.times)
    assert data is not None
    return data


def first_records(data: Analysed, count: int) -> Analysed:
    """The same, had the analysis been cancelled after `count` frames."""
    results = type(data.results)()
    for record in data.results.records():
        if record.index < count:
            results.append(record)
    return Analysed(
        data.path, data.info, data.model, data.settings, data.times, results, complete=False
    )


def export(data: Analysed, target: Target) -> Path | None:
    return write(data, target, data.records(target.rows), JobControl(lambda _share: None))


def test_the_table_is_the_command_lines(page: VideoPage, vfr_clip: Path, tmp_path: Path) -> None:
    path = export(data_of(page), Target(tmp_path / "app.csv"))
    defaults = AnalyserOptions()
    settings = Settings(1, defaults.max_faces, defaults.smoothing_s)
    with VideoFile(vfr_clip) as source, CodedAnalyser() as analyser:
        session = plan(source, vfr_clip, analyser, settings)  # type: ignore[arg-type]
        analyse_file(
            source,
            session,
            tmp_path / "cli",
            analyser,  # type: ignore[arg-type]
            FileOptions(settings),
            stop=threading.Event(),
        )
    assert path is not None
    assert path.read_bytes() == (tmp_path / "cli.csv").read_bytes()
    app, cli = (read_session(tmp_path / f"{name}.session.json") for name in ("app", "cli"))
    assert app.session_id == cli.session_id
    assert app.counts == cli.counts
    assert app.complete
    assert cli.complete


@pytest.mark.parametrize("table", list(TableFormat))
def test_every_format_reads_back_in_pandas(
    page: VideoPage, tmp_path: Path, table: TableFormat
) -> None:
    path = export(data_of(page), Target(tmp_path / f"out.{table}", table))
    assert path is not None
    frame = {
        TableFormat.CSV: lambda: pd.read_csv(path),
        TableFormat.JSONL: lambda: pd.read_json(path, lines=True),
        TableFormat.PARQUET: lambda: pd.read_parquet(path),
    }[table]()
    assert tuple(frame.columns) == COLUMNS
    assert frame["frame"].nunique() == FRAMES
    assert len(frame) == FRAMES + 10
    assert (frame["status"] == "no_face").sum() == 5
    probabilities = frame[
        [c for c in COLUMNS if c.startswith("corrected_") and c[10:] not in ("label", "prob")]
    ]
    np.testing.assert_allclose(probabilities.dropna().sum(axis=1), 1.0, atol=1e-5)


def test_frames_that_were_not_analysed_may_get_rows_that_say_so(
    page: VideoPage, tmp_path: Path
) -> None:
    part = first_records(data_of(page), 33)
    assert part.missing_share == pytest.approx(1 - 33 / FRAMES)
    path = export(part, Target(tmp_path / "all.csv", rows=Rows.ALL))
    assert path is not None
    table = pd.read_csv(path)
    assert table["frame"].unique().tolist() == list(range(FRAMES))
    dropped = table[table["status"] == "dropped"]
    assert dropped["frame"].tolist() == list(range(33, FRAMES))
    assert dropped["corrected_label"].isna().all()
    short = export(part, Target(tmp_path / "some.csv"))
    assert short is not None
    assert pd.read_csv(short)["frame"].max() == 32
    session = read_session(tmp_path / "some.session.json")
    assert not session.complete
    assert session.error


def test_cancelling_leaves_no_file(page: VideoPage, tmp_path: Path) -> None:
    data = data_of(page)
    control = JobControl(lambda _share: None)
    control.stop.set()
    assert write(data, Target(tmp_path / "no.csv"), data.records(Rows.ANALYSED), control) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(page: VideoPage, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        export(data_of(page), Target(tmp_path / "gone" / "out.csv"))
    assert caught.value.subject == str(tmp_path / "gone")


def test_a_file_that_cannot_be_written_is_told(page: VideoPage, tmp_path: Path) -> None:
    (tmp_path / "out.csv.part").mkdir()
    with pytest.raises(OutputError) as caught:
        export(data_of(page), Target(tmp_path / "out.csv"))
    assert caught.value.subject == str(tmp_path / "out.csv")
    assert "--out" not in str(caught.value)


def test_the_preview_is_the_head_of_the_file(page: VideoPage, tmp_path: Path) -> None:
    data = data_of(page)
    path = export(data, Target(tmp_path / "out.csv"))
    assert path is not None
    head = pd.read_csv(path, nrows=20)
    rows = preview(data, Rows.ANALYSED, 20)
    assert [row[1] for row in rows] == head["frame"].tolist()
    assert [row[COLUMNS.index("corrected_label")] for row in rows] == head[
        "corrected_label"
    ].tolist()


def test_the_dialog_writes_what_is_chosen(qtbot: QtBot, page: VideoPage, tmp_path: Path) -> None:
    dialog = page.dialogs.open_export()
    assert isinstance(dialog, ExportDialog)
    assert dialog.place.text().endswith(".csv")
    dialog.choose(TableFormat.JSONL, Rows.ANALYSED, tmp_path / "out.csv")
    assert dialog.target() == Target(tmp_path / "out.jsonl", TableFormat.JSONL, Rows.ANALYSED)
    assert dialog.preview.rowCount() == 20
    with qtbot.waitSignal(dialog.exported) as exported:
        dialog.export.click()
    assert exported.args == [tmp_path / "out.jsonl"]
    assert (tmp_path / "out.jsonl").is_file()
    assert "out.jsonl" in dialog.outcome.text()
    qtbot.waitUntil(lambda: not dialog.jobs.busy)
    gone: list[None] = []
    dialog.destroyed.connect(lambda: gone.append(None))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(gone))  # and with it the rows of the whole video


def test_the_dialog_warns_before_it_replaces_a_file(page: VideoPage, tmp_path: Path) -> None:
    dialog = page.dialogs.open_export()
    assert dialog is not None
    dialog.place.setText(str(tmp_path / "new.csv"))
    assert dialog.warning.text() == ""
    (tmp_path / "old.csv").write_text("kept until then")
    dialog.place.setText(str(tmp_path / "old.csv"))
    assert "old.csv" in dialog.warning.text()


def test_the_dialog_tells_what_went_wrong(qtbot: QtBot, page: VideoPage, tmp_path: Path) -> None:
    dialog = page.dialogs.open_export()
    assert dialog is not None
    dialog.place.setText(str(tmp_path / "gone" / "out.csv"))
    with qtbot.waitSignal(page.error) as error:
        dialog.export.click()
    assert isinstance(error.args[0], OutputError)
    assert "gone" in dialog.outcome.text()
    assert dialog.export.isEnabled()


def test_nothing_to_export_before_the_analysis(qtbot: QtBot, vfr_clip: Path) -> None:
    page = make_page(qtbot)
    open_in(qtbot, page, vfr_clip)
    assert page.dialogs.open_export() is None
    assert not page.header.bar.export.isEnabled()
