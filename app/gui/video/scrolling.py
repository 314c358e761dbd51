"""Scroll areas that stay out of the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QHeaderView, QScrollArea, QWidget

#: Thin scroll bars without arrows.
_SCROLL_BARS = """
    QScrollBar { background: transparent; }
    QScrollBar:vertical { width: 8px; }
    QScrollBar:horizontal { height: 8px; }
    QScrollBar::handle { background: palette(mid); border-radius: 4px; }
    QScrollBar::handle:vertical { min-height: 24px; }
    QScrollBar::handle:horizontal { min-width: 24px; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

#: Table heads as plain words over a line.
_HEADS = """
    QHeaderView::section { background: transparent; border: none; padding: 4px 6px;
        border-bottom: 1px solid palette(mid); }
"""


def make_quiet(area: QAbstractScrollArea) -> None:
    """Take frame, arrows and grid away."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    # Not on the area: all that lies in it would be styled anew with every parent it gets.
    for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
        bar.setStyleSheet(_SCROLL_BARS)
    for head in area.findChildren(QHeaderView):
        head.setStyleSheet(_HEADS)


def thin_scroll_area(content: QWidget) -> QScrollArea:
    """Scrolls `content` up and down where it is too high; without frame or ground of its own.

    The area takes its place: it gets the parent that the content had.
    """
    area = QScrollArea(content.parentWidget())
    area.setWidget(content)
    area.setWidgetResizable(True)
    make_quiet(area)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
