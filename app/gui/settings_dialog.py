"""Everything that can be set, on one page; it holds at once, nothing needs to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.language import NAMES, Language
from app.gui.live.content import Content
from app.gui.looks import Looks
from app.gui.settings import LONGEST_REACTION_MS, MOST_FACES, Compute, Settings
from app.gui.theme import ThemeChoice
from app.gui.video.form_parts import caption
from app.gui.video.scrolling import thin_scroll_area

#: Names stand in a column at least so wide, in pixels.
_NAMES: Final = 130


class SettingsDialog(QDialog):
    """Shows the settings and writes what is changed."""

    changed = Signal()
    keys_wanted = Signal()

    def __init__(self, settings: Settings, looks: Looks, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings, self._looks = settings, looks
        self.setWindowTitle(self.tr("Settings"))
        self._make_looks()
        self._make_analysis()
        self._make_labelling()
        self._make_recordings()
        self._lay_out()

    def _make_looks(self) -> None:
        self.theme = self._combo(
            self.tr("Theme"),
            (
                (self.tr("As the system"), ThemeChoice.SYSTEM),
                (self.tr("Light"), ThemeChoice.LIGHT),
                (self.tr("Dark"), ThemeChoice.DARK),
                (self.tr("High contrast"), ThemeChoice.CONTRAST),
            ),
            self._settings.theme,
        )
        self.theme.activated.connect(
            lambda: self._looks.set_theme(ThemeChoice(self.theme.currentData()))
        )
        languages = [(name, language) for language, name in NAMES.items()]
        self.language = self._combo(
            self.tr("Language"),
            ((self.tr("As the system"), Language.SYSTEM), *languages),
            self._settings.language,
        )
        self.language.activated.connect(
            lambda: self._looks.set_language(Language(self.language.currentData()))
        )

        self.motion = QComboBox()
        self.motion.setAccessibleName(self.tr("Motion"))
        self.motion.addItem(self.tr("Items of a review play in a loop"), False)
        self.motion.addItem(self.tr("Nothing plays by itself"), True)
        self.motion.setCurrentIndex(int(self._settings.still))
        self.motion.activated.connect(self._store)

    def _make_analysis(self) -> None:
        settings = self._settings
        self.faces = self._number(self.tr("Faces at most"), 1, MOST_FACES, settings.max_faces)
        self.compute = self._combo(
            self.tr("Runs on"),
            (
                (self.tr("Whatever is fastest here"), Compute.AUTO),
                (self.tr("The graphics card"), Compute.GPU),
                (self.tr("The processor"), Compute.CPU),
            ),
            settings.compute,
        )
        self.faces.valueChanged.connect(self._store)
        self.compute.activated.connect(self._store)

    def _make_labelling(self) -> None:
        settings = self._settings
        self.annotator = QLineEdit(settings.annotator)
        self.annotator.setAccessibleName(self.tr("Who labels"))
        self.reaction = self._number(
            self.tr("Reaction time"), 0, LONGEST_REACTION_MS, settings.reaction_ms
        )
        self.reaction.setSingleStep(50)
        self.reaction.setSuffix(self.tr(" ms"))
        self.keys = QPushButton(self.tr("Change keys…"))
        self.keys.setAutoDefault(False)
        self.keys.clicked.connect(self.keys_wanted)
        self.annotator.editingFinished.connect(self._store)
        self.reaction.valueChanged.connect(self._store)

    def _make_recordings(self) -> None:
        settings = self._settings
        self.content = self._combo(
            self.tr("Recordings hold"),
            (
                (self.tr("Video and table"), Content.VIDEO),
                (self.tr("The table only"), Content.TABLE),
            ),
            settings.content,
        )
        self.folder = QLineEdit(str(settings.recordings))
        self.folder.setAccessibleName(self.tr("Folder for recordings"))
        self.folder.setMinimumHeight(34)
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.clicked.connect(self._browse)
        self.content.activated.connect(self._store)
        self.folder.editingFinished.connect(self._store)

    def _combo(self, name: str, entries: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        for text, value in entries:
            combo.addItem(text, value)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        return combo

    def _number(self, name: str, least: int, most: int, value: int) -> QSpinBox:
        number = QSpinBox()
        number.setAccessibleName(name)
        number.setRange(least, most)
        number.setValue(value)
        number.lineEdit().setTextMargins(6, 0, 0, 0)  # as far from the frame as other fields
        return number

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for head, note, rows in (
            (
                self.tr("Appearance"),
                "",
                (
                    (self.tr("Theme"), self.theme),
                    (self.tr("Language"), self.language),
                    (self.tr("Motion"), self.motion),
                ),
            ),
            (
                self.tr("Analysis"),
                self.tr("Holds for the next video that is analysed and the next camera."),
                ((self.tr("Faces at most"), self.faces), (self.tr("Runs on"), self.compute)),
            ),
            (
                self.tr("Labels"),
                self.tr("A label that is begun while playing starts a reaction time earlier."),
                (
                    (self.tr("Who labels"), self.annotator),
                    (self.tr("Reaction time"), self.reaction),
                ),
            ),
            (
                self.tr("Keyboard"),
                self.tr("Every command can have other keys; menus and tips follow."),
                ((self.tr("Keys"), self.keys),),
            ),
            (
                self.tr("Recordings"),
                "",
                ((self.tr("They hold"), self.content), (self.tr("Folder"), where)),
            ),
        ):  # fmt: skip
            self._add_section(column, head, note, rows)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        area = thin_scroll_area(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 20, 18)
        layout.setSpacing(14)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self.resize(min(theme.px(580), 1000), min(body.sizeHint().height() + 110, 740))

    def _add_section(
        self,
        column: QVBoxLayout,
        head: str,
        note: str,
        rows: Sequence[tuple[str, QWidget | QHBoxLayout]],
    ) -> None:
        title = QLabel(head)
        title.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
        column.addWidget(title)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in rows:
            label = caption(name)
            label.setMinimumWidth(_NAMES)
            if isinstance(field, QWidget):
                field.setMinimumHeight(34)
                label.setBuddy(field)
            form.addRow(label, field)
        column.addLayout(form)
        if note:
            text = QLabel(note)
            text.setProperty("muted", True)
            text.setFont(theme.ui_font(-1.0))
            text.setWordWrap(True)
            column.addWidget(text)
        column.addSpacing(10)

    def _store(self) -> None:
        settings = self._settings
        settings.still = bool(self.motion.currentData())
        settings.max_faces = self.faces.value()
        settings.compute = Compute(self.compute.currentData())
        settings.reaction_ms = self.reaction.value()
        settings.content = Content(self.content.currentData())
        if self.annotator.text().strip():
            settings.annotator = self.annotator.text().strip()
        if self.folder.text().strip():
            settings.recordings = Path(self.folder.text().strip()).expanduser()
        self.changed.emit()

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for recordings"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)
            self._store()

    def done(self, result: int) -> None:
        """Take what is still being typed, and close."""
        self._store()
        super().done(result)
