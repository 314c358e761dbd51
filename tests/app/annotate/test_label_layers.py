"""Who labelled what: layers, the hidden model, markers, and the project that keeps them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from app.gui.actions import ACTIONS, Scope
from app.gui.annotate.keys import LABEL_KEYS
from app.gui.review.keys import REVIEW_KEYS
from app.gui.video.keys import KEYS
from app.gui.video.modes import Mode
from engine.labels import Expression
from engine.project.values import LabelKind
from tests.app.annotate.conftest import Bench, BenchMaker, mark
from tests.app.video.conftest import FRAMES, TIMES_US, analyse

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_the_model_is_hidden_until_h_and_labels_say_so(make_bench: BenchMaker) -> None:
    bench = make_bench()
    bench.open()
    page = bench.page
    analyse(bench.qtbot, page)
    bench.go(41)
    assert not page.panel.isVisible()
    assert not page.timeline.model.layout.model
    assert page.view.accessibleDescription() == "The picture with a box around each face"
    bench.keys(Key.Key_2, Key.Key_H)
    assert page.panel.isVisible()
    assert page.timeline.model.layout.model
    bench.go(42)
    bench.keys(Key.Key_5)
    assert [(s.label.expressions[0], s.blind) for s in bench.stored()] == [
        (Expression.HAPPINESS, True),
        (Expression.ANGER, False),
    ]
    page.set_mode(Mode.WATCH)
    assert page.panel.isVisible()
    assert not page.label_panel.isVisible()
    bench.keys(Key.Key_4)
    assert len(bench.labels) == 2


def test_annotators_have_labels_of_their_own(bench: Bench) -> None:
    bench.go(10)
    bench.keys(Key.Key_2)
    panel, session = bench.page.label_panel, bench.page.workbench.annotation.session
    assert session is not None
    panel.annotator.setFocus()
    line = panel.annotator.lineEdit()
    assert line is not None
    line.selectAll()
    bench.qtbot.keyClicks(line, "Grace 1")  # keys of a line are no labels
    bench.qtbot.keyClick(line, Key.Key_Return)
    bench.qtbot.waitUntil(
        lambda: session.annotator is not None and session.annotator.name == "Grace 1"
    )
    assert bench.labels == []
    bench.page.view.setFocus()
    bench.keys(Key.Key_5)
    assert bench.labels == [(10, 10, "anger")]
    assert len(bench.stored()) == 2
    session.set_annotator("Ada")
    bench.qtbot.waitUntil(lambda: bench.labels == [(10, 10, "happiness")])


def test_everything_is_there_after_closing_and_opening_again(make_bench: BenchMaker) -> None:
    bench = make_bench()
    bench.open()
    mark(bench, 10, 20, Key.Key_2)
    bench.go(12)
    bench.keys(Key.Key_3, modifier=ALT)
    bench.keys(Key.Key_M)
    bench.keys("she laughs", Key.Key_Return)
    bench.keys(Key.Key_F2)
    bench.keys("Ada L", Key.Key_Return)
    before = bench.segments
    bench.close()
    assert not bench.clip.with_suffix(".mien-wal").exists()
    bench.open()
    assert bench.segments == before
    assert before[0].confidence == 3
    session = bench.page.workbench.annotation.session
    assert session is not None
    assert session.book is not None
    assert [m.text for m in session.book.markers()] == ["she laughs"]
    assert bench.page.timeline.model.names == {0: "Ada L"}


def test_markers_and_notes_are_made_changed_and_deleted(bench: Bench) -> None:
    model = bench.page.timeline.model
    bench.go(10)
    bench.keys(Key.Key_M)
    bench.keys("door", Key.Key_Return)
    assert model.markers == ((TIMES_US[10], "door"),)
    bench.keys(Key.Key_M)
    bench.keys("a door opens", Key.Key_Return)
    assert model.markers == ((TIMES_US[10], "a door opens"),)
    bench.keys(Key.Key_2)
    bench.keys(Key.Key_N, modifier=CTRL | SHIFT)
    bench.keys("laughs", Key.Key_Return)
    assert [s.note for s in bench.stored()] == ["laughs"]
    bench.keys(Key.Key_Delete)  # the label first, then the marker
    assert (len(bench.labels), len(model.markers)) == (0, 1)
    bench.keys(Key.Key_Delete)
    assert model.markers == ()
    bench.page.undo()
    assert model.markers == ((TIMES_US[10], "a door opens"),)


def test_no_two_keys_of_the_page_are_the_same() -> None:
    tables = [*KEYS, *LABEL_KEYS, *REVIEW_KEYS]
    local = [QKeySequence(key).toString() for entry in tables for key in entry.keys]
    everywhere = [
        QKeySequence(key).toString()
        for action in ACTIONS
        if action.scope is Scope.APP
        for key in action.keys
    ]
    assert len(set(local)) == len(local)
    assert not set(local) & set(everywhere)
    assert not set(local) & set("0123456789")


def test_g_goes_to_a_frame_or_time(bench: Bench) -> None:
    bench.keys(Key.Key_G)
    bench.keys("33", Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.shown == 33)
    bench.keys(Key.Key_G)
    bench.keys("0:01.5", Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.shown is not None and bench.shown != 33)
    assert bench.shown is not None
    assert TIMES_US[bench.shown] <= 1_500_000 < TIMES_US[bench.shown + 1]
    for text, frame in (("#12", 12), ("frame 7", 7), ("Bild 9", 9), ("f20", 20), ("99999", 89)):
        bench.keys(Key.Key_G)
        bench.keys(text, Key.Key_Return)
        bench.qtbot.waitUntil(lambda frame=frame: bench.shown == frame)
    ask = bench.page.workbench.ask
    bench.keys(Key.Key_G)
    bench.keys("noon", Key.Key_Return)
    assert ask.question.text() == "“noon” is neither a frame nor a time"
    bench.keys("0.5", Key.Key_Return)  # what was refused is typed over
    bench.qtbot.waitUntil(lambda: bench.shown is not None and bench.shown < 89)
    assert TIMES_US[bench.shown] <= 500_000 < TIMES_US[bench.shown + 1]
    bench.keys(Key.Key_G, Key.Key_Escape)
    assert bench.page.workbench.ask.isHidden()
    assert bench.page.view.hasFocus()


def test_q_loops_the_label_and_lets_go(bench: Bench) -> None:
    mark(bench, 10, 14, Key.Key_2)
    player = bench.page.player
    assert player is not None
    bench.keys(Key.Key_Q)
    assert player.loop == (10, 14)
    seen: set[int] = set()
    player.frame_changed.connect(lambda frame: seen.add(frame.index))
    bench.qtbot.waitUntil(lambda: {10, 14} <= seen)
    bench.keys(Key.Key_Q)
    assert player.loop is None
    assert player.rate == 0.0


def test_a_clip_is_labelled_without_the_mouse(make_bench: BenchMaker) -> None:
    """From opening to the last frame, by keys only, with every kind of label."""
    bench = make_bench(mode=Mode.WATCH)
    bench.open()
    bench.page.set_mode(Mode.LABEL)  # Ctrl+4, a key of the window
    bench.keys(Key.Key_I)
    for _ in range(4):
        bench.keys(Key.Key_Right, modifier=SHIFT)
    bench.keys(Key.Key_End, Key.Key_O, Key.Key_1)
    bench.qtbot.waitUntil(lambda: bench.shown == FRAMES - 1)
    assert bench.labels == [(0, FRAMES - 1, "neutral")]
    bench.keys(Key.Key_Home)
    bench.qtbot.waitUntil(lambda: bench.shown == 0)
    bench.keys(*[Key.Key_Right] * 20)
    bench.qtbot.waitUntil(lambda: bench.shown == 20)
    bench.keys(Key.Key_I, *[Key.Key_Right] * 5, Key.Key_O)
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_Return)
    assert bench.labels[1] == (20, 25, "anger|disgust")
    assert {s.label.kind for s in bench.stored()} == {LabelKind.SINGLE, LabelKind.CANDIDATES}


def test_no_project_without_a_place_for_it(make_bench: BenchMaker, tmp_path: Path) -> None:
    bench = make_bench()
    (tmp_path / "clip.mien").write_text("somebody else's file")
    told: list[str] = []
    bench.page.error.connect(lambda error: told.append(str(error)))
    bench.open()
    bench.keys(Key.Key_2)
    assert len(bench.labels) == 1
    assert (tmp_path / "clip.mien").read_text() == "somebody else's file"
    assert "kept in another place" in told[0]
    assert list((tmp_path / "elsewhere").glob("clip-*.mien"))


def test_a_video_that_was_replaced_is_told_and_its_labels_are_kept(
    make_bench: BenchMaker, damaged_clip: Path
) -> None:
    bench = make_bench()
    bench.open()
    bench.keys(Key.Key_2)
    labelled = bench.stored()
    bench.close()
    original = bench.clip.read_bytes()
    bench.clip.write_bytes(damaged_clip.read_bytes())
    told: list[str] = []
    bench.page.error.connect(lambda error: told.append(str(error)))
    bench.page.open_video(bench.clip)
    bench.qtbot.waitUntil(lambda: any("labels are kept" in text for text in told))
    bench.qtbot.waitUntil(lambda: bench.page.workbench.annotation.ready)
    assert bench.labels == []
    bench.close()
    bench.clip.write_bytes(original)
    told.clear()
    bench.open()
    assert bench.stored() == labelled
    assert not told


def test_the_ways_of_labelling_are_shown(bench: Bench) -> None:
    panel = bench.page.label_panel
    bench.keys(Key.Key_R)
    assert panel.run_through.isChecked()
    panel.run_through.click()
    assert not bench.page.workbench.annotation.state.ways.run_through
    panel.grid.buttons[Expression.FEAR].click()
    assert bench.labels == [(0, 0, "fear")]
    assert panel.grid.buttons[Expression.FEAR].share == 1.0
    ways = bench.page.workbench.annotation.state.ways
    assert replace(ways, blind=False) != ways
