"""What only a GPU can tell. Skipped, with the driver's reason, where there is none.

Each package that is installed here is asked in turn; engines are built into a folder of the test.
Figures are printed (`pytest -m gpu -s`), not asserted; docs/performance.md says which are wanted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import BackendUnavailable
from engine.models.cuda import probe_cuda
from engine.models.onnx_model import OnnxRuntimeModel
from engine.models.registry import find_model
from engine.models.tensorrt.cache import PlanCache
from engine.models.tensorrt.engine import TrtEngine
from engine.models.tensorrt.flavour import Flavour, import_package, installed_version
from engine.models.tensorrt.gpu import open_gpu
from engine.models.tensorrt.jobs import engine_job
from engine.models.tensorrt.model import TensorRtModel
from engine.models.tensorrt.plan import BUCKETS
from engine.types import Floats, Image

PROBE = probe_cuda()

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not PROBE.usable, reason=PROBE.reason),
    pytest.mark.timeout(900),
]

FLAVOURS = [flavour for flavour in Flavour if installed_version(flavour) is not None]


@pytest.fixture(scope="module", params=FLAVOURS or [None], ids=str)
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TensorRtModel]:
    """The shipped model on the GPU, its engine built just now."""
    if request.param is None:
        pytest.skip("no package of TensorRT is installed")
    cache = PlanCache(tmp_path_factory.mktemp("engines") / "cache")
    folder = find_model()
    job = engine_job(folder, request.param, PROBE, cache=cache)
    began = time.monotonic()
    job.build(lambda *_: None, threading.Event())
    stored = job.stored()
    assert stored is not None
    say(f"{PROBE.gpu}, driver {PROBE.driver}, {job.key.package} {job.key.version}")
    say(f"build {time.monotonic() - began:.1f} s, {len(stored.plan) / 1e6:.1f} MB")
    began = time.monotonic()
    made = TensorRtModel(folder, request.param, stored, PROBE, cache)
    say(f"load {time.monotonic() - began:.2f} s")
    yield made
    made.close()


@pytest.fixture(scope="module")
def reference() -> OnnxRuntimeModel:
    return OnnxRuntimeModel(find_model())


def say(text: str) -> None:
    import sys

    sys.stdout.write(f"\n{text}")


def crops(model: TensorRtModel, photos: list[Image], count: int) -> Floats:
    """Windows of real photographs around the faces in them, as the network takes them."""
    spec = model.manifest.input
    rng = np.random.default_rng(0)
    rows = []
    for index in range(count):
        photo = photos[index % len(photos)]
        side = int(rng.integers(100, 200))
        top, left = (int(rng.integers(20, 120)) for _ in range(2))
        small = cv2.resize(photo[top : top + side, left : left + side], (spec.size, spec.size))
        if spec.channels == 1:
            small = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)[..., None]
        rows.append(small.transpose(2, 0, 1))
    return np.asarray(rows, dtype=np.float32) / np.float32(255.0)


def test_it_says_what_the_cpu_says_of_photographs(
    model: TensorRtModel, reference: OnnxRuntimeModel, astronaut: Image, grace_hopper: Image
) -> None:
    batch = crops(model, [astronaut, grace_hopper], 64)
    ours, exact = model.infer(batch), reference.infer(batch)
    worst = max(
        float(np.abs(ours.primary - exact.primary).max()),
        float(np.abs(ours.corrected - exact.corrected).max()),
    )
    say(f"largest difference to the CPU on 64 crops: {worst:.4f}")
    assert worst <= 0.02


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 16, 17, 40])
def test_a_face_gets_the_same_answer_in_any_company(model: TensorRtModel, count: int) -> None:
    spec = model.manifest.input
    rng = np.random.default_rng(count)
    batch = rng.random((count, spec.channels, spec.size, spec.size), dtype=np.float32)
    together = model.infer(batch).corrected
    alone = np.concatenate([model.infer(batch[i : i + 1]).corrected for i in range(count)])
    np.testing.assert_allclose(alone, together, atol=5e-3)


def test_two_threads_may_ask(model: TensorRtModel) -> None:
    spec = model.manifest.input
    rng = np.random.default_rng(0)
    batches = [rng.random((3, spec.channels, spec.size, spec.size), np.float32) for _ in range(2)]
    wanted = [model.infer(batch).corrected for batch in batches]
    wrong: list[float] = []

    def ask(index: int) -> None:
        for _ in range(500):
            found = model.infer(batches[index]).corrected
            wrong.append(float(np.abs(found - wanted[index]).max()))

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(wrong) < 5e-3


def test_a_hundred_thousand_runs_take_no_more_memory(model: TensorRtModel) -> None:
    gpu = pytest.importorskip("cuda.bindings.driver")
    spec = model.manifest.input
    batch = np.random.default_rng(0).random((1, spec.channels, spec.size, spec.size), np.float32)

    def used() -> tuple[int, int]:
        opened = open_gpu()
        _, free, total = gpu.cuMemGetInfo()
        opened.close()
        resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return total - free, int(resident) * 4096

    for _ in range(2000):
        model.infer(batch)
    on_gpu, here = used()
    for _ in range(100_000):
        model.infer(batch)
    on_gpu_after, here_after = used()
    assert on_gpu_after - on_gpu < 2**20
    assert here_after - here < 16 * 2**20


def test_latency_and_throughput(model: TensorRtModel) -> None:
    spec = model.manifest.input
    rng = np.random.default_rng(0)
    for count in (*BUCKETS, 64):
        batch = rng.random((count, spec.channels, spec.size, spec.size), dtype=np.float32)
        for _ in range(200):
            model.infer(batch)
        times = []
        for _ in range(2000):
            began = time.perf_counter()
            model.infer(batch)
            times.append(time.perf_counter() - began)
        p50, p99 = np.percentile(times, (50, 99)) * 1e3
        say(
            f"{count:3} faces: p50 {p50:.3f} ms, p99 {p99:.3f} ms, {count / p50 * 1e3:,.0f} faces/s"
        )
        assert p50 > 0


def test_torch_on_the_same_card_is_not_disturbed(model: TensorRtModel) -> None:
    torch = pytest.importorskip("torch", reason="the trainer's packages are not installed")
    if not torch.cuda.is_available():
        pytest.skip("this torch has no CUDA")
    spec = model.manifest.input
    batch = np.full((2, spec.channels, spec.size, spec.size), 0.5, dtype=np.float32)
    wanted = model.infer(batch).corrected
    a = torch.rand(512, 512, device="cuda")
    for _ in range(50):
        product = a @ a
        np.testing.assert_allclose(model.infer(batch).corrected, wanted, atol=5e-3)
    torch.cuda.synchronize()
    torch.testing.assert_close(product.cpu(), a.cpu() @ a.cpu(), rtol=1e-2, atol=1e-1)


@pytest.mark.parametrize("flavour", FLAVOURS, ids=str)
def test_a_foreign_plan_is_refused_and_the_process_lives(flavour: Flavour) -> None:
    gpu = open_gpu()
    try:
        with pytest.raises(BackendUnavailable, match="cannot load the engine"):
            TrtEngine(import_package(flavour), b"this is no plan" * 1000)
    finally:
        gpu.close()
