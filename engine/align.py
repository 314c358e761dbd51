"""From a face in a frame to the network's input: the one path that training and serving share.

`similarity` says where the crop lies, `warp` cuts it out with area resampling and converts the
colour, `to_batch` makes the float tensor. Serving places faces by their landmarks on the
manifest's template; training crops come through `whole` plus augmentation, then the same `warp`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.labels import Floating
from engine.models.manifest import Colour, InputSpec, Template
from engine.types import Face, Floats, Image

#: MediaPipe face mesh indices: eye corners (person's right, left) and mouth corners.
RIGHT_EYE = (33, 133)
LEFT_EYE = (362, 263)
MOUTH = (61, 291)

#: The same: the first ones of the pairs, and the second ones.
_PAIRS = np.array([RIGHT_EYE, LEFT_EYE, MOUTH]).T

#: Detector keypoints in `Face.keypoints`.
_KEYPOINT_RIGHT_EYE, _KEYPOINT_LEFT_EYE, _KEYPOINT_MOUTH = 0, 1, 3

#: More than this much supersampling gains nothing that area averaging can show.
_MAX_SUPERSAMPLING = 16


def anchor_points(face: Face) -> NDArray[np.float64]:
    """Eye centres and mouth centre of a face: (3, 2) frame pixels, person's right eye first.

    Taken from the mesh where there is one, else from the detector's keypoints.
    """
    if face.landmarks is None:
        rows = [_KEYPOINT_RIGHT_EYE, _KEYPOINT_LEFT_EYE, _KEYPOINT_MOUTH]
        return face.keypoints[rows].astype(np.float64)
    first, second = face.landmarks[_PAIRS, :2].astype(np.float64)
    return np.asarray((first + second) / 2)


def similarity(points: Floating, template: Template, size: int) -> NDArray[np.float64]:
    """Rotation, uniform scale and shift that bring `points` closest to the template.

    points: (3, 2) frame pixels as from `anchor_points`. size: side of the crop in pixels.
    Returns the (2, 3) matrix from frame pixels to crop pixels. Least squares over a similarity
    (Umeyama 1991 without reflection), so that a profile with coinciding eyes still has a scale.
    """
    # With complex numbers z = x + iy a similarity is z -> a z + b; a has a closed form. Python's
    # own arithmetic: of three points it takes a tenth of the time that arrays take.
    source = [complex(x, y) for x, y in np.asarray(points, dtype=np.float64).tolist()]
    target = [
        complex(*point) * size for point in (template.right_eye, template.left_eye, template.mouth)
    ]
    source_mean, target_mean = sum(source) / len(source), sum(target) / len(target)
    spread = sum(abs(z - source_mean) ** 2 for z in source)
    both = zip(source, target, strict=True)
    moved = sum((z - source_mean).conjugate() * (w - target_mean) for z, w in both)
    a = moved / spread if spread > 1e-9 else complex(1)
    b = target_mean - a * source_mean
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])


def whole(width: int, height: int, size: int) -> NDArray[np.float64]:
    """Matrix that maps a whole width x height picture onto the size x size crop.

    Pixel areas are matched (corner to corner), not pixel centres of the corners.
    """
    sx, sy = size / width, size / height
    return np.array([[sx, 0.0, 0.5 * sx - 0.5], [0.0, sy, 0.5 * sy - 0.5]])


def warp(image: Image, matrix: Floating, size: int, colour: Colour) -> Image:
    """Cut the size x size crop that `matrix` maps to, averaging over areas when shrinking.

    image: HxWx3 BGR or HxW grey, uint8. Outside the picture its border is repeated.
    Returns size x size x C uint8, C = 1 (grey) or 3 (RGB).
    """
    matrix = np.asarray(matrix, dtype=np.float64)
    (a, b, x), (c, d, y) = matrix.tolist()
    scale = math.sqrt(abs(a * d - b * c))
    if colour is Colour.GREY and image.ndim == 3:
        # One channel to sample instead of three, and only of what the crop shows.
        left, top, right, bottom = _sampled(image, matrix, size)
        image = np.asarray(cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY))
        x, y = x + a * left + b * top, y + c * left + d * top
    # Sample finely enough that no source pixel is skipped, then average: no aliasing.
    fine = min(max(1, math.ceil(1.0 / max(scale, 1e-6) - 0.25)), _MAX_SUPERSAMPLING)
    shift = 0.5 * (fine - 1)  # pixel centres, not corners, stay in place
    enlarged = np.array(
        [[a * fine, b * fine, x * fine + shift], [c * fine, d * fine, y * fine + shift]]
    )
    crop = cv2.warpAffine(
        image,
        enlarged,
        (size * fine, size * fine),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    converted = _convert(np.asarray(crop, dtype=np.uint8), colour)
    if fine > 1:
        small = cv2.resize(converted, (size, size), interpolation=cv2.INTER_AREA)
        converted = np.asarray(small, dtype=np.uint8).reshape(size, size, -1)
    return converted


def crop_face(image: Image, face: Face, spec: InputSpec) -> Image:
    """The aligned crop of one detected face: size x size x C uint8."""
    matrix = similarity(anchor_points(face), spec.template, spec.size)
    return warp(image, matrix, spec.size, spec.colour)


def crop_whole(image: Image, spec: InputSpec) -> Image:
    """A picture that is already a face crop, as the network's input: size x size x C uint8."""
    height, width = image.shape[:2]
    return warp(image, whole(width, height, spec.size), spec.size, spec.colour)


def to_batch(crops: Sequence[Image]) -> Floats:
    """Stack crops to the network's input: (B, C, H, W) float32 in 0..1."""
    stacked = np.stack(list(crops)).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(stacked, dtype=np.float32) / np.float32(255.0)


def _sampled(image: Image, matrix: NDArray[np.float64], size: int) -> tuple[int, int, int, int]:
    """The part of a picture that a crop samples: left, top, right, bottom in its pixels.

    It reaches two pixels further than the crop but never past the picture, so that sampling it
    gives the same as sampling the whole.
    """
    height, width = image.shape[:2]
    # Not np.linalg.inv: even for 2x2 it wakes BLAS's threads, which then spin for milliseconds.
    (a, b, x), (c, d, y) = cv2.invertAffineTransform(matrix).tolist()
    ends = (-0.5, size - 0.5)
    corners = [(u, v) for u in ends for v in ends]
    left, right = _within([a * u + b * v + x for u, v in corners], width)
    top, bottom = _within([c * u + d * v + y for u, v in corners], height)
    return left, top, right, bottom


def _within(places: Sequence[float], length: int) -> tuple[int, int]:
    """The pixels of a row, 0 to `length`, from two before the first place to two behind the last.

    At least one, also where all lie outside.
    """
    first = min(max(math.floor(min(places)) - 2, 0), length - 1)
    return first, min(max(math.ceil(max(places)) + 3, first + 1), length)


def _convert(crop: Image, colour: Colour) -> Image:
    grey = crop.ndim == 2
    if colour is Colour.GREY:
        one = crop if grey else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
        return np.asarray(one, dtype=np.uint8)[:, :, None]
    code = cv2.COLOR_GRAY2RGB if grey else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(crop, code), dtype=np.uint8)
