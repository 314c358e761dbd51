"""Predictions go in and come out unchanged, beside an open project."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engine.project import edits
from engine.project.predictions import Predictions
from engine.project.samples import labelled_faces
from engine.project.store import Project
from engine.project.values import Label, Segment, Video, new_id
from engine.types import Record
from tests.engine.project.conftest import FRAME_US, MODEL, make_records, store


def same(a: Record, b: Record) -> bool:
    """Records compare by value; the arrays in them have to be compared one by one."""
    heads = [(r.index, r.pts_us, r.status, r.latency_ms, len(r.faces)) for r in (a, b)]
    return heads[0] == heads[1] and all(
        (x.track, x.score, x.box) == (y.track, y.score, y.box)
        and np.array_equal(x.emotion.primary, y.emotion.primary)
        and np.array_equal(x.emotion.corrected, y.emotion.corrected)
        and np.array_equal(x.emotion.smooth, y.emotion.smooth)  # type: ignore[arg-type]
        and (x.points is y.points is None or np.array_equal(x.points, y.points))  # type: ignore[arg-type]
        for x, y in zip(a.faces, b.faces, strict=True)
    )


def test_records_come_back_unchanged(project: Project, video: Video) -> None:
    records = make_records()
    run = store(project, video, records)
    back = list(project.records(run.id))
    assert len(back) == len(records)
    assert all(same(a, b) for a, b in zip(records, back, strict=True))
    assert project.runs(video.id)[0].complete


def test_a_span_of_time_is_read_alone(project: Project, video: Video) -> None:
    records = make_records()
    run = store(project, video, records)
    start, end = records[250].pts_us, records[261].pts_us
    back = list(project.records(run.id, start, end))
    assert [r.index for r in back] == list(range(250, 261))
    assert all(same(a, b) for a, b in zip(records[250:261], back, strict=True))


def test_faces_get_tracks_and_a_second_run_continues_them(project: Project, video: Video) -> None:
    store(project, video, make_records())
    assert [t.number for t in project.tracks(video.id)] == [0, 1]
    second = store(project, video, make_records(shift=5, seed=2))
    assert [t.number for t in project.tracks(video.id)] == [0, 1]
    assert {f.track for r in project.records(second.id) for f in r.faces} == {0, 1}


def test_another_thread_writes_while_this_one_edits(project: Project, video: Video) -> None:
    run = project.start_run(video.id, MODEL)
    stored: list[int] = []

    def analyse() -> None:
        with project.writer(run) as writer:
            for record in make_records():
                last = writer.append(record)
                if last is not None:
                    stored.append(last)
            writer.finish()

    thread = threading.Thread(target=analyse)
    thread.start()
    for i in range(20):
        project.set_setting("i", i)
        project.annotator(f"a{i}")
    thread.join()
    assert stored == [255, 511]
    assert len(project.annotators()) == 20
    assert len(project.predictions(run.id)) == 600


def test_what_was_analysed_stays_when_the_analysis_breaks_off(
    project: Project, video: Video
) -> None:
    run = project.start_run(video.id, MODEL)

    def analyse() -> None:
        with project.writer(run) as writer:
            for record in (*make_records(300), make_records(1)[0]):
                writer.append(record)

    with pytest.raises(ValueError, match="after frame 299"):
        analyse()
    assert len(project.predictions(run.id)) == 300
    assert not project.runs(video.id)[0].complete
    with project.writer(run) as writer:
        writer.append(make_records(301)[300])
    assert len(project.predictions(run.id)) == 301


def test_no_predictions_are_empty_columns(project: Project, video: Video) -> None:
    run = project.start_run(video.id, MODEL)
    assert len(project.predictions(run.id)) == 0
    assert Predictions.of([]).box.shape == (0, 4)
    assert list(project.records(run.id)) == []


def test_labelled_faces_bring_label_and_face_together(
    project: Project, video: Video, clip: Path
) -> None:
    records = make_records()
    store(project, video, records)
    track = project.tracks(video.id)[0]
    who = project.annotator("Ann")
    start = records[5].pts_us
    segment = Segment(
        new_id(), video.id, track.id, who.id, start, start + 10 * FRAME_US, Label.unsure()
    )
    project.apply(edits.add("Label", segment))
    faces = list(labelled_faces(project))
    assert [f.frame for f in faces] == [5, 6, 7, 8, 10, 11, 12, 13, 14]
    assert {f.path for f in faces} == {clip}
    assert {(f.segment, f.annotator, f.track) for f in faces} == {(segment, who, track)}
    assert all(f.box == records[f.frame].faces[0].box for f in faces)
    assert [f.points is None for f in faces] == [f.frame % 2 == 0 for f in faces]
    assert [f.frame for f in labelled_faces(project, interval_us=5 * FRAME_US)] == [5, 10]


def test_a_run_can_be_forgotten_and_labels_stay(project: Project, video: Video) -> None:
    first, second = (store(project, video, make_records(20, seed=seed)) for seed in (1, 2))
    project.delete_run(first.id)
    assert project.runs(video.id)[0].id == second.id
    assert len(project.predictions(first.id)) == 0
    assert len(project.predictions(second.id)) == 20
    assert {part.run_id for part in project.parts(video.id)} == {second.id}
    assert len(project.tracks(video.id)) == 1
