"""Which key does what, and another one instead: found by name, pressed, told where it is taken."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.key_presets import PRESETS
from app.gui.keymap import FIXED, Entry, Keymap, Place, native, portable
from app.gui.video.keys import command_name
from app.gui.video.scrolling import make_quiet

_NAME: Final = Qt.ItemDataRole.UserRole
_FIXED: Final = {command_name(command) for command in FIXED}


class KeysDialog(QDialog):
    """Lists every command with its keys; what is changed holds at once."""

    def __init__(self, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self.setWindowTitle(self.tr("Keys"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Find a command or a key"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.setMinimumHeight(34)
        self.line.setClearButtonEnabled(True)
        self.list = self._make_list()
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(self.tr("New key"))
        self.field.setMinimumHeight(34)
        self.field.setMinimumWidth(theme.px(150))
        inner = self.field.findChild(QLineEdit)
        if inner is not None:  # Qt has no German for what it writes there
            inner.setPlaceholderText(self.tr("Press a key"))
            inner.setMinimumHeight(34)
        self.take = QPushButton(self.tr("Use this key"))
        self.add = QPushButton(self.tr("Add"))
        self.add.setToolTip(self.tr("Beside the keys it has"))
        self.remove = QPushButton(self.tr("No key"))
        self.reset = QPushButton(self.tr("As shipped"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self._lay_out()
        self._connect()
        self._follow()

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(self.tr("Commands and their keys"))
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setIndentation(10)
        tree.setUniformRowHeights(True)
        make_quiet(tree)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _fill(self) -> None:
        heads = {
            Place.EVERYWHERE: self.tr("Everywhere"),
            Place.LIVE: self.tr("Live picture"),
            Place.VIDEO: self.tr("Video, labels and review"),
        }
        for place, head in heads.items():
            top = QTreeWidgetItem(self.list, [head])
            top.setFont(0, theme.ui_font(weight=QFont.Weight.DemiBold))
            top.setSizeHint(0, QSize(0, round(theme.px(25))))  # and so of all rows
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for entry in self._keymap.entries:
                if entry.place is place and entry.name not in _FIXED:
                    item = QTreeWidgetItem(top, [entry.title])
                    item.setData(0, _NAME, entry.name)
                    item.setTextAlignment(
                        1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                    self._items[entry.name] = item
        self.list.expandAll()
        first = next(iter(self._items.values()))
        self.list.setCurrentItem(first)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        for button in (self.take, self.add):
            row.addWidget(button)
        back = row if not theme.is_large() else QHBoxLayout()
        for button in (self.remove, self.reset):
            back.addWidget(button)
        column.addLayout(row)
        if back is not row:
            column.addLayout(back)
        column.addWidget(self.said)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.all = buttons.addButton(self.tr("All keys"), QDialogButtonBox.ButtonRole.ResetRole)
        menu = QMenu(self.all)
        self.reset_all = menu.addAction(self.tr("All as shipped"))
        menu.addSeparator()
        for preset in PRESETS:
            act = partial(self._keymap.adopt, preset.keys)
            menu.addAction(preset.title).triggered.connect(lambda _on=False, act=act: act())
        self.all.setMenu(menu)
        for each in buttons.buttons():
            each.setProperty("autoDefault", False)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(min(theme.px(600), 1000), min(theme.px(640), 700))

    def _connect(self) -> None:
        self.line.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.list.itemActivated.connect(lambda *_item: self.field.setFocus())
        self.field.keySequenceChanged.connect(self._follow)
        self.take.clicked.connect(lambda: self._assign(()))
        self.add.clicked.connect(lambda: self._assign(self._keys()))
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.reset_all.triggered.connect(lambda: self._keymap.reset())
        self._keymap.changed.connect(self._follow)

    @property
    def chosen(self) -> Entry | None:
        """The command whose keys are changed; None where a heading has the cursor."""
        item = self.list.currentItem()
        name = None if item is None else item.data(0, _NAME)
        return next((e for e in self._keymap.entries if e.name == name), None)

    def choose(self, name: str) -> None:
        """Go to a command."""
        self.list.setCurrentItem(self._items[name])

    def _keys(self) -> tuple[str, ...]:
        return () if self.chosen is None else self._keymap.keys(self.chosen.name)

    @Slot()
    def _on_chosen(self) -> None:
        self.field.clear()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Show the keys, and what can be done with the one that was pressed."""
        for name, item in self._items.items():
            item.setText(1, native(self._keymap.keys(name)))
            bold = QFont.Weight.DemiBold if self._keymap.is_changed(name) else QFont.Weight.Normal
            item.setFont(1, theme.ui_font(weight=bold))
        entry, key = self.chosen, portable(self.field.keySequence())
        free = entry is not None and bool(key) and key not in self._keys()
        refusal = self._keymap.refusal(entry.name, key) if entry is not None and free else None
        self.take.setEnabled(free and refusal is None)
        self.add.setEnabled(free and refusal is None and bool(self._keys()))
        self.remove.setEnabled(bool(self._keys()))
        self.reset.setEnabled(entry is not None and self._keymap.is_changed(entry.name))
        self.said.setText(self._words(entry, key, refusal.text if refusal is not None else ""))

    def _words(self, entry: Entry | None, key: str, refused: str) -> str:
        if entry is None:
            return ""
        if refused:
            return refused
        if key and key not in self._keys():
            return self.tr("{0} is free").format(native([key]))
        return self.tr("Press the new key for: {0}").format(entry.title)

    def _assign(self, beside: tuple[str, ...]) -> None:
        entry, key = self.chosen, portable(self.field.keySequence())
        if entry is not None:
            self._keymap.assign(entry.name, (*beside, key))
            self.field.clear()
            self.list.setFocus()

    def _remove(self) -> None:
        if self.chosen is not None:
            self._keymap.assign(self.chosen.name, ())

    def _reset(self) -> None:
        entry = self.chosen
        if entry is None:
            return
        taken = (self._keymap.refusal(entry.name, key) for key in entry.keys)
        refusal = next((refused for refused in taken if refused is not None), None)
        if refusal is not None:
            self.said.setText(refusal.text)
        else:
            self._keymap.reset(entry.name)

    @Slot(str)
    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        first = None
        for item in self._items.values():
            held = f"{item.text(0)} {item.text(1)}".casefold()
            fits = all(part in held for part in wanted)
            item.setHidden(not fits)
            first = first or (item if fits else None)
        for place in range(self.list.topLevelItemCount()):
            top = self.list.topLevelItem(place)
            if top is not None:
                rows = (top.child(i) for i in range(top.childCount()))
                top.setHidden(all(row is None or row.isHidden() for row in rows))
        if first is not None:
            self.list.setCurrentItem(first)
