"""Open a labelled data set, whichever of the known layouts it has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from engine.errors import DataError
from engine.evaluation.dataset import (
    IMAGE_SUFFIXES,
    UNDECIDED,
    DataSet,
    FolderPictures,
    Pictures,
    Sample,
    TarPictures,
    expression_of,
)
from engine.evaluation.tables import (
    Table,
    Votes,
    is_official,
    read_manifest,
    read_official,
    read_votes,
    voted,
)
from engine.labels import LABELS

#: The table of FER+'s official layout.
LABEL_FILE = "label.csv"

_LAYOUTS = (
    "It may be: a folder with label.csv and its pictures (FER+), a folder with one subfolder per "
    "expression, a CSV table with 'file' and 'label', or a tar archive of the first"
)


def open_dataset(path: Path, votes: Path | None = None) -> DataSet:
    """Open a data set.

    path: FER+'s official layout (the folder that holds `label.csv` and the pictures, its parent,
        or a tar archive of it), a folder with a subfolder per expression, or a CSV table.
    votes: table such as `fer2013new.csv` whose votes replace those of the data set, by picture
        name; pictures without an entry are left out.

    Raises `DataError` that names the file and row where something is amiss.
    """
    samples, pictures = open_samples(path, votes)
    used = tuple(sample for sample in samples if sample.label != UNDECIDED)
    if not used:
        pictures.close()
        raise DataError("no picture has a label", subject=str(path), hint=_LAYOUTS)
    return DataSet(str(path), used, pictures, len(samples) - len(used))


def open_samples(path: Path, votes: Path | None = None) -> tuple[list[Sample], Pictures]:
    """As `open_dataset`, with the samples that have no label as well; for training.

    The caller closes the pictures. Raises `DataError` that names the file and row.
    """
    if not path.exists():
        raise DataError("there is no such file or folder", subject=str(path), hint=_LAYOUTS)
    better = read_votes(_table(votes)) if votes else None
    samples, pictures = _open_folder(path) if path.is_dir() else _open_file(path)
    if better is not None:
        samples = [_revoted(sample, better) for sample in samples]
    return samples, pictures


def _open_folder(path: Path) -> tuple[list[Sample], Pictures]:
    if (path / LABEL_FILE).is_file():
        return _read(_table(path / LABEL_FILE)), FolderPictures(path)
    inner = sorted(p.parent for p in path.glob(f"*/{LABEL_FILE}"))
    if len(inner) == 1:
        return _open_folder(inner[0])
    if inner:
        raise DataError(
            f"the folder holds {len(inner)} data sets",
            subject=str(path),
            hint=f"Name one of them: {', '.join(p.name for p in inner)}",
        )
    return _class_folders(path), FolderPictures(path)


def _open_file(path: Path) -> tuple[list[Sample], Pictures]:
    if path.suffix.lower() == ".csv":
        return _read(_table(path)), FolderPictures(path.parent)
    archive = TarPictures(path, LABEL_FILE)
    return _read(Table(f"{path}:{LABEL_FILE}", archive.read(LABEL_FILE))), archive


def _read(table: Table) -> list[Sample]:
    return read_official(table) if is_official(table) else read_manifest(table)


def _revoted(sample: Sample, votes: dict[str, Votes]) -> Sample:
    """The sample with the label that these votes give it; undecided where there are none."""
    counts = votes.get(PurePath(sample.name).name)
    if counts is None:
        return replace(sample, label=UNDECIDED, votes=None)
    better = voted(sample.name, counts)
    return replace(sample, label=better.label, votes=better.votes)


def _class_folders(path: Path) -> list[Sample]:
    samples: list[Sample] = []
    for folder in sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith(".")):
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES)
        if not files:
            continue
        expression = expression_of(folder.name)
        if expression is None:
            raise DataError(
                f"the folder's name '{folder.name}' is none of the eight labels",
                subject=str(folder),
                hint=f"Name the folders: {', '.join(LABELS)}",
            )
        label = LABELS.index(expression)
        samples += [
            Sample(file.relative_to(path).as_posix(), label, place=str(file)) for file in files
        ]
    return samples


def _table(path: Path) -> Table:
    try:
        return Table(str(path), path.read_bytes())
    except OSError as error:
        raise DataError(
            f"the table cannot be read ({error.strerror})", subject=str(path)
        ) from error
