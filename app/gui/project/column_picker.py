"""Which columns a table gets: a tick for each, and one for each group of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from app.gui import theme
from app.gui.video.scrolling import make_quiet

#: So many columns whose names begin alike are a group.
_GROUP: Final = 3


class ColumnPicker(QTreeWidget):
    """Ticks what is written; `changed` once for each click, however much it ticks."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Columns"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setRootIsDecorated(False)
        make_quiet(self)
        self.setFixedWidth(theme.px(210))
        self._columns: list[QTreeWidgetItem] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.changed)
        self.itemChanged.connect(self._on_changed)

    def offer(self, names: Sequence[str], chosen: Sequence[str] | None) -> None:
        """Offer these columns, of which some are ticked; None for all."""
        with QSignalBlocker(self):
            self.clear()
            self._columns = []
            if not names:
                return
            top = _ticked(QTreeWidgetItem(self, [self.tr("All columns")]))
            groups: dict[str, QTreeWidgetItem] = {}
            sizes = Counter(name.partition("_")[0] for name in names)
            for name in names:
                family = name.partition("_")[0]
                above = top
                if sizes[family] >= _GROUP:
                    if family not in groups:
                        groups[family] = _ticked(QTreeWidgetItem(top, [f"{family}_…"]))
                    above = groups[family]
                item = _ticked(QTreeWidgetItem(above, [name]))
                if chosen is not None and name not in chosen:
                    item.setCheckState(0, Qt.CheckState.Unchecked)
                self._columns.append(item)
            top.setExpanded(True)
            self.setCurrentItem(top)

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """The ticked columns in the table's order; None where all are."""
        ticked = [c.text(0) for c in self._columns if c.checkState(0) is Qt.CheckState.Checked]
        return None if len(ticked) == len(self._columns) else tuple(ticked)

    @Slot()
    def _on_changed(self) -> None:
        self._soon.start()


def _ticked(item: QTreeWidgetItem) -> QTreeWidgetItem:
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    item.setCheckState(0, Qt.CheckState.Checked)
    return item
