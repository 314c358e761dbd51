"""Both CPU backends: right answers, the same answers, and honest refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import BackendUnavailable, ModelError
from engine.models import manifest as manifests
from engine.models.base import Backend, EmotionModel, Precision
from engine.models.cuda import CudaProbe
from engine.models.onnx_model import OnnxRuntimeCudaModel, OnnxRuntimeModel
from engine.models.openvino_model import OpenVinoModel
from engine.models.registry import BackendChoice, find_model, load_model, verify
from engine.types import Floats
from tests.engine.models.small_model import (
    CORRECTED_WEIGHT,
    PRIMARY_WEIGHT,
    SIZE,
    expected,
    make_model,
    network,
    quantised,
)

Build = Callable[[Path], EmotionModel]


BACKENDS = pytest.mark.parametrize("build", [OpenVinoModel, OnnxRuntimeModel])


def pictures(count: int, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    level = rng.random((count, 1, 1, 1))
    return np.asarray(level * rng.random((count, 1, SIZE, SIZE)), dtype=np.float32)


@BACKENDS
@pytest.mark.parametrize("count", [1, 2, 3, 8, 33])
def test_answers_what_the_network_says(build: Build, count: int, tmp_path: Path) -> None:
    model = build(make_model(tmp_path))
    batch = pictures(count)

    answer = model.infer(batch)

    np.testing.assert_allclose(answer.primary, expected(batch, PRIMARY_WEIGHT), atol=1e-5)
    np.testing.assert_allclose(answer.corrected, expected(batch, CORRECTED_WEIGHT), atol=1e-5)
    assert answer.primary.dtype == answer.corrected.dtype == np.float32
    model.close()


@BACKENDS
def test_a_quantised_network_runs_in_int8(build: Build, tmp_path: Path) -> None:
    """Its answers differ by what the 8 bits of its brightness leave out, and by no more."""
    model = build(make_model(tmp_path, onnx_bytes=quantised()))
    assert model.info.precision is Precision.INT8
    batch = pictures(8)

    answer = model.infer(batch)

    np.testing.assert_allclose(answer.corrected, expected(batch, CORRECTED_WEIGHT), atol=0.01)
    assert np.abs(answer.corrected - expected(batch, CORRECTED_WEIGHT)).max() > 1e-5
    model.close()


def test_the_int8_form_runs_only_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = make_model(tmp_path, int8=quantised())
    batch = pictures(8)
    exact = expected(batch, CORRECTED_WEIGHT)
    for precision, rounded in ((Precision.F32, False), (Precision.INT8, True)):
        model = OpenVinoModel(folder, precision)
        assert model.info.precision is precision
        assert model.info.sha256 == model.manifest.onnx.sha256  # whichever form: that model
        gap = float(np.abs(model.infer(batch).corrected - exact).max())
        assert (gap > 1e-5) is rounded
        model.close()


def test_int8_of_a_model_without_that_form_is_float_and_says_so(tmp_path: Path) -> None:
    model = OpenVinoModel(make_model(tmp_path), Precision.INT8)
    assert model.info.precision is Precision.F32
    model.close()


@pytest.mark.parametrize("damage", [b"", None])
def test_a_damaged_int8_form_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    folder = make_model(tmp_path, int8=quantised())
    path = folder / "model-int8.onnx"
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(ModelError, match=r"model-int8\.onnx"):
        OpenVinoModel(folder, Precision.INT8)
    with pytest.raises(ModelError, match=r"model-int8\.onnx"):
        verify(folder)
    OpenVinoModel(folder).close()


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[EmotionModel]:
    folder = make_model(tmp_path_factory.mktemp("models"))
    return [OpenVinoModel(folder), OpenVinoModel(folder, at_once=1), OnnxRuntimeModel(folder)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(count=st.integers(1, 12), seed=st.integers(0, 2**20))
def test_a_face_gets_the_same_answer_in_any_company(
    models: list[EmotionModel], count: int, seed: int
) -> None:
    batch = pictures(count, seed)
    order = np.random.default_rng(seed).permutation(count)
    reference = models[-1].infer(batch)
    for model in models:
        together = model.infer(batch)
        shuffled = model.infer(batch[order])
        alone = np.concatenate([model.infer(batch[i : i + 1]).corrected for i in range(count)])
        np.testing.assert_allclose(shuffled.corrected, together.corrected[order], atol=1e-6)
        np.testing.assert_allclose(alone, together.corrected, atol=1e-6)
        np.testing.assert_allclose(together.corrected, reference.corrected, atol=1e-5)


@BACKENDS
def test_an_answer_outlives_the_next_call(build: Build, tmp_path: Path) -> None:
    model = build(make_model(tmp_path))
    first = model.infer(pictures(1, seed=1))
    kept = first.corrected.copy()
    model.infer(pictures(1, seed=2))
    np.testing.assert_array_equal(first.corrected, kept)


@BACKENDS
def test_info_says_what_runs(build: Build, tmp_path: Path) -> None:
    model = build(make_model(tmp_path))
    assert model.info.name == model.manifest.name == "small"
    assert model.info.sha256 == model.manifest.onnx.sha256
    assert model.info.precision is Precision.F32
    assert model.info.device


@BACKENDS
def test_other_batches_and_closed_models_are_refused(build: Build, tmp_path: Path) -> None:
    model = build(make_model(tmp_path))
    for wrong in (
        np.zeros((1, 3, SIZE, SIZE), np.float32),
        np.zeros((0, 1, SIZE, SIZE), np.float32),
        np.zeros((1, 1, SIZE, SIZE), np.float64),
    ):
        with pytest.raises(ValueError, match="batch must be"):
            model.infer(wrong)
    model.close()
    model.close()
    with pytest.raises(ValueError, match="closed"):
        model.infer(pictures(1))


@BACKENDS
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (network(outputs=("first", "second")), "gives first"),
        (network(size=SIZE + 1), "the network takes image"),
        (network(input_name="picture"), "the network takes picture"),
        (network(labels=7), "gives primary"),
        (network(batch=1), "the network takes image"),
        (network(softmax=False), "not a distribution"),
        (b"this is no network", "cannot load"),
    ],
)
def test_a_network_that_is_not_what_its_manifest_says(
    build: Build, data: bytes, words: str, tmp_path: Path
) -> None:
    folder = make_model(tmp_path, onnx_bytes=data)
    with pytest.raises(ModelError, match=words) as caught:
        build(folder)
    assert str(folder) in str(caught.value)
    assert caught.value.hint


@BACKENDS
def test_a_changed_byte_is_noticed_before_loading(build: Build, tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    path = folder / "model.onnx"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="sha256"):
        build(folder)


@BACKENDS
def test_a_missing_file_is_named(build: Build, tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"model\.onnx: the model file is missing"):
        build(folder)


@BACKENDS
def test_a_file_outside_the_folder_is_refused(build: Build, tmp_path: Path) -> None:
    folder = make_model(tmp_path)
    (folder / "model.onnx").rename(tmp_path / "model.onnx")
    manifest = manifests.read(folder)
    outside = msgspec.structs.replace(manifest.onnx, file="../model.onnx")
    manifests.write(folder, msgspec.structs.replace(manifest, onnx=outside))
    with pytest.raises(ModelError, match="outside its folder"):
        build(folder)


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_onnx_runtime_without_cuda_does_not_pass_for_a_gpu(tmp_path: Path) -> None:
    """It goes on with the processor by itself, and says so only in its log."""
    probe = CudaProbe(True, "", "GeForce RTX 4060", (13, 0), (8, 9))
    with pytest.raises(BackendUnavailable, match="cannot load CUDA"):
        OnnxRuntimeCudaModel(make_model(tmp_path), probe)


def test_openvino_refuses_a_precision_it_would_only_imitate(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailable, match="does not run f16"):
        OpenVinoModel(make_model(tmp_path), precision=Precision.F16)


def test_the_shipped_model_agrees_on_both_backends() -> None:
    try:
        find_model()
    except ModelError as error:
        pytest.skip(str(error))
    openvino = load_model(backend=BackendChoice.OPENVINO)
    reference = load_model(backend=BackendChoice.ONNXRUNTIME)
    spec = openvino.manifest.input
    batch = np.random.default_rng(0).random((4, spec.channels, spec.size, spec.size))

    ours, theirs = (m.infer(batch.astype(np.float32)) for m in (openvino, reference))

    assert openvino.info.backend is Backend.OPENVINO
    # 0.02 is what bfloat16 may move a probability by, 0.25 what 8 bits may of pictures of noise.
    atol = {Precision.F32: 1e-4, Precision.BF16: 0.02}.get(openvino.info.precision, 0.25)
    np.testing.assert_allclose(ours.primary, theirs.primary, atol=atol)
    np.testing.assert_allclose(ours.corrected, theirs.corrected, atol=atol)
    np.testing.assert_allclose(ours.corrected.sum(axis=1), 1.0, atol=1e-4)
    exact = OpenVinoModel(find_model(), Precision.F32).infer(batch.astype(np.float32))
    np.testing.assert_allclose(exact.corrected, theirs.corrected, atol=1e-4)
