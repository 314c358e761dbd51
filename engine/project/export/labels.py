"""What people said: as events, as tiers, rater by rater, and as votes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

import numpy as np

from engine.export.table import Row
from engine.labels import LABELS
from engine.project.export.scope import VideoScope, said_spans
from engine.project.export.tables import Column, Table
from engine.project.values import Label, LabelKind, Segment

_NAMES: Final = tuple(str(label) for label in LABELS)
_KINDS: Final = (
    ("single", "one expression"),
    ("candidates", "exactly one of these, unknown which"),
    ("votes", "counts of votes"),
    ("unsure", "looked at, no opinion"),
    ("no_face", "no usable face"),
)
_SOURCES: Final = (
    ("human", "labelled in a free pass"),
    ("review", "decided in the review queue, with the model's output in view"),
    ("import", "brought in from another tool"),
)

_EVENTS: Final = (
    Column("onset", float, "Start of the segment, from the video's first frame", "s"),
    Column("duration", float, "Length of the segment", "s"),
    Column("trial_type", str, "The label; several joined by ; where it is ambiguous"),
    Column("person", str, "Name given to the person"),
    Column("face_id", int, "Number of the face's track"),
    Column("rater", str, "Who labelled it"),
    Column("kind", str, "The way it is labelled", levels=_KINDS),
    Column("weights", str, "Count of each label in trial_type, joined by ;"),
    Column(
        "mean_prob", float, "Mean corrected probability of the labels, over the segment's frames"
    ),
    Column("source", str, "How the segment came about", levels=_SOURCES),
)


def events_table(scope: VideoScope, name: str) -> Table:
    """Segments in the order and with the leading columns of BIDS events files."""
    return Table(
        f"{name}_events",
        _EVENTS,
        (_event(scope, s) for s in scope.segments),
        total=len(scope.segments),
        missing="n/a",
        about="Segments that people labelled, in the form of BIDS events",
    )


def _event(scope: VideoScope, segment: Segment) -> Row:
    track, label = scope.track(segment.track_id), segment.label
    return (
        (segment.start_us - scope.start_us) / 1e6,
        (segment.end_us - segment.start_us) / 1e6,
        label_text(label),
        scope.person_of(track),
        track.number,
        scope.annotators[segment.annotator_id].name,
        str(label.kind),
        weights_text(label) or None,
        _mean_probability(scope, segment),
        str(segment.source),
    )


def label_text(label: Label) -> str:
    """The expressions of a label joined by `;`, heaviest first; else its kind."""
    return ";".join(label.expressions) or str(label.kind)


def weights_text(label: Label) -> str:
    """Counts of `label_text`'s expressions joined by `;`, empty where there are none."""
    return ";".join(str(label.weights[LABELS.index(e)]) for e in label.expressions)


def _mean_probability(scope: VideoScope, segment: Segment) -> float | None:
    """How likely the model finds what the person says; None without either."""
    if not segment.label.expressions:
        return None
    pts = scope.predictions.pts
    first, last = np.searchsorted(pts, [segment.start_us, segment.end_us])
    if first >= last:
        return None
    ends = scope.predictions.face_end
    rows = np.arange(ends[first - 1] if first else 0, ends[last - 1])
    rows = rows[scope.owner[rows] == scope.tracks.index(scope.track(segment.track_id))]
    rows = rows[~np.isnan(scope.predictions.corrected[rows, 0])]
    if not len(rows):
        return None
    named = [LABELS.index(e) for e in segment.label.expressions]
    return round(float(scope.predictions.corrected[rows][:, named].sum(axis=1).mean()), 6)


_ELAN: Final = (
    Column("tier", str, "Face and rater"),
    Column("participant", str, "Person"),
    Column("begin_ms", int, "Start, from the video's first frame", "ms"),
    Column("end_ms", int, "End", "ms"),
    Column("value", str, "The label; several joined by ; with their counts for votes"),
)


def elan_table(scope: VideoScope, name: str) -> Table:
    """ELAN's tab-delimited text: tier, participant, begin, end, value; no header line.

    In ELAN: File > Import > CSV / Tab-delimited Text File; columns are Tier, Participant, Begin
    Time, End Time, Annotation.
    """
    return Table(
        f"{name}.elan",
        _ELAN,
        (_elan(scope, s) for s in scope.segments),
        total=len(scope.segments),
        header=False,
        about="For ELAN: File > Import > CSV / Tab-delimited Text File",
    )


def _elan(scope: VideoScope, segment: Segment) -> Row:
    track, label = scope.track(segment.track_id), segment.label
    counts = f" ({weights_text(label)})" if label.kind is LabelKind.VOTES else ""
    return (
        f"face {track.number}/{scope.annotators[segment.annotator_id].name}",
        scope.person_of(track),
        round((segment.start_us - scope.start_us) / 1000),
        round((segment.end_us - scope.start_us) / 1000),
        f"{label_text(label)}{counts}",
    )


