"""From stored records back to what the picture's overlay paints: no model runs at playback."""

from __future__ import annotations

import numpy as np

from engine.types import Face, FaceRecord, Faces, Frame, Record, Scored


def scored_of(frame: Frame, record: Record | None) -> Scored | None:
    """The frame with its recorded faces; None where it was not analysed.

    Landmarks and key points are not recorded: there are none (NaN).
    """
    if record is None:
        return None
    unknown = np.full((6, 2), np.nan, np.float32)
    faces = tuple(Face(face.box, face.score, unknown, None, face.track) for face in record.faces)
    return Scored(Faces(frame, faces), tuple(f.emotion for f in record.faces), frame.taken_ns)


def face_in_view(record: Record | None, track: int | None) -> int | None:
    """Position of the face to tell of: the chosen track, else the largest; None without faces."""
    if record is None or not record.faces:
        return None
    for position, face in enumerate(record.faces):
        if face.track == track:
            return position
    return max(range(len(record.faces)), key=lambda i: record.faces[i].box.area)


def neighbour(record: Record | None, track: int | None, step: int) -> FaceRecord | None:
    """The face `step` places after the chosen one, in the order of track ids, round about."""
    position = face_in_view(record, track)
    if record is None or position is None:
        return None
    order = sorted(record.faces, key=lambda face: face.track)
    at = order.index(record.faces[position])
    return order[(at + step) % len(order)]
