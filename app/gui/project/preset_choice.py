"""What to export: what Mien brings, the user's own presets, and how these come to be and go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.gui.annotate.ask_line import AskLine
from app.gui.language.errors import error_text, said
from engine.errors import MienError
from engine.project.export.presets import PRESETS, ExportOptions, Preset
from engine.project.export.saved import (
    SavedPreset,
    delete_preset,
    is_name,
    save_preset,
    saved_presets,
)
from engine.project.export.whole import TITLES, Whole


class PresetChoice(QObject):
    """A list to choose from, and buttons to keep a choice under a name, and to forget it."""

    chosen = Signal()
    told = Signal(str)

    def __init__(self, dialog: QWidget, options: Callable[[], ExportOptions]) -> None:
        """options: what is chosen in the dialog now, to be kept."""
        super().__init__(dialog)
        self._options = options
        self.list = QComboBox(dialog)  # in its place, as it is asked for its size
        self.list.setAccessibleName(self.tr("What to export"))
        self.keep = QPushButton(self.tr("Save as preset…"))
        self.keep.setToolTip(
            self.tr("Keeps what, format and columns under a name, for the command line, too")
        )
        self.forget = QPushButton(self.tr("Delete preset"))
        for button in (self.keep, self.forget):
            button.setAutoDefault(False)
        self.line = AskLine(dialog)
        self._fill()
        self.list.currentIndexChanged.connect(self.chosen)
        self.keep.clicked.connect(self._ask)
        self.forget.clicked.connect(self._forget)

    @property
    def kind(self) -> Preset | Whole:
        """What is exported."""
        data = self.list.currentData()
        if isinstance(data, SavedPreset):
            return data.preset
        return Whole(str(data)) if str(data) in tuple(Whole) else Preset(str(data))

    @property
    def own(self) -> SavedPreset | None:
        """The user's preset that is chosen, if it is one."""
        data = self.list.currentData()
        return data if isinstance(data, SavedPreset) else None

    @property
    def name(self) -> str:
        """What is chosen, as `select` takes it."""
        return self.own.name if self.own is not None else str(self.kind)

    def select(self, name: str) -> None:
        """Choose by name, without telling; what is not there leaves all as it is."""
        with QSignalBlocker(self.list):
            for row in range(self.list.count()):
                data = self.list.itemData(row)
                if name == (data.name if isinstance(data, SavedPreset) else data):
                    self.list.setCurrentIndex(row)

    def show_buttons(self) -> None:
        """Show what can be done with what is chosen."""
        self.keep.setVisible(isinstance(self.kind, Preset))
        self.forget.setVisible(self.own is not None)

    # --- inside ------------------------------------------------------------------------------

    def _fill(self) -> None:
        first = Preset.ANNOTATIONS
        with QSignalBlocker(self.list):
            self.list.clear()
            for preset in (first, *(preset for preset in Preset if preset is not first)):
                self.list.addItem(said(PRESETS[preset].title), preset)
            own = saved_presets()
            if own:
                self.list.insertSeparator(self.list.count())
            for saved in own:
                self.list.addItem(saved.name, saved)
            self.list.insertSeparator(self.list.count())
            for whole, title in TITLES.items():
                self.list.addItem(said(title), whole)

    @Slot()
    def _ask(self) -> None:
        own = self.own
        self.line.ask(
            self.tr("Name of the preset:"),
            self._keep,
            text=own.name if own is not None else "",
            refusal=lambda name: "" if is_name(name) else self.tr("Another name, please:"),
        )

    def _keep(self, name: str) -> None:
        options = self._options()
        try:
            save_preset(SavedPreset(name, options.preset, options.format, options.columns))
        except MienError as error:
            self.told.emit(error_text(error))
            return
        self._choose_again(name)
        self.told.emit(
            self.tr("Saved the preset {0}, on the command line: {1}").format(
                name, f'--preset "{name}"'
            )
        )

    @Slot()
    def _forget(self) -> None:
        own = self.own
        if own is None:
            return
        try:
            delete_preset(own.name)
        except MienError as error:
            self.told.emit(error_text(error))
            return
        self._choose_again(str(own.preset))
        self.told.emit(self.tr("The preset {0} is deleted").format(own.name))

    def _choose_again(self, name: str) -> None:
        """After there are others; what else is chosen stays."""
        self._fill()
        self.select(name)
        self.show_buttons()
