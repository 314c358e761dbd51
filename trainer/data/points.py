"""The 68 facial points that the landmark stream learns, with MediaPipe's mesh as the teacher."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from engine.detect.native import quiet_stderr

#: MediaPipe mesh indices of the 300-W points: jaw, brows, nose, eyes, outer and inner lips.
MESH_68: Final[tuple[int, ...]] = (
    *(127, 234, 93, 132, 172, 136, 149, 148, 152, 377, 378, 365, 397, 361, 323, 454, 356),
    *(70, 63, 105, 66, 107, 336, 296, 334, 293, 300),
    *(168, 197, 5, 4, 98, 97, 2, 326, 327),
    *(33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380),
    *(61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181),
    *(78, 82, 13, 312, 308, 317, 14, 87),
)

#: `points[MIRROR_68]` are the points of the mirrored face, once x is mirrored.
MIRROR_68: Final[tuple[int, ...]] = (
    *range(16, -1, -1),
    *range(26, 16, -1),
    *(27, 28, 29, 30, 35, 34, 33, 32, 31),
    *(45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40),
    *(54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55),
    *(64, 63, 62, 61, 60, 67, 66, 65),
)


def mirrored(points: NDArray[np.float32], width: float = 1.0) -> NDArray[np.float32]:
    """(..., 68, 2) points of the picture mirrored left to right."""
    flipped = points[..., list(MIRROR_68), :].copy()
    flipped[..., 0] = width - flipped[..., 0]
    return flipped


def teach(images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """MediaPipe's points on small grey face crops.

    images: (n, S, S) uint8. Returns (n, 68, 2) float32 in 0..1 of the crop and (n,) found. The
    crops are enlarged and given a border, since the detector wants some room around a face. On a
    terminal a bar tells how far it is.
    """
    import cv2

    with quiet_stderr():
        from mediapipe.python.solutions.face_mesh import FaceMesh

    count, side = images.shape[:2]
    points = np.zeros((count, 68, 2), np.float32)
    found = np.zeros(count, bool)
    zoom, border = 4 * side, side
    full = zoom + 2 * border
    with quiet_stderr():  # its threads are chatty until the first picture is through
        teacher = FaceMesh(static_image_mode=True, max_num_faces=1)
        teacher.process(np.zeros((full, full, 3), np.uint8))
    with teacher as mesh:
        for i, image in enumerate(
            tqdm(images, "landmarks", unit=" faces", leave=False, disable=None)
        ):
            large = cv2.resize(image, (zoom, zoom), interpolation=cv2.INTER_CUBIC)
            large = cv2.copyMakeBorder(
                large, border, border, border, border, cv2.BORDER_CONSTANT, value=(127,)
            )
            with quiet_stderr():  # and once more at the first face
                result = mesh.process(cv2.cvtColor(large, cv2.COLOR_GRAY2RGB)).multi_face_landmarks
            if result:
                marks = result[0].landmark
                xy = np.array([(marks[k].x, marks[k].y) for k in MESH_68], np.float32)
                points[i] = (xy * full - border) / zoom
                found[i] = True
    return points, found
