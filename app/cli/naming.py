"""What the outputs of each input are called, so that none overwrites another's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from engine.analyse_file import session_path, table_path
from engine.errors import DataError
from engine.export.session import plain_text, read_session
from engine.export.sink import TableFormat

#: File systems take names of 255 bytes; two such parts and what is added must fit.
_MAX_BYTES = 100


class OutputNames:
    """Gives each input a name of its own in the output folder.

    The name is the input's own without suffix. Where another input of this run, or an earlier
    run over another file, has it already, suffix, parent folder or a number are added.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: set[str] = set()

    def base(self, path: Path) -> Path:
        """Folder and name, without suffix, of what is made from `path`."""
        for name in _candidates(path):
            base = self._folder / name
            # Windows and macOS take A.csv and a.csv for the same file.
            if name.casefold() not in self._taken and self._free(base, path):
                self._taken.add(name.casefold())
                return base
        raise AssertionError("the candidates never end")

    @staticmethod
    def _free(base: Path, path: Path) -> bool:
        """Whether nothing lies there, or only what was made from the same file before."""
        session = session_path(base)
        if not session.exists():
            return not any(table_path(base, table).exists() for table in TableFormat)
        try:
            return read_session(session).source.path == plain_text(path.resolve())
        except DataError:
            return False


def _candidates(path: Path) -> Iterator[str]:
    stem = _short(path.stem)
    yield stem
    yield f"{stem}_{path.suffix.removeprefix('.')}"
    yield f"{_short(path.resolve().parent.name)}_{stem}"
    for number in itertools.count(2):
        yield f"{stem}_{number}"


def _short(name: str) -> str:
    """The name, cut so that with everything that is added it stays below 255 bytes."""
    raw = name.encode("utf-8", "surrogateescape")
    if len(raw) <= _MAX_BYTES:
        return name
    return raw[:_MAX_BYTES].decode("utf-8", "ignore")
