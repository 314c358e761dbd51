"""Edits as values: what they trim, and that they can always be taken back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.edits import Change, Edit
from engine.project.store import Project
from engine.project.values import Entity, Label, LabelKind, Segment, Track, TrackPart, new_id

Things = dict[str, Entity]

_LABELS = st.sampled_from(
    [
        Label.single(Expression.ANGER),
        Label.candidates([Expression.ANGER, Expression.SADNESS]),
        Label.votes({Expression.FEAR: 2, Expression.SURPRISE: 1}),
        Label.unsure(),
        Label.no_face(),
    ]
)


def make(start: int, end: int, *, track: str = "t", who: str = "a", label: Label) -> Segment:
    return Segment(new_id(), "v", track, who, start, end, label)


def done(things: Things, edit: Edit) -> Things:
    """The project after an edit, in a dictionary, with the same strictness."""
    after = dict(things)
    for change in edit.changes:
        assert after.get(change.entity.id) == change.before
        if change.after is None:
            del after[change.entity.id]
        else:
            after[change.entity.id] = change.after
    return after


def segments(things: Things) -> list[Segment]:
    return sorted((t for t in things.values() if isinstance(t, Segment)), key=lambda s: s.start_us)


def painted(things: Things, track: str = "t", who: str = "a") -> dict[int, Label]:
    """The label of each microsecond; fails where two overlap."""
    paint: dict[int, Label] = {}
    for s in segments(things):
        if (s.track_id, s.annotator_id) == (track, who):
            for t in range(s.start_us, s.end_us):
                assert t not in paint
                paint[t] = s.label
    return paint


_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(st.tuples(_SPANS, _LABELS), max_size=12))
def test_new_segments_paint_over_old_ones(strokes: list[tuple[tuple[int, int], Label]]) -> None:
    things: Things = {}
    history: list[tuple[Things, Edit]] = []
    expected: dict[int, Label] = {}
    for (start, end), label in strokes:
        edit = edits.put_segment(segments(things), make(start, end, label=label))
        history.append((things, edit))
        things = done(things, edit)
        expected |= dict.fromkeys(range(start, end), label)
        assert painted(things) == expected
    whole = Edit("", ())
    for before, edit in reversed(history):
        things = done(things, edit.inverse)
        assert things == before
    for _, edit in history:
        whole = whole.then(edit)
    assert painted(done({}, whole)) == expected
    assert all(c.before is None for c in whole.changes)


@given(st.lists(st.tuples(_SPANS, _LABELS), max_size=6), _SPANS)
def test_clearing_leaves_the_rest(
    strokes: list[tuple[tuple[int, int], Label]], span: tuple[int, int]
) -> None:
    things: Things = {}
    for (start, end), label in strokes:
        things = done(things, edits.put_segment(segments(things), make(start, end, label=label)))
    after = done(things, edits.clear_span(segments(things), *span))
    left = {t: label for t, label in painted(things).items() if not span[0] <= t < span[1]}
    assert painted(after) == left


def test_other_tiers_are_left_alone() -> None:
    anger = Label.single(Expression.ANGER)
    other = make(0, 10, who="b", label=anger)
    beside = make(0, 10, track="u", label=anger)
    edit = edits.put_segment([other, beside], make(0, 10, label=anger))
    assert len(edit.changes) == 1


def test_moving_trims_what_comes_to_lie_under_it() -> None:
    first, second = (make(a, a + 10, label=Label.unsure()) for a in (0, 10))
    things = done({first.id: first, second.id: second}, edits.move_segment([second], first, 5, 15))
    assert [(s.start_us, s.end_us) for s in segments(things)] == [(5, 15), (15, 20)]
    assert not edits.move_segment([second], first, 0, 10)


def test_a_drag_becomes_one_step() -> None:
    first, second = (make(a, a + 10, label=Label.unsure()) for a in (0, 10))
    things: Things = {first.id: first, second.id: second}
    start, whole, at = dict(things), Edit("", ()), first
    for end in (12, 15, 25, 8):
        edit = edits.move_segment(segments(things), at, 0, end)
        things, whole = done(things, edit), whole.then(edit)
        at = next(s for s in segments(things) if s.id == first.id)
    assert done(start, whole) == things
    assert done(things, whole.inverse) == start
    back = whole.then(whole.inverse)
    assert not back


def test_splitting_keeps_the_label() -> None:
    whole = make(0, 10, label=Label.single(Expression.FEAR))
    things = done({whole.id: whole}, edits.split_segment(whole, 4))
    assert [(s.start_us, s.end_us) for s in segments(things)] == [(0, 4), (4, 10)]
    assert len({s.label for s in segments(things)}) == 1
    assert not edits.split_segment(whole, 10)


def test_a_label_seen_beside_the_model_is_never_blind_again() -> None:
    seen = replace(make(0, 10, label=Label.unsure()), blind=False)
    edit = edits.relabel(seen, Label.single(Expression.FEAR), blind=True)
    after = edit.changes[0].after
    assert isinstance(after, Segment)
    assert not after.blind
    assert not edits.relabel(seen, seen.label, blind=True)


@given(
    st.lists(st.tuples(_SPANS, _LABELS, st.sampled_from("tu"), st.sampled_from("ab")), max_size=10)
)
def test_merging_tracks_keeps_every_label_it_can(
    strokes: list[tuple[tuple[int, int], Label, str, str]],
) -> None:
    keep, other = Track("t", "v", 0), Track("u", "v", 1, person_id="p")
    parts = [TrackPart("x", "t", "r", 0), TrackPart("y", "u", "r", 1)]
    things: Things = {e.id: e for e in (keep, other, *parts)}
    for (start, end), label, track, who in strokes:
        new = make(start, end, track=track, who=who, label=label)
        things = done(things, edits.put_segment(segments(things), new))
    edit = edits.merge_tracks(keep, other, parts, segments(things))
    after = done(things, edit)
    for who in "ab":
        assert painted(after, "t", who) == painted(things, "u", who) | painted(things, "t", who)
    assert "u" not in after
    assert {t.track_id for t in after.values() if isinstance(t, TrackPart)} == {"t"}
    assert after["t"] == replace(keep, person_id="p")
    assert done(after, edit.inverse) == things


@given(st.lists(st.tuples(_SPANS, _LABELS), max_size=6), st.integers(0, 60))
def test_splitting_a_track_moves_what_comes_later(
    strokes: list[tuple[tuple[int, int], Label]], at: int
) -> None:
    track = Track("t", "v", 0)
    parts = [TrackPart("x", "t", "r", 0, None, 20), TrackPart("y", "t", "r", 3, 20, None)]
    things: Things = {e.id: e for e in (track, *parts)}
    for (start, end), label in strokes:
        things = done(things, edits.put_segment(segments(things), make(start, end, label=label)))
    edit = edits.split_track(track, at, 9, parts, segments(things))
    after = done(things, edit)
    new = next(t for t in after.values() if isinstance(t, Track) and t.number == 9)
    old = painted(things)
    assert painted(after) == {t: x for t, x in old.items() if t < at}
    assert painted(after, new.id) == {t: x for t, x in old.items() if t >= at}
    spans = sorted(
        (
            -1 if p.start_us is None else p.start_us,
            99 if p.end_us is None else p.end_us,
            p.track_id == new.id,
        )
        for p in after.values()
        if isinstance(p, TrackPart)
    )
    assert [s for *_, s in spans] == sorted(s for *_, s in spans)
    assert spans[0][0] == -1
    assert spans[-1][1] == 99
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert done(after, edit.inverse) == things


def test_tracks_are_merged_in_a_file_and_taken_back(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"x" * 100)
    with Project.create(tmp_path / "p.mien") as project:
        video = project.add_video(clip)
        for _ in range(2):
            project.apply(project.new_track(video.id))
        keep, other = project.tracks(video.id)
        undo = project.apply(edits.merge_tracks(keep, other, project.parts(video.id), []))
        assert project.tracks(video.id) == (keep,)
        project.apply(undo)
        assert project.tracks(video.id) == (keep, other)


@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        (LabelKind.SINGLE, (1, 1, 0, 0, 0, 0, 0, 0)),
        (LabelKind.SINGLE, (2, 0, 0, 0, 0, 0, 0, 0)),
        (LabelKind.CANDIDATES, (1, 0, 0, 0, 0, 0, 0, 0)),
        (LabelKind.VOTES, (0,) * 8),
        (LabelKind.VOTES, (3, -1, 0, 0, 0, 0, 0, 0)),
        (LabelKind.VOTES, (1, 1)),
        (LabelKind.UNSURE, (1, 0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_labels_that_make_no_sense_are_refused(kind: LabelKind, weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Label(kind, weights)


def test_labels_as_distributions() -> None:
    votes = Label.votes({Expression.ANGER: 3, Expression.SADNESS: 1})
    assert votes.top is Expression.ANGER
    assert votes.expressions == (Expression.ANGER, Expression.SADNESS)
    p = votes.distribution
    assert p is not None
    assert p[LABELS.index(Expression.ANGER)] == 0.75
    even = Label.candidates([Expression.FEAR, Expression.SURPRISE])
    assert even.top is None
    assert Label.candidates([Expression.FEAR]) == Label.single(Expression.FEAR)
    assert Label.unsure().distribution is None


def test_changes_that_make_no_sense_are_refused() -> None:
    a, b = (make(0, 1, label=Label.unsure()) for _ in range(2))
    with pytest.raises(ValueError, match="one thing to another"):
        Change(a, b)
    with pytest.raises(ValueError, match="nothing"):
        Change(None, None)
