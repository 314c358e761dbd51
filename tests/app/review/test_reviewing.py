"""A review by keys alone, on the real page: decide, walk back, see what it changed."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.gui.review import loading
from app.gui.review.queue import Queue
from app.gui.video.modes import Mode
from engine.labels import LABELS, Expression
from engine.project.items import Item
from engine.project.ranking import DEFAULT_ORDER, Order, caught
from engine.project.store import Project
from engine.project.values import Decision, Review, SegmentSource, new_id
from tests.app.annotate.conftest import Bench, BenchMaker, make_bench, said, vfr_clip
from tests.app.video.conftest import analyse

__all__ = ["make_bench", "vfr_clip"]

Key = Qt.Key


@pytest.fixture
def bench(make_bench: BenchMaker) -> Bench:
    """A page in review mode over an analysed clip, ranked by disagreement."""
    bench = make_bench(mode=Mode.WATCH)
    assert bench.page.workbench.review.order is DEFAULT_ORDER is not Order.DISAGREEMENT
    bench.page.workbench.review.set_order(Order.DISAGREEMENT, spread=True)
    bench.open()
    analyse(bench.qtbot, bench.page)
    review = bench.page.workbench.review
    bench.qtbot.waitUntil(lambda: len(review.queue) > 0)
    bench.page.set_mode(Mode.REVIEW)
    bench.qtbot.waitUntil(lambda: review.item is not None)
    return bench


def reviews(bench: Bench) -> list[tuple[Decision, str]]:
    """What the file says of decisions and the labels that came of them."""
    bench.stored()
    with Project.open(bench.clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        labels = {s.id: said(s) for s in project.segments(video.id)}
        assert all(s.source is SegmentSource.REVIEW for s in project.segments(video.id))
        assert not any(s.blind for s in project.segments(video.id))
        return [(r.decision, labels.get(r.segment_id or "", "")) for r in project.reviews(video.id)]


def test_items_are_runs_ranked_by_disagreement(bench: Bench) -> None:
    review = bench.page.workbench.review
    # Only face 1, in the frames 10 to 19, has a first look that differs from its correction.
    first = review.queue.items[0]
    assert (first.first_frame, first.last_frame) == (10, 19)
    assert (first.primary, first.corrected) == (LABELS[1], LABELS[2])
    assert bench.page.review_panel.isVisible()
    assert "First look: happiness" in bench.page.review_panel.text.text()
    assert bench.page.header.modes.buttons[Mode.REVIEW].text() == f"Review  {len(review.queue)}"


def test_the_item_is_looped_and_its_face_chosen(bench: Bench) -> None:
    player = bench.page.player
    assert player is not None
    assert player.loop == (10, 19)
    bench.qtbot.waitUntil(lambda: bench.shown is not None and 10 <= bench.shown <= 19)
    assert player.rate > 0
    assert bench.page.timeline.model.track == 1
    bench.page.set_mode(Mode.WATCH)
    assert player.loop is None
    assert player.rate == 0.0


def test_who_wants_no_motion_plays_an_item_with_a_key(bench: Bench) -> None:
    page = bench.page
    player = page.player
    assert player is not None
    page.workbench.review_desk.still = True
    page.set_mode(Mode.WATCH)
    page.set_mode(Mode.REVIEW)
    bench.qtbot.waitUntil(lambda: bench.shown == 14)  # in the middle of 10 to 19
    assert player.rate == 0.0
    page.setFocus()
    bench.keys(Key.Key_Space)
    bench.qtbot.waitUntil(lambda: player.rate > 0)
    assert player.loop == (10, 19)
    bench.keys(Key.Key_S)
    bench.qtbot.waitUntil(lambda: player.rate == 0.0)


def test_single_keys_decide_and_go_on(bench: Bench) -> None:
    review = bench.page.workbench.review
    count = len(review.queue)
    bench.keys(Key.Key_P)
    bench.keys(Key.Key_Return)
    bench.keys(Key.Key_U)
    bench.keys(Key.Key_S)
    bench.keys(Key.Key_5)
    bench.keys(Key.Key_A, Key.Key_5, Key.Key_7, Key.Key_Return)
    assert review.queue.count_done == 6
    told = reviews(bench)
    assert [decision for decision, _label in told] == [
        Decision.ACCEPT_PRIMARY,
        Decision.ACCEPT_CORRECTED,
        Decision.UNSURE,
        Decision.SKIP,
        Decision.RELABEL,
        Decision.RELABEL,
    ]
    assert [told[0][1], told[2][1], told[3][1]] == ["happiness", "unsure", ""]
    assert told[5][1] == "anger|fear"
    panel = bench.page.review_panel
    assert "6 done" in panel.progress.text()
    assert "correction accepted 1" in panel.summary.text().lower()
    assert bench.page.header.modes.buttons[Mode.REVIEW].text() == f"Review  {count - 6}"


def test_undo_walks_back_and_reopens_the_item(bench: Bench) -> None:
    review = bench.page.workbench.review
    first = review.item
    bench.keys(Key.Key_P)
    assert review.item != first
    bench.page.undo()
    assert review.item == first
    assert review.queue.count_done == 0
    assert reviews(bench) == []
    bench.page.redo()
    assert review.queue.count_done == 1
    bench.keys(Key.Key_Up)
    assert review.item == first
    assert "first look accepted" in bench.page.review_panel.state.text()


def test_accepting_leaves_what_was_labelled_before(bench: Bench) -> None:
    page, review = bench.page, bench.page.workbench.review
    first = review.item
    page.set_mode(Mode.LABEL)
    bench.go(12)
    bench.keys(Key.Key_8)
    page.set_mode(Mode.REVIEW)
    bench.qtbot.waitUntil(lambda: review.item is not None)
    assert (review.item.track_id, review.item.start_us) == (first.track_id, first.start_us)  # type: ignore[union-attr]
    bench.keys(Key.Key_Return)
    session = page.workbench.annotation.session
    assert session is not None
    labels = [(s.label.expressions[0], s.source, s.blind) for s in session.segments(1)]
    accepted = (LABELS[2], SegmentSource.REVIEW, False)
    assert labels == [accepted, (LABELS[7], SegmentSource.HUMAN, True), accepted]
    bench.keys(Key.Key_Up, Key.Key_4)  # another label is meant to replace them
    assert [s.label.expressions[0] for s in session.segments(1)] == [LABELS[3]]


def test_esc_leaves_typing_without_deciding(bench: Bench) -> None:
    bench.keys(Key.Key_V, Key.Key_5)
    assert bench.page.review_panel.entry.isVisible()
    bench.keys(Key.Key_Escape)
    assert not bench.page.review_panel.entry.isVisible()
    assert bench.page.workbench.review.queue.count_done == 0


def test_the_review_goes_on_after_opening_again(bench: Bench) -> None:
    review = bench.page.workbench.review
    bench.keys(Key.Key_P, Key.Key_Return)
    left = {(i.track_id, i.start_us) for i in review.queue.items[2:]}
    bench.close()
    bench.open()
    bench.qtbot.waitUntil(lambda: review.item is not None)
    assert review.queue.count_done == 2
    assert (review.item.track_id, review.item.start_us) in left  # type: ignore[union-attr]


def test_other_orders(bench: Bench) -> None:
    review, panel = bench.page.workbench.review, bench.page.review_panel
    count = len(review.queue)
    panel.order.setCurrentIndex(list(Order).index(Order.RANDOM))
    panel.order.activated.emit(panel.order.currentIndex())
    assert review.queue.order is Order.RANDOM
    assert len(review.queue) == count
    panel.order.setCurrentIndex(list(Order).index(Order.ANNOTATORS))
    panel.order.activated.emit(panel.order.currentIndex())
    assert review.item is None
    assert "Two people" in panel.text.text()
    assert not panel.bars.isVisible()


def test_all_done_is_said(bench: Bench) -> None:
    review = bench.page.workbench.review
    bench.keys(*[Key.Key_Return] * len(review.queue))
    assert review.item is None
    assert bench.page.review_panel.face.text() == "All items are done"


def test_without_an_analysis_it_is_said_what_to_do(make_bench: BenchMaker) -> None:
    bench = make_bench(mode=Mode.REVIEW)
    bench.open()
    assert "Analyse the video first" in bench.page.review_panel.text.text()
    bench.keys(Key.Key_Return, Key.Key_P, Key.Key_5)
    assert bench.stored() == ()


def item(place: int, primary: Expression, corrected: Expression) -> Item:
    even = tuple(np.full(8, 0.125))
    return Item(
        "r", "t", place * 10, place * 10 + 9, 10, place * 100, place * 100 + 90,
        primary, corrected, even, even, 0.5 / (place + 1), 1.0, 0.9,
    )  # fmt: skip


def review_of(thing: Item, decision: Decision, seconds: float | None = None) -> Review:
    return Review(
        new_id(), "v", thing.track_id, thing.run_id, "a", thing.start_us, thing.end_us,
        "disagreement", 0.1, decision, None, seconds,
    )  # fmt: skip


def test_a_queue_counts_pairs_pace_and_what_changed() -> None:
    anger, fear = Expression.ANGER, Expression.FEAR
    items = [item(place, anger, fear) for place in range(4)] + [item(4, anger, anger)]
    queue = Queue.of(items, Order.DISAGREEMENT, [], spread=False)
    assert queue.next_open() == 0
    assert queue.seconds_left is None
    decisions = [
        Decision.ACCEPT_CORRECTED, Decision.ACCEPT_PRIMARY, Decision.SKIP, Decision.RELABEL,
    ]  # fmt: skip
    queue = queue.with_reviews(
        review_of(thing, decision, seconds)
        for thing, decision, seconds in zip(items, decisions, (2.0, 4.0, 3.0, 900.0), strict=False)
    )
    assert queue.next_open() == 4
    assert queue.seconds_left == pytest.approx(3.5)
    summary = queue.summary
    assert (summary.frames, summary.changed_frames) == (30, 20)
    assert [(p.primary, p.items, p.accepted_corrected) for p in summary.pairs] == [(anger, 3, 1)]


def test_another_video_does_not_wait_for_items_of_the_one_before(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, looking, go_on = bench.page.workbench.review, threading.Event(), threading.Event()
    found = len(review.queue)

    def slow(*_given: object, stop: threading.Event | None = None, **_more: object) -> tuple[()]:
        looking.set()
        go_on.wait(30)
        assert stop is not None
        assert stop.is_set()
        return ()

    review._loader = loading.Loader()
    with monkeypatch.context() as patched:
        patched.setattr(loading, "make_items", slow)
        review.load(None)
        assert looking.wait(5)
        bench.page.close_video()  # would wait for seconds, and say so
        assert not review.wait(0.0)
        go_on.set()
        assert review.wait(5.0)
    bench.qtbot.wait(20)
    assert not len(review.queue)  # what came too late is of nobody's interest
    bench.open()
    bench.page.set_mode(Mode.REVIEW)
    bench.qtbot.waitUntil(lambda: len(review.queue) == found)


def test_items_are_ranked_behind_the_window(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    review, ranked = bench.page.workbench.review, list[tuple[Order | None, threading.Thread]]()
    ranks = loading.Way.queue

    def noted(way: loading.Way, *given: Any) -> Queue:
        ranked.append((way.order, threading.current_thread()))
        return ranks(way, *given)

    monkeypatch.setattr(loading.Way, "queue", noted)
    before = review.queue.items
    review.load(None)
    bench.qtbot.waitUntil(lambda: not review._jobs.busy)
    bench.qtbot.wait(20)
    assert review.queue.items == before
    assert [order for order, _thread in ranked] == [Order.DISAGREEMENT]
    assert ranked[0][1] is not threading.current_thread()
    # Chosen while it ranks: what was chosen last counts.
    review.load(None)
    review.set_order(Order.RANDOM, spread=True)
    bench.qtbot.waitUntil(lambda: not review._jobs.busy)
    bench.qtbot.wait(20)
    assert review.queue.order is Order.RANDOM
    assert set(review.queue.items) == set(before)


def test_a_queue_knows_its_errors_however_much_was_decided() -> None:
    anger, fear = Expression.ANGER, Expression.FEAR
    said_fear = tuple(float(label is fear) for label in LABELS)
    items = [
        replace(item(place, anger, found), human=said_fear if place % 2 else None)
        for place, found in enumerate((anger, anger, fear, fear, anger, anger))
    ]
    queue = Queue.of(items, Order.DISAGREEMENT, [], spread=False)
    assert queue.caught((1, 2)) == caught(queue.items, (1, 2))
    assert [c.errors for c in queue.caught((1, 3))] == [1, 2]
    decided = queue.with_reviews([review_of(items[1], Decision.SKIP)])
    assert decided.caught() == queue.caught()


def test_items_are_left_out_by_label_and_by_face(bench: Bench) -> None:
    page, review = bench.page, bench.page.workbench.review
    panel, whole = page.review_panel, review.queue.items
    assert [panel.who.itemText(i) for i in range(panel.who.count())] == [
        "All faces",
        "Face 1",
        "Face 2",
    ]
    panel.label.setCurrentText("Surprise")
    panel.label.activated.emit(panel.label.currentIndex())
    surprise = Expression.SURPRISE
    assert review.queue.items == tuple(
        item for item in whole if surprise in (item.primary, item.corrected)
    )
    assert 0 < len(review.queue) < len(whole)
    bench.keys(Key.Key_Return)
    assert review.queue.count_done == 1
    panel.who.setCurrentText("Face 2")
    panel.who.activated.emit(panel.who.currentIndex())
    assert {(i.first_frame, i.last_frame) for i in review.queue.items} == {(10, 19)}
    assert panel.label.currentText() == "Surprise"

    panel.label.setCurrentText("Contempt")
    panel.label.activated.emit(panel.label.currentIndex())
    assert not len(review.queue)
    assert panel.face.text() == "No such item"
    panel.label.setCurrentIndex(0)
    panel.label.activated.emit(0)
    panel.who.setCurrentIndex(0)
    panel.who.activated.emit(0)
    assert review.queue.items == whole
    assert review.queue.count_done == 1  # what was decided stays decided


def test_somebody_with_a_name_is_chosen_by_it(bench: Bench) -> None:
    page, review = bench.page, bench.page.workbench.review
    editor, panel = page.workbench.annotation.editor, page.review_panel
    assert editor is not None
    editor.name_face(1, "Kim")
    assert panel.who.itemText(1) == "Kim"
    panel.who.setCurrentIndex(1)
    panel.who.activated.emit(1)
    assert [(i.first_frame, i.last_frame) for i in review.queue.items] == [(10, 19)]
    assert review.promise == ((), "")  # measured on all items, not on these
    assert panel.who.currentText() == "Kim"
