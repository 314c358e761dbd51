"""Photos: one frame, upright, in the right colours."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.errors import SourceError
from engine.sources.base import SourceKind
from engine.sources.picture import Picture, is_picture
from engine.types import Image

#: EXIF orientations as (quarter turns anticlockwise of the stored picture, mirrored before).
ORIENTATIONS = {
    1: (0, False),
    2: (0, True),
    3: (2, False),
    4: (2, True),
    5: (1, True),
    6: (3, False),
    7: (3, True),
    8: (1, False),
}


def save(path: Path, bgr: Image, **options: object) -> Path:
    Pillow.fromarray(np.ascontiguousarray(bgr[:, :, ::-1])).save(path, **options)
    return path


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".avif", ".bmp", ".tiff", ".ppm"])
def test_a_photo_is_one_frame(suffix: str, astronaut: Image, tmp_path: Path) -> None:
    path = save(tmp_path / f"face{suffix}", astronaut)
    with Picture(path) as source:
        frames = list(source)
        assert list(source) == []
        info = source.info
    assert [(frame.index, frame.pts_us) for frame in frames] == [(0, 0)]
    assert frames[0].image.shape == (512, 512, 3)
    assert np.abs(frames[0].image.astype(int) - astronaut).mean() < 4
    assert (info.kind, info.frames, info.width, info.path) == (SourceKind.IMAGE, 1, 512, path)
    assert is_picture(path)


@pytest.mark.parametrize("value", sorted(ORIENTATIONS))
def test_photos_stand_upright(value: int, astronaut: Image, tmp_path: Path) -> None:
    turns, mirrored = ORIENTATIONS[value]
    upright = astronaut[:400]
    # What is stored is the upright photo, turned and mirrored the other way round.
    exif = Pillow.Exif()
    exif[0x0112] = value
    stored = np.rot90(upright, -turns)
    stored = stored[:, ::-1] if mirrored else stored
    path = save(tmp_path / "face.png", stored, exif=exif)
    with Picture(path) as source:
        picture = next(iter(source)).image
    assert np.array_equal(picture, upright)


def test_deep_grey_photos_keep_their_tones(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint16) << 8, (16, 1))
    path = tmp_path / "deep.png"
    Pillow.fromarray(ramp).save(path)
    with Picture(path) as source:
        picture = next(iter(source)).image
    assert np.array_equal(picture, np.repeat((ramp >> 8)[:, :, None], 3, axis=2))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1", "LA"])
def test_any_pixel_mode_becomes_bgr(mode: str, astronaut: Image, tmp_path: Path) -> None:
    photo = Pillow.fromarray(np.ascontiguousarray(astronaut[:, :, ::-1])).convert(mode)
    path = tmp_path / "mode.tiff"
    photo.save(path)
    with Picture(path) as source:
        assert next(iter(source)).image.shape == (512, 512, 3)


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_truncated_photo_says_so(suffix: str, astronaut: Image, tmp_path: Path) -> None:
    path = save(tmp_path / f"face{suffix}", astronaut)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(SourceError, match="damaged or incomplete") as caught:
        Picture(path)
    assert caught.value.subject == str(path)


def test_what_is_no_photo_says_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("Dear diary")
    with pytest.raises(SourceError, match="not a photo"):
        Picture(path)
    with pytest.raises(SourceError, match="no such file"):
        Picture(tmp_path / "missing.jpg")
    assert not is_picture(path)


def header(width: int, height: int) -> bytes:
    """A PPM's beginning, which is all that tells its size."""
    return f"P6 {width} {height} 255\n".encode()


def test_a_large_photo_is_opened_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "large.ppm"
    path.write_bytes(header(12_000, 9_000))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert is_picture(path)


def test_an_absurdly_large_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ppm"
    path.write_bytes(header(20_000, 20_000))
    with pytest.raises(SourceError, match="too large"):
        Picture(path)
