"""Labels on the timeline: found by time, drawn by kind, dragged by their edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.gui.theme import is_dark, style
from app.gui.video.bars import Bar, BarKind, BarRow
from app.gui.video.lane_layout import LaneLayout
from app.gui.video.lanes import Lanes
from app.gui.video.timeline import Timeline
from app.gui.video.viewport import TimeIndex, Viewport
from engine.labels import Expression

_ANGER, _FEAR, _SADNESS = Expression.ANGER, Expression.FEAR, Expression.SADNESS


def bar(key: str, start: int, end: int, *expressions: Expression) -> Bar:
    kind = BarKind.SINGLE if len(expressions) == 1 else BarKind.CANDIDATES
    return Bar(key, start, end, kind, tuple((e, 1 / len(expressions)) for e in expressions))


@given(
    st.lists(st.integers(0, 200), min_size=2, max_size=20, unique=True),
    st.integers(0, 199),
    st.integers(1, 100),
)
def test_a_view_shows_exactly_the_bars_that_touch_it(
    cuts: list[int], start: int, span: int
) -> None:
    edges = sorted(cuts)
    bars = [bar(str(a), a, b, _ANGER) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    row = BarRow(bars[::-1])
    view = Viewport(0, 400, start, start + span)
    expected = [b for b in bars if b.start_us < start + span and b.end_us > start]
    assert list(row.visible(view)) == expected
    for time in range(0, 201, 7):
        inside = [b for b in bars if b.start_us <= time < b.end_us]
        assert row.at(time) == (inside[0] if inside else None)


@given(
    st.lists(st.integers(0, 200), min_size=2, max_size=20, unique=True),
    st.integers(0, 199),
    st.integers(1, 200),
    st.integers(1, 60),
)
def test_each_pixel_shows_the_last_bar_that_reaches_it(
    cuts: list[int], start: int, span: int, width: int
) -> None:
    edges = sorted(cuts)
    row = BarRow([bar(str(a), a, b, _ANGER) for a, b in zip(edges[::2], edges[1::2], strict=False)])
    view = Viewport(0, 400, start, start + span)
    bars, place = row.columns(view, width)
    expected = [-1] * width
    for number, one in enumerate(bars):
        left, right = (view.x(time, width) for time in (one.start_us, one.end_us))
        for pixel in range(width):
            if left < pixel + 1 and (right > pixel or np.floor(left) == pixel):
                expected[pixel] = number
    assert place.tolist() == expected


def test_neighbours_and_edges() -> None:
    row = BarRow([bar("a", 10, 20, _ANGER), bar("b", 20, 30, _FEAR)])
    assert [b.key if b else None for b in (row.neighbour(10, 1), row.neighbour(20, -1))] == [
        "b",
        "a",
    ]
    assert row.neighbour(20, 1) is None
    assert row.neighbour(10, -1) is None
    assert row.edges() == (10, 20, 30)
    assert BarRow().edges() == ()


@pytest.mark.usefixtures("qapp")  # asks for the font
def test_hidden_parts_take_no_room() -> None:
    both, labels, model = LaneLayout(True, True), LaneLayout(True, False), LaneLayout(False, True)
    assert both.height > model.height > labels.height
    parts = labels.parts(labels.top(1), 50, 100)
    assert parts.corrected.height() == 0
    assert labels.row_at(parts.labels.center().y()) == 1


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(1000, 220)
    timeline.model.set_layout(LaneLayout(labels=True, model=False))
    timeline.set_index(TimeIndex(np.arange(100, dtype=np.int64) * 40_000))
    timeline.model.set_bars(
        {
            0: BarRow(
                [bar("a", 400_000, 1_200_000, _ANGER), bar("b", 2_000_000, 2_400_000, _FEAR)]
            ),
            1: BarRow([bar("c", 1_000_000, 3_000_000, _SADNESS, _FEAR)]),
        },
        {1: "Ada"},
    )
    with qtbot.waitExposed(timeline):
        timeline.show()
    return timeline


def at(lanes: Lanes, row: int, time_us: float) -> QPoint:
    """The pixel of a time in a lane's labels."""
    layout = lanes.model.layout
    parts = layout.parts(layout.top(row), lanes.gutter, lanes.track_width)
    return QPoint(round(lanes.x_of(time_us)), round(parts.labels.center().y()))


def test_bars_are_drawn_in_their_labels_colours(timeline: Timeline) -> None:
    lanes = timeline.lanes
    picture = lanes.grab().toImage()
    dark = is_dark(lanes.palette())

    def colour(row: int, time_us: float, dy: int = 9) -> QColor:
        return picture.pixelColor(at(lanes, row, time_us) + QPoint(0, dy))

    assert colour(0, 1_000_000) == style(_ANGER, dark).colour
    assert colour(1, 1_300_000) == style(_SADNESS, dark).colour
    assert colour(1, 2_700_000) == style(_FEAR, dark).colour
    assert colour(0, 1_600_000) == lanes.palette().base().color()
    overview = timeline.overview.grab().toImage()
    low = timeline.overview.height() - 7
    x = round(timeline.overview.x_of(600_000))
    assert overview.pixelColor(x, low) == style(_ANGER, dark).colour


def test_edges_and_bars_are_dragged_to_frames(qtbot: QtBot, timeline: Timeline) -> None:
    lanes, drag = timeline.lanes, timeline.lanes.drag
    drag.enabled = True
    trims: list[tuple[str, int, int]] = []
    drag.trimmed.connect(lambda key, start, end: trims.append((key, start, end)))

    def pull(start_us: int, end_us: int, inset: int = 0) -> None:
        QTest.mousePress(lanes, _LEFT, pos=at(lanes, 0, start_us) + QPoint(inset, 0))
        QTest.mouseMove(lanes, at(lanes, 0, end_us) + QPoint(inset, 0))
        assert timeline.model.draft is not None
        QTest.mouseRelease(lanes, _LEFT, pos=at(lanes, 0, end_us) + QPoint(inset, 0))

    pull(1_200_000, 1_560_000, -2)
    pull(400_000, 200_000, 2)
    pull(800_000, 1_600_000)
    assert timeline.model.draft is None
    assert trims == [
        ("a", 400_000, 1_560_000),
        ("a", 200_000, 1_200_000),
        ("a", 1_200_000, 2_000_000),  # drawn to the other bar's edge
    ]


def test_pressing_a_bar_selects_it_and_goes_there(qtbot: QtBot, timeline: Timeline) -> None:
    lanes = timeline.lanes
    chosen: list[str | None] = []
    lanes.drag.clicked.connect(chosen.append)
    with qtbot.waitSignal(lanes.drag.pressed_at) as place:
        QTest.mouseClick(lanes, _LEFT, pos=at(lanes, 0, 2_200_000))
    assert place.args is not None
    assert abs(place.args[0] - 2_200_000) < 10_000
    QTest.mouseClick(lanes, _LEFT, pos=at(lanes, 0, 3_600_000))
    assert chosen == ["b", None]
    with qtbot.waitSignal(lanes.drag.opened) as opened:
        QTest.mouseDClick(lanes, _LEFT, pos=at(lanes, 1, 2_200_000))
    assert opened.args == ["c"]
    assert lanes.bar_at(QPointF(at(lanes, 1, 500_000))) is None


_LEFT = Qt.MouseButton.LeftButton
