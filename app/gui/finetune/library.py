"""The models that there are, which come from fine-tuning, and what is done with them. No Qt."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.gui.finetune.outcome import COMPARISON, Outcome, read_outcome
from engine.errors import DataError, ModelError, OutputError
from engine.models import manifest as manifests
from engine.models.manifest import Manifest
from engine.models.registry import available_models, user_models_folder

_NAME = re.compile(r"[^0-9A-Za-z._-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A model. manifest: None where it cannot be used; `problem` says why.

    outcome: how it compares with the model that it was tuned from; None for others. own: lies in
    the user's own folder, so that it may be deleted.
    """

    folder: Path
    manifest: Manifest | None
    problem: str
    outcome: Outcome | None
    own: bool
    made: datetime

    @property
    def name(self) -> str:
        """What commands and settings call it."""
        return self.folder.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name if self.manifest is None else self.manifest.title


def entries() -> tuple[Entry, ...]:
    """All models: shipped ones first, then the user's own, the newest first."""
    found = [_entry(folder) for folder in available_models()]
    shipped = [entry for entry in found if not entry.own]
    own = sorted((e for e in found if e.own), key=lambda entry: entry.made, reverse=True)
    return (*shipped, *own)


def _entry(folder: Path) -> Entry:
    manifest, problem, outcome = None, "", None
    try:
        manifest = manifests.read(folder)
    except ModelError as error:
        problem = str(error)
    if (folder / COMPARISON).is_file():
        try:
            outcome = read_outcome(folder / COMPARISON)
        except DataError as error:
            problem = problem or str(error)
    made = datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
    return Entry(folder, manifest, problem, outcome, folder.parent == user_models_folder(), made)


def free_name(base: str, wanted: str) -> str:
    """A folder name for a model tuned from `base`: its network's name, then what was wanted.

    The trainer knows the network by the beginning of the name.
    """
    network = "grefel-s" if base.startswith("grefel-s") else "grefel"
    tail = _NAME.sub("-", wanted.strip()).strip("-.").lower()[:40] or "tuned"
    name = f"{network}-{tail.removeprefix(f'{network}-')}"
    taken = {folder.name for folder in available_models()}
    count, free = 1, name
    while free in taken or (user_models_folder() / free).exists():
        count += 1
        free = f"{name}-{count}"
    return free


def install(model: Path) -> Path:
    """Move a new model to the user's own; the folder it has there.

    Raises `OutputError` where there is no room, or no permission.
    """
    target = user_models_folder() / model.name
    if target.exists():
        raise OutputError(
            "there is another model of this name",
            subject=str(target),
            hint="Rename or delete that one, then try again; the result stays until then",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(model, target)
    except OSError as error:
        raise OutputError(
            f"the model cannot be kept ({error.strerror})",
            subject=str(target),
            hint="Make room, or check the folder's permissions; the result stays until then",
        ) from error
    return target


def delete(folder: Path) -> None:
    """Delete one of the user's own models. Raises `OutputError` where it cannot be."""
    if folder.parent != user_models_folder():
        raise OutputError("this model came with Mien", subject=str(folder))
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(
            f"the model cannot be deleted ({error.strerror})", subject=str(folder)
        ) from error
