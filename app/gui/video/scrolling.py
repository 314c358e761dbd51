"""Scroll areas that stay out of the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

#: A thin scroll bar without arrows.
_SCROLL_BAR = """
    QScrollBar:vertical { width: 8px; background: transparent; }
    QScrollBar::handle:vertical { background: palette(mid); border-radius: 4px; min-height: 24px; }
    QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
    QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical { background: transparent; }
"""


def thin_scroll_area(content: QWidget) -> QScrollArea:
    """Scrolls `content` up and down where it is too high; without frame or ground of its own."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setStyleSheet(_SCROLL_BAR)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
