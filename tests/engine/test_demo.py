from __future__ import annotations

from pathlib import Path

import pytest

import engine.demo
from engine.demo import FPS, HEIGHT, WIDTH, make_demo_clip
from engine.errors import DataError
from engine.pipeline import AnalyserOptions, analyse_source, make_analyser
from engine.sources.video_file import VideoFile


def test_the_clip_shows_one_face_then_another_none_and_both(tmp_path: Path) -> None:
    clip = make_demo_clip(tmp_path / "demo.mp4")
    with VideoFile(clip) as source, make_analyser(AnalyserOptions()) as analyser:
        assert (source.info.width, source.info.height) == (WIDTH, HEIGHT)
        faces = [len(s.emotions) for s in analyse_source(source, analyser, stride=5)]
    assert len(faces) == 10 * FPS / 5
    one, none, both = 33, 5, 12
    assert faces == [1] * one + [0] * none + [2] * both


def test_a_missing_portrait_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.demo, "find_spec", lambda name: None)
    with pytest.raises(DataError, match="pip install --force-reinstall scikit-image"):
        make_demo_clip(tmp_path / "demo.mp4")