ANNOTATIONS: Final = (
    Column("session_id", str, "The video's id in the project"),
    Column("video", str, "File name of the video"),
    Column("segment_id", str, "The same on all rows of a segment"),
    Column("onset", float, "Start of the segment, from the video's first frame", "s"),
    Column("duration", float, "Length of the segment", "s"),
    Column("face_id", int, "Number of the face's track"),
    Column("person", str, "Name given to the person"),
    Column("rater", str, "Who labelled it"),
    Column("kind", str, "The way it is labelled", levels=_KINDS),
    Column("label", str, "One label of the segment; empty for unsure and no_face"),
    Column("weight", int, "Its count: 1 but for votes"),
    Column("share", float, "Its share among the segment's labels"),
    Column("reasons", str, "Why there is no usable face, joined by ;"),
    Column("confidence", int, "How sure the rater is: 1 low, 2, 3 high; empty if not said"),
    Column("blind", int, "1 if the model's output was hidden from the rater"),
    Column("source", str, "How the segment came about", levels=_SOURCES),
    Column("note", str, "The rater's note"),
    Column("created_utc", str, "When it was made"),
    Column("changed_utc", str, "When it was last changed"),
)


def annotations_table(scope: VideoScope, name: str) -> Table:
    """One row a rater and label: raters are never merged, ambiguity is never flattened."""
    rows = (row for s in scope.segments for row in _annotations(scope, s))
    return Table(
        f"{name}.annotations",
        ANNOTATIONS,
        rows,
        total=sum(max(len(s.label.expressions), 1) for s in scope.segments),
        about="What each rater said: one row a label, several rows an ambiguous segment",
    )


def _annotations(scope: VideoScope, segment: Segment) -> Iterator[Row]:
    track, label = scope.track(segment.track_id), segment.label
    head: Row = (
        scope.video.id,
        scope.name,
        segment.id,
        (segment.start_us - scope.start_us) / 1e6,
        (segment.end_us - segment.start_us) / 1e6,
        track.number,
        scope.person_of(track),
        scope.annotators[segment.annotator_id].name,
        str(label.kind),
    )
    tail: Row = (
        ";".join(label.reasons) or None,
        segment.confidence,
        int(segment.blind),
        str(segment.source),
        segment.note or None,
        segment.created_utc,
        segment.changed_utc,
    )
    for expression in label.expressions:
        weight = label.weights[LABELS.index(expression)]
        yield (*head, str(expression), weight, weight / sum(label.weights), *tail)
    if not label.expressions:
        yield (*head, None, None, None, *tail)


_VOTES: Final = (
    Column("Usage", str, "Training, as in FER+"),
    Column("Image name", str, "Video, frame and face: VIDEO/FRAME_FACE.png"),
    *(Column(name, float, "Votes for the label, summed over raters") for name in _NAMES),
    Column("unknown", float, "Raters without an opinion"),
    Column("NF", float, "Raters who see no usable face"),
    Column("frame", int, "Number of the frame in the video, from 0"),
    Column("timestamp", float, "Time since the first frame", "s"),
    Column("face_id", int, "Number of the face's track"),
    Column("person", str, "Name given to the person"),
    *(Column(f"box_{side}", float, "Face rectangle in the frame", "px", 2) for side in "xywh"),
)


def votes_table(scope: VideoScope, name: str, *, step_us: int = 200_000) -> Table:
    """Votes on single faces, as fer2013new.csv has them, plus where the face is.

    A single label is one vote; a candidate set one vote in equal parts; votes count as they are.
    step_us: at least so much time between two faces of a track.
    """
    return Table(
        f"{name}.votes",
        _VOTES,
        _votes(scope, step_us),
        about="One row a labelled face, in the layout of FER+ (fer2013new.csv) with the face's "
        "place added",
        facts={"Step": step_us / 1e6},
    )


def _votes(scope: VideoScope, step_us: int) -> Iterator[Row]:
    found = scope.predictions
    pts, frames = found.face_pts, found.face_frame
    stem = PurePosixPath(scope.name).stem
    for place, track in enumerate(scope.tracks):
        rows = np.flatnonzero(scope.owner == place)
        last: int | None = None
        for said in said_spans(tuple(s for s in scope.segments if s.track_id == track.id)):
            first, end = np.searchsorted(pts[rows], [said.start_us, said.end_us])
            votes = _counted(said.segments)
            for row in rows[first:end].tolist():
                if last is not None and pts[row] - last < step_us:
                    continue
                last = int(pts[row])
                frame = int(frames[row])
                box = (round(float(side), 2) for side in found.box[row])
                yield (
                    "Training",
                    f"{stem}/{frame:07d}_{track.number}.png",
                    *votes,
                    frame,
                    (last - scope.start_us) / 1e6,
                    track.number,
                    scope.person_of(track),
                    *box,
                )


def _counted(segments: tuple[Segment, ...]) -> tuple[float, ...]:
    """Votes for the eight labels, for unknown and for NF."""
    votes = np.zeros(len(LABELS) + 2)
    for segment in segments:
        label = segment.label
        weights = np.array(label.weights, dtype=np.float64)
        if label.kind is LabelKind.UNSURE:
            votes[-2] += 1
        elif label.kind is LabelKind.NO_FACE:
            votes[-1] += 1
        else:
            votes[:-2] += weights if label.kind is LabelKind.VOTES else weights / weights.sum()
    return tuple(round(float(v), 6) for v in votes)
