"""Small pictures that differ from each other as faces do, and data sets of them on disk."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

SIDE = 32


def face(number: int, *, shift: float = 0.0) -> np.ndarray:
    """A smooth random picture, (32, 32) uint8, one for each number, brighter by `shift`."""
    rng = np.random.default_rng(number)
    coarse = rng.uniform(30, 220, (6, 6)).astype(np.float32)
    smooth = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(smooth + shift, 0, 255), dtype=np.uint8)


def write(path: Path, picture: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture)
    return path


def class_folders(root: Path, *labels: str, each: int = 4, first: int = 0) -> Path:
    """A folder a class with `each` pictures, all of them different."""
    number = first
    for label in labels:
        for i in range(each):
            write(root / label / f"{i}.png", face(number))
            number += 1
    return root


def manifest(path: Path, header: str, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
