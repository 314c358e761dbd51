"""Results in columns: what goes in comes out, and ranges are summed right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.video.store import ResultStore
from engine.types import Box, Emotion, FaceRecord, Record, Status

TRACKS = 3


@st.composite
def record_lists(draw: st.DrawFn) -> list[Record]:
    """Records with gaps between frames, with 0 to 3 faces each, in rising order."""
    seed = draw(st.integers(0, 2**32 - 1))
    return random_records(seed, draw(st.lists(st.integers(1, 4), min_size=1, max_size=60)))


def random_records(seed: int, steps: list[int]) -> list[Record]:
    """Records `steps` frames apart."""
    rng = np.random.default_rng(seed)
    records = []
    for index in np.cumsum(steps).tolist():
        tracks = [t for t in range(TRACKS) if rng.random() < 0.6]
        faces = tuple(_face(rng, track) for track in tracks)
        status = Status.OK if faces else Status.NO_FACE
        latency = float(rng.random()) if rng.random() < 0.5 else None
        records.append(Record(index, index * 33_367, status, faces, latency))
    return records


def _face(rng: np.random.Generator, track: int) -> FaceRecord:
    primary, corrected, smooth = rng.dirichlet(np.ones(8), 3).astype(np.float32)
    emotion = Emotion(primary, corrected, smooth if rng.random() < 0.5 else None)
    return FaceRecord(track, float(rng.random()), Box(*rng.random(4).tolist()), emotion)


def filled(records: list[Record]) -> ResultStore:
    store = ResultStore()
    for record in records:
        store.append(record)
    return store


def same(a: Record, b: Record) -> bool:
    head = (a.index, a.pts_us, a.status, a.latency_ms) == (
        b.index,
        b.pts_us,
        b.status,
        b.latency_ms,
    )
    return head and len(a.faces) == len(b.faces) and all(map(_same_face, a.faces, b.faces))


def _same_face(a: FaceRecord, b: FaceRecord) -> bool:
    return (
        (a.track, a.score, a.box) == (b.track, b.score, b.box)
        and np.array_equal(a.emotion.primary, b.emotion.primary)
        and np.array_equal(a.emotion.corrected, b.emotion.corrected)
        and (a.emotion.smooth is None) == (b.emotion.smooth is None)
        and (a.emotion.smooth is None or np.array_equal(a.emotion.smooth, b.emotion.smooth))
    )


@settings(deadline=None)
@given(record_lists())
def test_what_goes_in_comes_out(records: list[Record]) -> None:
    store = filled(records)
    assert len(store) == len(records)
    assert all(map(same, store.records(), records))


@settings(deadline=None)
@given(record_lists())
def test_a_frame_is_found_where_it_was_analysed_and_nowhere_else(records: list[Record]) -> None:
    store = filled(records)
    by_index = {record.index: record for record in records}
    for index in range(-1, records[-1].index + 3):
        found = store.record_at(index)
        assert (found is None) == (index not in by_index)
        assert found is None or same(found, by_index[index])


@settings(max_examples=60, deadline=None)
@given(record_lists(), st.integers(1, 50))
def test_ribbons_are_the_means_of_their_columns(records: list[Record], columns: int) -> None:
    store = filled(records)
    edges = np.linspace(0, records[-1].index + 2, columns + 1).astype(np.int64)
    first, last = edges[:-1], edges[1:]
    for lane in store.lanes:
        ribbon = lane.ribbon(first, last)
        for column in range(columns):
            inside = [
                face.emotion
                for record in records
                for face in record.faces
                if face.track == lane.track and first[column] <= record.index < last[column]
            ]
            assert ribbon.present[column] == bool(inside)
            if inside:
                mean = np.mean([emotion.corrected for emotion in inside], axis=0)
                np.testing.assert_allclose(ribbon.corrected[column], mean, atol=1e-5)
                mean = np.mean([emotion.primary for emotion in inside], axis=0)
                np.testing.assert_allclose(ribbon.primary[column], mean, atol=1e-5)
                peak = max(emotion.disagreement for emotion in inside)
                assert ribbon.disagreement[column] == pytest.approx(peak, abs=1e-6)


def test_records_taken_earlier_stay_as_they_were_while_more_come() -> None:
    rng = np.random.default_rng(0)
    records = [Record(i, i * 40_000, Status.OK, (_face(rng, 0),)) for i in range(1000)]
    store = filled(records[:300])
    taken = store.records()
    for record in records[300:]:
        store.append(record)
    assert all(map(same, taken, records[:300]))
    assert sum(1 for _ in store.records()) == 1000


def test_frames_must_rise() -> None:
    store = filled([Record(3, 0, Status.NO_FACE)])
    with pytest.raises(ValueError, match="frame 3 after frame 3"):
        store.append(Record(3, 1, Status.NO_FACE))


def test_the_overview_holds_every_face() -> None:
    rng = np.random.default_rng(1)
    faces = (_face(rng, 0), _face(rng, 7))
    store = filled([Record(0, 0, Status.OK, faces), Record(1, 1, Status.NO_FACE)])
    shares = store.overview(np.array([0, 1]), np.array([1, 2]))
    mean = np.mean([face.emotion.corrected for face in faces], axis=0)
    np.testing.assert_allclose(shares[0], mean, atol=1e-6)
    assert not shares[1].any()
    assert store.next_track == 8
