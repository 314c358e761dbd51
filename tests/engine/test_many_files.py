"""Many files at a time give what one at a time gives, whatever happens to one of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.analyse_file import FileOptions, FileResult, FileTask, analyse_path
from engine.analyser import AnalyserOptions, make_analyser
from engine.errors import ModelError, SourceError
from engine.export.session import Settings
from engine.many_files import _portable, analyse_many
from engine.types import Image
from tests.conftest import VideoWriter

OPTIONS = AnalyserOptions()
FILES = FileOptions(Settings(1, OPTIONS.max_faces, OPTIONS.smoothing_s))


@pytest.fixture
def tasks(face_clip: Path, astronaut: Image, tmp_path: Path) -> list[FileTask]:
    """A photo, something that is no video, a video, another photo."""
    for name in ("a", "d"):
        cv2.imwrite(str(tmp_path / f"{name}.png"), astronaut)
    (tmp_path / "b.mp4").write_text("I am not a video\n" * 50)
    paths = [tmp_path / "a.png", tmp_path / "b.mp4", face_clip, tmp_path / "d.png"]
    (tmp_path / "many").mkdir()
    return [FileTask(path, tmp_path / "many" / path.stem) for path in paths]


@pytest.fixture
def endless(tmp_path: Path, write_video: VideoWriter) -> FileTask:
    """A video that takes long."""
    grey = np.full((64, 96, 3), 90, dtype=np.uint8)
    clip = write_video(tmp_path / "long.mp4", (grey for _ in range(8000)), codec="mpeg4")
    return FileTask(clip, tmp_path / "long")


def test_same_bytes_in_the_same_order_and_a_bad_file_touches_no_other(
    tasks: list[FileTask], tmp_path: Path
) -> None:
    told: list[int] = []
    stop = threading.Event()
    found = list(analyse_many(tasks, 2, OPTIONS, FILES, stop=stop, progress=told.append))
    assert [task for task, _ in found] == tasks
    assert [isinstance(outcome, SourceError) for _, outcome in found] == [False, True, False, False]
    assert told[-1] == 50
    (tmp_path / "one").mkdir()
    with make_analyser(OPTIONS) as analyser:
        for task in (tasks[0], tasks[2], tasks[3]):
            base = tmp_path / "one" / task.base.name
            assert analyse_path(task.path, base, analyser, FILES, stop=stop) is not None
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert {path.name for path in (tmp_path / "many").iterdir()} == names
    for name in (name for name in names if name.endswith(".csv")):
        one, many = (tmp_path / folder / name for folder in ("one", "many"))
        assert one.read_bytes() == many.read_bytes()
    again = analyse_many(tasks, 3, OPTIONS, FILES, stop=stop, resume=True)
    assert [outcome is None for _, outcome in again] == [True, False, True, True]


def test_stop_keeps_what_is_done_and_begins_no_more(
    endless: FileTask, tasks: list[FileTask]
) -> None:
    stop = threading.Event()

    def stop_soon(frames: int) -> None:
        if frames > 20:
            stop.set()

    work = [endless, *(FileTask(endless.path, t.base.with_suffix(".x")) for t in tasks)]
    found = list(analyse_many(work, 2, OPTIONS, FILES, stop=stop, progress=stop_soon))
    assert 1 <= len(found) <= 2
    for task, outcome in found:
        assert isinstance(outcome, FileResult)
        assert outcome.interrupted
        if outcome.outputs:
            (table,) = outcome.outputs
            assert table.parent == task.base.parent
            assert ".partial" in table.name
            assert table.read_text().count("\n") == outcome.session.counts.written + 1


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_process_that_is_killed_takes_one_file_with_it(
    endless: FileTask, tasks: list[FileTask]
) -> None:
    killed: list[int] = []

    def kill_one(frames: int) -> None:
        if frames > 20 and not killed:
            (child,) = _children()
            killed.append(child)
            os.kill(child, signal.SIGKILL)

    # One process at a time, so that there is no doubt which one has the endless file.
    work = analyse_many(
        [endless, *tasks], 1, OPTIONS, FILES, stop=threading.Event(), progress=kill_one
    )
    (_, lost), (_, photo), *_ = list(work)
    assert "signal 9" in str(lost)
    assert endless.path.name in str(lost)
    assert isinstance(photo, FileResult)
    assert photo.session.counts.with_face == 1


def test_a_model_that_is_not_there_is_said_once(tasks: list[FileTask]) -> None:
    work = analyse_many(tasks, 2, AnalyserOptions("nobody"), FILES, stop=threading.Event())
    with pytest.raises(ModelError, match="no such model"):
        next(work)


def test_leaving_early_leaves_no_process(tasks: list[FileTask]) -> None:
    work = analyse_many(tasks, 2, OPTIONS, FILES, stop=threading.Event())
    next(work)
    work.close()
    deadline = time.monotonic() + 10
    while _children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _children()


class _Odd(Exception):
    """An error that cannot be sent to another process."""

    def __reduce__(self) -> str:
        raise TypeError("no")


@pytest.mark.parametrize("error", [ZeroDivisionError("oops"), _Odd("oops")])
def test_errors_keep_their_words_and_traceback(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        raise error
    copy = _portable(caught.value)
    assert copy is not error
    assert "oops" in str(copy)
    assert "test_errors_keep" in copy.__notes__[0]


def _children() -> list[int]:
    """Processes of ours that analyse; multiprocessing keeps one more for itself."""
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]
