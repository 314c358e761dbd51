from __future__ import annotations

import importlib.util
import os
import sys

import pytest

from engine.detect import native
from engine.errors import ModelError


def test_native_noise_is_swallowed_and_stderr_comes_back(
    capfd: pytest.CaptureFixture[str],
) -> None:
    os.write(2, b"before ")
    with native.quiet_stderr():
        os.write(2, b"noise ")
        with native.quiet_stderr():
            os.write(2, b"nested ")
        os.write(2, b"noise ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_stderr_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), native.quiet_stderr():
        raise RuntimeError
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_no_descriptor_is_left_open() -> None:
    before = os.dup(0)
    os.close(before)
    for _ in range(50):
        with native.quiet_stderr():
            pass
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_a_missing_library_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mediapipe", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(native, "_runtime", native._runtime.__wrapped__)
    with pytest.raises(ModelError, match=r"No module named 'mediapipe'.*pip install"):
        native.Graph("", ())


def test_a_network_that_is_missing_is_said_in_words() -> None:
    config = """
    input_stream: "tensors"
    output_stream: "results"
    node {
      calculator: "InferenceCalculator"
      input_stream: "TENSORS:tensors"
      output_stream: "TENSORS:results"
      options { [mediapipe.InferenceCalculatorOptions.ext] {
        model_path: "no/such.tflite" delegate { xnnpack {} } } }
    }
    """
    with pytest.raises(ModelError, match=r"cannot start .*such\.tflite"):
        native.Graph(config, ("results",)).run()


def test_a_graph_that_makes_no_sense_is_said_in_words() -> None:
    with pytest.raises(ModelError, match="cannot start"):
        native.Graph("this is no graph", ())
