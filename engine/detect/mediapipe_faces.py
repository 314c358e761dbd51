"""Faces and their meshes in a stream of frames, with MediaPipe's networks.

A face that has a mesh is *followed*: the mesh is fitted again where it was a frame ago, which
costs a fraction of looking for faces. *Searches* of the frame find newcomers and check that what
is followed still is a face. What is found depends on the frames alone (their pixels and
presentation times), never on speed, so that a file gives the same faces live and in a batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.detect.base import DetectorOptions
from engine.detect.native import Picture
from engine.detect.networks import Detection, DetectionNet, LandmarkNet, Mesh, Region
from engine.types import Box, Face, Floats, Frame

#: MediaPipe's crop around a face: the longer side of its box times this.
_MARGIN: Final = 1.5
#: Side of a local look around a known face, in box sides.
_LOCAL: Final = 4.0
#: The mesh fits a face when its own score says so; it is near 0 or near 1.
_MIN_PRESENCE: Final = 0.5
#: Without a mesh (profiles, hands before the face) the detector must be this sure.
_MIN_SCORE_ALONE: Final = 0.7
#: Faces below 14 pixels of the network's 192 are missed: this tile still shows one of 40 pixels.
_TILE: Final = 540.0
_MAX_TILES_ACROSS: Final = 3.5
_TILE_OVERLAP: Final = 80.0
#: A followed face that so many searches in a row do not confirm is given up.
_MAX_DOUBTS: Final = 3
#: Mesh points (pairs are averaged) in the order of `Face.keypoints`.
_KEYPOINTS: Final = np.array([(33, 133), (362, 263), (1, 1), (13, 14), (234, 234), (454, 454)])
_EYES: Final = (33, 263)


@dataclass(frozen=True, slots=True)
class _Followed:
    """A face and how often in a row the detector did not see it."""

    face: Face
    doubts: int = 0


class MediaPipeFaces:
    """MediaPipe's face detectors and face mesh as a `FaceDetector`. One thread only."""

    def __init__(self, options: DetectorOptions = DetectorOptions()) -> None:  # noqa: B008 - frozen
        self._options = options
        self._full = DetectionNet(min_score=options.min_score)
        self._short = DetectionNet(short_range=True, min_score=options.min_score)
        self._landmarks = LandmarkNet()
        self.reset()

    def reset(self) -> None:
        """Forget the followed faces: the next frame is searched like a single picture."""
        self._followed: tuple[_Followed, ...] = ()
        self._searched_us: int | None = None
        self._next_tile = 0

    def close(self) -> None:
        """Free native resources; harmless when called twice."""
        for network in (self._full, self._short, self._landmarks):
            network.close()

    def detect(self, frame: Frame) -> tuple[Face, ...]:
        """Faces of one frame, largest first, untracked.

        `Face.box` and `Face.keypoints` are those of the mesh, the detector's where it does not
        fit. `Face.score` is the detector's when it last saw the face.
        """
        picture = Picture(frame.image)
        followed = [f for old in self._followed if (f := self._follow(picture, old)) is not None]
        if not followed or self._due(frame.pts_us):
            followed = self._search(picture, followed, first=self._searched_us is None)
            self._searched_us = frame.pts_us
        followed.sort(key=lambda f: -f.face.box.area)
        self._followed = tuple(_distinct(followed))[: self._options.max_faces]
        return tuple(f.face for f in self._followed)

    def _due(self, now_us: int) -> bool:
        interval_us = self._options.search_interval_s * 1e6
        return self._searched_us is None or not 0 <= now_us - self._searched_us < interval_us

    def _follow(self, picture: Picture, old: _Followed) -> _Followed | None:
        """The face in the next frame: by its mesh, else by the detector looking there."""
        if old.face.landmarks is not None:
            mesh = self._landmarks.fit(picture, _mesh_region(old.face.landmarks))
            if mesh.presence >= _MIN_PRESENCE:
                return replace(old, face=_meshed(mesh, old.face.score))
        face = self._look_locally(picture, old.face)
        return None if face is None else _Followed(face)

    def _look_locally(self, picture: Picture, face: Face) -> Face | None:
        box = face.box
        region = Region(box.x + box.w / 2, box.y + box.h / 2, _LOCAL * max(box.w, box.h))
        for detection in self._full.find(picture, region):
            if _same(detection.box, box):
                return self._accept(picture, detection)
        return None

    def _search(
        self, picture: Picture, followed: list[_Followed], *, first: bool
    ) -> list[_Followed]:
        """Look at the whole frame and at tiles of it, all of them the first time, else the next.

        Returns `followed`, confirmed or doubted, and the newcomers.
        """
        whole = Region(picture.width / 2, picture.height / 2, max(picture.width, picture.height))
        tiles = list(_tiles(picture.width, picture.height))
        if not first and tiles:
            self._next_tile = (self._next_tile + 1) % len(tiles)
            tiles = [tiles[self._next_tile]]
        seen = [d for region in (whole, *tiles) for d in self._full.find(picture, region)]
        if first and not seen:
            seen = self._short.find(picture, whole)
        seen = self._big_enough(seen)
        checked = [self._check(picture, old, seen) for old in followed]
        result = [f for f in checked if f.doubts < _MAX_DOUBTS]
        for detection in sorted(seen, key=lambda d: -d.score):
            if not any(_same(detection.box, f.face.box) for f in result):
                face = self._accept(picture, detection)
                if face is not None:
                    result.append(_Followed(face))
        return result

    def _check(self, picture: Picture, old: _Followed, seen: list[Detection]) -> _Followed:
        scores = [d.score for d in seen if _same(d.box, old.face.box)]
        if scores:
            return _Followed(replace(old.face, score=max(scores)))
        found = self._look_locally(picture, old.face)
        if found is None:
            return replace(old, doubts=old.doubts + 1)
        return _Followed(replace(old.face, score=found.score))

    def _accept(self, picture: Picture, detection: Detection) -> Face | None:
        """The face that a detection stands for, or None where it stands for something else."""
        mesh = self._landmarks.fit(picture, _detection_region(detection))
        if mesh.presence >= _MIN_PRESENCE:
            mesh = self._landmarks.fit(picture, _mesh_region(mesh.points))
        if mesh.presence >= _MIN_PRESENCE:
            return _meshed(mesh, detection.score)
        if detection.score >= _MIN_SCORE_ALONE:
            return Face(detection.box, detection.score, detection.keypoints)
        return None

    def _big_enough(self, seen: list[Detection]) -> list[Detection]:
        least = self._options.min_face_px
        return [d for d in seen if min(d.box.w, d.box.h) >= least]


