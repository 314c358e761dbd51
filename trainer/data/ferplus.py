"""FER+ for training: pictures, votes, near-duplicate groups, and a leak-free split.

Reads the official layout (Barsoum et al. 2016), packed as `FER2013Train.tar` or unpacked as a
folder, with the crowd's votes from `fer2013new.csv`.
"""

from __future__ import annotations

import csv
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError

Bytes = NDArray[np.uint8]
Votes = NDArray[np.int64]

SIDE: Final = 48


@dataclass(frozen=True, slots=True)
class Pictures:
    """One split.

    images: (n, 48, 48) uint8 grey. votes: (n, 10) in FER+ order, the last two unknown and
    not-a-face. names: file names. groups: (n,) near-duplicate group of each.
    """

    images: Bytes
    votes: Votes
    names: tuple[str, ...]
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)

    def take(self, keep: NDArray[np.bool_]) -> Pictures:
        """The pictures where `keep` (n,) is true."""
        names = tuple(n for n, k in zip(self.names, keep, strict=True) if k)
        return Pictures(self.images[keep], self.votes[keep], names, self.groups[keep])


def read(root: Path, split: str) -> Pictures:
    """Read `FER2013Train` or `FER2013Valid` below `root`.

    Raises `DataError` if pictures or votes are missing or damaged.
    """
    votes = _read_votes(root / "fer2013new.csv")
    groups = _read_groups(root / "groups.csv", split)
    found = _read_images(root, split)
    names = tuple(sorted(name for name in found if name in votes))
    if not names:
        raise DataError("no picture has votes", subject=str(root / split), hint="Check the layout")
    return Pictures(
        np.stack([found[name] for name in names]),
        np.array([votes[name] for name in names], dtype=np.int64),
        names,
        np.array([groups.get(name, -1 - i) for i, name in enumerate(names)], dtype=np.int64),
    )


def _read_votes(path: Path) -> dict[str, list[int]]:
    try:
        with path.open(newline="") as file:
            rows = csv.reader(file)
            next(rows)
            return {row[1].strip(): [int(v) for v in row[2:12]] for row in rows if row[1].strip()}
    except (OSError, ValueError, IndexError, StopIteration) as error:
        raise DataError("the votes cannot be read", subject=str(path), hint=str(error)) from error


def _read_groups(path: Path, split: str) -> dict[str, int]:
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        rows = csv.DictReader(file)
        return {row["name"]: int(row["group"]) for row in rows if row["split"] == split}


def _read_images(root: Path, split: str) -> dict[str, Bytes]:
    folder, archive = root / split, root / f"{split}.tar"
    if folder.is_dir():
        return {p.name: _decode(p.read_bytes(), p.name) for p in sorted(folder.glob("*.png"))}
    images: dict[str, Bytes] = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.name.endswith(".png") else None
                if file is not None:
                    name = Path(member.name).name
                    images[name] = _decode(file.read(), name)
    except (OSError, tarfile.TarError) as error:
        raise DataError("the pictures cannot be read", subject=str(archive)) from error
    return images


def _decode(data: bytes, name: str) -> Bytes:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None or image.shape != (SIDE, SIDE):
        raise DataError("not a 48x48 picture", subject=name)
    return np.asarray(image, dtype=np.uint8)


def held_out(groups: NDArray[np.int64], share: float, seed: int) -> NDArray[np.bool_]:
    """Draws whole near-duplicate groups until `share` of the pictures are held out: (n,) bool."""
    rng = np.random.default_rng(seed)
    unique = rng.permutation(np.unique(groups))
    rank = {int(g): i for i, g in enumerate(unique)}
    order = np.array([rank[int(g)] for g in groups])
    limit = np.sort(order)[int(len(order) * share)]
    return np.asarray(order < limit)
