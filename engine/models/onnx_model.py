"""The reference: expression models on the CPU by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from engine.errors import ModelError
from engine.models.base import Backend, ModelInfo, Precision
from engine.models.checked import CheckedModel
from engine.models.cpu import processor_name, worthwhile_threads
from engine.models.verification import Shape
from engine.types import Floats

#: 3 = errors only: the runtime warns of harmless things on stderr.
_ERRORS_ONLY = 3


class OnnxRuntimeModel(CheckedModel):
    """A model folder, run by ONNX Runtime in float32.

    folder: holds `manifest.json` and the ONNX file; its hash is checked before it is loaded.
    threads: number of threads that one `infer` may use; None chooses by the network's size.

    Raises `ModelError` where the model is not what its manifest says.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        super().__init__(folder)
        data = self._network()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or worthwhile_threads(self._manifest.macs)
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # Spinning threads take processor time from decoding and detection while they wait.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"]
            )
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
        self._info = self._info_of(Backend.ONNXRUNTIME, Precision.F32, processor_name())
        self._self_test()

    @property
    def info(self) -> ModelInfo:
        """What runs, on what, how."""
        return self._info

    def _run(self, batch: Floats) -> tuple[Floats, Floats]:
        primary, corrected = self._session.run(
            list(self._manifest.outputs), {self._manifest.input.name: batch}
        )
        return primary, corrected

    def _release(self) -> None:
        self._session = None


def _shapes(nodes: Sequence[onnxruntime.NodeArg]) -> dict[str, Shape]:
    return {
        node.name: tuple(size if isinstance(size, int) else None for size in node.shape)
        for node in nodes
    }
