"""`TrtEngine` over a stand-in for TensorRT's module: our calls, and what we say of refusals.

That the names are TensorRT's own is held by `test_api.py`; what they do, only a GPU tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, IntFlag
from types import SimpleNamespace
from typing import Any

import pytest

from engine.errors import BackendUnavailable
from engine.models.tensorrt import flavour as flavours
from engine.models.tensorrt.engine import TrtEngine
from engine.models.tensorrt.flavour import Flavour, Package
from engine.models.tensorrt.gpu import GpuError

ADDRESSES = {"image": 256, "primary": 512, "corrected": 768}


class Mode(Enum):
    INPUT = 1
    OUTPUT = 2


class Strategy(Enum):
    STATIC = 0
    USER_MANAGED = 2


class Diagnostics(IntFlag):
    VERSION_MISMATCH = 1
    UNSUPPORTED_CC = 2
    OLD_CUDA_DRIVER = 4


class FakeLogger:
    ERROR, INTERNAL_ERROR, WARNING, INFO = range(4)


class FakeContext:
    def __init__(self, trt: FakeTrt) -> None:
        self.trt = trt
        self.calls: list[tuple[Any, ...]] = []

    def set_device_memory(self, memory: int, size: int) -> None:
        self.calls.append(("memory", memory, size))

    def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        self.calls.append(("shape", name, shape))
        return shape[0] <= self.trt.largest

    def set_tensor_address(self, name: str, memory: int) -> bool:
        self.calls.append(("address", name, memory))
        return True

    def execute_async_v3(self, stream: int) -> bool:
        self.calls.append(("run", stream))
        if self.trt.breaks:
            self.trt.logger.log(FakeLogger.ERROR, "Cuda Runtime (an illegal access)")
        return not self.trt.breaks


class FakeTrt:
    """As much of the module as `TrtEngine` uses."""

    TensorIOMode = Mode
    ExecutionContextAllocationStrategy = Strategy
    EngineInvalidityDiagnostics = Diagnostics
    ILogger = FakeLogger
    CudaGraphStrategy = SimpleNamespace(WHOLE_GRAPH_CAPTURE="whole")
    DynamicShapesKernelSpecializationStrategy = SimpleNamespace(EAGER="eager")

    def __init__(self) -> None:
        self.loads = True
        self.breaks = False
        self.largest = 16
        self.compiled: list[bytes] = []
        self.configs: list[Any] = []
        self.strategies: list[Any] = []
        self.contexts: list[FakeContext] = []
        self.logger: Any = None
        self.scratch = 1024

    def Runtime(self, logger: Any) -> Any:  # noqa: N802
        self.logger = logger
        return SimpleNamespace(
            deserialize_cuda_engine=lambda _: self._engine() if self.loads else self._refuse(),
            get_engine_validity=lambda _: (
                SimpleNamespace(name="INVALID"),
                int(Diagnostics.UNSUPPORTED_CC | Diagnostics.OLD_CUDA_DRIVER),
            ),
        )

    def _refuse(self) -> None:
        self.logger.log(FakeLogger.ERROR, " built for another GPU ")

    def _engine(self) -> Any:
        names = tuple(ADDRESSES)
        shapes = {"image": (-1, 1, 8, 8), "primary": (-1, 8), "corrected": (-1, 8)}
        return SimpleNamespace(
            num_io_tensors=3,
            get_tensor_name=names.__getitem__,
            get_tensor_mode=lambda name: Mode.INPUT if name == "image" else Mode.OUTPUT,
            get_tensor_shape=shapes.__getitem__,
            device_memory_size_v2=self.scratch,
            create_runtime_config=self._config,
            create_execution_context=self._context,
        )

    def _config(self) -> Any:
        cache = SimpleNamespace(deserialize=self.compiled.append, serialize=lambda: b"compiled")
        config = SimpleNamespace(create_runtime_cache=lambda: cache)
        config.set_execution_context_allocation_strategy = self.strategies.append
        config.set_runtime_cache = lambda given: setattr(config, "cache", given)
        self.configs.append(config)
        return config

    def _context(self, how: Any) -> FakeContext:
        if how is not self.configs[-1] if self.configs else True:
            self.strategies.append(how)
        self.contexts.append(FakeContext(self))
        return self.contexts[-1]


@pytest.fixture
def trt() -> Iterator[FakeTrt]:
    yield FakeTrt()
    flavours.logger_of.cache_clear()


def load(trt: FakeTrt, flavour: Flavour, warm: bytes | None = None) -> TrtEngine:
    return TrtEngine(Package(flavour, trt, "11.4"), b"plan", warm)


@pytest.mark.parametrize("flavour", list(Flavour))
def test_fake_run_is_prepared_at_its_addresses_in_our_memory(
    trt: FakeTrt, flavour: Flavour
) -> None:
    engine = load(trt, flavour)
    assert engine.inputs == {"image": (None, 1, 8, 8)}
    assert engine.outputs == {"primary": (None, 8), "corrected": (None, 8)}
    assert engine.scratch_bytes == 1024

    engine.prepare(4, ADDRESSES, 4096).enqueue(77)

    assert trt.strategies == [Strategy.USER_MANAGED]
    assert trt.contexts[0].calls == [
        ("memory", 4096, 1024),
        ("shape", "image", (4, 1, 8, 8)),
        *(("address", name, address) for name, address in ADDRESSES.items()),
        ("run", 77),
    ]
    engine.close()


def test_fake_rtx_records_by_itself_and_keeps_what_it_compiled(trt: FakeTrt) -> None:
    engine = load(trt, Flavour.RTX, b"of an earlier start")
    (config,) = trt.configs
    assert engine.records_itself
    assert trt.compiled == [b"of an earlier start"]
    assert config.cuda_graph_strategy == "whole"
    assert config.dynamic_shapes_kernel_specialization_strategy == "eager"
    assert config.cache is not None
    assert engine.warm_code() == b"compiled"


def test_fake_others_have_nothing_to_keep(trt: FakeTrt) -> None:
    engine = load(trt, Flavour.TENSORRT)
    assert not engine.records_itself
    assert engine.warm_code() is None
    assert trt.configs == []


def test_fake_refusals_are_told_in_tensorrts_words(trt: FakeTrt) -> None:
    trt.loads = False
    with pytest.raises(BackendUnavailable, match=r"\(built for another GPU\)"):
        load(trt, Flavour.TENSORRT)
    with pytest.raises(
        BackendUnavailable, match=r"\(INVALID, UNSUPPORTED_CC, OLD_CUDA_DRIVER: built for"
    ):
        load(trt, Flavour.RTX)


def test_fake_failures_while_running_are_told_too(trt: FakeTrt) -> None:
    engine = load(trt, Flavour.TENSORRT)
    with pytest.raises(GpuError, match="no batch of 17"):
        engine.prepare(17, ADDRESSES, 4096)
    run = engine.prepare(1, ADDRESSES, 4096)
    trt.breaks = True
    with pytest.raises(GpuError, match="does not run: Cuda Runtime"):
        run.enqueue(77)


def test_fake_network_without_scratch_is_given_none(trt: FakeTrt) -> None:
    trt.scratch = 0
    load(trt, Flavour.TENSORRT).prepare(1, ADDRESSES, 4096)
    assert trt.contexts[0].calls[0][0] == "shape"
