"""Files that appear under their name only when they are whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from engine.errors import OutputError


class StagedFile:
    """A file in the making: written beside its final place, then renamed.

    path: the final name. part: the name while it is written, in the same folder. partial: where
    it stays when the work was broken off, so that nothing computed is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")
        self.partial = path.with_name(f"{path.stem}.partial{path.suffix}")

    def commit(self) -> Path:
        """Give the file its final name; a partial one of an earlier, broken-off run goes away."""
        self._rename(self.path)
        with contextlib.suppress(OSError):
            self.partial.unlink(missing_ok=True)
        return self.path

    def keep_partial(self) -> Path:
        """Give the file the name that says it is not whole; an older whole one stays as it is."""
        self._rename(self.partial)
        return self.partial

    def discard(self) -> None:
        """Remove what was written so far."""
        with contextlib.suppress(OSError):
            self.part.unlink(missing_ok=True)

    def _rename(self, target: Path) -> None:
        try:
            self.part.replace(target)
        except OSError as error:
            raise cannot_write(target, error) from error


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error that says in words why `path` could not be written."""
    why = error.strerror or str(error)
    return OutputError(
        f"the result cannot be written ({why})",
        subject=str(path),
        hint="Choose another folder, or make room and check its permissions",
    )


def make_folder(folder: Path) -> None:
    """Make the folder for results and check that files can be made in it.

    Raises `OutputError` where that is not so, before any work is lost.
    """
    probe = folder / f".mien-{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error
