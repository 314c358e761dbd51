"""The small parts of a form."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


def choice(text: str) -> QPushButton:
    """One of several answers, side by side."""
    button = QPushButton(text)
    button.setCheckable(True)
    button.setAutoDefault(False)
    return button


def caption(text: str) -> QLabel:
    """What a row of a form is about, as high as its buttons."""
    label = QLabel(text)
    label.setMinimumHeight(34)
    return label


def row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, from the left."""
    line = QHBoxLayout()
    line.setSpacing(6)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line
