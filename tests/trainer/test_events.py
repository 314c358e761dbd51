"""What a run tells, on a terminal, to programs, to TensorBoard and as curves."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from engine.errors import MienError
from trainer.events import (
    Ended,
    EpochEnded,
    Journal,
    JsonLines,
    Preparing,
    Progress,
    Started,
    TensorBoard,
    events_of,
)
from trainer.plots import draw_curves
from trainer.progress_line import ProgressLine

STARTED = Started("runs/a", 100, 10, 0, 50, 5, "cpu", "float32", ("corrected ldl",))
PROGRESS = Progress(3, 50, 1, 5, 1.25, 0.5, 320.0, 61.0)


def epoch(number: int, loss: float) -> EpochEnded:
    return EpochEnded(number, 10 * number, loss, 0.5, {"anchor": 0.9}, 1e-3, 320.0, loss + 0.1, 0.4)


def test_json_lines() -> None:
    stream = io.StringIO()
    JsonLines(stream).tell(PROGRESS)
    found = json.loads(stream.getvalue())
    assert found["event"] == "progress"
    assert (found["step"], found["eta_s"], found["accuracy"]) == (3, 61.0, 0.5)


def test_progress_line_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.progress_line._EVERY_S", 0.0)
    line = ProgressLine()
    for event in (STARTED, PROGRESS, epoch(1, 1.25), Ended("finished", 50, "runs/a", {})):
        line.tell(event)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "100 pictures, 10 held out, 5 epochs of 10 steps; cpu, float32"
    assert said[1] == ("epoch 1/5, step 3/50, loss 1.250, accuracy 50.0%, 320 images/s, 1:01 left")
    assert "held out: loss 1.350, accuracy 40.0%" in said[2]
    assert said[3] == "finished, step 50; runs/a"


def test_preparing_is_told_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ProgressLine()
    line.tell(Preparing("pictures", 100, 28_709))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("trainer.progress_line._EVERY_S", 0.0)
    line.tell(Preparing("pictures", 3_000, 28_709))
    assert capsys.readouterr().err == "preparing: pictures, 3,000 of 28,709\n"


def test_progress_bar_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    line = ProgressLine()
    for event in (STARTED, PROGRESS, epoch(1, 1.25), Ended("finished", 50, "runs/a", {})):
        line.tell(event)
    said = capsys.readouterr().err
    assert "loss 1.250, accuracy 50.0%" in said
    assert "finished, step 50" in said


def test_journal_keeps_all_but_the_progress_and_becomes_curves(tmp_path: Path) -> None:
    assert draw_curves(tmp_path) is None
    journal = Journal(tmp_path)
    for event in (STARTED, PROGRESS, epoch(1, 1.0), epoch(2, 0.5), epoch(2, 0.4)):
        journal.tell(event)
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["started", "epoch", "epoch", "epoch"]
    path = draw_curves(tmp_path)
    assert path is not None
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_line_that_was_cut_short_costs_nothing_but_itself(tmp_path: Path) -> None:
    """As after kill -9, or on a disk that was full for a moment."""
    journal = Journal(tmp_path)
    for event in (STARTED, epoch(1, 1.0), epoch(2, 0.5)):
        journal.tell(event)
    path = tmp_path / "events.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    for event in (STARTED, epoch(3, 0.4)):
        Journal(tmp_path).tell(event)
    found = [event.get("epoch", event["event"]) for event in events_of(path)]
    assert found == ["started", 1, "started", 3]
    assert b"\n\n" not in path.read_bytes()
    assert draw_curves(tmp_path) is not None


def test_the_end_says_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = {"n": 3199, "primary": 0.8687, "corrected": 0.8712}
    ProgressLine().tell(Ended("finished", 50, "runs/a", metrics))
    said = "finished, step 50; 3199 validation pictures: primary 86.9%, corrected 87.1%; runs/a"
    assert capsys.readouterr().err.strip() == said


def test_tensorboard_gets_every_figure(tmp_path: Path) -> None:
    """Read back as TensorBoard itself does."""
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    board = TensorBoard(tmp_path)
    for event in (STARTED, PROGRESS, epoch(2, 0.5)):
        board.tell(event)
    board.close()
    found = accumulator.EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    curves = {name: found.Scalars(name) for name in found.Tags()["scalars"]}
    assert {len(points) for points in curves.values()} == {1}
    assert {points[0].step for points in curves.values()} == {20}
    values = {name: points[0].value for name, points in curves.items()}
    assert values == pytest.approx(
        {
            "loss": 0.5,
            "accuracy": 0.5,
            "learning_rate": 1e-3,
            "pictures_per_s": 320.0,
            "held_out/loss": 0.6,
            "held_out/accuracy": 0.4,
            "terms/anchor": 0.9,
        }
    )


def test_without_tensorboard_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard.writer", None)
    with pytest.raises(MienError, match="pip install tensorboard"):
        TensorBoard(tmp_path)
