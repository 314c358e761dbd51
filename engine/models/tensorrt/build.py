"""From ONNX to a TensorRT engine; runs in a child process (`child.py`), never in the app's own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from engine.errors import BackendUnavailable
from engine.models.tensorrt.flavour import INSTALL, Flavour, Package, logger_of
from engine.models.tensorrt.plan import PROFILE

#: Called with 0..1 and what is being done.
Progress = Callable[[float, str], None]

#: Share of what is left that a phase of the outermost level stands for: how many come, nobody says.
_PHASE_STEP: Final = 0.9


def build_plan(
    package: Package,
    onnx: bytes,
    outputs: Collection[str],
    target: str,
    progress: Progress,
) -> bytes:
    """Build an engine for batches of 1 to 16 in the number formats that the ONNX states.

    outputs: names of those to compute; what else the network gives is for evaluation only.
    target: for RTX the kind of GPU, see `plan.target_of`; others build for the GPU that is here.

    Raises `BackendUnavailable` with TensorRT's own words where it refuses the network.
    """
    trt = package.trt
    logger = logger_of(trt)
    logger.errors.clear()
    builder = trt.Builder(logger)
    if builder is None:
        raise _refused(package, "it starts no builder", logger)
    typed = 1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
    network = builder.create_network(typed)
    parser = trt.OnnxParser(network, logger)
    if not parser.parse(onnx):
        errors = [str(parser.get_error(i)) for i in range(parser.num_errors)]
        raise _refused(package, f"it cannot read the network ({'; '.join(errors)})", logger)
    _drop_other_outputs(network, outputs)
    config = builder.create_builder_config()
    # What the ONNX calls float32 is to be that, and not its 19-bit cousin.
    config.clear_flag(trt.BuilderFlag.TF32)
    config.add_optimization_profile(_profile(builder, network))
    if package.flavour is Flavour.RTX and target == "turing":
        config.num_compute_capabilities = 1
        config.set_compute_capability(trt.ComputeCapability.SM75, 0)
    monitor = _make_monitor(trt, progress)
    config.progress_monitor = monitor
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise _refused(package, "it cannot build the engine", logger)
    return bytes(plan)


def _drop_other_outputs(network: Any, wanted: Collection[str]) -> None:
    tensors = [network.get_output(i) for i in range(network.num_outputs)]
    for tensor in tensors:
        if tensor.name not in wanted:
            network.unmark_output(tensor)


def _profile(builder: Any, network: Any) -> Any:
    profile = builder.create_optimization_profile()
    tensor = network.get_input(0)
    shape = tuple(tensor.shape)[1:]
    profile.set_shape(tensor.name, *((faces, *shape) for faces in PROFILE))
    return profile


def _make_monitor(trt: Any, progress: Progress) -> Any:
    """Turns TensorRT's nested phases into one share that never falls."""

    class Monitor(trt.IProgressMonitor):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self._share = 0.0
            #: By phase: steps, and the part of the whole that it stands for.
            self._phases: dict[str, tuple[int, float, float]] = {}

        def phase_start(self, phase: str, parent: str | None, steps: int) -> None:
            if parent in self._phases:
                count, begin, width = self._phases[parent]
                part = width / max(count, 1)
                self._phases[phase] = (steps, max(self._share, begin), part)
            else:
                part = (1.0 - self._share) * _PHASE_STEP
                self._phases[phase] = (steps, self._share, part)
            progress(self._share, phase)

        def phase_finish(self, phase: str) -> None:
            _, begin, width = self._phases.pop(phase, (0, self._share, 0.0))
            self._advance(begin + width, phase)

        def step_complete(self, phase: str, step: int) -> bool:
            count, begin, width = self._phases.get(phase, (1, self._share, 0.0))
            self._advance(begin + width * min((step + 1) / max(count, 1), 1.0), phase)
            return True  # whoever wants to stop ends the process

        def _advance(self, share: float, phase: str) -> None:
            self._share = min(max(self._share, share), 1.0)
            progress(self._share, phase)

    return Monitor()


def _refused(package: Package, what: str, logger: Any) -> BackendUnavailable:
    details = logger.errors[-1].strip() if logger.errors else ""
    return BackendUnavailable(
        f"{what}: {details}" if details and details not in what else what,
        subject=f"{package.flavour} {package.version}",
        hint=f"Choose --backend cpu, or try another version: {INSTALL[package.flavour]}",
    )
