"""Votes by slider and number, and reasons why a face cannot be used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.annotate import digits
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


def test_shift_and_a_digit_take_a_vote_away(bench: Bench) -> None:
    bench.go(3)
    bench.keys(Key.Key_V, Key.Key_5, Key.Key_5, Key.Key_6)
    bench.keys(Key.Key_5, modifier=Qt.KeyboardModifier.ShiftModifier)
    bench.keys(
        Key.Key_AsciiCircum, modifier=Qt.KeyboardModifier.ShiftModifier
    )  # 6 on American keys
    bench.keys(Key.Key_1, modifier=Qt.KeyboardModifier.ShiftModifier)  # none was given
    bench.keys(Key.Key_5, Key.Key_Return)
    assert bench.labels == [(3, 3, "2 anger")]
    bench.keys(Key.Key_Escape, Key.Key_Right)
    bench.qtbot.waitUntil(lambda: bench.shown == 4)
    bench.keys(Key.Key_2, modifier=Qt.KeyboardModifier.ShiftModifier)  # nothing is typed: no label
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_6)
    bench.keys(Key.Key_5, modifier=Qt.KeyboardModifier.ShiftModifier)  # a set has no votes
    bench.keys(Key.Key_Return)
    assert bench.labels == [(3, 3, "2 anger"), (4, 4, "anger|disgust")]


@pytest.mark.parametrize(
    ("platform", "code"), [("xcb", 14), ("wayland", 14), ("windows", 6), ("cocoa", 23)]
)
def test_where_a_digit_lies_counts_not_what_shift_makes_of_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, code: int
) -> None:
    """Shift and 5 is "%" on most keyboards, but Shift and 7 is "/" on German ones."""
    monkeypatch.setattr(digits.QGuiApplication, "platformName", lambda: platform)

    def pressed(key: Qt.Key, scan: int) -> int | None:
        shift = Qt.KeyboardModifier.ShiftModifier
        return digits._shifted_digit(
            QKeyEvent(QEvent.Type.KeyPress, int(key), shift, scan, 0, 0, "")
        )

    assert pressed(Key.Key_Percent, code) == 4
    if platform != "cocoa":
        assert pressed(Key.Key_Slash, code + 2) == 6
        assert pressed(Key.Key_Colon, code + 25) is None
        assert pressed(Key.Key_5, code) is None  # typed with Shift in France: a digit, no more


def test_digits_that_a_keyboard_types_with_shift_are_digits(bench: Bench) -> None:
    bench.go(1)
    shift = Qt.KeyboardModifier.ShiftModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, int(Key.Key_2), shift, 11, 0, 0, "2")
        QApplication.sendEvent(bench.page.view, event)
    assert bench.labels == [(1, 1, "happiness")]


@pytest.mark.parametrize(("platform", "first"), [("xcb", 10), ("wayland", 10), ("windows", 2)])
def test_the_top_row_labels_also_where_it_types_no_digits(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, platform: str, first: int
) -> None:
    """French keyboards type "&", "é" and "-" where others type 1, 2 and 6."""
    monkeypatch.setattr(digits.QGuiApplication, "platformName", lambda: platform)
    page, zoom = bench.page, bench.page.timeline.model.view
    keys = page.findChild(digits.DigitKeys)

    def press(key: Qt.Key, text: str, place: int) -> None:
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(
                kind, int(key), Qt.KeyboardModifier.NoModifier, first + place, 0, 0, text
            )
            assert keys.eventFilter(page, event), (text, kind)

    bench.go(1)
    press(Key.Key_Eacute, "é", 1)
    bench.keys(Key.Key_Escape, Key.Key_Right)
    bench.qtbot.waitUntil(lambda: bench.shown == 2)
    press(Key.Key_Agrave, "à", 9)
    bench.keys(Key.Key_Escape, Key.Key_Right)
    bench.qtbot.waitUntil(lambda: bench.shown == 3)
    bench.keys(Key.Key_V)
    press(Key.Key_ParenLeft, "(", 4)
    press(Key.Key_Minus, "-", 5)
    bench.keys(Key.Key_Return)
    assert bench.labels == [(1, 1, "happiness"), (2, 2, "no_face"), (3, 3, "1 anger 1 disgust")]
    assert page.timeline.model.view == zoom

    bracket = QKeyEvent(
        QEvent.Type.KeyPress, int(Key.Key_BracketLeft), Qt.KeyboardModifier.NoModifier, first + 7,
        0, 0, "[",
    )  # fmt: skip
    assert digits._place(bracket) is None  # AltGr and 8 in Germany
