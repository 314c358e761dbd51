"""What a project gives to other tools."""

from __future__ import annotations

import csv
import json
import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from app.cli import main
from engine.errors import OutputError
from engine.export.sink import TableFormat, open_sink, write_all
from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.export.presets import (
    PRESETS,
    ExportOptions,
    Preset,
    export_project,
    preview,
)
from engine.project.export.tables import Column, FileFormat, Stopped, Table, write_table
from engine.project.store import Project
from engine.project.values import Label, Person, Segment, Video, new_id
from tests.engine.project.conftest import FRAME_US, make_records, store

A, S, F = Expression.ANGER, Expression.SADNESS, Expression.FEAR


@pytest.fixture
def study(project: Project, video: Video) -> Project:
    """Two tracks, two raters; face 0 is Kim.

    Labels by frame: Ann 10-20 anger, 20-30 a candidate set, 30-40 unsure, on face 1 300-310 no
    face; Ben 15-25 votes.
    """
    store(project, video, make_records())
    first, second = project.tracks(video.id)
    kim = Person(new_id(), "Kim, =1+1")
    project.apply(edits.add("Add", kim))
    project.apply(edits.change("Name", first, replace(first, person_id=kim.id)))
    ann, ben = project.annotator("Ann"), project.annotator("Ben")
    for who, track, start, end, label in (
        (ann, first, 10, 20, Label.single(A)),
        (ann, first, 20, 30, Label.candidates([A, S])),
        (ann, first, 30, 40, Label.unsure()),
        (ben, first, 15, 25, Label.votes({F: 3, A: 1})),
        (ann, second, 300, 310, Label.no_face()),
    ):
        start_us, end_us = 7 + start * FRAME_US, 7 + end * FRAME_US
        new = Segment(new_id(), video.id, track.id, who.id, start_us, end_us, label, note="=cmd()")
        project.apply(edits.put_segment((), new))
    return project


def export(study: Project, out: Path, preset: Preset, **options: object) -> pd.DataFrame:
    chosen = ExportOptions(preset, **options)  # type: ignore[arg-type]
    result = export_project(study, out, chosen)
    table = result.files[0]
    separator = "," if table.suffix == ".csv" else "\t"
    frame = pd.read_csv(table, sep=separator, keep_default_na=False, na_values=[""])
    assert len(frame) == result.rows
    return frame


def test_frames_equal_what_analysing_wrote(study: Project, tmp_path: Path) -> None:
    run = study.runs(study.videos()[0].id)[0]
    sink = open_sink(TableFormat.CSV, tmp_path / "direct.csv", run.id[:16])
    write_all(sink, make_records())
    direct = pd.read_csv(tmp_path / "direct.csv")
    table = export(study, tmp_path / "out", Preset.FRAMES)
    assert list(table.columns[: len(direct.columns)]) == list(direct.columns)
    same = [c for c in direct.columns if c != "person"]
    pd.testing.assert_frame_equal(table[same], direct[same])
    assert set(table.loc[table.face_id == 0, "person"]) == {"Kim, =1+1"}


def test_frames_tell_people_model_and_people_else_model(study: Project, tmp_path: Path) -> None:
    table = export(study, tmp_path / "out", Preset.FRAMES)
    face = table[table.face_id == 0].set_index("frame")
    assert face.loc[5, "final_source"] == "model"
    assert face.loc[5, "final_label"] == face.loc[5, "corrected_label"]
    assert pd.isna(face.loc[5, "human_label"])
    assert face.loc[12, "human_label"] == face.loc[12, "final_label"] == "anger"
    assert face.loc[12, "final_source"] == "human"
    both = face.loc[17]
    assert both["human_annotators"] in ("Ann;Ben", "Ben;Ann")
    assert both["human_anger"] == pytest.approx((1 + 0.25) / 2)
    assert both["human_fear"] == pytest.approx(0.375)
    tie = face.loc[26]
    assert tie["final_source"] == "human"
    assert pd.isna(tie["final_label"])
    assert tie["final_anger"] == tie["final_sadness"] == 0.5
    unsure = face.loc[35]
    assert (unsure["human_kinds"], unsure["final_source"]) == ("unsure", "model")
    nobody = table[(table.face_id == 1) & (table.frame == 305)].iloc[0]
    assert nobody["final_source"] == "human"
    assert pd.isna(nobody["final_label"])
    assert pd.isna(nobody["final_neutral"])
    sums = table.loc[table.final_label.notna(), [f"final_{x}" for x in LABELS]].sum(axis=1)
    assert sums.between(1 - 1e-4, 1 + 1e-4).all()


def test_a_span_alone_can_be_exported(study: Project, tmp_path: Path) -> None:
    whole = export(study, tmp_path / "a", Preset.FRAMES)
    span = (10 * FRAME_US, 20 * FRAME_US)
    part = export(study, tmp_path / "b", Preset.FRAMES, span_us=span)
    assert part.frame.tolist() == list(range(10, 20))
    same = whole[whole.frame.between(10, 19)].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, same)
    events = export(study, tmp_path / "c", Preset.EVENTS, span_us=span)
    assert events.onset.tolist() == [0.4, 0.6]


