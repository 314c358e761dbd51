"""The sheet of keys, made from the same table that makes the keys work."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.actions import ACTIONS, Scope, key_names, title


class ShortcutSheet(QDialog):
    """Lists every key by where it works; `more` adds sections of other pages."""

    def __init__(
        self, parent: QWidget, more: Iterable[tuple[str, Iterable[tuple[str, str]]]] = ()
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        names = {Scope.APP: self.tr("Everywhere"), Scope.LIVE: self.tr("Live picture")}
        sections = [
            (
                names[scope],
                [
                    ("  ".join(key_names(spec)), title(spec))
                    for spec in ACTIONS
                    if spec.scope is scope and spec.keys
                ],
            )
            for scope in Scope
        ]
        sections += [(name, list(rows)) for name, rows in more]
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(7)
        half = sum(len(rows) + 1 for _, rows in sections) / 2
        line = column = 0
        for name, rows in sections:
            if line and line >= half and column == 0:
                line, column = 0, 2
            line = _section(grid, line, column, name, rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(18)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addWidget(buttons)


def _section(
    grid: QGridLayout, line: int, column: int, name: str, rows: list[tuple[str, str]]
) -> int:
    """Add a section below `line`; returns the next free line."""
    head = QLabel(name)
    head.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
    if line:
        grid.setRowMinimumHeight(line, 10)
        line += 1
    grid.addWidget(head, line, column, 1, 2)
    for keys, what in rows:
        line += 1
        key = QLabel(keys)
        key.setProperty("key", True)
        grid.addWidget(key, line, column, Qt.AlignmentFlag.AlignLeft)
        text = QLabel(what)
        text.setProperty("muted", True)
        grid.addWidget(text, line, column + 1)
    return line + 1