def _meshed(mesh: Mesh, score: float) -> Face:
    points = mesh.points
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    box = Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    return Face(box, score, points[_KEYPOINTS, :2].mean(axis=1), points)


def _mesh_region(points: Floats) -> Region:
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    x, y = (low + high) / 2
    right, left = points[list(_EYES), :2]
    angle = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    return Region(float(x), float(y), float(_MARGIN * np.max(high - low)), angle)


def _detection_region(detection: Detection) -> Region:
    box = detection.box
    right, left = detection.keypoints[0], detection.keypoints[1]
    angle = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    return Region(box.x + box.w / 2, box.y + box.h / 2, _MARGIN * max(box.w, box.h), angle)


def _same(a: Box, b: Box) -> bool:
    """Whether two boxes are of one face: the centre of the smaller one lies well in the other."""
    reach = 0.5 * max(a.w, a.h, b.w, b.h)
    dx = (a.x + a.w / 2) - (b.x + b.w / 2)
    dy = (a.y + a.h / 2) - (b.y + b.h / 2)
    return bool(np.hypot(dx, dy) < reach)


def _distinct(faces: list[_Followed]) -> Iterator[_Followed]:
    """Of two meshes that slid onto one face only the first."""
    kept: list[_Followed] = []
    for face in faces:
        if not any(_same(face.face.box, other.face.box) for other in kept):
            kept.append(face)
            yield face


def _tiles(width: int, height: int) -> Iterator[Region]:
    """Overlapping squares in which small faces are large enough; none for small pictures."""
    side = max(_TILE, max(width, height) / _MAX_TILES_ACROSS)
    if max(width, height) <= 1.25 * side:
        return
    for y in _centres(height, side):
        for x in _centres(width, side):
            yield Region(x, y, side)


def _centres(length: int, side: float) -> list[float]:
    if length <= side:
        return [length / 2]
    count = int(np.ceil((length - side) / (side - _TILE_OVERLAP))) + 1
    return [float(c) for c in np.linspace(side / 2, length - side / 2, count)]
