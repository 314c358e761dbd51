"""Which labels two raters give to the same moments, as a table in shades."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.language import number
from app.gui.video.scrolling import make_quiet
from app.gui.words import label_name, percent
from engine.labels import LABELS
from engine.project.agreement import Pair


class ConfusionView(QWidget):
    """Rows are the first rater's labels, columns the second's; shades are shares of a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Pair, str, str] | None = None
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.model = QStandardItemModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Confusion of two raters"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        make_quiet(self.table)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.table, 1)
        self.show_pair(None, "", "")

    def show_pair(self, pair: Pair | None, first: str, second: str) -> None:
        """Show a pair, by these names; None shows nothing."""
        self.model.clear()
        self.setVisible(pair is not None)
        self._shown = None if pair is None else (pair, first, second)
        if pair is None:
            return
        self.title.setText(
            self.tr("{0} in rows, {1} in columns; moments 0.2 s apart").format(first, second)
        )
        names = [label_name(label) for label in LABELS]
        shade = QColor(theme.colours(self.palette()).accent)
        ink = self.palette().text().color()
        for row in pair.confusion:
            self.model.appendRow([_cell(count, sum(row), shade, ink) for count in row])
        self.model.setHorizontalHeaderLabels(names)
        self.model.setVerticalHeaderLabels(names)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._shown is not None:
            self.show_pair(*self._shown)


def _cell(count: float, whole: float, shade: QColor, ink: QColor) -> QStandardItem:
    item = QStandardItem(number(count) if count >= 0.5 else "")
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    share = count / whole if whole else 0.0
    colour = QColor(shade)
    # Pale enough for the text on it to stay readable in every theme.
    colour.setAlphaF(0.45 * share)
    item.setBackground(QBrush(colour))
    item.setForeground(QBrush(ink))
    item.setToolTip(percent(share))
    return item
