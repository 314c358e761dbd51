"""Labels as a table: the same labels in words, worked by keys, read by screen readers."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app.gui.annotate.label_table import LabelRow, LabelRows
from engine.labels import LABELS
from engine.project.values import Label, Segment, new_id
from tests.app.annotate.conftest import Bench, mark

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def words(bench: Bench) -> list[tuple[str, str]]:
    """Face and label of each row."""
    cells = [row.cells() for row in bench.page.workbench.table.table.rows.rows]
    return [(cell[0], cell[4]) for cell in cells]


def test_the_table_says_what_the_timeline_paints(bench: Bench) -> None:
    mark(bench, 5, 9, Key.Key_2)
    mark(bench, 20, 24, Key.Key_5)
    table = bench.page.workbench.table
    bench.keys(Key.Key_T, modifier=CTRL | SHIFT)
    assert table.table.isVisible()
    assert not bench.page.timeline.lanes.isVisible()
    assert bench.page.window().focusWidget() is table.table
    assert words(bench) == [("Face 1", "Happiness"), ("Face 1", "Anger")]
    bench.keys(Key.Key_T, modifier=CTRL | SHIFT)
    assert bench.page.timeline.lanes.isVisible()
    assert bench.page.window().focusWidget() is bench.page.view


def test_rows_are_gone_through_and_relabelled_by_keys(bench: Bench) -> None:
    mark(bench, 5, 9, Key.Key_2)
    mark(bench, 20, 24, Key.Key_5)
    bench.keys(Key.Key_T, modifier=CTRL | SHIFT)
    table = bench.page.workbench.table.table
    bench.keys(Key.Key_Home)
    bench.keys(Key.Key_Down)
    bench.qtbot.waitUntil(lambda: bench.shown == 20)
    assert table.currentIndex().row() == 1
    bench.keys(Key.Key_4)
    assert words(bench)[1] == ("Face 1", "Sadness")
    bench.keys(Key.Key_Up)
    bench.qtbot.waitUntil(lambda: bench.shown == 5)
    bench.keys(Key.Key_Delete)
    assert words(bench) == [("Face 1", "Sadness")]
    bench.page.undo()
    assert words(bench) == [("Face 1", "Happiness"), ("Face 1", "Sadness")]
    assert len(bench.stored()) == 2


def test_the_table_follows_the_selection(bench: Bench) -> None:
    mark(bench, 5, 9, Key.Key_2)
    mark(bench, 20, 24, Key.Key_5)
    bench.keys(Key.Key_T, modifier=CTRL | SHIFT)
    bench.page.view.setFocus()
    bench.go(0)
    bench.keys(Key.Key_Down)
    bench.qtbot.waitUntil(lambda: bench.shown == 5)
    assert bench.page.workbench.table.table.currentIndex().row() == 0


def test_a_screen_reader_finds_a_table_with_these_cells(bench: Bench) -> None:
    mark(bench, 5, 9, Key.Key_2)
    bench.keys(Key.Key_T, modifier=CTRL | SHIFT)
    reader = QAccessible.queryAccessibleInterface(bench.page.workbench.table.table)
    assert reader.role() is QAccessible.Role.Table
    assert reader.text(QAccessible.Text.Name) == "Labels"
    found = [reader.child(i).text(QAccessible.Text.Name) for i in range(reader.childCount())]
    assert "Happiness" in found
    assert "Face 1" in found


def segment(place: int, label: Label) -> Segment:
    return Segment(new_id(), "v", "t", "a", 1000 * place, 1000 * place + 500, label)


def test_an_edit_touches_only_the_rows_it_changes(qtbot: QtBot) -> None:
    rows = [LabelRow(segment(i, Label.single(LABELS[i % 8])), "Face 1", 0) for i in range(2000)]
    model = LabelRows()
    model.set_rows(rows)
    told: Counter[str] = Counter()
    span: list[tuple[int, int]] = []
    model.modelReset.connect(lambda: told.update(["reset"]))
    model.rowsInserted.connect(lambda _p, a, b: span.append((a, b)))
    model.rowsRemoved.connect(lambda _p, a, b: span.append((a, b)))
    model.dataChanged.connect(lambda a, b: span.append((a.row(), b.row())))
    new = LabelRow(segment(70, Label.unsure()), "Face 1", 0)
    model.set_rows([*rows[:70], new, *rows[70:]])
    assert model.rows[70] == new
    model.set_rows(rows)
    model.set_rows([*rows[:9], new, *rows[10:]])
    assert model.rowCount() == 2000
    assert span == [(70, 70), (70, 70), (9, 9)]
    assert told == Counter()
    model.set_rows(())
    assert model.rowCount() == 0
