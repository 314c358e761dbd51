"""`mien analyze --cluster` on a real Dask cluster: a scheduler and two workers on this computer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import __version__
from engine.analyse_file import FileOptions, FileResult, FileTask
from engine.analyser import AnalyserOptions
from engine.errors import MienError
from engine.export.session import Settings
from engine.models import manifest
from engine.models.registry import find_model
from engine.types import Image
from tests.conftest import VideoWriter
from tests.e2e.command import analyze, messages, names, session

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

from distributed import Client

from engine.cluster.client import analyse_on_cluster
from engine.cluster.worker import Terms, why_unfit

OPTIONS = AnalyserOptions()
FILES = FileOptions(Settings(1, OPTIONS.max_faces, OPTIONS.smoothing_s))


class Cluster:
    """A scheduler and its workers, as a user starts them."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
        self._scheduler_file = folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.workers: tuple[subprocess.Popen[bytes], ...] = ()

    @property
    def address(self) -> str:
        """Where the scheduler is to be found, once it is."""
        deadline = time.monotonic() + 60
        while not self._scheduler_file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        return str(json.loads(self._scheduler_file.read_text())["address"])

    def have_workers(self, count: int) -> None:
        """Start those that are missing, and wait until they are known to the scheduler."""
        words = ("--nthreads", "1", "--no-nanny", "--local-directory", "scratch")
        alive = [worker for worker in self.workers if worker.poll() is None]
        missing = count - len(alive)
        self.workers = (*alive, *(self._start("worker", *words) for _ in range(missing)))
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def kill(self, worker: int) -> None:
        """End a worker without a word."""
        self.workers[worker].kill()
        self.workers[worker].wait(10)

    def close(self) -> None:
        """End all of them."""
        for process in (*self.workers, self._scheduler):
            process.terminate()
            process.wait(20)

    def _start(self, command: str, *words: str) -> subprocess.Popen[bytes]:
        place = ("--scheduler-file", str(self._scheduler_file), "--no-dashboard")
        return subprocess.Popen(
            [sys.executable, "-m", "dask", command, *place, *words],
            env=self._environment,
            cwd=self._folder,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def running(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"), repo_root)
    yield cluster
    cluster.close()


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    """A scheduler and two workers."""
    running.have_workers(2)
    return running


@pytest.fixture
def long_clip(tmp_path: Path, astronaut: Image, write_video: VideoWriter) -> Path:
    """A video that takes a worker some seconds."""
    moving = (np.roll(astronaut, i % 50, axis=1) for i in range(150))
    return write_video(tmp_path / "long.mp4", moving, options={"preset": "ultrafast"})


def test_the_results_and_the_words_of_a_local_run(
    cluster: Cluster,
    face_clip: Path,
    astronaut: Image,
    tmp_path: Path,
    out: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(face_clip, tmp_path / "in" / "a.mp4")
    (tmp_path / "in" / "b.mp4").write_text("I am not a video\n" * 50)
    cv2.imwrite(str(tmp_path / "in" / "c.png"), astronaut)
    monkeypatch.chdir(tmp_path)  # the workers are elsewhere: names are made absolute for them
    assert analyze("in", "--out", "here") == 1
    local = messages(capsys)
    assert analyze("in", "--out", out, "--cluster", cluster.address) == 1
    assert messages(capsys) == local
    assert names(out) == names(Path("here"))
    for name in ("a", "c"):
        table = f"{name}.csv"
        assert (out / table).read_bytes() == Path("here", table).read_bytes()
        told = replace_started(out, name)
        assert told == replace_started(Path("here"), name)
    assert analyze("in", "--out", out, "--cluster", cluster.address, "--resume") == 1
    assert "done already" in capsys.readouterr().out


def replace_started(folder: Path, name: str) -> object:
    from msgspec import structs

    return structs.replace(session(folder, name), started_utc="")


def test_a_worker_that_is_killed_midway_costs_time_and_nothing_else(
    cluster: Cluster, long_clip: Path, face_clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "many").mkdir()
    paths = {"x": long_clip, "y": long_clip, "z": face_clip}
    tasks = [FileTask(path, tmp_path / "many" / name) for name, path in paths.items()]

    def kill_one(frames: int) -> None:
        if frames > 20:  # both long ones are in work: each worker takes one task at a time
            cluster.kill(0)

    told = list(run(tasks, cluster.address, threading.Event(), kill_one))
    assert cluster.workers[0].poll() is not None
    assert [task for task, _ in told] == tasks
    for _, outcome in told:
        assert isinstance(outcome, FileResult)
        assert outcome.session.complete
    tables = [(tmp_path / "many" / f"{name}.csv").read_bytes() for name in paths]
    assert tables[0] == tables[1]
    assert tables[0].count(b"\n") == 151
    left = {path.name for path in (tmp_path / "many").iterdir()}
    assert left == {f"{name}{end}" for name in paths for end in (".csv", ".session.json")}


def test_stop_keeps_what_is_done_and_begins_no_more(
    cluster: Cluster, long_clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "many").mkdir()
    tasks = [FileTask(long_clip, tmp_path / "many" / f"{number}") for number in range(6)]
    stop = threading.Event()

    def stop_soon(frames: int) -> None:
        if frames > 20:
            stop.set()

    told = list(run(tasks, cluster.address, stop, stop_soon))
    assert 1 <= len(told) <= 2
    for _, outcome in told:
        assert isinstance(outcome, FileResult)
        assert outcome.interrupted
        assert all(".partial" in path.name for path in outcome.outputs)


def run(
    tasks: list[FileTask], address: str, stop: threading.Event, progress: Callable[[int], None]
) -> Iterator[tuple[FileTask, object]]:
    return analyse_on_cluster(tasks, address, OPTIONS, FILES, stop=stop, progress=progress)


def test_no_cluster_there(face_clip: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert analyze(face_clip, "--out", out, "--cluster", "nonsense://127.0.0.1:1") == 1
    (message,) = messages(capsys)
    assert "no Dask scheduler answers there" in message
    assert not names(out)


def test_a_worker_with_other_results_is_refused(tmp_path: Path) -> None:
    (tmp_path / "marker").touch()
    sha256 = manifest.read(find_model()).onnx.sha256
    fit = Terms(__version__, None, sha256, tmp_path / "marker")
    assert not why_unfit(fit)
    assert __version__ in why_unfit(replace(fit, version="0.0.1"))
    assert "other weights" in why_unfit(replace(fit, sha256="0" * 64))
    assert "no such model" in why_unfit(replace(fit, model="nobody"))
    assert str(tmp_path) in why_unfit(replace(fit, marker=tmp_path / "gone"))


def test_a_cluster_without_workers_says_how_to_start_some(
    cluster: Cluster, face_clip: Path, tmp_path: Path
) -> None:
    with Client(cluster.address, set_as_default=False) as client:
        for number in range(2):
            cluster.kill(number)
        deadline = time.monotonic() + 20
        while client.scheduler_info()["workers"] and time.monotonic() < deadline:
            time.sleep(0.1)
    tasks = [FileTask(face_clip, tmp_path / "a")]
    with pytest.raises(MienError, match="no workers") as caught:
        next(iter(run(tasks, cluster.address, threading.Event(), lambda _: None)))
    assert "dask worker" in caught.value.hint
