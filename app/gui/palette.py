"""The command palette: type a few letters of what you want, Enter does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.video.scrolling import make_quiet

#: Lines that are seen at once.
_LINES: Final = 12

#: Height of a line in pixels.
_ROW: Final = 28

#: How far keys move in the list.
_MOVES: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_LINES,
    Qt.Key.Key_PageDown: _LINES,
}


class CommandPalette(QDialog):
    """Every action that can be done now, with its keys; the best match is on top."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Commands"))
        usable = [action for action in actions if action.isEnabled() and _title(action)]
        self._actions = sorted(usable, key=lambda action: _title(action).casefold())
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("What do you want to do?"))
        self.line.setAccessibleName(self.tr("Find a command"))
        self.line.setMinimumHeight(38)
        self.line.setTextMargins(8, 0, 8, 0)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Commands that fit"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(6)
        self.list.setUniformRowHeights(True)
        make_quiet(self.list)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda *_item: self.accept())
        self.list.itemClicked.connect(lambda *_item: self.accept())
        self._filter("")
        self.resize(560, _ROW * _LINES + 84)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows move in the list, Enter does what is chosen, while letters go into the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self._move(_MOVES[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Close, then do it: what is done may open a dialog of its own."""
        item = self.list.currentItem()
        super().accept()
        if item is not None:
            self._actions[item.data(0, Qt.ItemDataRole.UserRole)].trigger()

    def _move(self, lines: int) -> None:
        place = self.list.currentIndex().row() + lines
        last = self.list.topLevelItemCount() - 1
        item = self.list.topLevelItem(min(max(place, 0), last))
        if item is not None:
            self.list.setCurrentItem(item)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [
            (_rank(_title(action).casefold(), wanted), place, action)
            for place, action in enumerate(self._actions)
        ]
        self.list.clear()
        for rank, place, action in sorted(found, key=lambda entry: entry[:2]):
            if rank != _NONE:
                item = QTreeWidgetItem([_title(action), _keys(action)])
                item.setData(0, Qt.ItemDataRole.UserRole, place)
                item.setSizeHint(0, QSize(0, _ROW))
                item.setTextAlignment(
                    1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
                self.list.addTopLevelItem(item)
        best = self.list.topLevelItem(0)
        if best is not None:
            self.list.setCurrentItem(best)


#: No match; sorts after every match.
_NONE: Final = 9


def _rank(title: str, wanted: list[str]) -> int:
    """0: begins so; 1: every word begins a word of it; 2: all are in it; `_NONE`: else."""
    if not wanted or title.startswith(" ".join(wanted)):
        return 0
    words = title.split()
    if all(any(word.startswith(part) for word in words) for part in wanted):
        return 1
    return 2 if all(part in title for part in wanted) else _NONE


def _title(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…").strip()


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(key.toString(native) for key in action.shortcuts())
