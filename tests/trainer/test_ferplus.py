"""FER+ rules by hand, the specification's counts on the real votes, and a split without leaks."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import DataError
from trainer.data import ferplus


def votes(*row: int) -> np.ndarray:
    return np.array([[*row, *([0] * (10 - len(row)))]])


def test_distribution_drops_outliers_and_unknown() -> None:
    target, keep = ferplus.vote_target(votes(4, 0, 0, 4, 0, 0, 0, 0, 2))
    assert keep[0]
    assert target[0].tolist() == [0.5, 0, 0, 0.5, 0, 0, 0, 0]


@pytest.mark.parametrize("row", [(2, 0, 0, 0, 0, 0, 0, 0, 8), (3, 0, 0, 0, 0, 0, 0, 0, 2, 2)])
def test_pictures_that_the_crowd_gave_up_on_are_left_out(row: tuple[int, ...]) -> None:
    assert not ferplus.vote_target(votes(*row))[1][0]


def test_held_out_groups_are_whole() -> None:
    groups = np.repeat(np.arange(100), 3)
    held = ferplus.held_out(groups, 0.1, seed=0)
    assert 0.05 < held.mean() < 0.15
    assert not set(groups[held]) & set(groups[~held])


def test_reads_the_official_layout(tmp_path: Path) -> None:
    folder = tmp_path / "FER2013Train"
    folder.mkdir()
    picture = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    cv2.imwrite(str(folder / "fer0000001.png"), picture)
    names = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    (tmp_path / "fer2013new.csv").write_text(
        f"Usage,Image name,{names}\nTraining,fer0000001.png,6,0,1,1,0,0,0,0,2,0\n"
    )
    pictures = ferplus.read(tmp_path, "FER2013Train")
    assert pictures.names == ("fer0000001.png",)
    np.testing.assert_array_equal(pictures.images[0], picture)


def test_missing_votes_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fer2013new\.csv"):
        ferplus.read(tmp_path, "FER2013Train")
