"""Labelled faces of a project, for training and for measuring a model against people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.project.predictions import Predictions
from engine.project.store import Project
from engine.project.tracks import owners
from engine.project.values import Annotator, Person, Segment, Track, Video
from engine.types import Box, Emotion, Floats


@dataclass(frozen=True, slots=True)
class LabelledFace:
    """One face in one frame, with what one annotator says of it.

    path: the video's file. frame, pts_us: which frame. box: the face in frame pixels.
    points: (3, 2) float32, what its crop is aligned by (`engine.align.similarity`); None where
    nobody kept them (imported predictions): then detect again and take the face that overlaps the
    box most.
    emotion: what the model of the run said. segment: label, annotator's layer, blind or not.
    """

    video: Video
    path: Path
    frame: int
    pts_us: int
    box: Box
    points: Floats | None
    score: float
    emotion: Emotion
    track: Track
    person: Person | None
    annotator: Annotator
    segment: Segment


def labelled_faces(
    project: Project, *, run_id: str | None = None, interval_us: int = 0
) -> Iterator[LabelledFace]:
    """Faces that somebody labelled and an analysis found, by video, annotator and time.

    A face that two annotators labelled comes once for each. UNSURE and NO_FACE labels come too:
    see `segment.label.kind`. Labels where nothing was analysed are left out.

    run_id: predictions of this run; without it those of each video's newest run that reaches the
    end, else of its newest. interval_us: of a face no more than one in each such stretch of time,
    the same one for all annotators, and at least one a segment; 0 gives every frame.

    Raises:
        VideoMissing, VideoChanged: a labelled video is not there.
    """
    annotators = {a.id: a for a in project.annotators()}
    persons = {p.id: p for p in project.persons()}
    for video in project.videos():
        runs = [r for r in project.runs(video.id) if run_id in (None, r.id)]
        segments = project.segments(video.id)
        if not runs or not segments:
            continue
        path = project.find_video(video)
        run = ([r for r in runs if r.complete] or runs)[-1]
        found = project.predictions(run.id)
        ids, owner = owners(found, project.parts(video.id), run.id)
        rows = {id_: np.flatnonzero(owner == place) for place, id_ in enumerate(ids)}
        tracks = {t.id: t for t in project.tracks(video.id)}
        pts, frames = found.face_pts, found.face_frame
        chosen = {id_: _chosen(mine, pts, interval_us) for id_, mine in rows.items()}
        for segment in sorted(segments, key=lambda s: (s.annotator_id, s.start_us)):
            mine = rows.get(segment.track_id)
            if mine is None:
                continue
            track = tracks[segment.track_id]
            first, last = np.searchsorted(pts[mine], [segment.start_us, segment.end_us])
            inside = mine[first:last]
            picked = inside[np.isin(inside, chosen[segment.track_id])]
            for row in (picked if len(picked) else inside[:1]).tolist():
                yield LabelledFace(
                    video=video,
                    path=path,
                    frame=int(frames[row]),
                    pts_us=int(pts[row]),
                    box=Box(*(float(side) for side in found.box[row])),
                    points=_points(found, row),
                    score=float(found.score[row]),
                    emotion=_emotion(found, row),
                    track=track,
                    person=persons.get(track.person_id or ""),
                    annotator=annotators[segment.annotator_id],
                    segment=segment,
                )


def _chosen(mine: NDArray[np.int64], pts: NDArray[np.int64], interval_us: int) -> NDArray[np.int64]:
    """The first of a track's rows in each stretch of time; all of them without an interval."""
    if not interval_us:
        return mine
    _, first = np.unique(pts[mine] // interval_us, return_index=True)
    return mine[first]


def _emotion(found: Predictions, row: int) -> Emotion:
    smooth = None if np.isnan(found.smooth[row, 0]) else found.smooth[row]
    return Emotion(found.primary[row], found.corrected[row], smooth)


def _points(found: Predictions, row: int) -> Floats | None:
    return None if np.isnan(found.points[row, 0, 0]) else found.points[row]
