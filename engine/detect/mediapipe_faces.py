"""Faces and their meshes in a stream of frames, with MediaPipe's networks.

A face that has a mesh is *followed*: the mesh is fitted again where it was a frame ago, which
costs a fraction of looking for faces. *Looks* at the frame find newcomers and check that what is
followed still is a face; they take turns, so that no frame takes much longer than the others.
What is found depends on the frames alone (their pixels and presentation times), never on speed,
so that a file gives the same faces live and in a batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Final

import numpy as np

from engine.detect.base import DetectorOptions
from engine.detect.native import Picture
from engine.detect.networks import Detection, DetectionNet, LandmarkNet, Mesh, Region
from engine.detect.stillness import Stillness
from engine.detect.turns import Look, Turns
from engine.types import Box, Face, Frame, Image

#: MediaPipe's crop around a face: the longer side of its box times this; the second is tried
#: where the mesh does not fit at once.
_MARGINS: Final = (1.5, 1.9)
#: Side of the closer look at one face, in box sides, and what the network for near faces must
#: be sure of there: it gives faces 0.64 and more, what only looks like one at first 0.45 at most.
_CLOSER: Final = 3.0
_MIN_CLOSER_SCORE: Final = 0.55
#: Score of the mesh above which its points are right. It is near 1 for faces that look this way.
_MESH_FITS: Final = 0.5
#: Scores of the mesh above which there is a face at all, for a newcomer and for a face that is
#: known already: half profiles reach 0.1 to 0.9, the backs of heads that the detector takes for
#: faces (at scores up to 0.8) seldom more than 0.08.
_NEW_FACE: Final = 0.3
_KNOWN_FACE: Final = 0.1
#: Faces below 14 pixels of the network's 192 are missed: this tile still shows one of 40 pixels.
_TILE: Final = 480.0
_MAX_TILES_ACROSS: Final = 3.5
_TILE_OVERLAP: Final = 80.0
#: Pictures larger than this many tiles gain enough from them.
_WORTH_TILING: Final = 1.4
#: A followed face that so many searches in a row do not confirm is given up.
_MAX_DOUBTS: Final = 3
#: Mesh points (pairs are averaged) in the order of `Face.keypoints`.
_KEYPOINTS: Final = np.array([(33, 362, 1, 13, 234, 454), (133, 263, 1, 14, 234, 454)])
_EYES: Final = np.array([33, 263])


@dataclass(frozen=True, slots=True)
class _Followed:
    """A face, its mesh where it fits, and how often in a row the detector did not see the face.

    waiting: for its turn to be confirmed; one face a frame, so that many do not keep a camera
    waiting.
    """

    face: Face
    mesh: Mesh | None = None
    doubts: int = 0
    waiting: bool = False


class MediaPipeFaces:
    """MediaPipe's face detectors and face mesh as a `FaceDetector`. One thread only."""

    def __init__(self, options: DetectorOptions = DetectorOptions()) -> None:  # noqa: B008 - frozen
        self._options = options
        self._full = DetectionNet(min_score=options.min_score)
        self._short = DetectionNet(short_range=True, min_score=options.min_score)
        self._landmarks = LandmarkNet()
        # MediaPipe shared by two threads raises nothing and finds nothing: better a loud error.
        self._in_use = Lock()
        self.reset()

    def reset(self) -> None:
        """Forget the followed faces: the next frame is searched like a single picture."""
        self._followed: tuple[_Followed, ...] = ()
        self._turns = Turns(self._options.search_interval_s)
        self._stillness = Stillness()
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
        if not self._in_use.acquire(blocking=False):
            raise RuntimeError("one MediaPipeFaces is used by two threads at once")
        try:
            self._followed = self._step(frame)
        finally:
            self._in_use.release()
        return tuple(f.face for f in self._followed)

    def _step(self, frame: Frame) -> tuple[_Followed, ...]:
        """The faces of this frame, given those of the frame before."""
        picture = Picture(frame.image)
        followed = [f for old in self._followed if (f := self._follow(picture, old)) is not None]
        first = not self._turns.begun
        looks = self._turns.due(frame.pts_us)
        seen = self._look(picture, looks, followed, frame.image, all_tiles=first)
        if Look.CLOSER in looks:
            followed = [replace(f, waiting=f.mesh is not None) for f in followed]
        followed = self._next_confirmed(picture, followed, everyone=len(looks) == len(Look))
        followed += self._newcomers(picture, followed, seen)
        followed.sort(key=lambda f: -f.face.box.area)
        return tuple(_distinct(followed))[: self._options.max_faces]

    def _follow(self, picture: Picture, old: _Followed) -> _Followed | None:
        """The face in the next frame: by its mesh, else by the detector looking there."""
        if old.mesh is not None:
            mesh = self._landmarks.fit(picture, _mesh_region(old.mesh))
            if mesh.presence >= _MESH_FITS:
                return replace(old, face=_meshed(mesh, old.face.score), mesh=mesh)
        detection = self._look_closer(picture, old.face.box)
        return None if detection is None else self._accept(picture, detection, _KNOWN_FACE)

    def _look_closer(self, picture: Picture, box: Box) -> Detection | None:
        """The face in or near the box, seen by the network for near faces."""
        region = Region(box.x + box.w / 2, box.y + box.h / 2, _CLOSER * max(box.w, box.h))
        found = self._short.find(picture, region)
        return next((d for d in found if _same(d.box, box)), None)

    def _look(
        self,
        picture: Picture,
        looks: frozenset[Look],
        followed: list[_Followed],
        image: Image,
        *,
        all_tiles: bool,
    ) -> list[Detection]:
        """Detections in the frame by those of `looks` that may show newcomers.

        The whole frame is looked at in any case where nobody is followed. all_tiles: look at all
        tiles, instead of the next one alone.
        """
        if not looks and followed:
            return []
        width, height = picture.width, picture.height
        frame = Region(width / 2, height / 2, max(width, height))
        boxes = [f.face.box for f in followed]
        spares = partial(self._spares, image=image, followed=boxes)
        seen: list[Detection] = []
        whole = Look.WHOLE in looks and not spares(Look.WHOLE)
        if whole or not followed:
            seen += self._full.find(picture, frame)
        if not seen and whole:
            seen += self._short.find(picture, frame)  # a face that fills the picture
        if Look.TILE in looks:
            tiles = list(_tiles(width, height))
            if tiles and not all_tiles:
                self._next_tile = (self._next_tile + 1) % len(tiles)
                tiles = [tiles[self._next_tile]]
            for tile in tiles:
                if not spares(tile):
                    seen += self._full.find(picture, tile)
        least = self._options.min_face_px
        return [d for d in seen if min(d.box.w, d.box.h) >= least]

    def _spares(self, look: Look | Region, *, image: Image, followed: list[Box]) -> bool:
        """Whether a look would show nothing new."""
        always = not followed or self._options.search_interval_s <= 0
        return not always and self._stillness.spares(look, image, followed)

    def _next_confirmed(
        self, picture: Picture, followed: list[_Followed], *, everyone: bool
    ) -> list[_Followed]:
        """The followed faces, the first that waits for it looked at; or everyone who does.

        Those without a mesh do not wait: the detector has just found them in this very frame.
        """
        waiting = [f for f in followed if f.waiting]
        turn = waiting if everyone else waiting[:1]
        kept = (self._confirmed(picture, f) if f in turn else f for f in followed)
        return [f for f in kept if f is not None]

    def _confirmed(self, picture: Picture, old: _Followed) -> _Followed | None:
        """The followed face, if the detector sees it too or has not doubted it often enough."""
        detection = self._look_closer(picture, old.face.box)
        if detection is not None:
            return _Followed(replace(old.face, score=detection.score), old.mesh)
        doubts = old.doubts + 1
        return _Followed(old.face, old.mesh, doubts) if doubts < _MAX_DOUBTS else None

    def _newcomers(
        self, picture: Picture, followed: list[_Followed], seen: list[Detection]
    ) -> list[_Followed]:
        """The faces among the detections that are not followed yet."""
        boxes = [f.face.box for f in followed]
        faces: list[_Followed] = []
        for first_look in seen:
            if any(_same(first_look.box, box) for box in boxes):
                continue
            boxes.append(first_look.box)  # tiles overlap: it may well be seen twice
            detection = self._look_closer(picture, first_look.box)
            if detection is not None and detection.score >= _MIN_CLOSER_SCORE:
                face = self._accept(picture, detection, _NEW_FACE)
                if face is not None:
                    faces.append(face)
        return faces

    def _accept(self, picture: Picture, detection: Detection, presence: float) -> _Followed | None:
        """The face that a detection stands for, or None where it stands for something else.

        presence: what the mesh must score, at the least.
        """
        highest = 0.0
        for margin in _MARGINS:
            mesh = self._landmarks.fit(picture, _detection_region(detection, margin))
            if mesh.presence >= _MESH_FITS:
                # Once more from where the mesh lies: as it will be followed from now on.
                better = self._landmarks.fit(picture, _mesh_region(mesh))
                best = better if better.presence >= _MESH_FITS else mesh
                return _Followed(_meshed(best, detection.score), best)
            highest = max(highest, mesh.presence)
        if highest < presence:
            return None
        return _Followed(Face(detection.box, detection.score, detection.keypoints))


def _meshed(mesh: Mesh, score: float) -> Face:
    first, second = mesh.points[_KEYPOINTS, :2]
    return Face(mesh.box, score, (first + second) / 2, mesh.points)


def _mesh_region(mesh: Mesh) -> Region:
    x, y = mesh.centre
    right, left = mesh.points[_EYES, :2]
    angle = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    return Region(x, y, _MARGINS[0] * max(mesh.box.w, mesh.box.h), angle)


def _detection_region(detection: Detection, margin: float) -> Region:
    box = detection.box
    right, left = detection.keypoints[0], detection.keypoints[1]
    angle = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    return Region(box.x + box.w / 2, box.y + box.h / 2, margin * max(box.w, box.h), angle)


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
    if max(width, height) <= _WORTH_TILING * side:
        return
    for y in _centres(height, side):
        for x in _centres(width, side):
            yield Region(x, y, side)


def _centres(length: int, side: float) -> list[float]:
    if length <= side:
        return [length / 2]
    count = int(np.ceil((length - side) / (side - _TILE_OVERLAP))) + 1
    return [float(c) for c in np.linspace(side / 2, length - side / 2, count)]