def test_one_rater_alone_can_be_exported(study: Project, tmp_path: Path) -> None:
    table = export(study, tmp_path / "out", Preset.FRAMES, annotators=("Ben",))
    assert set(table["human_annotators"].dropna()) == {"Ben"}
    with pytest.raises(OutputError, match="There are: Ann, Ben"):
        export(study, tmp_path / "out", Preset.FRAMES, annotators=("Eve",))


def test_events_are_bids(study: Project, tmp_path: Path) -> None:
    table = export(study, tmp_path / "out", Preset.EVENTS)
    assert list(table.columns[:3]) == ["onset", "duration", "trial_type"]
    assert table.onset.tolist() == [0.4, 0.6, 0.8, 1.2, 12.0]
    assert table.trial_type.tolist() == [
        "anger",
        "fear;anger",
        "sadness;anger",
        "unsure",
        "no_face",
    ]
    assert table.weights.tolist() == ["1", "3;1", "1;1", "n/a", "n/a"]
    sidecar = json.loads((tmp_path / "out" / "clip_events.json").read_text())
    assert sidecar["onset"]["Units"] == "s"
    assert set(sidecar) == {*table.columns, "_table"}
    prob = make_records()
    named = [float(r.faces[0].emotion.corrected[LABELS.index(A)]) for r in prob[10:19]]
    assert float(table.mean_prob[0]) == pytest.approx(sum(named) / len(named), abs=1e-5)


def test_elan_has_a_tier_a_face_and_rater(study: Project, tmp_path: Path) -> None:
    result = export_project(study, tmp_path / "out", ExportOptions(Preset.ELAN))
    lines = result.files[0].read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == ["face 0/Ann", "Kim, =1+1", "400", "800", "anger"]
    assert lines[1].split("\t")[-1] == "fear;anger (3;1)"
    assert len(lines) == 5


def test_annotations_have_a_row_a_rater_and_label(study: Project, tmp_path: Path) -> None:
    table = export(study, tmp_path / "out", Preset.ANNOTATIONS)
    assert len(table) == 1 + 2 + 1 + 2 + 1
    votes = table[table.kind == "votes"]
    assert votes.label.tolist() == ["fear", "anger"]
    assert votes.weight.tolist() == [3, 1]
    assert votes.share.tolist() == [0.75, 0.25]
    assert set(table.note) == {"'=cmd()"}


def test_votes_are_those_of_ferplus(study: Project, tmp_path: Path) -> None:
    from engine.evaluation.tables import Table as VoteTable
    from engine.evaluation.tables import read_votes

    table = export(study, tmp_path / "out", Preset.VOTES)
    assert list(table.columns[:12]) == ["Usage", "Image name", *LABELS, "unknown", "NF"]
    at = table.set_index("frame")
    assert at.loc[10, "anger"] == 1
    assert at.loc[15, ["anger", "fear"]].tolist() == [2, 3]
    assert at.loc[30, "unknown"] == 1
    assert at.loc[300, "NF"] == 1
    assert table.timestamp.groupby(table.face_id).diff().min() >= 0.2 - 1e-9
    file = tmp_path / "out" / "clip.votes.csv"
    votes = read_votes(VoteTable(str(file), file.read_bytes()))
    assert len(votes) == len(table)


def test_openface_layout(study: Project, tmp_path: Path) -> None:
    export_project(study, tmp_path / "out", ExportOptions(Preset.OPENFACE))
    text = (tmp_path / "out" / "clip.openface.csv").read_text()
    assert text.startswith("frame, face_id, timestamp, confidence, success, ")
    table = pd.read_csv(tmp_path / "out" / "clip.openface.csv", skipinitialspace=True)
    assert table.frame.min() == 1
    assert table.frame.nunique() == 600
    empty = table[table.success == 0]
    assert len(empty) == 30
    assert empty.emotion_anger.isna().all()


def test_pyfeat_layout(study: Project, tmp_path: Path) -> None:
    table = export(study, tmp_path / "out", Preset.PYFEAT)
    assert table.frame.nunique() == 600
    assert set(table.Identity.dropna()) == {"Kim, =1+1", "Person_1"}
    assert table.approx_time.iloc[-1] == "00:23"
    named = table.dropna(subset=["FaceScore"])
    emotions = ["Neutral", "Happy", "Sad", "Surprise", "Fear", "Disgust", "Anger", "Contempt"]
    assert named[emotions].sum(axis=1).between(1 - 1e-4, 1 + 1e-4).all()
    assert table[table.FaceScore.isna()].FaceRectX.isna().all()


