"""Photos: a source of one frame."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from engine.closing import Closing
from engine.errors import SourceError
from engine.sources.base import SourceInfo, SourceKind
from engine.sources.container import check_file, starts_a_video
from engine.types import Frame, Image

#: What counts as a photo. GIF is a video here, for it may move.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "PPM", "JPEG2000", "AVIF")

#: The EXIF tag of the orientation, and the clockwise turn that each of its values asks for.
_EXIF_ORIENTATION = 0x0112
_CLOCKWISE = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


def is_picture(path: Path) -> bool:
    """Whether a file's content is a photo, whatever its name says."""
    try:
        with path.open("rb") as file:
            if starts_a_video(file.read(12)):
                return False
        with _opened(path):
            return True
    except (OSError, ValueError, Pillow.DecompressionBombError):
        return False


class Picture(Closing):
    """A photo, upright (EXIF orientation applied), as a source of one frame at time 0."""

    def __init__(self, path: Path | str) -> None:
        """Read the photo.

        Raises:
            SourceError: there is no such file, it may not be read, is no photo, or is damaged.
        """
        self._path = Path(path)
        check_file(self._path)
        try:
            self._image, codec, mode, rotation = _read(self._path)
        except UnidentifiedImageError as error:
            hint = "Mien reads JPEG, PNG, WebP, AVIF, BMP and TIFF"
            raise SourceError("is not a photo", subject=str(path), hint=hint) from error
        except Pillow.DecompressionBombError as error:
            hint = "Scale it down"
            raise SourceError("the photo is too large", subject=str(path), hint=hint) from error
        except (OSError, ValueError, SyntaxError) as error:
            what = "the photo is damaged or incomplete"
            hint = "Copy the file again from where it was made"
            raise SourceError(what, subject=str(path), hint=hint) from error
        height, width = self._image.shape[:2]
        self._given = False
        self._info = SourceInfo(
            kind=SourceKind.IMAGE,
            name=self._path.name,
            width=width,
            height=height,
            frames=1,
            variable=False,
            rotation=rotation,
            codec=codec,
            pixel_format=mode,
            path=self._path,
        )

    @property
    def info(self) -> SourceInfo:
        """What is known of the photo."""
        return self._info

    def __iter__(self) -> Iterator[Frame]:
        """The one frame, once."""
        if not self._given:
            self._given = True
            yield Frame(0, 0, time.monotonic_ns(), self._image)

    def close(self) -> None:
        """Iterating ends; the file itself is closed already."""
        self._given = True


def _opened(path: Path) -> Pillow.Image:
    Pillow.init()  # else only some formats are known
    formats = [name for name in _FORMATS if name in Pillow.OPEN]
    with warnings.catch_warnings():
        # Photos of 90 megapixels are large, not an attack.
        warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
        return Pillow.open(path, formats=formats)


def _read(path: Path) -> tuple[Image, str, str, int]:
    """Pixels (HxWx3 uint8 BGR), format, pixel mode, and the clockwise turn that was applied."""
    with _opened(path) as photo:
        codec, mode = (photo.format or "").lower(), photo.mode
        rotation = _CLOCKWISE.get(photo.getexif().get(_EXIF_ORIENTATION, 1), 0)
        upright = ImageOps.exif_transpose(photo)
        if mode.startswith("I;16"):  # Pillow would clip 16 bits to 8 instead of scaling
            grey = (np.asarray(upright, dtype=np.uint16) >> 8).astype(np.uint8)
            upright = Pillow.fromarray(grey)
        rgb = np.asarray(upright.convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(rgb[:, :, ::-1]), codec, mode, rotation
