"""Old against new: what counts as right, how far chance may explain it, what is held out."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from engine.errors import DataError
from engine.evaluation.balance import Flips
from engine.models.manifest import Colour, InputSpec
from engine.project.holding import ApartBy
from trainer.comparison import by_label, flips, gain_interval, score
from trainer.data.opening import TEMPLATE
from trainer.data.read import Source
from trainer.data.sets import Wanted, training_sets_of
from trainer.features import Features
from trainer.said import losses, right, targets

SPEC = InputSpec("image", 48, Colour.GREY, TEMPLATE)


def said(rows: list[list[float]], torn: list[bool]) -> Features:
    n = len(rows)
    target = torch.zeros(n, 8)
    target[:, : len(rows[0])] = torch.tensor(rows)
    return Features(torch.zeros(n, 2), torch.zeros(n, 0), target, torch.tensor(torn))


def answer(rows: list[list[float]]) -> torch.Tensor:
    p = torch.zeros(len(rows), 8)
    p[:, : len(rows[0])] = torch.tensor(rows)
    return p


def test_a_candidate_set_is_content_with_any_of_its_labels() -> None:
    truth = said([[0.5, 0.5, 0], [0.5, 0.5, 0]], [True, False])
    p = answer([[0.9, 0.0, 0.1], [0.9, 0.0, 0.1]])
    loss = losses(p, truth.target, truth.torn)
    assert float(loss[0]) == pytest.approx(-math.log(0.9), abs=1e-4)
    assert float(loss[1]) > 5  # votes that are even want both
    assert right(p, truth.target).tolist() == [True, True]
    assert right(answer([[0, 0.2, 0.8]] * 2), truth.target).tolist() == [False, False]


def test_figures_of_a_pair() -> None:
    truth = said([[1, 0], [1, 0], [0, 1], [0.5, 0.5]], [False, False, False, True])
    old = answer([[0.9, 0.1], [0.4, 0.6], [0.9, 0.1], [0.5, 0.5]])
    new = answer([[0.8, 0.2], [0.6, 0.4], [0.8, 0.2], [0.3, 0.7]])
    turned = flips(old, new, truth)
    assert (turned.changed, turned.wrong_to_right, turned.right_to_wrong) == (2, 1, 0)
    assert score(old, truth).accuracy == 0.5
    assert score(new, truth, torch.tensor([1.0, 0, 0, 0])).loss == pytest.approx(-math.log(0.8))
    found = by_label(old, new, truth)
    assert {k: (v.n, v.old, v.new) for k, v in found.items()} == {
        "neutral": (2, 1, 2),
        "happiness": (1, 0, 0),
    }


def test_the_interval_holds_the_gain_and_narrows_with_more_faces() -> None:
    low, high = gain_interval(Flips(12, 10, 2), 100)
    assert low < 0.08 < high
    few = gain_interval(Flips(3, 2, 1), 10)
    assert few[0] < 0 < few[1]
    assert few[1] - few[0] > high - low
    assert gain_interval(Flips(0, 0, 0), 50)[0] < 0


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Twelve different pictures of two people in one video; two have candidate sets or votes."""
    rng = np.random.default_rng(0)
    lines = ["file,label,person,video"]
    for i in range(12):
        cv2.imwrite(str(tmp_path / f"{i}.png"), rng.integers(0, 256, (48, 48), dtype=np.uint8))
        label = "sadness|fear" if i == 3 else ("happiness", "sadness")[i % 2]
        lines.append(f"{i}.png,{label},{'ada' if i < 8 else 'ben'},v1")
    path = tmp_path / "faces.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_one_candidate_set_leaves_the_other_labels_what_they_are(
    table: Path, tmp_path: Path
) -> None:
    wanted = Wanted(spec=SPEC, crops=tmp_path / "crops", held_out=0.0)
    train, held = training_sets_of([Source(table)], wanted)
    assert held is None
    assert train.said is not None
    assert train.torn is not None
    assert train.torn.tolist() == [i == 3 for i in range(12)]
    rows = targets(train)
    assert rows[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert sorted(rows[3].tolist())[-2:] == [0.5, 0.5]
    torch.testing.assert_close(rows.sum(1), torch.ones(12))


def test_people_of_one_video_can_be_held_out_by_name(table: Path, tmp_path: Path) -> None:
    wanted = Wanted(
        spec=SPEC,
        crops=tmp_path / "crops",
        by=ApartBy.PERSON,
        held=frozenset({"ben"}),
        must_hold=True,
    )
    train, held = training_sets_of([Source(table)], wanted)
    assert held is not None
    assert (len(train), len(held)) == (8, 4)


def test_a_share_that_no_group_fits_holds_the_smallest_out(table: Path, tmp_path: Path) -> None:
    wanted = Wanted(
        spec=SPEC, crops=tmp_path / "crops", by=ApartBy.PERSON, held_out=0.01, must_hold=True
    )
    train, held = training_sets_of([Source(table)], wanted)
    assert held is not None
    assert (len(train), len(held)) == (8, 4)


@pytest.mark.parametrize("named", [frozenset[str](), frozenset({"nobody"})])
def test_what_cannot_be_parted_is_refused_with_the_reason(
    table: Path, tmp_path: Path, named: frozenset[str]
) -> None:
    wanted = Wanted(
        spec=SPEC, crops=tmp_path / "crops", by=ApartBy.VIDEO, held=named, must_hold=True
    )
    with pytest.raises(DataError, match="belong to one video") as caught:
        training_sets_of([Source(table)], wanted)
    assert "second person or video" in caught.value.hint


def test_an_unknown_id_holds_nobody_else_out_instead(table: Path, tmp_path: Path) -> None:
    held = frozenset({"bem"})
    wanted = Wanted(
        spec=SPEC, crops=tmp_path / "crops", by=ApartBy.PERSON, held=held, must_hold=True
    )
    with pytest.raises(DataError, match=r"holds out nothing.*ids"):
        training_sets_of([Source(table)], wanted)


def test_what_follows_from_labels_does_not_make_it_other_data(table: Path, tmp_path: Path) -> None:
    wanted = Wanted(spec=SPEC, crops=tmp_path / "crops", held_out=0.0)
    train, _ = training_sets_of([Source(table)], wanted)
    assert dataclasses.replace(train, said=None, torn=None).fingerprint() == train.fingerprint()
