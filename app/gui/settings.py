"""What the app remembers, typed: one facade over one injected QSettings."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from app.gui.language import Language
from app.gui.live.content import Content
from app.gui.project.export_choices import ExportChoices
from app.gui.theme import ThemeChoice

#: Files that the start page offers again.
RECENT_LIMIT: Final = 6

#: Longest smoothing time constant offered, in seconds.
SMOOTHING_LIMIT_S: Final = 2.0
_SMOOTHING_S = 0.25

#: Faces a frame that can be chosen at most; each takes its time.
MOST_FACES: Final = 32
_MAX_FACES: Final = 8

#: Longest reaction time that can be chosen, in milliseconds.
LONGEST_REACTION_MS: Final = 1000


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "annotator"


class Compute(StrEnum):
    """What reads the faces: the first of all that runs, a graphics card, or the processor."""

    AUTO = "auto"
    GPU = "gpu"
    CPU = "cpu"


class Settings:
    """Reads and writes the app's preferences; a value that makes no sense reads as its default."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @classmethod
    def of_user(cls) -> Settings:
        """The user's own settings file (INI, in the platform's folder)."""
        return cls(QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Mien", "mien"))

    @property
    def theme(self) -> ThemeChoice:
        """Light, dark, or as the desktop says."""
        try:
            return ThemeChoice(self._text("view/theme", ThemeChoice.SYSTEM))
        except ValueError:
            return ThemeChoice.SYSTEM

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("view/theme", str(choice))

    @property
    def language(self) -> Language:
        """English, German, or as the desktop says; what the next start speaks."""
        try:
            return Language(self._text("view/language", Language.SYSTEM))
        except ValueError:
            return Language.SYSTEM

    @language.setter
    def language(self, choice: Language) -> None:
        self._store.setValue("view/language", str(choice))

    @property
    def still(self) -> bool:
        """Whether nothing plays by itself."""
        return self._text("view/still", "false").lower() == "true"

    @still.setter
    def still(self, on: bool) -> None:
        self._store.setValue("view/still", "true" if on else "false")

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """Keys that the user changed, by the names of their actions."""
        try:
            return msgspec.json.decode(
                self._text("keys/changed", "{}"), type=dict[str, tuple[str, ...]]
            )
        except msgspec.MsgspecError:
            return {}

    @keys.setter
    def keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._store.setValue("keys/changed", msgspec.json.encode(keys).decode())

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window was, as Qt encodes it."""
        value = self._store.value("view/geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("view/geometry", value)

    @property
    def camera(self) -> str:
        """Name of the camera used last; empty before the first."""
        return self._text("live/camera", "")

    @camera.setter
    def camera(self, name: str) -> None:
        self._store.setValue("live/camera", name)

    @property
    def mirror(self) -> bool:
        """Whether the live picture is shown as in a mirror."""
        return self._text("live/mirror", "true").lower() == "true"

    @mirror.setter
    def mirror(self, on: bool) -> None:
        self._store.setValue("live/mirror", "true" if on else "false")

    @property
    def smoothing_s(self) -> float:
        """Time constant of the shown distribution in seconds, 0 (off) to `SMOOTHING_LIMIT_S`."""
        try:
            seconds = float(self._text("live/smoothing_s", str(_SMOOTHING_S)))
        except ValueError:
            return _SMOOTHING_S
        return seconds if 0.0 <= seconds <= SMOOTHING_LIMIT_S else _SMOOTHING_S

    @smoothing_s.setter
    def smoothing_s(self, seconds: float) -> None:
        self._store.setValue("live/smoothing_s", f"{seconds:.2f}")

    @property
    def max_faces(self) -> int:
        """At most so many faces a frame are read, 1 to `MOST_FACES`."""
        return self._whole("analysis/max_faces", _MAX_FACES, 1, MOST_FACES)

    @max_faces.setter
    def max_faces(self, count: int) -> None:
        self._store.setValue("analysis/max_faces", str(count))

    @property
    def compute(self) -> Compute:
        """What reads the faces."""
        try:
            return Compute(self._text("analysis/compute", Compute.AUTO))
        except ValueError:
            return Compute.AUTO

    @compute.setter
    def compute(self, choice: Compute) -> None:
        self._store.setValue("analysis/compute", str(choice))

    @property
    def reaction_ms(self) -> int:
        """Labels begun while playing start so much earlier, 0 to `LONGEST_REACTION_MS`."""
        return self._whole("label/reaction_ms", 0, 0, LONGEST_REACTION_MS)

    @reaction_ms.setter
    def reaction_ms(self, milliseconds: int) -> None:
        self._store.setValue("label/reaction_ms", str(milliseconds))

    @property
    def annotator(self) -> str:
        """Who labels: as set, else the name of the system's user."""
        return self._text("label/annotator", "") or _user_name()

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._store.setValue("label/annotator", name)

    @property
    def model(self) -> str:
        """Name of the model in use; empty for the one that comes with Mien."""
        return self._text("model/name", "")

    @model.setter
    def model(self, name: str) -> None:
        self._store.setValue("model/name", name)

    @property
    def models_before(self) -> tuple[str, ...]:
        """Models that were in use before, the last one first; empty names as in `model`."""
        names = self._text("model/before", "").split("\n")
        return tuple(names) if self._store.contains("model/before") else ()

    @models_before.setter
    def models_before(self, names: tuple[str, ...]) -> None:
        if names:
            self._store.setValue("model/before", "\n".join(names))
        else:
            self._store.remove("model/before")

    @property
    def exports(self) -> ExportChoices:
        """What was chosen in exports last."""
        return ExportChoices.of_text(self._text("export/choices", "{}"))

    @exports.setter
    def exports(self, choices: ExportChoices) -> None:
        self._store.setValue("export/choices", choices.to_text())

    @property
    def recordings(self) -> Path:
        """Folder that live recordings go to."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        default = Path(QStandardPaths.writableLocation(documents)) / "Mien"
        return Path(self._text("live/recordings", str(default)))

    @recordings.setter
    def recordings(self, folder: Path) -> None:
        self._store.setValue("live/recordings", str(folder))

    @property
    def content(self) -> Content:
        """What live recordings hold."""
        try:
            return Content(self._text("live/content", Content.VIDEO))
        except ValueError:
            return Content.VIDEO

    @content.setter
    def content(self, content: Content) -> None:
        self._store.setValue("live/content", str(content))

    @property
    def recent(self) -> tuple[Path, ...]:
        """Videos opened last, newest first; those that are gone are left out."""
        value = self._store.value("files/recent")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        paths = (Path(name) for name in names if isinstance(name, str) and name)
        return tuple(path for path in paths if path.is_file())[:RECENT_LIMIT]

    def add_recent(self, path: Path) -> None:
        """Put a video at the head of the recent ones."""
        path = path.absolute()
        kept = [path, *(other for other in self.recent if other != path)][:RECENT_LIMIT]
        self._store.setValue("files/recent", [str(entry) for entry in kept])

    def clear_recent(self) -> None:
        """Forget which videos were opened."""
        self._store.remove("files/recent")

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _whole(self, key: str, default: int, least: int, most: int) -> int:
        try:
            value = int(self._text(key, str(default)))
        except ValueError:
            return default
        return value if least <= value <= most else default

    def _text(self, key: str, default: str) -> str:
        value = self._store.value(key)
        return value if isinstance(value, str) else default
