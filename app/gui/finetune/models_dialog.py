"""All models: which is in use, what each was trained on; use another one, go back, delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.finetune import say
from app.gui.finetune.library import Entry
from app.gui.language import translate
from app.gui.outside import open_outside
from app.gui.video.scrolling import make_quiet
from app.gui.words import percent

_DATA = Qt.ItemDataRole.UserRole


class ModelsDialog(QDialog):
    """Lists models; says which is to be used or deleted."""

    use_wanted = Signal(str)
    delete_wanted = Signal(object)  # Path
    tune_wanted = Signal()

    def __init__(
        self,
        entries: Callable[[], tuple[Entry, ...]],
        current: Callable[[], str],
        before: Callable[[], str | None],
        parent: QWidget | None = None,
    ) -> None:
        """entries: the models; current: the one in use; before: the one used before it."""
        super().__init__(parent)
        self._entries, self._current, self._before = entries, current, before
        self._shown: dict[str, Entry] = {}
        self.setWindowTitle(self.tr("Models"))
        self.setMinimumSize(min(theme.px(820), 1180), 460)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(
            [self.tr("Model"), self.tr("Made"), self.tr("Measured"), self.tr("Trained on")]
        )
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.currentItemChanged.connect(self._choose)
        self.list.itemActivated.connect(self._use)
        make_quiet(self.list)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setMinimumHeight(70)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.use = QPushButton(self.tr("Use this one"))
        self.use.setProperty("primary", True)
        self.back = QPushButton()
        self.folder = QPushButton(self.tr("Show folder"))
        self.delete = QPushButton(self.tr("Delete…"))
        self.tune = QPushButton(self.tr("Fine-tune…"))
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        self.use.clicked.connect(self._use)
        self.back.clicked.connect(self._go_back)
        self.folder.clicked.connect(self._show_folder)
        self.delete.clicked.connect(self._delete)
        self.tune.clicked.connect(self.tune_wanted)
        buttons = QHBoxLayout()
        for button in (self.tune, self.folder, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.back, self.use):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        column.addWidget(self.list, 1)
        column.addWidget(self.about)
        column.addLayout(buttons)
        for button in (self.tune, self.folder, self.delete, self.back, self.use):
            button.setAutoDefault(False)

    @Slot()
    def refresh(self) -> None:
        """Look again which models there are, and which is in use."""
        current, chosen = self._current(), self.chosen
        self._shown = {entry.name: entry for entry in self._entries()}
        self.list.clear()
        for name, entry in self._shown.items():
            item = QTreeWidgetItem(_cells(entry))
            item.setData(0, _DATA, name)
            if name == current:
                item.setText(0, self.tr("{0} – in use").format(entry.title))
                item.setFont(0, theme.ui_font(weight=QFont.Weight.DemiBold))
            self.list.addTopLevelItem(item)
            if name == (chosen.name if chosen is not None else current):
                self.list.setCurrentItem(item)
        for column in range(3):
            self.list.resizeColumnToContents(column)
        before = self._before()
        self.back.setVisible(before is not None)
        self.back.setText(self.tr("Go back to {0}").format(before or ""))
        self._choose()

    @property
    def chosen(self) -> Entry | None:
        """The model that is selected."""
        item = self.list.currentItem()
        return None if item is None else self._shown.get(item.data(0, _DATA))

    @Slot()
    def _choose(self) -> None:
        entry, current = self.chosen, self._current()
        usable = entry is not None and entry.manifest is not None
        self.use.setEnabled(usable and entry is not None and entry.name != current)
        self.delete.setEnabled(entry is not None and entry.own and entry.name != current)
        self.folder.setEnabled(entry is not None)
        self.delete.setText(self.tr("Delete…"))
        self.about.setText("" if entry is None else _about(entry))

    @Slot()
    def _use(self) -> None:
        entry = self.chosen
        if entry is not None and self.use.isEnabled():
            self.use_wanted.emit(entry.name)
            self.refresh()

    @Slot()
    def _go_back(self) -> None:
        before = self._before()
        if before is not None:
            self.use_wanted.emit(before)
            self.refresh()

    @Slot()
    def _delete(self) -> None:
        """The first press asks, the second one deletes."""
        entry = self.chosen
        if entry is None:
            return
        sure = self.tr("Delete {0} for good").format(entry.name)
        if self.delete.text() != sure:
            self.delete.setText(sure)
            return
        self.delete_wanted.emit(entry.folder)
        self.refresh()

    @Slot()
    def _show_folder(self) -> None:
        entry = self.chosen
        if entry is not None:
            open_outside(entry.folder)


def _cells(entry: Entry) -> list[str]:
    manifest = entry.manifest
    if manifest is None:
        return [entry.name, "", translate("finetune", "cannot be used"), entry.problem]
    accuracy = manifest.metrics.get("corrected_accuracy")
    measured = "" if accuracy is None else percent(accuracy)
    if entry.outcome is not None:
        old, new = entry.outcome.held_old.accuracy, entry.outcome.held_new.accuracy
        measured = f"{percent(old)} → {percent(new)}"
    made = (
        entry.made.strftime("%Y-%m-%d %H:%M")
        if entry.own
        else translate("finetune", "came with Mien")
    )
    return [entry.title, made, measured, manifest.training.data]


def _about(entry: Entry) -> str:
    manifest = entry.manifest
    if manifest is None:
        return entry.problem
    lines = [
        translate("finetune", "{0}, SHA-256 {1}").format(entry.name, manifest.onnx.sha256[:16]),
        translate("finetune", "Trained on {0}; {1}.").format(
            manifest.training.data, manifest.training.split
        ),
    ]
    if entry.outcome is not None:
        lines.append(say.headline(entry.outcome))
    elif manifest.metrics_on:
        lines.append(translate("finetune", "Measured on {0}.").format(manifest.metrics_on))
    return "\n".join(lines)
