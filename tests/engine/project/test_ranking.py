"""Review items and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.finding import error_finding
from engine.labels import LABELS, Expression, jensen_shannon
from engine.project.items import Item, labelled, make_items
from engine.project.predictions import Predictions
from engine.project.ranking import (
    DEFAULT_ORDER,
    SIGNALS,
    SPREAD_ITEMS,
    Order,
    best_order,
    caught,
    caught_errors,
    order_for,
    promised,
    rank,
    score,
)
from engine.project.values import Label, Segment, TrackPart, new_id
from engine.types import Box, Emotion, FaceRecord, Floats, Record, Status
from tests.engine.evaluation.answers import made_up

FRAME = 40_000
PARTS = [TrackPart("x", "t", "r", 0), TrackPart("y", "u", "r", 1)]


def peaked(expression: Expression, p: float) -> Floats:
    """A distribution with so much on one label, the rest even."""
    values = np.full(8, (1 - p) / 7, dtype=np.float32)
    values[LABELS.index(expression)] = p
    return values


def video(script: Sequence[tuple[int, Expression, float, Expression, float]]) -> Predictions:
    """Frames of face 0: (how many, primary, its probability, corrected, its probability)."""
    records: list[Record] = []
    for count, first, p, second, q in script:
        for _ in range(count):
            i = len(records)
            emotion = Emotion(peaked(first, p), peaked(second, q))
            face = FaceRecord(0, 0.9, Box(0, 0, 10, 10), emotion)
            records.append(Record(i, i * FRAME, Status.OK, (face,)))
    return Predictions.of(records)


N, H, A, S = Expression.NEUTRAL, Expression.HAPPINESS, Expression.ANGER, Expression.SADNESS


def test_items_are_runs_with_the_same_two_labels() -> None:
    found = make_items(
        video([(10, N, 0.8, N, 0.9), (2, A, 0.5, A, 0.5), (5, A, 0.6, S, 0.5)]), PARTS, "r"
    )
    assert [(i.first_frame, i.last_frame, i.primary, i.corrected) for i in found] == [
        (0, 9, N, N),
        (12, 16, A, S),
    ]
    assert found[0].end_us == 10 * FRAME
    assert found[1].disagreement == pytest.approx(
        float(jensen_shannon(peaked(A, 0.6), peaked(S, 0.5))), abs=1e-5
    )
    assert found[1].uncertainty == pytest.approx(0.5)


def test_a_lost_face_ends_the_run() -> None:
    whole = video([(100, N, 0.8, N, 0.9)])
    records = [r for r in whole.records() if not 20 <= r.index < 60]
    assert len(make_items(Predictions.of(records), PARTS, "r")) == 2


def test_orders_put_their_signal_first() -> None:
    script = [
        (10, N, 0.9, N, 0.9),
        (10, A, 0.9, S, 0.9),
        (10, N, 0.9, N, 0.3),
        (40, H, 0.8, H, 0.8),
    ]
    items = make_items(video(script), PARTS, "r")
    assert rank(items, Order.DISAGREEMENT)[0].primary is A
    assert rank(items, Order.ENTROPY)[0].mean_corrected[0] == pytest.approx(0.3)
    assert rank(items, Order.UNCERTAINTY)[0].first_frame == 20
    assert rank(items, Order.HUMAN_MODEL) == ()


def test_longer_runs_matter_more_by_the_root() -> None:
    short, long = make_items(video([(10, A, 0.9, S, 0.9), (40, S, 0.9, A, 0.9)]), PARTS, "r")
    first, second = score(short, Order.DISAGREEMENT), score(long, Order.DISAGREEMENT)
    assert first is not None
    assert second == pytest.approx(2 * first)


def test_the_lot_is_fair_and_can_be_drawn_again() -> None:
    items = make_items(video([(5, x, 0.9, x, 0.9) for x in LABELS * 4]), PARTS, "r")
    drawn = rank(items, Order.RANDOM, seed=3)
    assert sorted(drawn, key=lambda i: i.start_us) == list(items)
    assert drawn == rank(reversed(items), Order.RANDOM, seed=3)
    assert drawn != rank(items, Order.RANDOM, seed=4)


def test_spread_puts_near_duplicates_last() -> None:
    script = [(5, A, 0.9, x, 0.9) for x in (S, N) * 10] + [
        (400, N, 0.9, N, 0.9),
        (5, A, 0.6, S, 0.6),
    ]
    items = make_items(video(script), PARTS, "r")
    ranked = rank(items, Order.DISAGREEMENT)
    crowd = [i for i in ranked[: SPREAD_ITEMS + 1] if i.first_frame < 100]
    assert len(crowd) == SPREAD_ITEMS
    assert set(ranked) == set(rank(items, Order.DISAGREEMENT, spread=False))


def segment(who: str, first: int, last: int, label: Label) -> Segment:
    return Segment(new_id(), "v", "t", who, first * FRAME, last * FRAME, label)


def test_people_against_model_and_each_other() -> None:
    predictions = video([(10, N, 0.9, N, 0.9), (10, A, 0.9, A, 0.9), (10, S, 0.9, S, 0.9)])
    people = [
        segment("a", 0, 15, Label.single(N)),
        segment("b", 0, 10, Label.single(N)),
        segment("b", 10, 20, Label.single(A)),
        segment("b", 20, 30, Label.unsure()),
    ]
    first, second, third = make_items(predictions, PARTS, "r", people)
    assert first.is_error is False
    assert first.annotators == 0.0
    assert second.human is not None
    assert second.human[LABELS.index(A)] == pytest.approx(0.5)
    assert second.is_error is False  # half neutral, half anger: anger is as right as neutral
    assert second.annotators == pytest.approx(1.0)
    assert third.human is None
    assert [i.first_frame for i in rank((first, second, third), Order.ANNOTATORS)] == [10, 0]
    assert rank((first, second, third), Order.HUMAN_MODEL)[0] is second


@pytest.mark.parametrize(("named", "wrong"), [((N, S), False), ((S, A), True), ((N,), False)])
def test_any_label_of_a_candidate_set_is_right(named: tuple[Expression, ...], wrong: bool) -> None:
    people = [segment("a", 0, 10, Label.candidates(named))]
    (item,) = make_items(video([(10, N, 0.9, N, 0.9)]), PARTS, "r", people)
    assert item.is_error is wrong


def test_items_follow_what_people_say_later_and_take_back() -> None:
    predictions = video([(10, N, 0.9, N, 0.9), (10, A, 0.9, A, 0.9), (10, S, 0.9, S, 0.9)])
    people = [
        segment("a", 0, 15, Label.single(N)),
        segment("b", 10, 20, Label.single(A)),
    ]
    bare, said = make_items(predictions, PARTS, "r"), make_items(predictions, PARTS, "r", people)
    assert labelled(bare, people) == said
    assert labelled(said, ()) == bare
    later = labelled(said, people[:1])
    assert later == make_items(predictions, PARTS, "r", people[:1])
    assert later[0] is said[0]  # nothing was said of it since
    assert later[1] is not said[1]


def test_labels_count_by_the_time_they_cover() -> None:
    (item,) = make_items(
        video([(10, N, 0.9, N, 0.9)]),
        PARTS,
        "r",
        [segment("a", -5, 4, Label.single(A)), segment("a", 4, 50, Label.single(N))],
    )
    assert item.human is not None
    assert item.human[LABELS.index(A)] == pytest.approx(0.4)


def test_how_many_errors_the_first_items_catch() -> None:
    counts = caught_errors([True, True, False, True] + [False] * 16, (2, 4, 50))
    assert [(c.first, c.errors, c.of, c.items) for c in counts] == [
        (2, 2, 3, 20),
        (4, 3, 3, 20),
        (20, 3, 3, 20),
    ]
    assert counts[0].by_lot == pytest.approx(0.3)
    assert counts[0].share == pytest.approx(2 / 3)
    assert caught_errors([])[0].share == 0.0


def test_a_models_manifest_says_which_order_suits_it() -> None:
    measured = error_finding(made_up())
    metrics = measured.figures()
    best = order_for(metrics)
    counts = {order: measured.by_name[order].first[50] for order in SIGNALS}
    assert counts[best] == max(counts.values())
    for order in SIGNALS:
        assert order_for(metrics | {f"review_{order}_first_50": 51.0}) is order
        told = promised(metrics, order)
        assert [c.errors for c in told] == list(measured.by_name[order].first.values())
        assert [c.first for c in told] == list(measured.by_name[order].first)
        assert told[0].of == measured.errors
    assert order_for({"corrected_accuracy": 0.99}) is DEFAULT_ORDER
    assert promised({"corrected_accuracy": 0.99}, best) == ()
    assert promised(metrics, Order.RANDOM) == ()


def test_the_best_order_is_the_one_that_catches_most() -> None:
    items: list[Item] = []
    for i in range(60):
        wrong = i % 6 == 0
        script = [(5, A if wrong else N, 0.9, N, 0.5 + 0.4 * (i % 2))]
        (item,) = make_items(
            video(script), PARTS, "r", [segment("a", 0, 5, Label.single(A if wrong else N))]
        )
        items.append(replace(item, start_us=i * 10**8, end_us=i * 10**8 + item.end_us))
    assert best_order(items) is Order.DISAGREEMENT
    ten = caught(rank(items, Order.DISAGREEMENT), (10,))[0]
    assert (ten.errors, ten.of, ten.items) == (10, 10, 60)
    assert best_order([]) is DEFAULT_ORDER
    assert best_order([], Order.ENTROPY) is Order.ENTROPY
