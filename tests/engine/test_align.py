from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.align import (
    anchor_points,
    crop_face,
    crop_whole,
    similarity,
    to_batch,
    warp,
    whole,
)
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.models.manifest import Colour, InputSpec, Template
from engine.types import Box, Face, Frame, Image

TEMPLATE = Template(right_eye=(0.30, 0.38), left_eye=(0.70, 0.38), mouth=(0.50, 0.77))
SIZE = 112
TARGET = np.array([TEMPLATE.right_eye, TEMPLATE.left_eye, TEMPLATE.mouth]) * SIZE
IDENTITY = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def spec(colour: Colour = Colour.RGB, size: int = SIZE) -> InputSpec:
    return InputSpec(name="image", size=size, colour=colour, template=TEMPLATE)


def moved(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return points @ matrix[:, :2].T + matrix[:, 2]


def test_points_on_the_template_stay_where_they_are() -> None:
    np.testing.assert_allclose(similarity(TARGET, TEMPLATE, SIZE), IDENTITY, atol=1e-9)


@settings(deadline=None)
@given(
    angle=st.floats(-math.pi, math.pi),
    scale=st.floats(0.05, 20.0),
    x=st.floats(-500, 2000),
    y=st.floats(-500, 2000),
)
def test_undoes_any_rotation_scale_and_shift(
    angle: float, scale: float, x: float, y: float
) -> None:
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    placed = moved(TARGET, np.array([[cos, -sin, x], [sin, cos, y]]))
    matrix = similarity(placed, TEMPLATE, SIZE)
    np.testing.assert_allclose(moved(placed, matrix), TARGET, atol=1e-5)


@settings(deadline=None)
@given(points=st.lists(st.floats(0, 1000), min_size=6, max_size=6))
def test_is_always_a_similarity_without_reflection(points: list[float]) -> None:
    matrix = similarity(np.array(points).reshape(3, 2), TEMPLATE, SIZE)
    (a, b), (c, d) = matrix[:, :2]
    assert np.isfinite(matrix).all()
    assert a == pytest.approx(d)
    assert b == pytest.approx(-c)


def test_a_profile_with_coinciding_eyes_keeps_its_size() -> None:
    # Eyes 140 px above the mouth; the template has (0.77 - 0.38) * 112 = 43.7 px there.
    matrix = similarity(np.array([[300.0, 200.0], [300.0, 200.0], [300.0, 340.0]]), TEMPLATE, SIZE)
    scale = math.hypot(matrix[0, 0], matrix[1, 0])
    assert 0.5 * 43.7 / 140 < scale < 1.5 * 43.7 / 140
    eye, mouth = moved(np.array([[300.0, 200.0], [300.0, 340.0]]), matrix)
    assert eye[1] < mouth[1]
    assert eye[0] == pytest.approx(0.5 * SIZE)


def test_points_that_all_coincide_give_a_finite_matrix() -> None:
    matrix = similarity(np.full((3, 2), 50.0), TEMPLATE, SIZE)
    np.testing.assert_allclose(matrix[:, :2], np.eye(2))


def test_anchors_come_from_the_mesh_and_else_from_the_keypoints() -> None:
    keypoints = np.arange(12, dtype=np.float32).reshape(6, 2)
    bare = Face(Box(0, 0, 10, 10), 1.0, keypoints)
    np.testing.assert_array_equal(anchor_points(bare), [[0, 1], [2, 3], [6, 7]])
    mesh = np.zeros((468, 3), dtype=np.float32)
    mesh[[33, 133], 0] = 10, 20
    mesh[[362, 263], 0] = 30, 50
    mesh[[61, 291], 1] = 70, 90
    meshed = Face(Box(0, 0, 10, 10), 1.0, keypoints, mesh)
    np.testing.assert_array_equal(anchor_points(meshed), [[15, 0], [40, 0], [0, 80]])


def test_identity_leaves_the_pixels_alone(astronaut: Image) -> None:
    cut = warp(astronaut, IDENTITY, 512, Colour.RGB)
    np.testing.assert_array_equal(cut, astronaut[:, :, ::-1])


@pytest.mark.parametrize("factor", [2, 3, 4, 8, 16])
def test_shrinking_by_a_whole_number_averages_areas(factor: int) -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 256, (32 * factor, 32 * factor), dtype=np.uint8)
    cut = warp(image, whole(32 * factor, 32 * factor, 32), 32, Colour.GREY)
    expected = image.reshape(32, factor, 32, factor).mean(axis=(1, 3))
    np.testing.assert_allclose(cut[:, :, 0], expected, atol=1.0)


