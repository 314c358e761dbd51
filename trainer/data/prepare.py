"""Make the training cache: `python -m trainer.data.prepare --data FOLDER --out FILE.npz`."""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from engine.export.staged import StagedFile, cannot_write, make_folder
from trainer.console import guarded
from trainer.data import ferplus
from trainer.data.points import teach

_SPLITS: Final = (("train", "FER2013Train"), ("valid", "FER2013Valid"))
_SUFFIX: Final = ".npz"


def is_ferplus(data: Path) -> bool:
    """Whether `data` is the folder that holds all of FER+, pictures and votes."""
    return (data / "fer2013new.csv").is_file()


def cached(data: Path) -> Path:
    """The cache of a data set: `data` itself if it is one, else the one made of its folder.

    It is kept in the user's cache folder under the hash of what it was made of, so that it is
    made once and never outlives a change of the data.
    """
    if data.suffix == _SUFFIX:
        return data
    folder = user_cache_path("mien", appauthor=False) / "training"
    path = folder / f"ferplus-{_fingerprint(data)[:16]}{_SUFFIX}"
    if not path.exists():
        _say(f"preparing {data} once; the result is kept in {path}")
        make_folder(folder)
        prepare(data, path)
    return path


def prepare(data: Path, out: Path) -> None:
    """Read FER+, find the teacher's points, store arrays.

    Raises `DataError` if the data is not whole, `OutputError` if there is no room.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for key, split in _SPLITS:
        pictures = ferplus.read(data, split)
        arrays |= {
            f"{key}_images": pictures.images,
            f"{key}_votes": pictures.votes,
            f"{key}_names": np.array(pictures.names),
            f"{key}_groups": pictures.groups,
        }
        _say(f"{split}: {len(pictures)} pictures")
        if key == "train":  # the validation split teaches nothing, not even points
            points, found = teach(pictures.images)
            arrays |= {"train_points": points, "train_found": found}
            _say(f"points found in {found.mean():.1%}")
    whole = io.BytesIO()  # an archive that finds no room while it is written complains once more
    np.savez(whole, **arrays)
    staged = StagedFile(out)
    try:
        staged.part.write_bytes(whole.getbuffer())
    except OSError as error:
        staged.discard()
        raise cannot_write(out, error) from error
    staged.commit()


def _fingerprint(data: Path) -> str:
    """SHA-256 over the files that a cache is made of."""
    digest = hashlib.sha256()
    files = [data / "fer2013new.csv", data / "groups.csv"]
    for _, split in _SPLITS:
        folder = data / split
        files += sorted(folder.glob("*.png")) if folder.is_dir() else [data / f"{split}.tar"]
    for path in files:
        if path.is_file():
            digest.update(f"{path.name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def main(argv: list[str] | None = None) -> int:
    """Make one cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the FER+ archives")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    make_folder(args.out.parent)
    prepare(args.data, args.out)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(guarded(main))
