"""Every described real video: counts, times and variability agree with its description."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import SourceError
from engine.sources.files import open_path
from engine.sources.video_file import VideoFile

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def truth(media: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((media / "ground_truth.json").read_text())
    return found


def test_every_video_is_read_as_described(media: Path, truth: dict[str, dict[str, Any]]) -> None:
    checked = 0
    for name, facts in truth.items():
        if not facts.get("frames"):
            continue
        with VideoFile(media / name) as source:
            frames = [(frame.index, frame.pts_us) for frame in source]
            info = source.info
            times = source.times().tolist()
        assert [index for index, _ in frames] == list(range(facts["frames"])), name
        assert [time for _, time in frames] == times, name
        assert frames[0][1] / 1e6 == pytest.approx(facts["first"], abs=1e-3), name
        assert frames[-1][1] / 1e6 == pytest.approx(facts["last"], abs=1e-3), name
        assert info.start_us == frames[0][1], name
        assert info.variable == facts["vfr"], name
        assert f"{info.width}x{info.height}" == facts["size"], name
        assert info.codec == facts["codec"], name
        checked += 1
    assert checked >= 20


def test_what_is_no_video_is_told(media: Path, truth: dict[str, dict[str, Any]]) -> None:
    for name in (name for name, facts in truth.items() if not facts.get("frames")):
        with pytest.raises(SourceError) as caught:
            open_path(media / name)
        assert Path(name).name in caught.value.subject
        assert caught.value.hint


@pytest.mark.parametrize(("name", "seeks"), [("vfr_woman.mp4", 40), ("pts_gap_woman.mkv", 10)])
def test_seeking_is_exact_at_uneven_times(media: Path, name: str, seeks: int) -> None:
    path = media / "derived" / name
    with VideoFile(path) as source:
        expected = {frame.index: (frame.pts_us, _print(frame.image)) for frame in source}
    chance = random.Random(0)
    with VideoFile(path) as source:
        for index in (chance.randrange(len(expected)) for _ in range(seeks)):
            frame = source.seek(index)
            assert (frame.pts_us, _print(frame.image)) == expected[index]


def _print(picture: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    return picture[::8, ::8].tobytes()
