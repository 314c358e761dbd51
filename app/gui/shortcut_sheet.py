"""The sheet of keys, made from the same table that makes the keys work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ACTIONS, Scope, title
from app.gui.annotate.keys import COMMANDS_THAT_LABEL, LABEL_KEYS
from app.gui.keymap import Keymap
from app.gui.language import translate
from app.gui.review.keys import REVIEW_KEYS
from app.gui.video.keys import KEYS, KeySpec, command_name
from app.gui.video.scrolling import thin_scroll_area

#: Keys and what they do.
Row = tuple[Sequence[str], str]

#: A name and its rows.
Section = tuple[str, Sequence[Row]]


class ShortcutSheet(QDialog):
    """Lists every key by where it works, in columns of sections."""

    def __init__(self, parent: QWidget, columns: Sequence[Sequence[Section]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        room = self.screen().availableSize() if self.screen() is not None else QSize(1280, 800)
        room -= QSize(80, 200)
        sheet = _sheet(columns, self, side_by_side=True)
        if sheet.sizeHint().width() + 12 > room.width():
            sheet.deleteLater()
            sheet = _sheet(columns, self, side_by_side=False)
        area = thin_scroll_area(sheet)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setMinimumSize((sheet.sizeHint() + QSize(12, 12)).boundedTo(room))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.change = buttons.addButton(
            self.tr("Change keys…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 20)
        layout.setSpacing(16)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)


def show_shortcuts(parent: QWidget, keymap: Keymap, change: Callable[[], object]) -> None:
    """Show the keys of every page over `parent`. change: opens what changes them."""

    def actions(scope: Scope) -> list[Row]:
        found = [(keymap.keys(spec.id), title(spec)) for spec in ACTIONS if spec.scope is scope]
        return [(keys, what) for keys, what in found if keys]

    def rows(table: Sequence[KeySpec]) -> list[Row]:
        found = [(keymap.keys(command_name(spec.command)), spec.text) for spec in table]
        return [(keys, translate("video", text)) for keys, text in found if keys]

    digits: list[Row] = [
        (("1", "8"), translate("video", "Label: tap, or hold while playing")),
        (("0",), translate("video", "No usable face")),
        (("Shift+1", "Shift+8"), translate("video", "Take a vote of this label away")),
    ]
    accept = (("Return",), translate("video", "Accept the correction"))
    giving, moving = LABEL_KEYS[:COMMANDS_THAT_LABEL], LABEL_KEYS[COMMANDS_THAT_LABEL:]
    columns = [
        [
            (translate("ShortcutSheet", "Everywhere"), actions(Scope.APP)),
            (translate("ShortcutSheet", "Live picture"), actions(Scope.LIVE)),
        ],
        [
            (translate("video", "Video"), rows(KEYS)),
            (translate("video", "Among labels"), rows(moving)),
        ],
        [
            (translate("video", "Labels"), [*digits, *rows(giving)]),
            (translate("video", "Review"), [accept, *rows(REVIEW_KEYS)]),
        ],
    ]
    sheet = ShortcutSheet(parent, columns)

    def leave_for_changes() -> None:
        sheet.accept()
        change()

    sheet.change.clicked.connect(leave_for_changes)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()


def _sheet(columns: Iterable[Sequence[Section]], parent: QWidget, *, side_by_side: bool) -> QWidget:
    """All sections: in columns, or where these would be too wide one below the other."""
    sheet = QWidget(parent)
    layout = QHBoxLayout(sheet) if side_by_side else QVBoxLayout(sheet)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(36 if side_by_side else 0)
    for sections in columns:
        column = QVBoxLayout()
        for name, rows in sections:
            column.addWidget(_section(name, rows, wrap=not side_by_side))
        column.addStretch(1)
        layout.addLayout(column)
    return sheet


def _section(name: str, rows: Sequence[Row], *, wrap: bool) -> QWidget:
    """A head, then a line for each command: what it does, and its keys as caps."""
    section = QWidget()
    grid = QGridLayout(section)
    grid.setContentsMargins(0, 0, 0, 10)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    head = QLabel(name)
    head.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
    grid.addWidget(head, 0, 0, 1, 2)
    for line, (keys, what) in enumerate(rows, start=1):
        text = QLabel(what)
        text.setProperty("muted", True)
        text.setWordWrap(wrap)
        grid.addWidget(text, line, 0)
        caps = QHBoxLayout()
        caps.setSpacing(5)
        caps.addStretch(1)
        for key in keys:
            cap = QLabel(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
            cap.setProperty("key", True)
            cap.setFont(theme.ui_font(-1.0))
            caps.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(caps, line, 1)
    return section
