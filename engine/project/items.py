"""Items of a review: runs of consecutive frames of one face in which nothing changes.

Pure functions. In an item both the primary and the corrected label stay the same; reviewing runs
in place of frames shows each moment once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.labels import LABELS, Expression, Floating, entropy, jensen_shannon
from engine.project.opinions import opinions_of, said
from engine.project.predictions import Predictions
from engine.project.tracks import owners
from engine.project.values import Segment, TrackPart
from engine.types import Box

#: Shorter runs are blinks and transitions: too short to be looked at.
MIN_FRAMES: Final = 3

#: So many frames of an item, evenly spread, show what it looks like.
LOOKS: Final = 5

#: A run ends where the track is lost for longer than this.
_GAP_US: Final = 1_000_000

Floats64 = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Look:
    """Where the face of an item is in one of its frames."""

    frame: int
    box: Box


@dataclass(frozen=True, slots=True)
class Item:
    """A run of frames to review: start_us (included) .. end_us (excluded) of one track.

    primary, corrected: the labels all its frames share. mean_primary, mean_corrected: (8,) mean
    distributions. disagreement, entropy, uncertainty: means over its frames, 0..1. human: (8,)
    mean of the labels people gave here, None where there are none. annotators: divergence among
    annotators, None where fewer than two labelled it. video_id: empty where it does not matter.
    looks: the face in a few of its frames, by time.
    """

    run_id: str
    track_id: str
    first_frame: int
    last_frame: int
    frames: int
    start_us: int
    end_us: int
    primary: Expression
    corrected: Expression
    mean_primary: tuple[float, ...]
    mean_corrected: tuple[float, ...]
    disagreement: float
    entropy: float
    uncertainty: float
    human: tuple[float, ...] | None = None
    annotators: float | None = None
    video_id: str = ""
    looks: tuple[Look, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end_us - self.start_us) / 1e6

    @property
    def human_model(self) -> float | None:
        """Divergence of people's labels and the corrected distribution; None without labels."""
        if self.human is None:
            return None
        return float(jensen_shannon(np.array(self.human), np.array(self.mean_corrected)))

    @property
    def is_error(self) -> bool | None:
        """Whether the model's label is none that leads among people; None without labels.

        Where several tie, as in a candidate set, each of them is right.
        """
        if self.human is None:
            return None
        return self.human[LABELS.index(self.corrected)] < max(self.human) - 1e-9


def make_items(
    predictions: Predictions,
    parts: Iterable[TrackPart],
    run_id: str,
    segments: Sequence[Segment] = (),
    *,
    min_frames: int = MIN_FRAMES,
    video_id: str = "",
    stop: threading.Event | None = None,
) -> tuple[Item, ...]:
    """All runs of a video's predictions that are long enough, by track and time.

    segments: what people labelled in the video. Once `stop` is set, nothing more is looked for.
    """
    ids, owner = owners(predictions, parts, run_id)
    signals = _Signals.of(predictions)
    known = ~np.isnan(predictions.corrected[:, 0])  # imported faces may have no expression
    items: list[Item] = []
    for place, track_id in enumerate(ids):
        runs = _Runs.of(predictions, np.flatnonzero((owner == place) & known), min_frames)
        items += _items(predictions, signals, runs, (run_id, track_id, video_id), stop)
    return labelled(items, segments)


def labelled(items: Sequence[Item], segments: Iterable[Segment]) -> tuple[Item, ...]:
    """The same items with what people say of them now; those of whom they say as before as is."""
    of_track: dict[str, list[Segment]] = {}
    for segment in segments:
        of_track.setdefault(segment.track_id, []).append(segment)
    places: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(item.track_id, []).append(place)
    found = list(items)
    for track_id, mine in places.items():
        spans = np.array([(items[place].start_us, items[place].end_us) for place in mine])
        people = said(opinions_of(of_track.get(track_id, ())), spans[:, 0], spans[:, 1])
        for place, human, annotators in zip(mine, *people, strict=True):
            if (human, annotators) != (items[place].human, items[place].annotators):
                found[place] = replace(items[place], human=human, annotators=annotators)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Signals:
    """Signals and times of all m faces, computed at once. frame_us: how long a frame lasts."""

    disagreement: Floats64
    entropy: Floats64
    uncertainty: Floats64
    frame: Ints
    pts: Ints
    frame_us: int

    @classmethod
    def of(cls, predictions: Predictions) -> _Signals:
        corrected = predictions.corrected
        return cls(
            jensen_shannon(predictions.primary, corrected),
            entropy(corrected),
            1.0 - corrected.max(axis=1).astype(np.float64),
            predictions.face_frame,
            predictions.face_pts,
            _frame_us(predictions.pts),
        )


