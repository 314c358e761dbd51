"""Slots and the owner's thread over a fake GPU: what is ours in them. This tests no TensorRT."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BackendUnavailable
from engine.models.tensorrt.gpu import GpuError
from engine.models.tensorrt.owner import InferenceThread, Lane
from engine.models.tensorrt.plan import BUCKETS, bucket_for
from engine.models.tensorrt.slots import Slot
from engine.types import Floats
from tests.engine.models.small_model import (
    CORRECTED_WEIGHT,
    PRIMARY_WEIGHT,
    SIZE,
    expected,
)
from tests.engine.models.tensorrt.fake_gpu import FakeEngine, FakeGpu

NAMES = ("image", "primary", "corrected")
FACE = (1, SIZE, SIZE)


def faces(count: int, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    level = rng.random((count, 1, 1, 1))
    return np.asarray(level * rng.random((count, *FACE)), dtype=np.float32)


def answer(batch: Floats) -> tuple[Floats, Floats]:
    return expected(batch, PRIMARY_WEIGHT), expected(batch, CORRECTED_WEIGHT)


def make_slot(gpu: FakeGpu, *, record: bool = True) -> tuple[Slot, FakeEngine]:
    engine = FakeEngine(gpu, NAMES, FACE, answer)
    return Slot(gpu, engine, NAMES, FACE, record=record), engine


def check(batch: Floats, answer: tuple[Floats, Floats]) -> None:
    np.testing.assert_allclose(answer[0], expected(batch, PRIMARY_WEIGHT), atol=1e-5)
    np.testing.assert_allclose(answer[1], expected(batch, CORRECTED_WEIGHT), atol=1e-5)


@pytest.mark.parametrize("record", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 9, 16])
def test_fake_batches_are_padded_to_the_next_bucket(count: int, record: bool) -> None:
    gpu = FakeGpu()
    slot, engine = make_slot(gpu, record=record)
    engine.sizes.clear()
    batch = faces(count)

    slot.submit(batch)
    answer = slot.collect()

    check(batch, answer)
    assert engine.sizes == [bucket_for(count)]
    assert gpu.launches == record
    slot.close()


def test_fake_prepares_every_bucket_once_and_records_it() -> None:
    slot, engine = make_slot(FakeGpu())
    assert engine.sizes == list(BUCKETS)
    assert slot.graphs == BUCKETS
    slot.close()


def test_fake_package_without_graphs_works_all_the_same() -> None:
    slot, _ = make_slot(FakeGpu(graphs=False))
    assert slot.graphs == ()
    slot.submit(faces(3))
    check(faces(3), slot.collect())
    slot.close()


def test_fake_steady_state_allocates_nothing() -> None:
    gpu = FakeGpu()
    slot, _ = make_slot(gpu)
    before = set(gpu.live)
    for seed in range(50):
        slot.submit(faces(1 + seed % 16, seed))
        check(faces(1 + seed % 16, seed), slot.collect())
    assert set(gpu.live) == before
    slot.close()


def test_fake_answers_outlive_the_next_batch() -> None:
    slot, _ = make_slot(FakeGpu())
    slot.submit(faces(2, 1))
    primary, corrected = slot.collect()
    kept = corrected.copy()
    slot.submit(faces(2, 2))
    slot.collect()
    slot.close()
    np.testing.assert_array_equal(corrected, kept)
    check(faces(2, 1), (primary, corrected))


def test_fake_slot_is_filled_and_emptied_in_turn() -> None:
    slot, _ = make_slot(FakeGpu())
    with pytest.raises(ValueError, match="nothing was submitted"):
        slot.collect()
    slot.submit(faces(1))
    with pytest.raises(ValueError, match="still holds"):
        slot.submit(faces(1))
    slot.collect()
    for wrong in (0, 17):
        with pytest.raises(ValueError, match="1 to 16"):
            slot.submit(faces(wrong))
    slot.close()


def live_once(gpu: FakeGpu) -> None:
    slot, _ = make_slot(gpu)
    try:
        slot.submit(faces(3))
        slot.collect()
    finally:
        slot.close()
        slot.close()


def calls_of_one_life(graphs: bool) -> int:
    gpu = FakeGpu(graphs=graphs)
    live_once(gpu)
    assert not gpu.live
    assert not gpu.mistakes
    return gpu.calls


@pytest.mark.parametrize("graphs", [True, False])
def test_fake_whatever_call_fails_everything_is_given_back_once(graphs: bool) -> None:
    """Every call of a slot's life is made to fail, each in a life of its own."""
    calls = calls_of_one_life(graphs)
    assert calls > 30
    for number in range(calls):
        gpu = FakeGpu(fail_at=number, graphs=graphs)
        with pytest.raises(GpuError, match=f"call {number}"):
            live_once(gpu)
        assert not gpu.live, f"call {number}"
        assert not gpu.mistakes, f"call {number}"


