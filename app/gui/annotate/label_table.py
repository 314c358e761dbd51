"""The labels as a table: what the timeline paints, in words, for screen readers and keyboards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.gui.annotate.label_words import label_text
from app.gui.language import number, translate
from app.gui.video.scrolling import make_quiet
from app.gui.video.viewport import clock
from engine.project.values import Segment

_Index = QModelIndex | QPersistentModelIndex

#: Keys that move about in the table, where the page would else do something of its own.
_MOVES: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label. face: what its face is called. start_us: of the video, where times count from."""

    segment: Segment
    face: str
    start_us: int

    def cells(self) -> tuple[str, ...]:
        """Face, from, to, seconds, label, confidence, note."""
        segment = self.segment
        start, end = segment.start_us - self.start_us, segment.end_us - self.start_us
        return (
            self.face,
            clock(start),
            clock(end),
            number((end - start) / 1e6, 2),
            label_text(segment.label),
            "" if segment.confidence is None else str(segment.confidence),
            segment.note,
        )


class LabelRows(QAbstractTableModel):
    """The labels of all faces by time; an edit changes the rows that it changes, no others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LabelRow, ...] = ()

    @property
    def rows(self) -> tuple[LabelRow, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[LabelRow]) -> None:
        """Show these; what is the same at the head and at the tail stays untouched."""
        old, new = self._rows, tuple(rows)
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        gone, come = len(old) - head - tail, len(new) - head - tail
        same = min(gone, come)
        self._rows = (*old[:head], *new[head : head + same], *old[head + same :])
        if same:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(head, 0), self.index(head + same - 1, last))
        if gone > same:
            self.beginRemoveRows(QModelIndex(), head + same, head + gone - 1)
            self._rows = new
            self.endRemoveRows()
        elif come > same:
            self.beginInsertRows(QModelIndex(), head + same, head + come - 1)
            self._rows = new
            self.endInsertRows()

    def place_of(self, key: str | None) -> int | None:
        """The row of a label."""
        return next((i for i, row in enumerate(self._rows) if row.segment.id == key), None)

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """One a label."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """As many as `heads`."""
        return 0 if parent is not None and parent.isValid() else len(_heads())

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._rows[index.row()].cells()[index.column()]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Names of the columns; rows count from 1."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _heads()[section] if orientation is Qt.Orientation.Horizontal else section + 1


class LabelTable(QTableView):
    """Rows are gone through by arrows; keys of labelling act on the row that is chosen."""

    chosen = Signal(object)  # Segment

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LabelRows(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Labels"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        make_quiet(self)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((130, 90, 90, 80, 260, 90)):
            self.setColumnWidth(column, width)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def show_rows(self, rows: Sequence[LabelRow], selected: str | None) -> None:
        """Show these labels, one of them chosen; `chosen` is not told of it."""
        with QSignalBlocker(self.selectionModel()):
            self.rows.set_rows(rows)
        self.select(selected)
        self.viewport().update()

    def select(self, key: str | None) -> None:
        """Choose the row of a label, if it has one; `chosen` is not told of it."""
        place = self.rows.place_of(key)
        if place is None or place == self.currentIndex().row():
            return
        with QSignalBlocker(self.selectionModel()):
            self.selectRow(place)
        self.scrollTo(self.rows.index(place, 0))
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that move about before the page does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _MOVES
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move about; letters and digits are the page's, not a search in the table."""
        if event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    @Slot()
    def _tell(self) -> None:
        place = self.currentIndex().row()
        if 0 <= place < len(self.rows.rows):
            self.chosen.emit(self.rows.rows[place].segment)


def _heads() -> tuple[str, ...]:
    return (
        translate("labels", "Face"),
        translate("labels", "From"),
        translate("labels", "To"),
        translate("labels", "Seconds"),
        translate("labels", "Label"),
        translate("labels", "Confidence"),
        translate("labels", "Note"),
    )
