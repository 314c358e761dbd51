"""What the outputs of each input are called, so that none overwrites another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.analyse_file import session_path, table_path
from engine.errors import DataError
from engine.export.session import read_session
from engine.export.sink import TableFormat


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
            return read_session(session).source.path == str(path.resolve())
        except DataError:
            return False


def _candidates(path: Path) -> Iterator[str]:
    yield path.stem
    suffix = path.suffix.removeprefix(".")
    yield f"{path.stem}_{suffix}"
    yield f"{path.resolve().parent.name}_{path.stem}"
    number = 2
    while True:
        yield f"{path.stem}_{number}"
        number += 1
