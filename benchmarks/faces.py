"""How well and how fast faces are found: recall by size, false faces, photos, CPU time by stage.

Run from the checkout: ``python -m benchmarks.faces [--media FOLDER] [--quick]``. Needs the test
media (``MIEN_MEDIA``). Prints tables; nothing is written.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np

from engine.cuts import CutDetector
from engine.detect.base import DetectorOptions
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.detect.native import Picture
from engine.detect.networks import DetectionNet, LandmarkNet, Region
from engine.track import Tracker
from engine.types import Box, Face, Frame, Image

REPO_ROOT = Path(__file__).resolve().parents[1]
SIZES = (32, 40, 48, 60, 80)
NO_FACE_VIDEOS = (
    "noface_bottles_hand.mp4",
    "noface_titles.mp4",
    "people_from_behind_10fps.mp4",
)


def main() -> None:
    """Run every measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("MIEN_MEDIA", REPO_ROOT.parent / "shared" / "media")
    parser.add_argument("--media", type=Path, default=Path(default))
    parser.add_argument("--quick", action="store_true", help="fewer positions and frames")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    detector = MediaPipeFaces()
    recall_by_size(args.media, detector, positions=2 if args.quick else 8)
    photos(args.media, detector)
    false_faces(args.media, detector, stride=10 if args.quick else 1)
    videos(args.media, detector)
    detector.close()
    stages(args.media)


def recall_by_size(media: Path, detector: MediaPipeFaces, positions: int) -> None:
    """Real faces pasted at random places of 1280x720 pictures without faces."""
    rng = np.random.default_rng(0)
    grounds = list(_grounds(media))
    faces = list(_single_faces(media, detector))
    print(f"\nRecall in 1280x720: {len(faces)} faces x {positions} places")
    for size in SIZES:
        found = extra = 0
        for photo, box in faces:
            for _ in range(positions):
                picture, x, y = _pasted(grounds[rng.integers(len(grounds))], photo, box, size, rng)
                hits = [_is_at(face, x, y, size) for face in _detect(detector, picture)]
                found += any(hits)
                extra += len(hits) - sum(hits)
        total = len(faces) * positions
        print(f"  {size:3d} px  {found / total:6.1%}   other faces: {extra}")


def photos(media: Path, detector: MediaPipeFaces) -> None:
    """Photos with one face: found or not; photos without: how many faces."""
    rows = list(csv.DictReader((media / "stills.csv").open(encoding="utf-8")))
    single = [row for row in rows if row["faces"] == "1"]
    missed = [row["file"] for row in single if not _detect(detector, _read(media / row["file"]))]
    print(f"\nPhotos with one face: found {len(single) - len(missed)} of {len(single)}; {missed}")
    for row in rows:
        if row["faces"] != "1":
            count = len(_detect(detector, _read(media / row["file"])))
            print(f"  {row['file']}: {count} found, described: {row['faces']}")


def false_faces(media: Path, detector: MediaPipeFaces, stride: int) -> None:
    """Pictures and videos in which there is no face."""
    print("\nFaces in media without faces")
    for path in sorted((media / "noface").glob("*")):
        print(f"  {path.name}: {len(_detect(detector, _read(path)))}")
    for name in NO_FACE_VIDEOS:
        counts = [len(faces) for _, faces in _tracked(media / "videos" / name, detector, stride)]
        print(f"  {name}: {np.count_nonzero(counts)} of {len(counts)} frames")


def videos(media: Path, detector: MediaPipeFaces) -> None:
    """Tracks and CPU time of every video, detector, cuts and tracker together."""
    print("\nVideos: frames, CPU ms a frame, frames with a face, mean faces, tracks")
    for path in sorted((media / "videos").glob("*")):
        decoding = _cpu_of(partial(_exhaust, path))
        started = time.process_time()
        found = [faces for _, faces in _tracked(path, detector)]
        cost = (time.process_time() - started - decoding) / len(found) * 1e3
        counts = np.array([len(faces) for faces in found])
        tracks = {face.track for faces in found for face in faces}
        print(
            f"  {path.name:36s} {len(found):5d} {cost:6.2f} {np.mean(counts > 0):6.3f} "
            f"{counts.mean():5.2f} {len(tracks):3d}"
        )


