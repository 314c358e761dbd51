"""A person's neutral offset: beside the raw numbers, never in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.calibration import (
    apply_offset,
    calibrate,
    calibration_of,
    neutral_offset,
)
from engine.project.export.presets import ExportOptions, Preset, export_project
from engine.project.store import Project
from engine.project.values import Person, Video, new_id
from tests.engine.project.conftest import FRAME_US, make_records, store

_P = st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8).map(lambda p: np.array(p) / sum(p))


@given(_P)
def test_the_neutral_face_itself_becomes_neutral(rest: np.ndarray) -> None:
    offset = neutral_offset(rest[None])
    after = apply_offset(rest, offset)
    assert after[LABELS.index(Expression.NEUTRAL)] == pytest.approx(0.9, abs=1e-6)
    assert offset.mean() == pytest.approx(0.0, abs=1e-9)


@given(_P, _P, _P)
def test_evidence_keeps_its_ratios(rest: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
    offset = neutral_offset(rest[None])
    x, y = apply_offset(a, offset), apply_offset(b, offset)
    assert x.sum() == pytest.approx(1.0)
    before, after = (a[0] / a[1]) / (b[0] / b[1]), (x[0] / x[1]) / (y[0] / y[1])
    assert after == pytest.approx(before, rel=1e-6)


def test_what_is_unknown_stays_unknown() -> None:
    assert np.isnan(apply_offset(np.full((2, 8), np.nan), np.zeros(8))).all()
    p = np.full(8, 0.125)
    assert np.allclose(apply_offset(p, np.zeros(8)), p)


@pytest.fixture
def named(project: Project, video: Video) -> Project:
    """Face 0 is Kim, calibrated on the frames 10 to 60."""
    run = store(project, video, make_records())
    track = project.tracks(video.id)[0]
    kim = Person(new_id(), "Kim")
    project.apply(edits.add("Add", kim))
    project.apply(edits.change("Name", track, replace(track, person_id=kim.id)))
    track = project.tracks(video.id)[0]
    found = project.predictions(run.id)
    start, end = 7 + 10 * FRAME_US, 7 + 60 * FRAME_US
    measured = calibrate(found, project.parts(video.id), run, track, kim, start, end)
    assert measured.frames == 45
    project.apply(edits.add("Calibrate", measured))
    return project


def test_exports_carry_it_beside_the_raw_numbers(named: Project, tmp_path: Path) -> None:
    (calibration,) = named.calibrations()
    file = export_project(named, tmp_path / "a", ExportOptions(Preset.FRAMES)).files[0]
    table = pd.read_csv(file)
    raw = table[[f"corrected_{x}" for x in LABELS]].to_numpy()
    own = table[[f"calibrated_{x}" for x in LABELS]].to_numpy()
    kim = (table.person == "Kim").to_numpy()
    assert np.allclose(own[kim], apply_offset(raw[kim], calibration.offset), atol=2e-6)
    assert np.isnan(own[~kim]).all()
    named.apply(edits.change("Off", calibration, replace(calibration, enabled=False)))
    off = pd.read_csv(export_project(named, tmp_path / "b", ExportOptions(Preset.FRAMES)).files[0])
    assert not any(c.startswith("calibrated") for c in off.columns)
    pd.testing.assert_frame_equal(off, table[off.columns])


def test_it_holds_for_its_person_and_model_only(named: Project) -> None:
    (calibration,) = named.calibrations()
    every = named.calibrations()
    assert calibration_of(every, calibration.person_id, calibration.model_id) == calibration
    assert calibration_of(every, calibration.person_id, "other") is None
    assert calibration_of(every, None, calibration.model_id) is None
    newer = replace(calibration, id="n")
    assert calibration_of((*every, newer), newer.person_id, newer.model_id) is newer


def test_a_moment_is_not_enough(named: Project) -> None:
    video = named.videos()[0]
    run, track, kim = named.runs(video.id)[0], named.tracks(video.id)[0], named.persons()[0]
    found = named.predictions(run.id)
    with pytest.raises(DataError, match="only 5 analysed frames"):
        calibrate(found, named.parts(video.id), run, track, kim, 7, 7 + 5 * FRAME_US)
