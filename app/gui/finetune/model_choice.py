"""Which model reads faces: the one chosen, or the one that comes with Mien where that is gone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from app.gui.language import translate
from app.gui.settings import Settings
from engine.errors import ModelError
from engine.models import registry

#: So many models that were in use before are remembered.
_REMEMBERED: Final = 8


class ModelChoice(QObject):
    """The one place that knows the model in use; live view and video page follow `changed`."""

    changed = Signal()
    missing = Signal(object)  # ModelError: the one chosen is gone, another is used; told once

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def name(self) -> str:
        """What the model in use is called."""
        return self.wanted() or registry.DEFAULT_MODEL

    def wanted(self) -> str | None:
        """Name of the model to load, None for the one that comes with Mien.

        One that is not there any more is given up, and `missing` says so.
        """
        name = self._settings.model
        if not name:
            return None
        try:
            registry.find_model(name)
        except ModelError:
            self._settings.model = ""
            self.missing.emit(
                ModelError(
                    translate("finetune", "the model in use is not there any more"),
                    subject=name,
                    hint=translate(
                        "finetune", "{0} is used instead; what the other one said stays as it is"
                    ).format(registry.DEFAULT_MODEL),
                )
            )
            self.changed.emit()
            return None
        return name

    @property
    def before(self) -> str | None:
        """Name of the model that was in use before this one and is still there."""
        for name in self._settings.models_before:
            known = name or registry.DEFAULT_MODEL
            if known != self.name and self._is_there(known):
                return known
        return None

    def use(self, name: str) -> None:
        """Read faces with this model from now on. Raises `ModelError` where there is none."""
        registry.find_model(name)
        stored = "" if name == registry.DEFAULT_MODEL else name
        last = self._settings.model
        if stored == last:
            return
        rest = tuple(other for other in self._settings.models_before if other != last)
        self._settings.models_before = (last, *rest)[:_REMEMBERED]
        self._settings.model = stored
        self._settings.save()
        self.changed.emit()

    def _is_there(self, name: str) -> bool:
        return any(folder.name == name for folder in registry.available_models())
