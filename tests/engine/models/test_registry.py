"""Finding models and backends, and what is said where there is none."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.errors import BackendUnavailable, ModelError
from engine.models import backends, cpu, cuda, openvino_model, registry
from engine.models import manifest as manifests
from engine.models.base import Backend, Precision
from engine.models.cuda import probe_cuda
from engine.models.registry import (
    BackendChoice,
    available_models,
    find_model,
    load_model,
    probe_backends,
    user_models_folder,
    verify,
)
from engine.models.tensorrt import gpu, jobs
from engine.models.tensorrt.flavour import Flavour
from tests.engine.models.small_model import make_model, quantised


def test_models_in_the_user_folder_and_in_the_variable_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = make_model(user_models_folder(), "mine")
    other = make_model(tmp_path / "more", "other")
    monkeypatch.setenv(registry.MODELS_VARIABLE, str(tmp_path / "more"))

    found = available_models()

    assert found[-2:] == (mine, other)
    monkeypatch.setenv(registry.MODELS_VARIABLE, str(other))
    assert available_models()[-2:] == (mine, other)
    assert find_model("mine") == mine
    assert find_model(str(other)) == other


def test_an_unknown_model_is_answered_with_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_model(tmp_path, "small")
    monkeypatch.setenv(registry.MODELS_VARIABLE, str(tmp_path))
    with pytest.raises(ModelError, match=r"huge: there is no such model\. Installed: .*small"):
        find_model("huge")


@pytest.mark.parametrize(
    ("features", "plain", "with_int8"),
    [
        (("AVX2",), Precision.F32, Precision.F32),
        (None, Precision.F32, Precision.F32),
        (("AVX2", "AVX-VNNI"), Precision.F32, Precision.INT8),
        (("AVX-512", "AVX512-VNNI", "AVX512-BF16"), Precision.BF16, Precision.INT8),
        (("AVX512-BF16", "AMX-BF16"), Precision.BF16, Precision.BF16),
        (("AMX-BF16", "AMX-INT8"), Precision.BF16, Precision.INT8),
        (("NEON", "INT8 matrix"), Precision.F32, Precision.F32),  # nobody measured it
    ],
)
def test_int8_takes_a_form_of_the_model_and_a_processor_for_it(
    features: tuple[str, ...] | None,
    plain: Precision,
    with_int8: Precision,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Precision] = []
    monkeypatch.setattr(cpu, "features", lambda: features)
    monkeypatch.setattr(
        openvino_model,
        "OpenVinoModel",
        lambda folder, precision, at_once: asked.append(precision),
    )
    for folder in (
        make_model(tmp_path, "exact"),
        make_model(tmp_path, "both", int8=quantised()),
    ):
        backends.load_on(Backend.OPENVINO, folder, probe_cuda(), 1)
    assert asked == [plain, with_int8]


@pytest.mark.parametrize("choice", [BackendChoice.AUTO, BackendChoice.CPU, BackendChoice.OPENVINO])
def test_openvino_is_the_default(choice: BackendChoice, tmp_path: Path) -> None:
    model = load_model(str(make_model(tmp_path)), choice)
    assert model.info.backend is Backend.OPENVINO


def test_auto_falls_back_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)  # importing it raises ImportError
    model = load_model(str(make_model(tmp_path)))
    assert model.info.backend is Backend.ONNXRUNTIME
    assert "openvino: it cannot be imported" in caplog.text


def test_no_backend_at_all_names_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(BackendUnavailable, match=r"openvino: .*; onnxruntime: "):
        load_model(str(make_model(tmp_path)))


def test_a_damaged_model_is_no_reason_to_try_another_backend(tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    (folder / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="sha256"):
        load_model(str(folder))


def test_tensorrt_is_refused_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "probe_cuda", lambda: cuda.ask(FakeDriver(init=100)))
    with pytest.raises(BackendUnavailable, match=r"tensorrt: .+ Choose --backend auto"):
        load_model(str(make_model(tmp_path)), BackendChoice.TENSORRT)


def test_every_backend_is_reported() -> None:
    reports = {report.backend: report for report in probe_backends()}
    assert set(reports) == set(Backend)
    assert reports[Backend.OPENVINO].available
    assert reports[Backend.OPENVINO].version[:2] == "20"
    assert reports[Backend.ONNXRUNTIME].available
    assert all(report.reason for report in reports.values())


def test_verify_reads_every_file(tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    assert verify(folder).name == "small"
    (folder / "model.safetensors").write_bytes(b"others")
    with pytest.raises(ModelError, match=r"model\.safetensors: .*sha256"):
        verify(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": manifests.SCHEMA + 1}, "Update Mien"),
        ({"labels": ("happy", "sad")}, "other labels"),
    ],
)
def test_manifests_of_another_kind(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    manifests.write(folder, msgspec.structs.replace(manifests.read(folder), **change))
    with pytest.raises(ModelError, match=words):
        verify(folder)


def test_a_folder_without_and_with_a_broken_manifest(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        verify(tmp_path)
    (tmp_path / manifests.FILE_NAME).write_text("{")
    with pytest.raises(ModelError, match="not valid"):
        verify(tmp_path)


class FakeDriver(ctypes.CDLL):
    """Stands in for the NVIDIA driver library: it cannot be had without the hardware."""

    def __init__(
        self, *, init: int = 0, version: int = 13000, gpus: int = 1, cc: tuple[int, int] = (8, 9)
    ) -> None:
        self.init, self.version, self.gpus, self.cc = init, version, gpus, cc

    def cuInit(self, _flags: int) -> int:  # noqa: N802
        return self.init

    def cuDriverGetVersion(self, out: Any) -> int:  # noqa: N802
        out._obj.value = self.version
        return 0

    def cuDeviceGetCount(self, out: Any) -> int:  # noqa: N802
        out._obj.value = self.gpus
        return 0

    def cuDeviceGet(self, out: Any, index: int) -> int:  # noqa: N802
        out._obj.value = index
        return 0

    def cuDeviceGetName(self, name: Any, _size: int, _device: Any) -> int:  # noqa: N802
        name.value = b"GeForce RTX 4060"
        return 0

    def cuDeviceGetAttribute(self, out: Any, attribute: int, _device: Any) -> int:  # noqa: N802
        out._obj.value = self.cc[0] if attribute == 75 else self.cc[1]
        return 0


@pytest.mark.parametrize(
    ("driver", "usable", "words"),
    [
        (FakeDriver(), True, "GeForce RTX 4060, CUDA 13.0"),
        (FakeDriver(init=100), False, "does not start"),
        (FakeDriver(gpus=0), False, "no GPU"),
        (FakeDriver(version=11080), False, "too old (CUDA 11.8, 12.2 needed)"),
        (FakeDriver(cc=(6, 1)), False, "compute capability 6.1, 7.5 needed"),
    ],
)
def test_fake_driver_answers_become_words(driver: FakeDriver, usable: bool, words: str) -> None:
    probe = cuda.ask(driver)
    assert probe.usable is usable
    assert words in probe.reason


@pytest.fixture
def fake_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver that names a GPU; nothing is there that could run on it."""
    monkeypatch.setattr(registry, "probe_cuda", lambda: cuda.ask(FakeDriver()))