def stages(media: Path) -> None:
    """CPU time of each part by itself, on a 640x360 frame with one face."""
    frame = next(_frames(media / "videos" / "woman_cry_to_laugh_pexels.mp4"))
    picture = Picture(frame.image)
    full, short, mesh = DetectionNet(), DetectionNet(short_range=True), LandmarkNet()
    whole = Region(frame.width / 2, frame.height / 2, max(frame.width, frame.height))
    box = full.find(picture, whole)[0].box
    around = Region(box.x + box.w / 2, box.y + box.h / 2, 1.5 * box.w)
    every = MediaPipeFaces(DetectorOptions(search_interval_s=0.0))
    followed = MediaPipeFaces(DetectorOptions(search_interval_s=1e6))
    cuts = CutDetector()
    parts: dict[str, Callable[[], object]] = {
        "picture to the runtime": lambda: Picture(frame.image),
        "full-range detector": lambda: full.find(picture, whole),
        "near-range detector": lambda: short.find(picture, around),
        "mesh": lambda: mesh.fit(picture, around),
        "cut detector": lambda: cuts.update(frame),
        "detect(), face followed": lambda: followed.detect(frame),
        "detect(), searching": lambda: every.detect(frame),
    }
    print("\nCPU ms a call, 640x360, one face")
    for name, part in parts.items():
        part()
        print(f"  {name:26s} {1e3 * min(_cpu_of(part, repeats=20) for _ in range(10)):6.2f}")
    for closing in (full, short, mesh, every, followed):
        closing.close()


def _cpu_of(work: Callable[[], object], repeats: int = 1) -> float:
    """Seconds of CPU time a call, all threads."""
    started = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - started) / repeats


def _exhaust(path: Path) -> None:
    for _ in _frames(path):
        pass


def _read(path: Path) -> Image:
    picture = cv2.imread(str(path))
    if picture is None:
        raise SystemExit(f"cannot read {path}")
    return np.asarray(picture, dtype=np.uint8)


def _detect(detector: MediaPipeFaces, image: Image) -> tuple[Face, ...]:
    detector.reset()
    return detector.detect(Frame(0, 0, 0, image))


def _frames(path: Path) -> Iterator[Frame]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for index, picture in enumerate(container.decode(stream)):
            assert picture.pts is not None
            assert picture.time_base is not None
            image = np.asarray(picture.to_ndarray(format="bgr24"), dtype=np.uint8)
            yield Frame(index, int(picture.pts * picture.time_base * 1_000_000), 0, image)


def _tracked(
    path: Path, detector: MediaPipeFaces, stride: int = 1
) -> Iterator[tuple[Frame, tuple[Face, ...]]]:
    tracker, cuts = Tracker(), CutDetector()
    detector.reset()
    for frame in _frames(path):
        if frame.index % stride:
            continue
        cut = cuts.update(frame)
        if cut:
            detector.reset()
        yield frame, tracker.update(detector.detect(frame), frame.pts_us, cut=cut)


def _grounds(media: Path) -> Iterator[Image]:
    """1280x720 pictures without faces."""
    for name in NO_FACE_VIDEOS:
        for frame in _frames(media / "videos" / name):
            if frame.index in (30, 60, 90):
                yield np.asarray(cv2.resize(frame.image, (1280, 720)), dtype=np.uint8)
            if frame.index > 90:
                break


def _single_faces(media: Path, detector: MediaPipeFaces) -> Iterator[tuple[Image, Box]]:
    for row in csv.DictReader((media / "stills.csv").open(encoding="utf-8")):
        if row["faces"] == "1":
            photo = _read(media / row["file"])
            faces = _detect(detector, photo)
            if faces and faces[0].box.w >= 80:
                yield photo, faces[0].box


def _pasted(
    ground: Image, photo: Image, box: Box, size: int, rng: np.random.Generator
) -> tuple[Image, float, float]:
    """The head of the photo with a face `size` pixels wide; picture and centre of the face."""
    scale = size / box.w
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y = (box.x + box.w / 2) * scale, (box.y + box.h / 2) * scale
    left, top = max(0, int(x - 1.1 * size)), max(0, int(y - 1.3 * size))
    head = small[top : int(y + 1.5 * size), left : int(x + 1.1 * size)]
    to_x = int(rng.integers(0, ground.shape[1] - head.shape[1] + 1))
    to_y = int(rng.integers(0, ground.shape[0] - head.shape[0] + 1))
    picture = ground.copy()
    picture[to_y : to_y + head.shape[0], to_x : to_x + head.shape[1]] = head
    return picture, to_x + x - left, to_y + y - top


def _is_at(face: Face, x: float, y: float, size: float) -> bool:
    """Whether the face lies there: centre within a quarter of its size, size within a factor 2."""
    box = face.box
    off = np.hypot(box.x + box.w / 2 - x, box.y + box.h / 2 - y)
    return bool(off < 0.25 * size and 0.5 < box.w / size < 2.0)


if __name__ == "__main__":
    main()
