"""What one label costs among two thousand: counted; benchmarks/gui_watchdog.py takes the time."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.annotate import annotation as annotation_module
from app.gui.review import queue
from app.gui.review.review_panel import ReviewPanel
from app.gui.video import lane_cache, overview
from app.gui.video.lane_cache import LaneCache
from app.gui.video.modes import Mode
from app.gui.video.overview import Overview
from engine.labels import LABELS
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Label, Segment, Track, new_id
from tests.app.annotate.conftest import Bench, BenchMaker
from tests.app.video.conftest import TIMES_US

Key = Qt.Key

FACES, EACH = 8, 250


@pytest.fixture
def crowded(make_bench: BenchMaker, vfr_clip: Path, tmp_path: Path, qtbot: QtBot) -> Bench:
    """A page over a clip in which eight faces have 2,000 labels."""
    clip = tmp_path / "clip.mp4"
    shutil.copyfile(vfr_clip, clip)
    step = (TIMES_US[-1] - TIMES_US[0]) // EACH
    with Project.beside(clip) as project:
        video, ada = project.add_video(clip), project.annotator("Ada")
        tracks = [Track(new_id(), video.id, number) for number in range(FACES)]
        project.apply(edits.add("Faces", *tracks))
        labels = [
            Segment(
                id=new_id(),
                video_id=video.id,
                track_id=track.id,
                annotator_id=ada.id,
                start_us=TIMES_US[0] + i * step,
                end_us=TIMES_US[0] + i * step + step // 2,
                label=Label.single(LABELS[(track.number + i) % len(LABELS)]),
            )
            for track in tracks
            for i in range(EACH)
        ]
        project.apply(edits.add("Labels", *labels))
    bench = make_bench()
    bench.open()
    model = bench.page.timeline.model
    qtbot.waitUntil(lambda: sum(len(row) for row in model.bars.values()) == FACES * EACH)
    bench.page.grab()
    return bench


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the costly steps are taken from now on."""
    found: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            found[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    count(annotation_module, "bar_of")
    count(LaneCache, "_render_labels")
    count(LaneCache, "_render")
    count(Overview, "_render")
    count(lane_cache, "plain_colours")
    count(overview, "main_colour")
    count(ReviewPanel, "show_review")
    count(queue, "rank")
    return found


def test_a_label_costs_what_it_changes(crowded: Bench, counts: Counter[str]) -> None:
    crowded.go(20)
    crowded.page.grab()
    counts.clear()
    crowded.keys(Key.Key_5)
    crowded.page.grab()
    assert len(crowded.stored()) > FACES * EACH - 5  # it covers a few others
    # The new bar, and at most two that it trims; one row of bars is painted anew, seven are not.
    assert 1 <= counts["bar_of"] <= 3
    assert counts["_render_labels"] == 1
    assert counts["plain_colours"] <= 3
    # The overview paints the labels' line anew, a colour a pixel at most, not the model's ribbon.
    assert counts["_render"] == 0
    assert 0 < counts["main_colour"] <= crowded.page.timeline.overview.width()
    # Nothing is ranked, and the panel of the review, which nobody sees, is left alone.
    assert counts["rank"] == counts["show_review"] == 0


def test_undo_costs_no_more(crowded: Bench, counts: Counter[str]) -> None:
    crowded.go(20)
    crowded.keys(Key.Key_5)
    crowded.page.grab()
    counts.clear()
    crowded.page.undo()
    crowded.page.grab()
    assert counts["bar_of"] <= 3
    assert counts["_render_labels"] == 1


def test_moving_about_draws_no_label_anew(crowded: Bench, counts: Counter[str]) -> None:
    crowded.go(10)
    crowded.page.grab()
    counts.clear()
    crowded.go(12)
    crowded.keys(Key.Key_I, Key.Key_O, Key.Key_Escape)
    crowded.page.grab()
    assert counts["bar_of"] == counts["_render_labels"] == counts["_render"] == 0


def test_the_review_shows_what_was_done_meanwhile(crowded: Bench, counts: Counter[str]) -> None:
    crowded.page.set_mode(Mode.REVIEW)
    assert counts["show_review"] >= 1
