"""`mien analyze` over real, described videos; skipped where they are absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.ground_truth import Segment
from tests.e2e.command import analyze, messages, session

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def truth(media: Path) -> dict[str, dict[str, Any]]:
    """What people saw, by video."""
    found: dict[str, dict[str, Any]] = json.loads((media / "ground_truth.json").read_text())
    return found


@pytest.mark.parametrize(
    "name",
    [
        "videos/asl_hungry.mkv",
        "videos/selfie_then_noface_vfr.mov",
        "videos/noface_titles.mp4",
        "videos/woman_head_turn.gif",
        "derived/odd_321x181_mjpeg.avi",
        "derived/one_frame.mp4",
        "derived/man_smiling.mp4",
    ],
)
def test_rows_times_and_faces_are_the_described_ones(
    media: Path, truth: dict[str, dict[str, Any]], out: Path, name: str
) -> None:
    described = truth[name]
    assert analyze(media / name, "--out", out) == 0
    told = session(out, Path(name).stem)
    table = pd.read_csv(out / told.outputs[0])
    assert table["frame"].nunique() == told.counts.decoded == described["frames"]
    assert told.source.vfr is described["vfr"]
    assert told.source.sha256 == described["sha256"]
    times = told.source.start + table["timestamp"]
    np.testing.assert_allclose(
        times.iloc[[0, -1]], [described["first"], described["last"]], atol=2e-3
    )
    for entry in described.get("segments", []):
        segment = Segment.of(entry)
        inside = table[(times > segment.start + 0.1) & (times < segment.end - 0.1)]
        right = inside["n_faces"].between(segment.least_faces, segment.most_faces)
        assert right.mean() > 0.95 or inside.empty, entry


@pytest.mark.parametrize(
    "name", ["empty.mp4", "not_a_video.mp4", "trunc_no_moov.mp4", "audio_only.m4a"]
)
def test_what_cannot_be_read_is_told_and_leaves_nothing(
    media: Path, out: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyze(media / "derived" / name, "--out", out) == 1
    (message,) = messages(capsys)
    assert name in message
    assert list(out.iterdir()) == []
