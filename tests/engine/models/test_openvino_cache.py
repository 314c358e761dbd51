"""Compiled networks of earlier starts: used when they are ours and whole, else compiled anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest

from engine.models.base import Precision
from engine.models.openvino_cache import SUFFIX, CompiledNetwork
from engine.models.openvino_import import import_openvino
from engine.models.openvino_model import OpenVinoModel
from engine.models.trusted import TrustedFolder
from tests.engine.models.small_model import make_model, quantised
from tests.engine.models.test_backends import pictures

openvino = import_openvino()


@pytest.fixture
def folder() -> Path:
    """The user's cache folder, which the tests' own settings move away."""
    return platformdirs.user_cache_path("mien", appauthor=False) / "engines"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each network that is compiled."""
    found: list[object] = []
    original = openvino.Core.compile_model

    def compile_model(self: Any, *args: object) -> object:
        found.append(args)
        return original(self, *args)

    monkeypatch.setattr(openvino.Core, "compile_model", compile_model)
    return found


def blobs(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def test_the_second_start_compiles_nothing_and_answers_alike(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    model = make_model(tmp_path)
    first = OpenVinoModel(model).infer(pictures(3))
    second = OpenVinoModel(model).infer(pictures(3))
    assert len(compilations) == 1
    assert len(blobs(folder)) == 1
    np.testing.assert_array_equal(first.corrected, second.corrected)
    np.testing.assert_array_equal(first.primary, second.primary)


def test_another_number_of_faces_is_another_network(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    model = make_model(tmp_path)
    OpenVinoModel(model, at_once=8)
    OpenVinoModel(model, threads=2)
    assert len(compilations) == len(blobs(folder)) == 2
    live = OpenVinoModel(model, at_once=1)
    live.infer(pictures(2))
    assert len(compilations) == len(blobs(folder)) == 3  # nobody has seen more than two faces yet
    live.infer(pictures(3))
    live.infer(pictures(4))
    assert len(compilations) == len(blobs(folder)) == 4  # for one face and for a few


def test_the_int8_form_is_another_network(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    model = make_model(tmp_path, int8=quantised())
    exact, rounded = OpenVinoModel(model), OpenVinoModel(model, Precision.INT8)
    assert len(compilations) == len(blobs(folder)) == 2
    assert (exact.infer(pictures(2)).corrected != rounded.infer(pictures(2)).corrected).any()


@pytest.mark.parametrize("change", ["flip", "cut", "empty"])
def test_a_damaged_file_is_compiled_anew(
    tmp_path: Path, folder: Path, compilations: list[object], change: str
) -> None:
    model = make_model(tmp_path)
    expected = OpenVinoModel(model).infer(pictures(2)).corrected
    (blob,) = blobs(folder)
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes({"flip": bytes(data), "cut": bytes(data[:-9]), "empty": b""}[change])
    np.testing.assert_array_equal(OpenVinoModel(model).infer(pictures(2)).corrected, expected)
    assert len(compilations) == 2
    OpenVinoModel(model)  # the new file replaced the damaged one
    assert len(compilations) == 2


def test_what_openvino_cannot_read_is_compiled_anew(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    model = make_model(tmp_path)
    OpenVinoModel(model)
    (blob,) = blobs(folder)
    TrustedFolder().write(blob.name, b"whole, but from another version")
    OpenVinoModel(model)
    assert len(compilations) == 2


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_folder_that_others_may_write_to_is_not_read(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    model = make_model(tmp_path)
    OpenVinoModel(model)
    folder.chmod(0o777)
    OpenVinoModel(model)
    assert len(compilations) == 2


def test_without_a_place_to_keep_it_the_model_works(
    tmp_path: Path, folder: Path, compilations: list[object]
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")
    model = make_model(tmp_path)
    for _ in range(2):
        assert OpenVinoModel(model).infer(pictures(1)).corrected.shape == (1, 8)
    assert len(compilations) == 2


def test_only_the_newest_are_kept(tmp_path: Path, folder: Path) -> None:
    model = make_model(tmp_path)
    for at_once in range(1, 8):
        OpenVinoModel(model, at_once=at_once)
    assert len(blobs(folder)) == 6


def test_the_name_depends_on_every_fact() -> None:
    names = {CompiledNetwork(facts).name for facts in ((1,), (2,), (1, "x"), ())}
    assert len(names) == 4
