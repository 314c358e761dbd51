"""TensorRT-RTX for real, as far as it goes without a GPU: it parses and builds our networks.

That its engines run, and what they answer, only a GPU can tell: see `test_gpu.py`.
"""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.errors import BackendUnavailable
from engine.models import manifest as manifests
from engine.models.base import Precision
from engine.models.check import FACES, cpu_answers
from engine.models.cuda import CudaProbe, probe_cuda
from engine.models.registry import find_model
from engine.models.tensorrt import builder as builders
from engine.models.tensorrt.build import build_plan
from engine.models.tensorrt.builder import BuildStopped, build_engine
from engine.models.tensorrt.cache import PlanCache
from engine.models.tensorrt.engine import TrtEngine
from engine.models.tensorrt.flavour import Flavour, import_package, installed_version
from engine.models.tensorrt.half import to_half
from engine.models.tensorrt.plan import PlanKey, key_of
from tests.engine.models.small_model import make_model, network

pytest.importorskip("tensorrt_rtx", reason="tensorrt_rtx is not installed")

OUTPUTS = ("primary", "corrected")
NO_GPU = CudaProbe(False, "no NVIDIA driver found")


@pytest.fixture
def cache(tmp_path: Path) -> PlanCache:
    return PlanCache(tmp_path / "engines")


def key_for(folder: Path, onnx_hash: str = "") -> PlanKey:
    version = installed_version(Flavour.RTX)
    assert version
    sha256 = onnx_hash or manifests.read(folder).onnx.sha256
    return key_of(sha256, Flavour.RTX, version, NO_GPU, Precision.F16)


def build(folder: Path, key: PlanKey, cache: PlanCache) -> list[float]:
    """Build, and return the shares that were reported."""
    shares: list[float] = []
    build_engine(folder, key, cache, lambda share, _: shares.append(share), threading.Event())
    return shares


def test_the_shipped_network_is_built_in_half_without_a_gpu(cache: PlanCache) -> None:
    folder = find_model()
    manifest = manifests.read(folder)
    shares = build(folder, key_for(folder), cache)

    stored = cache.get(key_for(folder))
    assert stored is not None
    assert stored.header.model == manifest.name
    assert len(stored.plan) > 1_000_000
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(set(shares)) > 5
    assert len(stored.header.answers.primary) == FACES
    np.testing.assert_allclose(
        stored.header.answers.corrected, cpu_answers(folder).corrected, atol=1e-5
    )


@pytest.fixture(scope="module")
def small_plan() -> bytes:
    return build_plan(import_package(Flavour.RTX), network(), OUTPUTS, "ampere", lambda *_: None)


def test_the_shipped_network_is_built_for_turing_too() -> None:
    """Turing has no code for float32 products of matrices, which the float32 network needs."""
    folder = find_model()
    exact = (folder / manifests.read(folder).onnx.file).read_bytes()
    package = import_package(Flavour.RTX)
    assert len(build_plan(package, to_half(exact), OUTPUTS, "turing", lambda *_: None)) > 1_000_000
    with pytest.raises(BackendUnavailable, match="Turing"):
        build_plan(package, exact, OUTPUTS, "turing", lambda *_: None)


@pytest.mark.skipif(probe_cuda().usable, reason="there is a GPU here")
def test_without_a_driver_an_engine_is_refused_and_the_process_lives(small_plan: bytes) -> None:
    with pytest.raises(BackendUnavailable, match=r"cannot load the engine \(INVALID"):
        TrtEngine(import_package(Flavour.RTX), small_plan)


def test_a_plan_that_is_none_is_refused() -> None:
    with pytest.raises(BackendUnavailable, match=r"\(INVALID, MALFORMED_ENGINE"):
        TrtEngine(import_package(Flavour.RTX), b"this is no plan" * 100)


def test_outputs_for_evaluation_only_are_left_out(small_plan: bytes) -> None:
    """An output that nobody gives an address would keep the engine from running."""
    model = onnx.load_from_string(network())
    model.graph.output.append(onnx.helper.make_tensor_value_info("mean", 1, ["batch"]))
    data = model.SerializeToString()
    package = import_package(Flavour.RTX)
    less = build_plan(package, data, OUTPUTS, "ampere", lambda *_: None)
    more = build_plan(package, data, (*OUTPUTS, "mean"), "ampere", lambda *_: None)
    assert abs(len(less) - len(small_plan)) < abs(len(more) - len(small_plan))
    assert less.count(b"mean") < more.count(b"mean")


def test_a_network_that_tensorrt_cannot_read_is_refused_in_its_words() -> None:
    model = onnx.load_from_string(network())
    model.graph.node[-1].op_type = "Unheard"
    data = model.SerializeToString()
    with pytest.raises(BackendUnavailable, match=r"it cannot read the network .*Unheard"):
        build_plan(import_package(Flavour.RTX), data, OUTPUTS, "ampere", lambda *_: None)


def test_a_build_can_be_stopped_and_leaves_nothing(cache: PlanCache) -> None:
    folder = find_model()
    stop = threading.Event()
    with pytest.raises(BuildStopped):
        build_engine(folder, key_for(folder), cache, lambda *_: stop.set(), stop)
    assert not cache.folder.exists() or not list(cache.folder.iterdir())


def test_a_damaged_model_is_told_by_the_child(tmp_path: Path, cache: PlanCache) -> None:
    folder = make_model(tmp_path)
    key = key_for(folder)
    (folder / "model.onnx").write_bytes(b"others")
    with pytest.raises(BackendUnavailable, match="sha256"):
        build(folder, key, cache)


def test_a_model_that_changed_is_not_built_under_the_old_name(
    tmp_path: Path, cache: PlanCache
) -> None:
    folder = make_model(tmp_path)
    with pytest.raises(BackendUnavailable, match="changed since"):
        build(folder, key_for(folder, "ee" * 32), cache)


def test_a_child_that_dies_is_told_with_its_last_words(
    tmp_path: Path, cache: PlanCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "dies"
    script.write_text("#!/bin/sh\nread request\necho 'the builder fell over' >&2\nkill -SEGV $$\n")
    script.chmod(0o755)
    monkeypatch.setattr(builders.sys, "executable", str(script))
    folder = make_model(tmp_path)
    with pytest.raises(BackendUnavailable, match=r"died .*the builder fell over"):
        build(folder, key_for(folder), cache)
