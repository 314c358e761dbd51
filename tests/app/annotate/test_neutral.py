"""A person's neutral face: measured by keys on a stretch, kept, shown beside what was computed."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.gui.video.modes import Mode
from engine.project.calibration import apply_offset
from engine.project.export.presets import ExportOptions, Preset, export_project
from engine.project.store import Project
from engine.project.values import Calibration
from tests.app.annotate.conftest import Bench, BenchMaker
from tests.app.video.conftest import analyse

Key = Qt.Key
CALIBRATE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def analysed(make_bench: BenchMaker) -> Bench:
    """A page over an analysed clip whose first stretch is marked."""
    bench = make_bench(mode=Mode.WATCH)
    bench.open()
    analyse(bench.qtbot, bench.page)
    archive = bench.page.workbench.archive
    assert archive is not None
    bench.qtbot.waitUntil(lambda: archive.run is not None and len(calibratable(bench)) > 0)
    return bench


def calibratable(bench: Bench) -> tuple[object, ...]:
    session = bench.page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    return session.book.tracks()


def calibrations(bench: Bench) -> tuple[Calibration, ...]:
    session = bench.page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    return session.book.calibrations()


def mark(bench: Bench, first: int, last: int) -> None:
    bench.go(first)
    bench.keys(Key.Key_I)
    bench.go(last)
    bench.keys(Key.Key_O)


def measure(bench: Bench, name: str | None) -> None:
    """Ctrl+Shift+C, and the person's name where it is asked for."""
    before = len(calibrations(bench))
    bench.keys(Key.Key_C, modifier=CALIBRATE)
    if name is not None:
        bench.keys(name, Key.Key_Return)
    bench.qtbot.waitUntil(lambda: len(calibrations(bench)) > before)


def test_a_neutral_stretch_is_measured_kept_and_shown(analysed: Bench) -> None:
    bench, page = analysed, analysed.page
    told: list[str] = []
    page.workbench.told.connect(told.append)
    raw = page.analysis.results.record_at(5) if page.analysis is not None else None
    assert raw is not None
    mark(bench, 20, 29)
    measure(bench, "Ann")
    (calibration,) = calibrations(bench)
    assert calibration.frames == 10
    assert "Ann" in told[-1]
    model = page.timeline.model
    assert model.offsets == {0: calibration.offset}
    assert model.layout.calibrated
    page.grab()
    bench.go(5)
    # The panel shows the answer without the offset, with a tick at what was computed.
    shown = page.panel.bars.emotion
    assert shown is not None
    assert shown.smooth is not None
    assert np.array_equal(shown.corrected, raw.faces[0].emotion.corrected)
    smooth = raw.faces[0].emotion.smooth
    assert smooth is not None
    expected = apply_offset(smooth, np.array(calibration.offset))
    assert np.allclose(shown.smooth, expected, atol=1e-6)
    assert page.analysis is not None
    after = page.analysis.results.record_at(5)
    assert after is not None
    assert np.array_equal(after.faces[0].emotion.corrected, raw.faces[0].emotion.corrected)


def test_the_lane_is_calibrated_frame_by_frame(analysed: Bench) -> None:
    bench = analysed
    mark(bench, 20, 29)
    measure(bench, "Ann")
    (calibration,) = calibrations(bench)
    assert bench.page.analysis is not None
    results = bench.page.analysis.results
    (lane,) = [lane for lane in results.lanes if lane.track == 0]
    first = np.array([0, 0, 25], np.int64)
    last = np.array([1, 10, 26], np.int64)
    ribbon = lane.calibrated(calibration.offset, first, last)
    for row, (a, b) in enumerate(zip(first, last, strict=True)):
        frames = [r for i in range(a, b) if (r := results.record_at(i)) is not None]
        each = np.stack([r.faces[0].emotion.corrected for r in frames])
        without = apply_offset(each, np.array(calibration.offset)).mean(axis=0)
        assert np.allclose(ribbon[row], without, atol=1e-5)


def test_c_switches_it_and_undo_takes_it_back(analysed: Bench) -> None:
    bench, model = analysed, analysed.page.timeline.model
    mark(bench, 20, 29)
    measure(bench, "Ann")
    bench.keys(Key.Key_C)
    assert model.offsets == {}
    assert not model.layout.calibrated
    bench.keys(Key.Key_C)
    assert set(model.offsets) == {0}
    bench.page.undo()
    bench.page.undo()
    assert set(model.offsets) == {0}
    bench.page.undo()
    assert calibrations(bench) == ()
    assert model.offsets == {}


def test_measuring_again_keeps_the_old_one_unused(analysed: Bench) -> None:
    bench = analysed
    mark(bench, 20, 29)
    measure(bench, "Ann")
    mark(bench, 0, 19)
    measure(bench, None)
    old, new = calibrations(bench)
    assert (old.enabled, new.enabled) == (False, True)
    assert bench.page.timeline.model.offsets == {0: new.offset}


def test_it_is_there_after_closing_and_in_exports_beside_raw_columns(
    analysed: Bench, make_bench: BenchMaker
) -> None:
    bench = analysed
    mark(bench, 20, 29)
    measure(bench, "Ann")
    (calibration,) = calibrations(bench)
    bench.close()
    folder = bench.clip.parent / "out"
    with Project.open(bench.clip.with_suffix(".mien")) as project:
        assert project.calibrations() == (calibration,)
        result = export_project(project, folder, ExportOptions(Preset.FRAMES))
    (table,) = [file for file in result.files if file.suffix == ".csv"]
    row = next(csv.DictReader(table.open(encoding="utf-8")))
    assert "calibrated_neutral" in row
    assert "corrected_neutral" in row
    again = make_bench(mode=Mode.WATCH)
    again.open()
    again.qtbot.waitUntil(lambda: again.page.timeline.model.offsets == {0: calibration.offset})


def test_what_cannot_be_measured_is_told(analysed: Bench) -> None:
    bench = analysed
    told: list[str] = []
    bench.page.error.connect(lambda error: told.append(str(error)))
    bench.keys(Key.Key_C, modifier=CALIBRATE)
    assert "no stretch is chosen" in told[-1]
    mark(bench, 20, 23)
    bench.keys(Key.Key_C, modifier=CALIBRATE)
    bench.keys("Ann", Key.Key_Return)
    bench.qtbot.waitUntil(lambda: "only 4 analysed frames" in told[-1])
    assert calibrations(bench) == ()
