"""What happens when a backend fails: the next one goes on with the same question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import BackendUnavailable, ModelError
from engine.models.base import Backend, Distributions, EmotionModel, ModelInfo, Precision
from engine.models.fallback import FallbackModel
from engine.models.manifest import Manifest
from engine.models.onnx_model import OnnxRuntimeModel
from engine.types import Floats
from tests.engine.models.small_model import CORRECTED_WEIGHT, SIZE, expected, make_model


class FailingModel:
    """Answers as the real one for a while; then its GPU is gone."""

    def __init__(self, folder: Path, answers: int) -> None:
        self._real = OnnxRuntimeModel(folder)
        self._left = answers
        self.closed = 0

    @property
    def manifest(self) -> Manifest:
        return self._real.manifest

    @property
    def info(self) -> ModelInfo:
        return ModelInfo("small", "ab" * 32, Backend.TENSORRT, Precision.F16, "a GPU")

    def infer(self, batch: Floats) -> Distributions:
        if self._left == 0:
            raise BackendUnavailable("the GPU was lost (unplugged)", subject="TensorRT")
        self._left -= 1
        return self._real.infer(batch)

    def close(self) -> None:
        self.closed += 1


def pictures(level: float) -> Floats:
    return np.full((3, 1, SIZE, SIZE), level, dtype=np.float32)


def refuse() -> EmotionModel:
    raise BackendUnavailable("it is not here", subject="tensorrt_rtx")


def test_a_backend_that_fails_midway_is_replaced_and_no_answer_is_lost(tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    failing = FailingModel(folder, answers=2)
    model = FallbackModel(
        [
            (Backend.TENSORRT, lambda: failing),
            (Backend.TENSORRT_RTX, refuse),
            (Backend.ONNXRUNTIME, lambda: OnnxRuntimeModel(folder)),
        ]
    )
    assert model.info.backend is Backend.TENSORRT
    for level in (0.1, 0.2, 0.3, 0.4):
        batch = pictures(level)
        answer = model.infer(batch)
        np.testing.assert_allclose(answer.corrected, expected(batch, CORRECTED_WEIGHT), atol=1e-5)
    assert failing.closed == 1
    assert model.info.backend is Backend.ONNXRUNTIME
    assert model.info.refused == (
        "tensorrt: the GPU was lost (unplugged)",
        "tensorrt_rtx: it is not here",
    )
    model.close()
    model.close()
    with pytest.raises(ValueError, match="closed"):
        model.infer(pictures(0.1))


def test_the_last_backend_to_fail_ends_it_with_all_reasons(tmp_path: Path) -> None:
    failing = FailingModel(make_model(tmp_path), answers=0)
    model = FallbackModel(
        [(Backend.TENSORRT_RTX, refuse), (Backend.TENSORRT, lambda: failing)], ["gpu: hot"]
    )
    with pytest.raises(BackendUnavailable, match=r"gpu: hot; tensorrt_rtx: .*; tensorrt: the GPU"):
        model.infer(pictures(0.1))
    assert failing.closed == 1


def test_a_single_candidate_refuses_in_its_own_words() -> None:
    with pytest.raises(BackendUnavailable, match=r"^tensorrt_rtx: it is not here\.$"):
        FallbackModel([(Backend.TENSORRT_RTX, refuse)])


def test_a_wrong_model_is_no_reason_to_try_the_next() -> None:
    def damaged() -> EmotionModel:
        raise ModelError("damaged")

    with pytest.raises(ModelError):
        FallbackModel([(Backend.OPENVINO, damaged), (Backend.ONNXRUNTIME, refuse)])
