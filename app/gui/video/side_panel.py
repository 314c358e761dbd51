"""The column beside the picture: the panels of all modes, of which some are shown."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class SidePanel(QWidget):
    """Panels one below the other; hidden ones take no room."""

    def __init__(self, *panels: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for panel in panels:
            column.addWidget(panel, 1)