@pytest.mark.parametrize("preset", list(Preset))
def test_every_preset_in_every_format_has_its_dictionary(
    study: Project, tmp_path: Path, preset: Preset
) -> None:
    for form in PRESETS[preset].formats:
        result = export_project(study, tmp_path / form, ExportOptions(preset, form))
        table, words = result.files
        dictionary = json.loads(words.read_text(encoding="utf-8"))
        assert dictionary["_table"]["File"] == table.name
        assert dictionary["_table"]["Rows"] == result.rows > 0
        if form is FileFormat.PARQUET:
            columns = list(pd.read_parquet(table).columns)
        elif form is FileFormat.JSONL:
            rows = [msgspec.json.decode(line) for line in table.read_bytes().splitlines()]
            assert len(rows) == result.rows
            columns = list(rows[0])
        elif preset is Preset.ELAN:
            continue
        else:
            header = table.read_text(encoding="utf-8").splitlines()[0]
            columns = [c.strip() for c in header.split("\t" if form is FileFormat.TSV else ",")]
        assert [*dictionary][1:] == columns
        assert all(dictionary[c]["Description"] for c in columns)
    assert [e.preset for e in study.exports()] == [str(preset)] * len(PRESETS[preset].formats)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "ok", "日本 ✓", 'a"b,c\nd']
)
def test_texts_are_never_formulas(tmp_path: Path, text: str) -> None:
    table = Table("t", (Column("a", str, "x"), Column("b", float, "x", decimals=1)), [(text, -1.0)])
    write_table(table, tmp_path, FileFormat.CSV)
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        _, (cell, number) = csv.reader(file)
    assert cell == (f"'{text}" if text[0] in "=+-@\t\r" else text).replace("\r", "\n")
    assert number == "-1.0"


def test_a_cancelled_export_leaves_the_old_file_and_no_new_one(
    study: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(study, out, Preset.FRAMES)
    before = (out / "clip.frames.csv").read_bytes()
    stop = threading.Event()

    def stop_soon(name: str, rows: int, total: int) -> None:
        assert 0 < rows <= total
        stop.set()

    with pytest.raises(Stopped):
        export_project(study, out, ExportOptions(Preset.FRAMES), stop=stop, progress=stop_soon)
    assert (out / "clip.frames.csv").read_bytes() == before
    assert sorted(p.name for p in out.iterdir()) == [
        "clip.frames.columns.json",
        "clip.frames.csv",
    ]


def test_a_format_that_a_preset_has_not_is_refused(study: Project, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Choose one of: csv"):
        export_project(study, tmp_path, ExportOptions(Preset.PYFEAT, FileFormat.PARQUET))


def test_videos_of_the_same_name_do_not_overwrite_each_other(
    study: Project, tmp_path: Path, clip: Path
) -> None:
    other = tmp_path / "sub" / "clip.mp4"
    other.parent.mkdir()
    other.write_bytes(b"other" * 1000)
    second = study.add_video(other)
    store(study, second, make_records(10))
    result = export_project(study, tmp_path / "out", ExportOptions(Preset.PYFEAT))
    assert [f.name for f in result.files[::2]] == ["clip.feat.csv", "clip-2.feat.csv"]


def test_preview_shows_the_first_rows(study: Project) -> None:
    table, rows = preview(study, ExportOptions(Preset.ANNOTATIONS), 3)
    assert len(rows) == 3
    assert len(rows[0]) == len(table.columns)


class TestCommandLine:
    def test_it_writes_and_names_the_files(
        self, study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        study.close()
        arguments = ["export-project", str(study.path), "--out", str(tmp_path / "out")]
        assert (
            main([*arguments, "--preset", "frames", "--preset", "elan", "--format", "jsonl"]) == 0
        )
        out, err = capsys.readouterr()
        assert [Path(line).name for line in out.splitlines()] == [
            "clip.frames.jsonl",
            "clip.frames.columns.json",
            "clip.elan.txt",
            "clip.elan.columns.json",
        ]
        assert not err
        with Project.open(study.path) as again:
            assert [e.preset for e in again.exports()] == ["frames", "elan"]

    def test_it_works_beside_an_open_window(self, study: Project, tmp_path: Path) -> None:
        out = tmp_path / "out"
        assert (
            main(["export-project", str(study.path), "--preset", "votes", "--out", str(out)]) == 0
        )
        assert study.exports() == ()

    def test_nothing_to_write_is_said(
        self, project: Project, video: Video, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        project.close()
        arguments = ["export-project", str(project.path), "--preset", "frames"]
        assert main([*arguments, "--out", str(tmp_path / "out")]) == 1
        assert "nothing to write" in capsys.readouterr().err

    def test_what_is_no_project_is_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "x.mien").write_text("no")
        arguments = ["export-project", str(tmp_path / "x.mien"), "--preset", "frames"]
        assert main([*arguments, "--out", str(tmp_path)]) == 1
        err = capsys.readouterr().err
        assert len(err.splitlines()) == 1
        assert "not a Mien project" in err


def test_the_command_line_offers_every_preset() -> None:
    from app.cli.export_project import _FORMATS, _PRESETS

    assert tuple(Preset) == _PRESETS
    assert {*_FORMATS} == {str(form) for form in PRESETS[Preset.FRAMES].formats}
