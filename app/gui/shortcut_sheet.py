"""The sheet of keys, made from the same table that makes the keys work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
from app.gui.language import translate
from app.gui.review.keys import REVIEW_KEYS
from app.gui.video.keys import KEYS, KeySpec
from app.gui.video.scrolling import thin_scroll_area

#: Keys and what they do.
Row = tuple[Sequence[str], str]

#: A name and its rows.
Section = tuple[str, Sequence[Row]]


class ShortcutSheet(QDialog):
    """Lists every key by where it works; `more` adds columns of sections of other pages."""

    def __init__(self, parent: QWidget, more: Iterable[Sequence[Section]] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        general: list[Section] = [
            (self.tr("Everywhere"), _rows(Scope.APP)),
            (self.tr("Live picture"), _rows(Scope.LIVE)),
        ]
        room = self.screen().availableSize() if self.screen() is not None else QSize(1280, 800)
        room -= QSize(80, 200)
        all_sections = (general, *more)
        sheet = _sheet(all_sections, side_by_side=True)
        if sheet.sizeHint().width() + 12 > room.width():
            sheet = _sheet(all_sections, side_by_side=False)
        area = thin_scroll_area(sheet)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setMinimumSize((sheet.sizeHint() + QSize(12, 12)).boundedTo(room))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 20)
        layout.setSpacing(16)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)


def show_shortcuts(parent: QWidget) -> None:
    """Show the keys of every page over `parent`."""

    def rows(table: Sequence[KeySpec]) -> list[Row]:
        return [(spec.keys, translate("video", spec.text)) for spec in table]

    digits: list[Row] = [
        (("1", "8"), translate("video", "Label: tap, or hold while playing")),
        (("0",), translate("video", "No usable face")),
    ]
    accept = (("Return",), translate("video", "Accept the correction"))
    giving, moving = LABEL_KEYS[:COMMANDS_THAT_LABEL], LABEL_KEYS[COMMANDS_THAT_LABEL:]
    more = [
        [
            (translate("video", "Video"), rows(KEYS)),
            (translate("video", "Among labels"), rows(moving)),
        ],
        [
            (translate("video", "Labels"), [*digits, *rows(giving)]),
            (translate("video", "Review"), [accept, *rows(REVIEW_KEYS)]),
        ],
    ]
    sheet = ShortcutSheet(parent, more)
    sheet.open()


def _rows(scope: Scope) -> list[Row]:
    return [(spec.keys, title(spec)) for spec in ACTIONS if spec.scope is scope and spec.keys]


def _sheet(columns: Iterable[Sequence[Section]], *, side_by_side: bool) -> QWidget:
    """All sections: in columns, or where these would be too wide one below the other."""
    sheet = QWidget()
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
