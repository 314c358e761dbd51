"""A built engine, loaded: TensorRT's runtime, engine and execution contexts. Needs the GPU."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from engine.errors import BackendUnavailable
from engine.models.tensorrt.flavour import Flavour, Package, logger_of
from engine.models.tensorrt.gpu import GpuError
from engine.models.verification import Shape

_HINT: Final = "Run: mien engine build --rebuild, or choose --backend cpu"


class Run(Protocol):
    """The network prepared for one batch size at fixed addresses."""

    def enqueue(self, stream: int) -> None:
        """Queue one run. Raises `GpuError` where TensorRT refuses."""


class Engine(Protocol):
    """What slots need of a loaded engine."""

    @property
    def scratch_bytes(self) -> int:
        """Memory on the GPU that a run of any batch size needs for what lies between."""

    def prepare(self, faces: int, addresses: Mapping[str, int], scratch: int) -> Run:
        """Prepare runs of `faces` faces.

        addresses: on the GPU, of every input and output by name. scratch: of `scratch_bytes`,
        shared by runs that never run at the same time.
        Raises `GpuError` where TensorRT refuses.
        """


class TrtEngine:
    """A plan that TensorRT has loaded onto the GPU.

    warm_code: what an RTX engine compiled at an earlier start, or None.

    Raises `BackendUnavailable` where TensorRT does not take the plan on this GPU.
    """

    def __init__(self, package: Package, plan: bytes, warm_code: bytes | None = None) -> None:
        trt = package.trt
        self._package = package
        self._logger = logger_of(trt)
        self._logger.errors.clear()
        self._runtime: Any = trt.Runtime(self._logger)
        # It gives None instead of raising.
        self._engine: Any = self._runtime.deserialize_cuda_engine(plan)
        if self._engine is None:
            raise BackendUnavailable(
                f"it cannot load the engine ({self._reason(plan)})",
                subject=f"{package.flavour} {package.version}",
                hint=_HINT,
            )
        names = [self._engine.get_tensor_name(i) for i in range(self._engine.num_io_tensors)]
        mode = self._engine.get_tensor_mode
        self._inputs = tuple(n for n in names if mode(n) == trt.TensorIOMode.INPUT)
        self._outputs = tuple(n for n in names if mode(n) == trt.TensorIOMode.OUTPUT)
        self._config, self._warm = self._make_config(warm_code)

    @property
    def scratch_bytes(self) -> int:
        """See `Engine`."""
        return int(self._engine.device_memory_size_v2)

    @property
    def inputs(self) -> dict[str, Shape]:
        """Inputs by name; None where a size is free."""
        return {name: self._shape(name) for name in self._inputs}

    @property
    def outputs(self) -> dict[str, Shape]:
        """Outputs by name; None where a size is free."""
        return {name: self._shape(name) for name in self._outputs}

    @property
    def records_itself(self) -> bool:
        """Whether runs are recorded graphs by TensorRT's own doing."""
        return self._package.flavour is Flavour.RTX

    def prepare(self, faces: int, addresses: Mapping[str, int], scratch: int) -> Run:
        """See `Engine`."""
        context = self._make_context()
        if context is None:
            raise GpuError(f"TensorRT makes no execution context{self._last_error()}")
        if self.scratch_bytes:
            context.set_device_memory(scratch, self.scratch_bytes)
        (name,) = self._inputs
        fits = context.set_input_shape(name, (faces, *self._shape(name)[1:]))
        if not (fits and all(context.set_tensor_address(n, a) for n, a in addresses.items())):
            raise GpuError(f"TensorRT takes no batch of {faces}{self._last_error()}")
        return _TrtRun(context, self._last_error)

    def warm_code(self) -> bytes | None:
        """What was compiled on this GPU since loading, for the next start; None for others."""
        if self._warm is None:
            return None
        compiled = self._warm.serialize()
        return None if compiled is None else bytes(compiled)

    def close(self) -> None:
        """Unload it, where the GPU's context is current; runs that it prepared must be gone."""
        self._config = self._warm = None
        self._engine = None
        self._runtime = None

    def _make_config(self, warm_code: bytes | None) -> tuple[Any, Any]:
        """RTX: settings of execution contexts, and the store of compiled code. Others: nothing."""
        if self._package.flavour is not Flavour.RTX:
            return None, None
        trt = self._package.trt
        config = self._engine.create_runtime_config()
        config.set_execution_context_allocation_strategy(
            trt.ExecutionContextAllocationStrategy.USER_MANAGED
        )
        config.cuda_graph_strategy = trt.CudaGraphStrategy.WHOLE_GRAPH_CAPTURE
        # What the self-check looks at is what runs ever after; later, nothing is compiled any more.
        config.dynamic_shapes_kernel_specialization_strategy = (
            trt.DynamicShapesKernelSpecializationStrategy.EAGER
        )
        warm = config.create_runtime_cache()
        if warm_code is not None:
            warm.deserialize(warm_code)  # what it does not take, it compiles anew
        config.set_runtime_cache(warm)
        return config, warm

    def _make_context(self) -> Any:
        if self._config is not None:
            return self._engine.create_execution_context(self._config)
        strategy = self._package.trt.ExecutionContextAllocationStrategy.USER_MANAGED
        return self._engine.create_execution_context(strategy)

    def _shape(self, name: str) -> Shape:
        return tuple(None if n < 0 else int(n) for n in self._engine.get_tensor_shape(name))

    def _reason(self, plan: bytes) -> str:
        if self._package.flavour is Flavour.RTX:
            validity, found = self._runtime.get_engine_validity(plan)
            known = self._package.trt.EngineInvalidityDiagnostics.__members__.items()
            names = [validity.name, *(name for name, bit in known if int(bit) & found)]
            return f"{', '.join(names)}{self._last_error()}"
        return self._last_error().removeprefix(": ") or "no reason given"

    def _last_error(self) -> str:
        return f": {self._logger.errors[-1].strip()}" if self._logger.errors else ""


class _TrtRun:
    """An execution context with its shape and addresses set."""

    def __init__(self, context: Any, last_error: Any) -> None:
        self._context = context
        self._last_error = last_error

    def enqueue(self, stream: int) -> None:
        if not self._context.execute_async_v3(stream):
            raise GpuError(f"TensorRT does not run{self._last_error()}")
