"""A labelled data set: what each picture is called, what it shows, and how to get its bytes."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from engine.errors import DataError
from engine.labels import LABELS, Expression

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff"})

#: What people call the expressions in folder names and tables.
_ALIASES = {
    Expression.NEUTRAL: ("neutrality",),
    Expression.HAPPINESS: ("happy", "joy"),
    Expression.SURPRISE: ("surprised",),
    Expression.SADNESS: ("sad",),
    Expression.ANGER: ("angry",),
    Expression.DISGUST: ("disgusted",),
    Expression.FEAR: ("fearful", "afraid", "scared"),
    Expression.CONTEMPT: ("contemptuous",),
}
_BY_NAME = {name: label for label in LABELS for name in (label.value, *_ALIASES[label])}


def expression_of(word: str) -> Expression | None:
    """The label that a word in a folder name or table stands for, in any case; None if none."""
    return _BY_NAME.get(word.strip().lower())


#: Label of a picture that counts for nothing: the crowd gives it none.
UNDECIDED: Final = -1


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    name: its path within the data set, "/" between parts, or an absolute path.
    label: index into `LABELS`, or `UNDECIDED` where the crowd has no majority.
    votes: the crowd's counts in `votes.VOTE_COLUMNS` order, or None.
    box: (left, top, right, bottom) pixels of the face crop in the picture, or None for the whole.
    candidates: labels that may be right, two or more, where nobody decided among them.
    person, video, group: whom it shows, what it was taken from, what it nearly repeats; "" where
    nothing is known. place: where it is listed, for messages.
    points: eye centres and mouth centre in pixels, (x, y) each as `engine.align.anchor_points`
        orders them, where the crop is to be aligned by them; else None.
    """

    name: str
    label: int
    votes: tuple[float, ...] | None = None
    box: tuple[int, int, int, int] | None = None
    candidates: tuple[int, ...] = ()
    person: str = ""
    video: str = ""
    group: str = ""
    place: str = ""
    points: tuple[tuple[float, float], ...] | None = None


class Pictures(Protocol):
    """Where the pictures' bytes come from."""

    def read(self, name: str) -> bytes:
        """Bytes of one picture file. Raises `OSError` or `KeyError` where there is none."""

    def close(self) -> None:
        """Close files; harmless when called twice."""


class FolderPictures:
    """Pictures in a folder and its subfolders."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes:
        """Bytes of one picture file. Raises `OSError` where there is none."""
        return (self._root / name).read_bytes()

    def close(self) -> None:
        """Nothing is open."""


class TarPictures:
    """Pictures in a tar archive, which is read in place.

    marker: file name that the archive holds once; pictures are named from its folder on.
    """

    def __init__(self, path: Path, marker: str) -> None:
        try:
            self._tar = tarfile.open(path)  # noqa: SIM115 - closed by close()
            # By name: the archive's own look-up goes through all of its members each time.
            self._members = {m.name: m for m in self._tar.getmembers() if m.isfile()}
        except (OSError, tarfile.TarError) as error:
            raise DataError(
                f"neither a CSV table nor an archive that can be read ({error})", subject=str(path)
            ) from error
        places = [name for name in self._members if PurePosixPath(name).name == marker]
        if len(places) != 1:
            self._tar.close()
            raise DataError(
                f"the archive holds {marker} {len(places)} times",
                subject=str(path),
                hint="Unpack it and name one folder",
            )
        self._folder = PurePosixPath(places[0]).parent

    def read(self, name: str) -> bytes:
        """Bytes of one member. Raises `KeyError` where there is none."""
        member = self._tar.extractfile(self._members[str(self._folder / name)])
        if member is None:
            raise KeyError(name)
        return member.read()

    def close(self) -> None:
        """Close the archive."""
        self._tar.close()


@dataclass(frozen=True, slots=True)
class DataSet:
    """Labelled pictures.

    name: for messages. left_out: pictures listed but not used, as the crowd's majority gives them
    no label (FER+ rule) or there are no votes for them.
    """

    name: str
    samples: Sequence[Sample]
    pictures: Pictures
    left_out: int = 0

    def close(self) -> None:
        """Close files; harmless when called twice."""
        self.pictures.close()