def owner(gpu: FakeGpu, where: list[int] | None = None) -> InferenceThread:
    def set_up(stack: ExitStack) -> Sequence[Lane]:
        stack.callback(lambda: where.append(threading.get_ident()) if where is not None else None)
        lanes = []
        for _ in range(2):
            slot, _ = make_slot(gpu)
            stack.callback(slot.close)
            lanes.append(slot)
        return lanes

    return InferenceThread(set_up)


@settings(max_examples=30)
@given(sizes=st.lists(st.integers(1, 16), min_size=1, max_size=12))
def test_fake_every_asker_gets_the_answer_to_its_own_question(sizes: list[int]) -> None:
    gpu = FakeGpu()
    thread = owner(gpu)
    batches = [faces(size, seed) for seed, size in enumerate(sizes)]
    futures = [thread.submit(batch) for batch in batches]
    for batch, future in zip(batches, futures, strict=True):
        check(batch, future.result(10))
    thread.close()
    assert not gpu.live
    assert not gpu.mistakes


def test_fake_two_askers_at_once() -> None:
    thread = owner(FakeGpu())
    wrong: list[BaseException] = []

    def ask(first: int) -> None:
        try:
            for seed in range(first, first + 30):
                check(
                    faces(1 + seed % 5, seed), thread.submit(faces(1 + seed % 5, seed)).result(10)
                )
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            wrong.append(error)

    askers = [threading.Thread(target=ask, args=(first,)) for first in (0, 1000)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    thread.close()
    assert not wrong


def test_fake_all_is_made_and_given_back_in_one_thread_that_is_not_ours() -> None:
    where: list[int] = []
    thread = owner(FakeGpu(), where)
    thread.close()
    thread.close()
    assert len(where) == 1
    assert where[0] != threading.get_ident()


def test_fake_closing_answers_what_was_asked_before() -> None:
    thread = owner(FakeGpu())
    futures = [thread.submit(faces(4, seed)) for seed in range(8)]
    thread.close()
    for seed, future in enumerate(futures):
        check(faces(4, seed), future.result(0))
    with pytest.raises(ValueError, match="closed"):
        thread.submit(faces(1))


def test_fake_gpu_that_is_lost_is_not_asked_again() -> None:
    gpu = FakeGpu()
    thread = owner(gpu)
    thread.submit(faces(1)).result(10)
    gpu.lost = True
    for _ in range(2):
        with pytest.raises(BackendUnavailable, match="the GPU was lost"):
            thread.submit(faces(1)).result(10)
    calls = gpu.calls
    gpu.lost = False
    with pytest.raises(BackendUnavailable, match="the GPU was lost"):
        thread.submit(faces(1)).result(10)
    assert gpu.calls == calls
    thread.close()
    assert not gpu.live


def test_fake_package_that_raises_anything_counts_as_a_lost_gpu() -> None:
    class Broken:
        def submit(self, batch: Floats) -> None:
            pass

        def collect(self) -> tuple[Floats, Floats]:
            raise TypeError("of another version")

    thread = InferenceThread(lambda _: [Broken()])
    for _ in range(2):
        with pytest.raises(BackendUnavailable, match=r"the GPU was lost \(of another version"):
            thread.submit(faces(1)).result(10)
    thread.close()


def test_fake_gpu_that_fails_at_the_start_is_refused_and_given_back() -> None:
    gpu = FakeGpu(fail_at=20)
    with pytest.raises(BackendUnavailable, match=r"the GPU cannot be used .*call 20"):
        owner(gpu)
    assert not gpu.live
    assert not gpu.mistakes


def test_fake_mistake_of_the_asker_is_the_askers() -> None:
    thread = owner(FakeGpu())
    with pytest.raises(ValueError, match="1 to 16"):
        thread.submit(faces(17)).result(10)
    check(faces(1), thread.submit(faces(1)).result(10))
    thread.close()
