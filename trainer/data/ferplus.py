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
from engine.evaluation.votes import VOTE_COLUMNS

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
    found: dict[str, list[int]] = {}
    try:
        with path.open(newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            for row in rows:
                if len(row) > 1 and not row[1].strip():  # a picture that was taken out
                    continue
                votes = [int(vote) for vote in row[2:]]
                if len(votes) != len(VOTE_COLUMNS) or min(votes) < 0:
                    raise ValueError
                found[row[1].strip()] = votes
    except ValueError:
        raise DataError(
            f"this row has no {len(VOTE_COLUMNS)} counts of votes",
            subject=f"{path}, row {rows.line_num}",
            hint="Columns are Usage, Image name, and the votes for each label, unknown and NF",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("the votes cannot be read", subject=str(path), hint=str(error)) from error
    return found


def _read_groups(path: Path, split: str) -> dict[str, int]:
    if not path.exists():
        return {}
    try:
        with path.open(newline="") as file:
            rows = csv.DictReader(file)
            return {row["name"]: int(row["group"]) for row in rows if row["split"] == split}
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise DataError(
            "the near-duplicate groups cannot be read",
            subject=str(path),
            hint="Columns are split, name and group, a whole number",
        ) from error


def _read_images(root: Path, split: str) -> dict[str, Bytes]:
    folder, archive = root / split, root / f"{split}.tar"
    if folder.is_dir():
        return {p.name: _decode(p.read_bytes(), p) for p in sorted(folder.glob("*.png"))}
    images: dict[str, Bytes] = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.name.endswith(".png") else None
                if file is not None:
                    name = Path(member.name).name
                    images[name] = _decode(file.read(), archive / name)
    except FileNotFoundError as error:
        raise DataError(
            f"there is neither a folder {split} nor {archive.name}",
            subject=str(root),
            hint="Pictures of both splits, FER2013Train and FER2013Valid, belong beside the votes",
        ) from error
    except (OSError, tarfile.TarError) as error:
        raise DataError(
            f"the pictures cannot be read ({error})",
            subject=str(archive),
            hint="Get the archive anew, or unpack what is whole into a folder beside it",
        ) from error
    return images


def _decode(data: bytes, place: Path) -> Bytes:
    pixels = np.frombuffer(data, np.uint8)
    image = cv2.imdecode(pixels, cv2.IMREAD_GRAYSCALE) if len(pixels) else None
    if image is None or image.shape != (SIDE, SIDE):
        raise DataError(
            f"this is no whole picture of {SIDE}x{SIDE} pixels",
            subject=str(place),
            hint="Put the right one there, or take it away: it is left out then",
        )
    return np.asarray(image, dtype=np.uint8)


def held_out(groups: NDArray[np.int64], share: float, seed: int) -> NDArray[np.bool_]:
    """Draws whole near-duplicate groups until `share` of the pictures are held out: (n,) bool."""
    rng = np.random.default_rng(seed)
    unique = rng.permutation(np.unique(groups))
    rank = {int(g): i for i, g in enumerate(unique)}
    order = np.array([rank[int(g)] for g in groups])
    limit = np.sort(order)[int(len(order) * share)]
    return np.asarray(order < limit)
