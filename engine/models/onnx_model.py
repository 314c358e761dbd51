"""Expression models by ONNX Runtime: on the CPU the reference, on a GPU where CUDA came along."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from engine.errors import BackendUnavailable, ModelError
from engine.models import check
from engine.models.base import Backend, Distributions, Precision
from engine.models.checked import CheckedModel, precision_of
from engine.models.cpu import processor_name, worthwhile_threads
from engine.models.cuda import CudaProbe
from engine.models.parts import infer_in_parts
from engine.models.verification import Shape
from engine.types import Floats

#: 3 = errors only: the runtime warns of harmless things on stderr.
_ERRORS_ONLY = 3

_CUDA = "CUDAExecutionProvider"

#: Name of an execution provider, with or without settings.
Provider = str | tuple[str, dict[str, str]]


class _OnnxRuntime(CheckedModel):
    """A model folder on one of ONNX Runtime's providers, in float32."""

    def __init__(self, folder: Path, providers: list[Provider], threads: int | None) -> None:
        super().__init__(folder)
        data = self._network()
        self._precision = precision_of(data, Precision.F32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or worthwhile_threads(self._manifest.macs)
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # Spinning threads take processor time from decoding and detection while they wait.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=providers)
        # ONNX Runtime raises a family of its own, straight from Exception.
        except Exception as error:
            raise ModelError(
                f"ONNX Runtime cannot load the network ({error})",
                subject=str(self._path),
                hint="Choose another backend or model with --backend or --model",
            ) from error
        self._check_interface(
            _shapes(self._session.get_inputs()), _shapes(self._session.get_outputs())
        )

    def _infer(self, batch: Floats) -> Distributions:
        return infer_in_parts(batch, self._run)

    def _run(self, batch: Floats) -> tuple[Floats, Floats]:
        primary, corrected = self._session.run(
            list(self._manifest.outputs), {self._manifest.input.name: batch}
        )
        return primary, corrected

    def _release(self) -> None:
        self._session = None


class OnnxRuntimeModel(_OnnxRuntime):
    """A model folder, run by ONNX Runtime in float32 on the CPU.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    threads: number of threads that one `infer` may use; None chooses by the network's size.

    Raises `ModelError` where the model is not what its manifest says.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        super().__init__(folder, ["CPUExecutionProvider"], threads)
        self._info = self._info_of(Backend.ONNXRUNTIME, self._precision, processor_name())
        self._self_test()


class OnnxRuntimeCudaModel(_OnnxRuntime):
    """A model folder, run by ONNX Runtime in float32 on the first NVIDIA GPU.

    probe: what the driver says of it.

    Raises `ModelError` where the model is not what its manifest says, `BackendUnavailable` where
    CUDA does not load or answers otherwise than the CPU.
    """

    def __init__(self, folder: Path, probe: CudaProbe) -> None:
        # Finds CUDA's libraries where pip has put them; what it misses it prints.
        with contextlib.redirect_stdout(io.StringIO()):
            onnxruntime.preload_dlls(directory="")
        cuda: Provider = (_CUDA, {"device_id": "0", "use_tf32": "0"})
        super().__init__(folder, [cuda, "CPUExecutionProvider"], threads=1)
        self._info = self._info_of(Backend.ONNXRUNTIME_CUDA, Precision.F32, probe.gpu)
        # Where CUDA's libraries are missing, ONNX Runtime goes on with the CPU and says nothing.
        if _CUDA not in self._session.get_providers():
            raise BackendUnavailable(
                "ONNX Runtime cannot load CUDA (its libraries may be missing)",
                subject=Backend.ONNXRUNTIME_CUDA,
                hint="See onnxruntime.ai for what onnxruntime-gpu needs, or --backend cpu",
            )
        self._self_test()
        found = self.infer(check.pictures(self._manifest.input))
        check.compare(
            Backend.ONNXRUNTIME_CUDA, found, check.cpu_answers(folder), self._info.precision
        )

    def _run(self, batch: Floats) -> tuple[Floats, Floats]:
        try:
            return super()._run(batch)
        # ONNX Runtime raises a family of its own, straight from Exception.
        except Exception as error:
            raise BackendUnavailable(
                f"the GPU was lost ({error})",
                subject=Backend.ONNXRUNTIME_CUDA,
                hint="Restart Mien; if it happens again, update the NVIDIA driver",
            ) from error


def _shapes(nodes: Sequence[onnxruntime.NodeArg]) -> dict[str, Shape]:
    return {
        node.name: tuple(size if isinstance(size, int) else None for size in node.shape)
        for node in nodes
    }
