from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from engine.track import _IMPOSSIBLE, _MAX_COST, Tracker, _assign
from engine.types import Box, Face

FRAME_US = 33_333


def face(x: float, y: float = 100.0, side: float = 80.0) -> Face:
    return Face(Box(x, y, side, side), 0.9, np.zeros((6, 2), dtype=np.float32))


def ids(faces: tuple[Face, ...]) -> list[int]:
    tracks = [f.track for f in faces]
    assert None not in tracks
    return [t for t in tracks if t is not None]


faces_anywhere = st.lists(
    st.builds(face, st.floats(0, 1200), st.floats(0, 650), st.floats(24, 400)), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(frames=st.lists(st.tuples(faces_anywhere, st.booleans()), max_size=25))
def test_ids_are_unique_in_a_frame_dense_and_never_used_again(
    frames: list[tuple[list[Face], bool]],
) -> None:
    tracker = Tracker()
    last_seen: dict[int, int] = {}
    newest = -1
    for index, (faces, cut) in enumerate(frames):
        now = index * 200_000
        found = ids(tracker.update(tuple(faces), now, cut=cut))
        assert len(set(found)) == len(found)
        for track in sorted(found):
            if track > newest:
                assert track == newest + 1
                newest = track
            else:
                assert not cut
                assert now - last_seen[track] <= 800_000
        last_seen.update(dict.fromkeys(found, now))


@settings(max_examples=50, deadline=None)
@given(faces=faces_anywhere, moved=st.floats(-10, 10), order=st.randoms(use_true_random=False))
def test_the_order_of_the_faces_does_not_matter(
    faces: list[Face], moved: float, order: object
) -> None:
    one, other = Tracker(), Tracker()
    first = one.update(tuple(faces), 0)
    other.update(tuple(faces), 0)
    later = [face(f.box.x + moved, f.box.y, f.box.w) for f in first]
    shuffled = list(range(len(later)))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    straight = ids(one.update(tuple(later), FRAME_US))
    mixed = ids(other.update(tuple(later[i] for i in shuffled), FRAME_US))
    # Boxes that coincide, all but rounding, are interchangeable; compare what box got which id.
    boxes = [tuple(round(v, 3) for v in (f.box.x, f.box.y, f.box.w)) for f in later]
    assert sorted(zip(boxes, straight, strict=True)) == sorted(
        zip([boxes[i] for i in shuffled], mixed, strict=True)
    ) or len(set(boxes)) < len(boxes)


def test_keeps_ids_while_two_faces_pass_each_other() -> None:
    tracker = Tracker()
    for step in range(40):
        left, right = face(100 + 10 * step, y=80), face(500 - 10 * step, y=230)
        assert ids(tracker.update((left, right), step * FRAME_US)) == [0, 1]


def test_a_face_may_move_its_own_width_between_frames() -> None:
    tracker = Tracker()
    tracker.update((face(100),), 0)
    assert ids(tracker.update((face(170),), 100_000)) == [0]


def test_survives_short_occlusion_in_time_not_frames() -> None:
    for fps in (10, 30, 120):
        tracker = Tracker(patience_s=0.8)
        step = 1_000_000 // fps
        tracker.update((face(100),), 0)
        for k in range(1, int(0.7 * fps)):
            assert tracker.update((), k * step) == ()
        assert ids(tracker.update((face(110),), 700_000)) == [0]


def test_is_over_after_long_absence() -> None:
    tracker = Tracker(patience_s=0.8)
    tracker.update((face(100),), 0)
    assert ids(tracker.update((face(100),), 900_000)) == [1]


def test_someone_else_far_away_is_a_new_track() -> None:
    tracker = Tracker()
    tracker.update((face(0),), 0)
    assert ids(tracker.update((face(600),), FRAME_US)) == [1]


def test_a_far_larger_face_at_the_same_place_is_a_new_track() -> None:
    tracker = Tracker()
    tracker.update((face(100, 100, 40),), 0)
    assert ids(tracker.update((face(20, 20, 200),), FRAME_US)) == [1]


def test_the_best_pairs_win_not_the_first() -> None:
    # The nearest track of the first face is the second one's own: greed would swap them.
    tracker = Tracker()
    tracker.update((face(0), face(60)), 0)
    assert ids(tracker.update((face(40), face(100)), FRAME_US)) == [0, 1]


def test_one_newcomer_beside_a_known_face() -> None:
    tracker = Tracker()
    tracker.update((face(300),), 0)
    assert ids(tracker.update((face(30), face(302)), FRAME_US)) == [1, 0]


@pytest.mark.parametrize("how", ["cut", "reset", "seek"])
def test_nobody_is_known_after(how: str) -> None:
    tracker = Tracker()
    tracker.update((face(100),), 5_000_000)
    if how == "reset":
        tracker.reset()
    now = 1_000_000 if how == "seek" else 5_000_000 + FRAME_US
    assert ids(tracker.update((face(100),), now, cut=how == "cut")) == [1]


def test_keeps_everything_else_of_a_face() -> None:
    given_face = face(100)
    (tracked,) = Tracker().update((given_face,), 0)
    assert given_face.track is None
    assert (tracked.box, tracked.score) == (given_face.box, given_face.score)
    assert tracked.keypoints is given_face.keypoints


@settings(max_examples=60, deadline=None)
@given(shape=st.tuples(st.integers(1, 5), st.integers(1, 5)), data=st.data())
def test_no_assignment_is_cheaper(shape: tuple[int, int], data: st.DataObject) -> None:
    cost = st.one_of(st.floats(0, _MAX_COST), st.just(_IMPOSSIBLE))
    costs: NDArray[np.float64] = data.draw(arrays(np.float64, shape, elements=cost))
    costs[0, 0] = min(costs[0, 0], _MAX_COST)  # `_assign` is asked only where a pair is possible
    rows, columns = _assign(costs)
    assert len(set(rows.tolist())) == len(set(columns.tolist())) == len(rows)
    ours = np.full(min(shape), _IMPOSSIBLE)
    ours[: len(rows)] = costs[rows, columns]
    assert ours.sum() == pytest.approx(costs[linear_sum_assignment(costs)].sum())


def test_two_people_do_not_hold_up_a_camera_by_loading_scipy(repo_root: Path) -> None:
    code = (
        "import sys, numpy as np\n"
        "from engine.track import Tracker\n"
        "from engine.types import Box, Face\n"
        "def face(x): return Face(Box(x, 100.0, 80.0, 80.0), 0.9, np.zeros((6, 2), np.float32))\n"
        "tracker = Tracker()\n"
        "for i, xs in enumerate(((0, 300), (10, 310), (320,), (30, 330), (900, 35))):\n"
        "    faces = tracker.update(tuple(map(face, xs)), 33333 * i)\n"
        "print([f.track for f in faces], 'scipy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[2, 0] False\n"
