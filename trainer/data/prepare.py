"""Make the training cache: `python -m trainer.data.prepare --data FOLDER --out FILE.npz`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from trainer.data import ferplus
from trainer.data.points import teach


def main(argv: list[str] | None = None) -> int:
    """Read FER+, find the teacher's points, store arrays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the FER+ archives")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}  # type: ignore[type-arg]
    for key, split in (("train", "FER2013Train"), ("valid", "FER2013Valid")):
        pictures = ferplus.read(args.data, split)
        arrays |= {
            f"{key}_images": pictures.images,
            f"{key}_votes": pictures.votes,
            f"{key}_names": np.array(pictures.names),
            f"{key}_groups": pictures.groups,
        }
        print(f"{split}: {len(pictures)} pictures", file=sys.stderr)  # noqa: T201
        if key == "train":  # the validation split teaches nothing, not even points
            points, found = teach(pictures.images)
            arrays |= {"train_points": points, "train_found": found}
            print(f"points found in {found.mean():.1%}", file=sys.stderr)  # noqa: T201
    np.savez(args.out, allow_pickle=False, **arrays)
    return 0


if __name__ == "__main__":
    sys.exit(main())
