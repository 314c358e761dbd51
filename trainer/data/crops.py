"""Face crops of a corpus, kept on disk by content: made once, found again whatever it is called.

A crop is named by the SHA-256 of the picture's bytes and of all that decides how it is cut, so
that a changed picture, box or size is another crop. Files are lossless and appear whole or not
at all; a damaged one is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.align import crop_face, crop_whole, similarity, warp
from engine.detect.base import FaceDetector
from engine.errors import DataError, OutputError
from engine.evaluation.run import FacesMode
from engine.models.manifest import InputSpec
from engine.types import Frame, Image
from trainer.data.table import Corpus, SampleTable

#: Part of every name: a change of how crops are cut makes the old ones nobody's.
_VERSION: Final = "1"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Crops:
    """images: (m, S, S, C) uint8. rows: (m,) which rows of the table they are of, rising.

    missed: rows in which no face was found.
    """

    images: NDArray[np.uint8]
    rows: NDArray[np.int64]
    missed: NDArray[np.int64]


class CropCache:
    """Crops in one folder.

    spec: size, colour and, for photos, the template. detector: where the pictures are photos
    whose largest face is meant; None where they are face crops already.
    """

    def __init__(self, folder: Path, spec: InputSpec, detector: FaceDetector | None = None) -> None:
        self._folder = folder
        self._spec = spec
        self._detector = detector
        self._made = 0

    @property
    def made(self) -> int:
        """Crops that were not there and had to be cut."""
        return self._made

    def crops(self, corpus: Corpus, progress: Progress | None = None) -> Crops:
        """Every picture's crop. progress: called with the pictures done and all.

        Raises `DataError` that names a picture that cannot be read, is damaged, or whose box lies
        outside, and `OutputError` where the cache cannot be written.
        """
        table = corpus.table
        images, rows, missed = [], [], []
        for row in range(len(table)):
            crop = self._crop(corpus, row)
            if crop is None:
                missed.append(row)
            else:
                images.append(crop)
                rows.append(row)
            if progress is not None and ((row + 1) % 100 == 0 or row + 1 == len(table)):
                progress(row + 1, len(table))
        if not images:
            raise DataError("no face was found in any picture", subject=", ".join(table.sources))
        return Crops(np.stack(images), np.array(rows), np.array(missed, dtype=np.int64))

    def _crop(self, corpus: Corpus, row: int) -> Image | None:
        path = self._path(corpus.table, row)
        found, crop = self._stored(path)
        if found:
            return crop
        crop = self._cut(corpus, row)
        self._store(path, crop)
        self._made += 1
        return crop

    def _path(self, table: SampleTable, row: int) -> Path:
        spec, points = self._spec, table.points[row]
        found = self._detector is not None and points is None
        mode = FacesMode.DETECT if found else FacesMode.CROP
        template = repr(spec.template) if found or points is not None else ""
        where = (table.content[row], repr(table.boxes[row]), repr(points))
        how = (_VERSION, *where, spec.size, spec.colour.value, mode.value, template)
        name = hashlib.sha256("\n".join(map(str, how)).encode()).hexdigest()
        return self._folder / name[:2] / f"{name[2:]}.png"

    def _stored(self, path: Path) -> tuple[bool, Image | None]:
        """Whether there is a sound file, and its crop; an empty file says: no face."""
        try:
            data = path.read_bytes()
        except OSError:
            return False, None
        if not data:
            return True, None
        crop = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        if crop is None:
            return False, None
        crop = np.asarray(crop, dtype=np.uint8).reshape(*crop.shape[:2], -1)
        spec = self._spec
        return crop.shape == (spec.size, spec.size, spec.channels), crop[:, :, ::-1]

    def _store(self, path: Path, crop: Image | None) -> None:
        data = b""
        if crop is not None:
            _, encoded = cv2.imencode(".png", np.ascontiguousarray(crop[:, :, ::-1]))
            data = encoded.tobytes()
        # A name of this process: two runs may fill one cache.
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise OutputError(
                f"a crop cannot be kept ({error.strerror})",
                subject=str(path.parent),
                hint="Make room there: crops are kept, so that each is cut once",
            ) from error

    def _cut(self, corpus: Corpus, row: int) -> Image | None:
        table = corpus.table
        encoded = np.frombuffer(corpus.read(row), np.uint8)
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        if picture is None:
            raise _bad(corpus, row, "is no picture, or damaged")
        spec, box, points = self._spec, table.boxes[row], table.points[row]
        if points is not None:
            matrix = similarity(np.array(points), spec.template, spec.size)
            return warp(np.asarray(picture, np.uint8), matrix, spec.size, spec.colour)
        if self._detector is not None:
            self._detector.reset()
            found = self._detector.detect(Frame(row, 0, 0, np.asarray(picture, np.uint8)))
            return crop_face(picture, found[0], spec) if found else None
        if box is not None:
            left, top, right, bottom = box
            picture = picture[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
            if picture.size == 0:
                raise _bad(corpus, row, f"has its box {box} outside")
        return crop_whole(np.asarray(picture, np.uint8), spec)


def _bad(corpus: Corpus, row: int, what: str) -> DataError:
    return DataError(
        f"the picture {corpus.table.names[row]} {what}",
        subject=corpus.table.places[row],
        hint="Repair it, or take it out of the list",
    )
