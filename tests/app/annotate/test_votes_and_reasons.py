"""Votes by slider and number, and reasons why a face cannot be used."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.gui.annotate.entry import REASONS, Entry, EntryKind
from engine.labels import LABELS, Expression
from engine.project.values import LabelKind, NoFaceReason
from tests.app.annotate.conftest import Bench

Key = Qt.Key


def test_votes_are_set_by_sliders_and_numbers(bench: Bench) -> None:
    bench.go(7)
    panel = bench.page.label_panel
    QTest.mouseClick(panel.kinds[LabelKind.VOTES], Qt.MouseButton.LeftButton)
    assert panel.votes.isVisible()
    assert not panel.grid.isVisible()
    assert not panel.commit.isEnabled()
    panel.votes.sliders[Expression.ANGER].setValue(3)
    panel.votes.numbers[Expression.FEAR].setValue(12)
    bench.page.view.setFocus()
    bench.keys(Key.Key_5)  # keys go on from there
    assert panel.votes.numbers[Expression.ANGER].value() == 4
    assert panel.votes.sliders[Expression.FEAR].value() == 10
    QTest.mouseClick(panel.commit, Qt.MouseButton.LeftButton)
    assert bench.labels == [(7, 7, "12 fear 4 anger")]
    assert bench.stored()[0].label.weights[LABELS.index(Expression.FEAR)] == 12
    assert panel.grid.isVisible()
    assert not panel.votes.isVisible()


def test_digits_in_a_number_stay_there_and_enter_labels(bench: Bench) -> None:
    bench.go(2)
    bench.keys(Key.Key_V)
    number = bench.page.label_panel.votes.numbers[Expression.SADNESS]
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "25")
    assert number.value() == 25
    QTest.keyClick(number, Key.Key_Up)
    QTest.keyClick(number, Key.Key_Return)
    assert bench.labels == [(2, 2, "26 sadness")]


def test_esc_and_the_button_leave_without_a_label(bench: Bench) -> None:
    panel = bench.page.label_panel
    bench.keys(Key.Key_V, Key.Key_3)
    QTest.mouseClick(panel.leave, Qt.MouseButton.LeftButton)
    assert not panel.votes.isVisible()
    bench.keys(Key.Key_W, Key.Key_1, Key.Key_Escape)
    assert not panel.reasons.isVisible()
    assert bench.labels == []


def test_a_face_that_cannot_be_used_says_why(bench: Bench) -> None:
    panel = bench.page.label_panel
    bench.go(4)
    bench.keys(Key.Key_0)
    assert panel.why.isVisible()
    bench.keys(Key.Key_W, Key.Key_1, Key.Key_3, Key.Key_7)
    assert [r for r, b in panel.reasons.buttons.items() if b.isChecked()] == [
        NoFaceReason.OCCLUDED,
        NoFaceReason.BLURRED,
        NoFaceReason.OTHER,
    ]
    bench.keys(Key.Key_3, Key.Key_Return)
    (segment,) = bench.stored()
    assert segment.label.reasons == (NoFaceReason.OCCLUDED, NoFaceReason.OTHER)
    assert panel.present.text() == "No usable face: occluded, other"
    bench.page.undo()
    (segment,) = bench.stored()
    assert segment.label.kind is LabelKind.NO_FACE
    assert segment.label.reasons == ()


def test_reasons_are_changed_later_and_by_mouse(bench: Bench) -> None:
    panel = bench.page.label_panel
    bench.go(4)
    bench.keys(Key.Key_W, Key.Key_2, Key.Key_Return, Key.Key_Escape)
    bench.go(9)
    bench.go(4)
    QTest.mouseClick(panel.why, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.reasons.buttons[NoFaceReason.SMALL], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.commit, Qt.MouseButton.LeftButton)
    (segment,) = bench.stored()
    assert segment.label.reasons == (NoFaceReason.PROFILE, NoFaceReason.SMALL)


def test_every_reason_has_a_digit() -> None:
    assert len(REASONS) == len(NoFaceReason) <= len(LABELS)
    entry = Entry(EntryKind.REASONS)
    for expression in LABELS:
        entry = entry.typed(expression)
    assert set(entry.reasons) == set(NoFaceReason)
    assert entry.typed(LABELS[0]).reasons == entry.reasons[1:]
