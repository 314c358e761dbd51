"""The tables of other tools, for scripts that already read those.

What Mien does not measure (action units, gaze, head pose) has no column here: a column of zeros
would be taken for a measurement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from engine.export.table import Row
from engine.labels import LABELS, Expression
from engine.project.export.scope import VideoScope
from engine.project.export.tables import Column, Table
from engine.types import Status

_OPENFACE: Final = (
    Column("frame", int, "Number of the frame, from 1"),
    Column("face_id", int, "Number of the face's track"),
    Column(
        "timestamp",
        float,
        "Time since the first frame: the container's, also where the rate varies",
        "s",
        3,
    ),
    Column("confidence", float, "How sure the detector is that there is a face", decimals=2),
    Column("success", int, "1 where a face was found"),
    *(
        Column(f"emotion_{label}", float, "Corrected probability; not an OpenFace column")
        for label in LABELS
    ),
)


def openface_table(scope: VideoScope, name: str) -> Table:
    """OpenFace 2.x: frames from 1, a space after each comma, `success` 0 where there is no face."""
    return Table(
        f"{name}.openface",
        _OPENFACE,
        _openface(scope),
        total=max(scope.predictions.faces, len(scope.predictions)),
        spaced=True,
        about="Layout of OpenFace 2.x. Action units, gaze and pose are not measured by Mien",
    )


def _openface(scope: VideoScope) -> Iterator[Row]:
    empty: Row = (None,) * len(LABELS)
    for frame, seconds, faces in _frames(scope):
        for row in faces:
            shares = (_share(p) for p in scope.predictions.corrected[row])
            score = round(float(scope.predictions.score[row]), 6)
            yield (frame + 1, _number(scope, row), seconds, score, 1, *shares)
        if not faces:
            yield (frame + 1, 0, seconds, 0.0, 0, *empty)


#: Py-Feat 2's names of the emotions, in its order; it has none for contempt.
_PYFEAT_NAMES: Final = {
    "Neutral": Expression.NEUTRAL,
    "Happy": Expression.HAPPINESS,
    "Sad": Expression.SADNESS,
    "Surprise": Expression.SURPRISE,
    "Fear": Expression.FEAR,
    "Disgust": Expression.DISGUST,
    "Anger": Expression.ANGER,
}
_PYFEAT: Final = (
    Column("FaceRectX", float, "Left side of the face rectangle", "px", 2),
    Column("FaceRectY", float, "Its top", "px", 2),
    Column("FaceRectWidth", float, "Its width", "px", 2),
    Column("FaceRectHeight", float, "Its height", "px", 2),
    Column("FaceScore", float, "How sure the detector is that there is a face"),
    *(
        Column(name, float, "Corrected probability of the label among all eight")
        for name in _PYFEAT_NAMES
    ),
    Column("Contempt", float, "Corrected probability of contempt; not a Py-Feat column"),
    Column("FrameHeight", int, "Height of the frame", "px"),
    Column("FrameWidth", int, "Width of the frame", "px"),
    Column("input", str, "Path of the video"),
    Column("frame", int, "Number of the frame, from 0"),
    Column("approx_time", str, "Minutes and seconds"),
    Column("timestamp", float, "Time since the first frame; not a Py-Feat column", "s"),
    Column("Identity", str, "The person's name, else Person_ and the number of the face's track"),
)


def pyfeat_table(scope: VideoScope, name: str) -> Table:
    """Py-Feat 2's Fex: one row a frame and face, an empty one for a frame without."""
    return Table(
        f"{name}.feat",
        _PYFEAT,
        _pyfeat(scope),
        total=max(scope.predictions.faces, len(scope.predictions)),
        about="Layout of Py-Feat 2's Fex. Action units, pose and gaze are not measured by Mien",
    )


def _pyfeat(scope: VideoScope) -> Iterator[Row]:
    order = [*(LABELS.index(e) for e in _PYFEAT_NAMES.values()), LABELS.index(Expression.CONTEMPT)]
    size = (scope.video.height or None, scope.video.width or None)
    for frame, seconds, faces in _frames(scope):
        minutes, rest = divmod(int(seconds), 60)
        where: Row = (*size, scope.video.path, frame, f"{minutes:02d}:{rest:02d}", seconds)
        for row in faces:
            box = (round(float(side), 2) for side in scope.predictions.box[row])
            shares = (_share(scope.predictions.corrected[row, i]) for i in order)
            score = round(float(scope.predictions.score[row]), 6)
            number = _number(scope, row)
            person = None if number < 0 else scope.person_of(scope.tracks[int(scope.owner[row])])
            yield (*box, score, *shares, *where, person or f"Person_{number}")
        if not faces:
            yield (*(None,) * (5 + len(order)), *where, None)


def _frames(scope: VideoScope) -> Iterator[tuple[int, float, range]]:
    """Frame index, seconds and the rows of its faces, for each analysed frame."""
    found, start = scope.predictions, 0
    dropped = tuple(Status).index(Status.DROPPED)
    for row in np.flatnonzero(found.status != dropped).tolist():
        start = int(found.face_end[row - 1]) if row else 0
        seconds = (int(found.pts[row]) - scope.start_us) / 1e6
        yield int(found.frame[row]), seconds, range(start, int(found.face_end[row]))


def _number(scope: VideoScope, row: int) -> int:
    place = int(scope.owner[row])
    return scope.tracks[place].number if place >= 0 else -1


def _share(p: np.floating[Any]) -> float | None:
    """A probability; None where nobody knows it."""
    return None if np.isnan(p) else round(float(p), 6)