@pytest.mark.usefixtures("fake_gpu")
def test_a_fake_gpu_without_packages_is_told_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backends, "installed_version", lambda _: None)
    reports = {report.backend: report for report in probe_backends()}
    assert "pip install --extra-index-url" in reports[Backend.TENSORRT].reason
    assert "[gpu]" in reports[Backend.TENSORRT_RTX].reason
    assert "has no CUDA" in reports[Backend.ONNXRUNTIME_CUDA].reason
    assert not any(reports[backend].available for backend in backends.GPU_ORDER)


@pytest.mark.usefixtures("fake_gpu")
def test_a_fake_gpu_whose_engine_is_not_built_leaves_the_work_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    versions = {Flavour.RTX: "1.7.1.116"}
    monkeypatch.setattr(backends, "installed_version", versions.get)
    monkeypatch.setattr(jobs, "installed_version", versions.get)
    monkeypatch.setattr(gpu, "installed_gpu_packages", lambda: ("cuda.bindings",))

    model = load_model(str(make_model(tmp_path)))

    assert model.info.backend is Backend.OPENVINO
    refused = dict(line.split(": ", 1) for line in model.info.refused)
    assert set(refused) == {"tensorrt", "tensorrt_rtx", "onnxruntime_cuda"}
    assert "not built yet" in refused["tensorrt_rtx"]
    assert "mien engine build --backend tensorrt_rtx" in caplog.text
    assert "not installed" not in caplog.text  # no warning, that is


@pytest.mark.usefixtures("fake_gpu")
def test_a_gpu_package_that_fails_in_any_way_leaves_the_work_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*_: object) -> None:
        raise TypeError("execute_async_v4 takes two arguments")

    monkeypatch.setattr(backends, "installed_version", lambda _: "12.0")
    monkeypatch.setattr(gpu, "installed_gpu_packages", lambda: ("cuda.bindings",))
    monkeypatch.setattr(backends, "_load_tensorrt", fall_over)
    info = load_model(str(make_model(tmp_path))).info
    assert info.backend is Backend.OPENVINO
    (failed, *_) = [line for line in info.refused if line.startswith("tensorrt: ")]
    assert "unexpected way (TypeError: execute_async_v4" in failed


def test_no_gpu_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "probe_cuda", lambda: cuda.ask(FakeDriver(gpus=0)))
    info = load_model(str(make_model(tmp_path))).info
    assert info.refused == ("gpu: the NVIDIA driver finds no GPU",)
    asked = load_model(str(tmp_path / "small"), BackendChoice.CPU).info
    assert asked.refused == ()


def test_a_wish_for_the_gpu_is_not_met_by_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "probe_cuda", lambda: cuda.ask(FakeDriver(gpus=0)))
    with pytest.raises(BackendUnavailable, match=r"tensorrt: .*tensorrt_rtx: .*finds no GPU"):
        load_model(str(make_model(tmp_path)), BackendChoice.GPU)


def test_everything_a_person_may_ask_for_is_a_backend_or_several() -> None:
    names = {choice.value for choice in BackendChoice}
    assert names == {"auto", "gpu", "cpu"} | {backend.value for backend in Backend}


def test_the_real_probe_never_raises() -> None:
    assert cuda.probe_cuda().reason


def test_this_processor_is_described() -> None:
    assert cpu.processor_name()
    assert cpu.usable_cores() >= 1
    features = cpu.features()
    assert features is None or set(features) <= set(cpu._FEATURES.values())


def test_a_large_network_gets_the_processors_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "usable_cores", lambda: 8)
    assert cpu.worthwhile_threads(10**8) == 1
    assert cpu.worthwhile_threads(10**10) == 7
    for cores, threads in ((1, 1), (2, 2), (3, 2)):
        monkeypatch.setattr(cpu, "usable_cores", lambda cores=cores: cores)
        assert cpu.worthwhile_threads(10**10) == threads
