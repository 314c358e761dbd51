"""Bringing along what other tools made."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import DataError
from engine.export.sink import TableFormat, open_sink, write_all
from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.export.presets import ExportOptions, Preset, export_project
from engine.project.export.tables import Stopped
from engine.project.imports.elan import import_elan, label_of, read_elan
from engine.project.imports.tables import TableKind, import_table
from engine.project.items import make_items
from engine.project.store import Project
from engine.project.values import Label, Segment, SegmentSource, Video, new_id
from tests.engine.project.conftest import FRAME_US, make_records, store

TIMES = 7 + np.arange(600, dtype=np.int64) * FRAME_US


def corrected(project: Project, run_id: str) -> np.ndarray:
    return project.predictions(run_id).corrected


def test_miens_own_table_comes_back(project: Project, video: Video, tmp_path: Path) -> None:
    records = make_records()
    write_all(open_sink(TableFormat.CSV, tmp_path / "t.csv", "s"), records)
    result = import_table(project, video, tmp_path / "t.csv", times_us=TIMES)
    assert (result.kind, result.frames) == (TableKind.MIEN, 600)
    back = list(project.records(result.run.id))
    assert [r.pts_us for r in back] == [r.pts_us for r in records]
    for a, b in zip(records, back, strict=True):
        assert (a.status, len(a.faces)) == (b.status, len(b.faces))
        for x, y in zip(a.faces, b.faces, strict=True):
            assert np.allclose(x.emotion.corrected, y.emotion.corrected, atol=2e-6)
            assert np.allclose(x.emotion.primary, y.emotion.primary, atol=2e-6)
            assert y.emotion.smooth is not None
            assert x.box.x == pytest.approx(y.box.x, abs=0.006)


@pytest.mark.parametrize("preset", [Preset.OPENFACE, Preset.PYFEAT])
def test_other_layouts_come_back(
    project: Project, video: Video, tmp_path: Path, preset: Preset
) -> None:
    first = store(project, video, make_records())
    table = export_project(project, tmp_path / "out", ExportOptions(preset)).files[0]
    result = import_table(project, video, table, times_us=TIMES)
    assert result.frames == 600
    assert np.allclose(corrected(project, result.run.id), corrected(project, first.id), atol=2e-6)
    if preset is Preset.PYFEAT:  # the other layout has no rectangle without landmarks
        assert [t.number for t in project.tracks(video.id)] == [0, 1]


def test_a_real_openface_table_brings_faces_without_expressions(
    project: Project, video: Video, tmp_path: Path
) -> None:
    path = tmp_path / "openface.csv"
    path.write_text(
        "frame, face_id, timestamp, confidence, success, gaze_0_x, x_0, x_1, y_0, y_1, AU01_r\n"
        "1, 0, 0.000, 0.98, 1, 0.1, 100.0, 200.0, 50.0, 170.0, 0.5\n"
        "2, 0, 0.040, 0.97, 1, 0.1, 101.0, 201.0, 50.0, 170.0, 0.5\n"
        "3, 0, 0.080, 0.00, 0, 0, 0, 0, 0, 0, 0\n"
    )
    result = import_table(project, video, path)
    assert (result.kind, result.frames, result.faces) == (TableKind.OPENFACE, 3, 2)
    found = project.predictions(result.run.id)
    assert found.pts.tolist() == [0, 40_000, 80_000]
    assert found.box[0].tolist() == [100.0, 50.0, 100.0, 120.0]
    assert np.isnan(found.corrected).all()
    assert make_items(found, project.parts(video.id), result.run.id) == ()
    out = export_project(project, tmp_path / "out", ExportOptions(Preset.FRAMES)).files[0]
    table = pd.read_csv(out)
    assert table.corrected_label.isna().all()
    assert table.final_source.isna().all()
    assert "nan" not in out.read_text()


def test_py_feats_seven_labels(project: Project, video: Video, tmp_path: Path) -> None:
    path = tmp_path / "fex.csv"
    path.write_text(
        "FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,AU01,anger,disgust,fear,"
        "happiness,sadness,surprise,neutral,input,frame,approx_time\n"
        "10,20,30,40,0.9,0.1,0.5,0,0,0.25,0,0,0.25,a.mp4,0,00:00\n"
        ",,,,,,,,,,,,,a.mp4,1,00:00\n"
    )
    result = import_table(project, video, path, times_us=TIMES[:2])
    assert (result.kind, result.frames, result.faces) == (TableKind.PYFEAT, 2, 1)
    p = corrected(project, result.run.id)[0]
    assert p[LABELS.index(Expression.ANGER)] == 0.5
    assert p[LABELS.index(Expression.CONTEMPT)] == 0.0
    with pytest.raises(DataError, match="does not say when"):
        import_table(project, video, path)


def test_a_plain_table_of_labels(project: Project, video: Video, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("timestamp,happy,sad\n0.0,3,1\n0.04,,\n0.08,0,2\n")
    result = import_table(project, video, path)
    assert (result.kind, result.frames, result.faces) == (TableKind.PLAIN, 3, 2)
    assert corrected(project, result.run.id)[0][LABELS.index(Expression.HAPPINESS)] == 0.75


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "known layouts"),
        ("", "known layouts"),
        ("frame,timestamp,happy,sad\n0,0,1,0\nx,y,z\n", "line 3"),
        ("frame,timestamp,happy,sad\n0,0,-1,0.5\n", "line 2"),
        ("frame,timestamp,happy,sad\n0,1.0,1,0\n1,0.5,1,0\n", "backwards"),
    ],
)
def test_tables_that_make_no_sense_say_so_and_add_nothing(
    project: Project, video: Video, tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=why):
        import_table(project, video, path)
    assert project.runs(video.id) == ()


def test_a_table_of_a_longer_video_is_refused(
    project: Project, video: Video, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("frame,happy,sad\n700,1,0\n")
    with pytest.raises(DataError, match="not in the video, which has 600"):
        import_table(project, video, path, times_us=TIMES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("anger", Label.single(Expression.ANGER)),
        (" Happy ", Label.single(Expression.HAPPINESS)),
        ("anger;sad", Label.candidates([Expression.ANGER, Expression.SADNESS])),
        ("fear/surprise", Label.candidates([Expression.FEAR, Expression.SURPRISE])),
        ("fear;anger (3;1)", Label.votes({Expression.FEAR: 3, Expression.ANGER: 1})),
        ("unsure", Label.unsure()),
        ("?", Label.unsure()),
        ("no_face", Label.no_face()),
        ("smirk", None),
        ("anger;smirk", None),
        ("anger;angry", None),
        ("anger (1;2)", None),
        ("", None),
    ],
)
def test_values_as_labels(text: str, label: Label | None) -> None:
    assert label_of(text) == label


def test_elan_text_comes_back(project: Project, video: Video, tmp_path: Path) -> None:
    store(project, video, make_records())
    track, who = project.tracks(video.id)[1], project.annotator("Ann")
    labels = [
        Label.votes({Expression.FEAR: 3, Expression.ANGER: 1}),
        Label.no_face(),
        Label.candidates([Expression.ANGER, Expression.SADNESS]),
    ]
    for i, label in enumerate(labels):
        start = 7 + i * 1_000_000
        new = Segment(new_id(), video.id, track.id, who.id, start, start + 500_000, label)
        project.apply(edits.add("Add", new))
    before = project.segments(video.id)
    file = export_project(project, tmp_path / "out", ExportOptions(Preset.ELAN)).files[0]
    project.apply(edits.remove("Clear", *before))
    result = import_elan(project, video, file)
    assert (result.segments, result.unknown) == (3, ())
    back = project.segments(video.id)
    key = [(s.start_us, s.end_us, s.label, s.track_id, s.annotator_id) for s in back]
    assert key == [(s.start_us, s.end_us, s.label, s.track_id, s.annotator_id) for s in before]
    assert {s.source for s in back} == {SegmentSource.IMPORT}
    project.apply(result.edit.inverse)
    assert project.segments(video.id) == ()


_EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="400"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="900"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="1500"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="x" PARTICIPANT="Kim" TIER_ID="Emotion">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>Anger</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>nods</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER></ANNOTATION_DOCUMENT>
"""

