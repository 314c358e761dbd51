"""Augmentation, points and loader: deterministic, consistent, in range."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.data.augment import Strength, augment
from trainer.data.loader import Loader, TrainingSet
from trainer.data.points import MESH_68, MIRROR_68, mirrored

PLAIN = Strength(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def training_set(n: int = 40) -> TrainingSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (n, 48, 48), dtype=np.uint8)
    target = np.eye(8, dtype=np.float32)[np.arange(n) % 8]
    return TrainingSet(images, target, rng.random((n, 68, 2), np.float32), np.ones(n, bool))


def test_mirror_is_its_own_inverse() -> None:
    points = np.random.default_rng(0).random((68, 2), np.float32)
    np.testing.assert_allclose(mirrored(mirrored(points)), points, atol=1e-6)
    assert sorted(MIRROR_68) == list(range(68))
    assert len(set(MESH_68)) == 68


def test_no_augmentation_is_the_identity() -> None:
    data = training_set(1)
    view, points = augment(data.images[0], data.points[0], np.random.default_rng(0), 48, PLAIN)
    np.testing.assert_array_equal(view, data.images[0])
    np.testing.assert_allclose(points, data.points[0], atol=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_points_follow_the_picture(seed: int) -> None:
    """A bright dot lands where its point says, whatever the geometry drawn."""
    image = np.zeros((48, 48), np.uint8)
    image[23:26, 29:32] = 255
    points = np.tile(np.array([30.5 / 48, 24.5 / 48], np.float32), (68, 1))
    how = Strength(light=0, shade=0, resolution=0, blur=0, noise=0, compression=0, erase=0)
    view, placed = augment(image, points, np.random.default_rng(seed), 48, how)
    y, x = np.nonzero(view > 64)
    assert np.abs((x.mean() + 0.5) / 48 - placed[0, 0]) < 0.02
    assert np.abs((y.mean() + 0.5) / 48 - placed[0, 1]) < 0.02


def test_same_seed_same_batches_and_resume_midway() -> None:
    loader = Loader(training_set(), 48, 8, seed=3)
    first = list(loader.epoch(1))
    again = list(loader.epoch(1, start=2))
    assert len(first) == loader.steps == 5
    for a, b in zip(first[2:], again, strict=True):
        assert torch.equal(a.image, b.image)
        assert torch.equal(a.points, b.points)
    other = next(iter(loader.epoch(2)))
    assert not torch.equal(first[0].image, other.image)


def test_an_error_in_the_worker_reaches_the_reader() -> None:
    data = training_set()
    broken = TrainingSet(data.images, data.target, data.points[:2], data.found)
    with pytest.raises(IndexError):
        list(Loader(broken, 48, 8, seed=0).epoch(0))
