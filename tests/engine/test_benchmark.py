"""The parts of `mien benchmark`: figures of real runs, and an end when it is asked for."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.align import crop_face
from engine.analyser import AnalyserOptions
from engine.benchmark.backends import compare_backends
from engine.benchmark.figures import Times
from engine.benchmark.file_mode import measure_file
from engine.benchmark.machine import peak_memory_mb, this_machine
from engine.benchmark.stages import Stage, StageRun
from engine.child import Child
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.errors import ModelError
from engine.models.base import Backend, Precision
from engine.models.registry import find_model, load_model
from engine.types import Frame, Image


def test_times_are_median_tail_and_mean() -> None:
    times = Times.of([(i / 1000, 0.002) for i in range(1, 102)])
    assert (times.p50_ms, times.p95_ms) == pytest.approx((51.0, 96.0))
    assert times.cpu_ms == pytest.approx(2.0)
    assert times.count == 101


def test_every_stage_is_measured_on_the_frames_of_a_clip(face_clip: Path, tmp_path: Path) -> None:
    model = load_model(at_once=1)
    run = StageRun(model)
    try:
        run.over(face_clip, tmp_path / "t.csv", lambda done: done < 60)
    finally:
        run.close()
        model.close()
    figures = {each.stage: each for each in run.figures()}
    assert list(figures) == list(Stage)
    assert all(each.times.p95_ms >= each.times.p50_ms > 0 for each in figures.values())
    # 60 asked for, in whole stretches of 25 and 23; 10 to warm up; 8 of each 48 show no face.
    assert figures["detect"].times.count == 48 + 25 - 10
    assert figures["infer"].times.count == 40 + 20 - 10
    assert (figures["infer"].unit, figures["write"].unit) == ("face", "frame")
    assert run.crops
    assert (tmp_path / "t.csv").read_text().count("\n") > 20


def test_a_file_is_measured_in_a_process_of_its_own(face_clip: Path, tmp_path: Path) -> None:
    told: list[int] = []

    def goes_on(done: int) -> bool:
        told.append(done)
        return done < 90

    found = measure_file(face_clip, AnalyserOptions(), tmp_path, goes_on)
    assert found is not None
    assert found.frames >= 90
    assert found.cpu_ms > 0
    assert found.fps > 0
    assert found.start_cpu_s > 0.1
    assert found.peak_mb is None or found.peak_mb > 50
    assert told == sorted(told)


def test_too_short_a_look_at_a_file_gives_nothing(face_clip: Path, tmp_path: Path) -> None:
    assert measure_file(face_clip, AnalyserOptions(), tmp_path, lambda _: False) is None


def test_what_goes_wrong_in_the_process_is_raised_here(face_clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model"):
        measure_file(face_clip, AnalyserOptions(model="nobody"), tmp_path, lambda _: True)


def test_backends_stand_beside_the_reference(astronaut: Image) -> None:
    detector, model = MediaPipeFaces(), load_model()
    (face,) = detector.detect(Frame(0, 0, 0, astronaut))
    crop = crop_face(astronaut, face, model.manifest.input)
    detector.close()
    model.close()
    found = compare_backends(find_model(), [crop], lambda done: done < 200)
    reference, *others = (each for each in found if each.problem is None)
    assert (reference.backend, reference.precision) == (Backend.ONNXRUNTIME, Precision.F32)
    assert reference.ratio == 1.0
    assert reference.difference == 0.0
    assert any(each.backend == Backend.OPENVINO for each in others)
    for each in others:
        assert each.ratio is not None
        assert each.ratio > 0
        assert each.difference is not None
        assert each.difference < (0.25 if each.precision == Precision.INT8 else 0.1)
    in_f32 = [each for each in others if each.precision == Precision.F32]
    assert all(each.difference is not None and each.difference < 1e-3 for each in in_f32)
    for each in found:
        assert (each.problem is None) == (each.one is not None)


def test_the_machine_says_what_it_is() -> None:
    machine = this_machine()
    assert machine.processor
    assert machine.cores >= 1
    assert machine.versions["numpy"] == np.__version__
    before = peak_memory_mb()
    block = np.ones(30_000_000)
    after = peak_memory_mb()
    assert before is None or after is not None
    assert before is None or after is None or after >= max(before, block.nbytes / 2**20)


def _echo(pipe: Connection[Any, Any], add: int) -> None:
    while True:
        try:
            pipe.send(pipe.recv() + add)
        except EOFError:
            break


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_a_child_outlives_ctrl_c_and_ends_with_its_pipe() -> None:
    with Child(_echo, 5) as child:
        os.kill(_pid(child), signal.SIGINT)  # right at its start, and again later
        child.pipe.send(1)
        assert child.pipe.recv() == 6
        os.kill(_pid(child), signal.SIGINT)
        child.pipe.send(2)
        assert child.pipe.recv() == 7
    assert child.ending is None


def test_a_killed_child_says_so() -> None:
    with Child(_echo, 5) as child:
        child.kill()
        with pytest.raises((EOFError, OSError)):
            child.pipe.recv()
        if os.name == "posix":
            assert child.ending == f"signal {int(signal.SIGKILL)}"


def _pid(child: Child) -> int:
    pid = child._process.pid
    assert pid is not None
    return pid
