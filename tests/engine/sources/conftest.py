"""Small real videos whose pictures carry their own number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.types import Image

_BITS = 10
_BLOCK = 16

#: Makes a numbered video: `numbered_video(name, count, **write_video's arguments)`.
NumberedVideo = Callable[..., Path]


def numbered_pictures(count: int, width: int = 160, height: int = 96) -> Iterator[Image]:
    """Pictures with their number coded as black and white blocks on moving ground."""
    ground = np.random.default_rng(0).integers(60, 190, (height, width, 3), dtype=np.uint8)
    for number in range(count):
        picture = np.roll(ground, number, axis=1).copy()
        for bit in range(_BITS):
            white = bool(number >> bit & 1)
            picture[:_BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 255 if white else 0
        yield picture


def number_of(picture: Image) -> int:
    """The number that `numbered_pictures` put into a picture, after lossy coding."""
    middle = picture[_BLOCK // 4 : 3 * _BLOCK // 4]
    blocks = [middle[:, b * _BLOCK + 4 : (b + 1) * _BLOCK - 4] for b in range(_BITS)]
    return sum(1 << bit for bit, block in enumerate(blocks) if block.mean() > 128)


def uneven_times(count: int, seed: int = 1) -> list[int]:
    """Rising times in whole milliseconds, told in microseconds, with gaps of up to 0.4 s."""
    chance = random.Random(seed)
    times = [0]
    while len(times) < count:
        times.append(times[-1] + 1000 * chance.choice((16, 33, 50, 120, 400)))
    return times


@pytest.fixture(scope="session")
def numbered_video(
    tmp_path_factory: pytest.TempPathFactory, write_video: Callable[..., Path]
) -> NumberedVideo:
    """Function that writes `count` numbered pictures to a file of a name; made once a session."""
    folder = tmp_path_factory.mktemp("numbered")

    def make(name: str, count: int = 60, **options: object) -> Path:
        path = folder / name
        if not path.exists():
            write_video(path, numbered_pictures(count), **options)
        return path

    return make
