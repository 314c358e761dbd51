"""Presets of one's own: what was chosen for an export, kept under a name.

Each is a small JSON file, `NAME.json`, that can be copied to another computer:
`{"preset": "frames", "format": "csv", "columns": ["frame", "timestamp", "corrected_label"]}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from engine.errors import OutputError
from engine.export.staged import StagedFile, cannot_write, make_folder
from engine.project.export.presets import ExportOptions, Preset
from engine.project.export.tables import FileFormat

SUFFIX: Final = ".json"

#: What no file system wants in a name.
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|^\s|[\s.]$')


@dataclass(frozen=True, slots=True)
class SavedPreset:
    """A choice by name. format: None takes the usual one. columns: None takes all."""

    name: str
    preset: Preset
    format: FileFormat | None = None
    columns: tuple[str, ...] | None = None

    @property
    def options(self) -> ExportOptions:
        """What it stands for, of all videos and everybody's labels."""
        return ExportOptions(self.preset, self.format, columns=self.columns, called=self.name)


class _Content(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    preset: Preset
    format: FileFormat | None = None
    columns: tuple[str, ...] | None = None


def presets_folder() -> Path:
    """Where a user's presets are kept."""
    return platformdirs.user_data_path("mien", appauthor=False) / "presets"


def saved_presets() -> tuple[SavedPreset, ...]:
    """The user's presets by name; files that are none are left out."""
    found = []
    for path in sorted(presets_folder().glob(f"*{SUFFIX}"), key=lambda path: path.name.casefold()):
        try:
            found.append(read_preset(path))
        except OutputError:
            continue
    return tuple(found)


def read_preset(path: Path) -> SavedPreset:
    """The preset of a file, named after it.

    Raises:
        OutputError: it cannot be read, or is no preset.
    """
    try:
        content = msgspec.json.decode(path.read_bytes(), type=_Content)
    except (OSError, msgspec.MsgspecError) as error:
        raise OutputError(
            "this preset of an export cannot be read",
            subject=str(path),
            hint="Save it once more in the window: File > Export project",
        ) from error
    return SavedPreset(path.stem, content.preset, content.format, content.columns)


def find_preset(name: str) -> SavedPreset:
    """A preset by its name, or by the path of its file.

    Raises:
        OutputError: there is none, or it cannot be read.
    """
    path = Path(name)
    if path.suffix == SUFFIX:
        return read_preset(path)
    path = presets_folder() / f"{name}{SUFFIX}"
    if is_name(name) and path.is_file():
        return read_preset(path)
    own = ", ".join(preset.name for preset in saved_presets())
    raise OutputError(
        f"there is no preset called '{name}'",
        hint=f"Your own are: {own}" if own else "You have not saved any of your own yet",
    )


def is_name(name: str) -> bool:
    """Whether a preset can be called so: a file can, and no preset that comes with Mien is."""
    return bool(name) and len(name) <= 100 and not _FORBIDDEN.search(name) and not _is_taken(name)


def _is_taken(name: str) -> bool:
    from engine.project.export.whole import Whole  # loads a tenth of a second of video libraries

    return name.casefold() in {*Preset, *Whole}


def save_preset(preset: SavedPreset) -> Path:
    """Keep a preset; one of the same name is replaced.

    Raises:
        OutputError: the name is no name for a file, or it cannot be written.
    """
    if not is_name(preset.name):
        raise OutputError(
            f"a preset cannot be called '{preset.name}'",
            hint="Choose another name, without / and the like",
        )
    make_folder(presets_folder())
    path = presets_folder() / f"{preset.name}{SUFFIX}"
    content = _Content(preset.preset, preset.format, preset.columns)
    try:
        staged = StagedFile(path)
        staged.part.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        return staged.commit()
    except OSError as error:
        raise cannot_write(path, error) from error


def delete_preset(name: str) -> None:
    """Forget a preset; one that is not there is no error.

    Raises:
        OutputError: the file cannot be deleted.
    """
    path = presets_folder() / f"{name}{SUFFIX}"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
