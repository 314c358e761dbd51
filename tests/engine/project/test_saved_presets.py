"""Presets of one's own, and some of the columns instead of all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app.cli import main
from engine.errors import OutputError
from engine.project.export.frames import CALIBRATED
from engine.project.export.presets import (
    PRESETS,
    ExportOptions,
    Preset,
    export_project,
    preview,
)
from engine.project.export.saved import (
    SavedPreset,
    delete_preset,
    find_preset,
    is_name,
    presets_folder,
    read_preset,
    save_preset,
    saved_presets,
)
from engine.project.export.tables import FileFormat
from engine.project.store import Project
from engine.project.values import Video
from tests.engine.project.conftest import make_records, store

SHORT = ("corrected_label", "frame", "timestamp")


@pytest.fixture
def study(project: Project, video: Video) -> Project:
    store(project, video, make_records(100))
    return project


def _read(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_some_columns_are_written_in_the_tables_own_order(study: Project, tmp_path: Path) -> None:
    options = ExportOptions(Preset.FRAMES, columns=SHORT)
    table, words = export_project(study, tmp_path / "few", options).files
    whole = _read(export_project(study, tmp_path / "all", ExportOptions(Preset.FRAMES)).files[0])
    places = [whole[0].index(name) for name in ("frame", "timestamp", "corrected_label")]
    assert _read(table) == [[row[place] for place in places] for row in whole]
    described = json.loads(words.read_text(encoding="utf-8"))
    assert set(described) == {"_table", *SHORT}
    shown, rows = preview(study, options)
    assert [[c.name for c in shown.columns], *rows] == _read(table)[: len(rows) + 1]


@pytest.mark.parametrize(
    ("preset", "columns", "said"),
    [
        (Preset.FRAMES, ("frame", "smile"), "no column called smile"),
        (Preset.FRAMES, (), "no column is chosen"),
        (Preset.ELAN, ("tier",), "cannot be chosen"),
        (Preset.FRAMES, (CALIBRATED[0].name,), "none of the chosen columns"),
    ],
)
def test_columns_that_are_not_there_are_named(
    study: Project, tmp_path: Path, preset: Preset, columns: tuple[str, ...], said: str
) -> None:
    chosen = ExportOptions(preset, columns=columns)
    if preset is Preset.ELAN:
        assert not PRESETS[preset].columns
    with pytest.raises(OutputError, match=said):
        export_project(study, tmp_path / "out", chosen)
    with pytest.raises(OutputError, match=said):
        preview(study, chosen)


def test_a_preset_of_ones_own_is_kept_found_and_forgotten() -> None:
    assert saved_presets() == ()
    short = SavedPreset("For R", Preset.FRAMES, FileFormat.JSONL, SHORT)
    plain = SavedPreset("events for ägypten", Preset.EVENTS)
    for preset in (short, plain):
        save_preset(preset)
        assert find_preset(preset.name) == preset
    assert saved_presets() == (plain, short)
    save_preset(SavedPreset("For R", Preset.ANNOTATIONS))
    assert find_preset("For R").preset is Preset.ANNOTATIONS
    delete_preset("For R")
    delete_preset("For R")
    assert saved_presets() == (plain,)


def test_names_are_names_of_files_and_hide_no_preset() -> None:
    for name in ("", "a/b", "..", ".hidden", "frames", "Report", "con:", "x" * 101, " x", "x."):
        assert not is_name(name)
        with pytest.raises(OutputError):
            save_preset(SavedPreset(name, Preset.FRAMES))
    assert not presets_folder().exists()
    assert is_name("日本 2")


@pytest.mark.parametrize("text", ["", "{}", '{"preset": "frames", "colums": []}', "[1]"])
def test_what_is_no_preset_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)
    with pytest.raises(OutputError, match="cannot be read"):
        read_preset(path)
    with pytest.raises(OutputError, match="no preset called 'mine'"):
        find_preset("mine")
    presets_folder().mkdir(parents=True)
    path.rename(presets_folder() / path.name)
    assert saved_presets() == ()


def test_the_command_line_takes_them_by_name_and_file(
    study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = save_preset(SavedPreset("For R", Preset.FRAMES, FileFormat.JSONL, SHORT))
    study.close()
    arguments = ["export-project", str(study.path), "--out", str(tmp_path / "out")]
    given = tmp_path / "colleague.json"
    given.write_bytes(kept.read_bytes())
    assert main([*arguments, "--preset", "For R", "--preset", str(given)]) == 0
    lines = (tmp_path / "out" / "clip.For R.jsonl").read_text().splitlines()
    assert len(lines) == 100
    assert json.loads(lines[0]).keys() == set(SHORT)
    same = (tmp_path / "out" / "clip.colleague.jsonl").read_text().splitlines()
    assert same == lines

    columns = ["--columns", "frame, corrected_label", "--format", "csv"]
    assert main([*arguments, "--preset", "For R", "--preset", "openface", *columns]) == 0
    assert _read(tmp_path / "out" / "clip.For R.csv")[0] == ["frame", "corrected_label"]
    capsys.readouterr()
    assert main([*arguments, "--preset", "For S"]) == 1
    assert "there is no preset called 'For S'. Your own are: For R" in capsys.readouterr().err
