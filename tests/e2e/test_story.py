"""The whole story on the real `main()`, by keys: analyse, label, review, export, learn, use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.models.registry import DEFAULT_MODEL
from engine.project.store import Project
from engine.project.values import LabelKind
from engine.types import Image
from tests.conftest import VideoWriter

pytest.importorskip("torch")

FRAMES = 80


@pytest.fixture
def clip(tmp_path: Path, astronaut: Image, grace_hopper: Image, write_video: VideoWriter) -> Path:
    """Eight seconds of ten frames: a woman, another one, the first one again in a mirror."""
    return write_video(tmp_path / "two.mp4", _pictures(astronaut, grace_hopper), fps=10)


def _pictures(first: Image, second: Image) -> Iterator[Image]:
    for index in range(FRAMES):
        photo = second if 30 <= index < 60 else first[:, :: 1 if index < 60 else -1]
        picture = np.full((240, 426, 3), 96, np.uint8)
        width = round(photo.shape[1] * 240 / photo.shape[0])
        small = cv2.resize(photo, (width, 240), interpolation=cv2.INTER_AREA)
        left = 30 + index % 30
        picture[:, left : left + width] = small[:, : 426 - left]
        yield picture


def robot(repo_root: Path, part: str, clip: Path, folder: Path) -> dict[str, Any]:
    """Run a part of the story in a process of its own; what it found."""
    report = folder / f"{part}.json"
    homes = {
        f"XDG_{name}_HOME": str(folder / name)
        for name in ("STATE", "CONFIG", "CACHE", "DATA", "RUNTIME")
    }
    command = [sys.executable, "-m", "tests.e2e.story_robot", part, str(clip), str(report)]
    platform = "offscreen"
    if shutil.which("xvfb-run") and sys.platform == "linux":
        command, platform = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", *command], "xcb"
    done = subprocess.run(
        command,
        cwd=repo_root,
        env={
            **os.environ,
            **homes,
            "QT_QPA_PLATFORM": platform,
            "OMP_NUM_THREADS": "1",
            "LANGUAGE": "en",
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert report.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    assert "trouble" not in found, f"{found}\n{done.stderr}"
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return found


@pytest.mark.timeout(900)
def test_open_analyse_label_review_export_learn_use_close_and_open_again(
    repo_root: Path, tmp_path: Path, clip: Path
) -> None:
    made = robot(repo_root, "make", clip, tmp_path)
    assert made["first_model"] == DEFAULT_MODEL
    kinds = {kind for _, kind, _ in made["labelled"]}
    assert {LabelKind.SINGLE, LabelKind.CANDIDATES, LabelKind.VOTES} <= kinds
    assert made["reviewed"] == 3
    assert made["exported"]
    assert set(made["groups"]) == {"Ada", "Grace"}
    assert made["changed"] > 0
    assert made["verdict"]
    tuned = made["in_use"]
    assert tuned != DEFAULT_MODEL
    assert made["second_model"] == tuned

    again = robot(repo_root, "again", clip, tmp_path)
    assert again["labels"] == made["labels"]
    assert again["model"] == again["in_use"] == tuned
    assert again["results"] == FRAMES
    assert again["models"] == 2
    assert again["banner"] == ""
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        assert len(project.reviews(video.id)) == 3
        assert len(project.exports()) == 1
        assert {person.name for person in project.persons()} == {"Ada", "Grace"}
        runs = {run.model_id for run in project.runs(video.id)}
        assert {model.name for model in project.models()} == {DEFAULT_MODEL, tuned}
        assert len(runs) == 2
    log = (tmp_path / "STATE" / "mien" / "log" / "mien.log").read_text(encoding="utf-8")
    assert "CRITICAL" not in log
