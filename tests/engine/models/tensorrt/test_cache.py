"""Plans and the folder that keeps them: nothing foreign, damaged or outdated comes out of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BackendUnavailable, OutputError
from engine.models import check
from engine.models.base import Distributions, Precision
from engine.models.check import Answers
from engine.models.cuda import CudaProbe
from engine.models.tensorrt.cache import Header, PlanCache
from engine.models.tensorrt.flavour import Flavour
from engine.models.tensorrt.plan import BUCKETS, PROFILE, PlanKey, bucket_for, key_of
from tests.engine.models.small_model import make_model

H200 = CudaProbe(True, "", "NVIDIA H200", (13, 0), (9, 0), "580.65.06")
LAPTOP = CudaProbe(True, "", "RTX 2060", (13, 0), (7, 5), "580.65.06")
DESKTOP = CudaProbe(True, "", "RTX 4060", (13, 0), (8, 9), "591.10")
NO_GPU = CudaProbe(False, "no NVIDIA driver found")

KEY = key_of("ab" * 32, Flavour.TENSORRT, "11.4.0", H200, Precision.F16)
PLAN = bytes(range(256)) * 40


def header(key: PlanKey = KEY) -> Header:
    return Header(key, "small", Answers([[1.0] + [0.0] * 7], [[1.0] + [0.0] * 7]), 1_795_000_000, 9)


@pytest.fixture
def cache(tmp_path: Path) -> PlanCache:
    return PlanCache(tmp_path / "engines")


def test_what_is_kept_comes_back(cache: PlanCache) -> None:
    assert cache.get(KEY) is None
    path = cache.put(header(), PLAN)
    stored = cache.get(KEY)
    assert stored is not None
    assert (stored.path, stored.header, stored.plan) == (path, header(), PLAN)
    assert cache.entries() == ((path, header(), path.stat().st_size),)


def test_the_default_folder_is_the_users_own() -> None:
    assert PlanCache().folder.parts[-2:] == ("mien", "engines")


@pytest.mark.parametrize(
    "change",
    [
        {"onnx": "cd" * 32},
        {"package": "tensorrt_rtx"},
        {"version": "11.5.0"},
        {"precision": "f32"},
        {"profile": (1, 4, 32)},
        {"gpu": "NVIDIA H100 (9.0)"},
        {"driver": "590.1"},
        {"system": "windows amd64"},
        {"recipe": KEY.recipe + 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_differs_makes_another_engine(cache: PlanCache, change: dict[str, object]) -> None:
    cache.put(header(), PLAN)
    other = msgspec.structs.replace(KEY, **change)
    assert other.digest != KEY.digest
    assert cache.get(other) is None


def test_an_engine_under_the_name_of_another_is_not_taken(
    cache: PlanCache, caplog: pytest.LogCaptureFixture
) -> None:
    path = cache.put(header(), PLAN)
    other = msgspec.structs.replace(KEY, driver="590.1")
    path.rename(cache.path_of(other))
    assert cache.get(other) is None
    assert "built for something else" in caplog.text


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_changed_bit_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, where: float, bit: int
) -> None:
    cache = PlanCache(tmp_path_factory.mktemp("cache") / "engines")
    path = cache.put(header(), PLAN[:512])
    data = bytearray(path.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    path.write_bytes(bytes(data))
    assert cache.get(KEY) is None
    assert cache.entries()[0][1] is None


@pytest.mark.parametrize("left", [0, 5, 40, 60, 500])
def test_a_file_that_was_cut_off_is_noticed(cache: PlanCache, left: int) -> None:
    path = cache.put(header(), PLAN)
    path.write_bytes(path.read_bytes()[:left])
    assert cache.get(KEY) is None
    cache.put(header(), PLAN)
    assert cache.get(KEY) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps others out by access lists")
def test_a_folder_that_others_may_write_to_is_not_trusted(
    cache: PlanCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(header(), PLAN)
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    cache.folder.chmod(0o777)
    assert cache.get(KEY) is None
    assert "others may write" in caplog.text
    cache.put(header(), PLAN)  # building anew closes the folder again
    assert cache.get(KEY) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_out_of_the_folder_is_not_followed(cache: PlanCache, tmp_path: Path) -> None:
    path = cache.put(header(), PLAN)
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert cache.get(KEY) is None


def test_writing_that_fails_leaves_nothing_and_says_so(
    cache: PlanCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    cache.put(header(), PLAN)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        cache.put(header(), PLAN * 2)
    stored = cache.get(KEY)
    assert stored is not None
    assert stored.plan == PLAN
    assert [path.suffix for path in cache.folder.iterdir()] == [".plan"]


def test_remains_of_killed_builds_go_away(cache: PlanCache) -> None:
    cache.put(header(), PLAN)
    old, new = cache.folder / "old.part", cache.folder / "new.part"
    old.touch()
    new.touch()
    long_ago = time.time() - 3 * 86_400
    os.utime(old, (long_ago, long_ago))
    cache.put(header(), PLAN)
    assert not old.exists()
    assert new.exists()


def test_compiled_code_is_kept_for_each_gpu_and_checked(cache: PlanCache) -> None:
    assert cache.warm_code(KEY, "a") is None
    cache.keep_warm_code(KEY, "a", b"code")
    assert cache.warm_code(KEY, "a") == b"code"
    assert cache.warm_code(KEY, "b") is None
    (path,) = cache.folder.glob("*.warm")
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert cache.warm_code(KEY, "a") is None


def test_clearing_takes_all_of_ours_and_nothing_else(cache: PlanCache) -> None:
    assert cache.clear() == (0, 0)
    cache.put(header(), PLAN)
    cache.keep_warm_code(KEY, "a", b"code")
    (cache.folder / "notes.txt").write_text("mine")
    files, size = cache.clear()
    assert files == 2
    assert size > len(PLAN)
    assert [path.name for path in cache.folder.iterdir()] == ["notes.txt"]


def test_nvidias_engines_belong_to_one_gpu_and_driver() -> None:
    assert (KEY.gpu, KEY.driver) == ("NVIDIA H200 (9.0)", "580.65.06")


def test_rtx_engines_are_for_a_kind_of_gpu_and_can_be_built_ahead() -> None:
    def rtx(probe: CudaProbe) -> PlanKey:
        return key_of("ab" * 32, Flavour.RTX, "1.7", probe, Precision.F16)

    assert rtx(NO_GPU) == rtx(DESKTOP)
    assert rtx(NO_GPU).gpu == "ampere"
    assert rtx(LAPTOP).gpu == "turing"


@given(st.integers(1, BUCKETS[-1]))
def test_the_bucket_is_the_smallest_that_holds_the_batch(faces: int) -> None:
    bucket = bucket_for(faces)
    assert bucket in BUCKETS
    assert faces <= bucket < 2 * faces
    assert PROFILE[0] <= bucket <= PROFILE[-1]


@pytest.mark.parametrize("faces", [0, -1, 17])
def test_no_bucket_for_nothing_or_too_much(faces: int) -> None:
    with pytest.raises(ValueError, match="1 to 16"):
        bucket_for(faces)


def test_the_self_check_takes_what_is_near_and_nothing_else(tmp_path: Path) -> None:
    answers = check.cpu_answers(make_model(tmp_path))
    primary = np.array(answers.primary, dtype=np.float32)
    corrected = np.array(answers.corrected, dtype=np.float32)
    assert primary.shape == corrected.shape == (check.FACES, 8)

    near = Distributions(primary[:4] + 0.015, corrected[:4])
    assert check.compare("a GPU", near, answers, Precision.F16) == pytest.approx(0.015, abs=1e-4)
    far = corrected[:4].copy()
    far[3, 1] += 0.03
    with pytest.raises(BackendUnavailable, match=r"differ from the CPU's by 0\.030"):
        check.compare("a GPU", Distributions(primary[:4], far), answers, Precision.F16)
    with pytest.raises(BackendUnavailable, match="differ"):
        check.compare(
            "a GPU", Distributions(primary, corrected * np.float32(np.nan)), answers, Precision.INT8
        )


def test_the_self_checks_pictures_are_the_same_every_time(tmp_path: Path) -> None:
    from engine.models import manifest as manifests

    spec = manifests.read(make_model(tmp_path)).input
    first, second = check.pictures(spec), check.pictures(spec)
    np.testing.assert_array_equal(first, second)
    assert first.shape == (check.FACES, spec.channels, spec.size, spec.size)
    assert first.dtype == np.float32
    assert 0.0 <= first.min() < 0.2
    assert 0.8 < first.max() <= 1.0
