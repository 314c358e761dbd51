"""Augmentation, points and loader: deterministic, consistent, in range."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.types import Image
from trainer.build import make_loader
from trainer.config import RunConfig
from trainer.data.augment import Strength, augment, plain_view
from trainer.data.batch import Carried, TrainingSet
from trainer.data.loader import Loader
from trainer.data.points import MESH_68, MIRROR_68, mirrored, teach
from trainer.data.sampling import balanced_count, balanced_order
from trainer.data.split import refuse_leak
from trainer.models.grefel import COMPACT_SIZE
from trainer.parallel import Ranks

PLAIN = Strength(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def training_set(n: int = 40) -> TrainingSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (n, 48, 48), dtype=np.uint8)
    target = np.eye(8, dtype=np.float32)[np.arange(n) % 8]
    points, found = rng.random((n, 68, 2), np.float32), np.ones(n, bool)
    return TrainingSet(images=images, distribution=target, points=points, found=found)


def test_mirror_is_its_own_inverse() -> None:
    points = np.random.default_rng(0).random((68, 2), np.float32)
    np.testing.assert_allclose(mirrored(mirrored(points)), points, atol=1e-6)
    assert sorted(MIRROR_68) == list(range(68))
    assert len(set(MESH_68)) == 68


def test_the_teacher_places_points_on_a_face_and_keeps_quiet(
    astronaut: Image, capfd: pytest.CaptureFixture[str]
) -> None:
    """MediaPipe's native threads write to stderr at the start and at the first face."""
    face = cv2.resize(cv2.cvtColor(astronaut[20:200, 150:300], cv2.COLOR_BGR2GRAY), (48, 48))
    points, found = teach(np.stack([face, np.zeros_like(face), face[:, ::-1]]))
    assert found.tolist() == [True, False, True]
    right_eye, left_eye, mouth = (
        points[0, part].mean(0) for part in (slice(36, 42), slice(42, 48), slice(48, 68))
    )
    assert right_eye[0] < mouth[0] < left_eye[0]
    assert mouth[1] > max(right_eye[1], left_eye[1]) + 0.15
    np.testing.assert_allclose(mirrored(points[2]), points[0], atol=0.06)
    assert capfd.readouterr().err == ""


def test_no_augmentation_is_the_identity() -> None:
    image, points = training_set(1).images[0], np.full((68, 2), 0.25, np.float32)
    view, placed = augment(image, points, np.random.default_rng(0), 48, PLAIN)
    np.testing.assert_array_equal(view[:, :, 0], image)
    np.testing.assert_allclose(placed, points, atol=1e-6)  # type: ignore[arg-type]
    np.testing.assert_array_equal(plain_view(image, 48)[:, :, 0], image)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_points_follow_the_picture(seed: int) -> None:
    """A bright dot lands where its point says, whatever the geometry drawn."""
    image = np.zeros((48, 48), np.uint8)
    image[23:26, 29:32] = 255
    points = np.tile(np.array([30.5 / 48, 24.5 / 48], np.float32), (68, 1))
    how = Strength(light=0, shade=0, resolution=0, blur=0, noise=0, compression=0, erase=0)
    view, placed = augment(image, points, np.random.default_rng(seed), 48, how)
    assert placed is not None
    y, x = np.nonzero(view[:, :, 0] > 64)
    assert np.abs((x.mean() + 0.5) / 48 - placed[0, 0]) < 0.02
    assert np.abs((y.mean() + 0.5) / 48 - placed[0, 1]) < 0.02


def test_same_seed_same_batches_and_resume_midway() -> None:
    loader = Loader(training_set(), 48, 8, seed=3)
    first = list(loader.epoch(1))
    again = list(loader.epoch(1, start=2))
    assert len(first) == loader.steps == 5
    for a, b in zip(first[2:], again, strict=True):
        assert torch.equal(a.image, b.image)
        assert a.points is not None
        assert b.points is not None
        assert torch.equal(a.points, b.points)
    other = next(iter(loader.epoch(2)))
    assert not torch.equal(first[0].image, other.image)


def test_an_error_in_the_worker_reaches_the_reader() -> None:
    data = training_set()
    broken = dataclasses.replace(data, images=np.zeros((40, 0, 0), np.uint8))
    with pytest.raises(ZeroDivisionError):
        list(Loader(broken, 48, 8, seed=0).epoch(0))


def test_geometry_and_erasing_have_factors_of_their_own() -> None:
    plain = Strength()
    how = plain.scaled(0.3, geometry=2.0, erase=3.0)
    assert (how.angle, how.shift) == pytest.approx((0.6 * plain.angle, 0.6 * plain.shift))
    assert how.erase == pytest.approx(0.9 * plain.erase)
    assert how.light == pytest.approx(0.3 * plain.light)
    assert how.flip == plain.flip


def test_a_view_in_the_final_size_keeps_what_two_steps_blur() -> None:
    """The finest grating that 48 pixels hold, turned: cut at 64 it keeps more contrast."""
    image = np.tile(np.array([0, 255], np.uint8), (48, 24))
    how = dataclasses.replace(PLAIN, angle=9.0)
    at_once, _ = augment(image, None, np.random.default_rng(1), 64, how)
    first, _ = augment(image, None, np.random.default_rng(1), 48, how)
    enlarged = plain_view(first[:, :, 0], 64)
    assert at_once.std() > 1.1 * enlarged.std()


def test_the_settings_choose_the_size_of_the_views() -> None:
    data = training_set()
    assert make_loader(RunConfig(batch=8), data).size == COMPACT_SIZE
    loader = make_loader(RunConfig(batch=8, view=64, geometry=0.5), data)
    assert loader.size == 64
    assert loader.how.angle == 0.5 * Strength().angle


