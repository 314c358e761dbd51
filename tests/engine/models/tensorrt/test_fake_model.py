"""`TensorRtModel` over a fake GPU and a fake TensorRT: its own part, from cache to answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import BackendUnavailable, ModelError
from engine.models import check
from engine.models.base import Backend, Precision
from engine.models.cuda import CudaProbe
from engine.models.tensorrt import model as under_test
from engine.models.tensorrt.cache import Header, PlanCache
from engine.models.tensorrt.flavour import Flavour
from engine.models.tensorrt.model import TensorRtModel
from engine.models.tensorrt.plan import BUCKETS, PlanKey, key_of
from engine.models.verification import Shape
from engine.types import Floats
from tests.engine.models.small_model import (
    CORRECTED_WEIGHT,
    PRIMARY_WEIGHT,
    SIZE,
    expected,
    make_model,
)
from tests.engine.models.tensorrt.fake_gpu import FakeEngine, FakeGpu

PROBE = CudaProbe(True, "", "Fake GPU", (13, 0), (8, 9), "580.65.06")
NAMES = ("image", "primary", "corrected")
FACE = (1, SIZE, SIZE)

Answer = Callable[[Floats], tuple[Floats, Floats]]


def right(batch: Floats) -> tuple[Floats, Floats]:
    return expected(batch, PRIMARY_WEIGHT), expected(batch, CORRECTED_WEIGHT)


def wrong_for_many(batch: Floats) -> tuple[Floats, Floats]:
    """A kernel that is wrong in large batches only."""
    primary, corrected = right(batch)
    return (primary, corrected) if len(batch) < 8 else (primary, corrected[::-1])


class World:
    """A model folder, a cache with its engine, and the fakes that stand for GPU and TensorRT."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, flavour: Flavour) -> None:
        self.folder = make_model(folder)
        self.gpu = FakeGpu()
        self.cache = PlanCache(folder / "engines")
        self.flavour = flavour
        self.answer: Answer = right
        self.faces: Shape = (None, *FACE)
        self.given: list[bytes | None] = []
        self.threads: set[int] = set()
        self.closed: list[bool] = []
        world = self

        class FakeTrtEngine(FakeEngine):
            records_itself = flavour is Flavour.RTX

            def __init__(self, package: object, plan: bytes, warm: bytes | None = None) -> None:
                super().__init__(world.gpu, NAMES, FACE, lambda batch: world.answer(batch))
                world.given.append(warm)
                world.threads.add(threading.get_ident())
                self.inputs = {"image": world.faces}
                self.outputs = dict.fromkeys(NAMES[1:], (None, 8))

            def close(self) -> None:
                world.closed.append(not world.gpu.live)

            def warm_code(self) -> bytes | None:
                return b"compiled" if self.records_itself else None

        patch.setattr(under_test, "TrtEngine", FakeTrtEngine)
        patch.setattr(under_test, "open_gpu", lambda: self.gpu)
        patch.setattr(under_test, "import_package", lambda _: None)

    @property
    def key(self) -> PlanKey:
        return key_of("ab" * 32, self.flavour, "1.7", PROBE, Precision.F16)

    def load(self) -> TensorRtModel:
        header = Header(self.key, "small", check.cpu_answers(self.folder), 0, 0.0)
        self.cache.put(header, b"plan")
        stored = self.cache.get(self.key)
        assert stored is not None
        return TensorRtModel(self.folder, self.flavour, stored, PROBE, self.cache)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch, Flavour.RTX)


def faces(count: int) -> Floats:
    return np.random.default_rng(count).random((count, *FACE), dtype=np.float32)


@pytest.mark.parametrize("count", [1, 3, 16, 17, 50])
def test_fake_batches_of_any_size_are_answered(world: World, count: int) -> None:
    model = world.load()
    batch = faces(count)
    answer = model.infer(batch)
    np.testing.assert_allclose(answer.primary, expected(batch, PRIMARY_WEIGHT), atol=1e-5)
    np.testing.assert_allclose(answer.corrected, expected(batch, CORRECTED_WEIGHT), atol=1e-5)
    model.close()
    assert not world.gpu.live


def test_fake_model_says_what_runs(world: World) -> None:
    model = world.load()
    assert model.info.backend is Backend.TENSORRT_RTX
    assert model.info.precision is Precision.F16
    assert model.info.device == "Fake GPU"
    assert model.info.name == "small"
    model.close()


@pytest.mark.parametrize("flavour", list(Flavour))
def test_fake_work_is_recorded_by_us_or_by_tensorrt_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flavour: Flavour
) -> None:
    world = World(tmp_path, monkeypatch, flavour)
    model = world.load()
    assert (world.gpu.launches > 0) is (flavour is Flavour.TENSORRT)
    model.close()


def test_fake_gpu_is_touched_by_one_thread_that_is_not_ours(world: World) -> None:
    world.load().close()
    assert len(world.threads) == 1
    assert threading.get_ident() not in world.threads


def test_fake_engine_is_unloaded_once_after_all_that_it_prepared(world: World) -> None:
    world.load().close()
    assert world.closed == [True]


def test_fake_rtx_code_is_kept_for_the_next_start(world: World) -> None:
    for _ in range(2):
        world.load().close()
    assert world.given == [None, b"compiled"]


def test_fake_engine_that_answers_wrongly_is_refused_and_given_back(world: World) -> None:
    world.answer = wrong_for_many
    with pytest.raises(BackendUnavailable, match=r"answers for 8 faces differ from the CPU's"):
        world.load()
    assert not world.gpu.live
    assert not world.gpu.mistakes


def test_fake_engine_of_another_network_is_refused(world: World) -> None:
    world.faces = (None, 3, SIZE, SIZE)
    with pytest.raises(ModelError, match="the network takes image"):
        world.load()
    assert not world.gpu.live


def test_fake_gpu_lost_midway_is_told_and_closing_works(world: World) -> None:
    model = world.load()
    world.gpu.lost = True
    with pytest.raises(BackendUnavailable, match="the GPU was lost"):
        model.infer(faces(40))
    model.close()
    assert not world.gpu.live


def test_fake_model_refuses_other_batches_and_work_after_closing(world: World) -> None:
    model = world.load()
    with pytest.raises(ValueError, match="batch must be"):
        model.infer(np.zeros((1, 3, SIZE, SIZE), np.float32))
    with pytest.raises(ValueError, match="at most 16"):
        model.submit(faces(17))
    future = model.submit(faces(BUCKETS[-1]))
    assert future.result(10)[0].shape == (16, 8)
    model.close()
    model.close()
    with pytest.raises(ValueError, match="closed"):
        model.infer(faces(1))