_FORMS = {
    "clock": "Emotion\tKim\t00:00:00.400\t00:00:00.900\t00:00:00.500\tAnger",
    "seconds": "Emotion\tKim\t0.400\t0.900\t0.500\tAnger",
    "milliseconds": "Emotion\t\t400\t900\t500\tAnger",
    "all": "Emotion\tKim\t00:00:00.400\t0.4\t00:00:00.900\t0.9\t00:00:00.500\t0.5\tAnger",
    "header": "Tier\tBegin Time - msec\tEnd Time - msec\tValue\nEmotion\t400\t900\tAnger",
}


@pytest.mark.parametrize("form", ["eaf", *_FORMS])
def test_elans_own_forms(project: Project, video: Video, tmp_path: Path, form: str) -> None:
    path = tmp_path / ("x.eaf" if form == "eaf" else "x.txt")
    path.write_text(_EAF if form == "eaf" else _FORMS[form], encoding="utf-8")
    first = read_elan(path)[0]
    assert (first.tier, first.begin_ms, first.end_ms) == ("Emotion", 400, 900)
    result = import_elan(project, video, path, annotator="Ann")
    assert result.unknown == ((("nods", 1),) if form == "eaf" else ())
    (segment,) = project.segments(video.id)
    assert (segment.start_us, segment.end_us) == (400_000, 900_000)
    assert segment.label == Label.single(Expression.ANGER)
    assert project.annotators()[0].name == "Ann"
    assert project.tracks(video.id)[0].note == "Emotion"


@pytest.mark.parametrize("text", ["", "hello", "a\tb\tc", "Emotion\t400\t900\tnods"])
def test_what_is_not_elan_says_so(
    project: Project, video: Video, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text)
    with pytest.raises(DataError, match=r"not an ELAN file|none of its annotations"):
        import_elan(project, video, path)
    assert project.tracks(video.id) == ()


def test_importing_can_be_stopped(project: Project, video: Video, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    lines = "".join(f"{i / 25},1,1\n" for i in range(3000))
    path.write_text(f"timestamp,happy,sad\n{lines}")
    stop, seen = threading.Event(), []

    def progress(lines: int) -> None:
        seen.append(lines)
        stop.set()

    with pytest.raises(Stopped):
        import_table(project, video, path, stop=stop, progress=progress)
    assert seen == [999]
    assert project.runs(video.id) == ()
