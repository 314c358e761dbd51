"""A model in a thread of its own is the same model, and leaves no thread behind."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelError
from engine.models.base import Distributions, EmotionModel
from engine.models.onnx_model import OnnxRuntimeModel
from engine.models.own_thread import OwnThreadModel, Submits
from engine.types import Floats
from tests.engine.models.small_model import SIZE, make_model


def pictures(count: int) -> Floats:
    return np.random.default_rng(count).random((count, 1, SIZE, SIZE), dtype=np.float32)


def test_the_same_answers_in_order_from_one_other_thread(tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    threads: list[int] = []

    class Told(OnnxRuntimeModel):
        """Notes which thread makes, asks and closes it."""

        def __init__(self, folder: Path) -> None:
            threads.append(threading.get_ident())
            super().__init__(folder)

        def infer(self, batch: Floats) -> Distributions:
            threads.append(threading.get_ident())
            return super().infer(batch)

        def close(self) -> None:
            threads.append(threading.get_ident())
            super().close()

    model: EmotionModel = OwnThreadModel(lambda: Told(folder))
    assert isinstance(model, Submits)
    later = [model.submit(pictures(count)) for count in (3, 1, 5)]
    exact = OnnxRuntimeModel(folder)
    for count, answer in zip((3, 1, 5), later, strict=True):
        np.testing.assert_array_equal(
            answer.result().corrected, exact.infer(pictures(count)).corrected
        )
    assert model.info == exact.info
    assert model.manifest == exact.manifest
    exact.close()
    model.close()
    model.close()
    assert len(threads) >= 5
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


def test_what_loading_and_asking_raise_comes_through(tmp_path: Path) -> None:
    def load() -> EmotionModel:
        raise ModelError("gone")

    with pytest.raises(ModelError, match="gone"):
        OwnThreadModel(load)
    folder = make_model(tmp_path)
    model = OwnThreadModel(lambda: OnnxRuntimeModel(folder))
    with pytest.raises(ValueError, match="batch must be"):
        model.infer(np.zeros((1, 3, SIZE, SIZE), np.float32))
    model.close()
