"""The column beside the picture: the panels of all modes, of which some are shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class SidePanel(QWidget):
    """Panels one below the other; hidden ones take no room."""

    def __init__(self, *panels: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._panels = panels
        for panel in panels:
            column.addWidget(panel, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its texts are once they wrap at the width it has, which Qt leaves out."""
        hint, column = super().minimumSizeHint(), self.layout()
        if column is None or self.width() < hint.width():
            return hint
        return QSize(hint.width(), max(hint.height(), column.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def needed_width(self) -> int:
        """Pixels that the widest of the panels needs, also while it is hidden."""
        return max(panel.minimumSizeHint().width() for panel in self._panels)
