"""What to learn from: projects, what is held out, how many faces of each label, and the start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.finetune import say
from app.gui.finetune.choice import Choice
from app.gui.finetune.label_counts import LabelCounts
from app.gui.video.form_parts import caption, choice, row
from app.gui.video.scrolling import make_quiet, thin_scroll_area
from engine.project.holding import ApartBy
from engine.project.store import SUFFIX
from engine.project.training import count_labels

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_DATA = Qt.ItemDataRole.UserRole


class DataPage(QWidget):
    """Shows a `Choice` and says what the user wants changed."""

    project_added = Signal(object)  # Path
    project_ticked = Signal(object, bool)  # Path
    by_chosen = Signal(object)  # ApartBy
    group_toggled = Signal(str)  # its key

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_projects()
        self._make_groups()
        self._make_form()
        self._lay_out()

    # --- parts -------------------------------------------------------------------------------

    def _make_projects(self) -> None:
        self.projects = QListWidget()
        self.projects.setAccessibleName(self.tr("Projects to learn from"))
        self.projects.setMaximumHeight(112)
        self.projects.itemChanged.connect(self._tick)
        make_quiet(self.projects)
        self.add = QPushButton(self.tr("Add project…"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._ask_project)
        self.found = _text(muted=True)

    def _make_groups(self) -> None:
        self.by_person, self.by_video = choice(self.tr("Person")), choice(self.tr("Video"))
        self.by_person.setToolTip(
            self.tr("Nobody is both learned from and measured on; people are named with F2")
        )
        self.by_video.setToolTip(
            self.tr("The same people may be on both sides, in different videos")
        )
        ways = QButtonGroup(self)
        for button, by in ((self.by_person, ApartBy.PERSON), (self.by_video, ApartBy.VIDEO)):
            ways.addButton(button)
            button.clicked.connect(lambda _on=False, chosen=by: self.by_chosen.emit(chosen))
        self.groups = QTreeWidget()
        self.groups.setAccessibleName(self.tr("Who or what is measured on"))
        self.groups.setHeaderLabels([self.tr("Measured on"), self.tr("Faces"), self.tr("Labels")])
        self.groups.setRootIsDecorated(False)
        self.groups.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.groups.itemChanged.connect(self._toggle)
        make_quiet(self.groups)
        self.counts = LabelCounts()
        self.notes = _text()

    def _make_form(self) -> None:
        self.base = QComboBox()
        self.base.setAccessibleName(self.tr("Model to begin with"))
        self.name = QLineEdit()
        self.name.setMinimumHeight(34)
        self.name.setTextMargins(6, 0, 6, 0)
        self.name.setAccessibleName(self.tr("Name of the new model"))
        self.minutes = QDoubleSpinBox()
        self.minutes.setRange(0.1, 240.0)
        self.minutes.setDecimals(1)
        self.minutes.setValue(5.0)
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setMinimumHeight(34)
        self.minutes.setAccessibleName(self.tr("At most so many minutes"))

        self.steps = QSpinBox()
        self.steps.setRange(1, 10_000)
        self.steps.setValue(300)
        self.steps.setMinimumHeight(34)
        self.steps.setAccessibleName(self.tr("Steps of learning"))
        for number in (self.minutes, self.steps):
            number.lineEdit().setTextMargins(6, 0, 0, 0)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumHeight(110)
        self.log.setAccessibleName(self.tr("Last lines of the trainer's log"))
        self.log.hide()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        right.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(_title(self.tr("Learn from")), 1)
        head.addWidget(self.add)
        left.addLayout(head)
        left.addWidget(self.projects)
        left.addWidget(self.found)
        left.addLayout(row(_title(self.tr("Keep apart by")), self.by_person, self.by_video))
        left.addWidget(self.groups, 1)
        right.addWidget(_title(self.tr("Faces of each label: learned from + measured on")))
        right.addWidget(self.counts)
        right.addWidget(self.notes)
        right.addStretch(1)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(8)
        form.addRow(caption(self.tr("Begin with")), self.base)
        form.addRow(caption(self.tr("New name")), self.name)
        form.addRow(caption(self.tr("At most")), self.minutes)
        form.addRow(caption(self.tr("Steps")), self.steps)
        right.addWidget(self.log)
        right.addLayout(form)
        content = QWidget()
        columns = QVBoxLayout(content) if theme.is_large() else QHBoxLayout(content)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(28)
        columns.addLayout(left, 5)
        columns.addLayout(right, 4)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(thin_scroll_area(content))

    # --- what to show ------------------------------------------------------------------------

    def show_models(self, models: Sequence[tuple[str, str]], current: str) -> None:
        """Offer models by name and title."""
        self.base.clear()
        for name, title in models:
            self.base.addItem(title if title == name else f"{title} ({name})", name)
        self.base.setCurrentIndex(max(self.base.findData(current), 0))

    def show_log(self, text: str) -> None:
        """Show the last lines of the trainer's log, or nothing."""
        self.log.setPlainText(text)
        self.log.setVisible(bool(text))

    def show_projects(self, projects: Sequence[tuple[Path, bool, str]]) -> None:
        """List projects: whether each is ticked, and what is wrong with it, if anything."""
        self.projects.blockSignals(True)
        self.projects.clear()
        for path, ticked, trouble in projects:
            item = QListWidgetItem(f"{path.name} – {trouble}" if trouble else path.name)
            item.setToolTip(f"{path}\n{trouble}" if trouble else str(path))
            item.setData(_DATA, path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED if ticked else _UNCHECKED)
            self.projects.addItem(item)
        self.projects.blockSignals(False)

    def show_choice(self, chosen: Choice, *, busy: bool) -> None:
        """Show what is learned from and measured on, and what speaks against it."""
        there = say.found(chosen.surveys) if chosen.surveys else ""
        self.found.setText(self.tr("Counting…") if busy else there)
        self.by_person.setChecked(chosen.by is ApartBy.PERSON)
        self.by_video.setChecked(chosen.by is ApartBy.VIDEO)
        self.groups.blockSignals(True)
        self.groups.clear()
        for group in chosen.groups:
            texts = [group.name, say.number(len(group.faces)), say.labels_in_short(group.faces)]
            item = QTreeWidgetItem(texts)
            item.setData(0, _DATA, group.key)
            item.setToolTip(2, texts[2])
            item.setCheckState(0, _CHECKED if group.key in chosen.held else _UNCHECKED)
            self.groups.addTopLevelItem(item)
        for column in range(2):
            self.groups.resizeColumnToContents(column)
        self.groups.blockSignals(False)
        self.counts.show_counts(count_labels(chosen.learned), count_labels(chosen.measured))
        self._show_notes(chosen, busy=busy)

    def _show_notes(self, chosen: Choice, *, busy: bool) -> None:
        texts = [] if busy else [say.problem(what, chosen.by) for what in chosen.problems]
        self.notes.setText("\n\n".join(texts))
        self._possible = chosen.possible
        self._dress()
        self.notes.setVisible(bool(texts))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_possible"):
            self._dress()

    def _dress(self) -> None:
        look = theme.colours(self.palette())
        self.notes.setStyleSheet(f"color: {look.warning if self._possible else look.danger}")

    # --- what the user does ------------------------------------------------------------------

    @Slot()
    def _ask_project(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Add project"), "", self.tr("Projects (*{0})").format(SUFFIX)
        )
        if chosen:
            self.project_added.emit(Path(chosen))

    @Slot(QListWidgetItem)
    def _tick(self, item: QListWidgetItem) -> None:
        self.project_ticked.emit(item.data(_DATA), item.checkState() is _CHECKED)

    @Slot(QTreeWidgetItem, int)
    def _toggle(self, item: QTreeWidgetItem, _column: int) -> None:
        self.group_toggled.emit(item.data(0, _DATA))


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
    return label


def _text(*, muted: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if muted:
        label.setProperty("muted", True)
    return label
