from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import ModelError, SourceDamaged
from engine.export.table import COLUMNS, rows_of
from engine.labels import Expression
from engine.models import manifest as manifests
from engine.models.manifest import Manifest
from engine.models.registry import find_model
from engine.pipeline import Analyser, AnalyserOptions, analyse_source, make_analyser
from engine.sources.video_file import VideoFile
from engine.types import Frame, Image, Record, Scored, Status
from tests.engine.pipeline_parts import NoModel, Pictures, Watcher, analyser_of, greys


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return manifests.read(find_model())


@pytest.fixture(scope="module")
def analyser() -> Iterator[Analyser]:
    with make_analyser(AnalyserOptions()) as made:
        yield made


@pytest.fixture(scope="module")
def frames(face_clip: Path) -> list[Frame]:
    with VideoFile(face_clip) as source:
        return list(source)


def same(one: Scored, two: Scored) -> None:
    """Same faces, tracks and numbers, whatever the time it took."""
    a, b = (replace(Record.of(s), latency_ms=None) for s in (one, two))
    assert (a.index, a.pts_us, a.status) == (b.index, b.pts_us, b.status)
    assert [f.track for f in a.faces] == [f.track for f in b.faces]
    for f, g in zip(a.faces, b.faces, strict=True):
        assert f.box == g.box
        np.testing.assert_allclose(f.emotion.primary, g.emotion.primary, atol=1e-6)
        np.testing.assert_allclose(f.emotion.corrected, g.emotion.corrected, atol=1e-6)
        assert f.emotion.smooth is not None
        assert g.emotion.smooth is not None
        np.testing.assert_allclose(f.emotion.smooth, g.emotion.smooth, atol=1e-6)


def test_real_faces_come_out_as_distributions(analyser: Analyser, frames: list[Frame]) -> None:
    analyser.reset()
    scored = analyser.analyse_batch(frames)
    assert [len(s.emotions) for s in scored] == [1] * 20 + [0] * 8 + [1] * 20
    first, second = scored[0].faces.faces[0], scored[-1].faces.faces[0]
    assert (first.track, second.track) == (0, 1)
    for s in scored:
        for emotion in s.emotions:
            for p in (emotion.primary, emotion.corrected, emotion.smooth):
                assert p is not None
                assert p.shape == (8,)
                assert p.min() >= 0
                assert abs(float(p.sum()) - 1) < 1e-5
            assert emotion.label in Expression


@pytest.mark.parametrize("size", [2, 8, 48])
def test_batches_give_the_numbers_of_single_frames(
    analyser: Analyser, frames: list[Frame], size: int
) -> None:
    analyser.reset()
    single = [analyser.analyse(frame) for frame in frames]
    analyser.reset()
    batches = [frames[i : i + size] for i in range(0, len(frames), size)]
    for one, two in zip(
        single, [s for b in batches for s in analyser.analyse_batch(b)], strict=True
    ):
        same(one, two)


def test_reset_starts_a_session_like_the_first(analyser: Analyser, frames: list[Frame]) -> None:
    analyser.reset()
    first = analyser.analyse_batch(frames[:12])
    analyser.analyse_batch(frames[30:])
    analyser.reset()
    for one, two in zip(first, analyser.analyse_batch(frames[:12]), strict=True):
        same(one, two)


def test_smoothing_starts_afresh_after_a_cut_and_can_be_turned_off(
    analyser: Analyser, frames: list[Frame]
) -> None:
    analyser.reset()
    scored = analyser.analyse_batch(frames)
    after_cut = scored[28].emotions[0]
    np.testing.assert_array_equal(after_cut.smooth, after_cut.corrected)  # type: ignore[arg-type]
    analyser.reset()
    analyser.set_smoothing(0)
    assert analyser.analyse(frames[0]).emotions[0].smooth is None
    analyser.set_smoothing(0.25)
    assert analyser.analyse(frames[1]).emotions[0].smooth is not None


def test_a_missing_model_is_told() -> None:
    with pytest.raises(ModelError, match="no such model"):
        make_analyser(AnalyserOptions(model="grefel-xxl"))


def test_every_frame_of_a_file_in_order(manifest: Manifest) -> None:
    watcher = Watcher()
    source = Pictures(greys(101))
    analysis = analyse_source(source, analyser_of(watcher, NoModel(manifest)))
    assert [s.frame.index for s in analysis] == list(range(101)) == watcher.seen
    assert analysis.decoded == 101
    assert watcher.threads == {threading.current_thread().name}
    assert source.closed == 0


