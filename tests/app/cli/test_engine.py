"""`mien engine`: engines are built, listed and deleted; what cannot be is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import doctor, main
from engine.models import cuda
from engine.models.check import Answers
from engine.models.cuda import CudaProbe
from engine.models.tensorrt import jobs
from engine.models.tensorrt.cache import Header, PlanCache
from engine.models.tensorrt.flavour import Flavour
from engine.models.tensorrt.plan import PlanKey
from tests.engine.models.small_model import make_model

KEY = PlanKey("ab" * 32, "tensorrt_rtx", "1.7.1", "f16", (1, 4, 16), "ampere", "", "linux x86_64")


@pytest.fixture
def one_engine() -> Path:
    answers = Answers([[1.0]], [[1.0]])
    return PlanCache().put(Header(KEY, "small", answers, 1_795_000_000, 12.3), b"plan" * 1000)


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "probe_cuda", lambda: CudaProbe(False, "no NVIDIA driver found"))


def test_nothing_is_built_at_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "list"]) == 0
    assert "Nothing is built" in capsys.readouterr().out
    assert main(["engine", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_what_is_built_is_listed_by_list_and_doctor(
    one_engine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["engine", "list"]) == 0
    out = capsys.readouterr().out
    assert "small  tensorrt_rtx 1.7.1  f16  for RTX 30 and later" in out
    assert main(["engine", "list", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["file"] == str(one_engine)
    assert (found["whole"], found["gpu"], found["seconds"]) == (True, "ampere", 12.3)
    assert doctor.examine()["engines"] == [found]
    assert "for RTX 30 and later" in doctor._as_text(doctor.examine())


def test_a_damaged_engine_is_marked(one_engine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one_engine.write_bytes(one_engine.read_bytes()[:-1])
    assert main(["engine", "list"]) == 0
    assert "DAMAGED" in capsys.readouterr().out


def test_clear_deletes_it(one_engine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "clear"]) == 0
    assert "Deleted 1 files" in capsys.readouterr().out
    assert not one_engine.exists()


@pytest.mark.usefixtures("no_gpu")
def test_without_any_package_it_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(jobs, "installed_version", lambda _: None)
    assert main(["engine", "build"]) == 1
    error = capsys.readouterr().err
    assert "no NVIDIA driver found" in error
    assert "[gpu]" in error
    assert main(["engine", "build", "--backend", "tensorrt"]) == 1
    assert "pypi.nvidia.com" in capsys.readouterr().err


@pytest.mark.usefixtures("no_gpu")
def test_a_target_is_for_rtx_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(make_model(tmp_path))
    monkeypatch.setattr(jobs, "installed_version", lambda _: "1.7.1")
    words = ["engine", "build", "--model", folder, "--for", "turing"]
    assert main([*words, "--backend", "tensorrt"]) == 2
    assert "--for goes with" in capsys.readouterr().err
    job = jobs.engine_job(Path(folder), Flavour.RTX, CudaProbe(False, ""), target="turing")
    job.cache.put(Header(job.key, "small", Answers([[1.0]], [[1.0]]), 0, 0.0), b"plan")
    assert main([*words, "--backend", "tensorrt_rtx"]) == 0
    assert "there already" in capsys.readouterr().out
    assert main(["engine", "list"]) == 0
    assert "for RTX 20 " in capsys.readouterr().out


def test_an_action_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine"]) == 2
    assert "ACTION" in capsys.readouterr().err


@pytest.mark.usefixtures("no_gpu")
def test_an_engine_for_rtx_is_built_ahead_without_a_gpu(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tensorrt_rtx", reason="tensorrt_rtx is not installed")
    folder = make_model(tmp_path)
    assert main(["engine", "build", "--model", str(folder)]) == 0
    said = capsys.readouterr()
    assert "Built in" in said.out
    assert "nothing here can run it" in said.err
    assert main(["engine", "build", "--model", str(folder)]) == 0
    assert "there already" in capsys.readouterr().out