def _frame_us(pts: Ints) -> int:
    """How long a frame lasts, typically; the end of a run is its last frame's and this."""
    return max(int(np.median(np.diff(pts))), 1) if len(pts) > 1 else 40_000


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """The runs of one track. rows: its (m,) faces. start, count: (k,) places in rows."""

    rows: Ints
    start: Ints
    count: Ints

    @classmethod
    def of(cls, predictions: Predictions, rows: Ints, min_frames: int) -> _Runs:
        """Split the faces of one track where a label changes or the track is lost."""
        first = predictions.primary[rows].argmax(axis=1)
        second = predictions.corrected[rows].argmax(axis=1)
        gap = np.diff(predictions.face_pts[rows]) > _GAP_US
        ends = np.flatnonzero((np.diff(first) != 0) | (np.diff(second) != 0) | gap) + 1
        start = np.concatenate(([0], ends))[: len(rows)]
        count = np.diff(start, append=len(rows))
        long = count >= min_frames
        return cls(rows, start[long], count[long])

    def means(self, values: Floating) -> Floats64:
        """(n,) or (n, d) values of all faces to the runs' means, (k,) or (k, d)."""
        mine = values[self.rows].astype(np.float64)
        padded = np.concatenate([mine, np.zeros_like(mine[:1])])  # a run may end with the track
        edges = np.stack([self.start, self.start + self.count], axis=1).ravel()
        sums = np.add.reduceat(padded, edges, axis=0)[::2]
        return np.asarray((sums.T / self.count).T)

    def looks(self) -> Ints:
        """(k, LOOKS) faces: of each equal part of a run the middle one; short runs repeat some."""
        parts = np.minimum(self.count, LOOKS)[:, None]
        part = np.minimum(np.arange(LOOKS), parts - 1)
        within = ((part + 0.5) * self.count[:, None] / parts).astype(np.int64)
        return np.asarray(self.rows[self.start[:, None] + within])


def _items(
    predictions: Predictions,
    signals: _Signals,
    runs: _Runs,
    ids: tuple[str, str, str],
    stop: threading.Event | None,
) -> Iterator[Item]:
    """The runs as items that nobody has labelled.

    What takes numbers is done for all runs at once: a thread that makes thousands of small arrays
    keeps the window waiting for Python's lock.
    """
    run_id, track_id, video_id = ids
    first, last = runs.rows[runs.start], runs.rows[runs.start + runs.count - 1]
    starts, ends = signals.pts[first].tolist(), (signals.pts[last] + signals.frame_us).tolist()
    first_frame, last_frame = signals.frame[first].tolist(), signals.frame[last].tolist()
    primary = predictions.primary[first].argmax(axis=1).tolist()
    corrected = predictions.corrected[first].argmax(axis=1).tolist()
    mean_primary = runs.means(predictions.primary).tolist()
    mean_corrected = runs.means(predictions.corrected).tolist()
    disagreement, entropies = runs.means(signals.disagreement), runs.means(signals.entropy)
    uncertainty = runs.means(signals.uncertainty)
    looks = _looks(predictions, signals, runs.looks())
    for k, frames in enumerate(runs.count.tolist()):
        if stop is not None and stop.is_set():
            return
        yield Item(
            run_id=run_id,
            track_id=track_id,
            first_frame=first_frame[k],
            last_frame=last_frame[k],
            frames=frames,
            start_us=starts[k],
            end_us=ends[k],
            primary=LABELS[primary[k]],
            corrected=LABELS[corrected[k]],
            mean_primary=tuple(mean_primary[k]),
            mean_corrected=tuple(mean_corrected[k]),
            disagreement=float(disagreement[k]),
            entropy=float(entropies[k]),
            uncertainty=float(uncertainty[k]),
            video_id=video_id,
            looks=looks[k],
        )


def _looks(predictions: Predictions, signals: _Signals, chosen: Ints) -> list[tuple[Look, ...]]:
    """(k, LOOKS) faces as what is shown of each run, each frame once."""
    frames, boxes = signals.frame[chosen].tolist(), predictions.box[chosen].tolist()
    return [
        tuple(Look(number, Box(*box)) for number, box in dict(zip(*shown, strict=True)).items())
        for shown in zip(frames, boxes, strict=True)
    ]