def test_colour_pictures_become_what_the_network_takes() -> None:
    rng = np.random.default_rng(0)
    picture = np.zeros((48, 48, 3), np.uint8)
    picture[..., 2] = 200  # red, in BGR
    view, _ = augment(picture, None, rng, 32, PLAIN, channels=3)
    assert view.shape == (32, 32, 3)
    assert view[0, 0].tolist() == [200, 0, 0]
    grey, _ = augment(picture, None, rng, 32, PLAIN)
    assert grey.shape == (32, 32, 1)
    repeated, _ = augment(picture[..., 2], None, rng, 32, PLAIN, channels=3)
    assert repeated[0, 0].tolist() == [200, 200, 200]
    for seed in range(8):
        tinted, _ = augment(picture, None, np.random.default_rng(seed), 32, Strength(), channels=3)
        assert tinted.shape == (32, 32, 3)


def test_second_view_is_the_mirrored_first() -> None:
    loader = Loader(training_set(), 48, 8, seed=0, second=True)
    assert Carried.SECOND_VIEW in loader.carries
    batch = next(iter(loader.epoch(0)))
    assert batch.second is not None
    torch.testing.assert_close(batch.second, batch.image.flip(3))


def test_mixed_pictures_have_the_mixed_votes() -> None:
    data = training_set()
    assert data.distribution is not None
    plain = next(iter(Loader(data, 48, 8, seed=0).epoch(0)))
    loader = Loader(data, 48, 8, seed=0, mixup=0.4)
    batch = next(iter(loader.epoch(0)))
    assert loader.carries == {Carried.DISTRIBUTION, Carried.INDEX}
    assert batch.hard is batch.points is batch.candidates is None
    assert batch.distribution is not None
    assert plain.distribution is not None
    torch.testing.assert_close(batch.distribution.sum(1), torch.ones(8))
    # What each picture took of its partner, told by the picture, is what its votes took.
    share, partner = _mixing(plain.image, batch.image)
    assert 0.5 <= share < 1.0
    expected = share * plain.distribution + (1 - share) * plain.distribution[partner]
    torch.testing.assert_close(batch.distribution, expected, atol=1e-4, rtol=0)
    again = next(iter(Loader(data, 48, 8, seed=0, mixup=0.4).epoch(0)))
    assert torch.equal(again.image, batch.image)


def _mixing(plain: torch.Tensor, mixed: torch.Tensor) -> tuple[float, list[int]]:
    """The share and the partners that explain `mixed`, by least squares over all pairs."""
    partners, shares = [], []
    for i, picture in enumerate(mixed):
        others = [j for j in range(len(plain)) if j != i]
        fits = []
        for j in others:
            d = plain[i] - plain[j]
            share = float((d * (picture - plain[j])).sum() / d.square().sum())
            rest = float((picture - plain[j] - share * d).square().sum())
            fits.append((rest, j, share))
        rest, j, share = min(fits)
        if rest < 1e-3 and share < 1 - 1e-4:
            shares.append(share)
        partners.append(j if rest < 1e-3 and share < 1 - 1e-4 else i)
    assert shares
    return float(np.median(shares)), partners


def test_processes_share_a_batch_without_changing_a_view() -> None:
    data = training_set()
    whole = next(iter(Loader(data, 48, 8, seed=3).epoch(1)))
    parts = [
        next(iter(Loader(data, 48, 8, seed=3, ranks=Ranks(rank, 2)).epoch(1))) for rank in (0, 1)
    ]
    for rank, part in enumerate(parts):
        torch.testing.assert_close(part.image, whole.image[rank::2])
        torch.testing.assert_close(part.index, whole.index[rank::2])
    with pytest.raises(DataError, match="shared out"):
        Loader(data, 48, 9, seed=0, ranks=Ranks(0, 2))


def test_too_few_pictures_for_a_batch() -> None:
    with pytest.raises(DataError, match="4 pictures an epoch"):
        Loader(training_set(4), 48, 8, seed=0)


def test_balanced_epoch_has_every_class_alike_and_caps_repeats() -> None:
    hard = np.array([0] * 700 + [1] * 60 + [2] * 4)
    groups = np.concatenate([np.zeros(600), np.arange(1, 165)]).astype(np.int64)
    data = TrainingSet(images=np.zeros((764, 2, 2), np.uint8), hard=hard, groups=groups)
    assert balanced_count(data, 50)[:4].tolist() == [50, 50, 20, 0]
    order = balanced_order(data, 50, np.random.default_rng(0))
    assert np.bincount(hard[order]).tolist() == [50, 50, 20]
    assert np.bincount(order)[hard == 2].tolist() == [5, 5, 5, 5]
    assert len(np.unique(order[hard[order] == 1])) == 50
    again = balanced_order(data, 50, np.random.default_rng(1))
    assert set(again) != set(order)
    large = balanced_order(data, 10_000, np.random.default_rng(0))
    assert len(np.unique(large[groups[large] == 0])) == 512


def test_a_leak_is_refused_by_name() -> None:
    data = training_set(8)
    names = tuple(f"p{i}" for i in range(8))
    train = dataclasses.replace(data, groups=np.arange(8), names=names)
    other = dataclasses.replace(training_set(8), images=255 - data.images)
    refuse_leak(train, dataclasses.replace(other, groups=np.arange(8) + 8))
    with pytest.raises(DataError, match="p3"):
        refuse_leak(train, dataclasses.replace(other, groups=np.array([3] * 8)))
    with pytest.raises(DataError, match="p0, p1"):
        refuse_leak(train, dataclasses.replace(data, groups=np.arange(8) + 8))