@pytest.mark.parametrize("factor", [2.0, 2.7, 3.5, 5.2, 11.3])
def test_fine_stripes_do_not_alias(factor: float) -> None:
    side = round(48 * factor)
    image = np.zeros((side, side), dtype=np.uint8)
    image[:, ::2] = 255
    cut = warp(image, whole(side, side, 48), 48, Colour.GREY)[2:-2, 2:-2]
    # Nearest and plain bilinear sampling give bands from 0 to 255 here.
    assert abs(float(cut.mean()) - 127.5) < 4.0
    assert float(cut.std()) < 30.0


def test_rotation_by_a_quarter_turn_matches_numpy(astronaut: Image) -> None:
    quarter = np.array([[0.0, -1.0, 511.0], [1.0, 0.0, 0.0]])
    cut = warp(astronaut, quarter, 512, Colour.RGB)
    np.testing.assert_array_equal(cut, np.rot90(astronaut, -1)[:, :, ::-1])


def test_grey_and_colour_see_the_same(astronaut: Image) -> None:
    grey = warp(astronaut, whole(512, 512, 64), 64, Colour.GREY)
    rgb = warp(astronaut, whole(512, 512, 64), 64, Colour.RGB)
    assert grey.shape == (64, 64, 1)
    assert rgb.shape == (64, 64, 3)
    weights = np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(grey[:, :, 0], rgb @ weights, atol=1.5)


def test_a_grey_picture_gives_three_equal_channels(astronaut: Image) -> None:
    grey = np.asarray(cv2.cvtColor(astronaut, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    cut = crop_whole(grey, spec(Colour.RGB))
    assert cut.shape == (SIZE, SIZE, 3)
    np.testing.assert_array_equal(cut[:, :, 0], cut[:, :, 2])
    assert crop_whole(grey, spec(Colour.GREY)).shape == (SIZE, SIZE, 1)


def test_whole_fills_the_crop_from_any_shape() -> None:
    image = np.zeros((90, 200, 3), dtype=np.uint8)
    image[:, :100] = (255, 0, 0)  # blue left half
    cut = crop_whole(image, spec(size=20))
    np.testing.assert_array_equal(cut[10, :9], [[0, 0, 255]] * 9)
    np.testing.assert_array_equal(cut[10, 11:], [[0, 0, 0]] * 9)


def test_outside_the_picture_its_border_is_repeated() -> None:
    image = np.full((50, 50, 3), 200, dtype=np.uint8)
    shifted = np.array([[1.0, 0.0, 40.0], [0.0, 1.0, 40.0]])
    assert (warp(image, shifted, 80, Colour.RGB) == 200).all()


def test_batches_are_channel_first_floats_from_0_to_1() -> None:
    crop = np.zeros((4, 4, 3), dtype=np.uint8)
    crop[1, 2] = (255, 51, 0)
    batch = to_batch([crop, crop])
    assert batch.shape == (2, 3, 4, 4)
    assert batch.dtype == np.float32
    assert batch.flags.c_contiguous
    np.testing.assert_allclose(batch[1, :, 1, 2], [1.0, 0.2, 0.0])


def test_real_faces_land_on_the_template(astronaut: Image, grace_hopper: Image) -> None:
    detector = MediaPipeFaces()
    try:
        for photo in (astronaut, grace_hopper):
            for degrees in (-25, 0, 25):
                height, width = photo.shape[:2]
                turn = cv2.getRotationMatrix2D((width / 2, height / 3), degrees, 0.9)
                turned = np.asarray(cv2.warpAffine(photo, turn, (width, height)), dtype=np.uint8)
                detector.reset()
                (face,) = detector.detect(Frame(0, 0, 0, turned))
                matrix = similarity(anchor_points(face), TEMPLATE, SIZE)
                landed = moved(anchor_points(face), matrix)
                assert np.abs(landed - TARGET).max() < 0.06 * SIZE
                assert crop_face(turned, face, spec()).shape == (SIZE, SIZE, 3)
    finally:
        detector.close()


def test_the_same_face_gives_the_same_crop_wherever_it_is(astronaut: Image) -> None:
    detector = MediaPipeFaces()
    try:
        (face,) = detector.detect(Frame(0, 0, 0, astronaut))
        upright = crop_face(astronaut, face, spec(size=64)).astype(np.float32)
        turn = cv2.getRotationMatrix2D((224, 120), 20, 0.8)
        turned = np.asarray(cv2.warpAffine(astronaut, turn, (640, 480)), dtype=np.uint8)
        detector.reset()
        (face,) = detector.detect(Frame(0, 0, 0, turned))
        again = crop_face(turned, face, spec(size=64)).astype(np.float32)
    finally:
        detector.close()
    correlation = np.corrcoef(upright[8:56, 8:56].ravel(), again[8:56, 8:56].ravel())[0, 1]
    assert correlation > 0.95
