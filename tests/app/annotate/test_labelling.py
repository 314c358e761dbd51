"""Labels by keys alone, on the real page, into the real file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.labels import Expression
from tests.app.annotate.conftest import Bench, mark, said
from tests.app.video.conftest import FRAMES, TIMES_US

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_opening_a_video_makes_a_project_beside_it(bench: Bench) -> None:
    assert bench.clip.with_suffix(".mien").is_file()
    assert bench.stored() == ()
    assert "Press 1 to 8" in bench.page.label_panel.foot.text()


def test_a_digit_labels_the_frame_on_screen_and_is_on_disk(bench: Bench) -> None:
    bench.go(12)
    bench.keys(Key.Key_5)
    assert bench.labels == [(12, 12, "anger")]
    (segment,) = bench.stored()
    assert (segment.start_us, segment.end_us) == (TIMES_US[12], TIMES_US[13])
    assert segment.label.expressions == (Expression.ANGER,)
    assert segment.blind
    bench.keys(Key.Key_2)
    assert bench.labels == [(12, 12, "happiness")]
    (changed,) = bench.stored()
    assert changed.id == segment.id


def test_in_and_out_mark_what_a_digit_labels(bench: Bench) -> None:
    bench.go(10)
    bench.keys(Key.Key_I)
    bench.go(20)
    bench.keys(Key.Key_O, Key.Key_3)
    assert bench.labels == [(10, 20, "surprise")]
    assert bench.page.timeline.model.marks == (None, None)
    bench.go(30)
    bench.keys(Key.Key_I)
    bench.keys(Key.Key_X, modifier=ALT)
    bench.keys(Key.Key_1)
    assert bench.labels == [(10, 20, "surprise"), (30, 30, "neutral")]
    bench.go(FRAMES - 1)
    bench.keys(Key.Key_4)
    assert bench.labels[-1] == (FRAMES - 1, FRAMES - 1, "sadness")


def test_a_new_label_trims_what_it_covers_in_one_step(bench: Bench) -> None:
    mark(bench, 10, 30, Key.Key_2)
    mark(bench, 18, 22, Key.Key_5)
    assert bench.labels == [(10, 17, "happiness"), (18, 22, "anger"), (23, 30, "happiness")]
    bench.page.undo()
    assert bench.labels == [(10, 30, "happiness")]
    bench.page.redo()
    assert len(bench.labels) == 3
    assert len(bench.stored()) == 3


def test_candidate_sets_votes_unsure_and_no_face(bench: Bench) -> None:
    bench.go(3)
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_7)
    assert bench.page.label_panel.entry.isVisible()
    bench.keys(Key.Key_6, Key.Key_Return)  # 6 again takes disgust out
    assert not bench.page.label_panel.entry.isVisible()
    bench.go(4)
    bench.keys(Key.Key_V, Key.Key_5, Key.Key_5, Key.Key_5, Key.Key_7, Key.Key_7, Key.Key_Minus)
    bench.keys(Key.Key_Backspace, Key.Key_7, Key.Key_Enter)
    bench.go(5)
    bench.keys(Key.Key_U)
    bench.go(6)
    bench.keys(Key.Key_0)
    assert bench.labels == [
        (3, 3, "anger|fear"),
        (4, 4, "3 anger 1 fear"),
        (5, 5, "unsure"),
        (6, 6, "no_face"),
    ]
    assert [said(s) for s in bench.stored()] == [what for _a, _b, what in bench.labels]


def test_esc_leaves_typing_and_nothing_is_labelled(bench: Bench) -> None:
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_Escape, Key.Key_Return)
    assert bench.labels == []
    bench.keys(Key.Key_V, Key.Key_Return)  # nothing typed: stays open
    assert bench.page.label_panel.entry.isVisible()
    bench.keys(Key.Key_Escape)
    assert not bench.page.label_panel.entry.isVisible()


def test_a_digit_held_while_playing_labels_what_passed(bench: Bench) -> None:
    page, player = bench.page, bench.page.player
    assert player is not None
    player.speed = 0.5
    bench.go(10)
    bench.keys(Key.Key_Space)
    bench.qtbot.waitUntil(lambda: (bench.shown or 0) >= 12)
    QTest.keyPress(page.view, Key.Key_2)
    first = bench.shown
    assert first is not None
    bench.qtbot.waitUntil(lambda: (bench.shown or 0) >= first + 8, timeout=10_000)
    assert page.timeline.model.draft is not None
    QTest.keyRelease(page.view, Key.Key_2)
    last = bench.shown
    bench.keys(Key.Key_K)
    assert page.timeline.model.draft is None
    assert bench.labels == [(first, last, "happiness")]


def test_a_reaction_time_begins_a_held_label_earlier(bench: Bench) -> None:
    page, player = bench.page, bench.page.player
    assert player is not None
    assert player.index is not None
    reaction_us = page.workbench.annotation.state.reaction_us = 200_000
    player.speed = 0.5
    bench.go(20)
    bench.keys(Key.Key_Space)
    bench.qtbot.waitUntil(lambda: (bench.shown or 0) >= 24)
    QTest.keyPress(page.view, Key.Key_2)
    pressed = bench.shown
    assert pressed is not None
    bench.qtbot.waitUntil(lambda: (bench.shown or 0) >= pressed + 6, timeout=10_000)
    QTest.keyRelease(page.view, Key.Key_2)
    bench.keys(Key.Key_K)
    # At half speed a person's 200 ms are 100 ms of the video.
    first = player.index.index_at(int(player.index.times[pressed]) - reaction_us // 2)
    assert first < pressed
    assert bench.labels[0][0] == first


def test_a_tap_while_playing_labels_one_frame(bench: Bench) -> None:
    player = bench.page.player
    assert player is not None
    player.speed = 0.25
    bench.go(10)
    bench.keys(Key.Key_Space)
    bench.qtbot.waitUntil(lambda: (bench.shown or 0) >= 12)
    bench.keys(Key.Key_2)
    bench.keys(Key.Key_K)
    ((first, last, what),) = bench.labels
    assert (first, what) == (last, "happiness")


def test_run_through_ends_one_label_and_begins_the_next(bench: Bench) -> None:
    bench.go(5)
    bench.keys(Key.Key_R, Key.Key_2)
    bench.go(15)
    bench.keys(Key.Key_5)
    bench.go(25)
    bench.keys(Key.Key_1)
    bench.go(30)
    bench.keys(Key.Key_R)
    assert bench.labels == [(5, 14, "happiness"), (15, 24, "anger"), (25, 29, "neutral")]
    bench.keys(Key.Key_3)
    assert bench.labels[-1] == (30, 30, "surprise")


def test_after_a_label_on_to_the_next_unlabelled_frame(bench: Bench) -> None:
    mark(bench, 1, 9, Key.Key_2)
    bench.go(0)
    bench.keys(Key.Key_T, Key.Key_1)
    bench.qtbot.waitUntil(lambda: bench.shown == 10)
    bench.keys(Key.Key_4)
    bench.qtbot.waitUntil(lambda: bench.shown == 11)
    bench.keys(Key.Key_N, modifier=SHIFT)
    assert bench.labels == [(0, 0, "neutral"), (1, 9, "happiness"), (10, 10, "sadness")]


def test_segments_are_split_merged_trimmed_copied_and_deleted(bench: Bench) -> None:
    mark(bench, 10, 30, Key.Key_2)
    bench.go(20)
    bench.keys(Key.Key_B)
    assert bench.labels == [(10, 19, "happiness"), (20, 30, "happiness")]
    bench.keys(Key.Key_5)
    assert bench.labels[1] == (20, 20, "anger")
    bench.page.undo()
    bench.go(12)
    bench.keys(Key.Key_BracketLeft)
    bench.go(28)
    bench.keys(Key.Key_BracketRight)
    assert bench.labels == [(12, 19, "happiness"), (20, 28, "happiness")]
    bench.go(15)
    bench.keys(Key.Key_B, modifier=SHIFT)
    assert bench.labels == [(12, 28, "happiness")]
    bench.go(40)
    bench.keys(Key.Key_D)
    assert bench.labels[-1] == (40, 40, "happiness")
    bench.go(14)
    bench.keys(Key.Key_Delete)
    assert bench.labels == [(40, 40, "happiness")]
    while bench.page.workbench.stack is not None and bench.page.workbench.stack.canUndo():
        bench.page.undo()
    assert bench.labels == []
    assert bench.stored() == ()


def test_going_from_label_to_label_and_edge_to_edge(bench: Bench) -> None:
    mark(bench, 10, 12, Key.Key_2)
    mark(bench, 20, 29, Key.Key_5)
    bench.go(0)
    bench.keys(Key.Key_Down, Key.Key_Down)
    bench.qtbot.waitUntil(lambda: bench.shown == 20)
    assert bench.page.timeline.model.bar == bench.segments[1].id
    bench.keys(Key.Key_7)
    assert bench.labels[1] == (20, 29, "fear")
    bench.keys(Key.Key_Up)
    bench.qtbot.waitUntil(lambda: bench.shown == 10)
    bench.keys(Key.Key_Right, modifier=CTRL)
    bench.qtbot.waitUntil(lambda: bench.shown == 13)
    bench.keys(Key.Key_Left, modifier=CTRL)
    bench.qtbot.waitUntil(lambda: bench.shown == 10)


def test_stepping_away_lets_the_selection_go(bench: Bench) -> None:
    bench.go(10)
    bench.keys(Key.Key_2, Key.Key_Right)
    bench.qtbot.waitUntil(lambda: bench.shown == 11)
    bench.keys(Key.Key_5)
    assert bench.labels == [(10, 10, "happiness"), (11, 11, "anger")]


def test_a_digit_right_after_a_step_labels_the_frame_stepped_to(bench: Bench) -> None:
    bench.go(10)
    bench.keys(Key.Key_2, Key.Key_Right, Key.Key_5, Key.Key_Right, Key.Key_1)
    assert bench.labels == [(10, 10, "happiness"), (11, 11, "anger"), (12, 12, "neutral")]