@pytest.mark.parametrize(("stride", "expected"), [(2, [0, 2, 4, 6]), (3, [0, 3, 6]), (50, [0])])
def test_stride_analyses_less_and_counts_all(
    manifest: Manifest, stride: int, expected: list[int]
) -> None:
    analysis = analyse_source(
        Pictures(greys(8)), analyser_of(Watcher(), NoModel(manifest)), stride=stride
    )
    assert [s.frame.index for s in analysis] == expected
    assert analysis.decoded == 8


def test_a_stride_below_one_is_refused(manifest: Manifest) -> None:
    with pytest.raises(ValueError, match="stride"):
        analyse_source(Pictures(greys(2)), analyser_of(Watcher(), NoModel(manifest)), stride=0)


@pytest.mark.parametrize("good", [0, 1, 7, 8, 9, 30])
def test_damage_is_told_after_the_last_good_frame(manifest: Manifest, good: int) -> None:
    def break_at(index: int) -> None:
        if index == good:
            raise SourceDamaged("it breaks off", subject="clip")

    source = Pictures(greys(40), before=break_at)
    analysis = analyse_source(source, analyser_of(Watcher(), NoModel(manifest)))
    got: list[int] = []
    with pytest.raises(SourceDamaged, match="breaks off"):
        got.extend(s.frame.index for s in analysis)
    assert got == list(range(good))


def test_a_bug_in_a_source_is_not_swallowed(manifest: Manifest) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    analysis = analyse_source(
        Pictures(greys(3), after=fail), analyser_of(Watcher(), NoModel(manifest))
    )
    with pytest.raises(ZeroDivisionError):
        list(analysis)


def test_a_bug_in_the_analysis_ends_the_decoder(manifest: Manifest) -> None:
    def fail(frame: Frame) -> None:
        if frame.index == 5:
            raise ZeroDivisionError

    analysis = analyse_source(Pictures(greys(1000)), analyser_of(Watcher(fail), NoModel(manifest)))
    with pytest.raises(ZeroDivisionError):
        list(analysis)


def test_stop_ends_it_soon(manifest: Manifest) -> None:
    stop = threading.Event()
    analysis = analyse_source(
        Pictures(greys(10_000)), analyser_of(Watcher(), NoModel(manifest)), stop=stop
    )
    got = [next(analysis).frame.index]
    stop.set()
    got += [s.frame.index for s in analysis]
    assert got == list(range(len(got)))
    assert len(got) <= 2 * 8  # both batches in work


def test_close_leaves_no_thread_behind(manifest: Manifest) -> None:
    analysis = analyse_source(Pictures(greys(10_000)), analyser_of(Watcher(), NoModel(manifest)))
    next(analysis)
    analysis.close()
    assert "mien-decode" not in {thread.name for thread in threading.enumerate()}
    assert next(analysis, None) is None


def test_memory_is_bounded_by_the_readers_pace(manifest: Manifest) -> None:
    decoded: list[int] = []
    analysis = analyse_source(
        Pictures(greys(500), before=decoded.append), analyser_of(Watcher(), NoModel(manifest))
    )
    for scored in analysis:
        # Two batches in work, one waiting, one frame in the decoder's hands.
        assert decoded[-1] - scored.frame.index <= 3 * 8 + 1


def test_a_picture_is_a_source_of_one_frame(analyser: Analyser, astronaut: Image) -> None:
    analyser.reset()
    (scored,) = analyse_source(Pictures([astronaut]), analyser)
    assert len(scored.emotions) == 1


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(["face", "black", "grey"]), min_size=1, max_size=9))
@example(["black"] * 3)
@example(["black", "face", "black"])
@example(["face", "black", "face"])
def test_rows_cover_every_frame_wherever_the_face_is(
    analyser: Analyser, astronaut: Image, shown: list[str]
) -> None:
    pictures = {
        "face": astronaut,
        "black": np.zeros_like(astronaut),
        "grey": np.full_like(astronaut, 128),
    }
    analyser.reset()
    scored = list(analyse_source(Pictures([pictures[name] for name in shown]), analyser))
    records = [Record.of(s) for s in scored]
    assert [r.index for r in records] == list(range(len(shown)))
    expected = [Status.OK if name == "face" else Status.NO_FACE for name in shown]
    assert [r.status for r in records] == expected
    rows = [row for r in records for row in rows_of(r, "s", 0)]
    assert {row[COLUMNS.index("frame")] for row in rows} == set(range(len(shown)))
