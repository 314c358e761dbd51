"""What a branch adds: nothing where it is the primary in disguise, much where it knows more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from benchmarks.study.information import information, pooled

SHARES = np.array([0.35, 0.29, 0.13, 0.12, 0.08, 0.01, 0.01, 0.01])


def pictures(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, and two noisy views of them, independent given the label: (n,), (n, 8), (n, 8)."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(8, n, p=SHARES)
    views = [
        softmax(2.0 * np.eye(8)[labels] + rng.normal(size=(n, 8)) + np.log(SHARES), axis=1)
        for _ in range(2)
    ]
    return labels, views[0], views[1]


def measured(of: str) -> dict[str, tuple[float, float, float]]:
    sides = []
    for seed, n in ((0, 1500), (1, 3000)):
        labels, primary, other = pictures(n, seed)
        divided = primary / np.sqrt(SHARES)
        branch = {
            "independent": other,
            "sharper": softmax(3.0 * np.log(primary), axis=1),
            "divided": divided / divided.sum(axis=1, keepdims=True),
        }[of]
        sides.append(({"primary": primary, "attentive": branch}, labels))
    (held, held_labels), (shown, labels) = sides
    return information(held, held_labels, shown, labels)


def test_a_product_of_independent_views_is_surer_and_right_more_often() -> None:
    (held_labels, a, b), (labels, c, d) = pictures(1500, 0), pictures(3000, 1)
    found = pooled(("one", "two"), {"one": a, "two": b}, held_labels, {"one": c, "two": d})
    assert found.sum(axis=1) == pytest.approx(np.ones(3000), abs=1e-5)
    assert (found.argmax(axis=1) == labels).mean() > (c.argmax(axis=1) == labels).mean() + 0.03


def test_an_independent_view_adds_information() -> None:
    found = measured("independent")
    assert set(found) == {"attentive"}
    gain, low, high = found["attentive"]
    assert 0.1 < low < gain < high


@pytest.mark.parametrize("of", ["sharper", "divided"])
def test_the_primary_in_other_clothes_adds_nothing(of: str) -> None:
    gain, low, high = measured(of)["attentive"]
    assert abs(gain) < 1e-3
    assert low < 1e-3
    assert high > -1e-3
