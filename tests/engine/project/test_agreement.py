"""Agreement of raters, held to published examples."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from engine.labels import LABELS, Expression
from engine.project.agreement import (
    MODEL,
    STEP_US,
    Distance,
    Ratings,
    alpha,
    kappas,
    named,
    pairs,
    ratings_of,
    with_model,
)
from engine.project.predictions import Predictions
from engine.project.values import Label, Segment, TrackPart, new_id
from engine.types import Box, Emotion, FaceRecord, Record, Status


def nominal(table: list[str]) -> Ratings:
    """Ratings of a table with a line a rater; digits are classes, a dot is nothing."""
    codes = np.array([[int(c) - 1 if c != "." else -1 for c in line] for line in table]).T
    zeros = np.zeros(len(codes), dtype=np.int64)
    raters = tuple("abcdef"[: len(table)])
    return Ratings(raters, np.eye(8), codes.astype(np.int64), ("t",), zeros, zeros)


#: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): sections A, B and C.
_EXAMPLES = {
    0.095: ["1211111121", "2221121111"],
    0.692: ["112243335441", "212223335444"],
    0.743: ["123321412...", "1233224125.3", ".3332342251.", "12332441251."],
}


@pytest.mark.parametrize(("expected", "table"), _EXAMPLES.items())
@pytest.mark.parametrize("distance", list(Distance))
def test_alpha_of_krippendorffs_own_examples(
    expected: float, table: list[str], distance: Distance
) -> None:
    assert alpha(nominal(table), distance) == pytest.approx(expected, abs=5e-4)


_TABLES = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=12)


@given(_TABLES)
def test_alpha_knows_its_bounds(rows: list[list[int]]) -> None:
    ratings = nominal(["".join("." if c == 4 else str(c + 1) for c in r) for r in zip(*rows)])  # noqa: B905
    value = alpha(ratings)
    if value is not None:
        assert value <= 1.0
        same = all(len({c for c in row if c != 4}) <= 1 for row in rows)
        assert (value == 1.0) == same


def test_alpha_is_not_defined_without_variety() -> None:
    assert alpha(nominal(["111", "111"])) is None
    assert alpha(nominal(["12.", "..1"])) is None


def said(who: str, start: int, end: int, label: Label, track: str = "t") -> Segment:
    return Segment(new_id(), "v", track, who, start * STEP_US, end * STEP_US, label)


ANGER, FEAR, SAD = (
    Label.single(x) for x in (Expression.ANGER, Expression.FEAR, Expression.SADNESS)
)
EITHER = Label.candidates([Expression.ANGER, Expression.SADNESS])


def test_segments_become_moments() -> None:
    ratings = ratings_of(
        [
            said("a", 0, 3, ANGER),
            said("b", 1, 4, EITHER),
            said("b", 4, 6, Label.unsure()),
            said("b", 0, 2, FEAR, track="u"),
        ]
    )
    assert ratings.raters == ("a", "b")
    assert ratings.compared == 2
    assert len(ratings.codes) == 4 + 2
    assert np.allclose(ratings.values.sum(axis=1), 1.0)


def test_candidates_agree_by_half_in_votes_and_not_at_all_by_name() -> None:
    ratings = ratings_of(
        [
            *(said("a", i, i + 1, ANGER if i % 2 else SAD) for i in range(10)),
            *(
                said("b", i, i + 1, EITHER if i < 5 else (ANGER if i % 2 else SAD))
                for i in range(10)
            ),
        ]
    )
    by_name, by_votes = alpha(ratings), alpha(ratings, Distance.VOTES)
    assert by_name is not None
    assert by_votes is not None
    assert by_votes > by_name
    (pair,) = pairs(ratings)
    assert pair.units == 10
    assert pair.agreement == 0.5
    table = np.array(pair.confusion)
    assert table.sum() == pytest.approx(10)
    a, s = LABELS.index(Expression.ANGER), LABELS.index(Expression.SADNESS)
    assert table[a, a] == pytest.approx(3 + 1)
    assert table[s, a] == pytest.approx(1.5)


def test_kappa_of_two_raters() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4 (the textbook example).
    first = "1" * 25 + "2" * 25
    second = "1" * 20 + "2" * 5 + "1" * 10 + "2" * 15
    (pair,) = pairs(nominal([first, second]))
    assert pair.kappa == pytest.approx(0.4)
    assert pairs(nominal(["111", "111"]))[0].kappa is None
    assert pairs(nominal(["1..", ".11"]))[0].units == 0


def test_kappas_are_those_of_the_library() -> None:
    rng = np.random.default_rng(3)
    tables, expected = [], []
    for _ in range(5):
        a = rng.integers(0, 4, 60)
        b = np.where(rng.random(60) < 0.5, a, rng.integers(0, 4, 60))
        table = np.zeros((4, 4))
        np.add.at(table, (a, b), 1.0)
        tables.append(table)
        expected.append(cohen_kappa_score(a, b))
    assert kappas(np.stack(tables)) == pytest.approx(expected)
    assert np.isnan(kappas(np.diag([5.0, 0.0])[None])).all()


def test_agreement_needs_no_large_library() -> None:
    # They stay in memory, and importing them holds a window up.
    script = (
        "import sys, numpy as np; import engine.project.agreement_study\n"
        "from engine.project.agreement import Ratings, pairs\n"
        "zeros = np.zeros(2, np.int64)\n"
        "rows = np.array([[0, 0], [1, 0]])\n"
        "assert pairs(Ratings(('a', 'b'), np.eye(8), rows, ('t',), zeros, zeros))[0].kappa == 0\n"
        "print(sorted({'sklearn', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_model_is_one_more_rater() -> None:
    def record(i: int) -> Record:
        p = np.eye(8, dtype=np.float32)[
            LABELS.index(Expression.ANGER if i < 5 else Expression.FEAR)
        ]
        return Record(
            i, i * STEP_US, Status.OK, (FaceRecord(3, 1.0, Box(0, 0, 1, 1), Emotion(p, p)),)
        )

    predictions = Predictions.of([record(i) for i in range(10)])
    parts = [TrackPart("x", "t", "r", 3)]
    ratings = ratings_of(
        [said("a", 0, 8, ANGER), said("a", 8, 20, FEAR), said("a", 0, 4, SAD, "u")]
    )
    both = with_model(ratings, [(predictions, parts, "r")])
    assert both.raters == ("a", MODEL)
    (pair,) = pairs(both)
    assert pair.units == 10
    assert pair.agreement == pytest.approx(0.7)
    assert named(both, {"a": "Ann"}).raters == ("Ann", MODEL)
    nobody = with_model(ratings, [(predictions, [], "r")])
    assert nobody.compared == 0


def test_labels_given_beside_the_model_can_be_left_out() -> None:
    seen = replace(said("a", 0, 5, ANGER), blind=False)
    segments = [seen, said("a", 5, 8, FEAR), said("b", 0, 8, FEAR)]
    assert ratings_of(segments).compared == 8
    assert ratings_of(segments, blind_only=True).compared == 3


def test_nothing_labelled_is_no_agreement() -> None:
    ratings = ratings_of([])
    assert alpha(ratings) is None
    assert pairs(ratings) == ()
